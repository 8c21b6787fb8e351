package guard

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pilotgraph/graph/fault"
)

// comparing counts how often validation compares fields: each with each that stands under its name in one selection, with those
// below them, and once more for each inline fragment around them.
type comparing struct {
	walk
	count   int
	refused *gqlerror.Error // once they are more than the limit; nothing is counted afterwards
}

// selection counts the comparisons of fields that stand in one selection, and of those below.
func (c *comparing) selection(fields []*ast.Field) {
	if c.refused != nil {
		return
	}
	for _, together := range byName(fields) {
		c.add(together)
		c.selection(c.below(together))
	}
}

// add counts the pairs of fields of one name. A field alone counts one, because it is looked at.
func (c *comparing) add(together []*ast.Field) {
	pairs := len(together) * (len(together) + 1) / 2
	if c.count += pairs; c.count > c.limits.Comparisons && c.refused == nil {
		c.refused = refusal(together[0].Position, "fields of one name are compared %d times up to here, %d of them for %s; the limit is %d: ask for each field once in a selection",
			c.count, pairs, fault.Shorten(together[0].Alias), c.limits.Comparisons)
	}
}

// inlineFragments counts inline fragments as they are written, each with all below it.
func (c *comparing) inlineFragments(document *ast.QueryDocument) {
	for _, operation := range document.Operations {
		c.inline(operation.SelectionSet)
	}
	for _, fragment := range document.Fragments {
		c.inline(fragment.SelectionSet)
	}
}

func (c *comparing) inline(selections ast.SelectionSet) {
	if c.refused != nil {
		return
	}
	for _, selection := range selections {
		switch selection := selection.(type) {
		case *ast.Field:
			c.inline(selection.SelectionSet)
		case *ast.InlineFragment:
			c.selection(c.collect(selection.SelectionSet, nil))
			c.inline(selection.SelectionSet)
		}
	}
}
