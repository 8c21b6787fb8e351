package explorer

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

// TestTextsAreComplete fails on a text that a language lacks or nothing uses, and on values that a translation forgets.
func TestTextsAreComplete(t *testing.T) {
	used, begun := keysInUse(t)
	english := readTexts("en")
	for key := range used {
		if _, ok := english[key]; !ok {
			t.Errorf("the text %s is used and is not there", key)
		}
	}
	for key := range english {
		key := strings.TrimSuffix(key, ".one")
		if !used[key] && !slices.ContainsFunc(begun, func(beginning string) bool { return strings.HasPrefix(key, beginning) }) {
			t.Errorf("nothing uses the text %s", key)
		}
	}
	places := regexp.MustCompile(`%s|\{[ymd]\}`)
	for _, tag := range Languages[1:] {
		texts := readTexts(tag)
		for key, text := range english {
			other, ok := texts[key]
			if strings.HasSuffix(key, ".one") && tag == "zh" {
				continue // Chinese has no singular
			}
			switch {
			case !ok || strings.TrimSpace(other) != other && key != "comma":
				t.Errorf("%s lacks %s, or has it with spaces around", tag, key)
			case len(places.FindAllString(text, -1)) != len(places.FindAllString(other, -1)):
				t.Errorf("%s has other values in %s: %q, %q", tag, key, text, other)
			case tag == "zh" && !strings.ContainsFunc(other, func(sign rune) bool { return unicode.Is(unicode.Han, sign) || unicode.IsPunct(sign) }):
				t.Errorf("%s is not in Chinese: %q", key, other)
			}
		}
		for key := range texts {
			if _, ok := english[key]; !ok {
				t.Errorf("%s has %s, which English has not", tag, key)
			}
		}
	}
}

