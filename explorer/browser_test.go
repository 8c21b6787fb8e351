package explorer_test

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"pilotgraph/internal/browser"
)

// screens are those that every test is done on.
var screens = map[string]browser.Screen{"wide": browser.Wide, "narrow": browser.Narrow}

// onEachScreen does a test on a wide and on a narrow screen, with the seed.
func onEachScreen(t *testing.T, chromium *browser.Browser, test func(t *testing.T, page *browser.Page, origin string)) {
	server := httptest.NewServer(seedSite())
	t.Cleanup(server.Close)
	for name, screen := range screens {
		t.Run(name, func(t *testing.T) { test(t, chromium.Open(t, screen, server.URL), server.URL) })
	}
}

var everyPage = flag.Bool("every-page", false, "look with axe-core, and at large text in each language, at every page, not at some of them")

// TestInABrowser does what people do. A test fails, too, where a page asks another host or its console has an error.
func TestInABrowser(t *testing.T) {
	chromium := browser.Start(t)
	t.Run("search as one types, and who says so", func(t *testing.T) { onEachScreen(t, chromium, searchAsOneTypes) })
	t.Run("filter, order, pages", func(t *testing.T) { onEachScreen(t, chromium, filterAList) })
	t.Run("take rows home", func(t *testing.T) { onEachScreen(t, chromium, exportAList) })
	t.Run("run the query in the playground", func(t *testing.T) { onEachScreen(t, chromium, runInThePlayground) })
	t.Run("changes", func(t *testing.T) { accessibleChanges(t, chromium) })
	t.Run("show the query", func(t *testing.T) { onEachScreen(t, chromium, showTheQuery) })
	t.Run("reload, back and forward", func(t *testing.T) { onEachScreen(t, chromium, reloadAndBack) })
	t.Run("the choice of a programme", func(t *testing.T) { onEachScreen(t, chromium, chooseAProgramme) })
	t.Run("cite and report", func(t *testing.T) { onEachScreen(t, chromium, citeAndReport) })
	t.Run("copy", func(t *testing.T) { onEachScreen(t, chromium, copyACitation) })
	t.Run("keyboard", func(t *testing.T) { onEachScreen(t, chromium, useTheKeyboard) })
	t.Run("text at 200 %", func(t *testing.T) { onEachScreen(t, chromium, enlargeText) })
	t.Run("without JavaScript", func(t *testing.T) { withoutScript(t, chromium) })
	t.Run("a server that is busy or gone", func(t *testing.T) { serverIsGone(t, chromium) })
	t.Run("strange texts", func(t *testing.T) { strangeTexts(t, chromium) })
	t.Run("first picture", func(t *testing.T) { firstPicture(t, chromium) })
	t.Run("axe-core", func(t *testing.T) { accessible(t, chromium) })
}

func searchAsOneTypes(t *testing.T, page *browser.Page, origin string) {
	page.Go(origin + "/")
	page.Do(chromedp.Focus(chromedp.CSS("#search")))
	page.Type("海淀")
	page.Wait(".suggestions a")
	if text := page.Text(".suggestions"); !strings.Contains(text, "Haidian District, Beijing") || !strings.Contains(text, "Name: 海淀区") {
		t.Errorf("the suggestions are %q", text)
	}
	page.Type(kb.Escape)
	page.WaitFor(`document.querySelector('.suggestions').hidden && document.querySelector('.search .status').textContent === ''`)
	page.Type(kb.ArrowDown)
	page.WaitFor(`!document.querySelector('.suggestions').hidden && document.querySelector('.search .status').textContent.includes('arrow keys')`)
	page.Type(kb.ArrowDown)
	page.Type(kb.ArrowDown)
	page.WaitFor(`document.querySelector('#search').getAttribute('aria-activedescendant') === 'suggestion-1'`)
	page.Type(kb.Enter)
	page.Wait("article.record")
	if address := page.Address(); address != origin+"/zones/bc-haidian" {
		t.Fatalf("the second suggestion leads to %s", address)
	}
	fact := browser.Value[string](page, `document.querySelector('#field-kind').parentElement.innerText`)
	if !strings.Contains(fact, "Comprehensive pilot") || !strings.Contains(fact, "Global Times") {
		t.Errorf("the kind of the zone is said by %q", fact)
	}
	page.Click("#field-kind ~ .words summary") // the words stand further up: here they open
	words := page.Text("#field-kind ~ .words details[open]")
	for _, want := range []string{"The local governments of Haidian district in Beijing", "22 December 2021", "read on 23 November 2026", "high reliability"} {
		if !strings.Contains(words, want) {
			t.Errorf("the citation lacks %q: %s", want, words)
		}
	}
}

