package search_test

import (
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"pilotgraph/internal/search"
)

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "",
		"  Hai\t\ndian  ":         "hai dian",
		"Ｈａｉｄｉａｎ":                 "haidian",
		"haidián":                 "haidian",
		"haidia\u0301n":           "haidian",
		"Xi'an Xi’an Xiʼan Xi‘an": "xian xian xian xian",
		"貴陽銀行":                    "贵阳银行",
		"乾隆":                      "干隆",
		"Straße STRASSE ẞ":        "strasse strasse ss",
		"Ærø Łódź Đà Þór ſ":       "aero lodz da thor s",
		"ΌΣΟΣ ὅσος":               "οσοσ οσοσ",
		"ガギ ｶﾞｷﾞ か゚":              "ガギ ガギ か゚",
		"한국 \u1112\u1161\u11ab":   "한국 한",
		"a\x00b\xffc\ufffd":       "abc",
		"“东数西算”工程":                "东数西算工程",
		"Beijing–Tianjin":         "beijing-tianjin",
		"ﬁn ½ ①":                  "fin 1/2 1",
		"👩\u200d🔬":                "👩🔬",
		"İstanbul ılık":           "istanbul ilik",
		"　全角　空白　":                 "全角 空白",
		"\u2f00\uf900":            "一岂",
	} {
		if got := search.Fold(text); got != want {
			t.Errorf("Fold(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestFoldTwiceIsFoldOnce tries every character alone and between others, then any text.
func TestFoldTwiceIsFoldOnce(t *testing.T) {
	check := func(t interface{ Errorf(string, ...any) }, text string) {
		once := search.Fold(text)
		if twice := search.Fold(once); twice != once {
			t.Errorf("Fold(%q) = %q, and once more %q", text, once, twice)
		}
		if !utf8.ValidString(once) {
			t.Errorf("Fold(%q) = %q is not UTF-8", text, once)
		}
	}
	for r := rune(0); r <= 0x1FFFF; r++ {
		check(t, "aか"+string(r)+"\u3099o\u0308")
	}
	rapid.Check(t, func(t *rapid.T) { check(t, anyText().Draw(t, "text")) })
}

// anyText draws texts in which the hard characters are frequent.
func anyText() *rapid.Generator[string] {
	hard := []rune("aAzñÉßſΣς 　\t\u00a0'’ʼ\"*^-()|:,.+〔〕·ｱﾞが\u3099\u0301\u0308\u200d\ufe0f\ufffd\x00\x7f中國國银銀行重長〇々🚀👩\u1112\u1161\u11ab가ŉ\u1fbd\u00b4゛\ue020\U000f0000İıﬁ½5G0")
	return rapid.OneOf(rapid.StringOf(rapid.SampledFrom(hard)), rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))
}
