package explorer_test

import (
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"pilotgraph/internal/browser"
)

// tour is the way of docs/researchers.md, a picture for each stop: where it begins, what is done there, and what is seen then.
var tour = []struct {
	picture, address string
	do               func(*browser.Page)
	seen             string // an expression of JavaScript
}{
	{"start", "/", nil, `document.querySelector('.programmes').textContent.includes('20 of 164 recorded')`},
	{"search", "/", func(page *browser.Page) {
		page.Do(chromedp.Focus(chromedp.CSS("#search")))
		page.Type("数字人民币")
	}, `document.querySelector('.suggestions a[href="/programmes/e-cny-pilot-areas"]')`},
	{"programme", "/programmes/e-cny-pilot-areas", nil, `document.querySelector('h1').textContent.includes('e-CNY')`},
	{"zones", "/zones?programme=e-cny-pilot-areas&order=-designated-on", nil, `document.querySelector('.total').textContent === '23 zones'`},
	{"zone", "/zones/ecny-shenzhen", nil, `document.querySelector('#field-designatedOn').parentElement.querySelector('blockquote, details, .whole')`},
	{"query", "/zones?programme=e-cny-pilot-areas", func(page *browser.Page) { page.Click("main > .query > summary") }, `document.querySelector('main > .query[open] .button')`},
	{"chart", spreadLink(), func(page *browser.Page) {
		page.WaitFor(`document.querySelector('.graphiql-query-editor .view-line') && document.querySelector('.page .release')`)
		page.Click(".graphiql-execute-button")
		page.WaitFor(`[...document.querySelectorAll('.views button')].some((each) => each.textContent === 'Chart')`)
		browser.Value[bool](page, `([...document.querySelectorAll('.views button')].find((each) => each.textContent === 'Chart').click(), true)`)
		page.WaitFor(`document.querySelector('.chart svg')`)
	}, `document.querySelectorAll('.chart .bar rect').length === 4`},
	{"cite", "/releases/0.2.0/programmes/e-cny-pilot-areas", func(page *browser.Page) {
		page.Click(".cite > summary")
		browser.Value[bool](page, `(document.querySelector('.cite').scrollIntoView(), true)`)
	}, `document.querySelector('.cite[open]').textContent.includes('@misc{pilotgraph-0.2.0-programme-e-cny-pilot-areas')`},
}

// spreadLink is a link to the query of docs/researchers.md.
func spreadLink() string {
	text, err := os.ReadFile("../docs/researchers.md")
	if err != nil {
		panic(err)
	}
	_, rest, _ := strings.Cut(string(text), "```graphql\n")
	query, _, _ := strings.Cut(rest, "\n```")
	return "/graphiql?" + url.Values{"lang": {"en"}, "query": {query}}.Encode()
}

// TestTheTourOfTheDocs goes the way of docs/researchers.md. With -update it takes the pictures anew.
func TestTheTourOfTheDocs(t *testing.T) {
	server := httptest.NewServer(seedSite())
	defer server.Close()
	page := browser.Start(t).Open(t, browser.Screen{Width: 1100, Height: 720}, server.URL)
	for _, stop := range tour {
		page.Go(server.URL + stop.address)
		if stop.do != nil {
			stop.do(page)
		}
		page.WaitFor(stop.seen)
		path := filepath.Join("../docs/pictures", stop.picture+".webp")
		taken := page.Picture()
		if *update {
			if err := os.WriteFile(path, taken, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if kept, err := os.Stat(path); err != nil || kept.Size() > 60_000 {
			t.Errorf("%s must be there and have at most 60 kB: %v; take it with -update", path, err)
		}
		if folder := os.Getenv("PILOTGRAPH_PICTURES"); folder != "" {
			if err := os.WriteFile(filepath.Join(folder, stop.picture+".png"), page.Screenshot(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
