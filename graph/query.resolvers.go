package graph

import (
	"context"
	"pilotgraph/graph/generated"
	"pilotgraph/graph/load"
)

func (r *queryResolver) Node(ctx context.Context, id string) (load.Node, error) {
	return load.From(ctx).Node(ctx, id)
}

func (r *queryResolver) Nodes(ctx context.Context, ids []string) ([]load.Node, error) {
	return nodes(ctx, ids)
}

func (r *Resolver) Query() generated.QueryResolver { return &queryResolver{r} }

type queryResolver struct{ *Resolver }
