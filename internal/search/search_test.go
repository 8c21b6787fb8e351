package search_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"pilotgraph/internal/search"
)

// fixtures have what the seed has not: ü, and words that begin with bank beside those that have it inside.
func fixtures() []search.Record {
	name := func(id, zh, en, de string) search.Record {
		return search.Record{ID: "institution:" + id, Kind: "institution", Names: []search.Text{{"zh", zh}, {"en", en}, {"de", de}}}
	}
	return []search.Record{
		name("a-inside", "甲", "Embankment Works", "Uferwerk"),
		name("b-inside", "乙", "Sparbanken", "Sparbanken"),
		name("c-begins", "丙", "Bankers Union", "Union"),
		name("green", "绿源电子", "Lvyuan", "Luyuan"),
		name("lu", "旅顺女子学院", "Port Arthur College", "Kolleg"),
		name("5g", "5G智能工厂", "5G smart factory", "5G-Fabrik"),
	}
}

func seedIndex(t testing.TB) index { return newIndex(t, append(seedRecords(t), fixtures()...)) }

// TestSearchCasesFirstPlaces has the rows of the issue that say what is among the first three hits.
func TestSearchCasesFirstPlaces(t *testing.T) {
	x := seedIndex(t)
	for text, want := range map[string]string{
		"guiyang":          "region:guiyang",
		"gui yang":         "region:guiyang",
		"gy":               "region:guiyang",
		"GY":               "region:guiyang",
		"guìyáng":          "region:guiyang",
		"chongqing":        "region:chongqing",
		"changsha":         "region:changsha",
		"xiamen":           "region:xiamen",
		"xi'an":            "region:xian",
		"xian":             "region:xian",
		"lüyuan":           "institution:green",
		"luyuan":           "institution:green",
		"lvyuan":           "institution:green",
		"lvshun":           "institution:lu",
		"lushun":           "institution:lu",
		"lüshunnüzi":       "institution:lu",
		"lvshunnvzi":       "institution:lu",
		"nüzi":             "institution:lu",
		"Peking":           "region:beijing",
		"Zentralbank":      "agency:pboc",
		"HAIDIAN":          "region:haidian",
		"Ｈａｉｄｉａｎ":          "region:haidian",
		"haidián":          "region:haidian",
		"zone:bc-haidian":  "zone:bc-haidian",
		"bc-haidian":       "zone:bc-haidian",
		"中网办秘字〔2021〕1482号": "programme:blockchain-innovation-application-pilots",
		"zgrmyh":           "agency:pboc",
		"renminyinhang":    "agency:pboc",
		"重慶":               "region:chongqing",
		"\"人民银行\"":         "agency:pboc",
		"saic-gm":          "institution:saic-gm-wuling",
		"区块链+制造":           "sector:manufacturing",
		"5g智能":             "institution:5g",
	} {
		if got := ids(x.find(t, text, 3)); !slices.Contains(got, want) {
			t.Errorf("%s: the first hits are %v, without %s", text, got, want)
		}
	}
	for _, hit := range x.find(t, "zhongqing", 100) {
		if strings.Contains(hit.ID, "chongqing") {
			t.Errorf("zhongqing finds %s: 重庆 is not read so", hit.ID)
		}
	}
	got := ids(x.find(t, "bildungsmin", 3))
	if !slices.Contains(got, "agency:ministry-of-education") {
		t.Errorf("bildungsmin: %v", got)
	}
}

// TestSearchCasesFirstPlace has the rows that say which hit is the first.
func TestSearchCasesFirstPlace(t *testing.T) {
	x := seedIndex(t)
	for text, want := range map[string]string{
		"CAC": "agency:cac", "MIIT": "agency:miit", "PBOC": "agency:pboc", "BUPT": "institution:beijing-university-of-posts-and-telecommunications",
		"cac": "agency:cac", "110000": "region:beijing", "CN-BJ": "region:beijing", "cn-bj": "region:beijing", "icbc": "institution:icbc",
		"ICBC": "institution:icbc", "zone:bc-haidian": "zone:bc-haidian", "most": "agency:most",
	} {
		hits := x.find(t, text, 1)
		if len(hits) != 1 || hits[0].ID != want || hits[0].Score != 1 {
			t.Errorf("%s: the first hit is %+v, not %s", text, hits, want)
		}
	}
}

