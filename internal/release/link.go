package release

import (
	"fmt"
	"strings"
)

// link is a table that leads from rows of one type to rows of another.
type link struct {
	table, from, to string
	pairs           string   // a query for pairs; with reasons for pairs and the reason
	reasons         []string // in the order of the enum; nil where a link holds for one reason alone
	more            []string // columns that the query has beside the pairs
	eachReason      bool     // a row for each reason that holds and one for ANY, not one for the pair
}

// links returns all links, each after those that it is made from.
func links() []link {
	return []link{
		{table: "region_zones", from: "region_id", to: "zone_id", pairs: `
			SELECT DISTINCT a.ancestor_id, z.zone_id FROM zone_regions z JOIN region_ancestors a ON a.region_id = z.region_id`},
		{table: "region_institutions", from: "region_id", to: "institution_id", more: []string{"kind"}, pairs: `
			SELECT a.ancestor_id, i.id, i.kind FROM institutions i JOIN region_ancestors a ON a.region_id = i.region_id`},
		{table: "region_institution_names", from: "region_id", to: "institution_id", more: []string{"kind", "language", "name_key"}, pairs: `
			SELECT r.region_id, r.institution_id, r.kind, k.language, k.name_key
			FROM region_institutions r JOIN name_keys k ON k.subject_id = r.institution_id`},
		{table: "programme_institutions", from: "programme_id", to: "institution_id", pairs: `
			SELECT DISTINCT programme_id, institution_id FROM pilots`},
		{table: "programme_agencies", from: "programme_id", to: "agency_id", pairs: `
			SELECT programme_id, agency_id, stage FROM agency_roles`,
			reasons: []string{"CALL", "NOTICE", "FINAL", "DESIGNATION"}, eachReason: true},
		{table: "institution_sectors", from: "institution_id", to: "sector_id", pairs: `
			SELECT DISTINCT institution_id, sector_id FROM pilots WHERE sector_id IS NOT NULL`},
		{table: "sector_agencies", from: "sector_id", to: "agency_id", pairs: `
			SELECT sector_id, agency_id, role FROM sector_mandates`,
			reasons: []string{"LEAD", "REMIT"}},
		{table: "zone_institutions", from: "zone_id", to: "institution_id", pairs: `
			SELECT zone_id, institution_id, 'PARTICIPANT' FROM pilots WHERE zone_id IS NOT NULL
			UNION ALL
			SELECT z.zone_id, r.institution_id, 'LOCATED' FROM zone_regions z JOIN region_institutions r ON r.region_id = z.region_id`,
			reasons: []string{"PARTICIPANT", "LOCATED"}, eachReason: true},
		// Of the sectors of a programme, which are few, each is looked for until an institution of the zone has it.
		{table: "zone_sectors", from: "zone_id", to: "sector_id", pairs: `
			SELECT z.id, s.id FROM zones z JOIN sectors s ON s.programme_id = z.programme_id
			WHERE EXISTS (SELECT 1 FROM zone_institutions zi
				JOIN institution_sectors i ON i.institution_id = zi.institution_id AND i.sector_id = s.id
				WHERE zi.zone_id = z.id AND zi.relation = 'ANY')`},
		{table: "zone_agencies", from: "zone_id", to: "agency_id", pairs: `
			SELECT z.id, p.agency_id, 'PROGRAMME' FROM zones z JOIN agency_roles p ON p.programme_id = z.programme_id
			UNION ALL
			SELECT z.zone_id, s.agency_id, 'SECTOR' FROM zone_sectors z JOIN sector_agencies s ON s.sector_id = z.sector_id`,
			reasons: []string{"PROGRAMME", "SECTOR"}},
		{table: "institution_agencies", from: "institution_id", to: "agency_id", pairs: `
			SELECT i.institution_id, p.agency_id, 'PROGRAMME'
			FROM programme_institutions i JOIN agency_roles p ON p.programme_id = i.programme_id
			UNION ALL
			SELECT i.institution_id, s.agency_id, 'SECTOR'
			FROM institution_sectors i JOIN sector_agencies s ON s.sector_id = i.sector_id`,
			reasons: []string{"PROGRAMME", "SECTOR"}},
	}
}

// statement returns the SQL that fills the table of a link.
func (l link) statement() string {
	if l.reasons == nil {
		return fmt.Sprintf("INSERT INTO %s (%s)%s", l.table, strings.Join(append([]string{l.from, l.to}, l.more...), ", "), l.pairs)
	}
	var all []string
	for _, reason := range l.reasons {
		all = append(all, fmt.Sprintf("MAX(CASE WHEN reason = '%s' THEN '%s ' ELSE '' END)", reason, reason))
	}
	with := fmt.Sprintf(`
WITH held (a, b, reason) AS (%s
), pairs (a, b, relations) AS MATERIALIZED (
	SELECT a, b, TRIM(%s) FROM held GROUP BY a, b
)`, l.pairs, strings.Join(all, " || "))
	if !l.eachReason {
		return fmt.Sprintf("INSERT INTO %s (%s, %s, relations)%s\nSELECT a, b, relations FROM pairs", l.table, l.from, l.to, with)
	}
	rows := "SELECT a, b, 'ANY', relations FROM pairs" // no reason is a part of another
	for _, reason := range l.reasons {
		rows += fmt.Sprintf("\nUNION ALL\nSELECT a, b, '%s', relations FROM pairs WHERE INSTR(relations, '%[1]s')", reason)
	}
	return fmt.Sprintf("INSERT INTO %s (%s, %s, relation, relations)%s\n%s", l.table, l.from, l.to, with, rows)
}
