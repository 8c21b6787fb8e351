package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// TestQueriesFitTheContract validates the queries of the benchmark, and that their variables are those declared.
func TestQueriesFitTheContract(t *testing.T) {
	schema, err := gqlparser.LoadSchema(contract(t)...)
	if err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob("../queries/*.graphql")
	if err != nil || len(paths) != 8 {
		t.Fatalf("%d queries instead of 8: %v", len(paths), err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			document, errs := gqlparser.LoadQueryWithRules(schema, string(content(t, path)), rules.NewDefaultRules())
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			if _, err := validator.VariableValues(schema, document.Operations[0], variables(t, path)); err != nil {
				t.Error(err)
			}
		})
	}
}

// contract returns the files of schema/.
func contract(t *testing.T) []*ast.Source {
	t.Helper()
	paths, err := filepath.Glob("../../schema/*.graphql")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no contract: %v", err)
	}
	var sources []*ast.Source
	for _, path := range paths {
		sources = append(sources, &ast.Source{Name: path, Input: string(content(t, path))})
	}
	return sources
}

// variables returns those of a query, from the file beside it; without one there are none.
func variables(t *testing.T, query string) map[string]any {
	t.Helper()
	values := map[string]any{}
	path := strings.TrimSuffix(query, ".graphql") + ".vars.json"
	if _, err := os.Stat(path); err != nil {
		return values
	}
	if err := json.Unmarshal(content(t, path), &values); err != nil {
		t.Fatal(err)
	}
	return values
}

func content(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