func filterAList(t *testing.T, page *browser.Page, origin string) {
	page.Go(origin + "/institutions")
	page.Follow(`.facet a[href*="sector=education"]`, `.chips a[aria-label*="Sector"]`)
	page.Follow(`.facet a[href*="region=guizhou"]`, `.chips a[aria-label*="Region"]`)
	if total, address := page.Text(".total"), page.Address(); total != "1 institution" || !strings.Contains(address, "sector=education") || !strings.Contains(address, "region=guizhou") {
		t.Errorf("%s at %s", total, address)
	}
	if row := page.Text("tbody tr"); !strings.Contains(row, "Guizhou Normal University") {
		t.Errorf("the row is %q", row)
	}
	rows := browser.Value[string](page, `document.querySelector('.above a.csv').href`)
	if parsed, err := url.Parse(rows); err != nil || parsed.Query().Get("format") != "csv" || !strings.Contains(parsed.Query().Get("variables"), "region:guizhou") {
		t.Errorf("the rows as CSV are at %s", rows)
	}
	page.Follow(`.chips a[aria-label*="Sector"]`, `.facet a[href*="sector=healthcare"]`)
	page.Go(origin + "/zones")
	page.Follow(`th a[href*="order=-designated-on"], th a[href*="order=designated-on"]`, `th[aria-sort="ascending"] a[href*="order=-designated-on"]`)
	page.Follow(`a[rel="next"]`, `a[rel="prev"]`)
	if text := page.Text(".total"); text != "93 zones" {
		t.Errorf("the second page has %s", text)
	}
	page.Do(chromedp.SendKeys(chromedp.CSS("#name"), "Beijing"))
	page.Type(kb.Enter)
	page.Wait(`.chips a[aria-label*="Name"]`)
	if address := page.Address(); !strings.Contains(address, "q=Beijing") || !strings.Contains(address, "order=designated-on") || strings.Contains(address, "after=") {
		t.Errorf("the text filters at %s", address)
	}
}

func showTheQuery(t *testing.T, page *browser.Page, origin string) {
	page.Go(origin + "/zones?kind=PILOT_CITY")
	page.Click("main > .query > summary")
	if text := page.Text("main > .query"); !strings.Contains(text, "query Zones(") || !strings.Contains(text, `"eq": "PILOT_CITY"`) || !strings.Contains(text, "Open it in the playground") {
		t.Errorf("the query is %q", text)
	}
	playground, err := url.Parse(browser.Value[string](page, `document.querySelector('main > .query .button').href`))
	if err != nil || playground.Path != "/graphiql" || !strings.Contains(playground.Query().Get("query"), "query Zones(") || !strings.Contains(playground.Query().Get("variables"), "PILOT_CITY") {
		t.Errorf("the playground is at %s", playground)
	}
	// The query gives the numbers that the page shows.
	total := browser.Value[int](page, `fetch('/graphql' + new URL(document.querySelector('main > .query .button').href).search, {headers: {Accept: 'application/json'}})
		.then((answer) => answer.json()).then((answer) => answer.data.rows.totalCount)`)
	if text := page.Text(".total"); text != "20 zones" || total != 20 {
		t.Errorf("the page shows %s, the query %d", text, total)
	}
}

