package load

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/google/go-cmp/cmp"

	"pilotgraph/ent"
	"pilotgraph/graph/connection"
	"pilotgraph/internal/release"
	"pilotgraph/seed"
)

func openSeed(t *testing.T) *Database {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	opened, err := release.Open(context.Background(), release.Options{Directory: t.TempDir(), Seed: seed.Files(), Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { opened.Close() })
	return New(Config{Driver: sql.OpenDB(dialect.SQLite, opened.DB), Log: log})
}

// TestOrdersThatTieAndLackValuesAreWalkedWhole walks edges of the seed in orders of text, of numbers and of names, with
// rows that tie and values that are unknown, forward and backward, by pages of several sizes.
func TestOrdersThatTieAndLackValuesAreWalkedWhole(t *testing.T) {
	database := openSeed(t)
	orders := map[string][]Sort{
		"by date":                        {{Field: "DESIGNATED_ON"}},
		"by date, the latest first":      {{Field: "DESIGNATED_ON", Descending: true}},
		"by confidence and date":         {{Field: "CONFIDENCE"}, {Field: "DESIGNATED_ON"}},
		"by region, then downward":       {{Field: "REGION"}, {Field: "CONFIDENCE", Descending: true}},
		"by name":                        {{Field: "NAME", Language: "zh"}},
		"by number, then name, downward": {{Field: "INSTITUTIONS", Descending: true}, {Field: "NAME", Language: "de", Descending: true}},
	}
	for name, order := range orders {
		t.Run("zones of programmes "+name, func(t *testing.T) {
			walkAll[ent.Zone](t, database, ProgrammeZones, Programmes, Selection{OrderBy: order})
		})
		t.Run("zones of agencies "+name, func(t *testing.T) {
			walkAll[ent.Zone](t, database, AgencyZones, Agencies, Selection{OrderBy: order})
		})
		t.Run("all zones "+name, func(t *testing.T) {
			wanted := Selection{OrderBy: order}
			walkParent[ent.Zone](t, database, Zones, wanted, "", whole(t, database, Zones, wanted, ""))
		})
	}
}

// walkAll walks an edge from every parent, and compares the first pages of all with those of each.
func walkAll[T any](t *testing.T, database *Database, edge, parents *Edge, wanted Selection) {
	t.Helper()
	ids := whole(t, database, parents, Selection{}, "")
	longest := 0
	for _, parent := range ids {
		rows := whole(t, database, edge, wanted, parent)
		longest = max(longest, len(rows))
		walkParent[T](t, database, edge, wanted, parent, rows)
	}
	if longest < 10 {
		t.Fatalf("at most %d rows: this shows little", longest)
	}
	for _, page := range []connection.Page{{Limit: 3}, {Limit: 3, Backward: true}} {
		wanted := pageRequest{selection: ready(t, database, edge, wanted), page: page, keyed: true}
		together := read(t, database, wanted, ids...)
		for i, parent := range ids {
			alone := read(t, database, wanted, parent)
			if diff := cmp.Diff(alone[0], together[i], cmp.AllowUnexported(pageOf{}, item{})); diff != "" {
				t.Errorf("%s, %+v (-alone +together):\n%s", parent, page, diff)
			}
		}
	}
}

// read reads the same page of each parent.
func read(t *testing.T, database *Database, wanted pageRequest, parents ...string) []pageOf {
	t.Helper()
	reader, err := database.reader(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer reader.close()
	pages, err := reader.pages(context.Background(), wanted, parents)
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

func ready(t *testing.T, database *Database, edge *Edge, wanted Selection) *selection {
	t.Helper()
	made, err := database.selection(edge, wanted)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// whole is the ids of everything that an edge leads to, in one piece.
func whole(t *testing.T, database *Database, edge *Edge, wanted Selection, parent string) []string {
	t.Helper()
	list := read(t, database, pageRequest{selection: ready(t, database, edge, wanted), whole: true}, parent)[0]
	ids := make([]string, len(list.items))
	for i, row := range list.items {
		ids[i] = row.id
	}
	if len(slices.Compact(slices.Sorted(slices.Values(ids)))) != len(ids) {
		t.Fatalf("%s: not each row once: %v", parent, ids)
	}
	return ids
}

// walkParent walks an edge of one parent page by page.
func walkParent[T any](t *testing.T, database *Database, edge *Edge, wanted Selection, parent string, want []string) {
	t.Helper()
	for _, size := range []int{1, 2, 7} {
		for _, backward := range []bool{false, true} {
			got := []string{}
			var cursor *string
			for more := true; more; {
				arguments := connection.Arguments{First: &size, After: cursor}
				if backward {
					arguments = connection.Arguments{Last: &size, Before: cursor}
				}
				synctest.Test(t, func(t *testing.T) {
					more, cursor = step[T](t, database, edge, wanted, parent, arguments, &got)
				})
			}
			if backward {
				slices.Reverse(got)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s by %d, backward %v (-whole +walked):\n%s", parent, size, backward, diff)
			}
		}
	}
}

// step reads one page and says whether and from where to go on.
func step[T any](t *testing.T, database *Database, edge *Edge, wanted Selection, parent string, arguments connection.Arguments, got *[]string) (bool, *string) {
	ctx := NewContext(context.Background(), database.Loaders())
	page, err := Connect[T](ctx, edge, parent, wanted, arguments)
	if err != nil {
		t.Fatal(err)
	}
	edges, err := page.Edges(ctx)
	if err != nil {
		t.Fatal(err)
	}
	info, err := page.PageInfo(ctx)
	if err != nil {
		t.Fatal(err)
	}
	ids := make([]string, len(edges))
	for i, edge := range edges {
		ids[i] = edge.id
	}
	if arguments.Last != nil {
		slices.Reverse(ids)
		*got = append(*got, ids...)
		return info.HasPreviousPage, info.StartCursor
	}
	*got = append(*got, ids...)
	return info.HasNextPage, info.EndCursor
}

// TestAPanicWhileReadingIsAnError shows that a fault of one batch does not end the program.
func TestAPanicWhileReadingIsAnError(t *testing.T) {
	database := openSeed(t)
	database.config.Watch = func(context.Context, string, string) error { panic("broken") }
	if _, err := load[Node](context.Background(), database.Loaders(), nodeKey("zone:x")); err == nil {
		t.Error("no error")
	}
}

// TestAStatementThatNeverEndsIsInterrupted shows that SQL stops with its request.
func TestAStatementThatNeverEndsIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	reader, err := openSeed(t).reader(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer reader.close()
	endless := &statement{reads: "numbers", text: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) FROM n"}
	if err := reader.query(ctx, endless, nil, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	var rows int
	if err := reader.connection.QueryRowContext(context.Background(), "SELECT COUNT(*) FROM zones").Scan(&rows); err != nil || rows == 0 {
		t.Errorf("the connection is of no use afterwards: %d rows, %v", rows, err)
	}
}

// TestAPageOfEachParentIsReadOnce shows that SQLite does not run the statement of a page twice for each parent, as it does
// where what a subquery brings stands in two places.
func TestAPageOfEachParentIsReadOnce(t *testing.T) {
	database := openSeed(t)
	for _, edge := range []*Edge{ProgrammeZones, SectorAgencies, SectorPilots} {
		wanted := pageRequest{selection: ready(t, database, edge, Selection{}), page: connection.Page{Limit: 3}, keyed: true}
		reading := database.pageStatement(wanted.selection, wanted.form(2), wanted.page)
		parents := []string{"sector:a", "sector:b"}
		plan := explain(t, database, reading.text, reading.fill(parents, wanted.selection.order, wanted.page)...)
		if subqueries := strings.Count(plan, "\nCORRELATED SCALAR SUBQUERY"); subqueries != 1 {
			t.Errorf("%s: %d subqueries for each parent:\n%s%s", edge.name, subqueries, reading.text, plan)
		}
	}
}

// explain returns the plan of SQLite for a statement, each step after a newline.
func explain(t *testing.T, database *Database, statement string, arguments ...any) (plan string) {
	t.Helper()
	rows, err := database.db.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+statement, arguments...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		plan += "\n" + detail
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return plan
}
