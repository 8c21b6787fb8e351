package graph

import (
	"context"
	"pilotgraph/ent"
	"pilotgraph/graph/generated"
	"pilotgraph/graph/load"
)

func (r *queryResolver) Sector(ctx context.Context, id string) (*ent.Sector, error) {
	return load.One[ent.Sector](ctx, "sector", id)
}

func (r *queryResolver) Sectors(ctx context.Context, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Sector], error) {
	return connect[ent.Sector](ctx, r.Resolver, load.Sectors, "", "", filter, orderBy, page(first, after, last, before))
}

func (r *queryResolver) SectorGroup(ctx context.Context, id string) (*ent.SectorGroup, error) {
	return load.One[ent.SectorGroup](ctx, "sector-group", id)
}

func (r *queryResolver) SectorGroups(ctx context.Context, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.SectorGroup], error) {
	return connect[ent.SectorGroup](ctx, r.Resolver, load.SectorGroups, "", "", filter, orderBy, page(first, after, last, before))
}

func (r *sectorResolver) Permalink(ctx context.Context, obj *ent.Sector) (string, error) {
	return r.permalink(obj.ID), nil
}

func (r *sectorResolver) Citations(ctx context.Context, obj *ent.Sector, field *string, language *string, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Citation], error) {
	return r.citations(ctx, "Sector", obj.ID, field, language, filter, orderBy, page(first, after, last, before))
}

func (r *sectorResolver) Name(ctx context.Context, obj *ent.Sector, language *string) (string, error) {
	return name(ctx, obj.Names, language)
}

func (r *sectorResolver) Aliases(ctx context.Context, obj *ent.Sector) ([]*ent.Alias, error) {
	return load.List[ent.Alias](ctx, load.NamedAliases, obj.ID)
}

func (r *sectorResolver) Identifiers(ctx context.Context, obj *ent.Sector) ([]*ent.Identifier, error) {
	return load.List[ent.Identifier](ctx, load.NamedIdentifiers, obj.ID)
}

func (r *sectorResolver) Programme(ctx context.Context, obj *ent.Sector) (*ent.Programme, error) {
	return load.To[ent.Programme](ctx, obj.ProgrammeID)
}

func (r *sectorResolver) Group(ctx context.Context, obj *ent.Sector) (*ent.SectorGroup, error) {
	return load.To[ent.SectorGroup](ctx, obj.GroupID)
}

func (r *sectorResolver) Agencies(ctx context.Context, obj *ent.Sector, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Agency], error) {
	return connect[ent.Agency](ctx, r.Resolver, load.SectorAgencies, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *sectorResolver) Mandates(ctx context.Context, obj *ent.Sector) ([]*ent.SectorMandate, error) {
	return load.List[ent.SectorMandate](ctx, load.SectorMandateRows, obj.ID)
}

func (r *sectorResolver) Institutions(ctx context.Context, obj *ent.Sector, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Institution], error) {
	return connect[ent.Institution](ctx, r.Resolver, load.SectorInstitutions, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *sectorResolver) Zones(ctx context.Context, obj *ent.Sector, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Zone], error) {
	return connect[ent.Zone](ctx, r.Resolver, load.SectorZones, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *sectorResolver) Pilots(ctx context.Context, obj *ent.Sector, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Pilot], error) {
	return connect[ent.Pilot](ctx, r.Resolver, load.SectorPilots, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *sectorResolver) ReportedCounts(ctx context.Context, obj *ent.Sector) ([]*ent.ReportedCount, error) {
	return load.List[ent.ReportedCount](ctx, load.ScopeCounts, obj.ID)
}

func (r *sectorResolver) Coverage(ctx context.Context, obj *ent.Sector) ([]*ent.ReportedCount, error) {
	return load.List[ent.ReportedCount](ctx, load.ScopeCoverage, obj.ID)
}

func (r *sectorGroupResolver) Permalink(ctx context.Context, obj *ent.SectorGroup) (string, error) {
	return r.permalink(obj.ID), nil
}

func (r *sectorGroupResolver) Citations(ctx context.Context, obj *ent.SectorGroup, field *string, language *string, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Citation], error) {
	return r.citations(ctx, "SectorGroup", obj.ID, field, language, filter, orderBy, page(first, after, last, before))
}

func (r *sectorGroupResolver) Name(ctx context.Context, obj *ent.SectorGroup, language *string) (string, error) {
	return name(ctx, obj.Names, language)
}

func (r *sectorGroupResolver) Aliases(ctx context.Context, obj *ent.SectorGroup) ([]*ent.Alias, error) {
	return load.List[ent.Alias](ctx, load.NamedAliases, obj.ID)
}

func (r *sectorGroupResolver) Identifiers(ctx context.Context, obj *ent.SectorGroup) ([]*ent.Identifier, error) {
	return load.List[ent.Identifier](ctx, load.NamedIdentifiers, obj.ID)
}

func (r *sectorGroupResolver) Programme(ctx context.Context, obj *ent.SectorGroup) (*ent.Programme, error) {
	return load.To[ent.Programme](ctx, obj.ProgrammeID)
}

func (r *sectorGroupResolver) Sectors(ctx context.Context, obj *ent.SectorGroup, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Sector], error) {
	return connect[ent.Sector](ctx, r.Resolver, load.SectorGroupSectors, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *Resolver) Sector() generated.SectorResolver { return &sectorResolver{r} }

func (r *Resolver) SectorGroup() generated.SectorGroupResolver { return &sectorGroupResolver{r} }

type (
	sectorResolver      struct{ *Resolver }
	sectorGroupResolver struct{ *Resolver }
)
