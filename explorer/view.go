package explorer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"pilotgraph/graph/fault"
)

// view is what the template of a page is filled with.
type view struct {
	*request
	answer  *answer // nil where nothing was asked
	Name    string  // of the page
	Title   string
	Notes   []string // what the reader should know first
	List    *listView
	Record  *recordView
	Search  *searchView
	Start   *startView
	Missing *missingView
	Changes *changesView
}

// show fills the template of a page.
func (q *request) show(status int, name string, v *view) (*Content, error) {
	v.request, v.Name = q, name
	return q.execute(status, "pages/"+name+".html", "layout", v)
}

// execute fills a template of a file.
func (q *request) execute(status int, file, name string, values any) (*Content, error) {
	var body bytes.Buffer
	if err := q.template(file).ExecuteTemplate(&body, name, values); err != nil {
		return nil, fmt.Errorf("the template %s: %w", file, err)
	}
	return &Content{status, body.Bytes()}, nil
}

// Data is the answer to the query of the page.
func (v *view) Data() map[string]any {
	if v.answer == nil {
		return nil
	}
	return v.answer.data
}

// Release is the release that answered, or nil where nothing was asked.
func (v *view) Release() map[string]any { return object(v.Data(), "release") }

// Query is the query of the page, or nil.
func (v *view) Query() *Query {
	if v.answer == nil {
		return nil
	}
	return v.answer.query
}

// Tongues are the languages of pages.
func (v *view) Tongues() []string { return Languages }

// ChosenTag is the language that forms keep, or "".
func (q *request) ChosenTag() string {
	if q.isChosen {
		return q.Tag
	}
	return ""
}

// IsIn says whether the page belongs to a collection.
func (v *view) IsIn(collection string) bool { return v.path == "/"+collection }

// Pinned is the version that the address names, or "".
func (v *view) Pinned() string {
	if v.release == "" || v.Release() == nil {
		return ""
	}
	return text(v.Release(), "version")
}

// Unpinned is the address of this page in the current release.
func (v *view) Unpinned() string {
	current := *v.request
	current.release = ""
	return current.Same()
}

// Same is the address of this page.
func (q *request) Same() string { return q.Here() }

// Current is the address of a page that no release has for itself.
func (v *view) Current(path string) string {
	current := *v.request
	current.release = ""
	return current.Link(path)
}

// HasText says whether the list can be filtered by a text.
func (v *view) HasText() bool {
	return slices.ContainsFunc(v.List.of.filters, func(f filter) bool { return f.name == "q" })
}

// IsList says whether a collection has a page with all of it.
func (v *view) IsList(collection string) bool { return lists[collection] != nil }

// CollectionOf is the collection of a type that is written as enums are.
func (v *view) CollectionOf(enum string) string { return collectionOf(enum) }

// Permalink is the address of what the page shows that never changes.
func (v *view) Permalink() string {
	if id := text(v.Item(), "id"); id != "" {
		return v.permalink(v.Release(), id)
	}
	return v.releaseAddress(text(v.Release(), "version"), "")
}

// IsReporting says whether the address asks for the text of a report.
func (v *view) IsReporting() bool { return v.values.Has("report") }

// ReleaseLink is the address of the page of a release.
func (v *view) ReleaseLink(version string) string { return v.href("release:" + version) }

// OtherCounts are the reported counts that coverage is not measured against.
func (v *view) OtherCounts() (found []map[string]any) {
	for _, each := range objects(v.Item(), "reportedCounts") {
		if each["preferred"] == false {
			found = append(found, each)
		}
	}
	return found
}

// more is how much of a relation a page shows, and where there is all of it.
type more struct {
	Total, Shown int
	Href         string
}

// More is the rest of a relation of the record: of a collection, filtered by the record.
func (v *view) More(collection string, total json.Number, shown int) more {
	number, _ := total.Int64()
	prefix, key, _ := strings.Cut(text(v.Item(), "id"), ":")
	parameter := strings.TrimPrefix(prefix, "sector-")
	return more{int(number), shown, v.Link("/"+collection, parameter, key)}
}

// MoreCitations is how many citations of the record the page shows, and of how many.
func (v *view) MoreCitations() more {
	return more{Total: number(object(v.Item(), "citations"), "totalCount"), Shown: len(v.Record.Citations)}
}

// Beyond is how many options there are beyond the first ones.
func (f facet) Beyond(shown int) int { return len(f.Options) - shown }

// HasLateChoice says whether what is chosen is not among the first options.
func (f facet) HasLateChoice() bool {
	return slices.IndexFunc(f.Options, func(o option) bool { return o.IsChosen }) >= 8
}

// Searched says whether something was searched.
func (s *searchView) Searched() bool { return s.Total != nil }

// coverageOf is the row of a measure at no stage, with what is recorded of it, or nil.
func coverageOf(coverage []any, measure string) map[string]any {
	for _, each := range coverage {
		if row := each.(map[string]any); row["measure"] == measure && row["stage"] == nil && row["recorded"] != nil {
			return row
		}
	}
	return nil
}

// ComparesInstitutions says whether the page sets institutions of a programme or a region against a reported number: those of
// sectors and zones are counted otherwise.
func (v *view) ComparesInstitutions() bool {
	compared := objects(object(v.Data(), "programmes"), "nodes")
	if v.IsIn("programmes") {
		compared = append(compared, v.List.Rows...)
	}
	if id := text(v.Item(), "id"); strings.HasPrefix(id, "programme:") || strings.HasPrefix(id, "region:") {
		compared = append(compared, v.Item())
	}
	return slices.ContainsFunc(compared, func(each map[string]any) bool {
		coverage, _ := each["coverage"].([]any)
		return coverageOf(coverage, "INSTITUTIONS") != nil
	})
}

// exceeds says whether more is recorded than reported.
func exceeds(recorded, reported json.Number) bool {
	more, _ := recorded.Int64()
	less, _ := reported.Int64()
	return more > less
}

// keyOf is the last part of an id.
func keyOf(id string) string {
	_, key, _ := strings.Cut(id, ":")
	return key
}

// Colours of pictures that stand alone; the style sheet has those of pages.
var (
	shades = []string{"#eef1f4", "#d3e7ee", "#a5cfdd", "#66a9c0", "#2f7f9d", "#135a75"}
	inks   = []string{"#5b6670", "#15303b", "#15303b", "#0c222b", "#ffffff", "#ffffff"}
)

// functions are those of templates.
func (l *language) functions() template.FuncMap {
	return template.FuncMap{
		"t": l.T, "label": l.Label, "number": l.Number, "date": l.Date, "language": l.LanguageName, "country": l.Country,
		"asset":     func(name string) string { return l.assets[name].Path },
		"values":    func(values ...any) []any { return values },
		"count":     func(value json.Number) int64 { number, _ := value.Int64(); return number },
		"kilobytes": func(size int64) string { return l.Number(int((size + 999) / 1000)) },
		"shade":     func(class int) string { return shades[class] },
		"ink":       func(class int) string { return inks[class] },
		"key":       keyOf, "shorten": fault.Shorten, "coverageOf": coverageOf, "exceeds": exceeds,
	}
}

// missing fills the page for what is not there, with the status 404.
func (q *request) missing(what *missingView) (*Content, error) {
	found, err := q.run("missing", nil)
	if err != nil {
		return nil, err
	}
	return q.missingIn(found, what)
}

// missingIn is the page of what is not there, by the answer that has it not.
func (q *request) missingIn(found *answer, what *missingView) (*Content, error) {
	return q.show(http.StatusNotFound, "missing", &view{Title: q.T("missing.title"), answer: found, Missing: what})
}
