package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// A cube has the number of rows of a type for each combination of what they are
// counted by, so that statistics need not read the rows. Its columns have the
// names of those of the rows; empty is unknown.

// cells are the fields of a cube.
func cells(dimensions ...string) []ent.Field {
	fields := []ent.Field{field.Int("rows")}
	for _, name := range dimensions {
		fields = append(fields, key(name))
	}
	return fields
}

// ZoneCube counts zones.
type ZoneCube struct{ ent.Schema }

// Fields of the cube.
func (ZoneCube) Fields() []ent.Field {
	return cells("programme_id", "country", "kind", "precision", "batch", "confidence", "adm1_id", "year")
}

// InstitutionCube counts institutions.
type InstitutionCube struct{ ent.Schema }

// Fields of the cube.
func (InstitutionCube) Fields() []ent.Field {
	return cells("country", "adm1_id", "kind", "region_basis")
}

// RegionInstitutionCube counts the institutions in a region and in those inside it, by kind: how many a list of them has.
type RegionInstitutionCube struct{ ent.Schema }

// Fields of the cube.
func (RegionInstitutionCube) Fields() []ent.Field { return cells("region_id", "kind") }

// Indexes of the cube.
func (RegionInstitutionCube) Indexes() []ent.Index {
	return []ent.Index{index.Fields("region_id", "kind", "rows")}
}

// PilotCube counts pilots by all that they can be counted by. The cubes below
// leave out what multiplies its rows, each something else.
type PilotCube struct{ ent.Schema }

// Fields of the cube.
func (PilotCube) Fields() []ent.Field {
	return pilotCells("institution_kind", "stage", "confidence", "adm1_id", "zone_id")
}

// PilotInstitutionCube counts pilots by what their institutions are.
type PilotInstitutionCube struct{ ent.Schema }

// Fields of the cube.
func (PilotInstitutionCube) Fields() []ent.Field { return pilotCells("institution_kind", "adm1_id") }

// PilotRegionCube counts pilots by where their institutions are, and by stage.
type PilotRegionCube struct{ ent.Schema }

// Fields of the cube.
func (PilotRegionCube) Fields() []ent.Field { return pilotCells("stage", "confidence", "adm1_id") }

// PilotPlaceCube counts pilots by sector and where their institutions are, which is asked for most.
type PilotPlaceCube struct{ ent.Schema }

// Fields of the cube.
func (PilotPlaceCube) Fields() []ent.Field {
	return cells("country", "sector_group_id", "sector_id", "adm1_id")
}

// Indexes of the cube: groups are found in their order, and need not be sorted.
func (PilotPlaceCube) Indexes() []ent.Index {
	return []ent.Index{index.Fields("sector_id", "adm1_id", "rows")}
}

// PilotStageCube counts pilots by stage, and by what their institutions are.
type PilotStageCube struct{ ent.Schema }

// Fields of the cube.
func (PilotStageCube) Fields() []ent.Field {
	return pilotCells("institution_kind", "stage", "confidence")
}

// PilotStandingCube counts pilots by stage, and by what and where their institutions are, of all programmes together.
type PilotStandingCube struct{ ent.Schema }

// Fields of the cube.
func (PilotStandingCube) Fields() []ent.Field {
	return cells("country", "kind", "institution_kind", "stage", "confidence", "adm1_id")
}

// PilotZoneCube counts pilots by zone and stage.
type PilotZoneCube struct{ ent.Schema }

// Fields of the cube.
func (PilotZoneCube) Fields() []ent.Field { return pilotCells("stage", "confidence", "zone_id") }

// pilotCells are the fields of a cube of pilots: those of every one, and more.
func pilotCells(more ...string) []ent.Field {
	return cells(append([]string{"programme_id", "country", "sector_group_id", "sector_id", "kind"}, more...)...)
}
