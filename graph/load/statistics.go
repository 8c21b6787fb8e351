package load

import (
	"cmp"
	"context"
	"slices"

	"entgo.io/ent/dialect/sql"

	"pilotgraph/ent/institution"
	"pilotgraph/ent/institutioncube"
	"pilotgraph/ent/pilot"
	"pilotgraph/ent/pilotcube"
	"pilotgraph/ent/pilotinstitutioncube"
	"pilotgraph/ent/pilotplacecube"
	"pilotgraph/ent/pilotregioncube"
	"pilotgraph/ent/pilotstagecube"
	"pilotgraph/ent/pilotstandingcube"
	"pilotgraph/ent/pilotzonecube"
	"pilotgraph/ent/zone"
	"pilotgraph/ent/zonecube"
	"pilotgraph/graph/fault"
)

// Statistic is a type whose rows are counted.
type Statistic struct {
	node       *entity
	dimensions map[string]Dimension
	cubes      []cube // the smallest that has all columns answers
}

// Dimension is what rows are counted by.
type Dimension struct {
	Kind   string // the first part of the ids that are its values; "" where they are none
	Enum   string // the enum of the contract that its values are of; "" where they are of none
	column string
}

// cube is a table with the number of rows for each combination of values, in columns of the same names as the rows have.
type cube struct {
	table   string
	columns []string
}

// Statistics of each type.
var (
	ZoneStatistic = &Statistic{node: zones,
		dimensions: map[string]Dimension{
			"PROGRAMME": {Kind: "programme", column: zone.FieldProgrammeID}, "COUNTRY": {column: zone.FieldCountry},
			"ADM1": {Kind: "region", column: zone.FieldAdm1ID}, "KIND": {Enum: "ZoneKind", column: zone.FieldKind},
			"PRECISION": {Enum: "Precision", column: zone.FieldPrecision}, "BATCH": {column: zone.FieldBatch},
			"CONFIDENCE": {Enum: "Confidence", column: zone.FieldConfidence}, "YEAR": {column: zone.FieldYear},
		},
		cubes: []cube{{zonecube.Table, zonecube.Columns}},
	}
	InstitutionStatistic = &Statistic{node: institutions,
		dimensions: map[string]Dimension{
			"COUNTRY": {column: institution.FieldCountry}, "ADM1": {Kind: "region", column: institution.FieldAdm1ID},
			"KIND":         {Enum: "InstitutionKind", column: institution.FieldKind},
			"REGION_BASIS": {Enum: "RegionBasis", column: institution.FieldRegionBasis},
		},
		cubes: []cube{{institutioncube.Table, institutioncube.Columns}},
	}
	PilotStatistic = &Statistic{node: pilots,
		dimensions: map[string]Dimension{
			"PROGRAMME": {Kind: "programme", column: pilot.FieldProgrammeID}, "COUNTRY": {column: pilot.FieldCountry},
			"SECTOR_GROUP": {Kind: "sector-group", column: pilot.FieldSectorGroupID}, "SECTOR": {Kind: "sector", column: pilot.FieldSectorID},
			"ZONE": {Kind: "zone", column: pilot.FieldZoneID}, "ADM1": {Kind: "region", column: pilot.FieldAdm1ID},
			"INSTITUTION_KIND": {Enum: "InstitutionKind", column: pilot.FieldInstitutionKind},
			"KIND":             {Enum: "PilotKind", column: pilot.FieldKind}, "STAGE": {Enum: "PilotStage", column: pilot.FieldStage},
			"CONFIDENCE": {Enum: "Confidence", column: pilot.FieldConfidence},
		},
		cubes: []cube{
			{pilotplacecube.Table, pilotplacecube.Columns}, {pilotstagecube.Table, pilotstagecube.Columns}, {pilotinstitutioncube.Table, pilotinstitutioncube.Columns},
			{pilotregioncube.Table, pilotregioncube.Columns}, {pilotzonecube.Table, pilotzonecube.Columns},
			{pilotstandingcube.Table, pilotstandingcube.Columns},
			{pilotcube.Table, pilotcube.Columns},
		},
	}
)

// Values of a dimension that are none of its own.
const (
	Unknown = "UNKNOWN"
	Several = "SEVERAL"
)

// Group is a number of rows with the same values.
type Group struct {
	Values []string // one for each dimension
	Count  int
}

// maximumDimensions is by how many dimensions rows are counted at once.
const maximumDimensions = 3

// grouping is what a statistic asks for.
type grouping struct {
	table   string
	columns []string
	rows    string // expression of how many rows a row of the table stands for
	where   condition
}

