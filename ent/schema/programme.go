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
		text("document_number"),
		optionalKey("lead_agency_id"),
	}
}

// Edges are the foreign keys.
func (Programme) Edges() []ent.Edge { return []ent.Edge{mayRefer("lead_agency", Agency.Type)} }

// Indexes of the foreign keys.
func (Programme) Indexes() []ent.Index { return []ent.Index{pages("lead_agency_id")} }

// Event is one of the timeline (table events).
type Event struct{ ent.Schema }

// Mixin of the type.
func (Event) Mixin() []ent.Mixin { return []ent.Mixin{Record{}, Named{}} }

// Fields of the table; date_key sorts like date, with the unknown last.
func (Event) Fields() []ent.Field {
	return []ent.Field{
		optionalKey("programme_id"),
		key("kind"),
		text("date"),
		key("date_key"),
		optionalKey("agency_id"),
		text("channel"),
		key("confidence"),
	}
}

// Edges are the foreign keys.
func (Event) Edges() []ent.Edge {
	return []ent.Edge{mayRefer("programme", Programme.Type), mayRefer("agency", Agency.Type)}
}

// Indexes of the foreign keys and the order.
func (Event) Indexes() []ent.Index {
	return []ent.Index{pages("programme_id", "date_key"), pages("agency_id")}
}

// Objective is what an announcement wants to achieve (table objectives).
type Objective struct{ ent.Schema }

// Mixin of the type.
func (Objective) Mixin() []ent.Mixin { return []ent.Mixin{Record{}, Named{}} }

// Fields of the table.
func (Objective) Fields() []ent.Field {
	return []ent.Field{key("programme_id"), field.Int("order"), key("confidence")}
}

// Edges are the foreign keys.
func (Objective) Edges() []ent.Edge { return []ent.Edge{refers("programme", Programme.Type)} }

// Indexes of the foreign keys and the order.
func (Objective) Indexes() []ent.Index { return []ent.Index{pages("programme_id", "order")} }
