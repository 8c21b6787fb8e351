package load

import (
	"encoding/json"
	"slices"
	"sync"
	"sync/atomic"

	"entgo.io/ent/dialect/sql"

	"pilotgraph/ent/namekey"
	"pilotgraph/graph/connection"
	"pilotgraph/graph/fault"
)

// Selection is which rows of an edge are wanted, and in which order.
type Selection struct {
	Variant string         // what the edge itself narrows by, such as a relation; "" for all
	Filter  map[string]any // as the contract has it; nil for all
	OrderBy []Sort         // by the edge's own order where it is empty
}

// Sort is one column of an order.
type Sort struct {
	Field      string // a value of the type's enum of order fields
	Descending bool
	Language   string // with NAME: one of the package's languages
}

// maximumSorts is how many columns an order may have.
const maximumSorts = 3

// selection is a Selection made ready, with its statements. Those asked for last are kept: making one takes longer than
// reading a few rows.
type selection struct {
	edge       *Edge
	variant    string
	where      condition // nil for all
	origin     *origin   // of the rows that pass, where there is one
	order      connection.Order
	narrow     bool    // whether few rows are to be expected
	fromOrigin *origin // where pages begin, nil where that is not the rows
	sorted     bool    // whether the order is not the edge's own
	language   string  // of the name keys that the order needs; "" for none
	text       string  // what was asked, for cursors

	mutex      sync.Mutex
	statements map[pageForm]*statement
	total      atomic.Pointer[int] // of a whole table, once it was counted: a release never changes
}

// text is what was asked, as cursors are bound to it.
func (s Selection) text() (string, error) {
	if len(s.Filter) == 0 && len(s.OrderBy) == 0 {
		return s.Variant, nil
	}
	asked, err := json.Marshal([]any{s.Variant, s.Filter, s.OrderBy})
	return string(asked), err
}

// selection makes a selection ready. The error is a *fault.Error that says what is wrong with it.
func (d *Database) selection(edge *Edge, wanted Selection) (*selection, error) {
	if wanted.Variant == "" && len(wanted.Filter) == 0 && len(wanted.OrderBy) == 0 {
		return d.unrestricted(edge), nil
	}
	text, err := wanted.text()
	if err != nil {
		return nil, err
	}
	name := edge.name + " " + text
	if known, ok := d.selections.GetIfPresent(name); ok {
		return known, nil
	}
	made, err := newSelection(edge, wanted)
	if err != nil {
		return nil, err
	}
	made, _ = d.selections.SetIfAbsent(name, made) // one for all that ask at once: what is read together is read of one selection
	return made, nil
}

// unrestricted is the selection of all rows of an edge in its own order, which is asked for most.
func (d *Database) unrestricted(edge *Edge) *selection {
	made, ok := d.plain.Load(edge)
	if !ok {
		whole, err := newSelection(edge, Selection{})
		if err != nil {
			panic(err) // nothing is asked that could be wrong
		}
		made, _ = d.plain.LoadOrStore(edge, whole)
	}
	return made.(*selection)
}

func newSelection(edge *Edge, wanted Selection) (*selection, error) {
	text, err := wanted.text()
	if err != nil {
		return nil, err
	}
	made := &selection{
		edge: edge, variant: wanted.Variant, sorted: len(wanted.OrderBy) > 0, text: text,
		statements: map[pageForm]*statement{},
	}
	compiler := filterCompiler{terms: edge.node.terms}
	if made.where, err = compiler.compile("filter", wanted.Filter, 1); err != nil {
		return nil, err
	}
	made.origin = originOf(edge, wanted.Filter)
	made.narrow = edge.owner != "" || compiler.elsewhere
	return made, made.sort(wanted.OrderBy)
}

