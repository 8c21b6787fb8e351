package search_test

import (
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"iter"
	"os"
	"slices"
	"strings"
	"testing"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	_ "github.com/mattn/go-sqlite3"

	"pilotgraph/internal/search"
)

// failer is a test, or a check of a property.
type failer interface{ Fatalf(string, ...any) }

// build makes the tables and fills them.
func build(t failer, db *sql.DB, records iter.Seq2[search.Record, error]) {
	tx, err := db.Begin()
	if err != nil {
		t.Fatalf("%v", err)
	}
	execute := func(statements []string) {
		for _, statement := range statements {
			if _, err := tx.Exec(statement); err != nil {
				t.Fatalf("%s: %v", statement, err)
			}
		}
	}
	execute(search.Tables(dialect.SQLite))
	if err := search.Write(context.Background(), tx, dialect.SQLite, records); err != nil {
		t.Fatalf("%v", err)
	}
	execute(append(search.Optimize(dialect.SQLite), search.Indexes(dialect.SQLite)...))
	if err := tx.Commit(); err != nil {
		t.Fatalf("%v", err)
	}
}

// index is a database in memory with records.
type index struct {
	*entsql.Driver
	records []search.Record
}

func newIndex(t failer, records []search.Record) index {
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		t.Fatalf("%v", err)
	}
	db.SetMaxOpenConns(1) // each connection has a memory of its own
	build(t, db, func(yield func(search.Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	})
	return index{entsql.OpenDB(dialect.SQLite, db), records}
}

// find returns the hits of a text, at most limit.
func (x index) find(t failer, text string, limit int, kinds ...string) []search.Hit {
	query, err := search.Parse(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	hits, _, err := search.Search{Query: query, Kinds: kinds}.Page(context.Background(), x, search.Place{}, search.Place{}, limit, false)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return hits
}

func ids(hits []search.Hit) []string {
	found := []string{}
	for _, hit := range hits {
		found = append(found, hit.ID)
	}
	return found
}

// scan returns the ids of the records that have every term in a name or alias, without any index.
func (x index) scan(terms ...string) []string {
	found := []string{}
	for _, r := range x.records {
		hasAll := true
		for _, term := range terms {
			hasAll = hasAll && slices.ContainsFunc(texts(r), func(text string) bool { return strings.Contains(search.Fold(text), search.Fold(term)) })
		}
		if hasAll {
			found = append(found, r.ID)
		}
	}
	return found
}

// texts are the names and aliases of a record.
func texts(r search.Record) []string {
	var all []string
	for _, text := range append(slices.Clone(r.Names), r.Aliases...) {
		all = append(all, text.Text)
	}
	return all
}

// seedRecords reads the seed, in an order of kinds like that of a release.
func seedRecords(t testing.TB) []search.Record {
	t.Helper()
	kinds := []struct{ table, kind string }{{"programmes", "programme"}, {"regions", "region"}, {"zones", "zone"}, {"agencies", "agency"},
		{"institutions", "institution"}, {"sectors", "sector"}, {"sector_groups", "sector-group"}}
	aliases := map[[2]string][]search.Text{}
	for _, row := range seedRows(t, "aliases") {
		subject := [2]string{row["subject_table"], row["subject_id"]}
		aliases[subject] = append(aliases[subject], search.Text{Language: row["language"], Text: row["text"]})
	}
	var records []search.Record
	for _, k := range kinds {
		for _, row := range seedRows(t, k.table) {
			r := search.Record{ID: k.kind + ":" + row["id"], Kind: k.kind, Aliases: aliases[[2]string{k.table, row["id"]}]}
			for _, language := range []string{"zh", "en", "de"} {
				if text := row["name_"+language]; text != "" {
					r.Names = append(r.Names, search.Text{Language: language, Text: text})
				}
			}
			for _, code := range []string{row["code"], row["iso_3166_2"], row["document_no"]} {
				if code != "" {
					r.Codes = append(r.Codes, code)
				}
			}
			records = append(records, r)
		}
	}
	return records
}

func seedRows(t testing.TB, table string) []map[string]string {
	t.Helper()
	file, err := os.Open("../../seed/" + table + ".csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(file).ReadAll()
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	var all []map[string]string
	for _, row := range rows[1:] {
		cells := map[string]string{}
		for i, name := range rows[0] {
			cells[name] = row[i]
		}
		all = append(all, cells)
	}
	return all
}