func reloadAndBack(t *testing.T, page *browser.Page, origin string) {
	addresses := []string{"/?programme=e-cny-pilot-areas", "/zones?region=guangdong&order=-name", "/search?q=bank&type=AGENCY", "/zones/bc-yuzhong?lang=de", "/releases/0.2.0/institutions/icbc"}
	headings := map[string]string{}
	for _, address := range addresses {
		page.Go(origin + address)
		headings[address] = page.Text("main")
		page.Do(chromedp.Reload())
		if page.Text("main") != headings[address] {
			t.Errorf("%s is other when it is loaded again", address)
		}
	}
	for i := len(addresses) - 2; i >= 0; i-- {
		page.Do(chromedp.NavigateBack())
		if page.Address() != origin+addresses[i] || page.Text("main") != headings[addresses[i]] {
			t.Errorf("back leads to %s, not to %s", page.Address(), addresses[i])
		}
	}
	page.Do(chromedp.NavigateForward())
	if page.Address() != origin+addresses[1] {
		t.Errorf("forward leads to %s", page.Address())
	}
}

func chooseAProgramme(t *testing.T, page *browser.Page, origin string) {
	page.Go(origin + "/?lang=de")
	page.Do(chromedp.SetValue(chromedp.CSS("#programme"), "e-cny-pilot-areas"))
	page.Click(".choose button")
	page.WaitFor(`location.search.includes('programme=e-cny-pilot-areas') && document.readyState === 'complete'`)
	if caption := page.Text(".cartogram figcaption"); caption != "Zonen nach Regionen erster Ebene: Pilotgebiete für den digitalen Yuan (e-CNY)" {
		t.Errorf("the picture shows %q", caption)
	}
	page.Click(".cartogram > details > summary")
	first := page.Text(".cartogram tbody tr")
	page.Follow(".cartogram tbody td a", ".chips")
	if total := page.Text(".total"); !strings.HasSuffix(strings.TrimSpace(first), strings.Fields(total)[0]) {
		t.Errorf("the table has %q, the list %s", first, total)
	}
}

func citeAndReport(t *testing.T, page *browser.Page, origin string) {
	page.Go(origin + "/zones/bc-haidian")
	page.Click(".cite > summary")
	if text := page.Text(".cite"); !strings.Contains(text, origin+"/releases/0.2.0/zones/bc-haidian") || !strings.Contains(text, "@misc{pilotgraph-0.2.0-zone-bc-haidian") || !strings.Contains(text, "[DS/OL]") {
		t.Errorf("the citation is %q", text)
	}
	page.Follow(`#field-designatedOn ~ .flag a`, `.report[open]`)
	if text := page.Text(".report pre"); !strings.Contains(text, "Field: designatedOn\nValue: 2022-01-30") {
		t.Errorf("the report is %q", text)
	}
	page.Follow(".permalink a, .pinned a", "article")
}

// useTheKeyboard goes through pages with the tabulator: the focus is seen at every place, and the first leads to the content.
func useTheKeyboard(t *testing.T, page *browser.Page, origin string) {
	for _, address := range []string{"/", "/zones?kind=PILOT_CITY", "/zones/bc-haidian"} {
		page.Go(origin + address)
		page.Type(kb.Tab)
		if text := browser.Value[string](page, `document.activeElement.innerText`); text != "Skip to the content" {
			t.Errorf("%s: the first place is %q", address, text)
		}
		page.Type(kb.Enter)
		page.WaitFor(`document.activeElement.id === 'main'`)
		seen := map[string]bool{}
		for range 40 {
			page.Type(kb.Tab)
			place := browser.Value[struct {
				Name, Outline, Key string
				IsInside           bool
			}](page, `(() => {
				const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect()
				return {name: e.tagName + ' ' + e.textContent.trim().slice(0, 40), outline: style.outlineStyle + ' ' + style.outlineWidth, key: e.outerHTML.slice(0, 300) + box.top,
					isInside: e === document.body || box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth}
			})()`)
			if strings.HasPrefix(place.Name, "BODY") || strings.HasPrefix(place.Name, "HTML") {
				break // the end of the page
			}
			if strings.HasPrefix(place.Outline, "none") || strings.HasSuffix(place.Outline, " 0px") || !place.IsInside {
				t.Errorf("%s: the focus on %q is not seen: outline %s, on the screen %v", address, place.Name, place.Outline, place.IsInside)
			}
			seen[place.Key] = true
		}
		if len(seen) < 15 {
			t.Errorf("%s has %d places for the keyboard", address, len(seen))
		}
	}
}

