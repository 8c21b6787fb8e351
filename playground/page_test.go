package playground_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"
)

// widths runs a test at both widths.
func widths(t *testing.T, test func(t *testing.T, width int64)) {
	for name, width := range map[string]int64{"wide": wide, "narrow": narrow} {
		t.Run(name, func(t *testing.T) { test(t, width) })
	}
}

func TestAnExampleAsTableSortedAndAsChart(t *testing.T) {
	widths(t, func(t *testing.T, width int64) {
		p := open(t, width, "/graphiql?lang=en")
		p.example("zones-by-date")
		if got := read[string](p, document); !strings.HasPrefix(got, "# Zones designated between April") || strings.Contains(got, "# zh:") {
			t.Errorf("the editor has %q", got)
		}

		p.button("Table")
		columns, rows := p.table()
		if diff := cmp.Diff([]string{"zones.totalCount", "zones.id", "zones.name", "zones.designatedOn", "zones.confidence"}, columns); diff != "" {
			t.Errorf("columns (-want +got):\n%s", diff)
		}
		names := column(rows, 2)
		if len(rows) != 9 {
			t.Fatalf("%d rows", len(rows))
		}
		for _, want := range []string{"ascending", "descending", "none"} {
			p.button("zones.name")
			p.wait(fmt.Sprintf(`(document.querySelectorAll('.table th')[2].ariaSort ?? 'none') === %q`, want))
			_, sorted := p.table()
			got := column(sorted, 2)
			expected := slices.Clone(names)
			switch want {
			case "ascending":
				slices.Sort(expected)
			case "descending":
				slices.SortFunc(expected, func(a, b string) int { return strings.Compare(b, a) })
			}
			if diff := cmp.Diff(expected, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", want, diff)
			}
		}

		p.button("Chart")
		p.wait(`document.querySelector('.chart svg[aria-label^="Chart: Number of rows by"] rect')`)
		p.choose("Each bar", "zones.designatedOn")
		p.wait(`document.querySelector('.chart svg[aria-label="Chart: Number of rows by zones.designatedOn"] rect')`)
		bars := read[int](p, `document.querySelectorAll('.chart .bar rect').length`)
		if dates := len(slices.Compact(slices.Sorted(slices.Values(column(rows, 3))))); bars != dates {
			t.Errorf("%d bars for %d dates", bars, dates)
		}
		p.choose("Kind", "Dots")
		p.choose("Across", "zones.designatedOn")
		p.choose("Up", "zones.totalCount") // one number, so once for each date
		p.wait(fmt.Sprintf(`document.querySelectorAll('.chart .dot circle').length === %d`, bars))
	})
}

func column(rows [][]string, i int) (cells []string) {
	for _, row := range rows {
		cells = append(cells, row[i])
	}
	return cells
}

func TestEachTabHasItsOwnRows(t *testing.T) {
	p := open(t, wide, "/graphiql?lang=en")
	p.example("programmes")
	p.example("timeline")
	p.button("Table")
	if columns, _ := p.table(); !slices.Contains(columns, "programme.timeline.date") {
		t.Errorf("columns %q", columns)
	}
	p.click(`#graphiql-session-tab-0`)
	p.wait(`[...document.querySelectorAll('.table th')].some((each) => each.textContent === 'programmes.documentNumber')`)
	p.example("timeline") // has its tab already
	p.wait(`document.querySelectorAll('.graphiql-tab').length === 2 && document.querySelector('.graphiql-tab-active').textContent.startsWith('Timeline')`)
}

func TestALinkWithQueryAndVariables(t *testing.T) {
	widths(t, func(t *testing.T, width int64) {
		query := "query First { release { id } }\n\nquery Zone($id: ID!) {\n  zone(id: $id) { name(language: \"zh\") }\n}"
		p := open(t, width, link("query", query, "variables", `{"id": "zone:bc-haidian"}`, "operationName", "Zone", "release", "0.2.0", "lang", "de"))
		p.wait(`document.querySelector('.cost').textContent.startsWith('Mögliche Objekte: 1')`)
		p.click(`.graphiql-execute-button`)
		p.click(`//*[@role="menuitem"][normalize-space()="Zone"]`)
		p.wait(response + `.includes('海淀区')`)

		p.button("Link kopieren")
		p.wait(`document.querySelector('.copied').textContent === 'Link kopiert'`)
		copied, err := url.Parse(read[string](p, `navigator.clipboard.readText()`))
		if err != nil {
			t.Fatal(err)
		}
		want := url.Values{"query": {query}, "variables": {`{"id": "zone:bc-haidian"}`}, "operationName": {"Zone"}, "release": {"0.2.0"}, "lang": {"de"}}
		if diff := cmp.Diff(want, copied.Query()); diff != "" || copied.Path != "/graphiql" {
			t.Errorf("%s (-want +got):\n%s", copied.Path, diff)
		}

		p.do(chromedp.Reload())
		p.wait(`document.querySelector('.graphiql-query-editor .view-line')`)
		p.wait(document + ` === ` + fmt.Sprintf("%q", query))
	})
}

