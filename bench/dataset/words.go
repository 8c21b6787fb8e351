package dataset

import "strings"

// fields cuts lines into their fields.
func fields(text string) [][]string {
	var all [][]string
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		all = append(all, strings.Split(line, "|"))
	}
	return all
}

// pairs are words in Chinese and English, with spaces between the pairs; a space within one is written "_".
func pairs(text string) []pair {
	var all []pair
	for _, word := range strings.Fields(text) {
		zh, en, _ := strings.Cut(strings.ReplaceAll(word, "_", " "), "|")
		all = append(all, pair{zh, en})
	}
	return all
}

// provinces are the divisions of the first level: short name, rank, English name, what the country calls it, ISO 3166-2,
// GB/T 2260, latitude and longitude of the seat, row and column in a cartogram.
var provinces = fields(`
北京|市|Beijing|municipality|CN-BJ|110000|39.929|116.388|2|6
天津|市|Tianjin|municipality|CN-TJ|120000|39.13|117.2|3|6
河北|省|Hebei|province|CN-HE|130000|38.05|114.48|2|5
山西|省|Shanxi|province|CN-SX|140000|37.875|112.545|3|5
内蒙古|自治区|Inner Mongolia|autonomous-region|CN-NM|150000|40.82|111.66|2|4
辽宁|省|Liaoning|province|CN-LN|210000|41.805|123.45|2|7
吉林|省|Jilin|province|CN-JL|220000|43.865|125.34|1|7
黑龙江|省|Heilongjiang|province|CN-HL|230000|45.75|126.65|0|7
上海|市|Shanghai|municipality|CN-SH|310000|31.216|121.437|5|7
江苏|省|Jiangsu|province|CN-JS|320000|32.05|118.78|5|6
浙江|省|Zhejiang|province|CN-ZJ|330000|30.25|120.17|6|6
安徽|省|Anhui|province|CN-AH|340000|31.85|117.28|5|5
福建|省|Fujian|province|CN-FJ|350000|26.08|119.3|7|6
江西|省|Jiangxi|province|CN-JX|360000|28.68|115.88|6|5
山东|省|Shandong|province|CN-SD|370000|36.675|116.995|4|6
河南|省|Henan|province|CN-HA|410000|34.755|113.665|4|5
湖北|省|Hubei|province|CN-HB|420000|30.58|114.27|4|4
湖南|省|Hunan|province|CN-HN|430000|28.2|112.97|5|4
广东|省|Guangdong|province|CN-GD|440000|23.145|113.325|6|4
广西|壮族自治区|Guangxi|autonomous-region|CN-GX|450000|22.82|108.32|6|3
海南|省|Hainan|province|CN-HI|460000|20.05|110.32|8|3
重庆|市|Chongqing|municipality|CN-CQ|500000|29.565|106.595|4|3
四川|省|Sichuan|province|CN-SC|510000|30.67|104.07|4|2
贵州|省|Guizhou|province|CN-GZ|520000|26.58|106.72|5|3
云南|省|Yunnan|province|CN-YN|530000|25.07|102.68|5|2
西藏|自治区|Tibet|autonomous-region|CN-XZ|540000|29.645|91.1|4|1
陕西|省|Shaanxi|province|CN-SN|610000|34.275|108.895|3|4
甘肃|省|Gansu|province|CN-GS|620000|36.056|103.792|3|2
青海|省|Qinghai|province|CN-QH|630000|36.62|101.77|3|1
宁夏|回族自治区|Ningxia|autonomous-region|CN-NX|640000|38.468|106.273|3|3
新疆|维吾尔自治区|Xinjiang|autonomous-region|CN-XJ|650000|43.805|87.575|2|0
台湾|省|Taiwan|province|CN-TW|710000|25.036|121.568|7|7
香港|特别行政区|Hong Kong|special-administrative-region|CN-HK|810000|22.305|114.185|7|5
澳门|特别行政区|Macau|special-administrative-region|CN-MO|820000|22.203|113.545|7|4
`)

