package release_test

import (
	"testing"

	"pilotgraph/internal/postgrestest"
	"pilotgraph/internal/release"
	"pilotgraph/seed"
)

func TestSeedOnPostgres(t *testing.T) {
	options := release.Options{Directory: postgrestest.Database(t), Seed: seed.Files()}
	opened, err := release.Open(t.Context(), options)
	if err != nil {
		t.Fatalf("%v: %v", err, cause(err))
	}
	defer opened.Close()
	var zones int
	if err := opened.DB.QueryRow("SELECT COUNT(*) FROM zones").Scan(&zones); err != nil || zones != 93 {
		t.Errorf("%d zones, %v", zones, err)
	}
}

func TestPublishTwoOnPostgres(t *testing.T) {
	options := release.Options{Directory: postgrestest.Database(t)}
	for _, v := range []string{"1.0.0", "1.1.0"} {
		if _, err := publish(t, options, seedOf(t, v)); err != nil {
			t.Fatalf("%v: %v", err, cause(err))
		}
	}
}
