package graph_test

import (
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"pilotgraph/graph"
	"pilotgraph/internal/datapackage"
	"pilotgraph/internal/release"
)

func TestEverythingInTheContractIsDescribed(t *testing.T) {
	missing := func(what, description string) {
		if len(strings.TrimSpace(description)) < 5 {
			t.Errorf("%s has no description", what)
		}
	}
	for name, definition := range graph.Schema().Types {
		if definition.BuiltIn {
			continue
		}
		missing(name, definition.Description)
		for _, field := range definition.Fields {
			if strings.HasPrefix(field.Name, "__") {
				continue
			}
			missing(name+"."+field.Name, field.Description)
			for _, argument := range field.Arguments {
				missing(name+"."+field.Name+"("+argument.Name+")", argument.Description)
			}
		}
		for _, value := range definition.EnumValues {
			missing(name+"."+value.Name, value.Description)
		}
	}
}

func TestEveryNullableFieldSaysWhen(t *testing.T) {
	for name, definition := range graph.Schema().Types {
		if definition.BuiltIn || definition.Kind == ast.InputObject {
			continue
		}
		for _, field := range definition.Fields {
			if !field.Type.NonNull && !strings.HasPrefix(field.Name, "__") && !regexp.MustCompile(`(^|[.;] )[Nn]ull[ ,]`).MatchString(field.Description) {
				t.Errorf("%s.%s may be null and does not say when", name, field.Name)
			}
		}
	}
}

const introspection = `{__schema {
  queryType {name} mutationType {name} subscriptionType {name}
  directives {name args {name}}
  types {kind name description specifiedByURL interfaces {name} possibleTypes {name}
    enumValues(includeDeprecated: true) {name description isDeprecated deprecationReason}
    inputFields(includeDeprecated: true) {...I} fields(includeDeprecated: true) {name description isDeprecated deprecationReason type {...T} args(includeDeprecated: true) {...I}}}
}} fragment T on __Type {kind name ofType {kind name ofType {kind name ofType {kind name}}}}
fragment I on __InputValue {name description type {...T} defaultValue isDeprecated deprecationReason}`

// TestServedContractEqualsIntrospection compares /schema.graphql with what clients are told.
func TestServedContractEqualsIntrospection(t *testing.T) {
	served, err := gqlparser.LoadSchema(&ast.Source{Input: sdl()})
	if err != nil {
		t.Fatal(err)
	}
	var data struct {
		Schema map[string]any `json:"__schema"`
	}
	quick(t).read(t, &data, introspection, nil)
	if diff := cmp.Diff(linesOf(served), introspected(data.Schema)); diff != "" {
		t.Errorf("(-served +introspected):\n%s", diff)
	}
	for _, directive := range data.Schema["directives"].([]any) {
		if name := directive.(map[string]any)["name"].(string); !slices.Contains([]string{"include", "skip", "deprecated", "specifiedBy", "oneOf"}, name) {
			t.Errorf("introspection promises @%s, which this server does not do", name)
		}
	}
	if data.Schema["mutationType"] != nil || data.Schema["subscriptionType"] != nil {
		t.Error("the contract has something else than queries")
	}
}

// linesOf writes a schema as sorted lines, one for each type, field, argument and value.
func linesOf(schema *ast.Schema) []string {
	var lines []string
	for name, definition := range schema.Types {
		if strings.HasPrefix(name, "__") {
			continue
		}
		lines = append(lines, fmt.Sprintf("%s %s %q %v %q", definition.Kind, name, description(definition.BuiltIn, definition.Description),
			sorted(definition.Interfaces), argumentOf(definition.Directives.ForName("specifiedBy"), "url")))
		for _, field := range definition.Fields {
			if strings.HasPrefix(field.Name, "__") {
				continue
			}
			lines = append(lines, fmt.Sprintf("%s.%s: %s %q %s", name, field.Name, field.Type, field.Description, stateOf(field.DefaultValue, field.Directives)))
			for _, argument := range field.Arguments {
				lines = append(lines, fmt.Sprintf("%s.%s(%s): %s %q %s", name, field.Name, argument.Name, argument.Type, argument.Description,
					stateOf(argument.DefaultValue, argument.Directives)))
			}
		}
		for _, value := range definition.EnumValues {
			lines = append(lines, fmt.Sprintf("%s.%s %q %s", name, value.Name, value.Description, stateOf(nil, value.Directives)))
		}
	}
	sort.Strings(lines)
	return lines
}