// keysInUse are the texts that templates and code name, and the beginnings of those that they put together.
func keysInUse(t *testing.T) (used map[string]bool, begun []string) {
	used, begun = map[string]bool{}, []string{"field.", "type.", "collection.", "month.", "picture.", "confidence.", "reliability.", "count.", "lead.", "total.", "search.warning."}
	whole := regexp.MustCompile(`\b(?:t|T\() ?"([\w.-]+)"`)
	sources, err := fs.Glob(os.DirFS("."), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	read := func(tree fs.FS, name string) {
		content, err := fs.ReadFile(tree, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range whole.FindAllStringSubmatch(string(content), -1) {
			if !strings.HasSuffix(match[1], ".") {
				used[match[1]] = true
			}
		}
		for _, match := range regexp.MustCompile(`texts\["([\w.]+)"\]|key = "([\w.]+)"|: "(date\.\w+)"`).FindAllStringSubmatch(string(content), -1) {
			used[match[1]+match[2]+match[3]] = true
		}
	}
	for _, name := range sources {
		if !strings.HasSuffix(name, "_test.go") {
			read(os.DirFS("."), name)
		}
	}
	err = fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && (strings.HasSuffix(name, ".html") || strings.HasSuffix(name, ".svg")) {
			read(files, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return used, begun
}

// TestComposedTextsAreThere looks for the texts whose names are put together.
func TestComposedTextsAreThere(t *testing.T) {
	english := readTexts("en")
	var keys []string
	for _, each := range kinds {
		keys = append(keys, "type."+each.Typename, "collection."+each.Collection)
	}
	for collection, list := range lists {
		keys = append(keys, "lead."+collection, "total."+collection)
		for _, filter := range list.filters {
			keys = append(keys, "field."+filter.title())
		}
	}
	for _, name := range pictureNames {
		keys = append(keys, "picture."+name)
	}
	for month := range 12 {
		keys = append(keys, fmt.Sprintf("month.%d", month+1))
	}
	for _, key := range keys {
		if english[key] == "" {
			t.Errorf("there is no text %s", key)
		}
	}
}

func TestDates(t *testing.T) {
	e := New(Config{})
	want := map[string][]string{
		"2022":                 {"2022", "2022年", "2022"},
		"2022-09":              {"September 2022", "2022年9月", "September 2022"},
		"2022-01-30":           {"30 January 2022", "2022年1月30日", "30. Januar 2022"},
		"2026-11-23T00:00:00Z": {"23 November 2026", "2026年11月23日", "23. November 2026"},
		"some day":             {"some day", "some day", "some day"},
	}
	for date, texts := range want {
		var got []string
		for _, language := range e.languages {
			got = append(got, language.Date(date))
		}
		if diff := cmp.Diff(texts, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestLanguages(t *testing.T) {
	e := New(Config{})
	for _, test := range []struct{ asked, header, want string }{
		{"", "", "en"}, {"", "de-AT,de;q=0.9,en;q=0.8", "de"}, {"", "zh-CN", "zh"}, {"", "zh-Hant-TW", "zh"}, {"", "fr", "en"}, {"", "fr, de;q=0.3", "de"},
		{"zh", "de", "zh"}, {"fr", "de", "de"}, {"<b>", "not a header;;", "en"},
	} {
		if found, isChosen := e.languageOf(test.asked, test.header); found.Tag != test.want || isChosen != (test.asked == "zh") {
			t.Errorf("%q, %q: %s, %v", test.asked, test.header, found.Tag, isChosen)
		}
	}
}

// TestTypesAreCalledAsInAnswers compares what pages call a type of records with the labels that answers have.
func TestTypesAreCalledAsInAnswers(t *testing.T) {
	content, err := os.ReadFile("../schema/labels.json")
	if err != nil {
		t.Fatal(err)
	}
	var labels map[string]map[string]map[string]string
	if err := json.Unmarshal(content, &labels); err != nil {
		t.Fatal(err)
	}
	for _, tag := range Languages {
		texts := readTexts(tag)
		for _, each := range kinds {
			label, ok := labels["RecordType"][each.enum()]
			if got := texts["type."+each.Typename]; ok && each.Name != "alias" && got != label[tag] {
				t.Errorf("a page in %s calls %s %q, answers call it %q", tag, each.Name, got, label[tag])
			}
		}
	}
	if got := readTexts("de")["type.Sector"]; got != "Sektor" {
		t.Errorf("a sector is a %s, which is also a field of a record", got)
	}
}

func TestNamesAreChosen(t *testing.T) {
	list := func(pairs ...string) (names []any) {
		for i := 0; i < len(pairs); i += 2 {
			names = append(names, map[string]any{"language": pairs[i], "text": pairs[i+1]})
		}
		return names
	}
	e := New(Config{})
	for _, test := range []struct {
		page  string
		names []any
		want  string
	}{
		{"en", list("en", "Beijing", "zh", "北京市", "de", "Peking", "zh-Latn", "Běi jīng shì"), "en Beijing zh 北京市"},
		{"zh", list("en", "Beijing", "zh", "北京市", "de", "Peking", "zh-Latn", "Běi jīng shì"), "zh 北京市 en Beijing"},
		{"de", list("en", "Beijing", "zh", "北京市", "de", "Peking"), "de Peking zh 北京市"},
		{"de", list("en", "A statement"), "en A statement"},
		{"zh", list("zh", "北京市", "zh-Latn", "Běi jīng shì"), "zh 北京市 zh-Latn Běi jīng shì"},
		{"zh", list("en", "Taipei", "zh-Hant", "臺北"), "zh-Hant 臺北 en Taipei"},
		{"en", list("fr", "Genève", "de", "Genf"), "fr Genève"},
		{"en", list("ar", "دبي", "en", "Dubai"), "en Dubai ar دبي"},
		{"en", nil, " "},
	} {
		language, _ := e.languageOf(test.page, "")
		name := (&request{Explorer: e, language: language}).chooseName(test.names)
		got := name.Language + " " + name.Text
		if name.Other != nil {
			got += " " + name.Other.Language + " " + name.Other.Text
		}
		if got != test.want {
			t.Errorf("on a page in %s: %s, want %s", test.page, got, test.want)
		}
	}
}

func TestNamesOfLanguages(t *testing.T) {
	e := New(Config{})
	for tag, want := range map[string][]string{
		"zh-Latn": {"Chinese (pinyin)", "拼音", "Chinesisch (Pinyin)"}, "zh-Latn-pinyin": {"Chinese (pinyin)", "拼音", "Chinesisch (Pinyin)"},
		"zh": {"Chinese", "中文", "Chinesisch"}, "not a tag": {"not a tag", "not a tag", "not a tag"},
	} {
		for i, language := range e.languages {
			if got := language.LanguageName(tag); got != want[i] {
				t.Errorf("%s in %s is %s, want %s", tag, language.Tag, got, want[i])
			}
		}
	}
}
