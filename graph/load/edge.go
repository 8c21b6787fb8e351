package load

import (
	"pilotgraph/graph/connection"
	"strings"

	"entgo.io/ent/dialect/sql"

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
	"pilotgraph/ent/reportedcount"
	"pilotgraph/ent/sector"
	"pilotgraph/ent/sectoragency"
	"pilotgraph/ent/sectorgroup"
	"pilotgraph/ent/sectormandate"
	"pilotgraph/ent/zone"
	"pilotgraph/ent/zoneagency"
	"pilotgraph/ent/zoneinstitution"
	"pilotgraph/ent/zoneregion"
	"pilotgraph/ent/zonesector"
)

// Edge is where the rows of a field come from: the rows of a table whose owner
// column names the parent. An Edge is used by its address and never changes.
type Edge struct {
	name      string   // type and field, for cursors
	node      *entity  // what it leads to
	table     string   // of the rows, or of the links to them
	owner     string   // column with the parent's id; "" at the root
	target    string   // column with the id of the node
	order     []string // columns that the rows are sorted by before their id
	relations string   // column with the reasons of a link; "" where there are none
	counted   counted  // where the builder has written how many rows there are

	// where narrows the rows to a variant, such as those of one relation.
	where func(selector *sql.Selector, variant string)
}

// counted is a column of the parent with how many rows an edge leads to; the zero value where there is none.
type counted struct {
	parent *entity
	column string
}

// root is an Edge from the query itself: every row of a type, by id.
func root(field string, node *entity) *Edge { return rowsOf("Query."+field, node, "") }

// rowsOf is an Edge to the rows of a type that name the parent, by id.
func rowsOf(name string, node *entity, owner string) *Edge {
	return link(name, node, node.table, owner, "id")
}

// link is an Edge over a table of links, by the id of the node.
func link(name string, node *entity, table, owner, target string) *Edge {
	return &Edge{name: name, node: node, table: table, owner: owner, target: target}
}

// Name is the type and the field that the edge is of, such as "Zone.regions". The type may be an interface.
func (e *Edge) Name() string { return e.name }

// Kind is the first part of the ids that it leads to.
func (e *Edge) Kind() string { return e.node.kind }

// standard is the size of a page where none is asked for.
func (e *Edge) standard() int {
	if e.owner == "" {
		return connection.StandardRoot
	}
	return connection.StandardNested
}

// by sorts the rows by columns before their id.
func (e *Edge) by(columns ...string) *Edge {
	e.order = columns
	return e
}

// because names the column with the reasons of a link.
func (e *Edge) because(column string) *Edge {
	e.relations = column
	return e
}

// countedIn says that a column of the parent has the number of all rows.
func (e *Edge) countedIn(parent *entity, column string) *Edge {
	e.counted = counted{parent, column}
	return e
}

// inVariants says that the table has a row for each relation and one for ANY.
func (e *Edge) inVariants() *Edge {
	e.where = func(selector *sql.Selector, variant string) {
		if variant == "" {
			variant = "ANY"
		}
		selector.Where(sql.EQ(rowsAlias.C("relation"), variant))
	}
	return e
}

// supporting narrows citations to those of one field, or of the row as a whole.
func supporting(selector *sql.Selector, field string) {
	if field != "" {
		cited := rowsAlias.C(citation.FieldCitedFields)
		selector.Where(sql.Or(sql.EQ(cited, ""), sql.Contains(cited, " "+field+" ")))
	}
}

// citations is the Edge from a row to what supports it.
func citations(name string) *Edge {
	edge := rowsOf(name, allCitations, citation.FieldSubjectID)
	edge.where = supporting
	return edge
}

