package graph

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"pilotgraph/graph/fault"
	"pilotgraph/graph/scalar"
)

// validationRules are the rules of GraphQL, and one for literals that gqlparser lets through.
func validationRules() *rules.Rules {
	all := rules.NewDefaultRules()
	all.AddRule("LeafValues", func(observers *core.Events, addError core.AddErrFunc) {
		observers.OnValue(func(_ *core.Walker, value *ast.Value) {
			if value.Definition != nil && value.ExpectedType != nil && value.Definition.IsLeafType() && !fitsLeaf(value) {
				addError(core.Message(`Expected value of type "%s", found %s.`, value.ExpectedType, fault.Shorten(value.String())), core.At(value.Position))
			}
		})
	})
	return all
}

// fitsLeaf reports whether a literal may stand for a scalar or an enum, as far as gqlparser does not tell.
func fitsLeaf(literal *ast.Value) bool {
	if isBuiltIn(literal.Definition) {
		return literal.Kind != ast.ObjectValue || len(literal.Children) > 0
	}
	switch literal.Kind {
	case ast.Variable, ast.NullValue, ast.StringValue, ast.BlockValue:
		return true
	case ast.ListValue:
		return literal.ExpectedType.Elem != nil
	}
	return false
}

// isBuiltIn reports whether GraphQL itself says which values a scalar or an enum has. All other scalars of the contract are texts.
func isBuiltIn(definition *ast.Definition) bool {
	return definition.Kind == ast.Enum || definition.OneOf("Int", "Float", "String", "Boolean", "ID")
}

// checkVariables returns an error for each variable whose value is not of its type. gqlparser checks less and in words of Go.
func checkVariables(schema *ast.Schema, operation *ast.OperationDefinition, values map[string]any) gqlerror.List {
	var refused gqlerror.List
	for _, variable := range operation.VariableDefinitions {
		value, given := values[variable.Variable]
		place, message := "$"+variable.Variable, ""
		switch {
		case given:
			message = misfit(schema, variable.Type, value, place)
		case variable.Type.NonNull && variable.DefaultValue == nil:
			message = fmt.Sprintf("%s: %s is wanted, and there is none", place, wanted(schema, variable.Type))
		}
		if message != "" {
			failed := gqlerror.Wrap(fault.New(fault.ValidationFailed, "%s", message))
			failed.Locations = []gqlerror.Location{{Line: variable.Position.Line, Column: variable.Position.Column}}
			refused = append(refused, failed)
		}
	}
	return refused
}

// misfit says what is wrong with a value for a type, or "".
func misfit(schema *ast.Schema, of *ast.Type, value any, place string) string {
	definition := schema.Types[of.Name()]
	switch list := reflect.ValueOf(value); {
	case value == nil && !of.NonNull:
		return ""
	case value == nil:
	case of.Elem != nil && list.Kind() != reflect.Slice: // one value stands for a list of it
		return misfit(schema, of.Elem, value, place+"[0]")
	case of.Elem != nil: // gqlparser may have made it a slice of another type than any
		for i := range list.Len() {
			if message := misfit(schema, of.Elem, list.Index(i).Interface(), fmt.Sprintf("%s[%d]", place, i)); message != "" {
				return message
			}
		}
		return ""
	case definition.Kind == ast.InputObject:
		if members, ok := value.(map[string]any); ok {
			return misfitMember(schema, definition, members, place)
		}
	case fitsType(definition, value):
		return ""
	}
	return fmt.Sprintf("%s: %s is wanted, not %s", place, wanted(schema, of), shown(value))
}

// misfitMember says what is wrong with the first member of an input object that does not fit, or "".
func misfitMember(schema *ast.Schema, definition *ast.Definition, members map[string]any, place string) string {
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if definition.Fields.ForName(name) == nil {
			return fmt.Sprintf("%s: %s has no field %s", place, definition.Name, fault.Quote(name))
		}
	}
	for _, field := range definition.Fields {
		value, given := members[field.Name]
		if !given && (!field.Type.NonNull || field.DefaultValue != nil) {
			continue
		}
		if message := misfit(schema, field.Type, value, place+"."+field.Name); message != "" {
			return message
		}
	}
	return ""
}

// fitsType reports whether a value of JSON is one of a scalar or of an enum.
func fitsType(definition *ast.Definition, value any) bool {
	text, isText := value.(string)
	number, isNumber := value.(json.Number)
	var err error
	switch {
	case definition.Kind == ast.Enum:
		return isText && definition.EnumValues.ForName(text) != nil
	case definition.Name == "Int":
		_, err = strconv.ParseInt(number.String(), 10, 32)
		return isNumber && err == nil
	case definition.Name == "Float":
		_, err = number.Float64()
		return isNumber && err == nil
	case definition.Name == "Boolean":
		_, isBoolean := value.(bool)
		return isBoolean
	case definition.Name == "ID":
		_, err = number.Int64()
		return isText || isNumber && err == nil
	}
	return isText
}

// wanted says in words which values a type has.
func wanted(schema *ast.Schema, of *ast.Type) string {
	if of.Elem != nil {
		return "a list"
	}
	definition := schema.Types[of.NamedType]
	switch {
	case definition.Kind == ast.Enum:
		var names []string
		for _, value := range definition.EnumValues {
			names = append(names, value.Name)
		}
		return "one of " + strings.Join(names, ", ")
	case definition.Kind == ast.InputObject:
		return "an object (" + definition.Name + ")"
	case definition.Name == "Int":
		return "an integer of 32 bits"
	case definition.Name == "Float":
		return "a number"
	case definition.Name == "Boolean":
		return "true or false"
	case definition.Name == "String":
		return "a text"
	}
	return "a text (" + definition.Name + ")"
}

// shown is a value as a message repeats it.
func shown(value any) string {
	switch value := value.(type) {
	case string:
		return fault.Quote(value)
	case json.Number:
		return fault.Shorten(value.String())
	case bool:
		return strconv.FormatBool(value)
	}
	return scalar.Describe(value)
}
