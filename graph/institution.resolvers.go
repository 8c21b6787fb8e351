package graph

import (
	"context"
	"pilotgraph/ent"
	"pilotgraph/graph/generated"
	"pilotgraph/graph/load"
)

func (r *institutionResolver) Permalink(ctx context.Context, obj *ent.Institution) (string, error) {
	return r.permalink(obj.ID), nil
}

func (r *institutionResolver) Citations(ctx context.Context, obj *ent.Institution, field *string, language *string, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Citation], error) {
	return r.citations(ctx, "Institution", obj.ID, field, language, filter, orderBy, page(first, after, last, before))
}

func (r *institutionResolver) Name(ctx context.Context, obj *ent.Institution, language *string) (string, error) {
	return name(ctx, obj.Names, language)
}

func (r *institutionResolver) Aliases(ctx context.Context, obj *ent.Institution) ([]*ent.Alias, error) {
	return load.List[ent.Alias](ctx, load.NamedAliases, obj.ID)
}

func (r *institutionResolver) Identifiers(ctx context.Context, obj *ent.Institution) ([]*ent.Identifier, error) {
	return load.List[ent.Identifier](ctx, load.NamedIdentifiers, obj.ID)
}

func (r *institutionResolver) Region(ctx context.Context, obj *ent.Institution) (*ent.Region, error) {
	return load.ToOptional[ent.Region](ctx, obj.RegionID)
}

func (r *institutionResolver) Zones(ctx context.Context, obj *ent.Institution, relation *string, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Zone], error) {
	return connect[ent.Zone](ctx, r.Resolver, load.InstitutionZones, obj.ID, variant(relation), filter, orderBy, page(first, after, last, before))
}

func (r *institutionResolver) Sectors(ctx context.Context, obj *ent.Institution, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Sector], error) {
	return connect[ent.Sector](ctx, r.Resolver, load.InstitutionSectors, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *institutionResolver) Agencies(ctx context.Context, obj *ent.Institution, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Agency], error) {
	return connect[ent.Agency](ctx, r.Resolver, load.InstitutionAgencies, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *institutionResolver) Programmes(ctx context.Context, obj *ent.Institution, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Programme], error) {
	return connect[ent.Programme](ctx, r.Resolver, load.InstitutionProgrammes, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *institutionResolver) Pilots(ctx context.Context, obj *ent.Institution, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Pilot], error) {
	return connect[ent.Pilot](ctx, r.Resolver, load.InstitutionPilots, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *queryResolver) Institution(ctx context.Context, id string) (*ent.Institution, error) {
	return load.One[ent.Institution](ctx, "institution", id)
}

func (r *queryResolver) Institutions(ctx context.Context, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Institution], error) {
	return connect[ent.Institution](ctx, r.Resolver, load.Institutions, "", "", filter, orderBy, page(first, after, last, before))
}

func (r *Resolver) Institution() generated.InstitutionResolver { return &institutionResolver{r} }

type institutionResolver struct{ *Resolver }
