package load

import (
	"slices"
	"sync"
	"sync/atomic"

	"entgo.io/ent/dialect/sql"

	"pilotgraph/ent"
	"pilotgraph/ent/agency"
	"pilotgraph/ent/agencyrole"
	"pilotgraph/ent/alias"
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
	columns    []string // all that there are
	new        func() row
}

// tables has the table of each type, by the first part of its ids.
var tables = map[string]table{
	"programme":      {"programmes", programme.Table, programme.Columns, func() row { return new(ent.Programme) }},
	"event":          {"events", event.Table, event.Columns, func() row { return new(ent.Event) }},
	"objective":      {"objectives", objective.Table, objective.Columns, func() row { return new(ent.Objective) }},
	"zone":           {"zones", zone.Table, zone.Columns, func() row { return new(ent.Zone) }},
	"institution":    {"institutions", institution.Table, institution.Columns, func() row { return new(ent.Institution) }},
	"pilot":          {"pilots", pilot.Table, pilot.Columns, func() row { return new(ent.Pilot) }},
	"sector":         {"sectors", sector.Table, sector.Columns, func() row { return new(ent.Sector) }},
	"sector-group":   {"sector-groups", sectorgroup.Table, sectorgroup.Columns, func() row { return new(ent.SectorGroup) }},
	"agency":         {"agencies", agency.Table, agency.Columns, func() row { return new(ent.Agency) }},
	"agency-role":    {"agency-roles", agencyrole.Table, agencyrole.Columns, func() row { return new(ent.AgencyRole) }},
	"sector-mandate": {"sector-mandates", sectormandate.Table, sectormandate.Columns, func() row { return new(ent.SectorMandate) }},
	"region":         {"regions", region.Table, region.Columns, func() row { return new(ent.Region) }},
	"alias":          {"aliases", alias.Table, alias.Columns, func() row { return new(ent.Alias) }},
	"identifier":     {"identifiers", identifier.Table, identifier.Columns, func() row { return new(ent.Identifier) }},
	"reported-count": {"reported-counts", reportedcount.Table, reportedcount.Columns, func() row { return new(ent.ReportedCount) }},
	"source":         {"sources", source.Table, source.Columns, func() row { return new(ent.Source) }},
	"citation":       {"citations", citation.Table, citation.Columns, func() row { return new(ent.Citation) }},
	"release":        {"releases", release.Table, release.Columns, func() row { return new(ent.Release) }},
}

// Columns are some columns of the rows of one type.
type Columns struct {
	kind         string
	table        table
	names        []string
	one, several atomic.Pointer[statement] // by id
}

// NewColumns returns columns of the rows of a kind, by their names.
func NewColumns(kind string, names []string) *Columns {
	return &Columns{kind: kind, table: tables[kind], names: slices.Compact(slices.Sorted(slices.Values(names)))}
}

// outputs are the columns as a statement writes them.
func (c *Columns) outputs(of tableAlias) []sql.Querier {
	list := make([]sql.Querier, len(c.names))
	row := c.table.new()
	for i, name := range c.names {
		column := of.C(name)
		if _, isFloat := row.ScanTarget(name).(**float64); isFloat {
			column = exactly(column)
		}
		list[i] = sql.Raw(column)
	}
	return list
}

// row reads a row.
func (c *Columns) row(read *packedRows) (Node, error) {
	made := c.table.new()
	for _, name := range c.names {
		if err := read.into(made.ScanTarget(name)); err != nil {
			return nil, err
		}
	}
	return made, nil
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

// allColumns are all columns of each kind.
var allColumns = sync.OnceValue(func() map[string]*Columns {
	all := map[string]*Columns{}
	for kind, table := range tables {
		all[kind] = NewColumns(kind, table.columns)
	}
	return all
})
