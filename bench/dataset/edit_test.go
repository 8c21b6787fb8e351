package dataset_test

import (
	"os"
	"path/filepath"
	"testing"

	"pilotgraph/bench/dataset"
	"pilotgraph/internal/datapackage"
)

// TestEditedPackagesHaveNoError edits packages again and again.
func TestEditedPackagesHaveNoError(t *testing.T) {
	for seed := range uint64(6) {
		from := written(t, dataset.Size{Seed: seed, Programmes: 3, Sectors: 5, Agencies: 4, Regions: 20, Zones: 12, Institutions: 40, Pilots: 60, Aliases: 9, Identifiers: 9, Sources: 5, Citations: 200})
		for round, version := range []string{"2.0.0", "2.1.0"} {
			to := filepath.Join(t.TempDir(), "edited")
			if err := dataset.Edit(from, to, dataset.Edits{Seed: seed + uint64(round), Version: version, PerMille: 150}); err != nil {
				t.Fatal(err)
			}
			p, err := datapackage.Open(to)
			if err != nil {
				t.Fatal(err)
			}
			report, err := p.Check(t.Context(), 3)
			if err != nil || report.Errors() > 0 {
				t.Fatalf("seed %d: %v %+v", seed, err, report.Problems)
			}
			before, err := datapackage.Open(from)
			if err != nil {
				t.Fatal(err)
			}
			if a, b := hashOf(t, before), hashOf(t, p); a == b || p.Descriptor().Version != version {
				t.Errorf("nothing was edited, or the version is %s", p.Descriptor().Version)
			}
			from = to
		}
	}
}

func hashOf(t *testing.T, p *datapackage.Package) string {
	t.Helper()
	defer p.Close()
	hash, err := p.Hash()
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

func TestTheSameEditsGiveTheSameBytes(t *testing.T) {
	from := written(t, dataset.Small)
	var packages [2]string
	for i := range packages {
		packages[i] = filepath.Join(t.TempDir(), "edited")
		if err := dataset.Edit(from, packages[i], dataset.Edits{Seed: 3, Version: "2.0.0", PerMille: 50}); err != nil {
			t.Fatal(err)
		}
	}
	for _, table := range datapackage.Tables() {
		var content [2]string
		for i, folder := range packages {
			bytes, err := os.ReadFile(filepath.Join(folder, table.Name+".csv"))
			if err != nil {
				t.Fatal(err)
			}
			content[i] = string(bytes)
		}
		if content[0] != content[1] {
			t.Errorf("%s differs", table.Name)
		}
	}
}
