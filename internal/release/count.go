package release

import "fmt"

// recordedRule says how many rows of a measure are recorded within a scope. What has no rule stays unknown (NULL).
type recordedRule struct {
	scope   string // prefix of the scope's id
	measure string
	number  string // an SQL expression over the row c of reported_counts
}

// recordedRules returns all rules. A rule counts the rows of the count's own stage where it names one and rows have one.
func recordedRules() []recordedRule {
	const (
		zonesOfProgramme = `(SELECT COUNT(*) FROM zones z WHERE z.programme_id = c.scope_id)`

		institutionsOfProgramme = `(SELECT COUNT(DISTINCT p.institution_id) FROM pilots p
			WHERE p.programme_id = c.scope_id AND p.kind = 'FIELD_PILOT' AND (c.stage IS NULL OR p.stage = c.stage))`

		zonesInRegion = `(SELECT COUNT(*) FROM region_zones r JOIN zones z ON z.id = r.zone_id
			WHERE r.region_id = c.scope_id AND z.programme_id = c.programme_id)`

		institutionsInRegion = `(SELECT COUNT(DISTINCT p.institution_id) FROM region_institutions r
			JOIN pilots p ON p.institution_id = r.institution_id
			WHERE r.region_id = c.scope_id AND p.programme_id = c.programme_id AND p.kind = 'FIELD_PILOT'
			AND (c.stage IS NULL OR p.stage = c.stage))`

		zonesOfSector = `(SELECT COUNT(*) FROM zone_sectors z WHERE z.sector_id = c.scope_id)`

		institutionsOfSector = `(SELECT COUNT(DISTINCT p.institution_id) FROM pilots p
			WHERE p.sector_id = c.scope_id AND p.kind = 'FIELD_PILOT' AND (c.stage IS NULL OR p.stage = c.stage))`
	)
	return []recordedRule{
		{"programme", "ZONES", zonesOfProgramme},
		{"programme", "INSTITUTIONS", institutionsOfProgramme},
		{"programme", "ZONES_AND_INSTITUTIONS", zonesOfProgramme + " + " + institutionsOfProgramme},
		{"programme", "SECTORS", `(SELECT COUNT(*) FROM sectors s WHERE s.programme_id = c.scope_id)`},
		{"programme", "AGENCIES", `(SELECT COUNT(DISTINCT r.agency_id) FROM agency_roles r
			WHERE r.programme_id = c.scope_id AND (c.stage IS NULL OR r.stage = c.stage))`},
		{"sector", "ZONES", zonesOfSector},
		{"sector", "INSTITUTIONS", institutionsOfSector},
		{"sector", "ZONES_AND_INSTITUTIONS", zonesOfSector + " + " + institutionsOfSector},
		{"sector", "AGENCIES", `(SELECT COUNT(*) FROM sector_agencies s WHERE s.sector_id = c.scope_id)`},
		{"region", "ZONES", zonesInRegion},
		{"region", "INSTITUTIONS", institutionsInRegion},
		{"region", "ZONES_AND_INSTITUTIONS", zonesInRegion + " + " + institutionsInRegion},
		{"zone", "INSTITUTIONS", `(SELECT COUNT(DISTINCT p.institution_id) FROM pilots p
			WHERE p.zone_id = c.scope_id AND (c.stage IS NULL OR p.stage = c.stage))`},
		{"zone", "SECTORS", `(SELECT COUNT(*) FROM zone_sectors z WHERE z.zone_id = c.scope_id)`},
		{"zone", "AGENCIES", `(SELECT COUNT(*) FROM zone_agencies a JOIN zones z ON z.id = a.zone_id
			WHERE a.zone_id = c.scope_id AND (c.stage IS NULL OR a.relations LIKE '%SECTOR' OR EXISTS (SELECT 1 FROM agency_roles r
			WHERE r.programme_id = z.programme_id AND r.agency_id = a.agency_id AND r.stage = c.stage)))`},
	}
}

// statement returns the SQL that writes the number into the counts of the scope and measure.
func (r recordedRule) statement() string {
	return fmt.Sprintf("UPDATE reported_counts AS c SET recorded = %s WHERE c.measure = '%s' AND c.scope_id LIKE '%s:%%'",
		r.number, r.measure, r.scope)
}
