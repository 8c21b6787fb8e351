package load

import (
	"maps"
	"slices"

	"entgo.io/ent/dialect/sql"

	"pilotgraph/ent/programmeagency"
	"pilotgraph/ent/regioninstitution"
	"pilotgraph/ent/regioninstitutioncube"
	"pilotgraph/ent/regioninstitutionname"
	"pilotgraph/ent/zoneinstitution"
	"pilotgraph/graph/connection"
	"pilotgraph/internal/search"
)

// origin brings the ids of the rows that a filter lets pass, each once, where the whole filter asks for one neighbour
// or one name. Reading begins there, and not at the rows, which may be many more.
type origin struct {
	ids  *sql.Selector      // selects them as id; nil for a name
	name *search.NameFilter // of the records of a kind, as id; nil for ids
	kind string
	// among holds where a column is one of the ids, found by looking each up; nil where that is slow.
	among func(column string) *sql.Predicate
	// counted begins a statement over a table that has how many there are, and returns the expression of their number; nil where
	// they have to be counted.
	counted func() (*sql.Selector, sql.Querier)
	// named brings the same ids with their keys in the order of the names in a language; nil where there is no such table.
	named func(language string) *origin
}

// originAlias is what the ids of an origin are called in a statement.
const originAlias = tableAlias("s")

// originOf returns the origin of a filter of an edge, or nil. The filter is one that was compiled.
func originOf(edge *Edge, filter map[string]any) *origin {
	if edge.table != edge.node.table || edge.owner != "" {
		return nil
	}
	given := slices.Sorted(maps.Keys(filter))
	given = slices.DeleteFunc(given, func(field string) bool { return isAbsent(filter[field]) })
	for _, field := range given {
		asked := edge.node.terms[field]
		others := slices.DeleteFunc(slices.Clone(given), func(other string) bool { return other == field || other == asked.beside })
		if asked.origin == nil || len(others) > 0 {
			continue
		}
		value, _ := filter[field].(map[string]any)
		beside, _ := filter[asked.beside].(map[string]any)
		return asked.origin(edge.node.kind, value, beside)
	}
	return nil
}

func isAbsent(value any) bool {
	switch value := value.(type) {
	case nil:
		return true
	case map[string]any:
		return value == nil
	case []map[string]any:
		return value == nil
	}
	return false
}

// linkOrigin is the origin of the rows that links lead to from one of the others.
func linkOrigin(by neighbours, other string, kinds []string) *origin {
	linked := func() *sql.Selector {
		links := sql.Table(by.table).As("l")
		selector := sql.Select().From(links).Where(sql.EQ(links.C(by.other), other))
		if by.table == zoneinstitution.Table || by.table == programmeagency.Table {
			selector.Where(sql.EQ(links.C(zoneinstitution.FieldRelation), "ANY")) // the other rows are of one relation each
		}
		if by.kind != "" && kinds != nil {
			selector.Where(in(links.C(by.kind), kinds))
		}
		return selector
	}
	own := sql.Table("l").C(by.own)
	made := &origin{
		ids: linked().AppendSelectExprAs(sql.Raw(own), "id"),
		among: func(column string) *sql.Predicate {
			return sql.Exists(linked().AppendSelectExpr(sql.Raw("1")).Where(sql.ColumnsEQ(own, column)))
		},
	}
	if by.table == regioninstitution.Table && by.other == regioninstitution.FieldRegionID {
		made.counted = func() (*sql.Selector, sql.Querier) { return institutionCount(other, kinds) }
		if len(kinds) == 1 {
			made.named = func(language string) *origin { return institutionNames(other, kinds[0], language) }
		}
	}
	return made
}

// institutionCount is how many institutions a region has, of kinds or of all.
func institutionCount(region string, kinds []string) (*sql.Selector, sql.Querier) {
	counts := sql.Table(regioninstitutioncube.Table).As("l")
	selector := sql.Select().From(counts).Where(sql.EQ(counts.C(regioninstitutioncube.FieldRegionID), region))
	if kinds != nil {
		selector.Where(in(counts.C(regioninstitutioncube.FieldKind), kinds))
	}
	return selector, sql.Raw("COALESCE(SUM(" + counts.C(regioninstitutioncube.FieldRows) + "), 0)")
}

// institutionNames is the origin of the institutions of a kind in a region, in the order of their names in a language.
func institutionNames(region, kind, language string) *origin {
	names := sql.Table(regioninstitutionname.Table).As("l")
	return &origin{ids: sql.Select().From(names).
		Where(sql.And(sql.EQ(names.C(regioninstitutionname.FieldRegionID), region), sql.EQ(names.C(regioninstitutionname.FieldKind), kind),
			sql.EQ(names.C(regioninstitutionname.FieldLanguage), language))).
		AppendSelectExprAs(sql.Raw(names.C(regioninstitutionname.FieldInstitutionID)), "id").
		AppendSelect(names.C(regioninstitutionname.FieldNameKey))}
}

// nameOrigin is the origin of the rows of a kind that have a name.
func nameOrigin(kind string, value, _ map[string]any) *origin {
	var made *origin
	for _, operator := range nameOperators {
		wanted := text(value[operator.name])
		if wanted == nil {
			continue
		}
		filter, err := search.WithName(operator.code, *wanted, kind)
		if err != nil || made != nil {
			return nil // several of them are conditions
		}
		made = &origin{name: &filter, kind: kind}
	}
	return made
}

// write writes the origin as a table.
func (o *origin) write(b *sql.Builder) {
	b.WriteString("(")
	if o.ids != nil {
		b.Join(o.ids)
	} else {
		withName(b, *o.name, true)
		b.WriteString(" AND r.kind = ").Arg(o.kind)
	}
	b.WriteString(") AS ").Ident(string(originAlias))
}

// limit takes a page of the rows of a name by their places, which are in the order of their ids.
func (o *origin) limit(selector *sql.Selector, order connection.Order, page connection.Page) {
	descending := order[0].Descending
	after, before := places(order, page)
	for i := range after {
		after[i] = placeOf(o.kind, after[i], descending)
	}
	for i := range before {
		before[i] = placeOf(o.kind, before[i], !descending)
	}
	byPlace := connection.Order{{Table: string(originAlias), Name: "place", Descending: descending}}
	byPlace.Restrict(selector, page, after, before)
}

// onlyOne is the value of eq, or the only one of in, or "".
func onlyOne(value map[string]any) string {
	list, _ := oneOf("", value)
	if len(list) == 1 {
		return list[0]
	}
	return ""
}

// nameOperators are the fields of a filter of names.
var nameOperators = []struct {
	name string
	code search.NameOperator
}{{"eq", search.Equals}, {"startsWith", search.StartsWith}, {"contains", search.Contains}}
