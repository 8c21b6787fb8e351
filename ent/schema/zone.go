package schema

import "entgo.io/ent"

// Zone is an area that a programme designates (table zones).
type Zone struct{ ent.Schema }

// Mixin of the type.
func (Zone) Mixin() []ent.Mixin { return []ent.Mixin{Record{}, Named{}} }

// Fields of the table; designated_on_key sorts like designated_on, with the unknown last.
func (Zone) Fields() []ent.Field {
	return []ent.Field{
		key("programme_id"),
		key("kind"),
		optionalKey("region_id"),
		key("precision"),
		text("batch"),
		text("designated_on"),
		key("designated_on_key"),
		key("confidence"),
	}
}

// Edges are the foreign keys.
func (Zone) Edges() []ent.Edge {
	return []ent.Edge{refers("programme", Programme.Type), mayRefer("region", Region.Type)}
}

// Indexes of the foreign keys and the orders.
func (Zone) Indexes() []ent.Index {
	return []ent.Index{pages("programme_id"), pages("region_id"), pages("designated_on_key")}
}