// TestSearchCasesPlainScan has the rows that are to find exactly what a plain scan finds.
func TestSearchCasesPlainScan(t *testing.T) {
	x := seedIndex(t)
	for _, text := range []string{"贵阳", "大学", "银行", "海淀", "区块链", "院", "貴陽", "銀行", "試點", "区块链+"} {
		got, want := ids(x.find(t, text, 1000)), x.scan(text)
		slices.Sort(got)
		slices.Sort(want)
		if len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("%s finds %v, a plain scan %v", text, got, want)
		}
	}
	if a, b := ids(x.find(t, "貴陽", 100)), ids(x.find(t, "贵阳", 100)); !slices.Equal(a, b) {
		t.Errorf("traditional finds %v, simplified %v", a, b)
	}
}

func TestSearchCasesBank(t *testing.T) {
	x := seedIndex(t)
	inside := false
	got := ids(x.find(t, "bank", 100))
	for _, id := range got {
		isInside := strings.HasSuffix(id, "-inside")
		if inside && !isInside {
			t.Errorf("%s has a word with bank at its beginning, and stands after one that has it inside", id)
		}
		inside = inside || isInside
	}
	if want := []string{"institution:a-inside", "institution:b-inside"}; len(got) < 5 || !slices.Equal(got[len(got)-2:], want) {
		t.Errorf("bank: %v does not end with %v", got, want)
	}
}

func TestSearchCasesNoRecordHasBoth(t *testing.T) {
	x := seedIndex(t)
	query, err := search.Parse("人民银行 大学")
	if err != nil {
		t.Fatal(err)
	}
	s := search.Search{Query: query}
	warnings, err := s.Warnings(context.Background(), x)
	if err != nil {
		t.Fatal(err)
	}
	want := search.Warning{Code: search.NothingFound, Message: "No record has all of it: 人民银行 is in 1, 大学 is in 7."}
	if len(x.find(t, "人民银行 大学", 10)) > 0 || len(warnings) != 1 || warnings[0] != want {
		t.Errorf("%+v, want %+v", warnings, want)
	}
	if got := ids(x.find(t, "大学 北京", 10)); len(got) != 2 {
		t.Errorf("大学 北京: %v", got)
	}
	if got := ids(x.find(t, "Peking Universität", 10)); len(got) != 2 {
		t.Errorf("Peking Universität: %v", got)
	}
}

