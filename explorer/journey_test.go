package explorer_test

import (
	"encoding/csv"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"pilotgraph/internal/browser"
)

// exportAList takes the rows of a filtered list home as CSV, with the words of their sources.
func exportAList(t *testing.T, page *browser.Page, origin string) {
	page.Go(origin + "/institutions")
	page.Follow(`.facet a[href*="sector=education"]`, `.chips a[aria-label*="Sector"]`)
	page.Follow(`.facet a[href*="region=beijing"]`, `.chips a[aria-label*="Region"]`)
	total := browser.Value[int](page, `Number(document.querySelector('.total').textContent.match(/\d+/)[0])`)
	shown := browser.Value[[]string](page, `[...document.querySelectorAll('tbody th a')].map((each) => each.textContent)`)
	for place, column := range map[string]string{"0": "institutions.name_en", "1": "institutions.citations.quote"} {
		text := browser.Value[string](page, `fetch(document.querySelectorAll('.above a.csv')[`+place+`].href)
			.then((answer) => { if (!answer.headers.get('Content-Type').startsWith('text/csv')) throw answer.status; return answer.arrayBuffer() })
			.then((bytes) => new TextDecoder('utf-8', {ignoreBOM: true}).decode(bytes))`)
		rest, hasMark := strings.CutPrefix(text, "\ufeff")
		lines := csv.NewReader(strings.NewReader(rest))
		lines.FieldsPerRecord = -1
		lines.Comment = '#'
		rows, err := lines.ReadAll()
		if err != nil || !hasMark || len(rows) <= len(shown) && place == "0" && len(rows) != total+1 {
			t.Fatalf("%v, with the mark of Excel %v, %d rows of %d:\n%.500s", err, hasMark, len(rows), total, text)
		}
		if head := strings.Join(rows[0], " "); !strings.Contains(head, column) {
			t.Errorf("the columns are %s, without %s", head, column)
		}
		for _, name := range shown {
			if !strings.Contains(text, name) {
				t.Errorf("table %s lacks %q", place, name)
			}
		}
		if place == "0" && len(rows)-1 != total {
			t.Errorf("%d rows of %d", len(rows)-1, total)
		}
	}
}

// copyACitation copies where the browser has a clipboard for pages, where it has none (a page without https), and where nothing copies:
// each time the page says what came of it.
func copyACitation(t *testing.T, page *browser.Page, origin string) {
	page.Go(origin + "/zones/bc-haidian")
	page.Click(".cite > summary")
	said := func(text string) {
		page.Click(".cite .copier button")
		page.WaitFor("document.querySelector('.cite .copier [role=status]').textContent.includes(`" + text + "`)")
	}
	set := func(clipboard, copies string) {
		browser.Value[bool](page, `(Object.defineProperty(navigator, 'clipboard', {value: `+clipboard+`, configurable: true}), document.execCommand = `+copies+`, getSelection().empty(), true)`)
	}
	isSelected := func() bool {
		return browser.Value[bool](page, `getSelection().toString().trim() === document.querySelector('.cite pre').innerText.trim()`)
	}
	set(`{writeText: async (text) => { window.copied = text }}`, `() => { throw new Error('not asked') }`)
	said("Copied")
	if text := browser.Value[string](page, `window.copied`); !strings.HasPrefix(text, "@misc{") {
		t.Errorf("what is copied is %q", text)
	}
	set(`undefined`, `(command) => command === 'copy'`)
	said("Copied")
	if !isSelected() {
		t.Error("the browser was told to copy what is not selected")
	}
	set(`{writeText: () => Promise.reject(new DOMException('no', 'NotAllowedError'))}`, `() => false`)
	said("copy it with Ctrl+C")
	if !isSelected() {
		t.Error("the text is not selected for the reader")
	}
}

// runInThePlayground follows a page to its query in the playground: there it gives the numbers that the page shows.
func runInThePlayground(t *testing.T, page *browser.Page, origin string) {
	const answered = `window.__MONACO?.editor.getModels().find((each) => each.uri.path.endsWith('response.json'))?.getValue() ?? ''`
	page.Go(origin + "/institutions?kind=UNIVERSITY")
	total := browser.Value[int](page, `Number(document.querySelector('.total').textContent.match(/\d+/)[0])`)
	first := page.Text("tbody th a")
	page.Click("main > .query > summary")
	page.Follow("main > .query .button", ".graphiql-execute-button")
	page.WaitFor(`document.querySelector('.graphiql-query-editor .view-line') && document.querySelector('.page .release')`)
	page.Click(".graphiql-execute-button")
	page.WaitFor(`(` + answered + `).includes('"data"')`)
	if got := browser.Value[int](page, `JSON.parse(`+answered+`).data.rows.totalCount`); got != total || total == 0 {
		t.Errorf("the page shows %d, the playground %d", total, got)
	}
	if names := browser.Value[string](page, `JSON.stringify(JSON.parse(`+answered+`).data.rows.nodes[0].names)`); !strings.Contains(names, first) {
		t.Errorf("the first on the page is %s, in the playground %s", first, names)
	}
	page.Do(chromedp.NavigateBack())
	page.Wait(".total")
}

// accessibleChanges has axe-core look at what a release changed, and at the page of a removed record.
func accessibleChanges(t *testing.T, chromium *browser.Browser) {
	site, _ := examplia(t)
	server := httptest.NewServer(site)
	defer server.Close()
	dark := browser.Wide
	dark.IsDark = true
	for name, screen := range map[string]browser.Screen{"light": browser.Wide, "dark": dark, "narrow": browser.Narrow} {
		t.Run(name, func(t *testing.T) {
			page := chromium.Open(t, screen, server.URL)
			page.Allow("410")
			for _, address := range []string{"/releases/1.1.0", "/releases/1.1.0?lang=zh", "/institutions/bank-of-the-harbour", "/releases"} {
				page.Go(server.URL + address)
				browser.Value[int](page, `[...document.querySelectorAll('details')].map((each) => { each.open = true }).length`)
				for _, each := range page.Violations() {
					t.Errorf("%s: %s", address, each)
				}
				if wide := page.Overflow(); len(wide) > 0 {
					t.Errorf("%s is too wide: %q", address, wide)
				}
			}
		})
	}
}
