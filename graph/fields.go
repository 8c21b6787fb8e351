package graph

import (
	"cmp"
	"slices"
	"strings"

	"pilotgraph/ent"
	"pilotgraph/graph/generated"
	"pilotgraph/graph/load"
	"pilotgraph/graph/plan"
)

// fields are those that do not stand in the Go value of their object, by "Type.field", for plans. They mean what the
// resolvers of the same names do, and read with the same loaders; TestPlansAnswerAsGqlgenDoes compares them.
func (r *Resolver) fields() map[string]plan.Field {
	fields := map[string]plan.Field{
		"Query.node":                  single(""),
		"Query.nodes":                 nodesByID(),
		"Query.release":               r.releaseByID(),
		"Query.search":                fromRoot(searchFor),
		"Query.zoneStatistics":        fromRoot(r.statisticsOf(load.ZoneStatistic)),
		"Query.institutionStatistics": fromRoot(r.statisticsOf(load.InstitutionStatistic)),
		"Query.pilotStatistics":       fromRoot(r.statisticsOf(load.PilotStatistic)),

		"Record.permalink": leaf([]string{"id"}, func(b []byte, row load.Node) []byte { return plan.String(b, r.permalink(row.NodeID())) }),
		"Named.name":       names(),

		"AgencyRole.programme":    refer("programme", []string{"programme_id"}, func(row *ent.AgencyRole) *string { return &row.ProgrammeID }),
		"AgencyRole.agency":       refer("agency", []string{"agency_id"}, func(row *ent.AgencyRole) *string { return &row.AgencyID }),
		"Alias.subject":           refer("", []string{"subject_id"}, func(row *ent.Alias) *string { return &row.SubjectID }),
		"Change.record":           lead("", []string{"record_id"}, func(row *ent.Change) *string { return &row.RecordID }, nothing),
		"Change.since":            refer("release", []string{"since_id"}, func(row *ent.Change) *string { return &row.SinceID }),
		"Change.release":          refer("release", []string{"release_id"}, func(row *ent.Change) *string { return &row.ReleaseID }),
		"Citation.subject":        refer("", []string{"subject_id"}, func(row *ent.Citation) *string { return &row.SubjectID }),
		"Citation.source":         refer("source", []string{"source_id"}, func(row *ent.Citation) *string { return &row.SourceID }),
		"Event.programme":         refer("programme", []string{"programme_id"}, func(row *ent.Event) *string { return row.ProgrammeID }),
		"Event.agency":            refer("agency", []string{"agency_id"}, func(row *ent.Event) *string { return row.AgencyID }),
		"Identifier.subject":      refer("", []string{"subject_id"}, func(row *ent.Identifier) *string { return &row.SubjectID }),
		"Institution.region":      refer("region", []string{"region_id"}, func(row *ent.Institution) *string { return row.RegionID }),
		"Location.source":         refer("source", []string{"location_source_id"}, func(row *ent.Region) *string { return row.LocationSourceID }),
		"Objective.programme":     refer("programme", []string{"programme_id"}, func(row *ent.Objective) *string { return &row.ProgrammeID }),
		"Pilot.programme":         refer("programme", []string{"programme_id"}, func(row *ent.Pilot) *string { return &row.ProgrammeID }),
		"Pilot.institution":       refer("institution", []string{"institution_id"}, func(row *ent.Pilot) *string { return &row.InstitutionID }),
		"Pilot.sector":            refer("sector", []string{"sector_id"}, func(row *ent.Pilot) *string { return row.SectorID }),
		"Pilot.zone":              refer("zone", []string{"zone_id"}, func(row *ent.Pilot) *string { return row.ZoneID }),
		"Programme.leadAgency":    refer("agency", []string{"lead_agency_id"}, func(row *ent.Programme) *string { return row.LeadAgencyID }),
		"Region.parent":           refer("region", []string{"parent_id"}, func(row *ent.Region) *string { return row.ParentID }),
		"Release.previous":        refer("release", []string{"previous_id"}, func(row *ent.Release) *string { return row.PreviousID }),
		"ReportedCount.programme": refer("programme", []string{"programme_id"}, func(row *ent.ReportedCount) *string { return &row.ProgrammeID }),
		"ReportedCount.scope":     refer("", []string{"scope_id"}, func(row *ent.ReportedCount) *string { return &row.ScopeID }),
		"Sector.programme":        refer("programme", []string{"programme_id"}, func(row *ent.Sector) *string { return &row.ProgrammeID }),
		"Sector.group":            refer("sector-group", []string{"group_id"}, func(row *ent.Sector) *string { return &row.GroupID }),
		"SectorGroup.programme":   refer("programme", []string{"programme_id"}, func(row *ent.SectorGroup) *string { return &row.ProgrammeID }),
		"SectorMandate.programme": refer("programme", []string{"programme_id"}, func(row *ent.SectorMandate) *string { return &row.ProgrammeID }),
		"SectorMandate.sector":    refer("sector", []string{"sector_id"}, func(row *ent.SectorMandate) *string { return &row.SectorID }),
		"SectorMandate.agency":    refer("agency", []string{"agency_id"}, func(row *ent.SectorMandate) *string { return &row.AgencyID }),
		"Zone.programme":          refer("programme", []string{"programme_id"}, func(row *ent.Zone) *string { return &row.ProgrammeID }),
		"Zone.region":             refer("region", []string{"region_id"}, func(row *ent.Zone) *string { return row.RegionID }),

		"Coverage.reportedCount": part(nil, func(*ent.ReportedCount) bool { return true }),
		"Region.location":        part([]string{"latitude", "longitude"}, func(row *ent.Region) bool { return row.Latitude != nil && row.Longitude != nil }),
		"Region.tile":            part([]string{"tile_row", "tile_column"}, func(row *ent.Region) bool { return row.TileRow != nil && row.TileColumn != nil }),

		"Citation.fields": leaf([]string{"cited_fields"}, func(b []byte, row *ent.Citation) []byte {
			fields, _ := cited(row.CitedFields)
			return plan.Strings(b, fields)
		}),
		"Citation.nameLanguages": leaf([]string{"cited_fields"}, func(b []byte, row *ent.Citation) []byte {
			_, languages := cited(row.CitedFields)
			return plan.Strings(b, languages)
		}),
		"Identifier.url": leaf([]string{"scheme", "value"}, func(b []byte, row *ent.Identifier) []byte {
			return plan.OptionalString(b, registryAddress(row.Scheme, row.Value))
		}),
		"Release.isCurrent": leaf([]string{"id"}, func(b []byte, row *ent.Release) []byte { return plan.Boolean(b, row.ID == r.release) }),

		"SearchConnection.edges":      many((*load.SearchConnection).Edges),
		"SearchConnection.nodes":      many((*load.SearchConnection).Nodes),
		"SearchConnection.pageInfo":   one((*load.SearchConnection).PageInfo),
		"SearchConnection.totalCount": number((*load.SearchConnection).TotalCount),
		"SearchConnection.facets":     many((*load.SearchConnection).Facets),
		"SearchConnection.warnings":   many((*load.SearchConnection).Warnings),
		"SearchEdge.node":             refer("", nil, func(edge *load.SearchEdge) *string { return edge.ID() }),

		"StatisticKey.node":  lead("", nil, keyID, (*load.Loaders).Absent),
		"StatisticKey.label": r.labels(),
	}
	for _, kind := range load.Kinds() {
		if kind != "release" && kind != "change" {
			fields["Query."+fieldName(kind)] = single(kind)
		}
	}
	r.addEdges(fields)
	for name, of := range generated.Types() {
		if of.Fields["pageInfo"] != nil && name != "SearchConnection" {
			addConnection(fields, name, strings.TrimSuffix(name, "Connection")+"Edge")
		}
	}
	return fields
}

