package playground_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"

	"pilotgraph/internal/rows"
)

// standIn answers as the program does, and moreover what these tests need: a large answer, and times without answers.
func standIn(program http.Handler) http.Handler {
	var busy, asked atomic.Int32
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		introspection := strings.Contains(r.URL.RawQuery, "IntrospectionQuery")
		if r.URL.Path == "/releases/slow/graphql" {
			r.URL.Path = "/graphql"
			if introspection && asked.Add(1)%5 != 0 { // each of GraphiQL's two attempts is two of ours
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
		}
		switch {
		case bytes.Contains(body, []byte("query Large")):
			_, _ = w.Write(large())
		case bytes.Contains(body, []byte("query Gone")):
			panic(http.ErrAbortHandler)
		case bytes.Contains(body, []byte("query Busy")) && busy.Add(1)%2 == 1: // every other time
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusServiceUnavailable)
		default:
			program.ServeHTTP(w, r)
		}
	})
}

// large is an answer of 4,000 rows of 6 cells, with values that try to be more than text.
func large() []byte {
	type node map[string]any
	var parents []node
	for i := range 100 {
		var children []node
		for j := range 40 {
			children = append(children, node{"id": fmt.Sprintf("region:%d-%d", i, j), "name": "<script>document.title = 'run'</script>", "isoCode": nil, "level": "ADM2"})
		}
		parents = append(parents, node{"id": fmt.Sprintf("region:%d", i), "name": strings.Repeat("长", 300), "children": node{"nodes": children}})
	}
	answer, err := json.Marshal(node{"data": node{"regions": node{"nodes": parents}}, "extensions": node{"cost": node{"requested": 10100, "maximum": 50000}}})
	if err != nil {
		panic(err)
	}
	return answer
}

// contract is the contract of the program.
var contract = sync.OnceValue(func() *ast.Schema {
	paths, err := filepath.Glob("../schema/*.graphql")
	if err != nil {
		panic(err)
	}
	var sources []*ast.Source
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			panic(err)
		}
		sources = append(sources, &ast.Source{Name: path, Input: string(text)})
	}
	return gqlparser.MustLoadSchema(sources...)
})

// flatten returns the table of an answer.
func flatten(query, operationName string, variables map[string]any, data []byte) (columns []string, all [][]any) {
	document, problems := gqlparser.LoadQueryWithRules(contract(), query, nil)
	if problems != nil {
		panic(problems)
	}
	operation := document.Operations.ForName(operationName)
	coerced, err := validator.VariableValues(contract(), operation, variables)
	if err != nil {
		panic(err)
	}
	plan, err := rows.New(operation, coerced)
	if err != nil {
		panic(err)
	}
	for row, err := range plan.Rows(data) {
		if err != nil {
			panic(err)
		}
		all = append(all, row)
	}
	return plan.Columns(), all
}
