package graph

import (
	"context"
	"pilotgraph/ent"
	"pilotgraph/graph/generated"
	"pilotgraph/graph/load"
)

func (r *locationResolver) Source(ctx context.Context, obj *ent.Region) (*ent.Source, error) {
	return load.ToOptional[ent.Source](ctx, obj.LocationSourceID)
}

func (r *queryResolver) Region(ctx context.Context, id string) (*ent.Region, error) {
	return load.One[ent.Region](ctx, "region", id)
}

func (r *queryResolver) Regions(ctx context.Context, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Region], error) {
	return connect[ent.Region](ctx, r.Resolver, load.Regions, "", "", filter, orderBy, page(first, after, last, before))
}

func (r *regionResolver) Permalink(ctx context.Context, obj *ent.Region) (string, error) {
	return r.permalink(obj.ID), nil
}

func (r *regionResolver) Citations(ctx context.Context, obj *ent.Region, field *string, language *string, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Citation], error) {
	return r.citations(ctx, "Region", obj.ID, field, language, filter, orderBy, page(first, after, last, before))
}

func (r *regionResolver) Name(ctx context.Context, obj *ent.Region, language *string) (string, error) {
	return name(ctx, obj.Names, language)
}

func (r *regionResolver) Aliases(ctx context.Context, obj *ent.Region) ([]*ent.Alias, error) {
	return load.List[ent.Alias](ctx, load.NamedAliases, obj.ID)
}

func (r *regionResolver) Identifiers(ctx context.Context, obj *ent.Region) ([]*ent.Identifier, error) {
	return load.List[ent.Identifier](ctx, load.NamedIdentifiers, obj.ID)
}

func (r *regionResolver) Location(ctx context.Context, obj *ent.Region) (*ent.Region, error) {
	if obj.Latitude == nil || obj.Longitude == nil {
		return nil, nil
	}
	return obj, nil
}

func (r *regionResolver) Tile(ctx context.Context, obj *ent.Region) (*ent.Region, error) {
	if obj.TileRow == nil || obj.TileColumn == nil {
		return nil, nil
	}
	return obj, nil
}

func (r *regionResolver) Parent(ctx context.Context, obj *ent.Region) (*ent.Region, error) {
	return load.ToOptional[ent.Region](ctx, obj.ParentID)
}

func (r *regionResolver) Ancestors(ctx context.Context, obj *ent.Region) ([]*ent.Region, error) {
	return load.List[ent.Region](ctx, load.RegionAncestors, obj.ID)
}

func (r *regionResolver) Children(ctx context.Context, obj *ent.Region, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Region], error) {
	return connect[ent.Region](ctx, r.Resolver, load.RegionChildren, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *regionResolver) Zones(ctx context.Context, obj *ent.Region, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Zone], error) {
	return connect[ent.Zone](ctx, r.Resolver, load.RegionZones, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *regionResolver) Institutions(ctx context.Context, obj *ent.Region, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Institution], error) {
	return connect[ent.Institution](ctx, r.Resolver, load.RegionInstitutions, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *regionResolver) ReportedCounts(ctx context.Context, obj *ent.Region) ([]*ent.ReportedCount, error) {
	return load.List[ent.ReportedCount](ctx, load.ScopeCounts, obj.ID)
}

func (r *regionResolver) Coverage(ctx context.Context, obj *ent.Region) ([]*ent.ReportedCount, error) {
	return load.List[ent.ReportedCount](ctx, load.ScopeCoverage, obj.ID)
}

func (r *Resolver) Location() generated.LocationResolver { return &locationResolver{r} }

func (r *Resolver) Region() generated.RegionResolver { return &regionResolver{r} }

type (
	locationResolver struct{ *Resolver }
	regionResolver   struct{ *Resolver }
)
