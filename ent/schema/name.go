package schema

import "entgo.io/ent"

// Alias is another name of a row (table aliases).
type Alias struct{ ent.Schema }

// Mixin of the type.
func (Alias) Mixin() []ent.Mixin { return []ent.Mixin{Record{}} }

// Fields of the table; subject_id is the id of a row of any type.
func (Alias) Fields() []ent.Field {
	return []ent.Field{key("subject_id"), key("language"), key("text"), key("kind")}
}

// Indexes of the references.
func (Alias) Indexes() []ent.Index { return []ent.Index{pages("subject_id")} }

// Identifier is the number of a row in another registry (table identifiers).
type Identifier struct{ ent.Schema }

// Mixin of the type.
func (Identifier) Mixin() []ent.Mixin { return []ent.Mixin{Record{}} }

// Fields of the table; subject_id is the id of a row of any type.
func (Identifier) Fields() []ent.Field {
	return []ent.Field{key("subject_id"), key("scheme"), key("value")}
}

// Indexes of the references.
func (Identifier) Indexes() []ent.Index { return []ent.Index{pages("subject_id")} }
