package load

import (
	"strings"

	"entgo.io/ent/dialect/sql"

	"pilotgraph/graph/connection"
)

// statement is SQL that is made once. Its arguments are values, or stand for what each reading has of its own.
type statement struct {
	reads     string // what it reads: an edge, a count of one, or the rows of a kind
	text      string
	arguments []any
	steady    bool // brings its rows without much work between them
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
			arguments[i] = list(ids)
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
}

// pageStatement returns the statement for pages of the form.
func (d *Database) pageStatement(s *selection, form pageForm, page connection.Page) *statement {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	made, ok := s.statements[form]
	if !ok {
		switch {
		case form.onlyCount:
			made = d.newCountStatement(s, form)
		case form.several:
			made = d.newStatementForEach(s, form, page)
		default:
			made = d.newStatementForOne(s, form, page)
		}
		s.statements[form] = made
	}
	return made
}

// steady says whether rows are found in the order in which they are wanted, and all that are found.
func (s *selection) steady() bool {
	return s.where == nil && !s.sorted && s.variant == "" && s.edge.where == nil
}

// newStatementForOne reads a page, or the whole list, of one parent or of the root.
func (d *Database) newStatementForOne(s *selection, form pageForm, page connection.Page) *statement {
	selector := d.selectFrom(s.edge.table).AppendSelectExpr(sql.Raw("0, " + s.outputs(form)))
	s.join(selector, true)
	s.joinColumns(selector, true, form.columns)
	if s.edge.owner != "" {
		selector.Where(equals(rowsAlias.C(s.edge.owner), idArgument{}))
	}
	s.restrict(selector)
	s.limit(selector, form, page)
	text, arguments := selector.Query()
	return &statement{s.edge.name, text, arguments, s.steady()}
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

// newCountStatement counts the rows of one parent or of several.
func (d *Database) newCountStatement(s *selection, form pageForm) *statement {
	if s.edge.counted.parent != nil && s.where == nil && s.variant == "" {
		return s.edge.counted.statement(s.edge.name, form)
	}
	selector := d.selectFrom(s.edge.table)
	if s.nodes() == nodeAlias && s.where != nil {
		s.joinNodes(selector)
	}
	s.restrict(selector)
	reads := "count of " + s.edge.name
	switch {
	case s.edge.owner == "":
		selector.AppendSelectExpr(sql.Raw("0, COUNT(*)"))
	case !form.several:
		selector.AppendSelectExpr(sql.Raw("0, COUNT(*)")).Where(equals(rowsAlias.C(s.edge.owner), idArgument{}))
	default:
		return d.newCountForEach(reads, selector, s)
	}
	text, arguments := selector.Query()
	return &statement{reads, text, arguments, false}
}

// statement reads what the builder has counted.
func (c counted) statement(edge string, form pageForm) *statement {
	one, several := rowsStatements(c.parent.table, rowsAlias.C(c.column))
	if form.several {
		return &statement{"count of " + edge, several, []any{idsArgument{}}, true}
	}
	return &statement{"count of " + edge, one, []any{idArgument{}}, true}
}

// outputs are the columns of a page after the place of the parent: the reasons of a link, what rows are sorted by, the
// id, and the node's own.
func (s *selection) outputs(form pageForm) string {
	list := []string{"''"}
	if s.edge.relations != "" {
		list[0] = rowsAlias.C(s.edge.relations)
	}
	if form.keyed {
		for _, column := range s.order[:len(s.order)-1] {
			list = append(list, tableAlias(column.Table).C(column.Name))
		}
	}
	list = append(list, rowsAlias.C(s.edge.target))
	if form.columns != nil {
		for _, column := range form.columns.names {
			list = append(list, s.nodes().C(column))
		}
	}
	return strings.Join(list, ", ")
}

// selectFrom begins a statement over the rows of a table.
func (d *Database) selectFrom(table string) *sql.Selector {
	return sql.Dialect(d.dialect).Select().From(sql.Table(table).As(string(rowsAlias)))
}

// equals holds where a column has a value.
func equals(column string, value any) *sql.Predicate {
	return sql.P(func(b *sql.Builder) { b.Ident(column).WriteString(" = ").Arg(value) })
}
