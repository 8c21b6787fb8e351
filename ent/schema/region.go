package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
)

// Region is an administrative division (table regions).
type Region struct{ ent.Schema }

// Mixin of the type.
func (Region) Mixin() []ent.Mixin { return []ent.Mixin{Record{}, Named{}} }

// Fields of the table. region_key has the codes from the outermost region
// inwards; adm1_id is the first-level region that it is or lies in.
func (Region) Fields() []ent.Field {
	return []ent.Field{
		key("country"),
		key("level"),
		key("division_type"),
		optionalKey("parent_id"),
		text("iso_code"),
		text("code"),
		text("code_scheme"),
		field.Float("latitude").Optional().Nillable(),
		field.Float("longitude").Optional().Nillable(),
		text("location_basis"),
		optionalKey("location_source_id"),
		field.Int("tile_row").Optional().Nillable(),
		field.Int("tile_column").Optional().Nillable(),
		later("region_key", "''"),
		dimension("adm1_id"),
		count("zone"),
		count("institution"),
	}
}

// Edges are the foreign keys.
func (Region) Edges() []ent.Edge {
	return []ent.Edge{mayFollow("parent", "children", Region.Type), mayRefer("location_source", Source.Type)}
}

// Indexes of the foreign keys and the orders.
func (Region) Indexes() []ent.Index {
	return orders("parent_id", "location_source_id", "region_key", "level", "zone_count", "institution_count")
}
