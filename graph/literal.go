package graph

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pilotgraph/graph/fault"
)

// namePlaces says of each literal that is no value of its enum where it stands and what is wanted, as of variables. One in
// a fragment is refused wherever the fragment is spread, and named once.
func namePlaces(schema *ast.Schema, document *ast.QueryDocument, refused gqlerror.List) (named gqlerror.List) {
	known := map[gqlerror.Location]bool{}
	for _, each := range refused {
		if len(each.Locations) != 1 {
			named = append(named, each)
			continue
		}
		place := literalPlace{Location: each.Locations[0]}
		literal := place.inDocument(document)
		switch {
		case literal == nil || literal.Definition == nil || literal.Definition.Kind != ast.Enum:
			named = append(named, each)
		case !known[place.Location]:
			known[place.Location] = true
			failed := gqlerror.Wrap(fault.New(fault.ValidationFailed, "%s: %s is wanted, not %s",
				place.path, wanted(schema, literal.ExpectedType), fault.Shorten(literal.String())))
			failed.Locations = each.Locations
			named = append(named, failed)
		}
	}
	return named
}

// literalPlace is where a literal stands in the text, and the path of arguments that leads to it once it is found.
type literalPlace struct {
	gqlerror.Location
	path string
}

// inDocument returns the literal that stands at the place, or nil.
func (p *literalPlace) inDocument(document *ast.QueryDocument) (found *ast.Value) {
	for _, operation := range document.Operations {
		for _, variable := range operation.VariableDefinitions {
			if variable.DefaultValue != nil && found == nil {
				found = p.inLiteral(variable.DefaultValue, "$"+variable.Variable)
			}
		}
		if found == nil {
			found = p.inSelection(operation.SelectionSet)
		}
	}
	for _, fragment := range document.Fragments {
		if found == nil {
			found = p.inSelection(fragment.SelectionSet)
		}
	}
	return found
}

func (p *literalPlace) inSelection(selections ast.SelectionSet) (found *ast.Value) {
	for _, selection := range selections {
		switch selection := selection.(type) {
		case *ast.Field:
			for _, argument := range selection.Arguments {
				if found == nil {
					found = p.inLiteral(argument.Value, argument.Name)
				}
			}
			if found == nil {
				found = p.inSelection(selection.SelectionSet)
			}
		case *ast.InlineFragment:
			found = p.inSelection(selection.SelectionSet)
		}
		if found != nil {
			return found
		}
	}
	return nil
}

func (p *literalPlace) inLiteral(literal *ast.Value, path string) *ast.Value {
	if literal.Position != nil && literal.Position.Line == p.Line && literal.Position.Column == p.Column && len(literal.Children) == 0 {
		p.path = path
		return literal
	}
	for i, child := range literal.Children {
		inner := path + "." + child.Name
		if literal.Kind == ast.ListValue {
			inner = fmt.Sprintf("%s[%d]", path, i)
		}
		if found := p.inLiteral(child.Value, inner); found != nil {
			return found
		}
	}
	return nil
}
