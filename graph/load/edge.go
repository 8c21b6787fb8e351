package load

import (
	"slices"
	"strings"

	"entgo.io/ent/dialect/sql"

	"pilotgraph/ent/agency"
	"pilotgraph/ent/agencyrole"
	"pilotgraph/ent/alias"
	"pilotgraph/ent/citation"
	"pilotgraph/ent/event"
	"pilotgraph/ent/identifier"
	"pilotgraph/ent/institution"
	"pilotgraph/ent/institutionagency"
	"pilotgraph/ent/institutionsector"
	"pilotgraph/ent/objective"
	"pilotgraph/ent/pilot"
	"pilotgraph/ent/programme"
	"pilotgraph/ent/programmeagency"
	"pilotgraph/ent/programmeinstitution"
	"pilotgraph/ent/region"
	"pilotgraph/ent/regionancestor"
	"pilotgraph/ent/regioninstitution"
	"pilotgraph/ent/regionzone"
	"pilotgraph/ent/release"
	"pilotgraph/ent/reportedcount"
	"pilotgraph/ent/sector"
	"pilotgraph/ent/sectoragency"
	"pilotgraph/ent/sectorgroup"
	"pilotgraph/ent/sectormandate"
	"pilotgraph/ent/source"
	"pilotgraph/ent/zone"
	"pilotgraph/ent/zoneagency"
	"pilotgraph/ent/zoneinstitution"
	"pilotgraph/ent/zoneregion"
	"pilotgraph/ent/zonesector"
	"pilotgraph/graph/connection"
)

// Edge is where the rows of a field come from: the rows of a table whose owner
// column names the parent. An Edge is used by its address and never changes.
type Edge struct {
	name      string           // type and field, for cursors
	table     string           // of the rows, or of the links to them
	owner     string           // column with the parent's id; "" at the root
	target    string           // column with the id of the node
	order     connection.Order // the target column last
	relations string           // column with the reasons of a link; "" where there are none

	// where narrows the rows to a variant, such as those of one relation.
	where func(selector *sql.Selector, variant string)
}

// root is an Edge from the query itself: every row of a table, by id.
func root(field, table string) *Edge { return rowsOf("Query."+field, table, "") }

// rowsOf is an Edge to the rows of a table that name the parent, by id.
func rowsOf(name, table, owner string) *Edge { return link(name, table, owner, "id") }

// link is an Edge over a table of links, by the id of the node.
func link(name, table, owner, target string) *Edge {
	return &Edge{name: name, table: table, owner: owner, target: target, order: connection.Order{{Name: target}}}
}

// by sorts the rows by columns before their id.
func (e *Edge) by(columns ...string) *Edge {
	for i, column := range columns {
		e.order = slices.Insert(e.order, i, connection.Column{Name: column})
	}
	return e
}

// because names the column with the reasons of a link.
func (e *Edge) because(column string) *Edge {
	e.relations = column
	return e
}

// inVariants says that the table has a row for each relation and one for ANY.
func (e *Edge) inVariants() *Edge {
	e.where = func(selector *sql.Selector, variant string) {
		if variant == "" {
			variant = "ANY"
		}
		selector.Where(sql.EQ(selector.C("relation"), variant))
	}
	return e
}

// supporting narrows citations to those of one field, or of the row as a whole.
func supporting(selector *sql.Selector, field string) {
	if field != "" {
		cited := selector.C(citation.FieldCitedFields)
		selector.Where(sql.Or(sql.EQ(cited, ""), sql.Contains(cited, " "+field+" ")))
	}
}

// citations is the Edge from a row to what supports it.
func citations(name string) *Edge {
	edge := rowsOf(name, citation.Table, citation.FieldSubjectID)
	edge.where = supporting
	return edge
}

