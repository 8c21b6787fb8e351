package guard_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"pilotgraph/graph/fault"
	"pilotgraph/graph/guard"
)

// schema has what the rules speak of: connections, plain lists, ids, an interface.
var schema = gqlparser.MustLoadSchema(&ast.Source{Input: `
	type Query { node(id: ID!): Node nodes(ids: [ID!]!): [Node]! zone: Zone zones(first: Int, after: String, last: Int, before: String): ZoneConnection! groups: [Group!]! }
	interface Node { id: ID! }
	interface Named { names: [Name!]! }
	type Zone implements Node & Named { id: ID! kind: String names: [Name!]! region: Region zones(first: Int, last: Int): ZoneConnection! }
	type Region implements Node & Named { id: ID! names: [Name!]! zones(first: Int): ZoneConnection! parent: Region }
	type Group { zone: Zone count: Int! }
	type Name { text: String! }
	type ZoneConnection { edges: [ZoneEdge!]! nodes: [Zone!]! pageInfo: PageInfo! totalCount: Int! }
	type ZoneEdge { cursor: String! node: Zone! why: [Name!]! }
	type PageInfo { hasNextPage: Boolean! }
`})

var pages = guard.Pages{Root: 20, Nested: 10, Maximum: 100}

func parse(t testing.TB, text string) *ast.QueryDocument {
	t.Helper()
	document, err := parser.ParseQuery(&ast.Source{Input: text})
	if err != nil {
		t.Fatalf("%v\n%.200s", err, text)
	}
	return document
}

func code(refused *gqlerror.Error) fault.Code {
	var known *fault.Error
	errors.As(refused, &known)
	return known.Code
}

