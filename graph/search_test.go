package graph_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"pilotgraph/graph/fault"
	"pilotgraph/internal/search"
)

// searchResult is what a search answers.
type searchResult struct {
	TotalCount int
	Edges      []searchEdge
	Facets     []struct {
		Type  string
		Count int
	}
	Warnings []struct{ Code, Message string }
	PageInfo struct {
		HasNextPage bool
		EndCursor   string
	}
}

type searchEdge struct {
	Score      float64
	MatchedOn  []string
	Highlights []struct {
		Field  string
		Text   string
		Ranges []struct{ Start, End int }
	}
	Node struct{ ID string }
}

const searchQuery = `query($text: String!, $types: [SearchType!], $after: String) {
	search(text: $text, types: $types, first: 100, after: $after) {
		totalCount facets {type count} warnings {code message} pageInfo {hasNextPage endCursor}
		edges {score matchedOn highlights {field text ranges {start end}} node {id}}
	}
}`

// searchAll returns all hits of a text, page by page.
func searchAll(t failer, server *server, text string, types ...string) searchResult {
	t.Helper()
	variables := map[string]any{"text": text}
	if len(types) > 0 {
		variables["types"] = types
	}
	var all []searchEdge
	for {
		var data struct{ Search searchResult }
		server.read(t, &data, searchQuery, variables)
		all = append(all, data.Search.Edges...)
		if !data.Search.PageInfo.HasNextPage {
			data.Search.Edges = all
			return data.Search
		}
		variables["after"] = data.Search.PageInfo.EndCursor
	}
}

func (r searchResult) ids() []string {
	ids := []string{}
	for _, edge := range r.Edges {
		ids = append(ids, edge.Node.ID)
	}
	return ids
}

