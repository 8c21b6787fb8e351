package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/index"
)

// Alias is another name of a row (table aliases).
type Alias struct{ ent.Schema }

// Mixin of the type.
func (Alias) Mixin() []ent.Mixin { return []ent.Mixin{Record{}} }

// Fields of the table; subject_id is the id of a row of any type.
func (Alias) Fields() []ent.Field {
	return []ent.Field{key("subject_id"), key("language"), key("text"), key("kind"), rank("kind")}
}

// Indexes of the references and the orders.
func (Alias) Indexes() []ent.Index { return orders("subject_id", "language", "text", "kind_key") }

// Identifier is the number of a row in another registry (table identifiers).
type Identifier struct{ ent.Schema }

// Mixin of the type.
func (Identifier) Mixin() []ent.Mixin { return []ent.Mixin{Record{}} }

// Fields of the table; subject_id is the id of a row of any type.
func (Identifier) Fields() []ent.Field {
	return []ent.Field{key("subject_id"), key("scheme"), rank("scheme"), key("value")}
}

// Indexes of the references and the orders.
func (Identifier) Indexes() []ent.Index { return orders("subject_id", "scheme_key", "value") }

// NameKey is what rows are sorted by in a language: one for each row with names
// and each language of the package (written by the builder).
type NameKey struct{ ent.Schema }

// Fields of the key; kind is the first part of the subject's id.
func (NameKey) Fields() []ent.Field {
	return []ent.Field{key("subject_id"), key("kind"), key("language"), key("name_key"), key("name_key_descending")}
}

// Indexes by which a row's key is found, and whole tables are paged.
func (NameKey) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("subject_id", "language", "name_key").Unique(),
		index.Fields("language", "kind", "name_key", "subject_id"),
		index.Fields("language", "kind", "name_key_descending", "subject_id"),
	}
}
