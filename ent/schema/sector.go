package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
)

// SectorGroup is what sectors of a programme stand in (table sector_groups).
type SectorGroup struct{ ent.Schema }

// Mixin of the type.
func (SectorGroup) Mixin() []ent.Mixin { return []ent.Mixin{Record{}, Named{}} }

// Fields of the table.
func (SectorGroup) Fields() []ent.Field {
	return []ent.Field{key("programme_id"), field.Int("order")}
}

// Edges are the foreign keys.
func (SectorGroup) Edges() []ent.Edge { return []ent.Edge{refers("programme", Programme.Type)} }

// Indexes of the foreign keys and the orders.
func (SectorGroup) Indexes() []ent.Index {
	return append(orders("order"), pages("programme_id", "order"))
}

// Sector is a field of a programme (table sectors).
type Sector struct{ ent.Schema }

// Mixin of the type.
func (Sector) Mixin() []ent.Mixin { return []ent.Mixin{Record{}, Named{}} }

// Fields of the table.
func (Sector) Fields() []ent.Field {
	return []ent.Field{
		key("programme_id"),
		key("group_id"),
		text("group_basis"),
		field.Int("order"),
		count("institution"),
		count("pilot"),
	}
}

// Edges are the foreign keys.
func (Sector) Edges() []ent.Edge {
	return []ent.Edge{refers("programme", Programme.Type), refers("group", SectorGroup.Type)}
}

// Indexes of the foreign keys and the orders.
func (Sector) Indexes() []ent.Index {
	return append(orders("programme_id", "group_id", "order", "institution_count", "pilot_count"),
		pages("programme_id", "order"))
}