// TestADocumentBeyondALimitIsToldWhere has for each limit a document that keeps it just so, and one that does not.
func TestADocumentBeyondALimitIsToldWhere(t *testing.T) {
	deep := func(levels int) string {
		return strings.Repeat("{zone ", levels-1) + "{kind}" + strings.Repeat("}", levels-1)
	}
	aliases := func(count int) string {
		text := "{zone {"
		for i := range count {
			text += fmt.Sprintf("a%d: kind ", i)
		}
		return text + "}}"
	}
	kinds := func(count int) (text string) { // under few enough names, and not often under one
		for i := range count {
			text += fmt.Sprintf("a%d: kind ", i%30)
		}
		return text
	}
	spreads := func(count int) string {
		return strings.Repeat("...a ", count) + "}} fragment a on Zone {" + kinds(30) + "}"
	}
	inline := func(levels, fields int) string {
		return strings.Repeat("{...", levels) + "{" + strings.Repeat("kind ", fields) + "}" + strings.Repeat("}", levels)
	}
	tests := map[string]struct {
		kept, exceeds string
		message       string
		line, column  int
	}{
		"depth": {deep(15), deep(16), "zone is 16 levels deep; the limit is 15: ask for less below, or begin further down by id", 1, 2},
		"depth through fragments": {
			"{zone {...a}} fragment a on Zone " + deep(14), "{zone {...a}} fragment a on Zone " + deep(15), "zone is 16 levels deep; the limit is 15", 1, 2},
		"depth through fields of one name": {
			"{zone {kind} zone " + deep(14) + "}", "{zone {region {id}} zone {region {id}} zone " + deep(15) + "}", "zone is 16 levels deep; the limit is 15", 1, 2},
		"introspection": {
			"{__schema {types {fields {args {type {ofType {ofType {ofType {ofType {ofType {ofType {ofType {ofType {ofType {ofType {ofType {name}}}}}}}}}}}}}}}}}",
			"{__schema {types {fields {type {fields {args {name}}}}}}}", "introspection goes through 4 lists at args; the limit is 3", 1, 41},
		"introspection of a type": {
			"{__type(name: \"Zone\") {fields {args {type {fields {name}}}}}}",
			"{__type(name: \"Zone\") {...t}} fragment t on __Type {fields {type {fields {type {fields {type {fields {name}}}}}}}}", "introspection goes through 4 lists at fields", 1, 95},
		"fields":       {"{zone {" + kinds(999) + "}}", "{zone {" + kinds(1000) + "}}", "the operation has 1001 fields, each fragment counted wherever it is spread; the limit is 1000: ask for less at once, or in several requests", 1, 1},
		"fields again": {"{zone {" + spreads(33), "{zone {" + spreads(34), "the operation has 1021 fields", 1, 1},
		"fields of a fragment that is not spread": {"{__typename} fragment a on Zone {" + kinds(1000) + "}", "{__typename} fragment a on Zone {" + kinds(1001) + "}", "the fragment a has 1001 fields", 1, 14},
		"comparisons": {"{zone {" + strings.Repeat("kind ", 199) + "}}", "{zone {" + strings.Repeat("kind ", 200) + "}}",
			"fields of one name are compared 20101 times up to here, 20100 of them for kind; the limit is 20000: ask for each field once in a selection", 1, 8},
		"comparisons through fragments": {"{zone {...a ...b}} fragment a on Zone {" + strings.Repeat("a: id ", 99) + "} fragment b on Zone {" + strings.Repeat("a: kind ", 99) + "}",
			"{zone {...a ...b}} fragment a on Zone {" + strings.Repeat("a: id ", 99) + "} fragment b on Zone {" + strings.Repeat("a: kind ", 101) + "}", "fields of one name are compared 20101 times", 1, 40},
		"comparisons in inline fragments": {"{zone " + inline(100, 18) + "}", "{zone " + inline(990, 6) + "}", "fields of one name are compared 20014 times up to here, 21 of them for kind", 1, 3968},
		"comparisons in a fragment that is not spread": {"{__typename} fragment a on Zone {" + strings.Repeat("kind ", 199) + "}", "{__typename} fragment a on Zone {" + strings.Repeat("kind ", 200) + "}",
			"fields of one name are compared 20101 times", 1, 34},
		"comparisons in a fragment of a name that is taken": {"{zone {...a}} fragment a on Zone {id} fragment a on Zone {" + strings.Repeat("kind ", 198) + "}", "{zone {...a}} fragment a on Zone {id} fragment a on Zone {" + strings.Repeat("kind ", 200) + "}",
			"fields of one name are compared 20102 times", 1, 59},
		"aliases in a fragment that is not spread": {"{__typename} fragment a on Query " + aliases(30), "{__typename} fragment a on Query " + aliases(31), "kind is asked for in more than 30 ways in one selection", 1, 331},
		"aliases": {aliases(30), aliases(31), "kind is asked for in more than 30 ways in one selection, which is the limit: ask for many records by nodes(ids:) or a filter", 1, 298},
		"aliases through fragments": {
			"{zone {...a ...b}} fragment a on Zone " + aliases(15)[6:len(aliases(15))-1] + " fragment b on Zone " + aliases(30)[6:len(aliases(30))-1],
			"{zone {...a ...b}} fragment a on Zone " + aliases(15)[6:len(aliases(15))-1] + " fragment b on Zone " + strings.ReplaceAll(aliases(16)[6:len(aliases(16))-1], "a", "b"),
			"kind is asked for in more than 30 ways in one selection", 1, 342},
		"root fields": {"{" + strings.Repeat("zone {kind} ", 20) + "}", "{" + strings.Repeat("zone {kind} ", 21) + "}", "the operation has 21 fields of its own; the limit is 20", 1, 242},
		"directives":  {"{zone " + strings.Repeat("@skip(if: false) ", 50) + "{kind}}", "{zone " + strings.Repeat("@skip(if: false) ", 51) + "{kind}}", "the document has 51 directives up to here; the limit is 50", 1, 858},
		"arguments": {
			"{" + strings.Repeat("zones(first: 1) {totalCount} ", 20) + "}",
			"{zone {" + func() (text string) {
				for i := range 31 {
					text += fmt.Sprintf("zones(first: %d) {totalCount} ", i)
				}
				return text
			}() + "}}", "zones is asked for in more than 30 ways", 1, 898},
		"values":              {"{nodes(ids: " + strings.Repeat("[", 10) + strings.Repeat("]", 10) + ") {id}}", "{nodes(ids: " + strings.Repeat("[", 11) + strings.Repeat("]", 11) + ") {id}}", "a value is 11 levels deep; the limit is 10", 1, 13},
		"values of variables": {"query($a: A = " + strings.Repeat("[{a: ", 10) + "1" + strings.Repeat("}]", 10) + ") {__typename}", "query($a: A = " + strings.Repeat("[{a: ", 11) + "1" + strings.Repeat("}]", 11) + ") {__typename}", "a value is 11 levels deep", 1, 15},
		"operations":          {strings.Repeat("query {__typename} ", 10), strings.Repeat("query {__typename} ", 11), "the document has 11 operations; the limit is 10", 1, 191},
		"fragments": {
			"{__typename} " + strings.Repeat("fragment a on Zone {kind} ", 50), "{__typename} " + strings.Repeat("fragment a on Zone {kind} ", 51),
			"the document has 51 fragments; the limit is 50: join them, or split the document", 1, 1314},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if refused := guard.Default().CheckDocument(schema, parse(t, test.kept)); refused != nil {
				t.Errorf("what keeps the limit is refused: %v", refused)
			}
			refused := guard.Default().CheckDocument(schema, parse(t, test.exceeds))
			if refused == nil || code(refused) != fault.LimitExceeded || !strings.HasPrefix(refused.Message, test.message) {
				t.Fatalf("got %v; want %s", refused, test.message)
			}
			if test.line == 0 {
				return
			}
			if at := refused.Locations[0]; at.Line != test.line || at.Column != test.column && test.column > 0 {
				t.Errorf("the place is %d:%d; want %d:%d", at.Line, at.Column, test.line, test.column)
			}
		})
	}
}

