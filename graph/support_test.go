package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"entgo.io/ent/dialect/sql"

	"pilotgraph/graph"
	"pilotgraph/graph/guard"
	"pilotgraph/graph/load"
	"pilotgraph/internal/datapackage"
	"pilotgraph/internal/postgrestest"
	"pilotgraph/internal/release"
	"pilotgraph/seed"
)

var update = flag.Bool("update", false, "write the golden answers anew")

var onlyOn = flag.String("database", "", "sqlite or postgres, to run the tests on one of them alone")

// testDirectory is where releases are published that several tests of the package use.
var testDirectory string

// onPostgres is whether the tests run on PostgreSQL. All run twice: on SQLite, and then on it.
var onPostgres bool

func TestMain(m *testing.M) {
	flag.Parse()
	var err error
	if testDirectory, err = os.MkdirTemp("", "pilotgraph-graph"); err != nil {
		panic(err)
	}
	code := 0
	if *onlyOn != "postgres" {
		code = m.Run()
	}
	if *onlyOn != "sqlite" && code == 0 {
		code = runOnPostgres(m)
	}
	os.RemoveAll(testDirectory)
	os.Exit(code)
}

func runOnPostgres(m *testing.M) int {
	_, err := postgrestest.New()
	switch {
	case errors.Is(err, postgrestest.ErrAbsent) && os.Getenv("CI") == "":
		fmt.Println("skipped:", err)
		return 0
	case err != nil:
		fmt.Println(err)
		return 1
	}
	defer postgrestest.Stop()
	onPostgres = true
	fmt.Println("on PostgreSQL:")
	return m.Run()
}

// newPlace is where releases may be published: a directory, or a database.
func newPlace(t failer) string {
	t.Helper()
	if onPostgres {
		address, err := postgrestest.New()
		if err != nil {
			t.Fatal(err)
		}
		return address
	}
	directory, err := os.MkdirTemp(testDirectory, "release")
	if err != nil {
		t.Fatal(err)
	}
	return directory
}

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

// openSeed opens the release of the seed.
func openSeed(t failer) *release.Release {
	t.Helper()
	return once("seed", func() *release.Release {
		opened, err := release.Open(context.Background(), release.Options{Directory: newPlace(t), Seed: seed.Files(), Log: quiet})
		if err != nil {
			t.Fatal(err)
		}
		return opened
	})
}

