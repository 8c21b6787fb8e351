package load

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/google/go-cmp/cmp"

	"pilotgraph/ent"
	"pilotgraph/ent/region"
	"pilotgraph/ent/sector"
	"pilotgraph/ent/zone"
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
	return New(sql.OpenDB(dialect.SQLite, opened.DB), DefaultWait, log)
}

// TestOrdersThatTieAndLackValuesAreWalkedWhole walks edges of the seed in orders of text and of numbers, with rows
// that tie and dates that are unknown, forward and backward, by pages of several sizes.
func TestOrdersThatTieAndLackValuesAreWalkedWhole(t *testing.T) {
	database := openSeed(t)
	downward := rowsOf("Zone.downward", zone.Table, zone.FieldProgrammeID).by(zone.FieldDesignatedOnKey)
	downward.order[0].Descending = true
	t.Run("zones by date", func(t *testing.T) {
		walkAll[ent.Zone](t, database, rowsOf("Zone.byDate", zone.Table, zone.FieldProgrammeID).by(zone.FieldDesignatedOnKey))
	})
	t.Run("zones by date, the latest first", func(t *testing.T) { walkAll[ent.Zone](t, database, downward) })
	t.Run("zones by confidence and date", func(t *testing.T) {
		walkAll[ent.Zone](t, database, rowsOf("Zone.byBoth", zone.Table, zone.FieldProgrammeID).by(zone.FieldConfidence, zone.FieldDesignatedOnKey))
	})
	t.Run("sectors by number", func(t *testing.T) {
		walkAll[ent.Sector](t, database, rowsOf("Sector.byOrder", sector.Table, sector.FieldProgrammeID).by(sector.FieldOrder))
	})
	t.Run("regions by level, from the query itself", func(t *testing.T) {
		edge := root("regions", region.Table).by(region.FieldLevel)
		walkParent[ent.Region](t, database, edge, "", whole(t, database, edge, ""))
	})
}

// walkAll walks an edge from every programme, and compares the first pages of all with those of each.
func walkAll[T any](t *testing.T, database *Database, edge *Edge) {
	t.Helper()
	programmes := whole(t, database, Programmes, "")
	longest := 0
	for _, programme := range programmes {
		rows := whole(t, database, edge, programme)
		longest = max(longest, len(rows))
		walkParent[T](t, database, edge, programme, rows)
	}
	if longest < 10 {
		t.Fatalf("at most %d rows: this shows little", longest)
	}
	for _, page := range []connection.Page{{Limit: 3}, {Limit: 3, Backward: true}} {
		together, err := database.readPages(context.Background(), key{what: aPage, edge: edge, page: page}, programmes)
		if err != nil {
			t.Fatal(err)
		}
		for _, programme := range programmes {
			alone, err := database.readPages(context.Background(), key{what: aPage, edge: edge, page: page}, []string{programme})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(alone[programme], together[programme], cmp.AllowUnexported(pageOf{}, item{})); diff != "" {
				t.Errorf("%s, %+v (-alone +together):\n%s", programme, page, diff)
			}
		}
	}
}

// whole is the ids of everything that an edge leads to, in one piece.
func whole(t *testing.T, database *Database, edge *Edge, parent string) []string {
	t.Helper()
	lists, err := database.readPages(context.Background(), key{what: aList, edge: edge}, []string{parent})
	if err != nil {
		t.Fatal(err)
	}
	list, _ := lists[parent].(pageOf)
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
func walkParent[T any](t *testing.T, database *Database, edge *Edge, parent string, want []string) {
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
					more, cursor = step[T](t, database, edge, parent, arguments, &got)
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
func step[T any](t *testing.T, database *Database, edge *Edge, parent string, arguments connection.Arguments, got *[]string) (bool, *string) {
	ctx := NewContext(context.Background(), database.Loaders())
	page, err := Connect[T](ctx, edge, parent, "", arguments)
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
	loaders := &Loaders{
		read:     func(context.Context, []key) ([]any, []error) { panic("broken") },
		wait:     1,
		promised: map[key]promise{},
	}
	if _, err := load[Node](context.Background(), loaders, nodeKey("zone:x")); err == nil {
		t.Error("no error")
	}
}
