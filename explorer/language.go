package explorer

import (
	"encoding/json"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"sync"
	"time"

	xlanguage "golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/message"
)

// Languages of the pages, that first which stands in for others.
var Languages = []string{"en", "zh", "de"}

// language is what pages in one language need.
type language struct {
	Tag       string
	texts     map[string]string
	labels    map[string]map[string]map[string]string
	assets    map[string]Asset
	numbers   *message.Printer
	tags      display.Namer
	regions   display.Namer
	templates sync.Map // *template.Template by name
}

// newLanguage returns a language of pages.
func (e *Explorer) newLanguage(tag string) *language {
	parsed := xlanguage.MustParse(tag)
	return &language{
		Tag: tag, texts: readTexts(tag), labels: e.config.Labels, assets: e.assets,
		numbers: message.NewPrinter(parsed), tags: display.Tags(parsed), regions: display.Regions(parsed),
	}
}

// readTexts reads what pages say in a language.
func readTexts(tag string) map[string]string {
	content, err := files.ReadFile("strings/" + tag + ".json")
	if err != nil {
		panic("explorer: " + err.Error())
	}
	var texts map[string]string
	if err := json.Unmarshal(content, &texts); err != nil {
		panic("explorer: the strings of " + tag + ": " + err.Error())
	}
	return texts
}

// languageOf is the language that the address asks for, else the one that a header wants most.
func (e *Explorer) languageOf(tag, acceptLanguage string) (found *language, isChosen bool) {
	if i := slices.Index(Languages, tag); i >= 0 {
		return e.languages[i], true
	}
	var known []xlanguage.Tag
	for _, each := range Languages {
		known = append(known, xlanguage.MustParse(each))
	}
	_, i := xlanguage.MatchStrings(xlanguage.NewMatcher(known), acceptLanguage)
	return e.languages[i], false
}

// T is a text of the pages, with values in its places (%s, %d). Where the first value is a number that is 1, a text with .one
// goes before.
func (l *language) T(key string, values ...any) string {
	if len(values) > 0 && fmt.Sprint(values[0]) == "1" {
		if _, ok := l.texts[key+".one"]; ok {
			key += ".one"
		}
	}
	text, ok := l.texts[key]
	if !ok {
		panic("explorer: there is no text " + key + " in " + l.Tag)
	}
	for i, value := range values {
		if isNumber(value) {
			values[i] = l.Number(value)
		}
	}
	if !strings.Contains(text, "%") {
		return text
	}
	return fmt.Sprintf(text, values...)
}

// isNumber says whether a value is shown as a number.
func isNumber(value any) bool {
	switch value.(type) {
	case int, json.Number:
		return true
	}
	return false
}

// Number is a whole number as people write it.
func (l *language) Number(value any) string {
	switch value := value.(type) {
	case json.Number:
		if number, err := value.Int64(); err == nil {
			return l.numbers.Sprint(number)
		}
		return value.String()
	case int:
		return l.numbers.Sprint(value)
	}
	return fmt.Sprint(value)
}

// Label is the value of an enum for people.
func (l *language) Label(enum string, value any) string {
	text := fmt.Sprint(value)
	if label := l.labels[enum][text][l.Tag]; label != "" {
		return label
	}
	return text
}

// LanguageName is the name of a language.
func (l *language) LanguageName(tag string) string {
	if tag == "zh-Latn" || tag == "zh-Latn-pinyin" { // which is "Chinese (Latin)" to the tables
		return l.T("language.pinyin")
	}
	parsed, err := xlanguage.Parse(tag)
	if err != nil {
		return tag
	}
	if name := l.tags.Name(parsed); name != "" {
		return name
	}
	return tag
}

// Country is the name of a country by its ISO 3166-1 code.
func (l *language) Country(code string) string {
	if region, err := xlanguage.ParseRegion(code); err == nil {
		return l.regions.Name(region)
	}
	return code
}

// Date is a date of which only the year or the month may be known, as people write it; of a time its day.
func (l *language) Date(date string) string {
	for layout, key := range map[string]string{"2006": "date.year", "2006-01": "date.month", time.DateOnly: "date.day", time.RFC3339: "date.day"} {
		if parsed, err := time.Parse(layout, date); err == nil {
			parsed = parsed.UTC()
			month := l.texts[fmt.Sprintf("month.%d", parsed.Month())]
			return strings.NewReplacer("{y}", parsed.Format("2006"), "{m}", month, "{d}", parsed.Format("2")).Replace(l.texts[key])
		}
	}
	return date
}

// template returns a template with all that pages share, by the path of its file.
func (l *language) template(file string) *template.Template {
	if known, ok := l.templates.Load(file); ok {
		return known.(*template.Template)
	}
	parsed := template.Must(template.New(file).Funcs(l.functions()).Option("missingkey=error").ParseFS(files, "pages/shared/*.html", "pictures/*.svg", file))
	l.templates.Store(file, parsed)
	return parsed
}
