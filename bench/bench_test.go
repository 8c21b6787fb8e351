// Package bench measures how queries are executed: the questions of queries/ on the small data, in this process.
package bench_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/vektah/gqlparser/v2"

	"pilotgraph/bench/dataset"
	"pilotgraph/graph"
	"pilotgraph/graph/connection"
	"pilotgraph/graph/guard"
	"pilotgraph/internal/datapackage"
	"pilotgraph/internal/release"
	"pilotgraph/internal/search"
)

var update = flag.Bool("update", false, "write the table of allocations anew")

var directory string

func TestMain(m *testing.M) {
	flag.Parse()
	var err error
	if directory, err = os.MkdirTemp("", "pilotgraph-bench"); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(directory)
	os.Exit(code)
}

// published is the release of the small data.
var published = sync.OnceValue(func() *release.Release {
	ctx, folder := context.Background(), filepath.Join(directory, "package")
	options := release.Options{Directory: filepath.Join(directory, "data"), Log: slog.New(slog.DiscardHandler)}
	must(dataset.Write(folder, dataset.Small, nil))
	source, err := datapackage.Open(folder)
	must(err)
	defer source.Close()
	_, err = release.Publish(ctx, options, source, release.OriginPackage)
	must(err)
	opened, err := release.Open(ctx, options)
	must(err)
	return opened
})

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func serve(executor graph.Executor) *graph.Server {
	opened := published()
	return graph.New(graph.Config{
		Driver: sql.OpenDB(dialect.SQLite, opened.DB), Release: opened.Info.ID, Version: opened.Info.Version, Languages: opened.Info.Languages,
		Limits: guard.Default(), CitedFields: release.Fields, Log: slog.New(slog.DiscardHandler), Executor: executor, KeptRows: 50_000,
	})
}

// question is a document with its variables.
type question struct {
	name      string
	document  string
	variables map[string]any
}

func questions() []question {
	files, err := filepath.Glob("queries/*.graphql")
	must(err)
	var all []question
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(err)
		variables, err := os.ReadFile(strings.TrimSuffix(file, ".graphql") + ".vars.json")
		if err != nil {
			variables = []byte("{}")
		}
		each := question{name: strings.TrimSuffix(filepath.Base(file), ".graphql"), document: string(text)}
		decoder := json.NewDecoder(bytes.NewReader(variables))
		decoder.UseNumber()
		must(decoder.Decode(&each.variables))
		all = append(all, each)
	}
	return all
}

func (q question) ask(server *graph.Server) []byte {
	operation, answer := server.Prepare(context.Background(), graph.Request{Query: q.document, Variables: q.variables, Languages: server.Languages("")})
	if answer == nil {
		answer = operation.Answer(context.Background())
	}
	return answer.Body
}

// BenchmarkExecutors asks the questions of plans and of gqlgen's own executor.
func BenchmarkExecutors(b *testing.B) {
	for _, executor := range []graph.Executor{graph.PlanExecutor, graph.GqlgenExecutor} {
		server := serve(executor)
		for _, each := range questions() {
			b.Run(string(executor)+"/"+each.name, func(b *testing.B) {
				if answer := each.ask(server); bytes.Contains(answer, []byte(`"errors"`)) {
					b.Fatalf("%s", answer)
				}
				b.ReportAllocs()
				for b.Loop() {
					each.ask(server)
				}
			})
		}
	}
}

// BenchmarkGuard measures the document of each question, and the cost of its operation.
func BenchmarkGuard(b *testing.B) {
	limits, pages := guard.Default(), guard.Pages{Root: connection.StandardRoot, Nested: connection.StandardNested, Maximum: connection.Maximum}
	for _, each := range questions() {
		document, problems := gqlparser.LoadQueryWithRules(graph.Schema(), each.document, nil)
		if len(problems) > 0 {
			b.Fatal(problems)
		}
		b.Run(each.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if refused := limits.CheckDocument(graph.Schema(), document); refused != nil {
					b.Fatal(refused)
				}
				if _, refused := limits.CheckCost(graph.Schema(), document.Operations[0], each.variables, pages); refused != nil {
					b.Fatal(refused)
				}
			}
		})
	}
}

// BenchmarkTokens folds what is asked and cuts it into tokens, and the same for a filter of names.
func BenchmarkTokens(b *testing.B) {
	for _, text := range []string{"协和医院", "Beijing Glaucoma Hospital", "xiehe"} {
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := search.Parse(text); err != nil {
					b.Fatal(err)
				}
				if _, err := search.WithName(search.Contains, text, "institution"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkCursor makes a cursor and reads it.
func BenchmarkCursor(b *testing.B) {
	order := connection.Order{{Table: "k", Name: "name_key"}, {Table: "t", Name: "id"}}
	key := connection.NewKey("beijing daxue", "institution:pku")
	b.ReportAllocs()
	for b.Loop() {
		cursor := order.Cursor("Zone.institutions zone:bc-haidian", key)
		if _, err := (connection.Arguments{After: &cursor}).Page("Zone.institutions zone:bc-haidian", order, 10); err != nil {
			b.Fatal(err)
		}
	}
}

// allocations is the table of how many pieces of memory an answer takes.
const allocations = "allocations.txt"

// TestAnswersTakeNoMoreMemory compares how many pieces of memory each answer takes with the table of the last commit.
func TestAnswersTakeNoMoreMemory(t *testing.T) {
	server := serve(graph.PlanExecutor)
	var lines []string
	for _, each := range questions() {
		each.ask(server)
		lines = append(lines, fmt.Sprintf("%s %.0f", each.name, testing.AllocsPerRun(100, func() { each.ask(server) })))
	}
	if *update {
		must(os.WriteFile(allocations, []byte(strings.Join(lines, "\n")+"\n"), 0o644))
	}
	table, err := os.ReadFile(allocations)
	must(err)
	for i, line := range strings.Split(strings.TrimSpace(string(table)), "\n") {
		name, before := countOf(line)
		if i >= len(lines) || !strings.HasPrefix(lines[i], name+" ") {
			t.Fatalf("%s has %s where the questions are %v: write it anew with -update", allocations, name, lines)
		}
		if _, now := countOf(lines[i]); now*10 > before*11 {
			t.Errorf("%s takes %d pieces of memory, and took %d. Take fewer; or say in bench/README.md what they buy, and run go test ./bench -update", name, now, before)
		}
	}
	if count := strings.Count(string(table), "\n"); count != len(lines) || !slices.IsSorted(lines) {
		t.Errorf("%s has %d lines for %d questions", allocations, count, len(lines))
	}
}

func countOf(line string) (name string, count int) {
	name, text, _ := strings.Cut(line, " ")
	count, err := strconv.Atoi(text)
	must(err)
	return name, count
}
