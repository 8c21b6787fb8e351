package explorer_test

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// rows are the names in the first column of a list, and the number that the list says.
func (p *page) rows() (names []string, total string) {
	for _, row := range p.all("tr", "") {
		if heads := all(row, "th", ""); len(heads) > 0 && attribute(heads[0], "scope") == "row" {
			names = append(names, attribute(all(heads[0], "a", "")[0], "href"))
		}
	}
	if totals := p.all("p", "total"); len(totals) == 1 {
		total = textOf(totals[0])
	}
	return names, total
}

func TestFilters(t *testing.T) {
	tests := map[string]struct {
		total string
		first string // the address of the first row
		chips []string
	}{
		"/institutions":                                                {"25 institutions", "/institutions/aisino", nil},
		"/institutions?kind=HOSPITAL":                                  {"0 institutions", "", []string{"Kind: Hospital"}},
		"/institutions?kind=UNIVERSITY&region=beijing":                 {"4 institutions", "/institutions/beijing-university-of-posts-and-telecommunications", []string{"Kind: University", "Region: Beijing"}},
		"/institutions?sector=education&region=guizhou":                {"1 institution", "/institutions/guizhou-normal-university", []string{"Region: Guizhou", "Sector: Education"}},
		"/institutions?zone=bc-yuzhong&order=-name":                    {"5 institutions", "/institutions/xianlichang-chongqing", []string{"Zone: Yuzhong District, Chongqing"}},
		"/institutions?agency=ministry-of-education":                   {"25 institutions", "", []string{"Agency: Ministry of Education"}},
		"/institutions?q=大学":                                           {"7 institutions", "", []string{"Name: 大学"}},
		"/zones?year=2024":                                             {"20 zones", "", []string{"Year: 2024"}},
		"/zones?programme=e-cny-pilot-areas&confidence=CONFIRMED":      {"", "", []string{"Confidence: Confirmed", "Programme: Digital yuan (e-CNY) pilot areas"}},
		"/zones?programme=e-cny-pilot-areas&year=unknown":              {"11 zones", "", []string{"Programme: Digital yuan (e-CNY) pilot areas", "Year: not known"}},
		"/events?year=unknown":                                         {"", "", []string{"Year: not known"}},
		"/zones?order=-designated-on":                                  {"93 zones", "", nil},
		"/sectors?group=public-services":                               {"4 sectors", "/sectors/civil-affairs", []string{"Group: People’s livelihood services"}},
		"/agencies?sector=copyright":                                   {"1 agency", "/agencies/cpc-publicity-department", []string{"Sector: Copyright"}},
		"/programmes?agency=cac":                                       {"3 programmes", "/programmes/blockchain-innovation-application-pilots", []string{"Agency: Cyberspace Administration of China"}},
		"/regions?level=ADM1&order=name":                               {"34 regions", "/regions/anhui", []string{"Level: First level"}},
		"/pilots?sector=manufacturing&stage=SHORTLIST":                 {"1 pilot", "/institutions/jingdong-technology-information", []string{"Sector: Manufacturing", "Stage: Shortlist"}},
		"/events?kind=CALL":                                            {"2 events", "/events/ai-guideline", []string{"Kind: Call for applications"}},
		"/sources?reliability=LOW&language=zh":                         {"", "", []string{"Language: zh", "Reliability: Low"}},
		"/releases/0.2.0/institutions?kind=BANK":                       {"1 institution", "/releases/0.2.0/institutions/icbc", []string{"Kind: Bank"}},
		"/institutions?q=" + url.QueryEscape(strings.Repeat("长", 300)): {"0 institutions", "", []string{"Name: " + strings.Repeat("长", 300)}},
	}
	for address, want := range tests {
		page := seedSite().page(t, address)
		names, total := page.rows()
		if want.total != "" && total != want.total {
			t.Errorf("%s: %s, want %s", address, total, want.total)
		}
		if want.first != "" && (len(names) == 0 || names[0] != want.first) {
			t.Errorf("%s begins with %v, want %s", address, names[:min(1, len(names))], want.first)
		}
		var chips []string
		for _, each := range page.all("ul", "chips") {
			for _, chip := range all(each, "span", "") {
				chips = append(chips, strings.ReplaceAll(textOf(chip), "'", "’"))
			}
		}
		if !slices.Equal(chips, want.chips) {
			t.Errorf("%s shows the filters %q, want %q", address, chips, want.chips)
		}
	}
}