// Edges from the query itself.
var (
	Programmes     = root("programmes", programmes)
	Events         = root("events", events)
	Objectives     = root("objectives", objectives)
	Zones          = root("zones", zones)
	Institutions   = root("institutions", institutions)
	Pilots         = root("pilots", pilots)
	Sectors        = root("sectors", sectors)
	SectorGroups   = root("sectorGroups", sectorGroups)
	Agencies       = root("agencies", agencies)
	AgencyRoles    = root("agencyRoles", agencyRoles)
	SectorMandates = root("sectorMandates", sectorMandates)
	Regions        = root("regions", allRegions)
	Aliases        = root("aliases", aliases)
	Identifiers    = root("identifiers", identifiers)
	ReportedCounts = root("reportedCounts", reportedCounts)
	Sources        = root("sources", sources)
	Citations      = root("citations", allCitations)
	Releases       = root("releases", releases)
)

// Edges from a row of any type.
var (
	RecordCitations  = citations("Record.citations")
	NamedAliases     = rowsOf("Named.aliases", aliases, alias.FieldSubjectID)
	NamedIdentifiers = rowsOf("Named.identifiers", identifiers, identifier.FieldSubjectID)
	ScopeCounts      = rowsOf("Named.reportedCounts", reportedCounts, reportedcount.FieldScopeID)
	ScopeCoverage    = preferred(rowsOf("Named.coverage", reportedCounts, reportedcount.FieldScopeID))
	SourceCitations  = rowsOf("Source.citations", allCitations, citation.FieldSourceID)
)

// preferred narrows reported counts to those that coverage is measured against.
func preferred(edge *Edge) *Edge {
	edge.where = func(selector *sql.Selector, _ string) {
		selector.Where(sql.EQ(rowsAlias.C(reportedcount.FieldPreferred), true))
	}
	return edge
}

// Edges from a programme.
var (
	ProgrammeTimeline     = rowsOf("Programme.timeline", events, event.FieldProgrammeID).by(event.FieldDateKey)
	ProgrammeObjectives   = rowsOf("Programme.objectives", objectives, objective.FieldProgrammeID).by(objective.FieldOrder)
	ProgrammeAgencyRoles  = rowsOf("Programme.agencyRoles", agencyRoles, agencyrole.FieldProgrammeID)
	ProgrammeAgencies     = link("Programme.agencies", agencies, programmeagency.Table, programmeagency.FieldProgrammeID, programmeagency.FieldAgencyID).inVariants().because(programmeagency.FieldRelations)
	ProgrammeSectors      = rowsOf("Programme.sectors", sectors, sector.FieldProgrammeID)
	ProgrammeSectorGroups = rowsOf("Programme.sectorGroups", sectorGroups, sectorgroup.FieldProgrammeID).by(sectorgroup.FieldOrder)
	ProgrammeZones        = rowsOf("Programme.zones", zones, zone.FieldProgrammeID).countedIn(programmes, programme.FieldZoneCount)
	ProgrammeInstitutions = link("Programme.institutions", institutions, programmeinstitution.Table, programmeinstitution.FieldProgrammeID, programmeinstitution.FieldInstitutionID).countedIn(programmes, programme.FieldInstitutionCount)
	ProgrammePilots       = rowsOf("Programme.pilots", pilots, pilot.FieldProgrammeID).countedIn(programmes, programme.FieldPilotCount)
)

// Edges from a zone.
var (
	ZoneRegions      = link("Zone.regions", allRegions, zoneregion.Table, zoneregion.FieldZoneID, zoneregion.FieldRegionID)
	ZoneInstitutions = link("Zone.institutions", institutions, zoneinstitution.Table, zoneinstitution.FieldZoneID, zoneinstitution.FieldInstitutionID).inVariants().because(zoneinstitution.FieldRelations).countedIn(zones, zone.FieldInstitutionCount)
	ZoneSectors      = link("Zone.sectors", sectors, zonesector.Table, zonesector.FieldZoneID, zonesector.FieldSectorID)
	ZoneAgencies     = link("Zone.agencies", agencies, zoneagency.Table, zoneagency.FieldZoneID, zoneagency.FieldAgencyID).because(zoneagency.FieldRelations)
	ZonePilots       = rowsOf("Zone.pilots", pilots, pilot.FieldZoneID)
)