// Names of cities and districts begin with one of the first and end with one of the second. Among them are those that
// searches stumble over: two readings of a character (长, 重), ü, and an apostrophe (Xi'an).
var (
	firstSyllables = pairs(`贵|gui 西|xi 长|chang 重|chong 厦|xia 绿|lü 苏|su 沧|cang 盐|yan 锦|jin 绍|shao 赣|gan 岳|yue 衡|heng
		潮|chao 梅|mei 桂|gui 柳|liu 遵|zun 昭|zhao 渭|wei 鄂|e 牡|mu 嘉|jia 泰|tai 雅|ya 朔|shuo 滁|chu 徽|hui 琼|qiong`)
	lastSyllables = pairs(`阳|yang 安|an 庆|qing 州|zhou 山|shan 城|cheng 源|yuan 口|kou 陵|ling 川|chuan 德|de 宁|ning 海|hai 林|lin
		关|guan 岭|ling 坊|fang 昌|chang 门|men 沙|sha`)
)

// themes are what programmes are about.
var themes = pairs(`区块链创新应用|Blockchain_Innovation 人工智能|Artificial_Intelligence 数字人民币|Digital_Yuan 智慧城市|Smart_City
	智能网联汽车|Connected_Vehicles 工业互联网|Industrial_Internet 数据要素|Data_Market 绿色金融|Green_Finance 氢能|Hydrogen_Energy
	低空经济|Low-Altitude_Economy 跨境电商|Cross-Border_E-Commerce 医养结合|Integrated_Care 海洋经济|Marine_Economy 数字乡村|Digital_Village`)

// sectorNames are the sectors of a programme, four to a group.
var (
	groupNames  = pairs(`实体经济|Real_economy 社会治理|Social_governance 民生服务|Services_for_the_people 金融科技|Financial_technology`)
	sectorNames = pairs(`制造|Manufacturing 能源|Energy 农业|Agriculture 交通物流|Transport_and_logistics
		政务服务|Government_services 法治|Rule_of_law 税费服务|Tax_and_fee_services 审判检察|Courts_and_procuratorates
		卫生健康|Healthcare 教育|Education 民政|Civil_affairs 版权|Copyright
		贸易金融|Trade_finance 风控管理|Risk_control 股权市场|Equity_markets 跨境金融|Cross-border_finance`)
)

// ministries are the agencies of the state; further agencies are offices of regions.
var (
	ministries = pairs(`中央网信办|Cyberspace_Administration_of_China 工业和信息化部|Ministry_of_Industry_and_Information_Technology
		中国人民银行|People's_Bank_of_China 教育部|Ministry_of_Education 国家卫生健康委员会|National_Health_Commission 民政部|Ministry_of_Civil_Affairs
		司法部|Ministry_of_Justice 最高人民法院|Supreme_People's_Court 最高人民检察院|Supreme_People's_Procuratorate
		国家能源局|National_Energy_Administration 交通运输部|Ministry_of_Transport 农业农村部|Ministry_of_Agriculture_and_Rural_Affairs
		国家税务总局|State_Taxation_Administration 国家外汇管理局|State_Administration_of_Foreign_Exchange
		中国证券监督管理委员会|China_Securities_Regulatory_Commission 国家版权局|National_Copyright_Administration
		国家发展改革委|National_Development_and_Reform_Commission`)
	offices = pairs(`数据局|Data_Bureau 工业和信息化局|Bureau_of_Industry_and_Information_Technology 金融监督管理局|Financial_Supervision_Bureau
		科学技术局|Science_and_Technology_Bureau 互联网信息办公室|Cyberspace_Office`)
)