// TestWhatNoListKnowsIsSaid asks for filters, values, orders and places that there are not: the list comes without them.
func TestWhatNoListKnowsIsSaid(t *testing.T) {
	tests := map[string]struct{ note, total string }{
		"/institutions?colour=red":                      {"There is no filter “colour”", "25 institutions"},
		"/institutions?kind=CIRCUS":                     {"“CIRCUS” is no known value of the filter Kind", "25 institutions"},
		"/institutions?kind=circus&region=beijing":      {"“circus” is no known value of the filter Kind", "5 institutions"},
		"/institutions?region=atlantis":                 {"“atlantis” is no known value of the filter Region", "25 institutions"},
		"/institutions?region=Atlantis%3B%20DROP":       {"is no known value of the filter Region", "25 institutions"},
		"/institutions?sector=atlantis&region=beijing":  {"“atlantis” is no known value of the filter Sector", "5 institutions"},
		"/zones?region=atlantis&programme=utopia":       {"“utopia” is no known value of the filter Programme", "93 zones"},
		"/zones?year=22":                                {"“22” is no known value of the filter Year", "93 zones"},
		"/zones?order=colour":                           {"The list has no such order", "93 zones"},
		"/zones?after=nonsense":                         {"a place that this list does not have", "93 zones"},
		"/zones?before=nonsense&region=beijing":         {"a place that this list does not have", "5 zones"},
		"/zones?lang=de&kind=X":                         {"„X“ ist kein bekannter Wert des Filters Art", "93 Zonen"},
		"/zones?lang=zh&kind=X":                         {"“X”不是筛选“类型”的已知值", "93 个试点区"},
		"/search?q=haidian&type=CIRCUS":                 {"“CIRCUS” is no known value of the filter Type", ""},
		"/search?q=haidian&after=nonsense":              {"a place that this list does not have", ""},
		"/?programme=atlantis":                          {"“atlantis” is no known value of the filter Programme", ""},
		"/sources/globaltimes-2021?after=nonsense":      {"", ""},
		"/zones?a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8&i=9&j=": {"There is no filter “a”", "93 zones"},
	}
	for address, want := range tests {
		page := seedSite().page(t, address)
		var notes []string
		for _, each := range page.all("p", "note") {
			notes = append(notes, textOf(each))
		}
		if !strings.Contains(strings.Join(notes, "\n"), want.note) || len(notes) > 4 {
			t.Errorf("%s says %q; want %q", address, notes, want.note)
		}
		if _, total := page.rows(); want.total != "" && total != want.total {
			t.Errorf("%s: %s, want %s", address, total, want.total)
		}
	}
}

// TestFacetsCountWhatTheyLeadTo follows each value of each facet, alone and after another filter.
func TestFacetsCountWhatTheyLeadTo(t *testing.T) {
	number := regexp.MustCompile(`^[\d,]+`)
	for _, address := range []string{"/zones", "/institutions", "/sectors", "/agencies", "/pilots", "/zones?region=guangdong", "/institutions?kind=UNIVERSITY", "/agencies?programme=blockchain-innovation-application-pilots"} {
		options := 0
		for _, facet := range seedSite().page(t, address).all("section", "facet") {
			for _, option := range all(facet, "li", "") {
				links := all(option, "a", "")
				if len(links) == 0 || attribute(option, "class") == "chosen" {
					continue // chosen, or not to be chosen
				}
				options++
				_, total := seedSite().page(t, attribute(links[0], "href")).rows()
				if count := textOf(all(option, "span", "count")[0]); number.FindString(total) != count {
					t.Errorf("%s: %s counts %s and leads to %s", address, textOf(option), count, total)
				}
			}
		}
		if options < 3 {
			t.Errorf("%s has %d values of facets", address, options)
		}
	}
}

// TestPages walks a list to its end and back.
func TestPages(t *testing.T) {
	var forward, backward []string
	follow := func(page *page, relation string) string {
		for _, each := range page.all("a", "") {
			if attribute(each, "rel") == relation {
				return attribute(each, "href")
			}
		}
		return ""
	}
	last := ""
	for address := "/zones?order=-designated-on"; address != ""; {
		page := seedSite().page(t, address)
		names, _ := page.rows()
		forward = append(forward, names...)
		last, address = address, follow(page, "next")
	}
	for address := last; address != ""; {
		page := seedSite().page(t, address)
		names, _ := page.rows()
		backward = append(slices.Clone(names), backward...)
		address = follow(page, "prev")
	}
	if len(forward) != 93 || !slices.Equal(forward, backward) {
		t.Errorf("forward %d rows, backward %d", len(forward), len(backward))
	}
	slices.Sort(forward)
	if len(slices.Compact(forward)) != 93 {
		t.Error("a row comes twice")
	}
}

