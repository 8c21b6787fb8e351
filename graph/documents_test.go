package graph_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"pilotgraph/graph"
	"pilotgraph/graph/load"
)

// vocabulary is what random documents are made of: the contract, and ids and cursors of a release.
type vocabulary struct {
	schema  *ast.Schema
	ids     map[string][]string // by kind
	cursors []string
}

func newVocabulary(t *testing.T, server *server) *vocabulary {
	t.Helper()
	made := &vocabulary{schema: graph.Schema(), ids: map[string][]string{}}
	for _, kind := range load.Kinds() {
		var ids []string
		if kind == "change" {
			ids = changeIDs(t, server)
		} else {
			ids = firstIDs(t, server, camel(load.Collection(kind)))
		}
		made.ids[kind] = append(ids[:min(len(ids), 40)], kind+":atlantis")
	}
	return made
}

// changeIDs are the ids of some changes of each release.
func changeIDs(t *testing.T, server *server) (ids []string) {
	t.Helper()
	var data struct {
		Releases struct {
			Nodes []struct {
				Changes struct{ Nodes []struct{ ID string } }
			}
		}
	}
	server.read(t, &data, "{releases(first: 5) {nodes {changes(first: 20) {nodes {id}}}}}", nil)
	for _, release := range data.Releases.Nodes {
		for _, change := range release.Changes.Nodes {
			ids = append(ids, change.ID)
		}
	}
	return ids
}

// camel is the name of a collection as a field.
func camel(collection string) string {
	words := strings.Split(collection, "-")
	for i, word := range words[1:] {
		words[i+1] = strings.ToUpper(word[:1]) + word[1:]
	}
	return strings.Join(words, "")
}

var cursorMember = regexp.MustCompile(`"(?:cursor|endCursor)":"([^"]+)"`)

// remember keeps cursors of an answer.
func (v *vocabulary) remember(answer []byte) {
	for _, found := range cursorMember.FindAllSubmatch(answer, 3) {
		v.cursors = append(v.cursors, string(found[1]))
	}
	v.cursors = v.cursors[max(0, len(v.cursors)-50):]
}

// documentWriter writes one random document.
type documentWriter struct {
	*vocabulary
	random    *rand.Rand
	budget    int // how many fields may still be written
	aliases   int
	declared  []string
	variables map[string]any
	fragments []string
}

// chance is true once in so many times.
func (w *documentWriter) chance(times int) bool { return w.random.IntN(times) == 0 }

func pick[T any](w *documentWriter, from []T) T { return from[w.random.IntN(len(from))] }

const deepest = 9

// selection writes a selection of a type.
func (w *documentWriter) selection(typename string, depth int) string {
	of := w.schema.Types[typename]
	var parts []string
	for range 1 + w.random.IntN(4) {
		parts = append(parts, w.part(of, depth))
	}
	parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
	if len(parts) == 0 {
		parts = []string{"__typename"}
	}
	return "{" + strings.Join(parts, " ") + "}"
}

// part writes a field or a fragment.
func (w *documentWriter) part(of *ast.Definition, depth int) string {
	switch {
	case w.chance(15):
		return "__typename" + w.directive()
	case w.chance(8) || of.Kind == ast.Interface && !w.chance(3):
		on := of.Name
		if of.Kind == ast.Interface {
			on = pick(w, w.schema.GetPossibleTypes(of)).Name
		} else if len(of.Interfaces) > 0 && w.chance(2) {
			on = pick(w, of.Interfaces)
		}
		inner := w.selection(on, depth)
		if w.chance(3) {
			w.fragments = append(w.fragments, "on "+on+" "+inner)
			return fmt.Sprintf("...f%d%s", len(w.fragments)-1, w.directive())
		}
		return "... on " + on + w.directive() + inner
	}
	fields := slices.DeleteFunc(slices.Clone(of.Fields), func(f *ast.FieldDefinition) bool {
		return strings.HasPrefix(f.Name, "__") || depth >= deepest && !w.isLeaf(f)
	})
	if w.budget--; w.budget < 0 {
		fields = slices.DeleteFunc(fields, func(f *ast.FieldDefinition) bool { return !w.isLeaf(f) || len(f.Arguments) > 0 })
	}
	if len(fields) == 0 {
		return ""
	}
	return w.field(pick(w, fields), depth)
}

func (w *documentWriter) isLeaf(field *ast.FieldDefinition) bool {
	return w.schema.Types[field.Type.Name()].IsLeafType()
}

func (w *documentWriter) field(field *ast.FieldDefinition, depth int) string {
	text := field.Name
	if len(field.Arguments) > 0 || w.chance(4) {
		w.aliases++ // of its own, so that fields never conflict
		text = fmt.Sprintf("a%d: %s", w.aliases, field.Name)
	}
	text += w.arguments(field) + w.directive()
	if !w.isLeaf(field) {
		text += w.selection(field.Type.Name(), depth+1)
	}
	return text
}

