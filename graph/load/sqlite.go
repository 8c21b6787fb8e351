package load

import (
	"encoding/json"

	"entgo.io/ent/dialect/sql"

	"pilotgraph/graph/connection"
)

// What only SQLite understands stands here: lists as arguments, and the way back from a row to its place in a table.

// list is the argument for several texts.
func list(values []string) string {
	text, err := json.Marshal(values)
	if err != nil {
		panic("load: strings are always JSON: " + err.Error())
	}
	return string(text)
}

// each is a table of the ids that stand for idsArgument, named p: their places (p.key, from 0) and they themselves (p.value).
func each(b *sql.Builder) { b.WriteString("json_each(").Arg(idsArgument{}).WriteString(") AS p") }

// in holds where the column has one of the values; the text of the statement is
// the same for any number of them above one.
func in(column string, values []string) *sql.Predicate {
	if len(values) == 1 {
		return sql.EQ(column, values[0])
	}
	return sql.P(func(b *sql.Builder) {
		b.Ident(column).WriteString(" IN (SELECT value FROM json_each(").Arg(list(values)).WriteString("))")
	})
}

// newStatementForEach reads the same page of each parent, or whole lists. It takes one LIMIT for each, so that it
// costs what the pages cost and not what all children would; rowid is the way back to a row that no statistics of the
// planner can talk it out of. CROSS JOIN is SQLite's word for "in this order".
func (d *Database) newStatementForEach(s *selection, form pageForm, page connection.Page) *statement {
	ofParent := sql.P(func(b *sql.Builder) { b.Ident(rowsAlias.C(s.edge.owner)).WriteString(" = p.value") })
	outer := sql.Dialect(d.dialect).Select().AppendSelectExpr(sql.Raw("p.key, " + s.outputs(form))).FromExpr(sql.ExprFunc(func(b *sql.Builder) {
		each(b)
		b.WriteString(" CROSS JOIN ").Ident(s.edge.table).WriteString(" AS ").Ident(string(rowsAlias))
	}))
	s.join(outer, form.whole)
	s.joinColumns(outer, form.whole, form.columns)
	if form.whole {
		outer.Where(ofParent)
		s.restrict(outer)
		s.order.Sort(outer, false)
	} else {
		inner := d.selectFrom(s.edge.table).AppendSelectExpr(sql.Raw(rowsAlias.C("rowid")))
		s.join(inner, true)
		inner.Where(ofParent)
		s.restrict(inner)
		s.limit(inner, form, page)
		outer.Where(sql.In(rowsAlias.C("rowid"), inner))
		s.order.Sort(outer, form.backward)
	}
	text, arguments := outer.Query()
	return &statement{s.edge.name, text, arguments, s.steady()}
}

// newCountForEach counts the rows of each parent.
func (d *Database) newCountForEach(reads string, counting *sql.Selector, s *selection) *statement {
	owner := rowsAlias.C(s.edge.owner)
	counting.AppendSelectExpr(sql.Raw("COUNT(*)")).Where(sql.P(func(b *sql.Builder) { b.Ident(owner).WriteString(" = p.value") }))
	outer := sql.Dialect(d.dialect).Select().AppendSelectExpr(sql.Raw("p.key"), sql.ExprFunc(func(b *sql.Builder) {
		b.WriteString("(").Join(counting).WriteString(")")
	})).FromExpr(sql.ExprFunc(each))
	text, arguments := outer.Query()
	return &statement{reads, text, arguments, false}
}

// rowsStatements are the texts that read rows of a table by id: one, and several with their places.
func rowsStatements(table, columns string) (one, several string) {
	return "SELECT 0, " + columns + " FROM `" + table + "` AS `t` WHERE `t`.`id` = ?",
		"SELECT p.key, " + columns + " FROM json_each(?) AS p CROSS JOIN `" + table + "` AS `t` WHERE `t`.`id` = p.value"
}
