package graph_test

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"pilotgraph/graph"
)

// Not -update, which writes goldens many times a day: the copy changes once, at a release of the program.
var releaseContract = flag.Bool("release-contract", false, "write the copy of the contract as released")

const releasedContract = "testdata/contract.graphql"

// TestContractBreaksNoClient compares the contract with the one last released. What breaks a client must be in the changelog.
func TestContractBreaksNoClient(t *testing.T) {
	released, err := os.ReadFile(releasedContract)
	if err != nil && !(*releaseContract && errors.Is(err, fs.ErrNotExist)) {
		t.Fatal(err)
	}
	if err == nil {
		changelog, err := os.ReadFile("../CHANGELOG.md")
		if err != nil {
			t.Fatal(err)
		}
		found := breakingChanges(contract(t, string(released)), graph.Schema())
		for _, each := range unnamed(found, string(changelog)) {
			t.Errorf("`%s`: %s", strings.Join(each.names, "` and `"), each.breaks)
		}
		for _, each := range early(found, time.Now().UTC().Format(time.DateOnly)) {
			t.Errorf("`%s`: %s Keep it, @deprecated with a reason and a day, until a release of the program has had it so and the day is past.",
				strings.Join(each.names, "` and `"), each.breaks)
		}
	}
	switch {
	case t.Failed():
		t.Error(`Keep what clients use, or name each of these, in backquotes, under "### Breaking" in "## Unreleased" of CHANGELOG.md.`)
	case *releaseContract:
		if err := os.WriteFile(releasedContract, []byte(sdl()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// contract reads a schema definition; those without a query type get one.
func contract(t *testing.T, definition string) *ast.Schema {
	t.Helper()
	if !strings.Contains(definition, "type Query") && !strings.Contains(definition, "schema {") {
		definition += " type Query {any: Int}"
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: definition})
	if err != nil {
		t.Fatalf("%v\n%s", err, definition)
	}
	return schema
}

var (
	unreleasedSection = regexp.MustCompile(`(?ms)^## Unreleased\s*?$(.*?)(?:^## |\z)`)
	breakingSection   = regexp.MustCompile(`(?ms)^### Breaking\s*?$(.*?)(?:^### |\z)`)
	codeSpan          = regexp.MustCompile("`([^`\n]+)`")
)

// unnamed returns the changes that the changelog does not name where it must.
func unnamed(found changes, changelog string) changes {
	var names []string
	if unreleased := unreleasedSection.FindStringSubmatch(changelog); unreleased != nil {
		if breaking := breakingSection.FindStringSubmatch(unreleased[1]); breaking != nil {
			for _, span := range codeSpan.FindAllStringSubmatch(breaking[1], -1) {
				names = append(names, span[1])
			}
		}
	}
	return slices.DeleteFunc(found, func(each change) bool { return len(missing(each.names, names)) == 0 })
}

func TestBreakingChangesMustBeInTheChangelog(t *testing.T) {
	var found changes
	for _, names := range []string{"Zone.batch", "Query.zones(first:)", "Hit Zone", "Zone"} {
		found = append(found, change{names: strings.Fields(names)})
	}
	for changelog, want := range map[string]string{
		"## Unreleased\n\n### Breaking\n\n- `Zone.batch` is gone.\n- `Query.zones(first:)`, and `Hit` without `Zone`.\n": "",
		"## Unreleased\r\n### Breaking\r\n- `Zone.batch`.\r\n### Added\r\n- `Zone`\r\n":                                  "Query.zones(first:), Hit Zone, Zone",
		"## Unreleased\n### Added\n- `Zone.batch`\n## 0.1.0\n### Breaking\n- `Zone`, `Hit`\n":                            "Zone.batch, Query.zones(first:), Hit Zone, Zone",
		"## Unreleased\n### Breaking\n- `Zone.batches`, Zone.batch, `Hit`\n":                                             "Zone.batch, Query.zones(first:), Hit Zone, Zone",
		"# Changelog\n": "Zone.batch, Query.zones(first:), Hit Zone, Zone",
	} {
		if diff := cmp.Diff(want, listed(unnamed(slices.Clone(found), changelog))); diff != "" {
			t.Errorf("%s\n(-want +unnamed):\n%s", changelog, diff)
		}
	}
}

func listed(found changes) string {
	var names []string
	for _, each := range found {
		names = append(names, strings.Join(each.names, " "))
	}
	return strings.Join(names, ", ")
}

func TestBreakingChangesAreFound(t *testing.T) {
	for _, test := range []struct{ before, after, want string }{
		{`type A {a: Int} type B {b: Int}`, `type A {a: Int}`, "B"},
		{`type A {a: Int}`, `type A {a: Int} type B {b: Int}`, ""},
		{`type A {a: Int}`, `input A {a: Int}`, "A"},
		{`schema {query: A} type A {a: Int} type B {b: Int}`, `schema {query: B} type A {a: Int} type B {b: Int}`, "A"},

		{`type A {a: Int b: Int}`, `type A {a: Int c: Int!}`, "A.b"},
		{`interface A {a: Int b: Int}`, `interface A {a: Int}`, "A.b"},
		{`type A {a: Int}`, `type A {a: Int!}`, ""},
		{`type A {a: Int!}`, `type A {a: Int}`, "A.a"},
		{`type A {a: [[Int]]}`, `type A {a: [[Int!]]!}`, ""},
		{`type A {a: [[Int!]]}`, `type A {a: [[Int]!]!}`, "A.a"},
		{`type A {a: Int}`, `type A {a: Float}`, "A.a"},
		{`type A {a: Int}`, `type A {a: [Int]}`, "A.a"},
		{`type A {a: [Int]}`, `type A {a: Int}`, "A.a"},

		{`type A {a(b: Int): Int}`, `type A {a: Int}`, "A.a(b:)"},
		{`type A {a(b: Int!): Int}`, `type A {a(b: Int): Int}`, ""},
		{`type A {a(b: Int): Int}`, `type A {a(b: Int!): Int}`, "A.a(b:)"},
		{`type A {a(b: [Int!]!): Int}`, `type A {a(b: [Int]): Int}`, ""},
		{`type A {a(b: [Int]!): Int}`, `type A {a(b: [Int!]): Int}`, "A.a(b:)"},
		{`type A {a(b: Int): Int}`, `type A {a(b: [Int]): Int}`, "A.a(b:)"},
		{`type A {a(b: Int): Int}`, `type A {a(b: ID): Int}`, "A.a(b:)"},
		{`type A {a: Int}`, `type A {a(b: Int!): Int}`, "A.a(b:)"},
		{`type A {a: Int}`, `type A {a(b: Int! = 1, c: Int): Int}`, ""},
		{`type A {a(b: Int = 1): Int}`, `type A {a(b: Int = 2): Int}`, "A.a(b:)"},
		{`type A {a(b: Int = 1): Int}`, `type A {a(b: Int): Int}`, "A.a(b:)"},
		{`type A {a(b: Int): Int}`, `type A {a(b: Int = 1): Int}`, "A.a(b:)"},
		{`type A {a(b: Int!): Int}`, `type A {a(b: Int! = 1): Int}`, ""},
		{`type A {a(b: [Int] = [1, 2]): Int}`, `type A {a(b: [Int] = [1 2]): Int}`, ""},

		{`input A {a: Int b: Int}`, `input A {a: Int}`, "A.b"},
		{`input A {a: Int!}`, `input A {a: Int b: Int c: Int! = 1}`, ""},
		{`input A {a: Int}`, `input A {a: Int! b: Int!}`, "A.a, A.b"},
		{`input A {a: Int = 1}`, `input A {a: Int = 2}`, "A.a"},
		{`input A {a: Int b: Int}`, `input A @oneOf {a: Int b: Int}`, "A"},
		{`input A @oneOf {a: Int b: Int}`, `input A {a: Int b: Int}`, ""},
		{`input A @oneOf {a: Int}`, `input A @oneOf {a: Int b: Int}`, ""},

		{`enum A {B C}`, `enum A {C D}`, "A.B"},
		{`type B {b: Int} type C {c: Int} union A = B | C`, `type B {b: Int} type C {c: Int} union A = C`, "A B"},
		{`type B {b: Int} type C {c: Int} union A = B`, `type B {b: Int} type C {c: Int} union A = B | C`, ""},
		{`interface B {b: Int} type A implements B {b: Int}`, `interface B {b: Int} type A {b: Int}`, "A B"},
		{`interface B {b: Int} type A {b: Int}`, `interface B {b: Int} type A implements B {b: Int}`, ""},
		{`scalar A @specifiedBy(url: "https://a")`, `scalar A @specifiedBy(url: "https://b")`, "A"},
		{`scalar A @specifiedBy(url: "https://a")`, `scalar A`, "A"},
		{`scalar A`, `scalar A @specifiedBy(url: "https://b")`, ""},

		{`directive @a on FIELD`, ``, "@a"},
		{``, `directive @a on FIELD`, ""},
		{`directive @a on FIELD | QUERY`, `directive @a on QUERY`, "@a FIELD"},
		{`directive @a repeatable on FIELD`, `directive @a on FIELD`, "@a"},
		{`directive @a(b: Int) on FIELD`, `directive @a(c: Int!) on FIELD`, "@a(b:), @a(c:)"},

		{`type A {a: Int b: Int @deprecated(reason: "Removed after 2022-01-01")}`, `type A {a: Int}`, "A.b"},
		{`type A {a: Int b: Int}`, `type A {a: Int "Why" b: Int @deprecated(reason: "Removed after 2022-01-01")}`, ""},
	} {
		found := breakingChanges(contract(t, test.before), contract(t, test.after))
		if diff := cmp.Diff(test.want, listed(found)); diff != "" {
			t.Errorf("%s\n%s\n(-want +found):\n%s", test.before, test.after, diff)
		}
		for _, each := range found {
			if !strings.HasSuffix(each.breaks, ".") || strings.Contains(each.breaks, "%!") {
				t.Errorf("%v: %q is no sentence", each.names, each.breaks)
			}
		}
	}
}

// TestNothingIsRemovedThatWasNotDeprecatedLongEnough removes what was deprecated with a day, without one, and not at all.
func TestNothingIsRemovedThatWasNotDeprecatedLongEnough(t *testing.T) {
	const past, today, future = `@deprecated(reason: "Use a. Removed after 2027-05-23.")`, `@deprecated(reason: "Use a. Removed after 2027-05-24.")`, `@deprecated(reason: "Use a. Removed after 2028-01-01.")`
	before := contract(t, `type A {a(x: Int, b: Int `+past+`, c: Int `+today+`, d: Int): Int b: Int `+past+` c: Int `+today+` d: Int e: Int @deprecated f: Int `+future+`}
		enum B {A B `+past+` C `+today+` D} input C {a: Int b: Int `+past+` d: Int}`)
	after := contract(t, `type A {a(x: Int!): Int!} enum B {A} input C {a: Int}`)
	if diff := cmp.Diff("A.a(c:), A.a(d:), A.c, A.d, A.e, A.f, B.C, B.D, C.d", listed(early(breakingChanges(before, after), "2027-05-24"))); diff != "" {
		t.Errorf("(-want +early):\n%s", diff)
	}
}

var isoDate = regexp.MustCompile(`\b\d{4}-\d{2}-\d{2}\b`)

// undated returns the coordinates of what is deprecated without a date from which it may be removed.
func undated(schema *ast.Schema) []string {
	var found []string
	look := func(coordinate string, directives ast.DirectiveList) {
		deprecated := directives.ForName("deprecated")
		if deprecated == nil {
			return
		}
		if _, err := time.Parse(time.DateOnly, isoDate.FindString(argumentOf(deprecated, "reason"))); err != nil {
			found = append(found, coordinate)
		}
	}
	inputs := func(format string, inputs ast.ArgumentDefinitionList) {
		for _, input := range inputs {
			look(fmt.Sprintf(format, input.Name), input.Directives)
		}
	}
	for name, definition := range schema.Types {
		for _, field := range definition.Fields {
			look(name+"."+field.Name, field.Directives)
			inputs(name+"."+field.Name+"(%s:)", field.Arguments)
		}
		for _, value := range definition.EnumValues {
			look(name+"."+value.Name, value.Directives)
		}
	}
	for name, directive := range schema.Directives {
		inputs("@"+name+"(%s:)", directive.Arguments)
	}
	slices.Sort(found)
	return found
}

func TestDeprecatedSaysUntilWhen(t *testing.T) {
	for _, coordinate := range undated(graph.Schema()) {
		t.Errorf(`%s is @deprecated without a date: reason: "Use …. Removed after 2027-05-24."`, coordinate)
	}
	got := undated(contract(t, `directive @a(b: Int @deprecated) on FIELD
		type A {a(b: Int @deprecated(reason: "old")): Int @deprecated b: Int @deprecated(reason: "Use a. Removed after 2027-05-24.")}
		input B {a: Int @deprecated(reason: "Removed after 2027-13-01") b: Int}
		enum C {A B @deprecated(reason: "Removed in 2027") D @deprecated(reason: "Removed after 2027-05-24")}`))
	if diff := cmp.Diff([]string{"@a(b:)", "A.a", "A.a(b:)", "B.a", "C.B"}, got); diff != "" {
		t.Errorf("(-want +undated):\n%s", diff)
	}
}
