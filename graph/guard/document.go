package guard

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pilotgraph/graph/fault"
)

// CheckDocument returns an error with the code LIMIT_EXCEEDED for the first limit that a parsed document exceeds, or nil. A
// fragment that is not there or stands in itself is refused with GRAPHQL_VALIDATION_FAILED: what such a document asks for
// cannot be measured.
//
// It first counts fields, each fragment once however often it is spread, in time linear in the document. Only what has few
// enough is then walked as it would be executed, fields of one name together. A fragment that no operation spreads is
// validated like the others, so it is measured like an operation.
func (l Limits) CheckDocument(schema *ast.Schema, document *ast.QueryDocument) *gqlerror.Error {
	if refused := l.checkParts(document); refused != nil {
		return refused
	}
	counted := counting{fragmentsByName(document), map[string]int{}}
	for _, operation := range document.Operations {
		if refused := l.checkFields(counted, "the operation", operation.SelectionSet, operation.Position); refused != nil {
			return refused
		}
	}
	unused, refused := l.unused(counted, document.Fragments)
	if refused != nil {
		return refused
	}
	w := walk{l, counted.fragments, introspectionLists(schema), map[*ast.Field]string{}}
	return w.document(document, unused)
}

// unused are the fragments that stand neither in an operation nor in one another, each with few enough fields. Of several with one
// name all but the first are among them.
func (l Limits) unused(counted counting, fragments ast.FragmentDefinitionList) (unused ast.FragmentDefinitionList, refused *gqlerror.Error) {
	for _, fragment := range fragments {
		if counted.fragments[fragment.Name] == fragment {
			if _, isSpread := counted.known[fragment.Name]; isSpread {
				continue
			}
			if _, refused := counted.fragment(fragment.Name, fragment.Position); refused != nil {
				return nil, refused
			}
		}
		if refused := l.checkFields(counted, "the fragment "+fault.Shorten(fragment.Name), fragment.SelectionSet, fragment.Position); refused != nil {
			return nil, refused
		}
		unused = append(unused, fragment)
	}
	return unused, nil
}

// fragmentsByName are the fragments of a document; of several with one name the first, as in validation.
func fragmentsByName(document *ast.QueryDocument) map[string]*ast.FragmentDefinition {
	fragments := map[string]*ast.FragmentDefinition{}
	for _, fragment := range document.Fragments {
		if fragments[fragment.Name] == nil {
			fragments[fragment.Name] = fragment
		}
	}
	return fragments
}

// checkFields counts the fields of an operation, or of a fragment.
func (l Limits) checkFields(counted counting, what string, selections ast.SelectionSet, at *ast.Position) *gqlerror.Error {
	fields, refused := counted.fields(selections)
	if refused == nil && fields > l.Fields {
		refused = refusal(at, "%s has %s fields, each fragment counted wherever it is spread; the limit is %d: ask for less at once, or in several requests",
			what, number(fields), l.Fields)
	}
	return refused
}

// refusal is an error at a place of the document; nil is no place.
func refusal(at *ast.Position, format string, values ...any) *gqlerror.Error {
	return placed(at, fault.New(fault.LimitExceeded, format, values...))
}

// placed is an error with its place.
func placed(at *ast.Position, err error) *gqlerror.Error {
	refused := gqlerror.Wrap(err)
	if at != nil {
		refused.Locations = []gqlerror.Location{{Line: at.Line, Column: at.Column}}
	}
	return refused
}

// uncounted is where counting stops: what fragments in fragments expand to is beyond any number.
const uncounted = 1_000_000_000

// number is a count in words of a message.
func number(count int) string {
	if count >= uncounted {
		return fmt.Sprintf("more than %d", uncounted)
	}
	return fmt.Sprint(count)
}

// counting counts the fields that selections amount to.
type counting struct {
	fragments map[string]*ast.FragmentDefinition
	known     map[string]int // of fragments; inProgress while one is counted
}

const inProgress = -1

// fields counts the fields of a selection with all below. It refuses a fragment that stands in itself or is not there.
func (c counting) fields(selections ast.SelectionSet) (count int, refused *gqlerror.Error) {
	for _, selection := range selections {
		var more int
		switch selection := selection.(type) {
		case *ast.Field:
			more, refused = c.fields(selection.SelectionSet)
			more++
		case *ast.InlineFragment:
			more, refused = c.fields(selection.SelectionSet)
		case *ast.FragmentSpread:
			more, refused = c.fragment(selection.Name, selection.Position)
		}
		if refused != nil {
			return 0, refused
		}
		count = min(count+more, uncounted)
	}
	return count, nil
}