// What names of institutions are made of, by kind.
var (
	hospitals = pairs(`第一人民|First_People's 第二人民|Second_People's 第三人民|Third_People's 中心|Central 中医|Traditional_Chinese_Medicine
		妇幼保健|Maternal_and_Child_Health 儿童|Children's 肿瘤|Cancer 口腔|Stomatological 同仁|Tongren 仁济|Renji 红十字会|Red_Cross
		康复|Rehabilitation 传染病|Infectious_Diseases 精神卫生|Mental_Health 胸科|Chest 协和|Union 骨科|Orthopaedic 老年病|Geriatric`)
	rareHospitals = pairs(`青光眼|Glaucoma 血吸虫病|Schistosomiasis 蛇伤|Snakebite 烧伤|Burns 睡眠医学|Sleep_Medicine 白癜风|Vitiligo
		罕见病|Rare_Diseases 高压氧|Hyperbaric_Oxygen`)
	universities = pairs(`师范|Normal 理工|Technology 医科|Medical 财经|Finance_and_Economics 农业|Agricultural 交通|Jiaotong
		政法|Political_Science_and_Law 邮电|Posts_and_Telecommunications 民族|Minzu 外国语|Foreign_Studies 海洋|Ocean 体育|Sport`)
	nationalBanks = pairs(`中国工商银行|Industrial_and_Commercial_Bank_of_China 中国农业银行|Agricultural_Bank_of_China 中国银行|Bank_of_China
		中国建设银行|China_Construction_Bank 交通银行|Bank_of_Communications 招商银行|China_Merchants_Bank`)
	localBanks = pairs(`银行|Bank 农村商业银行|Rural_Commercial_Bank 村镇银行|Village_Bank 农村信用合作联社|Rural_Credit_Cooperative`)
	firstBrand = pairs(`星|xing 云|yun 数|shu 智|zhi 华|hua 联|lian 恒|heng 天|tian 金|jin 国|guo 信|xin 瑞|rui 鼎|ding 博|bo 远|yuan 同|tong`)
	lastBrand  = pairs(`科|ke 达|da 通|tong 源|yuan 创|chuang 泰|tai 盛|sheng 腾|teng 安|an 宇|yu 芯|xin 图|tu 诚|cheng 维|wei`)
	trades     = pairs(`科技|Technology 区块链|Blockchain 大数据|Big_Data 物流|Logistics 能源|Energy 新材料|New_Materials 生物医药|Biopharmaceutical
		汽车|Automobile 电力|Electric_Power 软件|Software 供应链管理|Supply_Chain_Management 石油化工|Petrochemical 港口|Port 燃气|Gas
		文化传媒|Culture_Media 半导体|Semiconductor 航空|Aviation 水务|Water 茶业|Tea 信息技术|Information_Technology`)
	rareTrades = pairs(`量子通信|Quantum_Communication 石墨烯|Graphene 堤岸工程|Embankment_Engineering 稀土|Rare_Earth 钟表|Horology
		人参|Ginseng 丝绸|Silk 钻石|Diamond`)
	companies = pairs(`有限公司|Co.,_Ltd. 股份有限公司|Corporation 集团|Group 集团有限公司|Group_Co.,_Ltd.`)
	courts    = pairs(`人民法院|People's_Court 中级人民法院|Intermediate_People's_Court 互联网法院|Internet_Court 金融法院|Financial_Court`)
	bureaus   = pairs(`大数据发展管理局|Big_Data_Development_Administration 财政局|Finance_Bureau 税务局|Tax_Service 教育局|Education_Bureau
		市场监督管理局|Administration_for_Market_Regulation 不动产登记中心|Real_Estate_Registration_Centre 公积金管理中心|Housing_Fund_Centre
		政务服务中心|Government_Service_Centre`)
	associations = pairs(`软件行业协会|Software_Industry_Association 金融学会|Finance_Society 律师协会|Bar_Association 区块链协会|Blockchain_Association
		银行业协会|Banking_Association 医学会|Medical_Association 总商会|Chamber_of_Commerce`)
	others = pairs(`档案馆|Archives 图书馆|Library 公证处|Notary_Office 广播电视台|Radio_and_Television_Station 产权交易所|Equity_Exchange
		产业技术研究院|Industrial_Technology_Research_Institute 仲裁委员会|Arbitration_Commission 出版社|Press`)
)

// traditional writes the characters of these words as in Hong Kong, Macau and Taiwan.
var traditional = strings.NewReplacer(strings.Fields(`医 醫 银 銀 学 學 协 協 会 會 国 國 团 團 务 務 华 華 云 雲 数 數 联 聯 恒 恆 宁 寧 阳 陽 门 門 关 關
	岭 嶺 陵 陵 庆 慶 长 長 贵 貴 厦 廈 绿 綠 苏 蘇 沧 滄 盐 鹽 锦 錦 绍 紹 赣 贛 岳 嶽 区 區 县 縣 湾 灣 门 門 腾 騰 创 創 图 圖 诚 誠 维 維 达 達
	链 鏈 据 據 术 術 业 業 药 藥 电 電 软 軟 应 應 龙 龍 农 農 商 商 传 傳 体 體 导 導 汽 汽 车 車 办 辦 网 網 财 財 经 經 师 師 范 範 贸 貿 总 總 馆 館
	证 證 广 廣 视 視 发 發 产 產 权 權 员 員 检 檢 钟 鐘 丝 絲 钻 鑽 烧 燒 伤 傷 罕 罕 压 壓 儿 兒 妇 婦 护 護 红 紅 传 傳 肿 腫 东 東 远 遠 邮 郵 洋 洋`)...)
