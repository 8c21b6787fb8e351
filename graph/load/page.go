package load

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"entgo.io/ent/dialect/sql"

	"pilotgraph/graph/connection"
)

// item is one row of a page.
type item struct {
	id        string
	key       connection.Key
	relations string
}

// pageOf is what was read of a list: at most the limit, in the connection's order.
type pageOf struct {
	items []item
	more  bool // there are rows beyond the limit
}

// readPages reads the same page for each parent: as many rows as the limit, and one more.
func (d *Database) readPages(ctx context.Context, shape key, parents []string) (map[string]any, error) {
	query, arguments := d.pageStatement(shape, parents)
	var rows sql.Rows
	if err := d.driver.Query(ctx, query, arguments, &rows); err != nil {
		return nil, err
	}
	defer rows.Close()
	items := make(map[string][]item, len(parents))
	sorted := len(shape.selection.order) - 1
	for rows.Next() {
		var parent string
		var row item
		values := make([]any, sorted, sorted+1)
		targets := []any{&parent, &row.id, &row.relations}
		for i := range values {
			targets = append(targets, &values[i])
		}
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		row.key = connection.NewKey(append(values, row.id)...)
		items[parent] = append(items[parent], row)
	}
	pages := make(map[string]any, len(items))
	for parent, list := range items {
		pages[parent] = shape.cut(list)
	}
	return pages, rows.Err()
}

// cut removes the row beyond the limit and puts a backward page in order.
func (k key) cut(items []item) pageOf {
	more := k.what == aPage && len(items) > k.page.Limit
	if more {
		items = items[:k.page.Limit]
	}
	if k.page.Backward {
		slices.Reverse(items)
	}
	return pageOf{items, more}
}

// pageStatement reads the parent, the node's id, the reasons and the sort columns of each row.
func (d *Database) pageStatement(shape key, parents []string) (string, []any) {
	if shape.edge().owner == "" || len(parents) == 1 || shape.what == aList {
		return d.simpleStatement(shape, parents)
	}
	return d.eachStatement(shape, parents)
}

// simpleStatement reads one page of one parent, or whole lists of many.
func (d *Database) simpleStatement(shape key, parents []string) (string, []any) {
	selector := sql.Dialect(d.driver.Dialect()).SelectExpr(sql.Raw(shape.columns())).From(shape.edge().rows())
	shape.selection.join(selector, true)
	if owner := shape.edge().owner; owner != "" {
		selector.Where(in(rowsAlias.C(owner), parents))
	}
	shape.restrict(selector)
	return selector.Query()
}

// eachStatement reads one page of each parent. It takes one LIMIT for each, so
// that it costs what the pages cost and not what all children would; rowid is
// the way back to a row that no statistics of the planner can talk it out of.
func (d *Database) eachStatement(shape key, parents []string) (string, []any) {
	edge := shape.edge()
	inner := sql.Dialect(d.driver.Dialect()).Select(rowsAlias.C("rowid")).From(edge.rows())
	shape.selection.join(inner, true)
	inner.Where(sql.P(func(b *sql.Builder) { b.Ident(rowsAlias.C(edge.owner)).WriteString(" = p.value") }))
	shape.restrict(inner)

	outer := sql.Dialect(d.driver.Dialect()).SelectExpr(sql.Raw(shape.columns())).FromExpr(sql.ExprFunc(func(b *sql.Builder) {
		writeList(b, parents)
		b.WriteString(" AS p CROSS JOIN ").Ident(edge.table).WriteString(" AS ").Ident(string(rowsAlias))
	}))
	shape.selection.join(outer, false)
	outer.Where(sql.In(rowsAlias.C("rowid"), inner))
	shape.selection.order.Sort(outer, shape.page.Backward)
	return outer.Query()
}

// rows is the table of the edge, as statements call it.
func (e *Edge) rows() *sql.SelectTable { return sql.Table(e.table).As(string(rowsAlias)) }

// columns are the parent, the node's id, the reasons and the sort columns.
func (k key) columns() string {
	edge := k.edge()
	list := []string{"''", rowsAlias.C(edge.target), "''"}
	if edge.owner != "" {
		list[0] = rowsAlias.C(edge.owner)
	}
	if edge.relations != "" {
		list[2] = rowsAlias.C(edge.relations)
	}
	order := k.selection.order
	for _, column := range order[:len(order)-1] {
		list = append(list, tableAlias(column.Table).C(column.Name))
	}
	return strings.Join(list, ", ")
}

// restrict narrows a selection to what is wanted and to the page, in order.
func (k key) restrict(selector *sql.Selector) {
	k.selection.restrict(selector)
	if k.what == aList {
		k.selection.order.Sort(selector, false)
		return
	}
	k.selection.order.Restrict(selector, k.page)
}

// in holds where the column has one of the values; the text of the statement is
// the same for any number of them above one.
func in(column string, values []string) *sql.Predicate {
	if len(values) == 1 {
		return sql.EQ(column, values[0])
	}
	return sql.P(func(b *sql.Builder) {
		b.Ident(column).WriteString(" IN (SELECT value FROM ")
		writeList(b, values)
		b.WriteString(")")
	})
}

// writeList writes the strings as a table with the column value.
func writeList(b *sql.Builder, list []string) {
	text, err := json.Marshal(list)
	if err != nil {
		panic("load: strings are always JSON: " + err.Error())
	}
	b.WriteString("json_each(").Arg(string(text)).WriteString(")")
}

// readCounts counts the list of each parent.
func (d *Database) readCounts(ctx context.Context, shape key, parents []string) (map[string]any, error) {
	query, arguments := d.countStatement(shape, parents)
	var rows sql.Rows
	if err := d.driver.Query(ctx, query, arguments, &rows); err != nil {
		return nil, err
	}
	defer rows.Close()
	counts := make(map[string]any, len(parents))
	for rows.Next() {
		var parent string
		var count int
		if err := rows.Scan(&parent, &count); err != nil {
			return nil, err
		}
		counts[parent] = count
	}
	return counts, rows.Err()
}

func (d *Database) countStatement(shape key, parents []string) (string, []any) {
	selector := sql.Dialect(d.driver.Dialect()).Select().From(shape.edge().rows())
	shape.selection.joinNodes(selector, false)
	shape.selection.restrict(selector)
	if shape.edge().owner == "" {
		selector.AppendSelectExpr(sql.Raw("'', COUNT(*)"))
		return selector.Query()
	}
	owner := rowsAlias.C(shape.edge().owner)
	selector.AppendSelectExpr(sql.Raw(owner + ", COUNT(*)")).Where(in(owner, parents)).GroupBy(owner)
	return selector.Query()
}
