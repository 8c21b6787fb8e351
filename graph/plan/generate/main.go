// Command generate runs gqlgen, and writes beside its executor the tables of fields that graph/plan answers by itself.
package main

import (
	_ "embed"
	"fmt"
	"go/types"
	"io"
	"log"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"text/template"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen"
	"github.com/99designs/gqlgen/codegen/config"
	"github.com/99designs/gqlgen/codegen/templates"
	"github.com/vektah/gqlparser/v2/ast"
)

//go:embed types.gotpl
var typesTemplate string

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run() error {
	log.SetOutput(io.Discard) // gqlgen tells of each field that has a resolver
	configuration, err := config.LoadConfigFromDefaultLocations()
	if err != nil {
		return err
	}
	if err := addModels(configuration); err != nil {
		return err
	}
	return api.Generate(configuration, api.AddPlugin(tables{}))
}

// addModels binds what follows a rule: the release holds the values of enums as the contract names them, and filters and
// orders are compiled by graph/load, which has what each field means.
func addModels(configuration *config.Config) error {
	if err := configuration.LoadSchema(); err != nil {
		return err
	}
	for name, definition := range configuration.Schema.Types {
		switch {
		case strings.HasPrefix(name, "__"):
		case definition.Kind == ast.Enum:
			configuration.Models.Add(name, "github.com/99designs/gqlgen/graphql.String")
		case definition.Kind == ast.InputObject:
			configuration.Models.Add(name, "map[string]any")
		}
	}
	return nil
}

// tables is the plugin of gqlgen that writes the tables.
type tables struct{}

// Name returns the name of the plugin.
func (tables) Name() string { return "plan" }

// GenerateCode writes the tables into the package of the executor, which knows how to read arguments.
func (tables) GenerateCode(data *codegen.Data) error {
	return templates.Render(templates.Options{
		PackageName:     data.Config.Exec.Package,
		Filename:        filepath.Join(data.Config.Exec.DirName, "plan.generated.go"),
		Template:        typesTemplate,
		Data:            data,
		GeneratedHeader: true,
		Packages:        data.Config.Packages,
		Funcs: template.FuncMap{
			"answers": answers, "objects": objects, "implements": implements, "implementors": implementors,
			"columns": columns, "leaf": leaf, "pointer": pointer,
		},
	})
}

// objects are the types that clients see, and not those of introspection.
func objects(data *codegen.Data) []*codegen.Object {
	return slices.DeleteFunc(slices.Clone(data.Objects), func(o *codegen.Object) bool { return o.BuiltIn })
}

// implements are the names of a type and of its interfaces.
func implements(object *codegen.Object) []string {
	names := []string{object.Name}
	for _, each := range object.Implements {
		names = append(names, each.Name)
	}
	return names
}

// implementors are the types of all interfaces, each once.
func implementors(data *codegen.Data) []codegen.InterfaceImplementor {
	byName := map[string]codegen.InterfaceImplementor{}
	for _, each := range data.Interfaces {
		for _, implementor := range each.Implementors {
			byName[implementor.Name] = implementor
		}
	}
	var all []codegen.InterfaceImplementor
	for _, object := range data.Objects {
		if implementor, ok := byName[object.Name]; ok {
			all = append(all, implementor)
		}
	}
	return all
}

// answers says how a field is answered from the Go value alone: "leaf", "part", or "" where it is not.
func answers(field *codegen.Field) string {
	switch {
	case field.IsResolver || field.IsMap() || field.Object.Root || len(field.Args) > 0:
		return ""
	case field.IsMethod() && (field.MethodHasContext || !field.NoErr):
		return ""
	case field.TypeReference.Definition.IsLeafType():
		return "leaf"
	}
	return "part"
}

// marshalers are the functions whose values the functions of graph/plan append alike.
var marshalers = []string{"MarshalString", "MarshalID", "MarshalText", "MarshalInt", "MarshalBoolean", "MarshalFloatContext"}

// leaf is the function of graph/plan that appends the value of a field.
func leaf(field *codegen.Field) (string, error) {
	reference := field.TypeReference
	if reference.Marshaler == nil || !slices.Contains(marshalers, reference.Marshaler.Name()) {
		return "", fmt.Errorf("%s.%s: graph/plan cannot append a %s", field.Object.Name, field.Name, reference.GO)
	}
	function, ok := map[string]string{
		"string": "String", "*string": "OptionalString", "int": "Int", "*int": "OptionalInt",
		"float64": "Float", "*float64": "OptionalFloat", "bool": "Boolean", "*bool": "OptionalBoolean", "[]string": "Strings",
	}[reference.GO.String()]
	if !ok {
		return "", fmt.Errorf("%s.%s: graph/plan cannot append a %s", field.Object.Name, field.Name, reference.GO)
	}
	return function, nil
}

// columns are the column that a field of a row is read from. ent writes its name into a tag.
func columns(field *codegen.Field) []string {
	named, ok := field.Object.Type.(*types.Named)
	if !ok || named.Obj().Pkg().Name() != "ent" {
		return nil
	}
	structure := named.Underlying().(*types.Struct)
	for i := range structure.NumFields() {
		if structure.Field(i).Name() == field.GoFieldName {
			column, _, _ := strings.Cut(reflect.StructTag(structure.Tag(i)).Get("json"), ",")
			return []string{column}
		}
	}
	return nil
}

// pointer says whether a Go type is one, or a list of them.
func pointer(of types.Type) bool {
	if list, ok := of.(*types.Slice); ok {
		of = list.Elem()
	}
	_, ok := of.(*types.Pointer)
	return ok
}