// enlargeText doubles the size of text: nothing has to be scrolled to the side.
func enlargeText(t *testing.T, page *browser.Page, origin string) {
	for i, address := range []string{"/", "/zones", "/zones/bc-haidian", "/search?q=bank", "/programmes/blockchain-innovation-application-pilots", "/sources/globaltimes-2021", "/nothing"} {
		languages := []string{"en", "zh", "de"}
		if !*everyPage {
			languages = languages[i%3:][:1]
		}
		for _, language := range languages {
			page.Allow("404")
			page.Go(origin + with(address, "lang", language))
			if wide := page.Overflow(); len(wide) > 0 {
				t.Errorf("%s in %s is too wide: %q", address, language, wide)
			}
			browser.Value[string](page, `document.documentElement.style.fontSize = '200%'`)
			if wide := page.Overflow(); len(wide) > 0 {
				t.Errorf("%s in %s is too wide with large text: %q", address, language, wide)
			}
		}
	}
}

// withoutScript does what people do, but for suggestions.
func withoutScript(t *testing.T, chromium *browser.Browser) {
	server := httptest.NewServer(seedSite())
	defer server.Close()
	for name, screen := range screens {
		screen.NoScript = true
		t.Run(name, func(t *testing.T) {
			page := chromium.Open(t, screen, server.URL)
			page.Go(server.URL + "/")
			page.Do(chromedp.SendKeys(chromedp.CSS("#search"), "海淀"+kb.Enter))
			page.Wait(".hits")
			page.Follow(`.hits a[href="/zones/bc-haidian"]`, "article.record")
			page.Follow(`.tongues a[lang="zh"]`, `html[lang="zh"] article`)
			if heading := page.Text("h1"); !strings.Contains(heading, "海淀区") {
				t.Errorf("the heading is %q", heading)
			}
			t.Run("filter", func(t *testing.T) { filterAList(t, page, server.URL) })
			t.Run("query", func(t *testing.T) {
				page.Go(server.URL + "/zones")
				page.Click("main > .query > summary")
				page.Wait("main > .query pre")
			})
			t.Run("programme", func(t *testing.T) { chooseAProgramme(t, page, server.URL) })
			t.Run("cite", func(t *testing.T) { citeAndReport(t, page, server.URL) })
			if name == "narrow" {
				return // the rest is no other on a small screen
			}
			t.Run("export", func(t *testing.T) { exportAList(t, page, server.URL) })
			t.Run("reload, back and forward", func(t *testing.T) { reloadAndBack(t, page, server.URL) })
		})
	}
}

// serverIsGone types while the server answers 503, and while nothing answers: it is said, and tried again.
func serverIsGone(t *testing.T, chromium *browser.Browser) {
	var state atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/suggestions" {
			switch state.Load() {
			case 1:
				http.Error(w, "busy", http.StatusServiceUnavailable)
				return
			case 2:
				panic(http.ErrAbortHandler) // cuts the connection
			}
		}
		seedSite().ServeHTTP(w, r)
	}))
	defer server.Close()
	page := chromium.Open(t, browser.Wide, server.URL)
	page.Allow("503")
	page.Allow("net::ERR_")
	for i, said := range []string{"The server is busy", "The server cannot be reached"} {
		state.Store(int32(i + 1))
		page.Go(server.URL + "/")
		page.Do(chromedp.Focus(chromedp.CSS("#search")))
		page.Type([]string{"guiyang", "haidian"}[i])
		page.WaitFor(`document.querySelector('.search .status').textContent.includes(` + "`" + said + "`" + `)`)
		state.Store(0)
		page.Wait(".suggestions a")
		if text := page.Text(".search .status"); strings.Contains(text, "server") {
			t.Errorf("there are suggestions, and the page says %q", text)
		}
	}
}