// Edges from the query itself.
var (
	Programmes     = root("programmes", programme.Table)
	Events         = root("events", event.Table)
	Objectives     = root("objectives", objective.Table)
	Zones          = root("zones", zone.Table)
	Institutions   = root("institutions", institution.Table)
	Pilots         = root("pilots", pilot.Table)
	Sectors        = root("sectors", sector.Table)
	SectorGroups   = root("sectorGroups", sectorgroup.Table)
	Agencies       = root("agencies", agency.Table)
	AgencyRoles    = root("agencyRoles", agencyrole.Table)
	SectorMandates = root("sectorMandates", sectormandate.Table)
	Regions        = root("regions", region.Table)
	Aliases        = root("aliases", alias.Table)
	Identifiers    = root("identifiers", identifier.Table)
	ReportedCounts = root("reportedCounts", reportedcount.Table)
	Sources        = root("sources", source.Table)
	Citations      = root("citations", citation.Table)
	Releases       = root("releases", release.Table)
)

// Edges from a row of any type.
var (
	RecordCitations  = citations("Record.citations")
	NamedAliases     = rowsOf("Named.aliases", alias.Table, alias.FieldSubjectID)
	NamedIdentifiers = rowsOf("Named.identifiers", identifier.Table, identifier.FieldSubjectID)
	ScopeCounts      = rowsOf("Named.reportedCounts", reportedcount.Table, reportedcount.FieldScopeID)
	ScopeCoverage    = preferred(rowsOf("Named.coverage", reportedcount.Table, reportedcount.FieldScopeID))
	SourceCitations  = rowsOf("Source.citations", citation.Table, citation.FieldSourceID)
)

// preferred narrows reported counts to those that coverage is measured against.
func preferred(edge *Edge) *Edge {
	edge.where = func(selector *sql.Selector, _ string) {
		selector.Where(sql.EQ(selector.C(reportedcount.FieldPreferred), true))
	}
	return edge
}

// Edges from a programme.
var (
	ProgrammeTimeline     = rowsOf("Programme.timeline", event.Table, event.FieldProgrammeID).by(event.FieldDateKey)
	ProgrammeObjectives   = rowsOf("Programme.objectives", objective.Table, objective.FieldProgrammeID).by(objective.FieldOrder)
	ProgrammeAgencyRoles  = rowsOf("Programme.agencyRoles", agencyrole.Table, agencyrole.FieldProgrammeID)
	ProgrammeAgencies     = link("Programme.agencies", programmeagency.Table, programmeagency.FieldProgrammeID, programmeagency.FieldAgencyID).inVariants().because(programmeagency.FieldRelations)
	ProgrammeSectors      = rowsOf("Programme.sectors", sector.Table, sector.FieldProgrammeID)
	ProgrammeSectorGroups = rowsOf("Programme.sectorGroups", sectorgroup.Table, sectorgroup.FieldProgrammeID).by(sectorgroup.FieldOrder)
	ProgrammeZones        = rowsOf("Programme.zones", zone.Table, zone.FieldProgrammeID)
	ProgrammeInstitutions = link("Programme.institutions", programmeinstitution.Table, programmeinstitution.FieldProgrammeID, programmeinstitution.FieldInstitutionID)
	ProgrammePilots       = rowsOf("Programme.pilots", pilot.Table, pilot.FieldProgrammeID)
)

// Edges from a zone.
var (
	ZoneRegions      = link("Zone.regions", zoneregion.Table, zoneregion.FieldZoneID, zoneregion.FieldRegionID)
	ZoneInstitutions = link("Zone.institutions", zoneinstitution.Table, zoneinstitution.FieldZoneID, zoneinstitution.FieldInstitutionID).inVariants().because(zoneinstitution.FieldRelations)
	ZoneSectors      = link("Zone.sectors", zonesector.Table, zonesector.FieldZoneID, zonesector.FieldSectorID)
	ZoneAgencies     = link("Zone.agencies", zoneagency.Table, zoneagency.FieldZoneID, zoneagency.FieldAgencyID).because(zoneagency.FieldRelations)
	ZonePilots       = rowsOf("Zone.pilots", pilot.Table, pilot.FieldZoneID)
)

