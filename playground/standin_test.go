package playground_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
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

// standIn answers as the program does, and moreover what these tests need: a large answer, and times without answers. What
// the program does not have yet it has in its place: releases, rows as CSV, and the cost of an operation.
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
		if r.URL.Path == "/releases/0.2.0/graphql" || r.URL.Path == "/releases/slow/graphql" {
			slow := strings.Contains(r.URL.Path, "slow")
			r.URL.Path = "/graphql"
			if slow && introspection && asked.Add(1)%5 != 0 { // each of GraphiQL's two attempts is two of ours
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
		case r.Header.Get("Accept") == "text/csv":
			writeCSV(w, r, program, body)
		case strings.Contains(r.URL.Query().Get("query"), "attribution"):
			writeCost(w, r, program)
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

// ask lets the program answer.
func ask(program http.Handler, r *http.Request, accept string) *httptest.ResponseRecorder {
	r.Header.Set("Accept", accept)
	r.Header.Del("Accept-Encoding")
	recorded := httptest.NewRecorder()
	program.ServeHTTP(recorded, r)
	return recorded
}

// pass sends on what the program answered.
func pass(w http.ResponseWriter, recorded *httptest.ResponseRecorder) {
	w.Header().Set("Content-Type", recorded.Header().Get("Content-Type"))
	w.WriteHeader(recorded.Code)
	_, _ = w.Write(recorded.Body.Bytes())
}

// writeCost adds a cost to an answer that says none.
func writeCost(w http.ResponseWriter, r *http.Request, program http.Handler) {
	recorded := ask(program, r, r.Header.Get("Accept"))
	var answer map[string]any
	if json.Unmarshal(recorded.Body.Bytes(), &answer) != nil || answer["extensions"] != nil {
		pass(w, recorded)
		return
	}
	answer["extensions"] = map[string]any{"cost": map[string]any{"requested": 1, "maximum": 50000}}
	w.WriteHeader(recorded.Code)
	_ = json.NewEncoder(w).Encode(answer)
}

// writeCSV answers with the rows of one page, where the program gives none.
func writeCSV(w http.ResponseWriter, r *http.Request, program http.Handler, body []byte) {
	if recorded := ask(program, r, "text/csv"); strings.HasPrefix(recorded.Header().Get("Content-Type"), "text/csv") {
		pass(w, recorded)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	recorded := ask(program, r, "application/json")
	var question struct {
		Query, OperationName string
		Variables            map[string]any
	}
	var answer struct{ Data, Errors json.RawMessage }
	if json.Unmarshal(body, &question) != nil || json.Unmarshal(recorded.Body.Bytes(), &answer) != nil || answer.Errors != nil {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write(recorded.Body.Bytes())
		return
	}
	columns, all := flatten(question.Query, question.OperationName, question.Variables, answer.Data)
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	file := rows.NewCSV(w, rows.Origin{Query: question.Query}.Remarks(), columns)
	for _, row := range all {
		file.Write(row)
	}
	_ = file.Flush()
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