// fragment counts the fields of a fragment that stands at a place.
func (c counting) fragment(name string, at *ast.Position) (count int, refused *gqlerror.Error) {
	known, ok := c.known[name]
	switch fragment := c.fragments[name]; {
	case known == inProgress:
		return 0, placed(at, fault.New(fault.ValidationFailed, "Cannot spread fragment %s within itself.", fault.Quote(name)))
	case ok:
		return known, nil
	case fragment == nil:
		return 0, placed(at, fault.New(fault.ValidationFailed, "Unknown fragment %s.", fault.Quote(name)))
	default:
		c.known[name] = inProgress
		count, refused = c.fields(fragment.SelectionSet)
		c.known[name] = count
		return count, refused
	}
}

// walk goes through operations as they would be executed.
type walk struct {
	limits    Limits
	fragments map[string]*ast.FragmentDefinition
	lists     map[string]bool       // fields of introspection that are lists of objects
	arguments map[*ast.Field]string // as text, which is long where one fragment stands in many places
}

// document checks operations, and the fragments that stand in none of them.
func (w walk) document(document *ast.QueryDocument, unused ast.FragmentDefinitionList) *gqlerror.Error {
	compared := comparing{walk: w}
	for _, operation := range document.Operations {
		if refused := w.operation(operation); refused != nil {
			return refused
		}
		compared.selection(w.collect(operation.SelectionSet, nil))
	}
	for _, fragment := range unused {
		fields := w.collect(fragment.SelectionSet, nil)
		if refused := w.selection(fields, 0, false); refused != nil {
			return refused
		}
		compared.selection(fields)
	}
	compared.inlineFragments(document)
	return compared.refused
}

// operation checks one operation.
func (w walk) operation(operation *ast.OperationDefinition) *gqlerror.Error {
	root := w.collect(operation.SelectionSet, nil)
	if len(root) > w.limits.RootFields {
		return refusal(root[w.limits.RootFields].Position, "the operation has %d fields of its own; the limit is %d: ask for the others in another request",
			len(root), w.limits.RootFields)
	}
	for _, together := range byName(root) {
		if depth := w.depth(together); depth > w.limits.Depth {
			return refusal(together[0].Position, "%s is %d levels deep; the limit is %d: ask for less below, or begin further down by id",
				fault.Shorten(together[0].Alias), depth, w.limits.Depth)
		}
	}
	return w.selection(root, 0, false)
}

// collect appends the fields of a selection, those of fragments included.
func (w walk) collect(selections ast.SelectionSet, fields []*ast.Field) []*ast.Field {
	for _, selection := range selections {
		switch selection := selection.(type) {
		case *ast.Field:
			fields = append(fields, selection)
		case *ast.InlineFragment:
			fields = w.collect(selection.SelectionSet, fields)
		case *ast.FragmentSpread:
			fields = w.collect(w.fragments[selection.Name].SelectionSet, fields)
		}
	}
	return fields
}

// byName are the fields of a selection, those of one response name together.
func byName(fields []*ast.Field) (groups [][]*ast.Field) {
	places := map[string]int{}
	for _, field := range fields {
		place, ok := places[field.Alias]
		if !ok {
			place = len(groups)
			places[field.Alias] = place
			groups = append(groups, nil)
		}
		groups[place] = append(groups[place], field)
	}
	return groups
}

// below are the fields below fields of one response name.
func (w walk) below(together []*ast.Field) (fields []*ast.Field) {
	for _, field := range together {
		fields = w.collect(field.SelectionSet, fields)
	}
	return fields
}

func isIntrospection(field *ast.Field) bool {
	return field.Name == "__schema" || field.Name == "__type"
}

// depth is how many levels of fields there are, introspection apart.
func (w walk) depth(together []*ast.Field) int {
	deepest := 0
	if !isIntrospection(together[0]) {
		for _, each := range byName(w.below(together)) {
			deepest = max(deepest, w.depth(each))
		}
	}
	return 1 + deepest
}

// selection checks fields that stand in one selection. Inside introspection, lists is how many lists are around.
func (w walk) selection(fields []*ast.Field, lists int, introspecting bool) *gqlerror.Error {
	if refused := w.aliases(fields); refused != nil {
		return refused
	}
	for _, together := range byName(fields) {
		first, inside := together[0], lists
		if introspecting && w.lists[first.Name] {
			inside++
		}
		if inside > w.limits.Introspection {
			return refusal(first.Position, "introspection goes through %d lists at %s; the limit is %d: ask for types by name in several requests",
				inside, fault.Shorten(first.Name), w.limits.Introspection)
		}
		if refused := w.selection(w.below(together), inside, introspecting || isIntrospection(first)); refused != nil {
			return refused
		}
	}
	return nil
}

// aliases checks how often one field is asked for otherwise: under another name or with other arguments.
func (w walk) aliases(fields []*ast.Field) *gqlerror.Error {
	type way struct{ alias, arguments string }
	asked := map[string]map[way]bool{}
	for _, field := range fields {
		if asked[field.Name] == nil {
			asked[field.Name] = map[way]bool{}
		}
		asked[field.Name][way{field.Alias, w.argumentsOf(field)}] = true
		if count := len(asked[field.Name]); count > w.limits.Aliases {
			return refusal(field.Position, "%s is asked for in more than %d ways in one selection, which is the limit: ask for many records by nodes(ids:) or a filter",
				fault.Shorten(field.Name), w.limits.Aliases)
		}
	}
	return nil
}

