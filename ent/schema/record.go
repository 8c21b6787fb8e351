// Package schema is the storage model of a release: one type for each table of
// a data package, and one for each link that the builder writes so that readers
// need not compute it (link.go). Ids are those of the public contract
// ("zone:bc-haidian"): a row has one name in the database, the API and a URL.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"entgo.io/ent/schema/mixin"
)

// Name is a row's name in one language, with where it comes from.
type Name struct {
	Language string  `json:"language"`        // BCP 47 tag
	Text     string  `json:"text"`            // never empty
	Basis    *string `json:"basis,omitempty"` // a value of the enum NameBasis; nil where the package does not say
}

// role is the GraphQL interface that a type implements; template/node.tmpl makes its methods.
type role string

// Name of the annotation.
func (r role) Name() string { return string(r) }

// Record is what every row of a package has that can be cited.
type Record struct{ mixin.Schema }

// Fields of every row.
func (Record) Fields() []ent.Field {
	return []ent.Field{key("id"), text("notes")}
}

// Annotations of the mixin.
func (Record) Annotations() []schema.Annotation { return []schema.Annotation{role("Record")} }

// Named is what every row with names has.
type Named struct{ mixin.Schema }

// Fields of a row with names: in the package's order of languages, those that are known.
func (Named) Fields() []ent.Field {
	return []ent.Field{field.JSON("names", []Name{})}
}

// Annotations of the mixin.
func (Named) Annotations() []schema.Annotation { return []schema.Annotation{role("Named")} }

// Node is what an object has that cannot be cited.
type Node struct{ mixin.Schema }

// Fields of the mixin.
func (Node) Fields() []ent.Field { return []ent.Field{key("id")} }

// Annotations of the mixin.
func (Node) Annotations() []schema.Annotation { return []schema.Annotation{role("Node")} }

// byBytes orders text alike on SQLite and PostgreSQL.
var byBytes = entsql.Annotation{Collation: "C"}

// key is text that is never missing and that rows are found or sorted by.
func key(name string) ent.Field { return field.String(name).Annotations(byBytes) }

// optionalKey is the id of another row, or null.
func optionalKey(name string) ent.Field {
	return field.String(name).Optional().Nillable().Annotations(byBytes)
}

// rank is the place of a column's value in its enum, to sort by.
func rank(column string) ent.Field { return field.Int(column + "_key") }

// sorts are the sort keys of a column that may be unknown: one in which the
// unknown comes last, and one in which it does when read in descending order.
func sorts(column string) []ent.Field {
	return []ent.Field{
		later(column+"_key", "'"+UnknownLast+"'"),
		later(column+"_key_descending", "''"),
	}
}

// UnknownLast is the sort key of what is unknown: greater than all others.
const UnknownLast = "\U0010FFFF"

// later is text that the builder fills in when all rows are there.
func later(name, before string) ent.Field {
	return field.String(name).Annotations(byBytes, entsql.DefaultExpr(before))
}

// dimension is a value by which rows are counted, or empty where it is unknown.
func dimension(name string) ent.Field { return later(name, "''") }

// count is how many rows of another type there are.
func count(name string) ent.Field {
	return field.Int(name + "_count").Annotations(entsql.DefaultExpr("0"))
}

// orders declares the indexes by which whole tables are paged.
func orders(columns ...string) []ent.Index {
	indexes := make([]ent.Index, len(columns))
	for i, column := range columns {
		indexes[i] = pages(column)
	}
	return indexes
}

// text is text that may be unknown.
func text(name string) ent.Field { return field.Text(name).Optional().Nillable() }

// refers declares the foreign key of the column name_id.
func refers(name string, kind any) ent.Edge {
	return edge.To(name, kind).Field(name + "_id").Unique().Required()
}

// mayRefer is refers for a column that may be null.
func mayRefer(name string, kind any) ent.Edge {
	return edge.To(name, kind).Field(name + "_id").Unique()
}

// mayFollow is mayRefer for a row of the same type: without the way back, ent
// would take the edge for one to one and make its column unique.
func mayFollow(name, back string, kind any) ent.Edge {
	return edge.To(back, kind).From(name).Field(name + "_id").Unique()
}

// pages declares the index by which the rows of one owner are paged.
func pages(owner ...string) ent.Index { return index.Fields(append(owner, "id")...) }
