package schema

import "entgo.io/ent"

// Zone is an area that a programme designates (table zones).
type Zone struct{ ent.Schema }

// Mixin of the type.
func (Zone) Mixin() []ent.Mixin { return []ent.Mixin{Record{}, Named{}} }

// Fields of the table, and what statistics count by: adm1_id is SEVERAL where
// the zone lies in several first-level regions.
func (Zone) Fields() []ent.Field {
	return append(append(sorts("designated_on"), sorts("region")...),
		key("programme_id"),
		key("kind"),
		rank("kind"),
		optionalKey("region_id"),
		key("precision"),
		text("batch"),
		text("designated_on"),
		key("confidence"),
		rank("confidence"),
		count("institution"),
		dimension("country"),
		dimension("adm1_id"),
		dimension("year"),
	)
}

// Edges are the foreign keys.
func (Zone) Edges() []ent.Edge {
	return []ent.Edge{refers("programme", Programme.Type), mayRefer("region", Region.Type)}
}

// Indexes of the foreign keys and the orders.
func (Zone) Indexes() []ent.Index {
	return orders("programme_id", "region_id", "designated_on_key", "designated_on_key_descending", "region_key",
		"region_key_descending", "kind_key", "confidence_key", "institution_count")
}
