package rows

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// collector puts the fields of selections into a tree.
type collector struct {
	variables map[string]any
	fields    int
}

// collect puts what is selected below a field. It reports false where that is more than a table can have.
func (c *collector) collect(parent *field, selections ast.SelectionSet) bool {
	for _, selection := range selections {
		switch each := selection.(type) {
		case *ast.Field:
			if c.left(each.Directives) || each.Definition.Type.Name() == "PageInfo" {
				continue
			}
			child := parent.child(each, c.variables)
			if c.fields++; c.fields > maximumFields || !c.collect(child, each.SelectionSet) {
				return false
			}
		case *ast.InlineFragment:
			if !c.left(each.Directives) && !c.collect(parent, each.SelectionSet) {
				return false
			}
		case *ast.FragmentSpread:
			if c.left(each.Directives) || parent.spread[each.Name] {
				continue
			}
			parent.spread[each.Name] = true
			if !c.collect(parent, each.Definition.SelectionSet) {
				return false
			}
		}
	}
	return true
}

// left reports whether @skip or @include leave a selection out.
func (c *collector) left(directives ast.DirectiveList) bool {
	for _, each := range directives {
		if each.Name != "skip" && each.Name != "include" {
			continue
		}
		condition, _ := each.ArgumentMap(c.variables)["if"].(bool)
		if condition == (each.Name == "skip") {
			return true
		}
	}
	return false
}

// child returns the field that a selection belongs to, a new one where it is the first of its response name.
func (f *field) child(selected *ast.Field, variables map[string]any) *field {
	for _, each := range f.children {
		if each.name == selected.Alias {
			each.selected = append(each.selected, selected)
			return each
		}
	}
	wrapper, leaf := isWrapper(selected), len(selected.SelectionSet) == 0
	list := selected.Definition.Type.Elem != nil && !leaf
	child := &field{
		name:       selected.Alias,
		selected:   []*ast.Field{selected},
		connection: wrapper && list,
		list:       list,
		leaf:       leaf,
		groupBy:    f.groupBy,
		spread:     map[string]bool{},
	}
	if dimensions := names(selected.ArgumentMap(variables)["groupBy"]); dimensions != nil {
		child.groupBy = dimensions
	}
	if list && selected.ObjectDefinition.Name == "StatisticGroup" && selected.Name == "keys" && f.groupBy != nil {
		wrapper, child.list, child.dimensions = true, false, f.groupBy
	}
	child.wrapper = wrapper && selected.Alias == selected.Name
	f.children = append(f.children, child)
	return child
}

// isWrapper reports whether a field only leads from a connection to what is in it.
func isWrapper(selected *ast.Field) bool {
	around := selected.ObjectDefinition.Name
	switch selected.Name {
	case "edges", "nodes":
		return strings.HasSuffix(around, "Connection")
	case "node":
		return strings.HasSuffix(around, "Edge")
	}
	return false
}

// names are the values of a list of enums; a value without a list is one of a single element.
func names(value any) (names []string) {
	switch value := value.(type) {
	case string:
		return []string{value}
	case []string:
		return value
	case []any:
		for _, each := range value {
			if name, ok := each.(string); ok {
				names = append(names, name)
			}
		}
	}
	return names
}