func (w *documentWriter) directive() string {
	if !w.chance(12) {
		return ""
	}
	value := pick(w, []bool{true, true, false})
	name := pick(w, []string{"include", "skip"})
	if name == "skip" {
		value = !value
	}
	if w.chance(2) {
		return fmt.Sprintf(" @%s(if: %v)", name, value)
	}
	return fmt.Sprintf(" @%s(if: %s)", name, w.variable("Boolean!", value))
}

// variable declares a variable and returns its name.
func (w *documentWriter) variable(of string, value any) string {
	name := fmt.Sprintf("$v%d", len(w.declared))
	w.declared = append(w.declared, name+": "+of)
	w.variables[name[1:]] = value
	return name
}

func (w *documentWriter) declarations() string {
	if len(w.declared) == 0 {
		return ""
	}
	return "(" + strings.Join(w.declared, ", ") + ")"
}

func (w *documentWriter) arguments(field *ast.FieldDefinition) string {
	var list []string
	for _, argument := range field.Arguments {
		if !argument.Type.NonNull && !w.chance(4) {
			continue
		}
		value := w.value(field, argument.Name, argument.Type, 0)
		text := w.literal(argument.Type, value)
		if w.chance(3) {
			text = w.variable(argument.Type.String(), value)
		}
		list = append(list, argument.Name+": "+text)
	}
	if len(list) == 0 {
		return ""
	}
	return "(" + strings.Join(list, ", ") + ")"
}

// value draws a value of an input type; it is sometimes one that is refused when the field is answered.
func (w *documentWriter) value(field *ast.FieldDefinition, name string, of *ast.Type, depth int) any {
	if !of.NonNull && w.chance(15) {
		return nil
	}
	if of.Elem != nil {
		list := []any{}
		for range pick(w, []int{1, 1, 2, 3, 0}) {
			if element := w.value(field, name, of.Elem, depth+1); element != nil {
				list = append(list, element)
			}
		}
		return list
	}
	definition := w.schema.Types[of.NamedType]
	switch {
	case definition.Kind == ast.Enum:
		return pick(w, definition.EnumValues).Name
	case definition.Kind == ast.InputObject:
		return w.object(field, definition, depth)
	case of.NamedType == "Int":
		return pick(w, []int{0, 1, 2, 3, 5, 5, 5, 100, 101, -1})
	case of.NamedType == "Float":
		return pick(w, []float64{-90, 0, 20.5, 39.9, 116, 179})
	case of.NamedType == "Boolean":
		return w.chance(2)
	case of.NamedType == "ID":
		return w.id(field, name)
	case of.NamedType == "LanguageTag":
		return pick(w, []string{"zh", "en", "de", "zh-Hant-TW", "xx", "no_tag"})
	case of.NamedType == "PartialDate":
		return pick(w, []string{"2021", "2022-01", "2022-01-30", "yesterday"})
	case name == "after" || name == "before":
		return pick(w, append(slices.Clone(w.cursors), "no cursor"))
	}
	return pick(w, []string{"name", "designatedOn", "北京", "bank", "beijing", "CN", "zh", "", "2022"})
}

// id draws an id, mostly of the type that is wanted.
func (w *documentWriter) id(field *ast.FieldDefinition, name string) string {
	kind := kebab(strings.ToUpper(field.Name[:1]) + field.Name[1:])
	for _, wanted := range []string{kebab(strings.ToUpper(name[:1]) + name[1:]), kind} {
		if ids := w.ids[wanted]; ids != nil && !w.chance(20) {
			return pick(w, ids)
		}
	}
	if w.chance(20) {
		return pick(w, []string{"atlantis", "Zone:x", "zone:", "planet:mars"})
	}
	return pick(w, w.ids[pick(w, slices.Sorted(maps.Keys(w.ids)))])
}

func (w *documentWriter) object(field *ast.FieldDefinition, definition *ast.Definition, depth int) map[string]any {
	object := map[string]any{}
	for _, member := range definition.Fields {
		if !member.Type.NonNull && (w.random.IntN(len(definition.Fields)) > 1 || depth > 5) {
			continue
		}
		object[member.Name] = w.value(&ast.FieldDefinition{Name: member.Name}, member.Name, member.Type, depth+1)
	}
	return object
}

// literal writes a value into a document.
func (w *documentWriter) literal(of *ast.Type, value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case []any:
		list := make([]string, len(value))
		for i, element := range value {
			list[i] = w.literal(of.Elem, element)
		}
		return "[" + strings.Join(list, ", ") + "]"
	case map[string]any:
		var members []string
		for _, name := range slices.Sorted(maps.Keys(value)) {
			members = append(members, name+": "+w.literal(w.schema.Types[of.Name()].Fields.ForName(name).Type, value[name]))
		}
		return "{" + strings.Join(members, ", ") + "}"
	case string:
		if w.schema.Types[of.Name()].Kind == ast.Enum {
			return value
		}
		text, _ := json.Marshal(value)
		return string(text)
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	return fmt.Sprint(value)
}
