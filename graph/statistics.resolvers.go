package graph

import (
	"context"
	"pilotgraph/graph/generated"
	"pilotgraph/graph/load"
	"pilotgraph/graph/model"
)

func (r *queryResolver) ZoneStatistics(ctx context.Context, groupBy []string, filter map[string]any, orderBy []map[string]any) (*model.Statistics, error) {
	return r.statistics(ctx, load.ZoneStatistic, groupBy, filter, orderBy)
}

func (r *queryResolver) InstitutionStatistics(ctx context.Context, groupBy []string, filter map[string]any, orderBy []map[string]any) (*model.Statistics, error) {
	return r.statistics(ctx, load.InstitutionStatistic, groupBy, filter, orderBy)
}

func (r *queryResolver) PilotStatistics(ctx context.Context, groupBy []string, filter map[string]any, orderBy []map[string]any) (*model.Statistics, error) {
	return r.statistics(ctx, load.PilotStatistic, groupBy, filter, orderBy)
}

func (r *statisticKeyResolver) Label(ctx context.Context, obj *model.StatisticKey, language *string) (string, error) {
	return r.keyLabel(ctx, obj, language)
}

func (r *statisticKeyResolver) Node(ctx context.Context, obj *model.StatisticKey) (load.Node, error) {
	return keyNode(ctx, obj)
}

func (r *Resolver) StatisticKey() generated.StatisticKeyResolver { return &statisticKeyResolver{r} }

type statisticKeyResolver struct{ *Resolver }
