package graph

import (
	"context"
	"pilotgraph/ent"
	"pilotgraph/graph/generated"
	"pilotgraph/graph/load"
)

func (r *queryResolver) Release(ctx context.Context, id *string) (*ent.Release, error) {
	if id == nil {
		return load.To[ent.Release](ctx, r.release)
	}
	return load.One[ent.Release](ctx, "release", *id)
}

func (r *queryResolver) Releases(ctx context.Context, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Release], error) {
	return connect[ent.Release](ctx, r.Resolver, load.Releases, "", "", filter, orderBy, page(first, after, last, before))
}

func (r *releaseResolver) IsCurrent(ctx context.Context, obj *ent.Release) (bool, error) {
	return obj.ID == r.release, nil
}

func (r *releaseResolver) Previous(ctx context.Context, obj *ent.Release) (*ent.Release, error) {
	return load.ToOptional[ent.Release](ctx, obj.PreviousID)
}

func (r *Resolver) Release() generated.ReleaseResolver { return &releaseResolver{r} }

type releaseResolver struct{ *Resolver }
