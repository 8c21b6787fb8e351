package load

import (
	"context"
	"strings"

	"entgo.io/ent/dialect/sql"

	"pilotgraph/ent/region"
	"pilotgraph/ent/regionancestor"
	"pilotgraph/ent/regionzone"
	"pilotgraph/ent/zone"
)

// byFirstLevel has the term know the column with the first-level region of the rows.
func (t term) byFirstLevel(column string) term {
	t.firstLevel = column
	return t
}

// firstLevel returns the first-level regions in which those rows lie that have them in their own column, and no others.
func (r *reader) firstLevel(ctx context.Context, of *entity) (map[string]bool, error) {
	if known, ok := r.database.firstLevels.Load(of.kind); ok {
		return known.(map[string]bool), nil
	}
	selector := r.database.selectFrom(region.Table)
	selector.Where(sql.And(sql.ColumnsEQ(rowsAlias.C(region.FieldAdm1ID), rowsAlias.C(region.FieldID)), sql.NotExists(ofAnotherFirstLevel())))
	if of.kind == "zone" {
		selector.Where(sql.NotExists(zonesOfSeveral()))
	}
	reading := r.database.newStatement("first-level regions of "+of.table, false, packed(selector, sql.Raw(rowsAlias.C(region.FieldID))))
	found := map[string]bool{}
	err := r.query(ctx, reading, reading.arguments, func(read *packedRows) error {
		id, _, err := read.next()
		found[strings.Clone(id)] = true
		return err
	})
	if err == nil {
		r.database.firstLevels.Store(of.kind, found)
	}
	return found, err
}

// ofAnotherFirstLevel are the regions that lie in one, and in another first-level region as well.
func ofAnotherFirstLevel() *sql.Selector {
	around, inner := sql.Table(regionancestor.Table).As("a"), sql.Table(region.Table).As("o")
	return sql.Select(inner.C(region.FieldID)).From(around).Join(inner).On(around.C(regionancestor.FieldRegionID), inner.C(region.FieldID)).
		Where(sql.And(sql.ColumnsEQ(around.C(regionancestor.FieldAncestorID), rowsAlias.C(region.FieldID)),
			sql.ColumnsNEQ(inner.C(region.FieldAdm1ID), rowsAlias.C(region.FieldID))))
}

// zonesOfSeveral are the zones that lie in a region and in another first-level region, of which their column says neither.
func zonesOfSeveral() *sql.Selector {
	inside, zones := sql.Table(regionzone.Table).As("i"), sql.Table(zone.Table).As("z")
	return sql.Select(zones.C(zone.FieldID)).From(inside).Join(zones).On(inside.C(regionzone.FieldZoneID), zones.C(zone.FieldID)).
		Where(sql.And(sql.ColumnsEQ(inside.C(regionzone.FieldRegionID), rowsAlias.C(region.FieldID)), sql.EQ(zones.C(zone.FieldAdm1ID), Several)))
}
