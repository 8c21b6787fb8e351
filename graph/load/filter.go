package load

import (
	"fmt"
	"maps"
	"slices"

	"entgo.io/ent/dialect/sql"

	"pilotgraph/graph/fault"
)

// Limits of a filter.
const (
	maximumTerms  = 50
	maximumDepth  = 5
	maximumValues = 100
)

// tableAlias is what a table is called in a statement.
type tableAlias string

// The aliases of all statements.
const (
	rowsAlias = tableAlias("t") // the rows of an edge
	nodeAlias = tableAlias("n") // the nodes that rows of links lead to
	nameAlias = tableAlias("k") // the name keys of the nodes
	eachAlias = tableAlias("p") // the ids that rows are found for
)

// C is a column of the table, as ent writes it.
func (a tableAlias) C(column string) string { return sql.Table(string(a)).C(column) }

// condition is what a filter asks of the rows of a table.
type condition func(rows tableAlias) *sql.Predicate

// term is what one field of a filter asks.
type term struct {
	column string // the column that it is about; "" where it asks other tables, so that few rows pass
	beside string // another field of the same filter that helps to find the rows: it is given as well
	// firstLevel is the column with the first-level region of the rows; "" where there is none.
	firstLevel string
	// compile makes the condition, or nil where the field restricts nothing; path is where the field stands, for errors.
	compile func(path string, value map[string]any) (condition, error)
	// origin returns where the rows of a kind begin that the term lets pass, with the value of beside; nil where it does
	// not say, or is itself nil.
	origin func(kind string, value, beside map[string]any) *origin
}

// filterCompiler makes the condition of a filter, and notes what it uses.
type filterCompiler struct {
	terms     map[string]term
	count     int
	columns   []string // that conditions are about
	elsewhere bool     // whether conditions ask other tables
	within    bool     // whether one asks for what lies in a region
	// firstLevel are the regions for which the column of a term says what lies in them; nil to ask the other tables.
	firstLevel map[string]bool
}

// compile returns the condition of a filter, or nil where it restricts nothing. The error is a *fault.Error.
func (c *filterCompiler) compile(path string, filter map[string]any, depth int) (condition, error) {
	if depth > maximumDepth {
		return nil, fault.New(fault.BadUserInput, "%s is at depth %d; a filter may be %d deep", path, depth, maximumDepth)
	}
	before := c.count
	made, err := c.fields(path, filter, depth)
	if err == nil && c.count == before && depth > 1 {
		err = c.add(path) // one that restricts nothing is a term too, or there could be any number of them
	}
	return made, err
}

// add counts a term.
func (c *filterCompiler) add(path string) error {
	if c.count++; c.count > maximumTerms {
		return fault.New(fault.BadUserInput, "%s is term %d; a filter may have %d", path, c.count, maximumTerms)
	}
	return nil
}

// fields returns the condition that all fields of a filter hold.
func (c *filterCompiler) fields(path string, filter map[string]any, depth int) (condition, error) {
	var all []condition
	for _, field := range slices.Sorted(maps.Keys(filter)) {
		value := filter[field]
		if beside, ok := filter[c.terms[field].beside].(map[string]any); ok && value != nil {
			value = map[string]any{c.terms[field].beside: beside}
			maps.Copy(value.(map[string]any), filter[field].(map[string]any))
		}
		each, err := c.field(path+"."+field, field, value, depth)
		if err != nil {
			return nil, err
		}
		if each != nil {
			all = append(all, each)
		}
	}
	return combine(sql.And, all), nil
}

// field returns the condition of one field of a filter.
func (c *filterCompiler) field(path, field string, value any, depth int) (condition, error) {
	switch value := value.(type) {
	case nil:
		return nil, nil
	case []map[string]any:
		return c.list(path, field, value, depth)
	case map[string]any:
		if value == nil {
			return nil, nil
		}
		if field == "not" {
			inner, err := c.compile(path, value, depth+1)
			return negate(inner), err
		}
		if err := c.add(path); err != nil {
			return nil, err
		}
		return c.term(c.terms[field], path, value)
	default:
		return nil, fmt.Errorf("load: %s is a %T", path, value)
	}
}

// term returns the condition of a term.
func (c *filterCompiler) term(asked term, path string, value map[string]any) (condition, error) {
	made, err := asked.compile(path, value)
	if made == nil {
		return nil, err
	}
	column := asked.column
	if around := text(value["within"]); around != nil {
		c.within = true
		if asked.firstLevel != "" && c.firstLevel[*around] {
			column = asked.firstLevel
			made = func(rows tableAlias) *sql.Predicate { return sql.EQ(rows.C(column), *around) }
		}
	}
	if column == "" {
		c.elsewhere = true
	} else {
		c.columns = append(c.columns, column)
	}
	return made, nil
}

// list returns the condition of and, or or.
func (c *filterCompiler) list(path, field string, filters []map[string]any, depth int) (condition, error) {
	if filters == nil {
		return nil, nil
	}
	if len(filters) == 0 {
		return nil, fault.New(fault.BadUserInput, "%s is empty; give at least one filter, or leave it out", path)
	}
	var all []condition
	for i, filter := range filters {
		each, err := c.compile(fmt.Sprintf("%s[%d]", path, i), filter, depth+1)
		if err != nil {
			return nil, err
		}
		if each == nil && field == "or" {
			each = always // one that restricts nothing lets every row pass
		}
		if each != nil {
			all = append(all, each)
		}
	}
	if field == "or" {
		return combine(sql.Or, all), nil
	}
	return combine(sql.And, all), nil
}

// combine joins conditions, of which there may be none.
func combine(join func(...*sql.Predicate) *sql.Predicate, all []condition) condition {
	switch len(all) {
	case 0:
		return nil
	case 1:
		return all[0]
	}
	return func(rows tableAlias) *sql.Predicate {
		predicates := make([]*sql.Predicate, len(all))
		for i, each := range all {
			predicates[i] = each(rows)
		}
		return join(predicates...)
	}
}

// negate returns the condition that holds for all other rows, also those where a value is unknown.
func negate(inner condition) condition {
	if inner == nil {
		return never
	}
	return func(rows tableAlias) *sql.Predicate {
		return sql.P(func(b *sql.Builder) {
			b.WriteString("(").Join(inner(rows)).WriteString(") IS NOT TRUE")
		})
	}
}

func always(tableAlias) *sql.Predicate { return sql.ExprP("1 = 1") }
func never(tableAlias) *sql.Predicate  { return sql.ExprP("1 = 0") }