// Edges from an institution.
var (
	InstitutionZones      = link("Institution.zones", zones, zoneinstitution.Table, zoneinstitution.FieldInstitutionID, zoneinstitution.FieldZoneID).inVariants().because(zoneinstitution.FieldRelations)
	InstitutionSectors    = link("Institution.sectors", sectors, institutionsector.Table, institutionsector.FieldInstitutionID, institutionsector.FieldSectorID)
	InstitutionAgencies   = link("Institution.agencies", agencies, institutionagency.Table, institutionagency.FieldInstitutionID, institutionagency.FieldAgencyID).because(institutionagency.FieldRelations)
	InstitutionProgrammes = link("Institution.programmes", programmes, programmeinstitution.Table, programmeinstitution.FieldInstitutionID, programmeinstitution.FieldProgrammeID)
	InstitutionPilots     = rowsOf("Institution.pilots", pilots, pilot.FieldInstitutionID).countedIn(institutions, institution.FieldPilotCount)
)

// Edges from a sector and a group of sectors.
var (
	SectorAgencies     = link("Sector.agencies", agencies, sectoragency.Table, sectoragency.FieldSectorID, sectoragency.FieldAgencyID).because(sectoragency.FieldRelations)
	SectorMandateRows  = rowsOf("Sector.mandates", sectorMandates, sectormandate.FieldSectorID)
	SectorInstitutions = link("Sector.institutions", institutions, institutionsector.Table, institutionsector.FieldSectorID, institutionsector.FieldInstitutionID).countedIn(sectors, sector.FieldInstitutionCount)
	SectorZones        = link("Sector.zones", zones, zonesector.Table, zonesector.FieldSectorID, zonesector.FieldZoneID)
	SectorPilots       = rowsOf("Sector.pilots", pilots, pilot.FieldSectorID).countedIn(sectors, sector.FieldPilotCount)
	SectorGroupSectors = rowsOf("SectorGroup.sectors", sectors, sector.FieldGroupID)
)

// Edges from an agency.
var (
	AgencyProgrammes   = link("Agency.programmes", programmes, programmeagency.Table, programmeagency.FieldAgencyID, programmeagency.FieldProgrammeID).inVariants().because(programmeagency.FieldRelations)
	AgencyRoleRows     = rowsOf("Agency.programmeRoles", agencyRoles, agencyrole.FieldAgencyID)
	AgencySectors      = link("Agency.sectors", sectors, sectoragency.Table, sectoragency.FieldAgencyID, sectoragency.FieldSectorID).because(sectoragency.FieldRelations)
	AgencyMandates     = rowsOf("Agency.mandates", sectorMandates, sectormandate.FieldAgencyID)
	AgencyInstitutions = link("Agency.institutions", institutions, institutionagency.Table, institutionagency.FieldAgencyID, institutionagency.FieldInstitutionID).because(institutionagency.FieldRelations)
	AgencyZones        = link("Agency.zones", zones, zoneagency.Table, zoneagency.FieldAgencyID, zoneagency.FieldZoneID).because(zoneagency.FieldRelations)
)

// Edges from a region.
var (
	RegionAncestors    = around(link("Region.ancestors", allRegions, regionancestor.Table, regionancestor.FieldRegionID, regionancestor.FieldAncestorID).by(regionancestor.FieldDistance))
	RegionChildren     = rowsOf("Region.children", allRegions, region.FieldParentID)
	RegionZones        = link("Region.zones", zones, regionzone.Table, regionzone.FieldRegionID, regionzone.FieldZoneID).countedIn(allRegions, region.FieldZoneCount)
	RegionInstitutions = link("Region.institutions", institutions, regioninstitution.Table, regioninstitution.FieldRegionID, regioninstitution.FieldInstitutionID).countedIn(allRegions, region.FieldInstitutionCount)
)

// around leaves out the region itself.
func around(edge *Edge) *Edge {
	edge.where = func(selector *sql.Selector, _ string) {
		selector.Where(sql.GT(rowsAlias.C(regionancestor.FieldDistance), 0))
	}
	return edge
}

// reasons splits the column of reasons.
func reasons(relations string) []string { return strings.Fields(relations) }
