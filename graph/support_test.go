package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"pilotgraph/graph"
	"pilotgraph/graph/load"
	"pilotgraph/internal/release"
	"pilotgraph/seed"
)

var update = flag.Bool("update", false, "write the golden answers anew")

// seedDirectory is published once for all tests of the package.
var seedDirectory string

func TestMain(m *testing.M) {
	flag.Parse()
	var err error
	if seedDirectory, err = os.MkdirTemp("", "pilotgraph-graph"); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(seedDirectory)
	os.Exit(code)
}

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

// openSeed opens the release of the seed.
var openSeed = sync.OnceValue(func() *release.Release {
	opened, err := release.Open(context.Background(), release.Options{Directory: seedDirectory, Seed: seed.Files(), Log: quiet})
	if err != nil {
		panic(err)
	}
	return opened
})

// server answers GraphQL on a release and counts the statements that it takes.
type server struct {
	http.Handler
	driver *countingDriver
}

// countingDriver counts statements, and fails where a test wants it.
type countingDriver struct {
	dialect.Driver
	statements atomic.Int64
	eachParent atomic.Int64 // those of them that read pages of many parents
	fail       error        // every statement fails with it
}

func (d *countingDriver) Query(ctx context.Context, query string, args, v any) error {
	d.statements.Add(1)
	if strings.Contains(query, "CROSS JOIN") {
		d.eachParent.Add(1)
	}
	if d.fail != nil {
		return d.fail
	}
	return d.Driver.Query(ctx, query, args, v)
}

func serve(opened *release.Release, wait time.Duration) *server {
	driver := &countingDriver{Driver: sql.OpenDB(dialect.SQLite, opened.DB)}
	return &server{driver: driver, Handler: graph.New(graph.Config{
		Driver: driver, Release: opened.Info.ID, Version: opened.Info.Version, Languages: opened.Info.Languages, CitedFields: release.Fields, Log: quiet, Wait: wait,
	})}
}

// seeded is a server on the seed.
func seeded(t testing.TB) *server {
	t.Helper()
	return serve(openSeed(), load.DefaultWait)
}

// quick is a server on the seed that does not wait for batches: for tests that
// ask much and do not count statements.
func quick(t testing.TB) *server {
	t.Helper()
	return serve(openSeed(), time.Nanosecond)
}

// answer is what GraphQL answers.
type answer struct {
	Data   json.RawMessage `json:"data"`
	Errors []struct {
		Message    string         `json:"message"`
		Path       []any          `json:"path"`
		Extensions map[string]any `json:"extensions"`
	} `json:"errors"`
}

// ask posts a document and returns the answer as it came.
func (s *server) ask(t failer, document string, variables map[string]any, headers ...string) []byte {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	recorder := httptest.NewRecorder()
	s.ServeHTTP(recorder, request)
	return recorder.Body.Bytes()
}

// read posts a document that must succeed and decodes its data into target.
func (s *server) read(t failer, target any, document string, variables map[string]any, headers ...string) {
	t.Helper()
	got := decode(t, s.ask(t, document, variables, headers...))
	if len(got.Errors) > 0 {
		t.Fatalf("%s\nfailed: %+v", document, got.Errors)
	}
	if err := json.Unmarshal(got.Data, target); err != nil {
		t.Fatalf("%s: %v\n%s", document, err, got.Data)
	}
}

func decode(t failer, body []byte) answer {
	t.Helper()
	var got answer
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatalf("%v\n%s", err, body)
	}
	return got
}

// indent returns JSON as people read it.
func indent(t failer, body []byte) []byte {
	t.Helper()
	var text bytes.Buffer
	if err := json.Indent(&text, body, "", "  "); err != nil {
		t.Fatalf("%v\n%s", err, body)
	}
	text.WriteByte('\n')
	return text.Bytes()
}

// kebab returns a type's name as it stands in ids: "agency-role" for "AgencyRole".
func kebab(typename string) string {
	var b strings.Builder
	for i, r := range typename {
		if r >= 'A' && r <= 'Z' {
			if i > 0 {
				b.WriteByte('-')
			}
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// sdl is the contract as text, with English descriptions.
func sdl() string {
	text, _ := graph.SDL("")
	return text
}

// failer is what tests and properties have in common.
type failer interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}