// strangeTexts looks at pages of the strange package: nothing of it runs, and the layout holds.
func strangeTexts(t *testing.T, chromium *browser.Browser) {
	server := httptest.NewServer(strangeSite())
	defer server.Close()
	for name, screen := range screens {
		t.Run(name, func(t *testing.T) {
			page := chromium.Open(t, screen, server.URL)
			for _, address := range strangePages {
				page.Go(server.URL + address) // an alert would hold it
				if wide := page.Overflow(); len(wide) > 0 {
					t.Errorf("%s is too wide: %q", address, wide)
				}
			}
			page.Go(server.URL + "/")
			page.Do(chromedp.Focus(chromedp.CSS("#search")))
			page.Type("script")
			page.Wait(".suggestions a")
			if images := browser.Value[int](page, `document.querySelectorAll('.suggestions img, .suggestions script').length`); images > 0 {
				t.Error("a suggestion is markup")
			}
		})
	}
}

// firstPicture tells how long the start page takes until something is seen. It is a figure, not a promise of this test.
func firstPicture(t *testing.T, chromium *browser.Browser) {
	server := httptest.NewServer(seedSite())
	defer server.Close()
	page := chromium.Open(t, browser.Wide, server.URL)
	page.Go(server.URL + "/")
	const paint = `new Promise((resolve) => new PerformanceObserver((list) => { for (const each of list.getEntries()) if (each.name === 'first-contentful-paint') resolve(each.startTime) })
		.observe({type: 'paint', buffered: true}))`
	milliseconds := browser.Value[float64](page, paint)
	if milliseconds <= 0 {
		t.Error("nothing is painted")
	}
	t.Logf("the first picture of the start page comes %.0f ms after it is asked for", milliseconds)
	if described := browser.Value[string](page, `JSON.parse(document.querySelector('script[type="application/ld+json"]').textContent)['@type']`); described != "Dataset" {
		t.Errorf("the start page describes a %s", described)
	}
}

// accessible has axe-core look for what breaks WCAG 2.2, A and AA, on pages of each kind in both themes.
func accessible(t *testing.T, chromium *browser.Browser) {
	server := httptest.NewServer(seedSite())
	defer server.Close()
	dark := browser.Wide
	dark.IsDark = true
	some := map[string]int{"light": 3, "dark": 6, "narrow": 12}
	rules := map[string][]string{"dark": {"color-contrast", "link-in-text-block"}} // a theme is other colours, and nothing else
	for name, screen := range map[string]browser.Screen{"light": browser.Wide, "dark": dark, "narrow": browser.Narrow} {
		t.Run(name, func(t *testing.T) {
			page := chromium.Open(t, screen, server.URL)
			page.Allow("404")
			for i, address := range append(samples, "/zones/atlantis", "/zones?kind=X&lang=zh", "/zones/bc-haidian?lang=zh", "/?lang=de") {
				if !*everyPage && i%some[name] > 0 || name == "narrow" && i%3 > 0 { // narrow: the same elements in other places
					continue
				}
				page.Go(server.URL + address)
				browser.Value[int](page, `[...document.querySelectorAll('details')].map((each) => { each.open = true }).length`)
				for _, each := range page.Violations(rules[name]...) {
					t.Errorf("%s: %s", address, each)
				}
			}
			page.Go(server.URL + "/")
			page.Do(chromedp.Focus(chromedp.CSS("#search")))
			page.Type("bank")
			page.Wait(".suggestions a")
			page.Type(kb.ArrowDown)
			for _, each := range page.Violations() {
				t.Errorf("the suggestions: %s", each)
			}
		})
	}
}
