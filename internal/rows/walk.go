package rows

import (
	"bytes"
	"encoding/json"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
)

// Names of what a Walk adds to a document.
const (
	sizeVariable  = "pilotgraphRowsFirst"
	afterVariable = "pilotgraphRowsAfter"
	pageAlias     = "pilotgraphRowsPage"
)

// cutPage is how an answer says that a page inside has more beyond it.
var cutPage = []byte(`"` + pageAlias + `":{"hasNextPage":true`)

// Walk brings the rows of an operation page by page: all of the outermost connection, whatever its first and last say. Its
// filter, order, after and before hold.
type Walk struct {
	Plan *Plan
	// Document asks for one page; its operation has the name of the one it comes from.
	Document string

	path      []string // response names to the outermost connection; nil where there is none, and one page is all
	variables map[string]any
	after     any
}

// Page is what one answer brings.
type Page struct {
	Rows iter.Seq[[]any]
	More bool // there is another page
	Cut  bool // a list inside has more than its own page
}

// NewWalk returns the walk of an operation of a validated document, which it changes. variables are coerced, with defaults.
// The error is a *fault.Error: the document has too many fields for a table.
func NewWalk(schema *ast.Schema, document *ast.QueryDocument, operation *ast.OperationDefinition, variables map[string]any) (*Walk, error) {
	plan, err := New(operation, variables)
	if err != nil {
		return nil, err
	}
	w := &Walk{Plan: plan, variables: variables}
	path, outermost := plan.Outermost()
	document.Operations = ast.OperationList{operation}
	used := &usage{fragments: map[string]bool{}, variables: map[string]bool{}}
	if outermost != nil {
		w.path, w.after = path, outermost[0].ArgumentMap(variables)["after"]
		for _, field := range outermost {
			field.Arguments = paged(field.Arguments)
		}
		operation.VariableDefinitions = append(operation.VariableDefinitions,
			&ast.VariableDefinition{Variable: sizeVariable, Type: ast.NonNullNamedType("Int", nil)},
			&ast.VariableDefinition{Variable: afterVariable, Type: ast.NamedType("String", nil)})
		withPages(operation.SelectionSet)
		for _, fragment := range document.Fragments {
			withPages(fragment.SelectionSet)
		}
	}
	used.selection(operation.SelectionSet)
	used.directives(operation.Directives)
	document.Fragments = slices.DeleteFunc(document.Fragments, func(each *ast.FragmentDefinition) bool { return !used.fragments[each.Name] })
	operation.VariableDefinitions = slices.DeleteFunc(operation.VariableDefinitions, func(each *ast.VariableDefinition) bool { return !used.variables[each.Variable] })
	var text bytes.Buffer
	formatter.NewFormatter(&text).FormatQueryDocument(document)
	w.Document = text.String()
	return w, nil
}

// paged are the arguments of a connection with those that say which page.
func paged(arguments ast.ArgumentList) ast.ArgumentList {
	kept := slices.DeleteFunc(slices.Clone(arguments), func(each *ast.Argument) bool {
		return each.Name == "first" || each.Name == "last" || each.Name == "after"
	})
	return append(kept,
		&ast.Argument{Name: "first", Value: &ast.Value{Kind: ast.Variable, Raw: sizeVariable}},
		&ast.Argument{Name: "after", Value: &ast.Value{Kind: ast.Variable, Raw: afterVariable}})
}

// withPages asks each connection whether there is more.
func withPages(selections ast.SelectionSet) {
	for _, selection := range selections {
		switch selection := selection.(type) {
		case *ast.Field:
			withPages(selection.SelectionSet)
			if strings.HasSuffix(selection.Definition.Type.Name(), "Connection") {
				selection.SelectionSet = append(selection.SelectionSet, &ast.Field{Alias: pageAlias, Name: "pageInfo", SelectionSet: ast.SelectionSet{
					&ast.Field{Alias: "hasNextPage", Name: "hasNextPage"}, &ast.Field{Alias: "endCursor", Name: "endCursor"},
				}})
			}
		case *ast.InlineFragment:
			withPages(selection.SelectionSet)
		}
	}
}

// usage is what an operation uses.
type usage struct{ fragments, variables map[string]bool }

func (u *usage) selection(selections ast.SelectionSet) {
	for _, selection := range selections {
		switch selection := selection.(type) {
		case *ast.Field:
			for _, argument := range selection.Arguments {
				u.value(argument.Value)
			}
			u.directives(selection.Directives)
			u.selection(selection.SelectionSet)
		case *ast.InlineFragment:
			u.directives(selection.Directives)
			u.selection(selection.SelectionSet)
		case *ast.FragmentSpread:
			u.directives(selection.Directives)
			if !u.fragments[selection.Name] {
				u.fragments[selection.Name] = true
				u.selection(selection.Definition.SelectionSet)
			}
		}
	}
}

func (u *usage) directives(directives ast.DirectiveList) {
	for _, directive := range directives {
		for _, argument := range directive.Arguments {
			u.value(argument.Value)
		}
	}
}

func (u *usage) value(value *ast.Value) {
	if value.Kind == ast.Variable {
		u.variables[value.Raw] = true
	}
	for _, child := range value.Children {
		u.value(child.Value)
	}
}

// IsPaged reports whether there may be more than one page.
func (w *Walk) IsPaged() bool { return w.path != nil }

// Variables are those with which the document asks for the next page, of a size.
func (w *Walk) Variables(size int) map[string]any {
	variables := maps.Clone(w.variables)
	if variables == nil {
		variables = map[string]any{}
	}
	if w.path != nil {
		variables[sizeVariable], variables[afterVariable] = json.Number(strconv.Itoa(size)), w.after
	}
	return variables
}

// Page reads the data of the answer to the document, and goes on to the next page. The error is one of the JSON.
func (w *Walk) Page(data []byte) (*Page, error) {
	root, err := decode(data)
	if err != nil {
		return nil, err
	}
	page := &Page{Rows: w.Plan.rows(root)}
	cut := bytes.Count(data, cutPage)
	if w.path != nil {
		info, _ := at(root, append(slices.Clone(w.path), pageAlias)).(map[string]any)
		page.More, _ = info["hasNextPage"].(bool)
		w.after = info["endCursor"]
		if page.More {
			cut-- // its own
		}
	}
	page.Cut = cut > 0
	return page, nil
}

// at follows response names from an object; null where one of them is.
func at(value any, path []string) any {
	for _, name := range path {
		object, _ := value.(map[string]any)
		value = object[name]
	}
	return value
}
