package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
)

// Programme is a pilot programme of a government (table programmes).
type Programme struct{ ent.Schema }

// Mixin of the type.
func (Programme) Mixin() []ent.Mixin { return []ent.Mixin{Record{}, Named{}} }

// Fields of the table, and the agency that leads by its latest stage.
func (Programme) Fields() []ent.Field {
	return []ent.Field{
		key("country"),
		key("kind"),
		rank("kind"),
		text("document_number"),
		optionalKey("lead_agency_id"),
		count("zone"),
		count("institution"),
		count("pilot"),
	}
}

// Edges are the foreign keys.
func (Programme) Edges() []ent.Edge { return []ent.Edge{mayRefer("lead_agency", Agency.Type)} }

// Indexes of the foreign keys and the orders.
func (Programme) Indexes() []ent.Index {
	return orders("lead_agency_id", "country", "kind_key", "zone_count", "institution_count", "pilot_count")
}

// Event is one of the timeline (table events).
type Event struct{ ent.Schema }

// Mixin of the type.
func (Event) Mixin() []ent.Mixin { return []ent.Mixin{Record{}, Named{}} }

// Fields of the table.
func (Event) Fields() []ent.Field {
	return append(sorts("date"),
		optionalKey("programme_id"),
		key("kind"),
		rank("kind"),
		text("date"),
		optionalKey("agency_id"),
		text("channel"),
		key("confidence"),
		rank("confidence"),
	)
}

// Edges are the foreign keys.
func (Event) Edges() []ent.Edge {
	return []ent.Edge{mayRefer("programme", Programme.Type), mayRefer("agency", Agency.Type)}
}

// Indexes of the foreign keys and the order.
func (Event) Indexes() []ent.Index {
	return append(orders("agency_id", "date_key", "date_key_descending", "kind_key", "confidence_key"),
		pages("programme_id", "date_key"))
}

// Objective is what an announcement wants to achieve (table objectives).
type Objective struct{ ent.Schema }

// Mixin of the type.
func (Objective) Mixin() []ent.Mixin { return []ent.Mixin{Record{}, Named{}} }

// Fields of the table.
func (Objective) Fields() []ent.Field {
	return []ent.Field{key("programme_id"), field.Int("order"), key("confidence"), rank("confidence")}
}

// Edges are the foreign keys.
func (Objective) Edges() []ent.Edge { return []ent.Edge{refers("programme", Programme.Type)} }

// Indexes of the foreign keys and the order.
func (Objective) Indexes() []ent.Index {
	return append(orders("order", "confidence_key"), pages("programme_id", "order"))
}
