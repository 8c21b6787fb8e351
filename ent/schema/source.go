package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema/field"
)

// Source is a publication (table sources).
type Source struct{ ent.Schema }

// Mixin of the type.
func (Source) Mixin() []ent.Mixin { return []ent.Mixin{Node{}} }

// Fields of the table, and the number of citations for each type of record.
func (Source) Fields() []ent.Field {
	return append(sorts("published"),
		text("url"),
		key("title"),
		key("title_key"),
		key("publisher"),
		key("language"),
		text("published"),
		key("retrieved"),
		key("kind"),
		rank("kind"),
		key("reliability"),
		rank("reliability"),
		text("notes"),
		field.JSON("supports", []TypeCount{}).Annotations(entsql.DefaultExpr("'[]'")),
	)
}

// Indexes of the orders.
func (Source) Indexes() []ent.Index {
	return orders("title_key", "published_key", "published_key_descending", "retrieved", "kind_key", "reliability_key")
}

// Citation is the words of a source that support a row (table citations).
type Citation struct{ ent.Schema }

// Mixin of the type.
func (Citation) Mixin() []ent.Mixin { return []ent.Mixin{Node{}} }

// Fields of the table. cited_fields names what the words support as the API does
// (" name name@zh region ", each between spaces); empty is the row as a whole.
func (Citation) Fields() []ent.Field {
	return []ent.Field{
		key("subject_id"),
		key("subject_type"),
		key("source_id"),
		key("quote"),
		key("cited_fields"),
		text("note"),
	}
}

// Edges are the foreign keys.
func (Citation) Edges() []ent.Edge { return []ent.Edge{refers("source", Source.Type)} }

// Indexes of the references.
func (Citation) Indexes() []ent.Index {
	return orders("subject_id", "source_id")
}

// ReportedCount is a number that sources state (table counts).
type ReportedCount struct{ ent.Schema }

// Mixin of the type.
func (ReportedCount) Mixin() []ent.Mixin { return []ent.Mixin{Record{}} }

// Fields of the table, and how many rows of the measure are recorded within the
// scope (null where nothing of the kind is recorded).
func (ReportedCount) Fields() []ent.Field {
	return []ent.Field{
		key("programme_id"),
		key("scope_id"),
		key("measure"),
		rank("measure"),
		text("stage"),
		field.Int("value"),
		field.Bool("preferred"),
		field.Int("recorded").Optional().Nillable(),
	}
}

// Edges are the foreign keys.
func (ReportedCount) Edges() []ent.Edge { return []ent.Edge{refers("programme", Programme.Type)} }

// Indexes of the references and the orders.
func (ReportedCount) Indexes() []ent.Index {
	return orders("programme_id", "scope_id", "measure_key", "value")
}