func introspected(schema map[string]any) []string {
	var lines []string
	for _, each := range schema["types"].([]any) {
		definition := each.(map[string]any)
		name := definition["name"].(string)
		if strings.HasPrefix(name, "__") {
			continue
		}
		builtIn := slices.Contains([]string{"Int", "Float", "String", "Boolean", "ID"}, name)
		lines = append(lines, fmt.Sprintf("%s %s %q %v %q", definition["kind"], name, description(builtIn, definition["description"]),
			sorted(namesOf(definition["interfaces"])), orEmpty(definition["specifiedByURL"])))
		for _, each := range append(list(definition["fields"]), list(definition["inputFields"])...) {
			field := each.(map[string]any)
			lines = append(lines, fmt.Sprintf("%s.%s: %s %q %s", name, field["name"], typeOf(field["type"]), field["description"], introspectedState(field)))
			for _, each := range list(field["args"]) {
				argument := each.(map[string]any)
				lines = append(lines, fmt.Sprintf("%s.%s(%s): %s %q %s", name, field["name"], argument["name"], typeOf(argument["type"]), argument["description"], introspectedState(argument)))
			}
		}
		for _, each := range list(definition["enumValues"]) {
			value := each.(map[string]any)
			lines = append(lines, fmt.Sprintf("%s.%s %q %s", name, value["name"], value["description"], introspectedState(value)))
		}
	}
	sort.Strings(lines)
	return lines
}

// stateOf is the default and the deprecation of a part of the contract.
func stateOf(standard *ast.Value, directives ast.DirectiveList) string {
	deprecated, text := directives.ForName("deprecated"), ""
	if standard != nil {
		text = standard.String()
	}
	return fmt.Sprintf("= %s, deprecated %v %q", text, deprecated != nil, argumentOf(deprecated, "reason"))
}

// introspectedState is stateOf as clients are told.
func introspectedState(part map[string]any) string {
	return fmt.Sprintf("= %s, deprecated %v %q", orEmpty(part["defaultValue"]), part["isDeprecated"], orEmpty(part["deprecationReason"]))
}

// orEmpty is a text of an answer, "" for null.
func orEmpty(value any) string {
	text, _ := value.(string)
	return text
}

// TestEveryScalarOfTheContractSaysItsRule looks for @specifiedBy at each scalar that GraphQL does not define.
func TestEveryScalarOfTheContractSaysItsRule(t *testing.T) {
	count := 0
	for name, definition := range graph.Schema().Types {
		if definition.Kind != ast.Scalar || definition.BuiltIn {
			continue
		}
		count++
		if address := argumentOf(definition.Directives.ForName("specifiedBy"), "url"); !strings.HasPrefix(address, "https://") {
			t.Errorf("%s is specified by %q", name, address)
		}
	}
	if count < 5 {
		t.Errorf("only %d scalars were looked at", count)
	}
}

// description leaves out those of built-in scalars, which a served schema does not declare.
func description(builtIn bool, text any) any {
	if builtIn {
		return ""
	}
	return text
}

func list(value any) []any {
	items, _ := value.([]any)
	return items
}

func namesOf(value any) []string {
	var names []string
	for _, item := range list(value) {
		names = append(names, item.(map[string]any)["name"].(string))
	}
	return names
}

func sorted(names []string) []string {
	names = append([]string{}, names...)
	sort.Strings(names)
	return names
}

func typeOf(value any) string {
	reference := value.(map[string]any)
	switch reference["kind"] {
	case "NON_NULL":
		return typeOf(reference["ofType"]) + "!"
	case "LIST":
		return "[" + typeOf(reference["ofType"]) + "]"
	}
	return reference["name"].(string)
}

// fieldOfColumn is where the contract shows a column of the package, where not under the column's own name.
var fieldOfColumn = map[string]string{
	"zones.zone_kind": "kind", "programmes.document_no": "documentNumber", "regions.coord_basis": "Location.basis",
	"institutions.region_basis": "regionBasis", "sectors.group_basis": "groupBasis",
}

