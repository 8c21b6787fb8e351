package graph

import (
	"context"
	"pilotgraph/ent"
	"pilotgraph/graph/generated"
	"pilotgraph/graph/load"
)

func (r *queryResolver) Zone(ctx context.Context, id string) (*ent.Zone, error) {
	return load.One[ent.Zone](ctx, "zone", id)
}

func (r *queryResolver) Zones(ctx context.Context, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Zone], error) {
	return connect[ent.Zone](ctx, r.Resolver, load.Zones, "", "", filter, orderBy, page(first, after, last, before))
}

func (r *zoneResolver) Permalink(ctx context.Context, obj *ent.Zone) (string, error) {
	return r.permalink(obj.ID), nil
}

func (r *zoneResolver) Citations(ctx context.Context, obj *ent.Zone, field *string, language *string, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Citation], error) {
	return r.citations(ctx, "Zone", obj.ID, field, language, filter, orderBy, page(first, after, last, before))
}

func (r *zoneResolver) Name(ctx context.Context, obj *ent.Zone, language *string) (string, error) {
	return name(ctx, obj.Names, language)
}

func (r *zoneResolver) Aliases(ctx context.Context, obj *ent.Zone) ([]*ent.Alias, error) {
	return load.List[ent.Alias](ctx, load.NamedAliases, obj.ID)
}

func (r *zoneResolver) Identifiers(ctx context.Context, obj *ent.Zone) ([]*ent.Identifier, error) {
	return load.List[ent.Identifier](ctx, load.NamedIdentifiers, obj.ID)
}

func (r *zoneResolver) Programme(ctx context.Context, obj *ent.Zone) (*ent.Programme, error) {
	return load.To[ent.Programme](ctx, obj.ProgrammeID)
}

func (r *zoneResolver) Region(ctx context.Context, obj *ent.Zone) (*ent.Region, error) {
	return load.ToOptional[ent.Region](ctx, obj.RegionID)
}

func (r *zoneResolver) Regions(ctx context.Context, obj *ent.Zone, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Region], error) {
	return connect[ent.Region](ctx, r.Resolver, load.ZoneRegions, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *zoneResolver) Institutions(ctx context.Context, obj *ent.Zone, relation *string, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Institution], error) {
	return connect[ent.Institution](ctx, r.Resolver, load.ZoneInstitutions, obj.ID, variant(relation), filter, orderBy, page(first, after, last, before))
}

func (r *zoneResolver) Sectors(ctx context.Context, obj *ent.Zone, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Sector], error) {
	return connect[ent.Sector](ctx, r.Resolver, load.ZoneSectors, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *zoneResolver) Agencies(ctx context.Context, obj *ent.Zone, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Agency], error) {
	return connect[ent.Agency](ctx, r.Resolver, load.ZoneAgencies, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *zoneResolver) Pilots(ctx context.Context, obj *ent.Zone, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Pilot], error) {
	return connect[ent.Pilot](ctx, r.Resolver, load.ZonePilots, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *zoneResolver) ReportedCounts(ctx context.Context, obj *ent.Zone) ([]*ent.ReportedCount, error) {
	return load.List[ent.ReportedCount](ctx, load.ScopeCounts, obj.ID)
}

func (r *zoneResolver) Coverage(ctx context.Context, obj *ent.Zone) ([]*ent.ReportedCount, error) {
	return load.List[ent.ReportedCount](ctx, load.ScopeCoverage, obj.ID)
}

func (r *Resolver) Zone() generated.ZoneResolver { return &zoneResolver{r} }

type zoneResolver struct{ *Resolver }
