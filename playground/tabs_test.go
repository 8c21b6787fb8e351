package playground_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestTheOpenTabIsInSight opens more tabs than a window is wide.
func TestTheOpenTabIsInSight(t *testing.T) {
	widths(t, func(t *testing.T, width int64) {
		p := open(t, width, "/graphiql?lang=en")
		inSight := `(() => {
			const list = document.querySelector('.graphiql-tabs').getBoundingClientRect(), tab = document.querySelector('.graphiql-tab-active').getBoundingClientRect()
			return tab.left >= list.left - 1 && tab.right <= list.right + 1
		})()`
		for i, name := range []string{"programmes", "timeline", "sectors", "agency", "zones-by-date", "region", "map", "languages", "acronyms", "universities"} {
			p.example(name)
			p.wait(fmt.Sprintf(`document.querySelectorAll('.graphiql-tab').length === %d && `, i+1) + inSight)
		}
		p.example("programmes") // has its tab already, far to the left
		p.wait(`document.querySelector('.graphiql-tab-active #graphiql-session-tab-0') && ` + inSight)
		p.kept(10, 0)
		p.visit("/graphiql?lang=en")
		p.wait(`document.querySelectorAll('.graphiql-tab').length === 10 && ` + inSight)
	})
}

// TestALinkUsesTheTabThatHasItsQuery follows the link to what stands in a tab.
func TestALinkUsesTheTabThatHasItsQuery(t *testing.T) {
	p := open(t, wide, "/graphiql?lang=en")
	p.example("timeline")
	query := strings.TrimSpace(read[string](p, document)) // a copied link has no spaces around
	p.example("programmes")
	p.kept(2, 0)
	for range 2 {
		p.visit(link("query", query, "lang", "en"))
		p.wait(`document.querySelectorAll('.graphiql-tab').length === 2 && document.querySelector('.graphiql-tab-active').textContent.startsWith('Timeline')`)
		p.kept(2, 1)
	}
	p.visit(link("query", query, "variables", `{"a": 1}`, "lang", "en"))
	p.wait(`document.querySelectorAll('.graphiql-tab').length === 3`)
	p.kept(3, 2)
	p.visit("/graphiql?lang=en")
	p.wait(`document.querySelectorAll('.graphiql-tab').length === 3 && document.querySelector('#graphiql-session-tab-2').closest('.graphiql-tab-active')`)
}

// kept waits until the browser keeps so many tabs, and which of them is open: GraphiQL writes them a little later.
func (p *page) kept(tabs, open int) {
	p.t.Helper()
	p.wait(fmt.Sprintf(`(({tabs, activeTabIndex}) => tabs.length === %d && activeTabIndex === %d)(JSON.parse(localStorage.getItem('graphiql:tabState')))`, tabs, open))
}
