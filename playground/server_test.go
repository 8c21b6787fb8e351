package playground_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/validator"

	"pilotgraph/examples"
	"pilotgraph/graph"
	"pilotgraph/internal/release"
	"pilotgraph/internal/rows"
	"pilotgraph/internal/web"
	"pilotgraph/playground"
	"pilotgraph/seed"
)

// address is the root of a server over the seed, that all tests share; sent counts the bytes of its answers.
var (
	address string
	sent    atomic.Int64
)

func TestMain(m *testing.M) {
	code, err := withServer(m.Run)
	closeBrowser()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(code)
}

// withServer runs tests while the server answers.
func withServer(run func() int) (code int, err error) {
	directory, err := os.MkdirTemp("", "pilotgraph-playground")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(directory)
	quiet := slog.New(slog.DiscardHandler)
	opened, err := release.Open(context.Background(), release.Options{Directory: directory, Seed: seed.Files(), Log: quiet})
	if err != nil {
		return 0, err
	}
	defer opened.Close()
	handler, err := newHandler(opened, quiet)
	if err != nil {
		return 0, err
	}
	server := httptest.NewServer(counted(handler))
	defer server.Close()
	address = server.URL
	return run(), nil
}

// counted adds up what a handler sends.
func counted(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(counter{w}, r) })
}

type counter struct{ http.ResponseWriter }

// Write counts the bytes.
func (c counter) Write(content []byte) (int, error) {
	sent.Add(int64(len(content)))
	return c.ResponseWriter.Write(content)
}

// newHandler puts the playground beside the other addresses.
func newHandler(opened *release.Release, log *slog.Logger) (http.Handler, error) {
	config := graph.Config{
		Driver: sql.OpenDB(dialect.SQLite, opened.DB), Release: opened.Info.ID, Version: opened.Info.Version,
		Languages: opened.Info.Languages, Log: log, CitedFields: release.Fields,
	}
	answers := standIn(graph.New(config))
	offered, err := examples.JSON()
	if err != nil {
		return nil, err
	}
	page, err := playground.Handler(offered)
	if err != nil {
		return nil, err
	}
	others := web.New(web.Config{Graph: answers, Exists: graph.Exists(config), Schema: graph.SDL, Log: log, Release: web.Release{
		ID: opened.Info.ID, Version: opened.Info.Version, Title: opened.Info.Title, PublishedAt: opened.Info.PublishedAt,
	}})
	mux := http.NewServeMux()
	mux.Handle(playground.Root, page)
	mux.Handle(playground.Root+"/", page)
	mux.Handle("/releases/"+opened.Info.Version+"/graphql", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.URL.Path = "/graphql"
		others.ServeHTTP(w, r)
	}))
	// A release whose schema does not come at first.
	var asked atomic.Int32
	mux.Handle("/releases/slow/graphql", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.RawQuery, "IntrospectionQuery") && asked.Add(1)%5 != 0 { // each of GraphiQL's two attempts is two of ours
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		r.URL.Path = "/graphql"
		others.ServeHTTP(w, r)
	}))
	mux.Handle("/", others)
	return mux, nil
}

// standIn answers as the graph does, and moreover what these tests need of the server: rows as CSV, a large answer with a
// cost, and times without answers.
func standIn(answers http.Handler) http.Handler {
	var busy atomic.Int32
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		switch {
		case bytes.Contains(body, []byte("query Large")):
			_, _ = w.Write(large())
		case bytes.Contains(body, []byte("query Gone")):
			panic(http.ErrAbortHandler)
		case bytes.Contains(body, []byte("query Busy")) && busy.Add(1)%2 == 1: // every other time
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusServiceUnavailable)
		case r.Header.Get("Accept") == "text/csv":
			writeCSV(w, r, answers, body)
		case strings.Contains(r.URL.Query().Get("query"), "attribution"):
			writeCost(w, r, answers)
		default:
			answers.ServeHTTP(w, r)
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

// writeCost adds a cost to an answer that says none.
func writeCost(w http.ResponseWriter, r *http.Request, answers http.Handler) {
	recorded := httptest.NewRecorder()
	answers.ServeHTTP(recorded, r)
	var answer map[string]any
	if json.Unmarshal(recorded.Body.Bytes(), &answer) == nil && answer["extensions"] == nil {
		answer["extensions"] = map[string]any{"cost": map[string]any{"requested": 1, "maximum": 50000}}
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// writeCSV answers with the rows of one page.
func writeCSV(w http.ResponseWriter, r *http.Request, answers http.Handler, body []byte) {
	recorded := httptest.NewRecorder()
	r.Header.Set("Accept", "application/json")
	answers.ServeHTTP(recorded, r)
	var question struct {
		Query, OperationName string
		Variables            map[string]any
	}
	var answer struct{ Data, Errors json.RawMessage }
	if json.Unmarshal(body, &question) != nil || json.Unmarshal(recorded.Body.Bytes(), &answer) != nil || answer.Errors != nil {
		w.Header().Set("Content-Type", "application/json")
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

// flatten returns the table of an answer.
func flatten(query, operationName string, variables map[string]any, data []byte) (columns []string, all [][]any) {
	document, problems := gqlparser.LoadQueryWithRules(graph.Schema(), query, nil)
	if problems != nil {
		panic(problems)
	}
	operation := document.Operations.ForName(operationName)
	coerced, err := validator.VariableValues(graph.Schema(), operation, variables)
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