// TestCost runs the table that the playground runs as well.
func TestCost(t *testing.T) {
	text, err := os.ReadFile("testdata/cost.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Document  string
		Variables map[string]any
		Cost      int
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber() // as a server reads variables
	if err := decoder.Decode(&cases); err != nil {
		t.Fatal(err)
	}
	limits := guard.Default()
	limits.Cost = 1 << 40
	for _, each := range cases {
		document, problems := gqlparser.LoadQueryWithRules(schema, each.Document, nil)
		if len(problems) > 0 {
			t.Fatalf("%s: %v", each.Document, problems)
		}
		variables, err := validator.VariableValues(schema, document.Operations[0], each.Variables)
		if err != nil {
			t.Fatalf("%s: %v", each.Document, err)
		}
		if cost, _ := limits.CheckCost(schema, document.Operations[0], variables, pages); cost != each.Cost {
			t.Errorf("%s %v costs %d; want %d", each.Document, each.Variables, cost, each.Cost)
		}
	}
}

func TestAnOperationThatCostsTooMuchIsToldWhy(t *testing.T) {
	limits := guard.Default()
	limits.Cost = 250
	document := gqlparser.MustLoadQueryWithRules(schema, "{zone {kind} all: zones(first: 2) {nodes {id}}\n z: zones(first: 50) {edges {node {...f}}}} fragment f on Zone {names {text} region {id}}", nil)
	cost, refused := limits.CheckCost(schema, document.Operations[0], nil, pages)
	want := "the operation may return 603 objects, most of them by z.edges.node.names; the limit is 250: ask for smaller pages, or for less below them"
	if cost != 603 || code(refused) != fault.LimitExceeded || refused.Message != want {
		t.Errorf("%d, %v", cost, refused)
	}
	limits.Cost = 603
	if _, refused := limits.CheckCost(schema, document.Operations[0], nil, pages); refused != nil {
		t.Errorf("the limit itself is refused: %v", refused)
	}
}

// TestABombTakesLinearTime compares what is allocated, which does not depend on how busy the machine is.
func TestABombTakesLinearTime(t *testing.T) {
	bomb := func(fragments int, last string) *ast.QueryDocument {
		text := "{...f0} "
		for i := range fragments - 1 {
			text += fmt.Sprintf("fragment f%d on Query {...f%[2]d ...f%[2]d} ", i, i+1)
		}
		return parse(t, text+fmt.Sprintf("fragment f%d on Query {%s}", fragments-1, last))
	}
	allocations := func(fragments int) float64 {
		document := bomb(fragments, "zone {kind}")
		return testing.AllocsPerRun(10, func() { guard.Default().CheckDocument(schema, document) })
	}
	if few, many := allocations(15), allocations(50); many > 8*few {
		t.Errorf("15 fragments take %v allocations, 50 take %v", few, many)
	}
	start := time.Now()
	if refused := guard.Default().CheckDocument(schema, bomb(50, "zone {kind}")); refused == nil {
		t.Error("2 to the 49 fields are let through")
	}
	for _, last := range []string{"...missing", "...f0", "zone {kind} ...missing", "...f49"} {
		if refused := guard.Default().CheckDocument(schema, bomb(50, last)); refused == nil || strings.Contains(last, "...") && code(refused) != fault.ValidationFailed {
			t.Errorf("with %s: %v", last, refused)
		}
	}
	if took := time.Since(start); took > time.Minute {
		t.Errorf("it took %s", took)
	}
}

// TestFragmentsThatCannotBeMeasuredAreRefused has fragments in circles, fragments that are not there, and some that nothing spreads.
func TestFragmentsThatCannotBeMeasuredAreRefused(t *testing.T) {
	for text, message := range map[string]string{
		"{...a} fragment a on Query {...a}": `Cannot spread fragment "a" within itself.`,
		"{...a} fragment a on Query {zone {...b}} fragment b on Zone {region {zones {nodes {...b}}}}": `Cannot spread fragment "b" within itself.`,
		"{...missing}": `Unknown fragment "missing".`,
		"{...missing} fragment a on Zone {" + strings.Repeat("a: id a: kind ", 600) + "}":             `Unknown fragment "missing".`,
		"{__typename} fragment a on Zone {...b} fragment b on Zone {...a}":                            `Cannot spread fragment "a" within itself.`,
		"{...a} fragment a on Query {zone {id}} fragment a on Query {...a ... on Query {...missing}}": `Unknown fragment "missing".`,
	} {
		refused := guard.Default().CheckDocument(schema, parse(t, text))
		if refused == nil || code(refused) != fault.ValidationFailed || refused.Message != message || len(refused.Locations) != 1 {
			t.Errorf("%.100s: %v", text, refused)
		}
	}
}

// TestExamplesAreFarFromTheLimitOfComparisons measures what people begin with.
func TestExamplesAreFarFromTheLimitOfComparisons(t *testing.T) {
	limits := guard.Default()
	limits.Comparisons /= 20
	var paths []string
	for _, pattern := range []string{"queries/*.graphql", "clients/*/*.graphql"} {
		found, err := filepath.Glob("../../examples/" + pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		paths = append(paths, found...)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if refused := limits.CheckDocument(schema, parse(t, string(text))); refused != nil {
			t.Errorf("%s: %v", path, refused)
		}
	}
}

func TestDefaultsAreValid(t *testing.T) {
	if err := guard.Default().Validate(); err != nil {
		t.Error(err)
	}
	if err := (guard.Limits{}).Validate(); err == nil {
		t.Error("no limits at all are valid")
	}
}

// FuzzGuard measures whatever parses: nothing panics, what the guard lets through is validated in little
// memory, and what is valid has a cost.
func FuzzGuard(f *testing.F) {
	for _, text := range []string{"{zone {kind}}", "{zones(first: 3) {edges {node {id}}}}", "{...a} fragment a on Query {...a}", "{nodes(ids: [1]) {... on Zone {kind}}}",
		"query($f: Int = 3) {zones(last: $f) {pageInfo {hasNextPage}}}", "{__schema {types {fields {name}}}}", "subscription {a} mutation {b}",
		"{zone {" + strings.Repeat("a: id a: kind ", 99) + "}}", "{__typename} fragment a on Zone {" + strings.Repeat("a: id a: kind ", 600) + "}", "{...missing} fragment a on Zone {a: id a: kind}",
		"{zone {" + strings.Repeat("...{", 100) + strings.Repeat("a: id a: kind ", 9) + strings.Repeat("}", 100) + "}}"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		document, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, 4000)
		if err != nil || guard.Default().CheckDocument(schema, document) != nil || len(document.Operations) == 0 {
			return
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		problems := validator.ValidateWithRules(schema, document, nil)
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > 32<<20 {
			t.Errorf("%q takes %d KiB to validate", text, took>>10)
		}
		if len(problems) > 0 {
			return
		}
		for _, operation := range document.Operations {
			if operation.Operation != ast.Query {
				continue
			}
			if cost, _ := guard.Default().CheckCost(schema, operation, nil, pages); cost < 0 {
				t.Errorf("%q costs %d", text, cost)
			}
		}
	})
}
