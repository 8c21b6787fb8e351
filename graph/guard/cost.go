package guard

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pilotgraph/graph/fault"
)

// listSize is what a list counts as that is no page: such lists are short by nature.
const listSize = 10

// Pages are the sizes of connections where neither first nor last is given, and the largest.
type Pages struct{ Root, Nested, Maximum int }

// CheckCost returns the cost of an operation, and an error with the code LIMIT_EXCEEDED where that is above the limit.
//
// The cost is how many objects may be returned: for each field the number of its objects, times one more than what is asked
// of each. A page counts its size, a list of ids the ids, any other list 10; connections and their edges are free, and so is
// introspection. Of fragments on several types the dearest type counts. The operation must be valid; variables are those of
// the request.
func (l Limits) CheckCost(schema *ast.Schema, operation *ast.OperationDefinition, variables map[string]any, pages Pages) (int, *gqlerror.Error) {
	c := costing{schema, variables, pages, map[fragmentKey]int{}}
	cost := c.selection(operation.SelectionSet, schema.Query, pages.Root, 0)
	if cost <= l.Cost {
		return cost, nil
	}
	path, at := c.dearest(operation.SelectionSet, pages.Root, 0)
	return cost, refusal(at, "the operation may return %s objects, most of them by %s; the limit is %d: ask for smaller pages, or for less below them",
		number(cost), fault.Shorten(path), l.Cost)
}

// dearest is the path of fields that costs most, and the position of its last connection or list.
func (c *costing) dearest(selections ast.SelectionSet, standard, size int) (path string, at *ast.Position) {
	var dearest *ast.Field
	most := 0
	for _, field := range flat(selections) {
		if cost := c.field(field, standard, size); cost > most {
			dearest, most = field, cost
		}
	}
	if dearest == nil {
		return "", nil
	}
	below := 0
	if definition := c.schema.Types[dearest.Definition.Type.Name()]; isConnection(definition) {
		below = c.pageSize(dearest, standard)
	}
	path, at = c.dearest(dearest.SelectionSet, c.pages.Nested, below)
	if at == nil {
		at = dearest.Position
	}
	return strings.TrimSuffix(dearest.Alias+"."+path, "."), at
}

// flat are the fields of a selection, those of fragments included.
func flat(selections ast.SelectionSet) (fields []*ast.Field) {
	for _, selection := range selections {
		switch selection := selection.(type) {
		case *ast.Field:
			fields = append(fields, selection)
		case *ast.InlineFragment:
			fields = append(fields, flat(selection.SelectionSet)...)
		case *ast.FragmentSpread:
			fields = append(fields, flat(selection.Definition.SelectionSet)...)
		}
	}
	return fields
}

// costing is the state of reckoning a cost.
type costing struct {
	schema    *ast.Schema
	variables map[string]any
	pages     Pages
	known     map[fragmentKey]int // of fragments
}

// fragmentKey is a fragment where it stands.
type fragmentKey struct {
	name           string
	standard, size int
}

// selection is the cost of a selection on a type. Below a connection, size is how many nodes its page may have; elsewhere 0.
// standard is the size of a page that stands here without one.
func (c *costing) selection(selections ast.SelectionSet, on *ast.Definition, standard, size int) int {
	always := 0
	onlyOn := map[string]int{} // what is asked of some types alone
	for _, selection := range selections {
		var cost int
		condition := on
		switch selection := selection.(type) {
		case *ast.Field:
			cost = c.field(selection, standard, size)
		case *ast.InlineFragment:
			if selection.TypeCondition != "" {
				condition = c.schema.Types[selection.TypeCondition]
			}
			cost = c.selection(selection.SelectionSet, condition, standard, size)
		case *ast.FragmentSpread:
			condition = c.schema.Types[selection.Definition.TypeCondition]
			cost = c.fragment(selection.Definition, condition, standard, size)
		}
		if condition == on || !on.IsAbstractType() || slices.Contains(on.Interfaces, condition.Name) {
			always = min(always+cost, uncounted)
			continue
		}
		for _, possible := range c.schema.GetPossibleTypes(condition) {
			onlyOn[possible.Name] = min(onlyOn[possible.Name]+cost, uncounted)
		}
	}
	dearest := 0
	for _, cost := range onlyOn {
		dearest = max(dearest, cost)
	}
	return min(always+dearest, uncounted)
}

// fragment is the cost of a fragment, which is reckoned once for each size of page that it stands in.
func (c *costing) fragment(fragment *ast.FragmentDefinition, on *ast.Definition, standard, size int) int {
	key := fragmentKey{fragment.Name, standard, size}
	cost, ok := c.known[key]
	if !ok {
		cost = c.selection(fragment.SelectionSet, on, standard, size)
		c.known[key] = cost
	}
	return cost
}

// field is the cost of a field of an object, or of a connection whose page has a size.
func (c *costing) field(field *ast.Field, standard, size int) int {
	definition := c.schema.Types[field.Definition.Type.Name()]
	if !definition.IsCompositeType() || definition.Name[0] == '_' {
		return 0
	}
	if isConnection(definition) {
		return c.selection(field.SelectionSet, definition, c.pages.Nested, c.pageSize(field, standard))
	}
	below := c.selection(field.SelectionSet, definition, c.pages.Nested, 0)
	switch {
	case isConnection(field.ObjectDefinition) && field.Name == "edges":
		return min(size*below, uncounted)
	case isConnection(field.ObjectDefinition) && field.Name == "nodes":
		return min(size*(1+below), uncounted)
	case field.Definition.Type.Elem == nil:
		return min(1+below, uncounted)
	}
	return min(c.listSize(field)*(1+below), uncounted)
}

// isConnection reports whether a type is a connection in the sense of the Relay specification.
func isConnection(definition *ast.Definition) bool {
	return definition.Fields.ForName("pageInfo") != nil && definition.Fields.ForName("edges") != nil
}

// pageSize is how many nodes the page of a connection may have.
func (c *costing) pageSize(field *ast.Field, standard int) int {
	for _, name := range []string{"first", "last"} {
		if size, given := c.integer(field, name); given {
			return min(max(size, 0), c.pages.Maximum)
		}
	}
	return standard
}

// listSize is how many objects a list may have: as many as there are ids, where the field takes ids.
func (c *costing) listSize(field *ast.Field) int {
	argument := field.Arguments.ForName("ids")
	if argument == nil {
		return listSize
	}
	value, err := argument.Value.Value(c.variables)
	list, ok := value.([]any)
	if err != nil || !ok {
		return 1
	}
	return len(list)
}

// integer is the value of an argument: a literal, a variable, or a default. null counts as absent.
func (c *costing) integer(field *ast.Field, name string) (int, bool) {
	argument := field.Arguments.ForName(name)
	if argument == nil {
		definition := field.Definition.Arguments.ForName(name)
		if definition == nil || definition.DefaultValue == nil {
			return 0, false
		}
		argument = &ast.Argument{Value: definition.DefaultValue}
	}
	value, err := argument.Value.Value(c.variables)
	if err != nil {
		return 0, false
	}
	switch value := value.(type) {
	case int64:
		return int(value), true
	case int:
		return value, true
	case json.Number:
		number, err := value.Int64()
		return int(number), err == nil
	}
	return 0, false
}
