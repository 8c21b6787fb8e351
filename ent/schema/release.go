package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
)

// Licence is a licence under which a package may be used.
type Licence struct {
	Name  string  `json:"name"`
	Title string  `json:"title"`
	URL   *string `json:"url"` // nil where the package gives none
}

// TypeCount is the number of rows of one type in a release.
type TypeCount struct {
	Type  string `json:"type"` // in the graph a value of the enum ChangedType, in a manifest the name of the type
	Count int    `json:"count"`
}

// Release is the package that this database was built from, and each one before it.
type Release struct{ ent.Schema }

// Mixin of the type.
func (Release) Mixin() []ent.Mixin { return []ent.Mixin{Node{}} }

// Fields of a release; times are RFC 3339 in UTC. Each has a higher number than the one before it.
func (Release) Fields() []ent.Field {
	return []ent.Field{
		field.Int("number"),
		key("version"),
		key("hash"),
		key("title"),
		text("description"),
		key("created_at"),
		key("published_at"),
		field.JSON("languages", []string{}),
		field.JSON("licences", []Licence{}),
		field.JSON("attribution", []string{}),
		field.JSON("counts", []TypeCount{}),
		optionalKey("previous_id"),
	}
}

// Edges are the foreign keys.
func (Release) Edges() []ent.Edge { return []ent.Edge{mayFollow("previous", "next", Release.Type)} }

// Indexes of the foreign keys.
func (Release) Indexes() []ent.Index { return orders("previous_id", "published_at") }
