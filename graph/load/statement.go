package load

import (
	"strings"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"pilotgraph/graph/connection"
)

// statement is SQL that is made once. Its arguments are values, or stand for what each reading has of its own.
type statement struct {
	reads     string // what it reads: an edge, a count of one, or the rows of a kind
	text      string
	arguments []any
	steady    bool // brings its rows without much work between them
	dialect   string
}

// What an argument stands for until a statement is read.
type (
	idArgument     struct{}      // the id of the one parent or row
	idsArgument    struct{}      // those of several
	afterArgument  struct{ int } // a value of the place after which the page begins
	beforeArgument struct{ int } // a value of the place before which it ends
)

// fill returns the arguments for ids, and a page of rows in an order.
func (s *statement) fill(ids []string, order connection.Order, page connection.Page) []any {
	arguments := make([]any, len(s.arguments))
	var after, before []any
	if page.After != "" {
		after = order.Values(page.After)
	}
	if page.Before != "" {
		before = order.Values(page.Before)
	}
	for i, argument := range s.arguments {
		switch argument := argument.(type) {
		case idArgument:
			arguments[i] = ids[0]
		case idsArgument:
			arguments[i] = listFor(s.dialect, ids)
		case afterArgument:
			arguments[i] = after[argument.int]
		case beforeArgument:
			arguments[i] = before[argument.int]
		default:
			arguments[i] = argument
		}
	}
	return arguments
}

// places are the arguments that stand for a place in an order, nil where there is none.
func places(order connection.Order, page connection.Page) (after, before []any) {
	for i := range order {
		if page.After != "" {
			after = append(after, afterArgument{i})
		}
		if page.Before != "" {
			before = append(before, beforeArgument{i})
		}
	}
	return after, before
}

// pageForm is what the text of a statement for pages depends on.
type pageForm struct {
	whole     bool // the whole list and not a page
	several   bool // several parents
	limit     int
	backward  bool
	between   [2]bool // whether there is a place after which, and one before which it stands
	keyed     bool    // with the values that rows are sorted by
	columns   *Columns
	onlyCount bool
	// throughNames is whether to go through all names in their order, and look for each whether its row is wanted.
	throughNames bool
}

// pageStatement returns the statement for pages of the form.
func (d *Database) pageStatement(s *selection, form pageForm, page connection.Page) *statement {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	made, ok := s.statements[form]
	if !ok {
		if form.onlyCount {
			made = d.newCountStatement(s, form)
		} else {
			made = d.newPageStatement(s, form, page)
		}
		if len(s.statements) >= most {
			clear(s.statements)
		}
		s.statements[form] = made
	}
	return made
}

// steady says whether rows are found in the order in which they are wanted, and all that are found.
func (s *selection) steady() bool {
	return s.where == nil && !s.sorted && s.variant == "" && s.edge.where == nil
}

// newPageStatement reads a page, or the whole list: of one parent or of the root, or of each parent. It takes one
// LIMIT for each, so that it costs what the pages cost and not what all children would.
func (d *Database) newPageStatement(s *selection, form pageForm, page connection.Page) *statement {
	selector := d.selectFrom(s.edge.table)
	switch {
	case s.fromOrigin != nil:
		selector = d.selectFromOrigin(s, form, page)
	case form.several:
		selector.Where(ofEach(rowsAlias.C(s.edge.owner)))
	case s.edge.owner != "":
		selector.Where(equals(rowsAlias.C(s.edge.owner), idArgument{}))
	}
	if s.fromOrigin == nil {
		s.join(selector, form.throughNames)
		s.joinColumns(selector, form.columns)
		s.restrict(selector, form.throughNames)
		s.limit(selector, form, page)
	}
	rows := packed(selector, s.outputs(form)...)
	if form.several {
		rows = packedForEach(rows)
	}
	return d.newStatement(s.edge.name, s.steady(), rows)
}

// newStatement returns a statement with its text.
func (d *Database) newStatement(reads string, steady bool, query sql.Querier) *statement {
	query.(interface{ SetDialect(string) }).SetDialect(d.dialect)
	text, arguments := query.Query()
	if d.dialect == dialect.Postgres {
		text = strings.ReplaceAll(text, "`", `"`) // around names that ent has not written itself
	} else {
		text = keepPrepared(text)
	}
	return &statement{reads, text, arguments, steady, d.dialect}
}

// limit sorts the rows, and takes a page of them where not the whole is wanted.
func (s *selection) limit(selector *sql.Selector, form pageForm, page connection.Page) {
	if form.whole {
		s.order.Sort(selector, false)
		return
	}
	after, before := places(s.order, page)
	s.order.Restrict(selector, page, after, before)
}