// TestEnumsAreTheValuesOfThePackage compares each closed set of the format with the enum of its field. Orders sort by
// the place in the format and promise that of the enum, so the values stand in one order.
func TestEnumsAreTheValuesOfThePackage(t *testing.T) {
	schema := graph.Schema()
	compared := 0
	for _, table := range datapackage.Tables() {
		for _, column := range table.Columns {
			if column.Enum == nil || column.Type != "string" {
				continue
			}
			if strings.HasSuffix(column.Name, "_table") {
				checkTypes(t, "RecordType", column.Enum, column.Name == "subject_table")
				compared++
				continue
			}
			typename, field := typeOfPrefix(schema, table.Prefix), column.Name
			if other, ok := fieldOfColumn[table.Name+"."+column.Name]; ok {
				field = other
			}
			if owner, name, ok := strings.Cut(field, "."); ok {
				typename, field = owner, name
			}
			definition := schema.Types[typename].Fields.ForName(field)
			if definition == nil {
				t.Errorf("%s has no field %s for the column %s.%s", typename, field, table.Name, column.Name)
				continue
			}
			var want, got []string
			for _, value := range column.Enum {
				want = append(want, strings.ToUpper(strings.ReplaceAll(value, "-", "_")))
			}
			for _, value := range schema.Types[definition.Type.Name()].EnumValues {
				if value.Name == "DERIVED" {
					continue // never in a package: the builder writes it
				}
				got = append(got, value.Name)
				if original := strings.ToLower(strings.ReplaceAll(value.Name, "_", "-")); !strings.Contains(value.Description, "`"+original+"`") {
					t.Errorf("%s.%s does not say its value in the package, %s", definition.Type.Name(), value.Name, original)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s.%s and %s (-package +contract):\n%s", table.Name, column.Name, definition.Type.Name(), diff)
			}
			compared++
		}
	}
	var names []string
	for _, table := range datapackage.Tables() {
		if table.Prefix != "" {
			names = append(names, table.Name)
		}
	}
	checkTypes(t, "ChangedType", names, true)
	if compared < 22 {
		t.Errorf("only %d closed sets were compared", compared)
	}
}

// checkTypes looks for the types of tables in an enum, each with the name of its table; whole says that it has no others.
func checkTypes(t *testing.T, enum string, names []string, whole bool) {
	t.Helper()
	values := graph.Schema().Types[enum].EnumValues
	if whole && len(values) != len(names) {
		t.Errorf("%s has %d values for %d tables", enum, len(values), len(names))
	}
	for _, table := range datapackage.Tables() {
		if !slices.Contains(names, table.Name) {
			continue
		}
		name := strings.ToUpper(strings.ReplaceAll(table.Prefix, "-", "_"))
		if value := values.ForName(name); value == nil || !strings.Contains(value.Description, "`"+table.Name+"`") {
			t.Errorf("%s.%s is not there, or does not say its value in the package, %s", enum, name, table.Name)
		}
	}
}

func typeOfPrefix(schema *ast.Schema, prefix string) string {
	for name := range schema.Types {
		if kebab(name) == prefix {
			return name
		}
	}
	return ""
}

// leafOfColumn is where the contract shows a column, where not in the field that citations know it by.
var leafOfColumn = map[string]string{
	"regions.lat": "Location.latitude", "regions.lon": "Location.longitude", "regions.coord_basis": "Location.basis",
	"regions.coord_source": "Location.source", "regions.tile_row": "Tile.row", "regions.tile_col": "Tile.column",
	"zones.zone_kind": "Zone.kind", "programmes.document_no": "Programme.documentNumber", "regions.iso_3166_2": "Region.isoCode",
	"counts.scope_table": "ReportedCount.scope", "counts.scope_id": "ReportedCount.scope",
	"zone_regions.zone": "Region.zones", "zone_regions.region": "Zone.regions",
}

// TestNoColumnIsDropped finds each column of every table as a field of the contract.
func TestNoColumnIsDropped(t *testing.T) {
	schema := graph.Schema()
	for _, table := range datapackage.Tables() {
		typename := typeOfPrefix(schema, table.Prefix)
		for _, column := range table.Columns {
			place, ok := leafOfColumn[table.Name+"."+column.Name]
			switch {
			case ok:
			case strings.HasPrefix(column.Name, "subject_"):
				place = typename + ".subject"
			default:
				place = typename + "." + lowerCamel(column.Name)
			}
			owner, field, _ := strings.Cut(place, ".")
			if schema.Types[owner] == nil || schema.Types[owner].Fields.ForName(field) == nil {
				t.Errorf("the column %s.%s is not in the contract as %s", table.Name, column.Name, place)
			}
		}
		if table.Named && schema.Types[typename].Fields.ForName("names") == nil {
			t.Errorf("%s has no names", typename)
		}
	}
}

func lowerCamel(column string) string {
	words := strings.Split(column, "_")
	for i, word := range words[1:] {
		words[i+1] = strings.ToUpper(word[:1]) + word[1:]
	}
	return strings.Join(words, "")
}

// TestWhatCanBeCitedIsInTheContract finds each field that citations may name.
func TestWhatCanBeCitedIsInTheContract(t *testing.T) {
	schema := graph.Schema()
	for _, table := range datapackage.Tables() {
		if !table.Cited {
			continue
		}
		typename := typeOfPrefix(schema, table.Prefix)
		fields := release.Fields(typename)
		if len(fields) < 3 {
			t.Errorf("%s has only the fields %v that can be cited", typename, fields)
		}
		for _, field := range fields {
			if schema.Types[typename].Fields.ForName(field) == nil {
				t.Errorf("%s.%s can be cited and is not in the contract", typename, field)
			}
		}
	}
}