func TestALinkNamesTheReleaseThatAnswers(t *testing.T) {
	p := open(t, wide, link("query", "{ release { version } }", "lang", "en"))
	p.wait(`document.querySelector('.release').textContent === 'Release 0.2.0'`)
	p.button("Copy link")
	p.wait(`document.querySelector('.copied').textContent === 'Link copied'`)
	if copied := read[string](p, `navigator.clipboard.readText()`); !strings.Contains(copied, "release=0.2.0") {
		t.Errorf("the link is %s", copied)
	}
}

func TestAReleaseThatIsNotServed(t *testing.T) {
	p := open(t, wide, "/graphiql?release=9.9.9&lang=en", "404")
	p.wait(`document.querySelector('.release [role=alert]').textContent.includes('9.9.9')`)
	p.click(`.release a`)
	p.wait(`document.querySelector('.release')?.textContent === 'Release 0.2.0'`)
}

func TestAnErrorIsShownAtItsPlace(t *testing.T) {
	widths(t, func(t *testing.T, width int64) {
		query := "{\n  zones(first: 2) {\n    nodes { id }\n  }\n  other: zone(id: \"zone:atlantis\") { name }\n}"
		p := open(t, width, link("query", query, "lang", "en"), "422", "400")
		p.run()
		p.wait(`document.querySelector('.problems')?.textContent.includes('zone:atlantis')`)
		p.wait(`document.querySelector('.graphiql-query-editor .squiggly-error')`)
		for _, view := range []string{"Table", "Chart"} {
			p.button(view)
			p.wait(`document.querySelector('.results').textContent.includes('The answer has errors, so it has no rows.')`)
			if read[bool](p, `Boolean(document.querySelector('.table, .chart, .downloads'))`) {
				t.Error("half an answer has rows")
			}
		}
		p.button("line 5, column 3")
		p.press("x")
		p.wait(document + `.includes('\n  xother: zone(')`)
		p.wait(`!document.querySelector('.problems button') || document.querySelector('.note').textContent.includes('changed since')`)
	})
}

func TestAnErrorThatTheSchemaKnowsIsMarkedWhileOneTypes(t *testing.T) {
	p := open(t, wide, link("query", "{ zones { nodes { nam } } }", "lang", "en"), "422", "400")
	p.wait(`document.querySelector('.graphiql-query-editor .squiggly-error')`)
	p.run()
	p.wait(`document.querySelector('.problems button').textContent === 'line 1, column 19'`)
	if cost := read[string](p, `document.querySelector('.cost-after')?.textContent ?? ''`); cost != "" {
		t.Errorf("what was not run has a cost: %s", cost)
	}
}

func TestABrokenLink(t *testing.T) {
	p := open(t, wide, "/graphiql?query=zones+%7B&variables=%7B%7B&lang=en", "422", "400")
	p.wait(`document.querySelector('.graphiql-query-editor .squiggly-error')`)
	p.click(`.graphiql-execute-button`)
	p.wait(response + `.includes('Variables')`)
	p.button("Table")
	p.button("Code")
	p.wait(`document.querySelector('.code pre').textContent.includes("'query=zones {'")`)
}

func TestDocumentationInTheLanguageOfThePage(t *testing.T) {
	for _, test := range []struct {
		language, button string
		width            int64
	}{{"zh", "文档", wide}, {"zh", "文档", narrow}, {"de", "Dokumentation", wide}} {
		want := describe(t, "Zone", test.language)
		if chinese := strings.ContainsFunc(want, func(r rune) bool { return unicode.Is(unicode.Han, r) }); chinese != (test.language == "zh") {
			t.Errorf("in %s a zone is %q", test.language, want)
		}
		p := open(t, test.width, "/graphiql?lang="+test.language)
		p.click(`.graphiql-sidebar button[aria-label="Show ` + test.button + `"]`)
		p.click(`//a[normalize-space()="Query"]`)
		p.wait(`document.querySelector('.graphiql-doc-explorer-title').textContent === 'Query'`)
		p.click(`//a[normalize-space()="Zone"]`)
		p.wait(fmt.Sprintf(`document.querySelector('.graphiql-markdown-description').textContent.includes(%q)`, want))
	}
}

