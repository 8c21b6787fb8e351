package dataset

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// subjectOf returns a row that another one may speak of. Tables that have no rows are passed over.
func (s Size) subjectOf(d *dice, among ...string) (subject string, row int) {
	among = slices.DeleteFunc(slices.Clone(among), func(table string) bool { return tables[table].rows(s) == 0 })
	if len(among) == 0 {
		among = []string{"programmes"}
	}
	subject = d.of(among...)
	return subject, d.skewed(tables[subject].rows(s))
}

var aliases = table{
	id:   "alias-%05d",
	rows: func(s Size) int { return s.Aliases },
	fill: func(s Size, row int, cells cells) {
		d := s.throw("aliases", row)
		subject, at := s.subjectOf(d, "institutions", "institutions", "institutions", "regions", "agencies", "zones", "sectors")
		n := tables[subject].name(s, at)
		language, text, kind := "en", acronym(n.en), "acronym"
		switch which := d.below(10); {
		case text == "" && n.en != "" && (which < 5 || n.zh == ""):
			text, kind = n.en+", China", "alias"
		case n.zh != "" && which < 3 && n.short != "":
			language, text, kind = "zh", n.short, "short"
		case n.zh != "" && which < 4:
			language, text, kind = "zh-Hant", traditional.Replace(n.zh), "alias"
		case n.zh != "" && which < 6 || text == "":
			language, text, kind = "zh", "原"+n.zh, "former"
		}
		cells.set("subject_table", subject)
		cells.set("subject_id", ref(subject, at))
		cells.set("language", language)
		cells.set("text", text)
		cells.set("kind", kind)
	},
	claims: []string{"", "text", "text kind"},
}

// acronym returns the capitals that words begin with, or "" where there are too few.
func acronym(name string) string {
	var letters strings.Builder
	for word := range strings.FieldsSeq(name) {
		if first := []rune(word)[0]; unicode.IsUpper(first) {
			letters.WriteRune(first)
		}
	}
	if letters.Len() < 2 {
		return ""
	}
	return letters.String()
}

var identifiers = table{
	id:   "identifier-%05d",
	rows: func(s Size) int { return s.Identifiers },
	fill: func(s Size, row int, cells cells) {
		d := s.throw("identifiers", row)
		subject, at := s.subjectOf(d, "institutions", "institutions", "institutions", "regions", "zones", "agencies")
		scheme := "wikidata"
		if subject == "institutions" {
			scheme = d.of("ror", "wikidata", "lei", "uscc", "uscc", "other")
		}
		value := map[string]string{
			"ror":      fmt.Sprintf("0%06dx%d", row, row%10),
			"wikidata": fmt.Sprintf("Q9%08d", row),
			"lei":      fmt.Sprintf("9999000000%08d%02d", row, row%97),
			"uscc":     fmt.Sprintf("91000000MA%07dX", row),
			"other":    fmt.Sprintf("REG-%06d", row),
		}[scheme]
		cells.set("subject_table", subject)
		cells.set("subject_id", ref(subject, at))
		cells.set("scheme", scheme)
		cells.set("value", value)
	},
	claims: []string{"", "value"},
}

var (
	sourceKinds = []weighted{
		{"press", 40}, {"official", 25}, {"institution", 15}, {"reprint", 10}, {"encyclopedia", 4}, {"dataset", 3}, {"repository", 2}, {"editorial", 1},
	}
	sourceLanguages = []weighted{{"zh", 70}, {"en", 22}, {"de", 5}, {"fr", 3}}
	publishers      = pairs(`新华社|Xinhua 人民日报|People's_Daily 财联社|Cailianshe 中国政府网|gov.cn 第一财经|Yicai 科技日报|Science_and_Technology_Daily`)
)

