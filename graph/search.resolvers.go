package graph

import (
	"context"
	"pilotgraph/graph/load"
)

func (r *queryResolver) Search(ctx context.Context, text string, types []string, first *int, after *string, last *int, before *string) (*load.SearchConnection, error) {
	return load.Search(ctx, text, types, page(first, after, last, before))
}