// Edges from an institution.
var (
	InstitutionZones      = link("Institution.zones", zoneinstitution.Table, zoneinstitution.FieldInstitutionID, zoneinstitution.FieldZoneID).inVariants().because(zoneinstitution.FieldRelations)
	InstitutionSectors    = link("Institution.sectors", institutionsector.Table, institutionsector.FieldInstitutionID, institutionsector.FieldSectorID)
	InstitutionAgencies   = link("Institution.agencies", institutionagency.Table, institutionagency.FieldInstitutionID, institutionagency.FieldAgencyID).because(institutionagency.FieldRelations)
	InstitutionProgrammes = link("Institution.programmes", programmeinstitution.Table, programmeinstitution.FieldInstitutionID, programmeinstitution.FieldProgrammeID)
	InstitutionPilots     = rowsOf("Institution.pilots", pilot.Table, pilot.FieldInstitutionID)
)

// Edges from a sector and a group of sectors.
var (
	SectorAgencies     = link("Sector.agencies", sectoragency.Table, sectoragency.FieldSectorID, sectoragency.FieldAgencyID).because(sectoragency.FieldRelations)
	SectorMandateRows  = rowsOf("Sector.mandates", sectormandate.Table, sectormandate.FieldSectorID)
	SectorInstitutions = link("Sector.institutions", institutionsector.Table, institutionsector.FieldSectorID, institutionsector.FieldInstitutionID)
	SectorZones        = link("Sector.zones", zonesector.Table, zonesector.FieldSectorID, zonesector.FieldZoneID)
	SectorPilots       = rowsOf("Sector.pilots", pilot.Table, pilot.FieldSectorID)
	SectorGroupSectors = rowsOf("SectorGroup.sectors", sector.Table, sector.FieldGroupID)
)

// Edges from an agency.
var (
	AgencyProgrammes   = link("Agency.programmes", programmeagency.Table, programmeagency.FieldAgencyID, programmeagency.FieldProgrammeID).inVariants().because(programmeagency.FieldRelations)
	AgencyRoleRows     = rowsOf("Agency.programmeRoles", agencyrole.Table, agencyrole.FieldAgencyID)
	AgencySectors      = link("Agency.sectors", sectoragency.Table, sectoragency.FieldAgencyID, sectoragency.FieldSectorID).because(sectoragency.FieldRelations)
	AgencyMandates     = rowsOf("Agency.mandates", sectormandate.Table, sectormandate.FieldAgencyID)
	AgencyInstitutions = link("Agency.institutions", institutionagency.Table, institutionagency.FieldAgencyID, institutionagency.FieldInstitutionID).because(institutionagency.FieldRelations)
	AgencyZones        = link("Agency.zones", zoneagency.Table, zoneagency.FieldAgencyID, zoneagency.FieldZoneID).because(zoneagency.FieldRelations)
)

// Edges from a region.
var (
	RegionAncestors    = around(link("Region.ancestors", regionancestor.Table, regionancestor.FieldRegionID, regionancestor.FieldAncestorID).by(regionancestor.FieldDistance))
	RegionChildren     = rowsOf("Region.children", region.Table, region.FieldParentID)
	RegionZones        = link("Region.zones", regionzone.Table, regionzone.FieldRegionID, regionzone.FieldZoneID)
	RegionInstitutions = link("Region.institutions", regioninstitution.Table, regioninstitution.FieldRegionID, regioninstitution.FieldInstitutionID)
)

// around leaves out the region itself.
func around(edge *Edge) *Edge {
	edge.where = func(selector *sql.Selector, _ string) {
		selector.Where(sql.GT(selector.C(regionancestor.FieldDistance), 0))
	}
	return edge
}

// reasons splits the column of reasons.
func reasons(relations string) []string { return strings.Fields(relations) }