// fieldName is the name of a kind as a field: "agencyRole" for "agency-role".
func fieldName(kind string) string {
	words := strings.Split(kind, "-")
	for i, word := range words[1:] {
		words[i+1] = strings.ToUpper(word[:1]) + word[1:]
	}
	return strings.Join(words, "")
}

// typeName is the name of the type whose ids begin with a kind.
func typeName(kind string) string {
	name := fieldName(kind)
	return strings.ToUpper(name[:1]) + name[1:]
}

// addEdges adds the fields that lead over edges.
func (r *Resolver) addEdges(fields map[string]plan.Field) {
	for _, edge := range []*load.Edge{
		load.NamedAliases, load.NamedIdentifiers, load.ScopeCounts, load.ScopeCoverage, load.ProgrammeTimeline, load.ProgrammeObjectives,
		load.ProgrammeAgencyRoles, load.ProgrammeSectorGroups, load.SectorMandateRows, load.AgencyMandates, load.RegionAncestors,
	} {
		fields[edge.Name()] = whole(edge)
	}
	for _, edge := range []*load.Edge{
		load.Programmes, load.Events, load.Objectives, load.Zones, load.Institutions, load.Pilots, load.Sectors, load.SectorGroups, load.Agencies,
		load.AgencyRoles, load.SectorMandates, load.Regions, load.Aliases, load.Identifiers, load.ReportedCounts, load.Sources, load.Citations,
		load.Releases, load.SourceCitations, load.ProgrammeAgencies, load.ProgrammeSectors, load.ProgrammeZones, load.ProgrammeInstitutions,
		load.ProgrammePilots, load.ZoneRegions, load.ZoneInstitutions, load.ZoneSectors, load.ZoneAgencies, load.ZonePilots,
		load.InstitutionZones, load.InstitutionSectors, load.InstitutionAgencies, load.InstitutionProgrammes, load.InstitutionPilots,
		load.SectorAgencies, load.SectorInstitutions, load.SectorZones, load.SectorPilots, load.SectorGroupSectors, load.AgencyProgrammes,
		load.AgencyRoleRows, load.AgencySectors, load.AgencyInstitutions, load.AgencyZones, load.RegionChildren, load.RegionZones,
		load.RegionInstitutions, load.ReleaseChanges,
	} {
		fields[edge.Name()] = r.connection(edge, variantArgument)
	}
	fields["Query.changes"] = r.connection(load.ChangesSince, func(call *plan.Call) (string, error) {
		since := argument[string](call, "since")
		return since, load.CheckKnown(call.Context, since)
	})
	fields["Coverage.citations"] = r.connection(load.RecordCitations, variantArgument)
	for name, of := range generated.Types() {
		if slices.Contains(of.Implements, "Record") {
			fields[name+".citations"] = r.connection(load.RecordCitations, func(call *plan.Call) (string, error) {
				return r.citedField(name, argument[*string](call, "field"), argument[*string](call, "language"))
			})
		}
	}
}

// variantArgument is the argument by which some edges are narrowed.
func variantArgument(call *plan.Call) (string, error) {
	return variant(cmp.Or(argument[*string](call, "relation"), argument[*string](call, "stage"))), nil
}
