package rows_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"

	"pilotgraph/graph/fault"
	"pilotgraph/internal/rows"
)

// flattening is testdata/cases.json, which the tests of the playground read too.
type flattening struct {
	Schema []string
	Cases  []struct {
		Name          string
		Document      string
		OperationName string
		Variables     map[string]any
		Data          json.RawMessage
		Columns       []string
		Rows          [][]any
		Outermost     []string
	}
}

// read decodes a file of testdata, with numbers as they are written.
func read(t *testing.T, path string, into any) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	decoder := json.NewDecoder(file)
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

func plan(t *testing.T, schema *ast.Schema, document, operationName string, variables map[string]any) *rows.Plan {
	t.Helper()
	parsed, problems := gqlparser.LoadQueryWithRules(schema, document, nil)
	if problems != nil {
		t.Fatalf("%s: %v", document, problems)
	}
	operation := parsed.Operations.ForName(operationName)
	coerced, err := validator.VariableValues(schema, operation, variables)
	if err != nil {
		t.Fatal(err)
	}
	made, err := rows.New(operation, coerced)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// all returns the rows of data.
func all(t *testing.T, plan *rows.Plan, data []byte) (all [][]any) {
	t.Helper()
	for row, err := range plan.Rows(data) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
	return all
}

func TestFlattening(t *testing.T) {
	var cases flattening
	read(t, "testdata/cases.json", &cases)
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: strings.Join(cases.Schema, "\n")})
	for _, test := range cases.Cases {
		t.Run(test.Name, func(t *testing.T) {
			plan := plan(t, schema, test.Document, test.OperationName, test.Variables)
			if diff := cmp.Diff(test.Columns, plan.Columns(), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("columns (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.Rows, all(t, plan, test.Data), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			path, selected := plan.Outermost()
			if diff := cmp.Diff(test.Outermost, path); diff != "" || (len(selected) == 0) != (len(path) == 0) {
				t.Errorf("outermost connection, selected %d times (-want +got):\n%s", len(selected), diff)
			}
		})
	}
}

func TestTheOutermostConnectionIsAllThatSelectsIt(t *testing.T) {
	schema := contract(t)
	plan := plan(t, schema, `{ zone(id: "zone:a") { ...A institutions(first: 2) { nodes { name } } } }
		fragment A on Zone { institutions(first: 2) { totalCount } }`, "", nil)
	path, selected := plan.Outermost()
	if diff := cmp.Diff([]string{"zone", "institutions"}, path); diff != "" {
		t.Error(diff)
	}
	if len(selected) != 2 || selected[0].Definition.Type.Name() != "ZoneInstitutionConnection" {
		t.Errorf("selected %d times", len(selected))
	}
}

// contract is the contract of this program.
func contract(t testing.TB) *ast.Schema {
	t.Helper()
	paths, err := filepath.Glob("../../schema/*.graphql")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no contract: %v", err)
	}
	var sources []*ast.Source
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, &ast.Source{Name: path, Input: string(text)})
	}
	return gqlparser.MustLoadSchema(sources...)
}

func TestAFragmentBombIsRefused(t *testing.T) {
	var document strings.Builder
	document.WriteString("{ zone(id: \"zone:a\") { region { ...F0 } } }\n")
	for i := range 30 {
		fmt.Fprintf(&document, "fragment F%d on Region { a: parent { ...F%d } b: parent { ...F%d } }\n", i, i+1, i+1)
	}
	document.WriteString("fragment F30 on Region { name }")
	parsed, problems := gqlparser.LoadQueryWithRules(contract(t), document.String(), nil)
	if problems != nil {
		t.Fatal(problems)
	}
	_, err := rows.New(parsed.Operations[0], nil)
	var refused *fault.Error
	if !errors.As(err, &refused) || refused.Code != fault.LimitExceeded {
		t.Errorf("got %v", err)
	}
}

func TestASpreadManyTimesIsOneField(t *testing.T) {
	document := "{ zones { nodes { " + strings.Repeat("...A ", 500) + "} } }\nfragment A on Zone { id }"
	if got := plan(t, contract(t), document, "", nil).Columns(); len(got) != 1 || got[0] != "zones.id" {
		t.Errorf("got %q", got)
	}
}

func TestRowsEndWhereNoMoreAreWanted(t *testing.T) {
	plan := plan(t, contract(t), `{ zones { nodes { id } } }`, "", nil)
	count := 0
	for range plan.Rows([]byte(`{"zones":{"nodes":[{"id":"a"},{"id":"b"},{"id":"c"}]}}`)) {
		if count++; count == 2 {
			break
		}
	}
	if count != 2 {
		t.Errorf("%d rows", count)
	}
}

func TestDataThatIsNotJSON(t *testing.T) {
	plan := plan(t, contract(t), `{ zones { nodes { id } } }`, "", nil)
	for row, err := range plan.Rows([]byte(`{"zones":`)) {
		if err == nil {
			t.Errorf("a row %v", row)
		}
	}
}

// FuzzRows: whatever the data, each row has a value for each column, and nothing panics.
func FuzzRows(f *testing.F) {
	parsed, problems := gqlparser.LoadQueryWithRules(contract(f), `{ zones { totalCount nodes { id names { text } regions { nodes { name ancestors { name } } }
		institutions { edges { relations node { name sectors { nodes { name } } } } } } } }`, nil)
	if problems != nil {
		f.Fatal(problems)
	}
	plan, err := rows.New(parsed.Operations[0], nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(`{"zones":{"totalCount":1,"nodes":[{"id":"a","names":[{"text":"A"}],"regions":{"nodes":[]},"institutions":{"edges":[{"relations":["L"],"node":{"name":"I","sectors":{"nodes":[{"name":"S"}]}}}]}}]}}`))
	f.Add([]byte(`{"zones":[[{"nodes":1}],null]}`))
	f.Add([]byte(`{"zones":{"nodes":[[],[{"institutions":{"edges":{"relations":[[1,[2]],{"a":null}]}}}]]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		for row, err := range plan.Rows(data) {
			if err == nil && len(row) != len(plan.Columns()) {
				t.Errorf("%d values for %d columns", len(row), len(plan.Columns()))
			}
		}
	})
}
