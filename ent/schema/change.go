package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// FieldChange is what happened to one column of a record.
type FieldChange struct {
	Field    string  `json:"field"`              // as the contract calls it
	Language *string `json:"language,omitempty"` // of a name; else nil
	Column   string  `json:"column"`             // as the package calls it
	Before   *string `json:"before,omitempty"`   // nil where the cell was empty
	After    *string `json:"after,omitempty"`    // nil where the cell is empty
}

// Change is what happened to a record between two releases (written by the builder): the step of one release, or what
// several steps make together.
type Change struct{ ent.Schema }

// Mixin of the type.
func (Change) Mixin() []ent.Mixin { return []ent.Mixin{Node{}} }

// Fields of a change. step_id is the release whose step it is, null for several steps together. Where it is all that
// happened to the record since a release, the number of that release is unchanged_from or later, and below changed_in,
// which is the number of the first release that it comes from; both are null for steps that others have followed.
func (Change) Fields() []ent.Field {
	return []ent.Field{
		key("record_id"),
		key("record_type"),
		key("kind"),
		key("since_id"),
		key("release_id"),
		optionalKey("step_id"),
		field.Int("unchanged_from").Optional().Nillable(),
		field.Int("changed_in").Optional().Nillable(),
		field.JSON("fields", []FieldChange{}),
	}
}

// Edges are the foreign keys.
func (Change) Edges() []ent.Edge {
	return []ent.Edge{refers("since", Release.Type), refers("release", Release.Type), mayRefer("step", Release.Type)}
}

// Indexes by which the changes of a release, those since one, and those of a record are paged.
func (Change) Indexes() []ent.Index {
	return append(orders("step_id", "record_id"), index.Fields("changed_in", "id", "unchanged_from"))
}
