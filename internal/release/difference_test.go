package release_test

import (
	"bytes"
	"encoding/csv"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pilotgraph/bench/dataset"
	"pilotgraph/internal/datapackage"
	"pilotgraph/internal/release"
	"pilotgraph/seed"
)

// smallSize has a few rows in each table.
func smallSize(seed uint64) dataset.Size {
	return dataset.Size{
		Seed: seed, Programmes: 3, Sectors: 5, Agencies: 4, Regions: 20, Zones: 12, Institutions: 30, Pilots: 40,
		Aliases: 9, Identifiers: 9, Sources: 5, Citations: 120,
	}
}

func openPackage(t *testing.T, folder string) *datapackage.Package {
	t.Helper()
	p, err := datapackage.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func cellsOf(t *testing.T, p *datapackage.Package) dataset.Cells {
	t.Helper()
	cells, err := dataset.Read(p)
	if err != nil {
		t.Fatal(err)
	}
	return cells
}

// apply does what changes tell, as a reader of the documentation would.
func apply(t *testing.T, cells dataset.Cells, changes []release.Change) {
	t.Helper()
	for _, c := range changes {
		told := dataset.Change{Kind: string(c.Kind), ID: c.ID}
		for _, f := range c.Fields {
			told.Fields = append(told.Fields, dataset.FieldChange{Column: f.Column, Before: text(f.Before), After: text(f.After)})
		}
		if err := cells.Apply(told); err != nil {
			t.Error(err)
		}
	}
}

func text(pointer *string) string {
	if pointer == nil {
		return ""
	}
	return *pointer
}

func differences(t *testing.T, before, after *datapackage.Package) []release.Change {
	t.Helper()
	var all []release.Change
	for c, err := range release.Differences(t.Context(), before, after) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	return all
}

// TestAPackageAndItsChangesMakeTheNext edits packages at random; both ways the changes lead from one to the other.
func TestAPackageAndItsChangesMakeTheNext(t *testing.T) {
	from := filepath.Join(t.TempDir(), "from")
	if err := dataset.Write(from, smallSize(1), nil); err != nil {
		t.Fatal(err)
	}
	before := openPackage(t, from)
	kinds := map[release.ChangeKind]int{}
	for round := range uint64(30) {
		to := filepath.Join(t.TempDir(), "to")
		if err := dataset.Edit(from, to, dataset.Edits{Seed: round, Version: "2.0.0", PerMille: int(round * round)}); err != nil {
			t.Fatal(err)
		}
		after := openPackage(t, to)
		for _, way := range [][2]*datapackage.Package{{before, after}, {after, before}, {before, before}} {
			rows, changes := cellsOf(t, way[0]), differences(t, way[0], way[1])
			apply(t, rows, changes)
			if difference := cmp.Diff(cellsOf(t, way[1]), rows); difference != "" {
				t.Fatalf("edits %d (-package +changed):\n%s", round, difference)
			}
			if way[0] == way[1] && len(changes) > 0 {
				t.Errorf("a package differs from itself: %+v", changes[0])
			}
			for _, c := range changes {
				kinds[c.Kind]++
				if c.Kind == release.Changed && len(c.Fields) == 0 {
					t.Errorf("%s is changed in nothing", c.ID)
				}
			}
		}
	}
	if kinds[release.Added] < 50 || kinds[release.Changed] < 50 || kinds[release.Removed] < 50 {
		t.Errorf("the edits show little: %v", kinds)
	}
}

func TestALanguageThatGoesIsTold(t *testing.T) {
	files := seedOf(t, "0.3.0")
	replaceIn(t, files, "datapackage.json", `"de"`, `"fr"`)
	changes := differences(t, newPackage(t, seed.Files()), newPackage(t, files))
	if len(changes) == 0 || changes[0].Kind != release.Changed {
		t.Fatalf("%d changes", len(changes))
	}
	for _, c := range changes {
		for _, f := range c.Fields {
			if f.Field != "name" || text(f.Language) != "de" || f.After != nil || f.Before == nil {
				t.Errorf("%s: %+v", c.ID, f)
			}
		}
	}
}

// TestTheOrderOfRowsIsNoChange turns the rows of every table round.
func TestTheOrderOfRowsIsNoChange(t *testing.T) {
	from := filepath.Join(t.TempDir(), "from")
	if err := dataset.Write(from, smallSize(1), nil); err != nil {
		t.Fatal(err)
	}
	before := openPackage(t, from)
	to := filepath.Join(t.TempDir(), "to")
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	overwrite(t, filepath.Join(from, "zone_regions.csv"), "zone,region\nzone-0001,region-0001\nzone-0001,region-0002\n")
	for _, table := range datapackage.Tables() {
		content, err := os.ReadFile(filepath.Join(from, table.Name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		slices.Reverse(rows[1:])
		var text bytes.Buffer
		if err := csv.NewWriter(&text).WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		overwrite(t, filepath.Join(to, table.Name+".csv"), text.String())
	}
	if changes := differences(t, before, openPackage(t, to)); len(changes) > 0 {
		t.Errorf("%d changes, such as %+v", len(changes), changes[0])
	}
}

func newPackage(t *testing.T, files fs.FS) *datapackage.Package {
	t.Helper()
	p, err := datapackage.New(files)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestNamesOfTheContractLeadBackToThePackage makes sure that no two values of a closed set have one name.
func TestNamesOfTheContractLeadBackToThePackage(t *testing.T) {
	for _, table := range datapackage.Tables() {
		for _, column := range table.Columns {
			for _, value := range column.Enum {
				if got := release.PackageValue(column.Name, strings.ToUpper(strings.ReplaceAll(value, "-", "_"))); got != value {
					t.Errorf("%s.%s: %s leads to %s", table.Name, column.Name, value, got)
				}
			}
		}
	}
}