// published publishes the package in a folder and opens it.
func published(t failer, folder string) *release.Release {
	t.Helper()
	source, err := datapackage.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	options := release.Options{Directory: newPlace(t), Log: quiet}
	if _, err := release.Publish(context.Background(), options, source, release.OriginPackage); err != nil {
		t.Fatal(err)
	}
	opened, err := release.Open(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

// rewritten publishes the seed after a function has seen each of its files and returned what it is to be.
func rewritten(t failer, rewrite func(name string, content []byte) []byte) *release.Release {
	t.Helper()
	folder, err := os.MkdirTemp(testDirectory, "package")
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(seed.Files(), "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		content, err := fs.ReadFile(seed.Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), rewrite(name, content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return published(t, folder)
}

// releases are published once, under a name, for all tests on a database.
var releases sync.Map

func once(name string, publish func() *release.Release) *release.Release {
	if onPostgres {
		name += " on PostgreSQL"
	}
	made, ok := releases.Load(name)
	if !ok {
		made = publish()
		releases.Store(name, made)
	}
	return made.(*release.Release)
}

// fixtures is the seed with institutions that have what its own names have not.
func fixtures(t failer) *release.Release {
	t.Helper()
	return once("fixtures", func() *release.Release {
		return rewritten(t, func(name string, content []byte) []byte {
			if name != "institutions.csv" {
				return content
			}
			for _, row := range []string{ // name_zh, name_en, name_de
				"emile,埃米尔学校,École Émile,ÉMILE-Schule", "umlaut,绿源电子,Lvyuan Electronics,Lüyuan Elektronik", "zebra,甲,Zebra,Äpfel",
				"percent,乙,100% Pure,zebra", "thousand,丙,1000 Pure,apfel", "underscore,丁,a_b Works,_b", "letter,戊,axb Works,Zb",
				"inside,己,Embankment Works,Uferwerk", "within,庚,Sparbanken,Sparbanken", "begins,辛,Bankers Union,Union",
			} {
				content = fmt.Appendf(content, "fixture-%s,editorial,editorial,editorial,other,,,\n", row)
			}
			return content
		})
	})
}

// server answers GraphQL on a release and counts the statements that it takes.
type server struct {
	*graph.Server
	watcher
	release *release.Release
	config  graph.Config
}

// watcher counts statements, and fails where a test wants it.
type watcher struct {
	statements atomic.Int64
	eachParent atomic.Int64 // those of them that read pages of many parents
	fails      atomic.Pointer[func(reads string) error]
	mutex      sync.Mutex
	heard      []string // the statements of a server that listens
	listening  bool
}

// fail makes reads fail from now on. Reads of an answer that is given up may go on meanwhile.
func (w *watcher) fail(fails func(reads string) error) { w.fails.Store(&fails) }

func (w *watcher) watch(_ context.Context, reads, statement string) error {
	if fails := w.fails.Load(); fails != nil {
		if err := (*fails)(reads); err != nil {
			return err
		}
	}
	if statement == "" {
		return nil // it belongs to another one
	}
	w.statements.Add(1)
	if (strings.Contains(statement, "json_each") || strings.Contains(statement, "unnest")) && strings.Contains(statement, "LIMIT") {
		w.eachParent.Add(1)
	}
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if w.listening {
		w.heard = append(w.heard, statement)
	}
	return nil
}

// executors are those that must answer alike.
var executors = []graph.Executor{graph.PlanExecutor, graph.GqlgenExecutor}

func serve(opened *release.Release, wait time.Duration) *server {
	return serveWith(graph.PlanExecutor, opened, wait)
}

// serveWith is serve with an executor.
func serveWith(executor graph.Executor, opened *release.Release, wait time.Duration) *server {
	limits := guard.Default()
	limits.Cost = 100_000_000 // the tests of properties ask for everything at once
	return serveWithin(limits, executor, opened, wait)
}

// serveWithin is a server with limits.
func serveWithin(limits guard.Limits, executor graph.Executor, opened *release.Release, wait time.Duration) *server {
	if onPostgres && wait == load.DefaultWait {
		wait = 30 * time.Millisecond // see inBubble
	}
	made := &server{release: opened}
	made.config = graph.Config{
		Driver: sql.OpenDB(opened.Dialect, opened.DB), Release: opened.Info.ID, Version: opened.Info.Version, Languages: opened.Info.Languages,
		Limits: limits, CitedFields: release.Fields, Log: quiet, Wait: wait, Executor: executor, Watch: made.watch,
	}
	made.Server = graph.New(made.config)
	return made
}

// seeded is a server on the seed.
func seeded(t testing.TB) *server {
	t.Helper()
	return serve(openSeed(t), load.DefaultWait)
}

// quick is a server on the seed that does not wait for batches: for tests that
// ask much and do not count statements.
func quick(t testing.TB) *server {
	t.Helper()
	return serve(openSeed(t), time.Nanosecond)
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

// cost ends every answer. Most tests look at what stands before it.
var cost = regexp.MustCompile(`,?"extensions":\{"cost":\{"requested":(?:\d+|null),"maximum":\d+\}\}\}$`)

// ask asks a document and returns the answer as it came, without its cost.
func (s *server) ask(t failer, document string, variables map[string]any, acceptLanguage ...string) []byte {
	t.Helper()
	return s.askWithin(context.Background(), t, document, variables, acceptLanguage...)
}

// askWithin asks as long as the context allows.
func (s *server) askWithin(ctx context.Context, t failer, document string, variables map[string]any, acceptLanguage ...string) []byte {
	t.Helper()
	text, err := json.Marshal(variables)
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	request := graph.Request{Query: document, Languages: s.Languages(strings.Join(acceptLanguage, ", "))}
	if err := decoder.Decode(&request.Variables); err != nil {
		t.Fatal(err)
	}
	operation, answer := s.Prepare(ctx, request)
	if answer == nil {
		answer = operation.Answer(ctx)
	}
	if !cost.Match(answer.Body) {
		t.Fatalf("%s\nis answered without its cost: %s", document, answer.Body)
	}
	return cost.ReplaceAll(answer.Body, []byte("}"))
}

// read asks a document that must succeed and decodes its data into target.
func (s *server) read(t failer, target any, document string, variables map[string]any, acceptLanguage ...string) {
	t.Helper()
	got := decode(t, s.ask(t, document, variables, acceptLanguage...))
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