// countOf is what a watcher is told of a count.
func countOf(edge *Edge) string { return "count of " + edge.name }

// newCountStatement counts the rows of one parent or of each.
func (d *Database) newCountStatement(s *selection, form pageForm) *statement {
	reads := countOf(s.edge)
	if s.edge.counted.parent != nil && s.where == nil && s.variant == "" {
		return d.newStatement(reads, true, packed(d.selectByID(s.edge.counted.parent.table, form.several),
			sql.Raw(place(form.several)), sql.Raw(rowsAlias.C(s.edge.counted.column))))
	}
	if s.origin != nil {
		stored := s.origin.counted != nil
		selector, number := sql.Dialect(d.dialect).Select().FromExpr(sql.ExprFunc(s.origin.write)), sql.Querier(sql.Raw("COUNT(*)"))
		if stored {
			selector, number = s.origin.counted()
		}
		return d.newStatement(reads, stored, packed(selector, sql.Raw(place(false)), number))
	}
	var selector *sql.Selector
	switch owner := rowsAlias.C(s.edge.owner); {
	case form.several:
		selector = d.selectForEach(s.edge.table).Where(ofEach(owner)).GroupBy(place(true))
	case s.edge.owner != "":
		selector = d.selectFrom(s.edge.table).Where(equals(owner, idArgument{}))
	default:
		selector = d.selectFrom(s.edge.table)
	}
	if s.nodes() == nodeAlias && s.where != nil {
		s.joinNodes(selector)
	}
	s.restrict(selector, false)
	return d.newStatement(reads, false, packed(selector, sql.Raw(place(form.several)), sql.Raw("COUNT(*)")))
}

// outputs are what a page brings of each row: the place of its parent, what its cursor is made of, the reasons of a link, and the id of the
// node or its columns, before which stands whether it is there.
func (s *selection) outputs(form pageForm) []sql.Querier {
	list := []sql.Querier{sql.Raw(place(form.several))}
	if form.keyed {
		var columns []string
		for _, column := range s.order[:len(s.order)-1] {
			columns = append(columns, tableAlias(column.Table).C(column.Name))
		}
		list = append(list, cursorKey(append(columns, rowsAlias.C(s.edge.target))))
	}
	if s.edge.relations != "" {
		list = append(list, sql.Raw(rowsAlias.C(s.edge.relations)))
	}
	if form.columns == nil || s.nodes() == nodeAlias {
		list = append(list, sql.Raw(rowsAlias.C(s.edge.target)))
	}
	if form.columns == nil {
		return list
	}
	if s.nodes() == nodeAlias {
		list = append(list, sql.Raw("CASE WHEN "+nodeAlias.C("id")+" IS NULL THEN 0 ELSE 1 END"))
	}
	return append(list, form.columns.outputs(s.nodes())...)
}

// selectFromOrigin selects the rows of a page of which the ids come from an origin, in their order: first the ids, so
// that only the rows of the page are read.
func (d *Database) selectFromOrigin(s *selection, form pageForm, page connection.Page) *sql.Selector {
	ids := sql.Dialect(d.dialect).Select().FromExpr(sql.ExprFunc(s.fromOrigin.write))
	for _, column := range s.order {
		ids.AppendSelectExprAs(sql.Raw(originAlias.C(column.Name)), column.Name)
	}
	if s.fromOrigin.name != nil {
		s.fromOrigin.limit(ids, s.order, page)
	} else {
		s.limit(ids, form, page)
	}
	rows := sql.Dialect(d.dialect).Select().FromExpr(sql.ExprFunc(func(b *sql.Builder) {
		b.WriteString("(").Join(ids).WriteString(") AS ").Ident(string(originAlias))
		b.WriteString(" CROSS JOIN ").Ident(s.edge.table).WriteString(" AS ").Ident(string(rowsAlias))
	})).Where(sql.ColumnsEQ(rowsAlias.C("id"), originAlias.C("id")))
	s.order.Sort(rows, form.backward)
	return rows
}

// selectFrom begins a statement over the rows of a table.
func (d *Database) selectFrom(table string) *sql.Selector {
	return sql.Dialect(d.dialect).Select().From(sql.Table(table).As(string(rowsAlias)))
}

// equals holds where a column has a value.
func equals(column string, value any) *sql.Predicate {
	return sql.P(func(b *sql.Builder) { b.Ident(column).WriteString(" = ").Arg(value) })
}