// TestSearchCasesBadText asks what cannot be searched, and what looks like the syntax of an index.
func TestSearchCasesBadText(t *testing.T) {
	x := seedIndex(t)
	for text, code := range map[string]string{
		"": search.NothingAsked, "   ": search.NothingAsked, "🚀": search.NothingAsked, `"`: search.NothingAsked, "*": search.NothingAsked,
		"+-!?": search.NothingAsked, "\x00": search.NothingAsked, "\ufffd": search.NothingAsked, "\xed\xa0\x80": search.NothingAsked,
		strings.Repeat("中", 201): search.TextTooLong, strings.Repeat("中 ", 11): search.TooManyTerms,
	} {
		_, err := search.Parse(text)
		var refused *search.Error
		if !errors.As(err, &refused) || refused.Code != code || refused.Message == "" {
			t.Errorf("%q: %v, want %s", text, err, code)
		}
	}
	for text, codes := range map[string][]string{
		"OR NOT (":          {search.Ignored, search.NothingFound},
		"NEAR/2 xyzzy":      {search.NothingFound},
		"x*y":               {search.NothingFound},
		`"a" AND tokens:b"`: {search.SingleCharacter, search.NothingFound},
		"a":                 {search.SingleCharacter},
		"bank 🚀":            {search.Ignored},
		"bank \x00":         {search.Ignored},
		"bank\ufffd":        {search.Ignored},
		"bank\u200b":        nil,
		"人民银行\x00大学":        {search.Ignored, search.NothingFound},
		"bank":              nil,
		"中 院":               {search.NothingFound},
	} {
		query, err := search.Parse(text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		warnings, err := search.Search{Query: query}.Warnings(context.Background(), x)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		var got []string
		for _, w := range warnings {
			got = append(got, w.Code)
		}
		if !slices.Equal(got, codes) {
			t.Errorf("%q: warnings %+v, want %v", text, warnings, codes)
		}
	}
}

func TestHighlights(t *testing.T) {
	x := newIndex(t, []search.Record{{ID: "zone:z", Kind: "zone", Names: []search.Text{{"zh", "“貴陽”市绿色银行"}, {"de", "Straße des Fo\u0308hns, straße"}},
		Aliases: []search.Text{{"en", "Xi'an ﬁnance"}}, Codes: []string{"CN-GY"}}})
	for text, want := range map[string][]search.Match{
		"贵阳":       {{search.FieldName, "zh", "“貴陽”市绿色银行", [][2]int{{1, 3}}}},
		"阳市":       {{search.FieldName, "zh", "“貴陽”市绿色银行", [][2]int{{2, 5}}}},
		"strasse":  {{search.FieldName, "de", "Straße des Fo\u0308hns, straße", [][2]int{{0, 6}, {19, 25}}}},
		"foehns":   nil,
		"fohns,":   {{search.FieldName, "de", "Straße des Fo\u0308hns, straße", [][2]int{{11, 18}}}},
		"xian":     {{search.FieldAlias, "en", "Xi'an ﬁnance", [][2]int{{0, 5}}}},
		"nance":    {{search.FieldAlias, "en", "Xi'an ﬁnance", [][2]int{{7, 12}}}},
		"cn-gy":    {{search.FieldCode, "", "CN-GY", [][2]int{{0, 5}}}},
		"z":        {{search.FieldID, "", "zone:z", [][2]int{{5, 6}}}},
		"zone:z":   {{search.FieldID, "", "zone:z", [][2]int{{0, 6}}}},
		"guiyang":  {{search.FieldPinyin, "zh", "“貴陽”市绿色银行", [][2]int{{1, 3}}}},
		"lvseyin":  {{search.FieldPinyin, "zh", "“貴陽”市绿色银行", [][2]int{{5, 8}}}},
		"lse":      nil,
		"lsyh":     {{search.FieldPinyin, "zh", "“貴陽”市绿色银行", [][2]int{{5, 9}}}},
		"贵阳 luse":  {{search.FieldName, "zh", "“貴陽”市绿色银行", [][2]int{{1, 3}}}, {search.FieldPinyin, "zh", "“貴陽”市绿色银行", [][2]int{{5, 7}}}},
		"银行 贵阳 绿色": {{search.FieldName, "zh", "“貴陽”市绿色银行", [][2]int{{1, 3}, {5, 9}}}},
	} {
		var got []search.Match
		if hits := x.find(t, text, 1); len(hits) > 0 {
			got = hits[0].MatchedOn
		}
		if !slices.EqualFunc(got, want, func(a, b search.Match) bool {
			return a.Field == b.Field && a.Language == b.Language && a.Text == b.Text && slices.Equal(a.Ranges, b.Ranges)
		}) {
			t.Errorf("%s: %+v, want %+v", text, got, want)
		}
	}
}

// TestOtherReadings finds a character by each of its common readings, unless its word decides.
func TestOtherReadings(t *testing.T) {
	x := newIndex(t, []search.Record{{ID: "zone:z", Kind: "zone", Names: []search.Text{{"zh", "新重机"}}}, {ID: "zone:c", Kind: "zone", Names: []search.Text{{"zh", "重庆"}}}})
	for text, want := range map[string][]string{
		"xinzhongji": {"zone:z"}, "xinchongji": {"zone:z"}, "chongji": {"zone:z"}, "xcj": {"zone:z"}, "xzj": {"zone:z"}, "chongqing": {"zone:c"},
		"zhongqing": {}, "chong": {"zone:c", "zone:z"}, "zhong": {"zone:z"},
	} {
		if got := ids(x.find(t, text, 5)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

// TestScores has a text for each score.
func TestScores(t *testing.T) {
	x := seedIndex(t)
	for text, want := range map[string]float64{"贵阳市": 1, "Guiyang": 1, "haidian dist": 0.8, "guiy": 0.8, "gys": 0.6, "贵阳 gy": 0.6, "uiyan": 0.4, "renminyinhang": 0.2, "中国 yinhang": 0.2} {
		if hits := x.find(t, text, 1); len(hits) == 0 || hits[0].Score != want {
			t.Errorf("%s: %+v, want a score of %v", text, hits, want)
		}
	}
}

// TestTenTerms asks as much at once as is allowed, in every way a term can be found.
func TestTenTerms(t *testing.T) {
	x := newIndex(t, []search.Record{{ID: "zone:z", Kind: "zone", Names: []search.Text{{"zh", "贵阳市人民银行大学"}, {"en", "People's Bank University, Guiyang"}}}})
	if got := x.find(t, "贵阳 银行 yinhang gys bank niversi dx people daxue guiyang", 5, "zone"); len(got) != 1 {
		t.Errorf("%+v", got)
	}
}

func TestKinds(t *testing.T) {
	x := seedIndex(t)
	for _, hit := range x.find(t, "贵阳", 10, "zone") {
		if hit.Kind != "zone" || !strings.HasPrefix(hit.ID, "zone:") {
			t.Errorf("%+v is no zone", hit)
		}
	}
	if got := ids(x.find(t, "贵阳", 10, "region", "zone")); len(got) != 2 {
		t.Errorf("%v", got)
	}
}
