package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// The types of this file are written by the builder. A link is paged from both
// ends, so each has two indexes. Where a link can hold for several reasons it
// has a row for each reason and one for ANY; relations names all that hold,
// separated by spaces.

// both declares the indexes by which a link is paged from either end.
func both(from, to string, by ...string) []ent.Index {
	return []ent.Index{
		index.Fields(append(append([]string{from}, by...), to)...).Unique(),
		index.Fields(append(append([]string{to}, by...), from)...),
	}
}

// RegionAncestor links a region with itself (distance 0) and with every region around it.
type RegionAncestor struct{ ent.Schema }

// Fields of the link.
func (RegionAncestor) Fields() []ent.Field {
	return []ent.Field{key("region_id"), key("ancestor_id"), field.Int("distance")}
}

// Edges are the foreign keys.
func (RegionAncestor) Edges() []ent.Edge {
	return []ent.Edge{refers("region", Region.Type), refers("ancestor", Region.Type)}
}

// Indexes of both ends.
func (RegionAncestor) Indexes() []ent.Index { return both("region_id", "ancestor_id") }

// ZoneRegion links a zone with the regions that it lies in (table zone_regions, and zones.region).
type ZoneRegion struct{ ent.Schema }

// Fields of the link.
func (ZoneRegion) Fields() []ent.Field { return []ent.Field{key("zone_id"), key("region_id")} }

// Edges are the foreign keys.
func (ZoneRegion) Edges() []ent.Edge {
	return []ent.Edge{refers("zone", Zone.Type), refers("region", Region.Type)}
}

// Indexes of both ends.
func (ZoneRegion) Indexes() []ent.Index { return both("zone_id", "region_id") }

// RegionZone links a region with the zones in it or in a region inside it.
type RegionZone struct{ ent.Schema }

// Fields of the link.
func (RegionZone) Fields() []ent.Field { return []ent.Field{key("region_id"), key("zone_id")} }

// Edges are the foreign keys.
func (RegionZone) Edges() []ent.Edge {
	return []ent.Edge{refers("region", Region.Type), refers("zone", Zone.Type)}
}

// Indexes of both ends.
func (RegionZone) Indexes() []ent.Index { return both("region_id", "zone_id") }

// RegionInstitution links a region with the institutions in it or in a region inside it. It has their kind, because
// institutions of a kind in a region are what is asked for most.
type RegionInstitution struct{ ent.Schema }

// Fields of the link.
func (RegionInstitution) Fields() []ent.Field {
	return []ent.Field{key("region_id"), key("institution_id"), key("kind")}
}

// Edges are the foreign keys.
func (RegionInstitution) Edges() []ent.Edge {
	return []ent.Edge{refers("region", Region.Type), refers("institution", Institution.Type)}
}

// Indexes of both ends.
func (RegionInstitution) Indexes() []ent.Index {
	return append(both("region_id", "institution_id"), index.Fields("region_id", "kind", "institution_id"))
}

// RegionInstitutionName has the institutions of each kind in a region in the order of their names in a language, so
// that a page of them is read without sorting all.
type RegionInstitutionName struct{ ent.Schema }

// Fields of the link; name_key is that of NameKey.
func (RegionInstitutionName) Fields() []ent.Field {
	return []ent.Field{key("region_id"), key("institution_id"), key("kind"), key("language"), key("name_key")}
}

// Indexes by which it is paged.
func (RegionInstitutionName) Indexes() []ent.Index {
	return []ent.Index{index.Fields("region_id", "kind", "language", "name_key", "institution_id").Unique()}
}

// ProgrammeInstitution links a programme with the institutions that have a pilot in it.
type ProgrammeInstitution struct{ ent.Schema }

// Fields of the link.
func (ProgrammeInstitution) Fields() []ent.Field {
	return []ent.Field{key("programme_id"), key("institution_id")}
}

// Edges are the foreign keys.
func (ProgrammeInstitution) Edges() []ent.Edge {
	return []ent.Edge{refers("programme", Programme.Type), refers("institution", Institution.Type)}
}

// Indexes of both ends.
func (ProgrammeInstitution) Indexes() []ent.Index { return both("programme_id", "institution_id") }

// ProgrammeAgency links a programme with the agencies that have a role in it: relation is a stage or ANY.
type ProgrammeAgency struct{ ent.Schema }

