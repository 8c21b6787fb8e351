package load

import (
	"context"
	"testing"

	"pilotgraph/ent"
)

// TestRowsThatAreKeptAreNotReadAgain asks for rows twice, one by one and together, and keeps fewer than there are.
func TestRowsThatAreKeptAreNotReadAgain(t *testing.T) {
	database := openSeed(t)
	statements := 0
	config := database.config
	config.Keep = 20
	config.Watch = func(_ context.Context, _, statement string) error {
		if statement != "" {
			statements++
		}
		return nil
	}
	database = New(config)
	ids := whole(t, database, Zones, Selection{}, "")
	read := func(ids ...string) {
		t.Helper()
		loaders := database.Levels()
		defer loaders.Close()
		rows, err := loaders.Rows(context.Background(), loaders.Columns("zone", []string{"id", "names"}), ids)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			if got, ok := row.(*ent.Zone); !ok || got.ID != ids[i] || len(got.Names) == 0 {
				t.Errorf("%s: got %v", ids[i], row)
			}
		}
	}
	for name, test := range map[string]struct {
		first, then []string
		statements  int // that the second takes
	}{
		"the same":            {ids[:5], ids[:5], 0},
		"the same, by one":    {ids[5:8], ids[6:7], 0},
		"some of them":        {ids[10:12], ids[10:13], 1},
		"too many to be kept": {ids[:60], ids[:1], 1},
	} {
		read(test.first...)
		statements = 0
		read(test.then...)
		if statements != test.statements {
			t.Errorf("%s: %d statements; want %d", name, statements, test.statements)
		}
	}
	if kept := len(database.kept.young) + len(database.kept.old); kept > 20 {
		t.Errorf("%d rows are kept; at most 20 may be", kept)
	}
}
