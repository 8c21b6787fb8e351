package graph_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pilotgraph/internal/postgrestest"
	"pilotgraph/internal/release"
)

// TestBothDatabasesAnswerAlike sends random documents of the whole contract to SQLite and to PostgreSQL: the answers are
// the same to the byte, with all errors and cursors. It runs with the tests on PostgreSQL.
func TestBothDatabasesAnswerAlike(t *testing.T) {
	if !onPostgres {
		return
	}
	tests := map[string]func() *release.Release{
		"the seed":         func() *release.Release { return openSeed(t) },
		"several releases": func() *release.Release { return openHistory(t).Release },
		"odd names":        func() *release.Release { return fixtures(t) },
		"a random package": func() *release.Release { return randomRelease(t, 1) },
	}
	for name, open := range tests {
		t.Run(name, func(t *testing.T) {
			postgres := open()
			onPostgres = false
			sqlite := open()
			onPostgres = true
			publishedAlike(t, sqlite, postgres)
			for i, executor := range executors {
				compareDatabases(t, serveWith(executor, sqlite, 1), serveWith(executor, postgres, 1), uint64(i))
			}
		})
	}
}

// compareDatabases asks both the same, a part of the documents with each executor.
func compareDatabases(t *testing.T, sqlite, postgres *server, part uint64) {
	t.Helper()
	words := newVocabulary(t, sqlite)
	answered := 0
	for seed := range uint64(*documents) {
		if seed%uint64(len(executors)) != part {
			continue
		}
		drawn := words.document(seed)
		want := sqlite.ask(t, drawn.text, drawn.variables, drawn.languages)
		got := postgres.ask(t, drawn.text, drawn.variables, drawn.languages)
		if string(got) != string(want) {
			t.Fatalf("document %d, %v, %s:\n%s\n(-SQLite +PostgreSQL):\n%s", seed, drawn.variables, drawn.languages, drawn.text,
				cmp.Diff(string(indent(t, want)), string(indent(t, got))))
		}
		words.remember(want)
		if len(decode(t, want).Data) > 0 {
			answered++
		}
	}
	if answered*len(executors) < *documents*9/10 {
		t.Errorf("only %d of %d documents were valid: this shows little", answered, *documents/len(executors))
	}
}

// publishedAlike has PostgreSQL tell the times at which the releases were published on SQLite.
func publishedAlike(t *testing.T, sqlite, postgres *release.Release) {
	t.Helper()
	var database, schema string
	if err := postgres.DB.QueryRow("SELECT current_database(), current_schema()").Scan(&database, &schema); err != nil {
		t.Fatal(err)
	}
	rows, err := sqlite.DB.Query("SELECT id, published_at FROM releases")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, at string
		if err := rows.Scan(&id, &at); err != nil {
			t.Fatal(err)
		}
		if err := postgrestest.Shared(t).Execute(database, fmt.Sprintf("UPDATE %q.releases SET published_at = '%s' WHERE id = '%s'", schema, at, id)); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}
