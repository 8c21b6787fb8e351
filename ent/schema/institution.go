package schema

import "entgo.io/ent"

// Institution is a body with a documented part in a pilot (table institutions).
type Institution struct{ ent.Schema }

// Mixin of the type.
func (Institution) Mixin() []ent.Mixin { return []ent.Mixin{Record{}, Named{}} }

// Fields of the table.
func (Institution) Fields() []ent.Field {
	return []ent.Field{key("kind"), optionalKey("region_id"), text("region_basis")}
}

// Edges are the foreign keys.
func (Institution) Edges() []ent.Edge { return []ent.Edge{mayRefer("region", Region.Type)} }

// Indexes of the foreign keys.
func (Institution) Indexes() []ent.Index { return []ent.Index{pages("region_id")} }

// Pilot is the part of one institution in one programme (table pilots).
type Pilot struct{ ent.Schema }

// Mixin of the type.
func (Pilot) Mixin() []ent.Mixin { return []ent.Mixin{Record{}} }

// Fields of the table.
func (Pilot) Fields() []ent.Field {
	return []ent.Field{
		key("programme_id"),
		key("institution_id"),
		key("kind"),
		optionalKey("sector_id"),
		optionalKey("zone_id"),
		key("stage"),
		text("partners"),
		key("confidence"),
	}
}

// Edges are the foreign keys.
func (Pilot) Edges() []ent.Edge {
	return []ent.Edge{
		refers("programme", Programme.Type),
		refers("institution", Institution.Type),
		mayRefer("sector", Sector.Type),
		mayRefer("zone", Zone.Type),
	}
}

// Indexes of the foreign keys.
func (Pilot) Indexes() []ent.Index {
	return []ent.Index{pages("programme_id"), pages("institution_id"), pages("sector_id"), pages("zone_id")}
}
