package schema

import "entgo.io/ent"

// Institution is a body with a documented part in a pilot (table institutions).
type Institution struct{ ent.Schema }

// Mixin of the type.
func (Institution) Mixin() []ent.Mixin { return []ent.Mixin{Record{}, Named{}} }

// Fields of the table, and what statistics count by.
func (Institution) Fields() []ent.Field {
	return append(sorts("region"),
		key("kind"),
		rank("kind"),
		optionalKey("region_id"),
		text("region_basis"),
		count("pilot"),
		dimension("country"),
		dimension("adm1_id"),
	)
}

// Edges are the foreign keys.
func (Institution) Edges() []ent.Edge { return []ent.Edge{mayRefer("region", Region.Type)} }

// Indexes of the foreign keys and the orders.
func (Institution) Indexes() []ent.Index {
	return orders("region_id", "region_key", "region_key_descending", "kind", "kind_key", "pilot_count")
}

// Pilot is the part of one institution in one programme (table pilots).
type Pilot struct{ ent.Schema }

// Mixin of the type.
func (Pilot) Mixin() []ent.Mixin { return []ent.Mixin{Record{}} }

// Fields of the table, and what statistics count by: the country is the
// programme's, the kind and the first-level region are the institution's.
func (Pilot) Fields() []ent.Field {
	return []ent.Field{
		key("programme_id"),
		key("institution_id"),
		key("kind"),
		rank("kind"),
		optionalKey("sector_id"),
		optionalKey("zone_id"),
		key("stage"),
		rank("stage"),
		text("partners"),
		key("confidence"),
		rank("confidence"),
		dimension("country"),
		dimension("adm1_id"),
		dimension("institution_kind"),
		dimension("sector_group_id"),
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

// Indexes of the foreign keys and the orders.
func (Pilot) Indexes() []ent.Index {
	return orders("programme_id", "institution_id", "sector_id", "zone_id", "kind_key", "stage_key", "confidence_key")
}
