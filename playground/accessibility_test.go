package playground_test

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"pilotgraph/internal/browser"
)

// ofGraphiQL is what axe finds in what GraphiQL and its editors bring.
var ofGraphiQL = []struct {
	Rule   string `json:"rule"`
	Within string `json:"within"` // a CSS selector
	Reason string `json:"reason"`
}{
	{"color-contrast", ".monaco-editor", "numbers of lines and remarks in the colours of the editor"},
	{"nested-interactive", ".graphiql-tab", "a tab has a button that closes it"},
	{"select-name", ".graphiql-explorer-root", "the list of kinds of operations has no name"},
	{"label", ".graphiql-explorer-root", "fields for the values of arguments have no name"},
}

func TestAccessibility(t *testing.T) {
	for _, theme := range []string{"light", "dark"} {
		for name, width := range map[string]int64{"wide": wide, "narrow": narrow} {
			if theme == "dark" && name == "narrow" {
				continue // the same colours as on a wide screen
			}
			t.Run(theme+" "+name, func(t *testing.T) {
				p := open(t, width, "/graphiql?lang=en")
				p.theme(theme)
				p.visit("/graphiql?lang=en") // the editors take their colours when they begin
				read[any](p, browser.Axe()+"; undefined")
				p.check("examples")
				p.example("programmes")
				for _, view := range []string{"JSON", "Table", "Chart", "Code"} {
					p.button(view)
					if view == "Chart" {
						p.wait(`document.querySelector('.chart svg')`)
					}
					p.check(view)
				}
				p.click(`.graphiql-sidebar button[aria-label="Show Documentation"]`)
				p.wait(`document.querySelector('.graphiql-doc-explorer-content')`)
				p.check("documentation")
				p.click(`.graphiql-sidebar button[aria-label="Show Query builder"]`)
				p.wait(`document.querySelector('.graphiql-explorer-root')`)
				p.check("query builder")
			})
		}
	}
}

// check fails for what axe finds of level A or AA and the list does not have.
func (p *page) check(state string) {
	p.t.Helper()
	known, err := json.Marshal(ofGraphiQL)
	if err != nil {
		p.t.Fatal(err)
	}
	// The dark theme has the same elements in other colours.
	found := read[[]string](p, `axe.run(document, {
		runOnly: matchMedia('(prefers-color-scheme: dark)').matches
			? {type: 'rule', values: ['color-contrast']} : ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
		resultTypes: ['violations'], elementRef: true,
	}).then(({violations}) => violations.flatMap((each) => each.nodes
		.filter(({element}) => !`+string(known)+`.some(({rule, within}) => rule === each.id && element.closest(within)))
		.map(({html, failureSummary}) => each.id + ': ' + each.help + ' ' + html.slice(0, 300) + ' ' + failureSummary)))`)
	for _, each := range found {
		p.t.Errorf("%s: %s", state, each)
	}
}

// TestKeyboard goes through the page by Tab alone, and uses it without a mouse.
func TestKeyboard(t *testing.T) {
	p := open(t, wide, "/graphiql?lang=en")
	reached := map[string]bool{}
	for range 80 {
		p.press("\t")
		name := read[string](p, `(() => { const at = document.activeElement; return at === document.body ? '' : (at.ariaLabel ?? at.textContent).trim().slice(0, 60) })()`)
		if name != "" && !read[bool](p, `(() => {
			const style = getComputedStyle(document.activeElement), ring = document.activeElement.closest('.monaco-editor') ?? document.activeElement
			return style.outlineStyle !== 'none' || style.boxShadow !== 'none' || ring !== document.activeElement
		})()`) {
			t.Errorf("the focus on %q cannot be seen", name)
		}
		reached[name] = true
	}
	for _, want := range []string{"PilotGraph, to the start page", "Copy link", "中文", "Show Documentation", "Execute query (Ctrl-Enter)", "JSON", "Table", "Chart", "Code"} {
		if !reached[want] {
			t.Errorf("%q cannot be reached by Tab; these can: %q", want, slices.Sorted(maps.Keys(reached)))
		}
	}

	read[any](p, `document.querySelector('[data-example=timeline]').focus()`)
	p.press("\r")
	p.wait(response + `.includes('"timeline"')`)
	read[any](p, `document.querySelectorAll('.views button')[1].focus()`)
	p.press(" ")
	p.wait(`document.querySelector('.table')`)
	read[any](p, `document.querySelector('.table th button').focus()`)
	p.press("\r")
	p.wait(`document.querySelector('.table th').ariaSort === 'ascending'`)

	read[any](p, `document.querySelector('.graphiql-editor').focus()`)
	p.press("\r") // into the editor
	p.wait(`document.activeElement.closest('.graphiql-query-editor .monaco-editor')`)
	p.press("\r", chromedp.ModifierCtrl)
	p.wait(response + `.includes('"timeline"')`)
}