// Count counts the rows of a statistic by dimensions, those that a filter lets pass. It returns the groups in no
// particular order, and the dimensions by place. The error is a *fault.Error.
func (s *Statistic) Count(ctx context.Context, groupBy []string, filter map[string]any) ([]Group, []Dimension, error) {
	if len(groupBy) == 0 || len(groupBy) > maximumDimensions {
		return nil, nil, fault.New(fault.BadUserInput, "groupBy has %d dimensions; give 1 to %d", len(groupBy), maximumDimensions)
	}
	wanted := &grouping{}
	dimensions := make([]Dimension, len(groupBy))
	for i, name := range groupBy {
		if slices.Contains(groupBy[:i], name) {
			return nil, nil, fault.New(fault.BadUserInput, "groupBy[%d] is %s again; name each dimension once", i, name)
		}
		dimensions[i] = s.dimensions[name]
		wanted.columns = append(wanted.columns, dimensions[i].column)
	}
	compiler := &filterCompiler{terms: s.node.terms}
	where, err := compiler.compile("filter", filter, 1)
	if err != nil {
		return nil, nil, err
	}
	groups, err := load[[]Group](ctx, From(ctx), key{what: aTask, task: &task{func(ctx context.Context, r *reader) (any, error) {
		wanted.where = where
		if err := s.choose(ctx, r, wanted, compiler, filter); err != nil {
			return nil, err
		}
		return r.groups(ctx, wanted)
	}}})
	return groups, dimensions, err
}

// choose has the smallest cube answer that can, or else the rows.
func (s *Statistic) choose(ctx context.Context, r *reader, wanted *grouping, compiler *filterCompiler, filter map[string]any) error {
	wanted.table, wanted.rows = s.node.table, "COUNT(*)"
	inCube := wanted.where
	if compiler.within {
		firstLevel, err := r.firstLevel(ctx, s.node)
		if err != nil {
			return err
		}
		compiler = &filterCompiler{terms: s.node.terms, firstLevel: firstLevel}
		if inCube, err = compiler.compile("filter", filter, 1); err != nil {
			return err
		}
	}
	var cubes []string
	for _, each := range s.cubes {
		if each.has(wanted.columns) && each.has(compiler.columns) && !compiler.elsewhere {
			cubes = append(cubes, each.table)
		}
	}
	if len(cubes) == 0 {
		return nil
	}
	wanted.where, wanted.rows = inCube, "SUM("+rowsAlias.C(pilotcube.FieldRows)+")"
	var err error
	wanted.table, err = r.smallest(ctx, cubes)
	return err
}

// has says whether the cube has the columns of the rows. Its own id is none of them.
func (c cube) has(columns []string) bool {
	return !slices.ContainsFunc(columns, func(column string) bool {
		return column == pilotcube.FieldID || !slices.Contains(c.columns, column)
	})
}

// smallest returns the table with the fewest rows.
func (r *reader) smallest(ctx context.Context, tables []string) (name string, err error) {
	fewest := 0
	for _, table := range tables {
		size, err := r.size(ctx, table)
		if err != nil {
			return "", err
		}
		if name == "" || size < fewest {
			name, fewest = table, size
		}
	}
	return name, nil
}

// size returns the number of rows of a table. It is counted once: a release never changes.
func (r *reader) size(ctx context.Context, table string) (size int, err error) {
	if known, ok := r.database.sizes.Load(table); ok {
		return known.(int), nil
	}
	counting := r.database.newStatement("size of "+table, false, packed(r.database.selectFrom(table), sql.Raw("COUNT(*)")))
	err = r.query(ctx, counting, counting.arguments, func(read *packedRows) error { return read.into(&size) })
	if err == nil {
		r.database.sizes.Store(table, size)
	}
	return size, err
}

// groups counts rows by group.
func (r *reader) groups(ctx context.Context, wanted *grouping) ([]Group, error) {
	selector := r.database.selectFrom(wanted.table)
	var outputs []sql.Querier
	for _, column := range wanted.columns {
		outputs = append(outputs, sql.Raw("COALESCE("+rowsAlias.C(column)+", '')"))
		selector.GroupBy(rowsAlias.C(column))
	}
	if wanted.where != nil {
		selector.Where(wanted.where(rowsAlias))
	}
	reading := r.database.newStatement("statistics of "+wanted.table, false, packed(selector, append(outputs, sql.Raw(wanted.rows))...))
	groups, values := []Group{}, []string{}
	err := r.query(ctx, reading, reading.arguments, func(read *packedRows) error {
		for range wanted.columns {
			value, _, err := read.next()
			if err != nil {
				return err
			}
			values = append(values, cmp.Or(value, Unknown))
		}
		count, err := read.number()
		groups = append(groups, Group{Count: count})
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range groups { // the values of all are one piece of memory
		groups[i].Values, values = values[:len(wanted.columns):len(wanted.columns)], values[len(wanted.columns):]
	}
	return groups, nil
}