// argumentsOf are the arguments of a field as text.
func (w walk) argumentsOf(field *ast.Field) string {
	known, ok := w.arguments[field]
	if ok || len(field.Arguments) == 0 {
		return known
	}
	var text strings.Builder
	for _, argument := range field.Arguments {
		text.WriteString(" " + argument.Name + ":" + argument.Value.String())
	}
	w.arguments[field] = text.String()
	return w.arguments[field]
}

// introspectionLists returns the fields of introspection that are lists of objects.
func introspectionLists(schema *ast.Schema) map[string]bool {
	lists := map[string]bool{}
	for name, definition := range schema.Types {
		if !strings.HasPrefix(name, "__") {
			continue
		}
		for _, field := range definition.Fields {
			if field.Type.Elem != nil && schema.Types[field.Type.Name()].IsCompositeType() {
				lists[field.Name] = true
			}
		}
	}
	return lists
}

// checkParts counts what needs no walk as it would be executed: operations, fragments, directives, and levels of values.
func (l Limits) checkParts(document *ast.QueryDocument) *gqlerror.Error {
	if count := len(document.Operations); count > l.Operations {
		return refusal(document.Operations[l.Operations].Position, "the document has %d operations; the limit is %d: send those that are asked for", count, l.Operations)
	}
	if count := len(document.Fragments); count > l.Fragments {
		return refusal(document.Fragments[l.Fragments].Position, "the document has %d fragments; the limit is %d: join them, or split the document", count, l.Fragments)
	}
	parts := parts{limits: l}
	for _, operation := range document.Operations {
		parts.directives(operation.Directives)
		for _, variable := range operation.VariableDefinitions {
			parts.value(variable.DefaultValue)
			parts.directives(variable.Directives)
		}
		parts.selection(operation.SelectionSet)
	}
	for _, fragment := range document.Fragments {
		parts.directives(fragment.Directives)
		parts.selection(fragment.SelectionSet)
	}
	return parts.refused
}

// parts goes through a document as it is written.
type parts struct {
	limits  Limits
	count   int             // of directives
	refused *gqlerror.Error // the first refusal
}

func (p *parts) selection(selections ast.SelectionSet) {
	for _, selection := range selections {
		switch selection := selection.(type) {
		case *ast.Field:
			for _, argument := range selection.Arguments {
				p.value(argument.Value)
			}
			p.directives(selection.Directives)
			p.selection(selection.SelectionSet)
		case *ast.InlineFragment:
			p.directives(selection.Directives)
			p.selection(selection.SelectionSet)
		case *ast.FragmentSpread:
			p.directives(selection.Directives)
		}
	}
}

// directives counts directives and looks at their arguments.
func (p *parts) directives(directives ast.DirectiveList) {
	p.count += len(directives)
	if p.count > p.limits.Directives && p.refused == nil {
		p.refused = refusal(directives[len(directives)-1].Position, "the document has %d directives up to here; the limit is %d: leave some out", p.count, p.limits.Directives)
	}
	for _, directive := range directives {
		for _, argument := range directive.Arguments {
			p.value(argument.Value)
		}
	}
}

// value looks how deep a literal is.
func (p *parts) value(literal *ast.Value) {
	if depth := literalDepth(literal); depth > p.limits.VariableDepth && p.refused == nil {
		p.refused = refusal(literal.Position, "a value is %d levels deep; the limit is %d: ask with fewer lists and objects inside one another", depth, p.limits.VariableDepth)
	}
}

// literalDepth is how many objects and lists of a literal stand inside one another; a list counts with the objects in it.
func literalDepth(literal *ast.Value) int {
	if literal == nil || literal.Kind != ast.ListValue && literal.Kind != ast.ObjectValue {
		return 0
	}
	depth := 0
	for _, child := range literal.Children {
		depth = max(depth, literalDepth(child.Value))
	}
	isObject := func(child *ast.ChildValue) bool { return child.Value.Kind == ast.ObjectValue }
	if literal.Kind == ast.ListValue && slices.ContainsFunc(literal.Children, isObject) {
		return depth
	}
	return 1 + depth
}

// Depth is the same of a value of JSON.
func Depth(value any) int {
	depth := 0
	switch value := value.(type) {
	case map[string]any:
		for _, each := range value {
			depth = max(depth, Depth(each))
		}
		return 1 + depth
	case []any:
		hasObject := false
		for _, each := range value {
			_, isObject := each.(map[string]any)
			hasObject = hasObject || isObject
			depth = max(depth, Depth(each))
		}
		if hasObject {
			return depth
		}
		return 1 + depth
	}
	return 0
}