var sources = table{
	id:   "source-%04d",
	rows: func(s Size) int { return s.Sources },
	fill: func(s Size, row int, cells cells) {
		d := s.throw("sources", row)
		about, _ := theme(d.below(s.Programmes))
		language, publisher := d.weighted(sourceLanguages), d.pair(publishers)
		title, by := fmt.Sprintf("%s pilots: list no. %d published", about.en, row+1), publisher.en
		if language == "zh" {
			title, by = fmt.Sprintf("%s试点名单（第%d号）公布", about.zh, row+1), publisher.zh
		}
		if d.percent(92) {
			cells.set("url", fmt.Sprintf("https://example.org/%s/%d", language, row+1))
		}
		cells.set("title", title)
		cells.set("publisher", by)
		cells.set("language", language)
		cells.set("published", d.date(2015, 11))
		cells.set("retrieved", fmt.Sprintf("2026-%02d-%02d", 1+d.below(9), 1+d.below(28)))
		cells.set("kind", d.weighted(sourceKinds))
		cells.set("reliability", d.weighted([]weighted{{"high", 45}, {"medium", 40}, {"low", 15}}))
	},
}

// cited are the tables whose rows need citations, in the order in which these come.
var cited = []string{
	"programmes", "events", "objectives", "regions", "agencies", "programme_agencies", "sector_groups", "sectors", "agency_sectors", "zones",
	"aliases", "identifiers", "counts", "institutions", "pilots",
}

var citations = table{
	id: "c%07d",
	rows: func(s Size) int {
		sum := 0
		for _, subject := range cited {
			sum += tables[subject].rows(s)
		}
		if s.Institutions == 0 {
			return sum // there is nothing to speak of again
		}
		return sum + max(0, s.Citations-s.Institutions-s.Pilots)
	},
	fill: func(s Size, row int, cells cells) {
		d := s.throw("citations", row)
		subject, at := s.citedBy(d, row)
		cells.set("subject_table", subject)
		cells.set("subject_id", ref(subject, at))
		cells.set("source", ref("sources", d.skewed(s.Sources)))
		cells.set("fields", d.of(tables[subject].claims...))
		cells.set("quote", s.quote(d, subject, at))
		if d.percent(20) {
			cells.set("note", fmt.Sprintf("p. %d, table %d", 1+d.below(80), 1+d.below(9)))
		}
	},
}

// citedBy returns the row that a citation speaks of: first each row once, then institutions and pilots again.
func (s Size) citedBy(d *dice, citation int) (subject string, row int) {
	for _, subject := range cited {
		rows := tables[subject].rows(s)
		if citation < rows {
			return subject, citation
		}
		citation -= rows
	}
	switch {
	case citation < 12 && s.Institutions > glaucomaAt:
		return "institutions", glaucomaAt
	case d.percent(35) || s.Pilots == 0:
		return "institutions", d.skewed(s.Institutions)
	default:
		return "pilots", d.below(s.Pilots)
	}
}

// quote makes up the words of a source: in both languages, with quotes and commas, some over two lines.
func (s Size) quote(d *dice, subject string, row int) string {
	en, zh := "the "+strings.ReplaceAll(subject, "_", " ")+" of the notice", "附件所列内容"
	var n name
	switch {
	case subject == "pilots":
		n = s.institutionOf(s.pilotOf(row).institution).name
	case tables[subject].name != nil:
		n = tables[subject].name(s, row)
	}
	if n.en != "" {
		en = n.en
	}
	if n.zh != "" {
		zh = n.zh
	}
	switch d.below(16) {
	case 0, 1, 2, 3, 4:
		return zh + "等单位入选试点名单。"
	case 5, 6, 7:
		return "经专家评审、公示，现确定“" + zh + "”为国家试点，试点期为两年。"
	case 8, 9, 10:
		return "The list includes " + en + ", among others."
	case 11, 12:
		return `The notice says: "` + en + `" takes part for two years.`
	case 13, 14:
		return fmt.Sprintf("%d, %s, %s", 1+d.below(400), zh, en)
	default:
		return "序号：" + fmt.Sprint(1+d.below(400)) + "\n单位：" + zh
	}
}
