package schema

import "entgo.io/ent"

// Agency is a government body (table agencies).
type Agency struct{ ent.Schema }

// Mixin of the type.
func (Agency) Mixin() []ent.Mixin { return []ent.Mixin{Record{}, Named{}} }

// Fields of the table.
func (Agency) Fields() []ent.Field { return []ent.Field{key("country")} }

// Indexes of the orders.
func (Agency) Indexes() []ent.Index { return orders("country") }

// AgencyRole is what an agency does in a programme at a stage (table programme_agencies).
type AgencyRole struct{ ent.Schema }

// Mixin of the type.
func (AgencyRole) Mixin() []ent.Mixin { return []ent.Mixin{Record{}} }

// Fields of the table.
func (AgencyRole) Fields() []ent.Field {
	return []ent.Field{
		key("programme_id"),
		key("agency_id"),
		key("role"),
		rank("role"),
		key("stage"),
		rank("stage"),
		key("confidence"),
		rank("confidence"),
	}
}

// Edges are the foreign keys.
func (AgencyRole) Edges() []ent.Edge {
	return []ent.Edge{refers("programme", Programme.Type), refers("agency", Agency.Type)}
}

// Indexes of the foreign keys and the orders.
func (AgencyRole) Indexes() []ent.Index {
	return orders("programme_id", "agency_id", "role_key", "stage_key", "confidence_key")
}

// SectorMandate is how an agency answers for a sector (table agency_sectors).
type SectorMandate struct{ ent.Schema }

// Mixin of the type.
func (SectorMandate) Mixin() []ent.Mixin { return []ent.Mixin{Record{}} }

// Fields of the table.
func (SectorMandate) Fields() []ent.Field {
	return []ent.Field{
		key("programme_id"),
		key("sector_id"),
		key("agency_id"),
		key("role"),
		rank("role"),
		key("confidence"),
		rank("confidence"),
	}
}

// Edges are the foreign keys.
func (SectorMandate) Edges() []ent.Edge {
	return []ent.Edge{
		refers("programme", Programme.Type),
		refers("sector", Sector.Type),
		refers("agency", Agency.Type),
	}
}

// Indexes of the foreign keys and the orders.
func (SectorMandate) Indexes() []ent.Index {
	return orders("programme_id", "sector_id", "agency_id", "role_key", "confidence_key")
}
