package load

import (
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
		if form.onlyCount {
			made = d.newCountStatement(s, form)
		} else {
			made = d.newPageStatement(s, form, page)
		}
		s.statements[form] = made
	}
	return made
}

// steady says whether rows are found in the order in which they are wanted, and all that are found.
func (s *selection) steady() bool {
	return s.where == nil && !s.sorted && s.variant == "" && s.edge.where == nil
}

// newPageStatement reads a page or the whole list: of one parent or of the root, or of each parent.
func (d *Database) newPageStatement(s *selection, form pageForm, page connection.Page) *statement {
	var selector *sql.Selector
	switch {
	case form.several && !form.whole:
		selector = d.selectPageOfEach(s, form, page)
	case form.several:
		selector = d.selectForEach(s.edge.table)
		selector.Where(ofEach(rowsAlias.C(s.edge.owner)))
	default:
		selector = d.selectFrom(s.edge.table)
		if s.edge.owner != "" {
			selector.Where(equals(rowsAlias.C(s.edge.owner), idArgument{}))
		}
	}
	if form.whole || !form.several {
		s.join(selector, true)
		s.joinColumns(selector, true, form.columns)
		s.restrict(selector)
		s.limit(selector, form, page)
	}
	made := &statement{reads: s.edge.name, steady: s.steady()}
	made.text, made.arguments = packed(selector, s.outputs(form))
	return made
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

// newCountStatement counts the rows of one parent or of each.
func (d *Database) newCountStatement(s *selection, form pageForm) *statement {
	reads := "count of " + s.edge.name
	if s.edge.counted.parent != nil && s.where == nil && s.variant == "" {
		made := &statement{reads: reads, steady: true}
		made.text, made.arguments = packed(d.selectByID(s.edge.counted.parent.table, form.several),
			[]string{place(form.several), rowsAlias.C(s.edge.counted.column)})
		return made
	}
	var selector *sql.Selector
	switch owner := rowsAlias.C(s.edge.owner); {
	case form.several:
		selector = d.selectForEach(s.edge.table).Where(ofEach(owner)).GroupBy("c0")
	case s.edge.owner != "":
		selector = d.selectFrom(s.edge.table).Where(equals(owner, idArgument{}))
	default:
		selector = d.selectFrom(s.edge.table)
	}
	if s.nodes() == nodeAlias && s.where != nil {
		s.joinNodes(selector)
	}
	s.restrict(selector)
	made := &statement{reads: reads}
	made.text, made.arguments = packed(selector, []string{place(form.several), "COUNT(*)"})
	return made
}

// outputs are what a page brings of each row: the place of the parent, what its cursor is made of, the reasons of a
// link, and the id of the node or its columns, before which stands whether it is there.
func (s *selection) outputs(form pageForm) []string {
	list := []string{place(form.several)}
	if form.keyed {
		var columns []string
		for _, column := range s.order[:len(s.order)-1] {
			columns = append(columns, tableAlias(column.Table).C(column.Name))
		}
		list = append(list, cursorKey(append(columns, rowsAlias.C(s.edge.target))))
	}
	if s.edge.relations != "" {
		list = append(list, rowsAlias.C(s.edge.relations))
	}
	if form.columns == nil || s.nodes() == nodeAlias {
		list = append(list, rowsAlias.C(s.edge.target))
	}
	if form.columns == nil {
		return list
	}
	if s.nodes() == nodeAlias {
		list = append(list, nodeAlias.C("id")+" IS NOT NULL")
	}
	return append(list, form.columns.outputs(s.nodes())...)
}

// selectFrom begins a statement over the rows of a table.
func (d *Database) selectFrom(table string) *sql.Selector {
	return sql.Dialect(d.dialect).Select().From(sql.Table(table).As(string(rowsAlias)))
}

// equals holds where a column has a value.
func equals(column string, value any) *sql.Predicate {
	return sql.P(func(b *sql.Builder) { b.Ident(column).WriteString(" = ").Arg(value) })
}
