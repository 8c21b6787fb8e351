package graph

import (
	"context"
	"pilotgraph/ent"
	"pilotgraph/graph/generated"
	"pilotgraph/graph/load"
)

func (r *changeResolver) Record(ctx context.Context, obj *ent.Change) (load.Node, error) {
	return load.IfThere(ctx, obj.RecordID)
}

func (r *changeResolver) Since(ctx context.Context, obj *ent.Change) (*ent.Release, error) {
	return load.To[ent.Release](ctx, obj.SinceID)
}

func (r *changeResolver) Release(ctx context.Context, obj *ent.Change) (*ent.Release, error) {
	return load.To[ent.Release](ctx, obj.ReleaseID)
}

func (r *queryResolver) Release(ctx context.Context, id *string) (*ent.Release, error) {
	if id == nil {
		return load.To[ent.Release](ctx, r.release)
	}
	return load.One[ent.Release](ctx, "release", *id)
}

func (r *queryResolver) Releases(ctx context.Context, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Release], error) {
	return connect[ent.Release](ctx, r.Resolver, load.Releases, "", "", filter, orderBy, page(first, after, last, before))
}

func (r *queryResolver) Changes(ctx context.Context, since string, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Change], error) {
	if err := load.CheckKnown(ctx, since); err != nil {
		return nil, err
	}
	return connect[ent.Change](ctx, r.Resolver, load.ChangesSince, "", since, filter, orderBy, page(first, after, last, before))
}

func (r *releaseResolver) IsCurrent(ctx context.Context, obj *ent.Release) (bool, error) {
	return obj.ID == r.release, nil
}

func (r *releaseResolver) Previous(ctx context.Context, obj *ent.Release) (*ent.Release, error) {
	return load.ToOptional[ent.Release](ctx, obj.PreviousID)
}

func (r *releaseResolver) Changes(ctx context.Context, obj *ent.Release, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Change], error) {
	return connect[ent.Change](ctx, r.Resolver, load.ReleaseChanges, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *Resolver) Change() generated.ChangeResolver { return &changeResolver{r} }

func (r *Resolver) Release() generated.ReleaseResolver { return &releaseResolver{r} }

type (
	changeResolver  struct{ *Resolver }
	releaseResolver struct{ *Resolver }
)
