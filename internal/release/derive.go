package release

import (
	"fmt"
	"strings"

	"pilotgraph/ent/institutioncube"
	"pilotgraph/ent/pilotcube"
	"pilotgraph/ent/pilotinstitutioncube"
	"pilotgraph/ent/pilotplacecube"
	"pilotgraph/ent/pilotregioncube"
	"pilotgraph/ent/pilotstagecube"
	"pilotgraph/ent/pilotstandingcube"
	"pilotgraph/ent/pilotzonecube"
	"pilotgraph/ent/regioninstitutioncube"
	"pilotgraph/ent/zonecube"
	"pilotgraph/internal/datapackage"
)

// ancestorsStatement fills region_ancestors. The check of a package has made sure that no region lies in itself.
const ancestorsStatement = `
INSERT INTO region_ancestors (region_id, ancestor_id, distance)
WITH RECURSIVE upward (region_id, ancestor_id, distance) AS (
	SELECT id, id, 0 FROM regions
	UNION ALL
	SELECT u.region_id, r.parent_id, u.distance + 1
	FROM upward u JOIN regions r ON r.id = u.ancestor_id
	WHERE r.parent_id IS NOT NULL
)
SELECT region_id, ancestor_id, distance FROM upward`

// ownRegionsStatement adds the region of a zone to those of the table zone_regions.
const ownRegionsStatement = `
INSERT INTO zone_regions (zone_id, region_id)
SELECT id, region_id FROM zones WHERE region_id IS NOT NULL
EXCEPT
SELECT zone_id, region_id FROM zone_regions`

// regionKeysStatement writes what regions are sorted by, the codes from the outermost region inwards, and the first-level
// region that each is or lies in. All are written at once, because region_ancestors has no index yet.
const regionKeysStatement = `
UPDATE regions SET region_key = country || '/' || k.codes, adm1_id = k.adm1_id
FROM (
	SELECT a.region_id, group_concat(COALESCE(o.code, o.iso_code, o.id), '/' ORDER BY a.distance DESC) AS codes,
		COALESCE(MIN(CASE WHEN o.level = 'ADM1' THEN o.id END), '') AS adm1_id
	FROM region_ancestors a JOIN regions o ON o.id = a.ancestor_id
	GROUP BY a.region_id
) k WHERE k.region_id = regions.id`

// geography returns the statements that write where rows lie, and what else they are counted by. They come before the
// indexes, which would only slow them down.
func geography() []string {
	return []string{
		supportsStatement(), ownRegionsStatement, ancestorsStatement, regionKeysStatement, `
UPDATE institutions SET country = r.country, adm1_id = r.adm1_id, region_key = r.region_key, region_key_descending = r.region_key
FROM regions r WHERE r.id = institutions.region_id`, `
UPDATE zones SET region_key = r.region_key, region_key_descending = r.region_key
FROM regions r WHERE r.id = zones.region_id`, `
UPDATE zones SET year = COALESCE(SUBSTR(designated_on, 1, 4), ''), country = p.country
FROM programmes p WHERE p.id = zones.programme_id`, `
UPDATE zones SET adm1_id = l.adm1_id
FROM (
	SELECT z.zone_id, CASE COUNT(DISTINCT r.adm1_id) WHEN 1 THEN MIN(r.adm1_id) ELSE 'SEVERAL' END AS adm1_id
	FROM zone_regions z JOIN regions r ON r.id = z.region_id
	GROUP BY z.zone_id
) l WHERE l.zone_id = zones.id`, `
UPDATE pilots SET country = p.country, adm1_id = i.adm1_id, institution_kind = i.kind,
	sector_group_id = COALESCE((SELECT s.group_id FROM sectors s WHERE s.id = pilots.sector_id), '')
FROM programmes p, institutions i WHERE p.id = pilots.programme_id AND i.id = pilots.institution_id`,
	}
}

// leadStatement writes who leads a programme at its latest stage; of several the one with the lowest id.
const leadStatement = `
UPDATE programmes SET lead_agency_id = (
	SELECT r.agency_id FROM agency_roles r
	WHERE r.programme_id = programmes.id AND r.role = 'LEAD'
	ORDER BY CASE r.stage WHEN 'DESIGNATION' THEN 1 WHEN 'FINAL' THEN 2 WHEN 'NOTICE' THEN 3 ELSE 4 END, r.agency_id
	LIMIT 1
)`