// Fields of the link.
func (ProgrammeAgency) Fields() []ent.Field {
	return []ent.Field{key("programme_id"), key("agency_id"), key("relation"), key("relations")}
}

// Edges are the foreign keys.
func (ProgrammeAgency) Edges() []ent.Edge {
	return []ent.Edge{refers("programme", Programme.Type), refers("agency", Agency.Type)}
}

// Indexes of both ends.
func (ProgrammeAgency) Indexes() []ent.Index { return both("programme_id", "agency_id", "relation") }

// ZoneInstitution links a zone with the institutions that take part in it (PARTICIPANT) or lie in it (LOCATED).
type ZoneInstitution struct{ ent.Schema }

// Fields of the link.
func (ZoneInstitution) Fields() []ent.Field {
	return []ent.Field{key("zone_id"), key("institution_id"), key("relation"), key("relations")}
}

// Edges are the foreign keys.
func (ZoneInstitution) Edges() []ent.Edge {
	return []ent.Edge{refers("zone", Zone.Type), refers("institution", Institution.Type)}
}

// Indexes of both ends.
func (ZoneInstitution) Indexes() []ent.Index { return both("zone_id", "institution_id", "relation") }

// ZoneSector links a zone with the sectors of its programme in which its institutions have pilots.
type ZoneSector struct{ ent.Schema }

// Fields of the link.
func (ZoneSector) Fields() []ent.Field { return []ent.Field{key("zone_id"), key("sector_id")} }

// Edges are the foreign keys.
func (ZoneSector) Edges() []ent.Edge {
	return []ent.Edge{refers("zone", Zone.Type), refers("sector", Sector.Type)}
}

// Indexes of both ends.
func (ZoneSector) Indexes() []ent.Index { return both("zone_id", "sector_id") }

// ZoneAgency links a zone with the agencies of its programme (PROGRAMME) and of its sectors (SECTOR).
type ZoneAgency struct{ ent.Schema }

// Fields of the link.
func (ZoneAgency) Fields() []ent.Field {
	return []ent.Field{key("zone_id"), key("agency_id"), key("relations")}
}

// Edges are the foreign keys.
func (ZoneAgency) Edges() []ent.Edge {
	return []ent.Edge{refers("zone", Zone.Type), refers("agency", Agency.Type)}
}

// Indexes of both ends.
func (ZoneAgency) Indexes() []ent.Index { return both("zone_id", "agency_id") }

// InstitutionSector links an institution with the sectors in which it has a pilot.
type InstitutionSector struct{ ent.Schema }

// Fields of the link.
func (InstitutionSector) Fields() []ent.Field {
	return []ent.Field{key("institution_id"), key("sector_id")}
}

// Edges are the foreign keys.
func (InstitutionSector) Edges() []ent.Edge {
	return []ent.Edge{refers("institution", Institution.Type), refers("sector", Sector.Type)}
}

// Indexes of both ends.
func (InstitutionSector) Indexes() []ent.Index { return both("institution_id", "sector_id") }

// InstitutionAgency links an institution with the agencies of its programmes (PROGRAMME) and of its sectors (SECTOR).
type InstitutionAgency struct{ ent.Schema }

// Fields of the link.
func (InstitutionAgency) Fields() []ent.Field {
	return []ent.Field{key("institution_id"), key("agency_id"), key("relations")}
}

// Edges are the foreign keys.
func (InstitutionAgency) Edges() []ent.Edge {
	return []ent.Edge{refers("institution", Institution.Type), refers("agency", Agency.Type)}
}

// Indexes of both ends.
func (InstitutionAgency) Indexes() []ent.Index { return both("institution_id", "agency_id") }

// SectorAgency links a sector with the agencies that have a mandate for it: relations are LEAD and REMIT.
type SectorAgency struct{ ent.Schema }

// Fields of the link.
func (SectorAgency) Fields() []ent.Field {
	return []ent.Field{key("sector_id"), key("agency_id"), key("relations")}
}

// Edges are the foreign keys.
func (SectorAgency) Edges() []ent.Edge {
	return []ent.Edge{refers("sector", Sector.Type), refers("agency", Agency.Type)}
}

// Indexes of both ends.
func (SectorAgency) Indexes() []ent.Index { return both("sector_id", "agency_id") }
