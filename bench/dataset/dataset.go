// Package dataset writes packages of made-up data in any size, for benchmarks and property tests: the same size and
// seed give the same bytes. Their check finds no error and no warning. Institutions are invented; regions of the first
// level and agencies carry real names.
package dataset

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"pilotgraph/internal/datapackage"
)

// Size is how many rows each table has. Tables that are not named here follow from those that are: mandates and
// groups from the sectors, events and reported counts from the programmes, the regions of a zone from the zones.
type Size struct {
	Seed         uint64 // another one gives other rows of the same number; it ends the version: 1.0.7
	Programmes   int    // at least 1
	Sectors      int    // 16 to a programme, beginning with the first
	Agencies     int
	Regions      int // on three levels, each in one of the level above
	Zones        int
	Institutions int
	Pilots       int // needs institutions
	Aliases      int
	Identifiers  int
	Sources      int // at least 1
	Citations    int // of institutions and pilots, each of which has at least one; every other row has one more
}

// Small is as large as the real data.
var Small = Size{
	Programmes: 7, Sectors: 16, Agencies: 17, Regions: 334, Zones: 15, Institutions: 164, Pilots: 180,
	Aliases: 60, Identifiers: 30, Sources: 40, Citations: 600,
}

// Large is as large as a country might get.
var Large = Size{
	Programmes: 40, Sectors: 16, Agencies: 60, Regions: 3_000, Zones: 2_000, Institutions: 200_000, Pilots: 400_000,
	Aliases: 8_000, Identifiers: 6_000, Sources: 5_000, Citations: 1_000_000,
}

// Write writes a package of this size into a directory, which it makes where it does not exist and which must be empty.
// It tells progress, unless that is nil, how many rows of a table it has written: now and then, and at the end of each
// table. The descriptor comes last, so that what was interrupted is not a package. It returns what is wrong with the
// size or the directory.
func Write(dir string, size Size, progress func(table string, rows int)) error {
	if err := size.check(); err != nil {
		return err
	}
	if err := prepare(dir); err != nil {
		return err
	}
	if progress == nil {
		progress = func(string, int) {}
	}
	formats := datapackage.Tables()
	for _, format := range formats {
		table, known := tables[format.Name]
		if !known {
			return fmt.Errorf("the format has a table %s that nothing here fills", format.Name)
		}
		if err := table.write(dir, format, size, progress); err != nil {
			return fmt.Errorf("%s: %w", format.Name, err)
		}
	}
	return writeDescriptor(dir, formats, size)
}

func (s Size) check() error {
	for _, number := range []int{
		s.Programmes, s.Sectors, s.Agencies, s.Regions, s.Zones, s.Institutions, s.Pilots, s.Aliases, s.Identifiers, s.Sources, s.Citations,
	} {
		if number < 0 {
			return fmt.Errorf("a table cannot have %d rows", number)
		}
	}
	switch {
	case s.Programmes == 0 || s.Sources == 0:
		return errors.New("at least one programme and one source are needed, because other rows refer to them")
	case s.Sectors > s.Programmes*sectorsOfProgramme:
		return fmt.Errorf("%d sectors need %d programmes", s.Sectors, (s.Sectors+sectorsOfProgramme-1)/sectorsOfProgramme)
	case s.Pilots > 0 && s.Institutions == 0:
		return errors.New("pilots need institutions")
	}
	return nil
}

// prepare refuses a directory that holds something, because the names of the files are those of any package.
func prepare(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err == nil && len(entries) > 0 {
		err = fmt.Errorf("%s is not empty; name another directory, or remove what is in it", dir)
	}
	return err
}

func writeDescriptor(dir string, formats []datapackage.Table, size Size) error {
	type object = map[string]any
	var resources []object
	for _, format := range formats {
		resources = append(resources, object{
			"name": format.Name, "type": "table", "title": format.Title, "path": format.Name + ".csv",
			"format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
		})
	}
	content, err := json.MarshalIndent(object{
		"$schema":     "https://datapackage.org/profiles/2.0/datapackage.json",
		"name":        "bench",
		"title":       "Made-up pilots for benchmarks",
		"description": "Institutions, zones and pilots in this package do not exist.",
		"version":     "1.0." + strconv.FormatUint(size.Seed, 10),
		"created":     "2026-01-01T00:00:00Z",
		"languages":   languages,
		"licenses":    []object{{"name": "CC0-1.0", "title": "CC0 1.0 Universal", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}},
		"resources":   resources,
	}, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "datapackage.json"), append(content, '\n'), 0o644)
}
