package load

import (
	"pilotgraph/ent/agency"
	"pilotgraph/ent/agencyrole"
	"pilotgraph/ent/alias"
	"pilotgraph/ent/change"
	"pilotgraph/ent/citation"
	"pilotgraph/ent/event"
	"pilotgraph/ent/identifier"
	"pilotgraph/ent/institution"
	"pilotgraph/ent/institutionagency"
	"pilotgraph/ent/institutionsector"
	"pilotgraph/ent/namekey"
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
)

// entity is a type with rows of its own: what its filter may ask, and what it can be sorted by. The names are those
// of the contract; a test compares them.
type entity struct {
	kind   string // first part of its ids
	table  string
	terms  map[string]term
	orders map[string]sortKey
}

// sortKey is the column that a type is sorted by in each direction: what is unknown comes last in both.
type sortKey struct {
	table                 tableAlias // nodeAlias or nameAlias
	ascending, descending string
}

// by is a column in which everything is known.
func by(column string) sortKey { return sortKey{nodeAlias, column, column} }

// byKnown is a column that may be unknown.
func byKnown(column string) sortKey {
	return sortKey{nodeAlias, column + "_key", column + "_key_descending"}
}

// byName is the name in a language.
var byName = sortKey{nameAlias, namekey.FieldNameKey, namekey.FieldNameKeyDescending}