// sort sets the order: the columns that were asked for, else those of the edge, and the id.
func (s *selection) sort(orderBy []Sort) error {
	if len(orderBy) > maximumSorts {
		return fault.New(fault.BadUserInput, "orderBy has %d columns; give at most %d", len(orderBy), maximumSorts)
	}
	if len(orderBy) == 0 {
		for _, column := range s.edge.order {
			s.order = append(s.order, connection.Column{Table: string(rowsAlias), Name: column})
		}
	}
	seen := map[string]bool{}
	descending := false
	for i, each := range orderBy {
		if seen[each.Field] {
			return fault.New(fault.BadUserInput, "orderBy[%d] sorts by %s again; name each field once", i, each.Field)
		}
		seen[each.Field] = true
		descending = each.Descending
		if each.Field == "ID" {
			break // nothing is left to sort by
		}
		key := s.edge.node.orders[each.Field]
		column := connection.Column{Table: string(s.nodes()), Name: key.ascending, Descending: descending}
		if descending {
			column.Name = key.descending
		}
		if key.table == nameAlias {
			column.Table, s.language = string(nameAlias), each.Language
		}
		s.order = append(s.order, column)
	}
	last := connection.Column{Table: string(rowsAlias), Name: s.edge.target, Descending: descending}
	if s.origin != nil && len(s.order) == 0 {
		last.Table, last.Name = string(originAlias), "id" // so that an index of the origin has the order
		s.fromOrigin = s.origin
	}
	if len(orderBy) == 1 && s.language != "" && !descending && s.origin != nil && s.origin.named != nil {
		s.fromOrigin, s.language = s.origin.named(s.language), ""
		s.order[0].Table, last.Table, last.Name = string(originAlias), string(originAlias), "id"
	}
	if s.language != "" {
		last.Table, last.Name = string(nameAlias), namekey.FieldSubjectID // the same, and in the index of the names
	}
	s.order = append(s.order, last)
	return nil
}

// nodes is what the table of the nodes is called: that of the rows, where the rows are the nodes.
func (s *selection) nodes() tableAlias {
	if s.edge.table == s.edge.node.table {
		return rowsAlias
	}
	return nodeAlias
}

// restrict narrows a selector over the rows to what is wanted of them.
func (s *selection) restrict(selector *sql.Selector, throughNames bool) {
	if s.edge.where != nil {
		s.edge.where(selector, s.variant)
	}
	switch {
	case throughNames:
		selector.Where(s.origin.among(nameAlias.C(namekey.FieldSubjectID)))
	case s.where != nil:
		selector.Where(s.where(s.nodes()))
	}
}

// fewRows is up to how many rows names are looked up for each row, and not rows for each name in their order. A page
// of 50 was as fast in both ways at 2,500 of 200,000.
const fewRows = 2500

// byNameFromOrigin says whether rows from an origin are wanted by name, which can be read in two ways.
func (s *selection) byNameFromOrigin() bool {
	return s.origin != nil && s.origin.among != nil && s.order[0].Table == string(nameAlias)
}

// join adds the tables that the order and the conditions need.
func (s *selection) join(selector *sql.Selector, throughNames bool) {
	if s.joinsNodes() {
		s.joinNodes(selector)
	}
	if s.language == "" {
		return
	}
	on := []*sql.Predicate{sql.EQ(nameAlias.C(namekey.FieldLanguage), s.language)}
	if s.narrow && !throughNames {
		// An expression, so that the planner takes the few rows first and then the name of each.
		on = append(on, sql.P(func(b *sql.Builder) {
			b.Ident(nameAlias.C(namekey.FieldSubjectID)).WriteString(" = (").Ident(rowsAlias.C(s.edge.target)).WriteString(" || '')")
		}))
	} else {
		// Names of one type stand in the index in their order, so that a page stops early.
		on = append(on, sql.ColumnsEQ(nameAlias.C(namekey.FieldSubjectID), rowsAlias.C(s.edge.target)),
			sql.EQ(nameAlias.C(namekey.FieldKind), s.edge.node.kind))
	}
	selector.Join(sql.Table(namekey.Table).As(string(nameAlias))).OnP(sql.And(on...))
}

// joinsNodes says whether the order or the conditions need the table of the nodes beside that of the rows.
func (s *selection) joinsNodes() bool {
	byNodes := func(c connection.Column) bool { return c.Table == string(nodeAlias) }
	return s.nodes() == nodeAlias && (s.where != nil || slices.ContainsFunc(s.order, byNodes))
}

func (s *selection) joinNodes(selector *sql.Selector) {
	selector.Join(sql.Table(s.edge.node.table).As(string(nodeAlias))).On(nodeAlias.C("id"), rowsAlias.C(s.edge.target))
}

// joinColumns adds the table of the nodes for a statement that brings columns of them, where it is not there for
// another reason. A link of which the node is missing stays, so that it is told.
func (s *selection) joinColumns(selector *sql.Selector, columns *Columns) {
	if columns != nil && s.nodes() == nodeAlias && !s.joinsNodes() {
		selector.LeftJoin(sql.Table(s.edge.node.table).As(string(nodeAlias))).On(nodeAlias.C("id"), rowsAlias.C(s.edge.target))
	}
}
