package load

import (
	"slices"
	"strings"
	"sync/atomic"

	"entgo.io/ent/dialect/sql"

	"pilotgraph/ent"
	"pilotgraph/ent/agency"
	"pilotgraph/ent/agencyrole"
	"pilotgraph/ent/alias"
	"pilotgraph/ent/change"
	"pilotgraph/ent/citation"
	"pilotgraph/ent/event"
	"pilotgraph/ent/identifier"
	"pilotgraph/ent/institution"
	"pilotgraph/ent/objective"
	"pilotgraph/ent/pilot"
	"pilotgraph/ent/programme"
	"pilotgraph/ent/region"
	"pilotgraph/ent/release"
	"pilotgraph/ent/reportedcount"
	"pilotgraph/ent/sector"
	"pilotgraph/ent/sectorgroup"
	"pilotgraph/ent/sectormandate"
	"pilotgraph/ent/source"
	"pilotgraph/ent/zone"
)

// row is a pointer to a row of ent that is read column by column.
type row interface {
	Node
	ScanTarget(column string) any
}

// table is where the rows of one type are read.
type table struct {
	collection string // the plural in addresses
	name       string
	columns    []string                   // all that there are
	several    func(count int) func() row // makes rows; count is how many may be wanted
}

// several returns what makes rows. They are made many at a time, which costs much less.
func several[T any, R interface {
	*T
	row
}](count int) func() row {
	var made []T
	return func() row {
		if len(made) == 0 {
			made = make([]T, min(max(count, 1), 32))
		}
		next := &made[0]
		made = made[1:]
		return R(next)
	}
}

// tables has the table of each type, by the first part of its ids.
var tables = map[string]table{
	"programme":      {"programmes", programme.Table, programme.Columns, several[ent.Programme]},
	"event":          {"events", event.Table, event.Columns, several[ent.Event]},
	"objective":      {"objectives", objective.Table, objective.Columns, several[ent.Objective]},
	"zone":           {"zones", zone.Table, zone.Columns, several[ent.Zone]},
	"institution":    {"institutions", institution.Table, institution.Columns, several[ent.Institution]},
	"pilot":          {"pilots", pilot.Table, pilot.Columns, several[ent.Pilot]},
	"sector":         {"sectors", sector.Table, sector.Columns, several[ent.Sector]},
	"sector-group":   {"sector-groups", sectorgroup.Table, sectorgroup.Columns, several[ent.SectorGroup]},
	"agency":         {"agencies", agency.Table, agency.Columns, several[ent.Agency]},
	"agency-role":    {"agency-roles", agencyrole.Table, agencyrole.Columns, several[ent.AgencyRole]},
	"sector-mandate": {"sector-mandates", sectormandate.Table, sectormandate.Columns, several[ent.SectorMandate]},
	"region":         {"regions", region.Table, region.Columns, several[ent.Region]},
	"alias":          {"aliases", alias.Table, alias.Columns, several[ent.Alias]},
	"identifier":     {"identifiers", identifier.Table, identifier.Columns, several[ent.Identifier]},
	"reported-count": {"reported-counts", reportedcount.Table, reportedcount.Columns, several[ent.ReportedCount]},
	"source":         {"sources", source.Table, source.Columns, several[ent.Source]},
	"citation":       {"citations", citation.Table, citation.Columns, several[ent.Citation]},
	"release":        {"releases", release.Table, release.Columns, several[ent.Release]},
	"change":         {"changes", change.Table, change.Columns, several[ent.Change]},
}

// Columns are some columns of the rows of one type.
type Columns struct {
	kind         string
	table        table
	names        []string
	one, several atomic.Pointer[statement] // by id
}

// most is how many sets of columns, or statements of one selection, are remembered at the most.
const most = 1000

// Columns returns columns of the rows of a kind, by their names: the same for the same ones.
func (l *Loaders) Columns(kind string, names []string) *Columns {
	made := newColumns(kind, names)
	key := kind + " " + strings.Join(made.names, " ")
	d := l.database
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if known, ok := d.columns[key]; ok {
		return known
	}
	if len(d.columns) >= most {
		clear(d.columns)
	}
	d.columns[key] = made
	return made
}

func newColumns(kind string, names []string) *Columns {
	if len(names) == 0 {
		names = []string{"id"} // there is a value for each row
	}
	return &Columns{kind: kind, table: tables[kind], names: slices.Compact(slices.Sorted(slices.Values(names)))}
}

// outputs are the columns as a statement writes them.
func (c *Columns) outputs(of tableAlias) []sql.Querier {
	list := make([]sql.Querier, len(c.names))
	row := c.table.several(1)()
	for i, name := range c.names {
		list[i] = sql.Raw(of.C(name))
		if _, isFloat := row.ScanTarget(name).(**float64); isFloat {
			list[i] = exactly(of.C(name))
		}
	}
	return list
}

// read reads a row.
func (c *Columns) read(made row, read *packedRows) (Node, error) {
	for _, name := range c.names {
		if err := read.into(made.ScanTarget(name)); err != nil {
			return nil, err
		}
	}
	return made, nil
}

// cut passes over a row and returns a copy of it alone.
func (c *Columns) cut(read *packedRows) (*packedRows, error) {
	whole := read.text
	if err := c.skip(read); err != nil {
		return nil, err
	}
	return &packedRows{strings.Clone(whole[:len(whole)-len(read.text)])}, nil
}

// skip passes over a row.
func (c *Columns) skip(read *packedRows) error {
	for range c.names {
		if _, _, err := read.next(); err != nil {
			return err
		}
	}
	return nil
}

// allColumns returns all columns of each kind.
func allColumns() map[string]*Columns {
	all := map[string]*Columns{}
	for kind, table := range tables {
		all[kind] = newColumns(kind, table.columns)
	}
	return all
}