// byName are the ids of the hits that were found by a name or alias, sorted.
func (r searchResult) byName() []string {
	ids := []string{}
	for _, edge := range r.Edges {
		if slices.Contains(edge.MatchedOn, "NAME") || slices.Contains(edge.MatchedOn, "ALIAS") {
			ids = append(ids, edge.Node.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// searchable are the names and aliases of every record that search finds, folded, by id.
func searchable(t failer, server *server) map[string][]string {
	t.Helper()
	names := map[string][]string{}
	for root, selection := range facts {
		if !strings.Contains(selection, "name:") {
			continue
		}
		for _, row := range rowsOf(t, server, root, selection) {
			for _, name := range row["name"] {
				names[row["id"][0]] = append(names[row["id"][0]], search.Fold(name))
			}
		}
	}
	return names
}

// scan returns the ids of the records that have each term in a name or alias, sorted, without any index.
func scan(names map[string][]string, terms ...string) []string {
	ids := []string{}
	for id, texts := range names {
		hasAll := !slices.ContainsFunc(terms, func(term string) bool {
			folded := search.Fold(term)
			return !slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, folded) })
		})
		if hasAll {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// TestSearchFindsWhatPeopleType also has ü, which the seed lacks.
func TestSearchFindsWhatPeopleType(t *testing.T) {
	server := serve(fixtures(t), 1)
	fixture := func(name string) string { return "institution:fixture-" + name }
	for text, want := range map[string]string{
		"guiyang": "region:guiyang", "gui yang": "region:guiyang", "gy": "region:guiyang", "chongqing": "region:chongqing",
		"changsha": "region:changsha", "xiamen": "region:xiamen", "xi'an": "region:xian", "xian": "region:xian",
		"lüyuan": fixture("umlaut"), "luyuan": fixture("umlaut"), "lvyuan": fixture("umlaut"),
		"CAC": "agency:cac", "MIIT": "agency:miit", "PBOC": "agency:pboc", "BUPT": "institution:beijing-university-of-posts-and-telecommunications",
		"Peking": "region:beijing", "Zentralbank": "agency:pboc", "bildungsmin": "agency:ministry-of-education",
		"HAIDIAN": "region:haidian", "Ｈａｉｄｉａｎ": "region:haidian", "haidián": "region:haidian",
		"110000": "region:beijing", "CN-BJ": "region:beijing", "zone:bc-haidian": "zone:bc-haidian", "icbc": "institution:icbc", "ICBC": "institution:icbc",
	} {
		ids := searchAll(t, server, text).ids()
		places := 3
		if strings.ToUpper(text) == text && utf8.RuneCountInString(text) < 7 || text == "icbc" || strings.Contains(text, ":") {
			places = 1 // acronyms, codes and ids come first
		}
		if place := slices.Index(ids, want); place < 0 || place >= places {
			t.Errorf("%s: %s stands at %d of %v", text, want, place, ids[:min(len(ids), 5)])
		}
	}
	if ids := searchAll(t, server, "zhongqing").ids(); slices.ContainsFunc(ids, func(id string) bool { return strings.Contains(id, "chongqing") }) {
		t.Errorf("zhongqing finds %v: 重庆 is not read so", ids)
	}
}

func TestSearchFindsWordsThatBeginBeforeThoseThatContain(t *testing.T) {
	server := serve(fixtures(t), 1)
	found := searchAll(t, server, "bank")
	last := found.ids()[len(found.Edges)-2:]
	slices.Sort(last)
	if want := []string{"institution:fixture-inside", "institution:fixture-within"}; !slices.Equal(last, want) {
		t.Errorf("the last hits are %v; want %v", last, want)
	}
	for i, edge := range found.Edges[1:] {
		if edge.Score > found.Edges[i].Score {
			t.Errorf("%s has a better score than the hit before", edge.Node.ID)
		}
	}
	if !slices.Contains(found.ids(), "institution:fixture-begins") {
		t.Errorf("Bankers Union is not found: %v", found.ids())
	}
}

func TestSearchFindsAsManyAsAPlainScan(t *testing.T) {
	server := quick(t)
	names := searchable(t, server)
	for _, text := range []string{"贵阳", "大学", "银行", "海淀", "区块链", "院", "貴陽", "銀行"} {
		found := searchAll(t, server, text)
		if want := scan(names, text); len(want) == 0 || !slices.Equal(found.byName(), want) || found.TotalCount != len(found.Edges) {
			t.Errorf("%s: %v, totalCount %d; a plain scan finds %v", text, found.byName(), found.TotalCount, want)
		}
	}
	for traditional, simplified := range map[string]string{"貴陽": "贵阳", "銀行": "银行"} {
		if got, want := searchAll(t, server, traditional).ids(), searchAll(t, server, simplified).ids(); !slices.Equal(got, want) {
			t.Errorf("%s finds %v, %s %v", traditional, got, simplified, want)
		}
	}
}

func TestSearchOfSeveralWordsFindsWhatHasAll(t *testing.T) {
	server := quick(t)
	found := searchAll(t, server, "人民银行 大学")
	if len(found.Edges) > 0 || len(found.Warnings) != 1 || found.Warnings[0].Code != "NOTHING_FOUND" ||
		!strings.Contains(found.Warnings[0].Message, "人民银行 is in") || !strings.Contains(found.Warnings[0].Message, "大学 is in") {
		t.Errorf("%v %+v", found.ids(), found.Warnings)
	}
	names := searchable(t, server)
	if got, want := searchAll(t, server, "大学 北京").byName(), scan(names, "大学", "北京"); len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("大学 北京: %v; a plain scan finds %v", got, want)
	}
}

func TestSearchSaysWhyItFindsNothing(t *testing.T) {
	server := quick(t)
	for _, text := range []string{"", "   ", "🚀", strings.Repeat("中", 201), "+-!?", `"`, "*", "\x00"} {
		got := decode(t, server.ask(t, searchQuery, map[string]any{"text": text}))
		if len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != string(fault.BadUserInput) || !strings.HasPrefix(got.Errors[0].Message, "text: ") {
			t.Errorf("%q: %+v", text, got.Errors)
		}
	}
	names := searchable(t, server)
	if got, want := searchAll(t, server, "OR NOT (").byName(), scan(names, "or", "not"); !slices.Equal(got, want) {
		t.Errorf("OR NOT ( finds %v; a plain scan for both words %v", got, want)
	}
	for _, text := range []string{"tokens:x*", `"bank" NEAR/3 "xyzzy"`, "^贵阳xyzzy"} {
		found := searchAll(t, server, text)
		if len(found.Edges) > 0 || !slices.ContainsFunc(found.Warnings, func(w struct{ Code, Message string }) bool { return w.Code == "NOTHING_FOUND" }) {
			t.Errorf("%q: %v %+v", text, found.ids(), found.Warnings)
		}
	}
	lone := decode(t, server.ask(t, `{search(text: "\ud800") {totalCount}}`, nil))
	if len(lone.Errors) != 1 {
		t.Errorf("an unpaired surrogate: %+v", lone)
	}
}

func TestSearchFacetsCountEveryType(t *testing.T) {
	server := quick(t)
	all := searchAll(t, server, "北京")
	sum := 0
	for _, facet := range all.Facets {
		sum += facet.Count
		narrowed := searchAll(t, server, "北京", facet.Type)
		if narrowed.TotalCount != facet.Count || len(narrowed.Edges) != facet.Count {
			t.Errorf("%s: %d hits, the facet says %d", facet.Type, narrowed.TotalCount, facet.Count)
		}
		if len(narrowed.Facets) != len(all.Facets) {
			t.Errorf("%s: the facets are those of one type: %v", facet.Type, narrowed.Facets)
		}
	}
	if len(all.Facets) < 3 || sum != all.TotalCount {
		t.Errorf("the facets %v add up to %d of %d", all.Facets, sum, all.TotalCount)
	}
}

// checkSearch draws terms from names and compares the hits by name with a plain scan.
func checkSearch(t *testing.T, server *server) {
	names := searchable(t, server)
	var texts []string
	for _, id := range slices.Sorted(maps.Keys(names)) {
		texts = append(texts, names[id]...)
	}
	rapid.Check(t, func(r *rapid.T) {
		terms := make([]string, rapid.IntRange(1, 2).Draw(r, "terms"))
		for i := range terms {
			text := []rune(rapid.SampledFrom(texts).Draw(r, "name"))
			from := rapid.IntRange(0, max(0, len(text)-2)).Draw(r, "from")
			part := text[from:min(len(text), from+rapid.IntRange(2, 8).Draw(r, "length"))]
			terms[i] = strings.ReplaceAll(string(part), " ", "")
			if _, err := search.Parse(terms[i]); err != nil || utf8.RuneCountInString(terms[i]) < 2 {
				r.Skip("not a term of two characters")
			}
		}
		found := searchAll(r, server, strings.Join(terms, " "))
		want := scan(names, terms...)
		got := found.byName()
		if len(terms) == 1 && !slices.Equal(got, want) {
			r.Fatalf("%v: found by name %v; a plain scan finds %v", terms, got, want)
		}
		for _, id := range want { // one of several terms may be found otherwise too, as pinyin or id
			if !slices.Contains(got, id) {
				r.Fatalf("%v: %s is not found", terms, id)
			}
		}
		for _, edge := range found.Edges {
			for _, highlight := range edge.Highlights {
				for _, part := range highlight.Ranges {
					if part.Start < 0 || part.Start >= part.End || part.End > utf8.RuneCountInString(highlight.Text) {
						r.Fatalf("%v: %+v is not in %q", terms, part, highlight.Text)
					}
				}
			}
		}
		if found.TotalCount != len(found.Edges) || len(found.Edges) == 0 && len(found.Warnings) == 0 {
			r.Fatalf("%v: %d hits, totalCount %d, %v", terms, len(found.Edges), found.TotalCount, found.Warnings)
		}
	})
}

func TestSearchByNameIsAPlainScan(t *testing.T) { checkSearch(t, quick(t)) }

func TestSearchOnRandomPackages(t *testing.T) {
	fewerChecks(t, 4)
	onRandomPackages(t, checkSearch)
}
