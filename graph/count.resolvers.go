package graph

import (
	"context"
	"pilotgraph/ent"
	"pilotgraph/graph/generated"
	"pilotgraph/graph/load"
)

func (r *coverageResolver) ReportedCount(ctx context.Context, obj *ent.ReportedCount) (*ent.ReportedCount, error) {
	return obj, nil
}

func (r *coverageResolver) Citations(ctx context.Context, obj *ent.ReportedCount, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Citation], error) {
	return connect[ent.Citation](ctx, r.Resolver, load.RecordCitations, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *queryResolver) ReportedCount(ctx context.Context, id string) (*ent.ReportedCount, error) {
	return load.One[ent.ReportedCount](ctx, "reported-count", id)
}

func (r *queryResolver) ReportedCounts(ctx context.Context, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.ReportedCount], error) {
	return connect[ent.ReportedCount](ctx, r.Resolver, load.ReportedCounts, "", "", filter, orderBy, page(first, after, last, before))
}

func (r *reportedCountResolver) Permalink(ctx context.Context, obj *ent.ReportedCount) (string, error) {
	return r.permalink(obj.ID), nil
}

func (r *reportedCountResolver) Citations(ctx context.Context, obj *ent.ReportedCount, field *string, language *string, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Citation], error) {
	return r.citations(ctx, "ReportedCount", obj.ID, field, language, filter, orderBy, page(first, after, last, before))
}

func (r *reportedCountResolver) Programme(ctx context.Context, obj *ent.ReportedCount) (*ent.Programme, error) {
	return load.To[ent.Programme](ctx, obj.ProgrammeID)
}

func (r *reportedCountResolver) Scope(ctx context.Context, obj *ent.ReportedCount) (load.Named, error) {
	return load.ToAny[load.Named](ctx, obj.ScopeID)
}

func (r *Resolver) Coverage() generated.CoverageResolver { return &coverageResolver{r} }

func (r *Resolver) ReportedCount() generated.ReportedCountResolver { return &reportedCountResolver{r} }

type (
	coverageResolver      struct{ *Resolver }
	reportedCountResolver struct{ *Resolver }
)
