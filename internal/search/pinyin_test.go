package search_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mozillazg/go-pinyin"
	"pgregory.net/rapid"

	"pilotgraph/internal/search"
)

func TestLatin(t *testing.T) {
	for text, want := range map[string]string{
		"贵阳市":         "Guì yáng shì",
		"貴陽市":         "Guì yáng shì",
		"区块链+制造":      "Qū kuài liàn + zhì zào",
		"5G智能":        "5G zhì néng",
		"弦力场(重庆)数字科技": "Xián lì chǎng ( chóng qìng ) shù zì kē jì",
		"Zentralbank": "",
		"":            "",
		"重庆市":         "Chóng qìng shì",
		"长沙市":         "Cháng shā shì",
		"厦门市":         "Xià mén shì",
		"中国人民银行":      "Zhōng guó rén mín yín háng",
		"北京音乐大学":      "Běi jīng yīn yuè dà xué",
		"中国银行保险监督管理委员会": "Zhōng guó yín háng bǎo xiǎn jiān dū guǎn lǐ wěi yuán huì",
		"住房和城乡建设部":      "Zhù fáng hé chéng xiāng jiàn shè bù",
		"新疆维吾尔自治区":      "Xīn jiāng wéi wú ěr zì zhì qū",
		"西藏自治区":         "Xī zàng zì zhì qū",
		"延边朝鲜族自治州":      "Yán biān cháo xiǎn zú zì zhì zhōu",
		"恩施土家族苗族自治州":    "Ēn shī tǔ jiā zú miáo zú zì zhì zhōu",
		"绿色行业会计调查":      "Lǜ sè háng yè kuài jì diào chá",
		"重点重工长江数据参与":    "Zhòng diǎn zhòng gōng cháng jiāng shù jù cān yù",
		"乾隆乾县":          "Qián lóng qián xiàn",
		"首都朝阳区":         "Shǒu dū cháo yáng qū",
	} {
		if got := search.Latin(text); got != want {
			t.Errorf("Latin(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestPlacesAreReadRight(t *testing.T) {
	const places = `重庆 chong qing,长春 chang chun,长治 chang zhi,成都 cheng du,昌都 chang du,蚌埠 beng bu,六安 lu an,
		台州 tai zhou,烟台 yan tai,乐山 le shan,乐清 yue qing,乐亭 lao ting,东莞 dong guan,亳州 bo zhou,儋州 dan zhou,丽水 li shui,
		丽江 li jiang,单县 shan xian,尉犁 yu li,番禺 pan yu,铅山 yan shan,洪洞 hong tong,浚县 xun xian,涡阳 guo yang,枞阳 zong yang,
		歙县 she xian,黟县 yi xian,莘县 shen xian,牟平 mu ping,蔚县 yu xian,井陉 jing xing,百色 bai se,佛山 fo shan,喀什 ka shi,
		石家庄 shi jia zhuang,巴彦淖尔 ba yan nao er,锡林郭勒盟 xi lin guo le meng,大连 da lian,哈尔滨 ha er bin,朝阳 chao yang,
		宿迁 su qian,宿州 su zhou,衢州 qu zhou,济南 ji nan,漯河 luo he,六盘水 liu pan shui,那曲 na qu,日喀则 ri ka ze,阿勒泰 a le tai,
		石河子 shi he zi,吐鲁番 tu lu fan,吕梁 lü liang,呼和浩特 hu he hao te,新余 xin yu,临沂 lin yi,任丘 ren qiu,黄陂 huang pi`
	for place := range strings.SplitSeq(places, ",") {
		name, want, _ := strings.Cut(strings.TrimSpace(place), " ")
		key, _, _ := strings.Cut(search.SortKey(name, "zh"), "\t")
		if got := strings.ReplaceAll(key, "u!", "ü"); got != want {
			t.Errorf("%s is read %q, want %q", name, got, want)
		}
	}
}

// TestReadingsAreOfTheDictionary finds slips of the pen: a syllable that its character does not have, or a word twice.
func TestReadingsAreOfTheDictionary(t *testing.T) {
	content, err := os.ReadFile("readings.txt")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	local := []string{"乐亭", "乐陵", "宕昌"} // these are read as the people there do
	for line := range strings.Lines(string(content)) {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0] == "#" {
			continue
		}
		word := []rune(fields[0])
		if seen[fields[0]] {
			t.Errorf("%s is there twice", fields[0])
		}
		seen[fields[0]] = true
		if len(word) > 1 && len(word) != len(fields)-1 {
			t.Errorf("%s has %d syllables", fields[0], len(fields)-1)
			continue
		}
		for i, syllable := range fields[1:] {
			known := strings.Split(pinyin.PinyinDict[int(word[min(i, len(word)-1)])], ",")
			if !slices.ContainsFunc(known, func(k string) bool { return search.Fold(k) == search.Fold(syllable) }) && !slices.Contains(local, fields[0]) {
				t.Errorf("%s: %s is not among %s", fields[0], syllable, known)
			}
		}
	}
}

func TestSortKey(t *testing.T) {
	inOrder := []string{"5G智能", "Alpha", "安", "安徽", "安庆", "北京", "长沙", "成都", "重庆", "路", "鲁山", "绿", "旅顺", "掠", "乱", "罗", "厦门", "🚀"}
	for i := range len(inOrder) - 1 {
		a, b := search.SortKey(inOrder[i], "zh-Hans"), search.SortKey(inOrder[i+1], "ZH")
		if a >= b {
			t.Errorf("%s (%q) does not sort before %s (%q)", inOrder[i], a, inOrder[i+1], b)
		}
	}
	if got := search.SortKey("Élan 銀行", "fr"); got != "elan 银行" {
		t.Errorf("another language sorts by the folded text, not %q", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		text, other := anyText().Draw(t, "text"), anyText().Draw(t, "other")
		for _, language := range []string{"zh", "zh-Hant", "en", ""} {
			key := search.SortKey(text, language)
			if (key == "") != (text == "") {
				t.Fatalf("SortKey(%q, %q) = %q", text, language, key)
			}
			same := key == search.SortKey(other, language)
			if same != (search.Fold(text) == search.Fold(other)) && text != "" && other != "" {
				t.Fatalf("%q and %q: the same key %t", text, other, same)
			}
		}
	})
}
