package connection

import (
	"entgo.io/ent/dialect/sql"
)

// Column is one that a connection is sorted by; it is never null.
type Column struct {
	Table      string // alias in the statement; "" for the first table of the selection
	Name       string
	Descending bool
}

// in returns the column as the statement of a selection names it.
func (c Column) in(selector *sql.Selector) string {
	if c.Table == "" {
		return selector.C(c.Name)
	}
	return sql.Table(c.Table).C(c.Name)
}

// Order is the columns of a total order: the last one is unique.
type Order []Column

// Restrict narrows a selection to the rows of a page that Page returned and sorts it, one row
// more than the page has, so that it is known whether there are others. Backward
// pages come in reverse. The values are those of After and of Before, or what stands for them; nil for no place.
func (o Order) Restrict(selector *sql.Selector, page Page, after, before []any) {
	if after != nil {
		selector.Where(o.beyond(selector, after, false))
	}
	if before != nil {
		selector.Where(o.beyond(selector, before, true))
	}
	o.Sort(selector, page.Backward)
	selector.Limit(page.Limit + 1)
}

// Sort sorts a selection, or the reverse of it.
func (o Order) Sort(selector *sql.Selector, reverse bool) {
	for _, column := range o {
		if column.Descending != reverse {
			selector.OrderBy(sql.Desc(column.in(selector)))
		} else {
			selector.OrderBy(column.in(selector))
		}
	}
}

// beyond holds for the rows after the place, or before it.
func (o Order) beyond(selector *sql.Selector, place []any, before bool) *sql.Predicate {
	if o.uniform() {
		return o.beyondAsRow(selector, place, before)
	}
	alternatives := make([]*sql.Predicate, len(o))
	for i, column := range o {
		compare := sql.GT
		if column.Descending != before {
			compare = sql.LT
		}
		terms := make([]*sql.Predicate, 0, i+1)
		for j := range i {
			terms = append(terms, sql.EQ(o[j].in(selector), place[j]))
		}
		alternatives[i] = sql.And(append(terms, compare(column.in(selector), place[i]))...)
	}
	return sql.Or(alternatives...)
}

// uniform says whether all columns are sorted in one direction.
func (o Order) uniform() bool {
	for _, column := range o {
		if column.Descending != o[0].Descending {
			return false
		}
	}
	return true
}

// beyondAsRow compares all columns at once, which an index answers in one step.
func (o Order) beyondAsRow(selector *sql.Selector, place []any, before bool) *sql.Predicate {
	columns := make([]string, len(o))
	for i, column := range o {
		columns[i] = column.in(selector)
	}
	if o[0].Descending != before {
		return sql.CompositeLT(columns, place...)
	}
	return sql.CompositeGT(columns, place...)
}
