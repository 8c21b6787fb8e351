package graph_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// change is one that breaks a client of an older contract.
type change struct {
	// The schema coordinate of the GraphQL specification and, where a part has none of its own, the part as well:
	// a member of a union, an interface of a type, a location of a directive.
	names  []string
	breaks string // sentences
	// removableAfter is the day after which what is removed may be: "" where it was not deprecated with one. Only what
	// isRemoval has one.
	removableAfter string
	isRemoval      bool
}

type changes []change

func (c *changes) add(coordinate, sentence string, words ...any) {
	*c = append(*c, change{names: []string{coordinate}, breaks: fmt.Sprintf(sentence, words...)})
}

// lose adds the parts that old has and now has not.
func lose[T ~string](c *changes, coordinate string, old, now []T, sentence string) {
	for _, part := range missing(old, now) {
		*c = append(*c, change{names: []string{coordinate, string(part)}, breaks: fmt.Sprintf(sentence, part)})
	}
}

// remove adds what is gone and could have been deprecated, and says whether clients were warned.
func (c *changes) remove(coordinate string, directives ast.DirectiveList, sentence string) {
	warning, day := "It was not deprecated.", ""
	if deprecated := directives.ForName("deprecated"); deprecated != nil {
		reason := argumentOf(deprecated, "reason")
		warning, day = fmt.Sprintf("It was deprecated: %q.", reason), isoDate.FindString(reason)
	}
	*c = append(*c, change{names: []string{coordinate}, breaks: fmt.Sprintf("Removed. %s %s", warning, sentence), isRemoval: true, removableAfter: day})
}

// early returns what is removed without having been deprecated with a day that is past: nothing may allow that.
func early(found changes, today string) (removed changes) {
	for _, each := range found {
		if each.isRemoval && (each.removableAfter == "" || each.removableAfter >= today) {
			removed = append(removed, each)
		}
	}
	return removed
}

// breakingChanges returns what a client of the contract before cannot do with the one after, in the order of types.
func breakingChanges(before, after *ast.Schema) changes {
	var found changes
	if before.Query.Name != after.Query.Name {
		found.add(before.Query.Name, "No longer the type of queries. Every query is refused.")
	}
	for _, name := range slices.Sorted(maps.Keys(before.Types)) {
		old, now := before.Types[name], after.Types[name]
		switch {
		case old.BuiltIn:
		case now == nil:
			found.add(name, "Removed. Fragments, variables and generated code that name the type fail.")
		case old.Kind != now.Kind:
			found.add(name, "Was %s and is %s. Selections and variables of the type fail.", old.Kind, now.Kind)
		default:
			found.compareTypes(old, now)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(before.Directives)) {
		// gqlparser declares its own in every schema that it loads, so the released copy says nothing of them.
		if old := before.Directives[name]; old.Position == nil || !old.Position.Src.BuiltIn {
			found.compareDirectives(old, after.Directives[name])
		}
	}
	return found
}

func (c *changes) compareTypes(old, now *ast.Definition) {
	for _, value := range old.EnumValues {
		if now.EnumValues.ForName(value.Name) == nil {
			c.remove(old.Name+"."+value.Name, value.Directives, "Arguments and variables with the value are refused.")
		}
	}
	lose(c, old.Name, old.Types, now.Types, "%s is no longer a member. Fragments on it are refused.")
	lose(c, old.Name, old.Interfaces, now.Interfaces, "No longer implements %s. Fragments on the interface leave it out.")
	if old.Directives.ForName("oneOf") == nil && now.Directives.ForName("oneOf") != nil {
		c.add(old.Name, "Now @oneOf. Inputs with none of its fields, or with several, are refused.")
	}
	address := argumentOf(old.Directives.ForName("specifiedBy"), "url")
	if changed := argumentOf(now.Directives.ForName("specifiedBy"), "url"); address != "" && address != changed {
		c.add(old.Name, "Was specified by %q and is by %q. Clients read and write its values by the old rule.", address, changed)
	}
	if old.Kind == ast.InputObject {
		c.compareInputs(old.Name+".%s", inputFields(old), inputFields(now))
		return
	}
	for _, field := range old.Fields {
		if !strings.HasPrefix(field.Name, "__") { // of introspection, which gqlparser adds
			c.compareFields(old.Name+"."+field.Name, field, now.Fields.ForName(field.Name))
		}
	}
}

func (c *changes) compareFields(coordinate string, old, now *ast.FieldDefinition) {
	if now == nil {
		c.remove(coordinate, old.Directives, "Documents that select the field are refused.")
		return
	}
	if !now.Type.IsCompatible(old.Type) {
		c.add(coordinate, "Was %s and is %s. Clients get what they do not expect: only ! may be added.", old.Type, now.Type)
	}
	c.compareInputs(coordinate+"(%s:)", old.Arguments, now.Arguments)
}

// compareInputs compares arguments or input fields; format makes a coordinate of a name.
func (c *changes) compareInputs(format string, old, now ast.ArgumentDefinitionList) {
	for _, input := range old {
		coordinate, same := fmt.Sprintf(format, input.Name), now.ForName(input.Name)
		if same == nil {
			c.remove(coordinate, input.Directives, "Documents and variables that give it are refused.")
			continue
		}
		if !input.Type.IsCompatible(same.Type) {
			c.add(coordinate, "Was %s and is %s. Values that were right are refused: only ! may be taken away.", input.Type, same.Type)
		}
		if was, is := input.DefaultValue.String(), same.DefaultValue.String(); was != is && !required(input) {
			c.add(coordinate, "The default was %s and is %s. Documents that leave it out mean something else.", was, is)
		}
	}
	for _, input := range now {
		if old.ForName(input.Name) == nil && required(input) {
			c.add(fmt.Sprintf(format, input.Name), "New and required. Documents and variables without it are refused.")
		}
	}
}

func (c *changes) compareDirectives(old, now *ast.DirectiveDefinition) {
	coordinate := "@" + old.Name
	if now == nil {
		c.add(coordinate, "Removed. Documents that use the directive are refused.")
		return
	}
	lose(c, coordinate, old.Locations, now.Locations, "No longer allowed on %s. Documents that use it there are refused.")
	if old.IsRepeatable && !now.IsRepeatable {
		c.add(coordinate, "No longer repeatable. Documents that repeat it are refused.")
	}
	c.compareInputs(coordinate+"(%s:)", old.Arguments, now.Arguments)
}

// inputFields returns the fields of an input type as if they were arguments, or none of another type.
func inputFields(definition *ast.Definition) ast.ArgumentDefinitionList {
	var inputs ast.ArgumentDefinitionList
	for _, field := range definition.Fields {
		inputs = append(inputs, &ast.ArgumentDefinition{
			Name: field.Name, Type: field.Type, DefaultValue: field.DefaultValue, Directives: field.Directives,
		})
	}
	return inputs
}

func required(input *ast.ArgumentDefinition) bool {
	return input.Type.NonNull && input.DefaultValue == nil
}

// argumentOf returns an argument of a directive as text, or "" where there is none.
func argumentOf(directive *ast.Directive, name string) string {
	if directive == nil {
		return ""
	}
	if argument := directive.Arguments.ForName(name); argument != nil {
		return strings.TrimSpace(argument.Value.Raw)
	}
	return ""
}

func missing[T comparable](old, now []T) []T {
	return slices.DeleteFunc(slices.Clone(old), func(each T) bool { return slices.Contains(now, each) })
}
