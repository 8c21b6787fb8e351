package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
)

// Region is an administrative division (table regions).
type Region struct{ ent.Schema }

// Mixin of the type.
func (Region) Mixin() []ent.Mixin { return []ent.Mixin{Record{}, Named{}} }

// Fields of the table.
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
	}
}

// Edges are the foreign keys.
func (Region) Edges() []ent.Edge {
	return []ent.Edge{mayFollow("parent", "children", Region.Type), mayRefer("location_source", Source.Type)}
}

// Indexes of the foreign keys.
func (Region) Indexes() []ent.Index {
	return []ent.Index{pages("parent_id"), pages("location_source_id")}
}
