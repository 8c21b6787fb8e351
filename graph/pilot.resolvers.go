package graph

import (
	"context"
	"pilotgraph/ent"
	"pilotgraph/graph/generated"
	"pilotgraph/graph/load"
)

func (r *pilotResolver) Permalink(ctx context.Context, obj *ent.Pilot) (string, error) {
	return r.permalink(obj.ID), nil
}

func (r *pilotResolver) Citations(ctx context.Context, obj *ent.Pilot, field *string, language *string, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Citation], error) {
	return r.citations(ctx, "Pilot", obj.ID, field, language, filter, orderBy, page(first, after, last, before))
}

func (r *pilotResolver) Programme(ctx context.Context, obj *ent.Pilot) (*ent.Programme, error) {
	return load.To[ent.Programme](ctx, obj.ProgrammeID)
}

func (r *pilotResolver) Institution(ctx context.Context, obj *ent.Pilot) (*ent.Institution, error) {
	return load.To[ent.Institution](ctx, obj.InstitutionID)
}

func (r *pilotResolver) Sector(ctx context.Context, obj *ent.Pilot) (*ent.Sector, error) {
	return load.ToOptional[ent.Sector](ctx, obj.SectorID)
}

func (r *pilotResolver) Zone(ctx context.Context, obj *ent.Pilot) (*ent.Zone, error) {
	return load.ToOptional[ent.Zone](ctx, obj.ZoneID)
}

func (r *queryResolver) Pilot(ctx context.Context, id string) (*ent.Pilot, error) {
	return load.One[ent.Pilot](ctx, "pilot", id)
}

func (r *queryResolver) Pilots(ctx context.Context, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Pilot], error) {
	return connect[ent.Pilot](ctx, r.Resolver, load.Pilots, "", "", filter, orderBy, page(first, after, last, before))
}

func (r *Resolver) Pilot() generated.PilotResolver { return &pilotResolver{r} }

type pilotResolver struct{ *Resolver }
