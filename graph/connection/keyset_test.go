package connection_test

import (
	"fmt"
	"slices"
	"testing"

	stdsql "database/sql"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	_ "github.com/mattn/go-sqlite3"
	"pgregory.net/rapid"

	"pilotgraph/graph/connection"
)

// place is a row with two columns that tie and lack values, as builders write them.
type place struct {
	date  string // "~" where unknown, so that it sorts last
	order int
	id    string
}

var orders = map[string]connection.Order{
	"id":                     {{Name: "id"}},
	"id descending":          {{Name: "id", Descending: true}},
	"date, id":               {{Name: "date"}, {Name: "id"}},
	"order, date, id":        {{Name: "place"}, {Name: "date"}, {Name: "id"}},
	"all descending":         {{Name: "date", Descending: true}, {Name: "place", Descending: true}, {Name: "id", Descending: true}},
	"in different direction": {{Name: "date", Descending: true}, {Name: "place"}, {Name: "id"}},
}

// TestWalkGivesEachRowOnce walks random rows that tie and lack values, forward
// and backward, with any size of page, in every kind of order, on real SQLite.
func TestWalkGivesEachRowOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.IntRange(0, 12).Draw(t, "rows")
		rows := make([]place, count)
		for i := range rows {
			rows[i] = place{
				date:  rapid.SampledFrom([]string{"2021", "2022", "2022-01-30", "~"}).Draw(t, "date"),
				order: rapid.IntRange(1, 2).Draw(t, "order"),
				id:    fmt.Sprintf("zone:%02d", i),
			}
		}
		database := fill(t, rows)
		defer database.Close()
		size := rapid.IntRange(1, 5).Draw(t, "size")
		for name, order := range orders {
			whole := walk(t, database, order, connection.Page{Limit: count}, 1)
			if len(whole) != count || len(slices.Compact(slices.Sorted(slices.Values(whole)))) != count {
				t.Fatalf("%s: %d rows in all, want %d: %v", name, len(whole), count, whole)
			}
			pages := count/size + 2
			if forward := walk(t, database, order, connection.Page{Limit: size}, pages); !slices.Equal(forward, whole) {
				t.Fatalf("%s: forward by %d:\n%v\nwant\n%v", name, size, forward, whole)
			}
			backward := walk(t, database, order, connection.Page{Limit: size, Backward: true}, pages)
			slices.Reverse(backward)
			if !slices.Equal(backward, whole) {
				t.Fatalf("%s: backward by %d:\n%v\nwant\n%v", name, size, backward, whole)
			}
		}
	})
}

func fill(t *rapid.T, rows []place) *stdsql.DB {
	database, err := stdsql.Open("sqlite3", "file::memory:")
	if err != nil {
		t.Fatal(err)
	}
	database.SetMaxOpenConns(1)
	if _, err := database.Exec("CREATE TABLE rows (id TEXT PRIMARY KEY, date TEXT NOT NULL, place INTEGER NOT NULL)"); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if _, err := database.Exec("INSERT INTO rows VALUES (?, ?, ?)", row.id, row.date, row.order); err != nil {
			t.Fatal(err)
		}
	}
	return database
}

// walk reads page after page until there is no more, and returns the ids as they came.
func walk(t *rapid.T, database *stdsql.DB, order connection.Order, page connection.Page, pages int) []string {
	var ids []string
	for range pages {
		rows := sql.Table("rows").As("t")
		selector := sql.Dialect(dialect.SQLite).Select(rows.C("date"), rows.C("place"), rows.C("id")).From(rows)
		order.Restrict(selector, page, valuesOf(order, page.After), valuesOf(order, page.Before))
		found := read(t, database, selector)
		more := len(found) > page.Limit
		found = found[:min(len(found), page.Limit)]
		for _, row := range found {
			ids = append(ids, row.id)
		}
		if !more {
			return ids
		}
		key := keyOf(order, found[len(found)-1])
		if page.Backward {
			page.Before = key
		} else {
			page.After = key
		}
	}
	t.Fatalf("the walk does not end after %d pages", pages)
	return nil
}

func read(t *rapid.T, database *stdsql.DB, selector *sql.Selector) []place {
	query, arguments := selector.Query()
	rows, err := database.Query(query, arguments...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	var found []place
	for rows.Next() {
		var row place
		if err := rows.Scan(&row.date, &row.order, &row.id); err != nil {
			t.Fatal(err)
		}
		found = append(found, row)
	}
	return found
}

func keyOf(order connection.Order, row place) connection.Key {
	values := make([]any, len(order))
	for i, column := range order {
		values[i] = map[string]any{"date": row.date, "place": row.order, "id": row.id}[column.Name]
	}
	return connection.NewKey(values...)
}

// valuesOf are those of a place, nil where there is none.
func valuesOf(order connection.Order, place connection.Key) []any {
	if place == "" {
		return nil
	}
	return order.Values(place)
}
