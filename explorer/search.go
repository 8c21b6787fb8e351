package explorer

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// searchView is what the page of a search shows.
type searchView struct {
	Text     string
	Problem  string // why nothing was searched
	Total    any
	Hits     []hit
	Facets   []facetOption
	All      string // the address without a type; "" where none is chosen
	Warnings []string
	Each     string // where nothing is found, how many records have each word; "" for a single word
	Pages    pages
}

// facetOption is a type with the number of its hits.
type facetOption struct {
	Text     string
	Count    any
	Href     string
	IsChosen bool
}

// hit is a record that was found.
type hit struct {
	ID, Href  string
	Label     *Name
	Type      string         // of the record, for people
	Kind      string         // of the record within its type, for people; "" where there is none
	Programme map[string]any // nil where it is of none
	Publisher string         // of a source
	Marked    []highlight
}

// highlight is a text in which words were found.
type highlight struct {
	Field, Language string
	Parts           []part
}

// says reports whether another says the same.
func (h highlight) says(other highlight) bool {
	return h.Field == other.Field && slices.Equal(h.Parts, other.Parts)
}

// part is a part of a text, which was found or not.
type part struct {
	Text     string
	IsMarked bool
}

// Search is the page of what is found.
func (e *Explorer) Search(r *http.Request) *Page {
	return e.page(r, "/search", func(q *request) (*Content, error) {
		search := &searchView{Text: strings.TrimSpace(q.values.Get("q"))}
		v := &view{Title: q.T("search.title"), Search: search}
		if search.Text == "" {
			return q.nothingSearched(v, "")
		}
		variables := map[string]any{"text": search.Text}
		q.place(variables, rowsPerPage)
		chosen := q.values.Get("type")
		if q.labels["SearchType"][chosen] != nil {
			variables["types"] = []string{chosen}
		} else if chosen != "" {
			v.Notes = append(v.Notes, q.complaint(choice{filter{name: "type"}, chosen}))
		}
		found, err := q.run("search", variables)
		if err != nil {
			return nil, err
		}
		if len(found.errors) > 0 || found.data["search"] == nil {
			if variables["after"] != nil || variables["before"] != nil { // perhaps it was the place
				delete(variables, "after")
				delete(variables, "before")
				delete(variables, "last")
				variables["first"] = rowsPerPage
				v.Notes = append(v.Notes, q.T("list.unknownPlace"))
				found, err = q.run("search", variables)
			}
			if err == nil && len(found.errors) > 0 {
				return q.nothingSearched(v, q.problem(found.errors[0].Message))
			}
			if err != nil {
				return nil, err
			}
		}
		q.fillSearch(search, object(found.data, "search"), chosen)
		v.answer = found
		return q.show(http.StatusOK, "search", v)
	})
}

// nothingSearched fills the page of a search that was not done.
func (q *request) nothingSearched(v *view, problem string) (*Content, error) {
	found, err := q.run("missing", nil)
	if err != nil {
		return nil, err
	}
	v.answer, v.Search.Problem = found, problem
	return q.show(http.StatusOK, "search", v)
}

// tooMuch is the message that a text is too long; the contract has messages in English alone.
var tooMuch = regexp.MustCompile(`has (\d+) (characters|words); at most (\d+) can`)

// problem is why a text cannot be searched, in the language of the page.
func (q *request) problem(message string) string {
	found := tooMuch.FindStringSubmatch(message)
	switch {
	case found != nil && found[2] == "characters":
		return q.T("search.problem.long", found[1], found[3])
	case found != nil:
		return q.T("search.problem.many", found[1], found[3])
	case strings.Contains(message, "nothing to search for"):
		return q.T("search.problem.nothing")
	}
	return q.T("search.problem.other")
}

// warning is what was searched otherwise than the text asks, in the language of the page.
func (q *request) warning(of map[string]any) string {
	if text, ok := q.texts["search.warning."+text(of, "code")]; ok {
		return text
	}
	return q.Label("SearchWarningCode", of["code"]) + ". " + text(of, "message")
}

var wordCount = regexp.MustCompile(`(\S+) is in (\d+)`)