// supportsStatement writes the number of citations of each source by type of record, in the order of the tables. It comes
// before the indexes: by way of one it would read the rows in an order that is not theirs.
func supportsStatement() string {
	place := "CASE subject_type"
	for i, t := range datapackage.Tables() {
		place += fmt.Sprintf(" WHEN '%s' THEN %d", enumOfType(kindOf(t.Prefix)), i)
	}
	return `
UPDATE sources SET supports = s.supports
FROM (
	SELECT source_id, json_group_array(json_object('type', subject_type, 'count', number) ORDER BY ` + place + ` END) AS supports
	FROM (SELECT source_id, subject_type, COUNT(*) AS number FROM citations GROUP BY source_id, subject_type)
	GROUP BY source_id
) s WHERE s.source_id = sources.id`
}

// counts returns the statements that write how many rows of other types there are. They come after the links.
func counts() []string {
	number := func(table, of, from, owner, condition string) string {
		return fmt.Sprintf("UPDATE %s SET %s_count = (SELECT COUNT(*) FROM %s WHERE %s = %s.id%s)", table, of, from, owner, table, condition)
	}
	return []string{
		number("programmes", "zone", "zones", "programme_id", ""),
		number("programmes", "institution", "programme_institutions", "programme_id", ""),
		number("programmes", "pilot", "pilots", "programme_id", ""),
		number("zones", "institution", "zone_institutions", "zone_id", " AND relation = 'ANY'"),
		number("institutions", "pilot", "pilots", "institution_id", ""),
		number("sectors", "institution", "institution_sectors", "sector_id", ""),
		number("sectors", "pilot", "pilots", "sector_id", ""),
		number("regions", "zone", "region_zones", "region_id", ""),
		number("regions", "institution", "region_institutions", "region_id", ""),
	}
}

// cube is a table with the number of rows for each combination of their values.
type cube struct {
	table, of string
	rows      string   // how many rows a row of that table stands for
	columns   []string // of both
}

// cubes returns all cubes.
func cubes() []cube {
	return []cube{
		{zonecube.Table, "zones", "COUNT(*)", dimensionsOf(zonecube.Columns)},
		{institutioncube.Table, "institutions", "COUNT(*)", dimensionsOf(institutioncube.Columns)},
		{regioninstitutioncube.Table, "region_institutions", "COUNT(*)", dimensionsOf(regioninstitutioncube.Columns)},
		{pilotcube.Table, "pilots", "COUNT(*)", dimensionsOf(pilotcube.Columns)},
		{pilotinstitutioncube.Table, pilotcube.Table, "SUM(rows)", dimensionsOf(pilotinstitutioncube.Columns)},
		{pilotregioncube.Table, pilotcube.Table, "SUM(rows)", dimensionsOf(pilotregioncube.Columns)},
		{pilotplacecube.Table, pilotregioncube.Table, "SUM(rows)", dimensionsOf(pilotplacecube.Columns)},
		{pilotstagecube.Table, pilotcube.Table, "SUM(rows)", dimensionsOf(pilotstagecube.Columns)},
		{pilotstandingcube.Table, pilotcube.Table, "SUM(rows)", dimensionsOf(pilotstandingcube.Columns)},
		{pilotzonecube.Table, pilotcube.Table, "SUM(rows)", dimensionsOf(pilotzonecube.Columns)},
	}
}

// dimensionsOf are the columns of a cube but its id and its number.
func dimensionsOf(columns []string) []string {
	var dimensions []string
	for _, column := range columns {
		if column != pilotcube.FieldID && column != pilotcube.FieldRows {
			dimensions = append(dimensions, column)
		}
	}
	return dimensions
}

// statement returns the SQL that fills the cube.
func (c cube) statement() string {
	known := make([]string, len(c.columns))
	places := make([]string, len(c.columns))
	for i, column := range c.columns {
		known[i] = "COALESCE(" + column + ", '')"
		places[i] = fmt.Sprint(i + 1)
	}
	return fmt.Sprintf("INSERT INTO %s (%s, rows) SELECT %s, %s FROM %s GROUP BY %s",
		c.table, strings.Join(c.columns, ", "), strings.Join(known, ", "), c.rows, c.of, strings.Join(places, ", "))
}
