package dataset

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"

	"pilotgraph/internal/datapackage"
)

// languages are those of all names, in the order of the descriptor.
var languages = []string{"en", "zh"}

// table says how the rows of a table of the format come about. Every function depends on the size and the number of
// the row alone, so that rows can refer to each other without being kept.
type table struct {
	id     string                             // pattern of its ids; empty where a row has none
	rows   func(s Size) int                   // how many there are
	name   func(s Size, row int) name         // nil where rows have none
	fill   func(s Size, row int, cells cells) // sets all columns but the id and the names
	claims []string                           // what a citation may say that it supports: columns, separated by spaces
}

// tables are all tables of the format. It is filled on start, because rows look into it for the ids of others.
var tables map[string]table

func init() {
	tables = map[string]table{
		"programmes":         programmes,
		"events":             events,
		"objectives":         objectives,
		"regions":            regions,
		"agencies":           agencies,
		"programme_agencies": programmeAgencies,
		"sector_groups":      sectorGroups,
		"sectors":            sectors,
		"agency_sectors":     agencySectors,
		"zones":              zones,
		"zone_regions":       zoneRegions,
		"institutions":       institutions,
		"pilots":             pilots,
		"aliases":            aliases,
		"identifiers":        identifiers,
		"counts":             counts,
		"sources":            sources,
		"citations":          citations,
	}
}

// ref returns the id of a row of a table.
func ref(table string, row int) string { return fmt.Sprintf(tables[table].id, row+1) }

// name is the name of a row with its origin; a language without one is empty.
type name struct {
	en, zh           string
	enBasis, zhBasis string
	short            string // the Chinese name as people say it, without the rank of a region
}

// any returns a name in whichever language has one, Chinese first.
func (n name) any() string {
	if n.zh != "" {
		return n.zh
	}
	return n.en
}

// cells are the cells of the row that is being written.
type cells struct {
	record  []string
	columns map[string]int
}

// set fills a cell. A column that the format lacks is a mistake in this package.
func (c cells) set(column, value string) {
	at, ok := c.columns[column]
	if !ok {
		panic("the format has no column " + column)
	}
	c.record[at] = value
}

// write writes the table as a CSV file.
func (t table) write(dir string, format datapackage.Table, s Size, progress func(string, int)) (err error) {
	const step = 1 << 12 // rows between two signs of life
	file, err := os.Create(filepath.Join(dir, format.Name+".csv"))
	if err != nil {
		return err
	}
	defer func() {
		if e := file.Close(); err == nil {
			err = e
		}
	}()
	buffer := bufio.NewWriterSize(file, 1<<18)
	out := csv.NewWriter(buffer)
	header := columnsOf(format)
	row := cells{record: make([]string, len(header)), columns: map[string]int{}}
	for at, column := range header {
		row.columns[column] = at
	}
	if err := out.Write(header); err != nil {
		return err
	}
	rows := t.rows(s)
	for i := range rows {
		clear(row.record)
		if t.id != "" {
			row.set("id", ref(format.Name, i))
		}
		if t.name != nil {
			n := t.name(s, i)
			row.set("name_en", n.en)
			row.set("name_zh", n.zh)
			row.set("name_en_basis", n.enBasis)
			row.set("name_zh_basis", n.zhBasis)
		}
		t.fill(s, i, row)
		if err := out.Write(row.record); err != nil {
			return err
		}
		if i%step == step-1 && i < rows-1 {
			progress(format.Name, i+1)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	if err := buffer.Flush(); err != nil {
		return err
	}
	progress(format.Name, rows)
	return nil
}

// columnsOf returns the header of a table: the columns of the format, with those of the names behind the first.
func columnsOf(format datapackage.Table) []string {
	var header []string
	for at, column := range format.Columns {
		header = append(header, column.Name)
		if at > 0 || !format.Named {
			continue
		}
		for _, language := range languages {
			header = append(header, "name_"+language)
		}
		for _, language := range languages {
			header = append(header, "name_"+language+"_basis")
		}
	}
	return header
}
