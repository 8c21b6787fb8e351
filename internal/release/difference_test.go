package release_test

import (
	"io/fs"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pilotgraph/bench/dataset"
	"pilotgraph/ent/schema"
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

// cells are the rows of a package: "zones/zone-0001" to its filled columns.
type cells map[string]map[string]string

// cellsOf reads all rows of all tables; a row of zone_regions has both its columns for a name.
func cellsOf(t *testing.T, p *datapackage.Package) cells {
	t.Helper()
	all := cells{}
	for _, table := range datapackage.Tables() {
		columns := []string{}
		for _, c := range table.Columns {
			columns = append(columns, c.Name)
		}
		if table.Named {
			for _, language := range p.Descriptor().Languages {
				columns = append(columns, "name_"+language, "name_"+language+"_basis")
			}
		}
		for row, err := range p.Rows(table.Name) {
			if err != nil {
				t.Fatal(err)
			}
			filled := map[string]string{}
			for _, column := range columns {
				if text := row.Get(column); text != "" {
					filled[column] = text
				}
			}
			key := row.Get("id")
			if table.Prefix == "" {
				key = row.Get("zone") + "," + row.Get("region")
			}
			all[table.Name+"/"+key] = filled
		}
	}
	return all
}

// apply makes the rows of one package into those of the next, as a reader of the documentation would.
func (all cells) apply(t *testing.T, changes []release.Change) {
	t.Helper()
	for _, c := range changes {
		prefix, id, _ := strings.Cut(c.ID, ":")
		table := tableOf(prefix)
		key := table.Name + "/" + id
		if _, there := all[key]; there != (c.Kind != release.Added) {
			t.Errorf("%s was %s, and there before: %v", c.ID, c.Kind, there)
		}
		if c.Kind == release.Added {
			all[key] = map[string]string{"id": id}
		}
		for _, f := range c.Fields {
			all.applyField(t, table, key, f)
		}
		if c.Kind == release.Removed {
			if len(all[key]) > 1 {
				t.Errorf("%s was removed, but %v was not told", c.ID, all[key])
			}
			delete(all, key)
		}
	}
}

func (all cells) applyField(t *testing.T, table datapackage.Table, key string, f schema.FieldChange) {
	t.Helper()
	if f.Column == "zone_regions" {
		_, zone, _ := strings.Cut(key, "/")
		for _, region := range strings.Fields(text(f.Before)) {
			delete(all, "zone_regions/"+zone+","+strings.TrimPrefix(region, "region:"))
		}
		for _, region := range strings.Fields(text(f.After)) {
			region = strings.TrimPrefix(region, "region:")
			all["zone_regions/"+zone+","+region] = map[string]string{"zone": zone, "region": region}
		}
		return
	}
	if owner, ok := strings.CutSuffix(f.Column, "_id"); ok {
		prefix, id, _ := strings.Cut(text(f.After), ":")
		setCell(all[key], owner+"_table", tableOf(prefix).Name)
		setCell(all[key], f.Column, id)
		return
	}
	before, after := text(f.Before), text(f.After)
	for _, c := range table.Columns {
		if c.Name == f.Column && c.Reference != "" {
			_, before, _ = strings.Cut(before, ":")
			_, after, _ = strings.Cut(after, ":")
		}
		if c.Name == f.Column && c.Enum != nil {
			before, after = enumValue(c.Enum, before), enumValue(c.Enum, after)
		}
	}
	if strings.HasSuffix(f.Column, "_basis") && strings.HasPrefix(f.Column, "name_") {
		before, after = strings.ToLower(before), strings.ToLower(after)
	}
	if was := all[key][f.Column]; was != before {
		t.Errorf("%s.%s was %q, told is %q", key, f.Column, was, before)
	}
	setCell(all[key], f.Column, after)
}

// enumValue finds the value of the package for the name of the contract.
func enumValue(values []string, name string) string {
	for _, value := range values {
		if strings.ToUpper(strings.ReplaceAll(value, "-", "_")) == name {
			return value
		}
	}
	return ""
}

func setCell(row map[string]string, column, text string) {
	if text == "" {
		delete(row, column)
	} else {
		row[column] = text
	}
}

func text(pointer *string) string {
	if pointer == nil {
		return ""
	}
	return *pointer
}

// tablesByPrefix is made once, because the format is read anew each time.
var tablesByPrefix = sync.OnceValue(func() map[string]datapackage.Table {
	tables := map[string]datapackage.Table{}
	for _, table := range datapackage.Tables() {
		if table.Prefix != "" {
			tables[table.Prefix] = table
		}
	}
	return tables
})

func tableOf(prefix string) datapackage.Table { return tablesByPrefix()[prefix] }

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
			rows.apply(t, changes)
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
				if got := enumValue(column.Enum, strings.ToUpper(strings.ReplaceAll(value, "-", "_"))); got != value {
					t.Errorf("%s.%s: %s leads to %s", table.Name, column.Name, value, got)
				}
			}
		}
	}
}
