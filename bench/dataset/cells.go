package dataset

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"pilotgraph/internal/datapackage"
)

// Cells are the rows of a package by table and id, such as "zones/zone-0001", each with its filled columns. A row of
// zone_regions has both its columns for an id.
type Cells map[string]map[string]string

// Read reads all rows of a package.
func Read(p *datapackage.Package) (Cells, error) {
	all := Cells{}
	for _, table := range datapackage.Tables() {
		var columns []string
		for _, c := range table.Columns {
			columns = append(columns, c.Name)
		}
		for _, language := range p.Descriptor().Languages {
			if table.Named {
				columns = append(columns, "name_"+language, "name_"+language+"_basis")
			}
		}
		for row, err := range p.Rows(table.Name) {
			if err != nil {
				return nil, err
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
	return all, nil
}

// Change is a change as the API tells it.
type Change struct {
	Kind   string // ADDED, CHANGED or REMOVED
	ID     string // such as "zone:zone-0001"
	Fields []FieldChange
}

// FieldChange is what happened to a column; an empty cell is "".
type FieldChange struct {
	Column, Before, After string
}

// Apply does what a change tells. It returns what the change tells wrongly.
func (c Cells) Apply(change Change) error {
	prefix, id, _ := strings.Cut(change.ID, ":")
	table := tablesByPrefix()[prefix]
	key := table.Name + "/" + id
	if _, there := c[key]; there != (change.Kind != "ADDED") {
		return fmt.Errorf("%s was %s, and there before: %v", change.ID, change.Kind, there)
	}
	if change.Kind == "ADDED" {
		c[key] = map[string]string{"id": id}
	}
	for _, f := range change.Fields {
		if err := c.applyField(table, key, f); err != nil {
			return err
		}
	}
	if change.Kind != "REMOVED" {
		return nil
	}
	if len(c[key]) > 1 {
		return fmt.Errorf("%s was removed, but %v was not told", change.ID, c[key])
	}
	delete(c, key)
	return nil
}

func (c Cells) applyField(table datapackage.Table, key string, f FieldChange) error {
	row := c[key]
	owner, isSubject := strings.CutSuffix(f.Column, "_id")
	switch {
	case f.Column == "zone_regions":
		return c.applyRegions(strings.TrimPrefix(key, "zones/"), f)
	case isSubject:
		prefix, id, _ := strings.Cut(f.After, ":")
		setCell(row, owner+"_table", tablesByPrefix()[prefix].Name)
		setCell(row, f.Column, id)
		return nil
	}
	before, after := cellOf(table, f.Column, f.Before), cellOf(table, f.Column, f.After)
	if was := row[f.Column]; was != before {
		return fmt.Errorf("%s.%s was %q, told is %q", key, f.Column, was, before)
	}
	setCell(row, f.Column, after)
	return nil
}

// applyRegions changes the rows of zone_regions that belong to a zone.
func (c Cells) applyRegions(zone string, f FieldChange) error {
	for region := range strings.FieldsSeq(f.Before) {
		key := "zone_regions/" + zone + "," + strings.TrimPrefix(region, "region:")
		if c[key] == nil {
			return fmt.Errorf("%s was not there", key)
		}
		delete(c, key)
	}
	for region := range strings.FieldsSeq(f.After) {
		region = strings.TrimPrefix(region, "region:")
		c["zone_regions/"+zone+","+region] = map[string]string{"zone": zone, "region": region}
	}
	return nil
}

// cellOf writes a value of the API as the package does.
func cellOf(table datapackage.Table, column, value string) string {
	if strings.HasPrefix(column, "name_") && strings.HasSuffix(column, "_basis") {
		return strings.ToLower(value)
	}
	i := slices.IndexFunc(table.Columns, func(c datapackage.Column) bool { return c.Name == column })
	switch {
	case i < 0 || value == "":
		return value
	case table.Columns[i].Reference != "":
		_, id, _ := strings.Cut(value, ":")
		return id
	}
	for _, known := range table.Columns[i].Enum {
		if strings.ToUpper(strings.ReplaceAll(known, "-", "_")) == value {
			return known
		}
	}
	return value
}

func setCell(row map[string]string, column, text string) {
	if text == "" {
		delete(row, column)
	} else {
		row[column] = text
	}
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
