package graph_test

import (
	"context"
	stdsql "database/sql"
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"entgo.io/ent/dialect"
	"github.com/google/go-cmp/cmp"

	"pilotgraph/graph"
	"pilotgraph/internal/postgrestest"
	"pilotgraph/internal/release"
	"pilotgraph/seed"
)

var documents = flag.Int("documents", 80, "how many random documents each executor answers, of each kind of data")

// TestPlansAnswerAsGqlgenDoes is the oracle: random documents of the whole contract are answered by plans and by
// gqlgen's own executor, and the answers are the same to the byte, with all errors: on the data as it is, with rows
// missing that others refer to, and where reading fails.
func TestPlansAnswerAsGqlgenDoes(t *testing.T) {
	tests := map[string]struct {
		opened *release.Release
		fails  bool
		kept   int // rows that plans keep in memory
	}{
		"the seed":               {opened: openSeed(t)},
		"several releases":       {opened: openHistory(t).Release},
		"the seed, kept rows":    {opened: openSeed(t), kept: 100}, // many fall out
		"missing rows":           {opened: damaged(t), kept: 10_000},
		"reading that fails":     {opened: openSeed(t), fails: true},
		"kept rows that fail":    {opened: openSeed(t), fails: true, kept: 10_000},
		"missing rows and fails": {opened: damaged(t), fails: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			plans, stock := serveWith(graph.PlanExecutor, test.opened, 1), serveWith(graph.GqlgenExecutor, test.opened, 1)
			plans.config.KeptRows = test.kept
			plans.Server = graph.New(plans.config)
			compareExecutors(t, plans, stock, test.fails)
			if fellBack := plans.FellBack(); fellBack > 0 {
				t.Errorf("%d documents were not answered by plans", fellBack)
			}
		})
	}
}

// TestPlansServeManyAtOnce asks every example at once, several times, of plans that all requests share. The race
// detector looks on in CI.
func TestPlansServeManyAtOnce(t *testing.T) {
	server := serve(openSeed(t), 1)
	server.config.KeptRows = 50
	server.Server = graph.New(server.config)
	alone := serve(openSeed(t), 1)
	var asked sync.WaitGroup
	for _, name := range exampleNames(t) {
		document := readExample(t, name)
		want := string(alone.ask(t, document, nil))
		for range 4 {
			asked.Go(func() {
				if got := string(server.ask(t, document, nil)); got != want {
					t.Errorf("%s: got %s\nwant %s", name, got, want)
				}
			})
		}
	}
	asked.Wait()
}

func compareExecutors(t *testing.T, plans, stock *server, fails bool) {
	words := newVocabulary(t, plans)
	answered, failed := 0, 0
	for seed := range uint64(*documents) {
		drawn := words.document(seed)
		if fails {
			plans.fail(failing(seed))
			stock.fail(failing(seed))
		}
		got := plans.ask(t, drawn.text, drawn.variables, drawn.languages)
		want := stock.ask(t, drawn.text, drawn.variables, drawn.languages)
		if string(got) != string(want) {
			t.Fatalf("document %d, %v, %s:\n%s\n(-gqlgen +plan):\n%s", seed, drawn.variables, drawn.languages, drawn.text,
				cmp.Diff(string(indent(t, want)), string(indent(t, got))))
		}
		words.remember(got)
		decoded := decode(t, got)
		if len(decoded.Data) > 0 {
			answered++
		}
		if len(decoded.Errors) > 0 {
			failed++
		}
	}
	if answered < *documents*9/10 || failed < *documents/20 || failed == *documents {
		t.Errorf("%d of %d documents were valid, %d had errors: this shows little", answered, *documents, failed)
	}
}

// failing fails a part of what is read, always the same for a seed.
func failing(seed uint64) func(reads string) error {
	return func(reads string) error {
		hash := fnv.New32a()
		fmt.Fprint(hash, seed, reads)
		if hash.Sum32()%5 == 0 {
			return fmt.Errorf("reading %s fails", reads)
		}
		return nil
	}
}

// damaged is the seed without some of the rows that others refer to.
func damaged(t *testing.T) *release.Release {
	t.Helper()
	return once("damaged", func() *release.Release {
		if onPostgres {
			return damagedOnPostgres(t)
		}
		seed := openSeed(t)
		var from string
		if err := seed.DB.QueryRow("SELECT file FROM pragma_database_list WHERE name = 'main'").Scan(&from); err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(testDirectory, "damaged.db")
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		db, err := stdsql.Open("sqlite3", "file:"+path+"?_foreign_keys=off")
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range damagedTables {
			if _, err := db.ExecContext(context.Background(), "DELETE FROM "+table+" WHERE rowid % 3 = 0"); err != nil {
				t.Fatal(err)
			}
		}
		return &release.Release{DB: db, Dialect: dialect.SQLite, Info: seed.Info}
	})
}

// damagedTables lose every third row.
var damagedTables = []string{"regions", "sectors", "sector_groups", "agencies", "sources", "programmes", "zones", "institutions"}

// damagedOnPostgres is damaged on PostgreSQL, without the same rows.
func damagedOnPostgres(t *testing.T) *release.Release {
	t.Helper()
	opened, err := release.Open(context.Background(), release.Options{Directory: newPlace(t), Seed: seed.Files(), Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	var database, schema string
	if err := opened.DB.QueryRow("SELECT current_database(), current_schema()").Scan(&database, &schema); err != nil {
		t.Fatal(err)
	}
	for _, table := range damagedTables {
		table = fmt.Sprintf("%q.%s", schema, table)
		err := postgrestest.Shared(t).Execute(database, "DELETE FROM "+table+
			" WHERE ctid IN (SELECT ctid FROM (SELECT ctid, row_number() OVER (ORDER BY ctid) AS place FROM "+table+") numbered WHERE place % 3 = 0)")
		if err != nil {
			t.Fatal(err)
		}
	}
	return opened
}

// document is one that was drawn.
type document struct {
	text      string
	variables map[string]any
	languages string
}

// document draws a document that is valid. The same seed gives the same one.
func (v *vocabulary) document(seed uint64) document {
	w := &documentWriter{vocabulary: v, random: rand.New(rand.NewPCG(seed, 1)), variables: map[string]any{}, budget: 60}
	selection := w.selection("Query", 0)
	text := "query" + w.declarations() + selection
	for i, each := range w.fragments {
		text += fmt.Sprintf(" fragment f%d %s", i, each)
	}
	languages := []string{"", "zh", "en-GB, zh;q=0.5", "de", "fr, *"}
	return document{text, w.variables, languages[w.random.IntN(len(languages))]}
}