// TestOrders follows the head of each column: it says how the list is sorted, and a second time turns it round.
func TestOrders(t *testing.T) {
	sorted := func(address string) (heads map[string]*html.Node) {
		heads = map[string]*html.Node{}
		for _, each := range seedSite().page(t, address).all("th", "") {
			if attribute(each, "aria-sort") != "" {
				heads[textOf(each)] = each
			}
		}
		return heads
	}
	for _, address := range []string{"/zones", "/institutions", "/sectors", "/agencies", "/programmes", "/regions", "/pilots", "/events", "/sources"} {
		for text, head := range sorted(address) {
			if attribute(head, "aria-sort") == "ascending" {
				continue
			}
			up := attribute(all(head, "a", "")[0], "href")
			once := sorted(up)[text]
			if got := attribute(once, "aria-sort"); got != "ascending" {
				t.Errorf("%s sorts %s %s", up, text, got)
			}
			down := attribute(all(once, "a", "")[0], "href")
			if got := attribute(sorted(down)[text], "aria-sort"); got != "descending" {
				t.Errorf("%s sorts %s %s", down, text, got)
			}
		}
	}
}

// TestRowsAsCSV runs the queries that tables are downloaded by: the rows are those of the list, all of them with one query page
// by page, each with its name in every language.
func TestRowsAsCSV(t *testing.T) {
	for _, collection := range []string{"zones", "institutions", "sectors", "agencies", "programmes", "regions", "pilots", "events", "sources"} {
		page := seedSite().page(t, "/"+collection)
		var links []string
		for _, each := range all(page.all("div", "above")[0], "a", "csv") {
			links = append(links, attribute(each, "href"))
		}
		if len(links) != 2 {
			t.Fatalf("/%s offers %d tables", collection, len(links))
		}
		for i, link := range links {
			parsed, err := url.Parse(link)
			if err != nil || parsed.Query().Get("format") != "csv" || len(link) > 8<<10 {
				t.Fatalf("the address of a table is %s: %v", link, err)
			}
			document := parsed.Query().Get("query")
			var data map[string]struct{ Nodes []map[string]any }
			seedSite().ask(t, &data, document, parsed.Query().Get("variables"))
			if len(data[collection].Nodes) == 0 || strings.Contains(document, "citations(first") != (i == 1) {
				t.Errorf("%s: %d rows by %s", collection, len(data[collection].Nodes), document)
			}
			first := data[collection].Nodes[0]
			if names := fmt.Sprint(first["name_en"], first["name_zh"], first["name_de"]); collection != "sources" && collection != "pilots" && (strings.Contains(names, "<nil>") || first["permalink"] == nil) {
				t.Errorf("%s: the first row is %v", collection, first)
			}
		}
	}
}

// TestFilesSayTheirNames compares the names of the files that a list offers; the page says how programs read them.
func TestFilesSayTheirNames(t *testing.T) {
	page := seedSite().page(t, "/zones")
	name := regexp.MustCompile(`filename="([^"]+)"`)
	var names []string
	for _, link := range page.all("a", "csv") {
		names = append(names, name.FindStringSubmatch(seedSite().get(attribute(link, "href")).Header().Get("Content-Disposition"))[1])
	}
	if strings.Join(names, " ") != "Zones-0.2.0.csv ZonesWithCitations-0.2.0.csv" {
		t.Errorf("the files are %q", names)
	}
	page.contains(t, `pandas.read_csv(file, comment="#")`, `read.csv(file, comment.char = "#"`)
}

// TestPagesSayTheirPlace reads which rows the pages of a list have; the addresses carry it, and are believed only where they can be.
func TestPagesSayTheirPlace(t *testing.T) {
	place := func(page *page) string {
		if lists := page.all("nav", "pages"); len(lists) > 0 {
			for _, each := range all(lists[0], "li", "quiet") {
				return textOf(each)
			}
		}
		return ""
	}
	next := func(page *page, relation string) string {
		for _, each := range page.all("a", "") {
			if attribute(each, "rel") == relation {
				return attribute(each, "href")
			}
		}
		t.Fatalf("%s has no page %s", page.address, relation)
		return ""
	}
	page := seedSite().page(t, "/zones")
	var said []string
	for _, relation := range []string{"next", "next", "next", "prev", "prev", "prev", ""} {
		if said = append(said, place(page)); relation != "" {
			page = seedSite().page(t, next(page, relation))
		}
	}
	if want := "1–25 of 93, 26–50 of 93, 51–75 of 93, 76–93 of 93, 51–75 of 93, 26–50 of 93, 1–25 of 93"; strings.Join(said, ", ") != want {
		t.Errorf("the pages say %q", said)
	}
	second, err := url.Parse(next(seedSite().page(t, "/zones"), "next"))
	if err != nil {
		t.Fatal(err)
	}
	for _, from := range []string{"", "x", "-5", "90", "99999999999999999999"} {
		values := second.Query()
		values.Set("from", from)
		if got := place(seedSite().page(t, "/zones?"+values.Encode())); got != "" {
			t.Errorf("from %q is shown as %s", from, got)
		}
	}
	if got := place(seedSite().page(t, "/zones?from=50")); got != "1–25 of 93" {
		t.Errorf("the first page says %s", got)
	}
	if got := place(seedSite().page(t, "/programmes")); got != "" {
		t.Errorf("a list of one page says %s", got)
	}
}