// describe returns what the schema says of a type in a language.
func describe(t *testing.T, name, language string) string {
	t.Helper()
	query := url.Values{"query": {fmt.Sprintf("{__type(name: %q) {description}}", name)}}
	request, err := http.NewRequest(http.MethodGet, address+"/graphql?"+query.Encode(), nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept-Language", language)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var answer struct {
		Data struct {
			Type struct{ Description string } `json:"__type"`
		}
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	return answer.Data.Type.Description
}

func TestTheLanguageIsTheBrowsersOrTheLinks(t *testing.T) {
	p := open(t, wide, "/graphiql")
	p.wait(`document.documentElement.lang === 'en' && document.title === 'PilotGraph – playground'`)
	p.click(`nav a[lang=zh]`)
	p.wait(`document.documentElement.lang === 'zh' && document.querySelector('.examples h2')?.textContent === '示例'`)
	if first := read[string](p, `document.querySelector('[data-example=programmes]').textContent`); !strings.Contains(first, "数据里有什么") {
		t.Errorf("the first example is %s", first)
	}
	read[any](p, `history.back()`)
	p.wait(`document.documentElement.lang === 'en'`)
	read[any](p, `history.forward()`)
	p.wait(`document.documentElement.lang === 'zh'`)
}

func TestCostBeforeAndAfter(t *testing.T) {
	p := open(t, wide, link("query", largeQuery, "lang", "en"))
	p.wait(`document.querySelector('.cost').textContent === 'Objects it may return: 10,100 of 50,000'`)
	p.run()
	p.wait(`document.querySelector('.cost-after').textContent === 'Cost 10,100 of 50,000'`)

	p.visit(link("query", "{ regions(first: 100) { nodes { children(first: 100) { nodes { children(first: 6) { nodes { id } } } } } } }", "lang", "en"))
	p.wait(`document.querySelector('.cost[role=alert]')?.textContent.startsWith('Objects it may return: 70,100; the server allows 50,000.')`)
}

func TestAServerThatHasNoTime(t *testing.T) {
	p := open(t, wide, link("query", "query Busy { release { version } }", "lang", "en"), "503")
	p.click(`.graphiql-execute-button`)
	p.wait(`document.querySelector('.trouble').textContent.includes('asking again')`)
	p.wait(response + `.includes('0.2.0') && !document.querySelector('.trouble').textContent`)
}

func TestAServerThatIsGone(t *testing.T) {
	p := open(t, wide, link("query", "query Gone { release { version } }", "lang", "en"), "ERR_EMPTY_RESPONSE")
	p.click(`.graphiql-execute-button`)
	p.wait(`document.querySelector('.problems')?.textContent.includes('The server does not answer.')`)
}

func TestTheSchemaIsAskedForUntilItComes(t *testing.T) {
	p := open(t, wide, link("release", "slow", "query", "{ release { version } }", "lang", "en"), "503")
	p.wait(response + `.includes('The server answers with the status 503')`)
	p.wait(`document.querySelector('.cost').textContent.startsWith('Objects it may return: 1')`)
}

func TestWithoutJavaScriptThePageSaysSo(t *testing.T) {
	_, body := get(t, "/graphiql", "")
	for _, want := range []string{"needs JavaScript", "需要 JavaScript", "braucht JavaScript"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestThePageIsLight(t *testing.T) {
	const most = 2_500_000 // bytes transferred
	before := sent.Load()
	p := open(t, wide, "/graphiql?lang=en")
	p.example("zones-by-date")
	p.button("Chart")
	p.wait(`document.querySelector('.chart svg')`)
	if total := sent.Load() - before; total > most {
		t.Errorf("%d bytes were transferred; at most %d", total, most)
	} else {
		t.Logf("%d bytes were transferred", total)
	}
}

func TestTextAtTwiceTheSize(t *testing.T) {
	p := open(t, wide/2, "/graphiql?lang=de")
	p.example("nested")
	for _, view := range []string{"Tabelle", "Diagramm", "Code", "JSON"} {
		p.button(view)
		if wider := read[int](p, `document.documentElement.scrollWidth - innerWidth`); wider > 0 {
			t.Errorf("%s: the page is %d pixels wider than the window", view, wider)
		}
	}
}