// each tells how many records have each word, from a warning that there are none with all; "" where it speaks of one word.
func (q *request) each(message string) string {
	var counts []string
	for _, found := range wordCount.FindAllStringSubmatch(message, -1) {
		counts = append(counts, fmt.Sprintf("%s (%s)", found[1], found[2]))
	}
	return strings.Join(counts, q.T("comma"))
}

// fillSearch reads what was found.
func (q *request) fillSearch(search *searchView, found map[string]any, chosen string) {
	search.Total, search.Hits = found["totalCount"], q.hits(found)
	for _, each := range objects(found, "warnings") {
		if text(each, "code") == "NOTHING_FOUND" {
			search.Each = q.each(text(each, "message"))
		} else {
			search.Warnings = append(search.Warnings, q.warning(each))
		}
	}
	search.Pages = q.pages(found)
	for _, each := range objects(found, "facets") {
		name := text(each, "type")
		option := facetOption{Text: q.T("collection." + collectionOf(name)), Count: each["count"], Href: q.Here("type", name), IsChosen: name == chosen}
		search.Facets = append(search.Facets, option)
	}
	if chosen != "" {
		search.All = q.Here("type", "")
	}
}

// collectionOf is the collection of a type of records that is written as enums are.
func collectionOf(enum string) string {
	found, _ := kindBy(name, strings.ReplaceAll(strings.ToLower(enum), "_", "-"))
	return found.Collection
}

// hits are the records that were found.
func (q *request) hits(found map[string]any) (hits []hit) {
	for _, edge := range objects(found, "edges") {
		node := object(edge, "node")
		each := hit{ID: text(node, "id"), Href: text(node, "href"), Type: q.T("type." + text(node, "__typename")), Programme: object(node, "programme"), Publisher: text(node, "publisher")}
		if label, ok := node["label"].(*Name); ok {
			each.Label = label
		} else {
			each.Label = &Name{Text: text(node, "title"), Language: text(node, "language")}
		}
		for member, enum := range map[string]string{"zoneKind": "ZoneKind", "institutionKind": "InstitutionKind", "level": "RegionLevel"} {
			if value := text(node, member); value != "" {
				each.Kind = q.Label(enum, value)
			}
		}
		for _, marked := range objects(edge, "highlights") {
			mark := highlight{Field: q.Label("SearchField", marked["field"]), Language: text(marked, "language"), Parts: parts(marked)}
			if !slices.ContainsFunc(each.Marked, mark.says) { // languages may share a name
				each.Marked = append(each.Marked, mark)
			}
		}
		hits = append(hits, each)
	}
	return hits
}

// parts cuts a text into what was found and what was not. Ranges count in characters.
func parts(marked map[string]any) (found []part) {
	signs, end := []rune(text(marked, "text")), 0
	for _, each := range objects(marked, "ranges") {
		from, to := min(max(number(each, "start"), end), len(signs)), min(number(each, "end"), len(signs))
		if from >= to {
			continue
		}
		if from > end {
			found = append(found, part{Text: string(signs[end:from])})
		}
		found, end = append(found, part{string(signs[from:to]), true}), to
	}
	if end < len(signs) {
		found = append(found, part{Text: string(signs[end:])})
	}
	return found
}

// Suggestions is the part of a page that the search box shows while one types.
func (e *Explorer) Suggestions(r *http.Request) *Page {
	return e.page(r, "/suggestions", func(q *request) (*Content, error) {
		search := &searchView{Text: strings.TrimSpace(q.values.Get("q"))}
		v := &view{request: q, Name: "suggestions", Search: search}
		if search.Text != "" {
			found, err := q.run("suggestions", map[string]any{"text": search.Text})
			var failure *Failure
			switch {
			case errors.As(err, &failure), err != nil:
				return nil, err
			case len(found.errors) > 0:
				search.Problem = q.problem(found.errors[0].Message)
			default:
				q.fillSearch(search, object(found.data, "search"), "")
			}
		}
		return q.execute(http.StatusOK, "pages/suggestions.html", "suggestions", v)
	})
}