// Entities, with filters that are curated: what a person would ask of them.
var (
	programmes = &entity{kind: "programme", table: programme.Table,
		terms: map[string]term{
			"id": references("id", "programme"), "name": names("programme"), "identifier": {compile: identified},
			"country": values(programme.FieldCountry), "kind": values(programme.FieldKind),
			"agency":      linked(neighbours{table: programmeagency.Table, own: programmeagency.FieldProgrammeID, other: programmeagency.FieldAgencyID}, "agency"),
			"sector":      linked(neighbours{table: sector.Table, own: sector.FieldProgrammeID, other: sector.FieldID}, "sector"),
			"zone":        linked(neighbours{table: zone.Table, own: zone.FieldProgrammeID, other: zone.FieldID}, "zone"),
			"institution": linked(neighbours{table: programmeinstitution.Table, own: programmeinstitution.FieldProgrammeID, other: programmeinstitution.FieldInstitutionID}, "institution"),
		},
		orders: map[string]sortKey{
			"NAME": byName, "COUNTRY": by(programme.FieldCountry), "KIND": by(programme.FieldKindKey),
			"ZONES": by(programme.FieldZoneCount), "INSTITUTIONS": by(programme.FieldInstitutionCount), "PILOTS": by(programme.FieldPilotCount),
		}}

	events = &entity{kind: "event", table: event.Table,
		terms: map[string]term{
			"id": references("id", "event"), "name": names("event"), "programme": references(event.FieldProgrammeID, "programme"),
			"agency": references(event.FieldAgencyID, "agency"), "kind": values(event.FieldKind),
			"date": dates(event.FieldDate), "confidence": values(event.FieldConfidence),
		},
		orders: map[string]sortKey{
			"NAME": byName, "DATE": byKnown(event.FieldDate), "KIND": by(event.FieldKindKey), "CONFIDENCE": by(event.FieldConfidenceKey),
		}}

	objectives = &entity{kind: "objective", table: objective.Table,
		terms: map[string]term{
			"id": references("id", "objective"), "name": names("objective"),
			"programme": references(objective.FieldProgrammeID, "programme"), "confidence": values(objective.FieldConfidence),
		},
		orders: map[string]sortKey{"ORDER": by(objective.FieldOrder), "NAME": byName, "CONFIDENCE": by(objective.FieldConfidenceKey)}}

	zones = &entity{kind: "zone", table: zone.Table,
		terms: map[string]term{
			"id": references("id", "zone"), "name": names("zone"), "identifier": {compile: identified},
			"programme": references(zone.FieldProgrammeID, "programme"), "kind": values(zone.FieldKind),
			"precision": values(zone.FieldPrecision), "batch": values(zone.FieldBatch),
			"designatedOn": dates(zone.FieldDesignatedOn), "confidence": values(zone.FieldConfidence),
			"region":      regions("id", neighbours{table: zoneregion.Table, own: zoneregion.FieldZoneID, other: zoneregion.FieldRegionID}, neighbours{table: regionzone.Table, own: regionzone.FieldZoneID, other: regionzone.FieldRegionID}, "").byFirstLevel(zone.FieldAdm1ID),
			"sector":      linked(neighbours{table: zonesector.Table, own: zonesector.FieldZoneID, other: zonesector.FieldSectorID}, "sector"),
			"agency":      linked(neighbours{table: zoneagency.Table, own: zoneagency.FieldZoneID, other: zoneagency.FieldAgencyID}, "agency"),
			"institution": linked(neighbours{table: zoneinstitution.Table, own: zoneinstitution.FieldZoneID, other: zoneinstitution.FieldInstitutionID}, "institution"),
			"within":      located("id", &neighbours{table: zoneregion.Table, own: zoneregion.FieldZoneID, other: zoneregion.FieldRegionID}),
		},
		orders: map[string]sortKey{
			"NAME": byName, "DESIGNATED_ON": byKnown(zone.FieldDesignatedOn), "REGION": byKnown("region"),
			"KIND": by(zone.FieldKindKey), "CONFIDENCE": by(zone.FieldConfidenceKey), "INSTITUTIONS": by(zone.FieldInstitutionCount),
		}}

	institutions = &entity{kind: "institution", table: institution.Table,
		terms: map[string]term{
			"id": references("id", "institution"), "name": names("institution"), "identifier": {compile: identified},
			"kind": values(institution.FieldKind), "regionBasis": values(institution.FieldRegionBasis),
			"region":    regions("id", neighbours{}, neighbours{regioninstitution.Table, regioninstitution.FieldInstitutionID, regioninstitution.FieldRegionID, regioninstitution.FieldKind}, institution.FieldRegionID).byFirstLevel(institution.FieldAdm1ID),
			"programme": linked(neighbours{table: programmeinstitution.Table, own: programmeinstitution.FieldInstitutionID, other: programmeinstitution.FieldProgrammeID}, "programme"),
			"sector":    linked(neighbours{table: institutionsector.Table, own: institutionsector.FieldInstitutionID, other: institutionsector.FieldSectorID}, "sector"),
			"zone":      linked(neighbours{table: zoneinstitution.Table, own: zoneinstitution.FieldInstitutionID, other: zoneinstitution.FieldZoneID}, "zone"),
			"agency":    linked(neighbours{table: institutionagency.Table, own: institutionagency.FieldInstitutionID, other: institutionagency.FieldAgencyID}, "agency"),
			"within":    located(institution.FieldRegionID, nil),
		},
		orders: map[string]sortKey{
			"NAME": byName, "REGION": byKnown("region"), "KIND": by(institution.FieldKindKey), "PILOTS": by(institution.FieldPilotCount),
		}}

	pilots = &entity{kind: "pilot", table: pilot.Table,
		terms: map[string]term{
			"id": references("id", "pilot"), "programme": references(pilot.FieldProgrammeID, "programme"),
			"institution": references(pilot.FieldInstitutionID, "institution"), "institutionKind": values(pilot.FieldInstitutionKind),
			"sector": references(pilot.FieldSectorID, "sector"), "sectorGroup": references(pilot.FieldSectorGroupID, "sector-group"),
			"zone": references(pilot.FieldZoneID, "zone"), "kind": values(pilot.FieldKind),
			"stage": values(pilot.FieldStage), "confidence": values(pilot.FieldConfidence),
			"region": regions(pilot.FieldInstitutionID, neighbours{table: institution.Table, own: institution.FieldID, other: institution.FieldRegionID}, neighbours{table: regioninstitution.Table, own: regioninstitution.FieldInstitutionID, other: regioninstitution.FieldRegionID}, "").byFirstLevel(pilot.FieldAdm1ID),
		},
		orders: map[string]sortKey{"KIND": by(pilot.FieldKindKey), "STAGE": by(pilot.FieldStageKey), "CONFIDENCE": by(pilot.FieldConfidenceKey)}}

	sectors = &entity{kind: "sector", table: sector.Table,
		terms: map[string]term{
			"id": references("id", "sector"), "name": names("sector"),
			"programme": references(sector.FieldProgrammeID, "programme"), "group": references(sector.FieldGroupID, "sector-group"),
			"agency":      linked(neighbours{table: sectoragency.Table, own: sectoragency.FieldSectorID, other: sectoragency.FieldAgencyID}, "agency"),
			"institution": linked(neighbours{table: institutionsector.Table, own: institutionsector.FieldSectorID, other: institutionsector.FieldInstitutionID}, "institution"),
			"zone":        linked(neighbours{table: zonesector.Table, own: zonesector.FieldSectorID, other: zonesector.FieldZoneID}, "zone"),
		},
		orders: map[string]sortKey{
			"ORDER": by(sector.FieldOrder), "NAME": byName, "INSTITUTIONS": by(sector.FieldInstitutionCount), "PILOTS": by(sector.FieldPilotCount),
		}}

	sectorGroups = &entity{kind: "sector-group", table: sectorgroup.Table,
		terms: map[string]term{
			"id": references("id", "sector-group"), "name": names("sector-group"), "programme": references(sectorgroup.FieldProgrammeID, "programme"),
		},
		orders: map[string]sortKey{"ORDER": by(sectorgroup.FieldOrder), "NAME": byName}}

	agencies = &entity{kind: "agency", table: agency.Table,
		terms: map[string]term{
			"id": references("id", "agency"), "name": names("agency"), "identifier": {compile: identified}, "country": values(agency.FieldCountry),
			"programme":   linked(neighbours{table: programmeagency.Table, own: programmeagency.FieldAgencyID, other: programmeagency.FieldProgrammeID}, "programme"),
			"sector":      linked(neighbours{table: sectoragency.Table, own: sectoragency.FieldAgencyID, other: sectoragency.FieldSectorID}, "sector"),
			"zone":        linked(neighbours{table: zoneagency.Table, own: zoneagency.FieldAgencyID, other: zoneagency.FieldZoneID}, "zone"),
			"institution": linked(neighbours{table: institutionagency.Table, own: institutionagency.FieldAgencyID, other: institutionagency.FieldInstitutionID}, "institution"),
		},
		orders: map[string]sortKey{"NAME": byName, "COUNTRY": by(agency.FieldCountry)}}

	agencyRoles = &entity{kind: "agency-role", table: agencyrole.Table,
		terms: map[string]term{
			"id": references("id", "agency-role"), "programme": references(agencyrole.FieldProgrammeID, "programme"),
			"agency": references(agencyrole.FieldAgencyID, "agency"), "role": values(agencyrole.FieldRole),
			"stage": values(agencyrole.FieldStage), "confidence": values(agencyrole.FieldConfidence),
		},
		orders: map[string]sortKey{"ROLE": by(agencyrole.FieldRoleKey), "STAGE": by(agencyrole.FieldStageKey), "CONFIDENCE": by(agencyrole.FieldConfidenceKey)}}

	sectorMandates = &entity{kind: "sector-mandate", table: sectormandate.Table,
		terms: map[string]term{
			"id": references("id", "sector-mandate"), "programme": references(sectormandate.FieldProgrammeID, "programme"),
			"sector": references(sectormandate.FieldSectorID, "sector"), "agency": references(sectormandate.FieldAgencyID, "agency"),
			"role": values(sectormandate.FieldRole), "confidence": values(sectormandate.FieldConfidence),
		},
		orders: map[string]sortKey{"ROLE": by(sectormandate.FieldRoleKey), "CONFIDENCE": by(sectormandate.FieldConfidenceKey)}}

	allRegions = &entity{kind: "region", table: region.Table,
		terms: map[string]term{
			"id": references("id", "region"), "name": names("region"), "identifier": {compile: identified},
			"country": values(region.FieldCountry), "level": values(region.FieldLevel), "divisionType": values(region.FieldDivisionType),
			"parent":  references(region.FieldParentID, "region"),
			"region":  regions("id", neighbours{}, neighbours{table: regionancestor.Table, own: regionancestor.FieldRegionID, other: regionancestor.FieldAncestorID}, region.FieldID),
			"isoCode": values(region.FieldIsoCode), "code": values(region.FieldCode), "within": {compile: box},
		},
		orders: map[string]sortKey{
			"NAME": byName, "REGION": by(region.FieldRegionKey), "LEVEL": by(region.FieldLevel),
			"ZONES": by(region.FieldZoneCount), "INSTITUTIONS": by(region.FieldInstitutionCount),
		}}

	aliases = &entity{kind: "alias", table: alias.Table,
		terms: map[string]term{
			"id": references("id", "alias"), "subject": references(alias.FieldSubjectID, ""), "language": languages(alias.FieldLanguage),
			"kind": values(alias.FieldKind), "text": values(alias.FieldText),
		},
		orders: map[string]sortKey{"TEXT": by(alias.FieldText), "LANGUAGE": by(alias.FieldLanguage), "KIND": by(alias.FieldKindKey)}}

	identifiers = &entity{kind: "identifier", table: identifier.Table,
		terms: map[string]term{
			"id": references("id", "identifier"), "subject": references(identifier.FieldSubjectID, ""),
			"scheme": values(identifier.FieldScheme), "value": values(identifier.FieldValue),
		},
		orders: map[string]sortKey{"SCHEME": by(identifier.FieldSchemeKey), "VALUE": by(identifier.FieldValue)}}

	reportedCounts = &entity{kind: "reported-count", table: reportedcount.Table,
		terms: map[string]term{
			"id": references("id", "reported-count"), "programme": references(reportedcount.FieldProgrammeID, "programme"),
			"scope": references(reportedcount.FieldScopeID, ""), "measure": values(reportedcount.FieldMeasure),
			"stage": values(reportedcount.FieldStage), "preferred": truth(reportedcount.FieldPreferred),
		},
		orders: map[string]sortKey{"MEASURE": by(reportedcount.FieldMeasureKey), "VALUE": by(reportedcount.FieldValue)}}

	sources = &entity{kind: "source", table: source.Table,
		terms: map[string]term{
			"id": references("id", "source"), "title": names("source"), "publisher": values(source.FieldPublisher),
			"language": languages(source.FieldLanguage), "kind": values(source.FieldKind), "reliability": values(source.FieldReliability),
			"published": dates(source.FieldPublished), "retrieved": dates(source.FieldRetrieved),
		},
		orders: map[string]sortKey{
			"TITLE": by(source.FieldTitleKey), "PUBLISHED": byKnown(source.FieldPublished), "RETRIEVED": by(source.FieldRetrieved),
			"KIND": by(source.FieldKindKey), "RELIABILITY": by(source.FieldReliabilityKey),
		}}

	allCitations = &entity{kind: "citation", table: citation.Table,
		terms: map[string]term{
			"id": references("id", "citation"), "subject": references(citation.FieldSubjectID, ""),
			"subjectType": values(citation.FieldSubjectType), "source": references(citation.FieldSourceID, "source"),
		},
		orders: map[string]sortKey{"SUBJECT": by(citation.FieldSubjectID), "SOURCE": by(citation.FieldSourceID)}}

	releases = &entity{kind: "release", table: release.Table,
		terms:  map[string]term{"id": references("id", "release"), "version": values(release.FieldVersion)},
		orders: map[string]sortKey{"PUBLISHED_AT": by(release.FieldPublishedAt)}}

	changes = &entity{kind: changeKind, table: change.Table,
		terms: map[string]term{
			"id": references("id", changeKind), "kind": values(change.FieldKind), "record": references(change.FieldRecordID, ""),
			"recordType": values(change.FieldRecordType),
		},
		orders: map[string]sortKey{"RECORD": by(change.FieldRecordID)}}
)
