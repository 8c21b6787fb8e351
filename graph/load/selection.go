package load

import (
	"encoding/json"
	"slices"

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

// selection is a Selection made ready. There is one for equal ones of a request, so that it can be compared.
type selection struct {
	edge     *Edge
	variant  string
	where    condition // nil for all
	order    connection.Order
	narrow   bool   // whether few rows are to be expected
	language string // of the name keys that the order needs; "" for none
	text     string // what was asked, for cursors
}

// choose makes a selection ready. The error is a *fault.Error that says what is wrong with it.
func (l *Loaders) choose(edge *Edge, wanted Selection) (*selection, error) {
	text := wanted.Variant
	if len(wanted.Filter) > 0 || len(wanted.OrderBy) > 0 {
		asked, err := json.Marshal([]any{wanted.Variant, wanted.Filter, wanted.OrderBy})
		if err != nil {
			return nil, err
		}
		text = string(asked)
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	name := edge.name + " " + text
	if made, ok := l.selections[name]; ok {
		return made, nil
	}
	made := &selection{edge: edge, variant: wanted.Variant, text: text}
	compiler := filterCompiler{terms: edge.node.terms}
	var err error
	if made.where, err = compiler.compile("filter", wanted.Filter, 1); err != nil {
		return nil, err
	}
	made.narrow = edge.owner != "" || compiler.elsewhere
	if err := made.sort(wanted.OrderBy); err != nil {
		return nil, err
	}
	l.selections[name] = made
	return made, nil
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
func (s *selection) restrict(selector *sql.Selector) {
	if s.edge.where != nil {
		s.edge.where(selector, s.variant)
	}
	if s.where != nil {
		selector.Where(s.where(s.nodes()))
	}
}

// join adds the tables that the order needs, and those that the conditions need as well.
func (s *selection) join(selector *sql.Selector, conditions bool) {
	sorted := slices.ContainsFunc(s.order, func(c connection.Column) bool { return c.Table == string(nodeAlias) })
	if sorted || conditions {
		s.joinNodes(selector, sorted)
	}
	if s.language == "" {
		return
	}
	on := []*sql.Predicate{sql.EQ(nameAlias.C(namekey.FieldLanguage), s.language)}
	if s.narrow {
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

// joinNodes adds the table of the nodes, where it is needed and not that of the rows.
func (s *selection) joinNodes(selector *sql.Selector, sorted bool) {
	if s.nodes() == nodeAlias && (sorted || s.where != nil) {
		selector.Join(sql.Table(s.edge.node.table).As(string(nodeAlias))).On(nodeAlias.C("id"), rowsAlias.C(s.edge.target))
	}
}
