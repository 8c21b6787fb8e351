package graph

import (
	"context"
	"pilotgraph/ent"
	"pilotgraph/graph/generated"
	"pilotgraph/graph/load"
)

func (r *coverageResolver) Citations(ctx context.Context, obj *ent.ReportedCount, first *int, after *string, last *int, before *string) (*load.Connection[ent.Citation], error) {
	return load.Connect[ent.Citation](ctx, load.RecordCitations, obj.ID, "", page(first, after, last, before))
}

func (r *queryResolver) ReportedCount(ctx context.Context, id string) (*ent.ReportedCount, error) {
	return load.One[ent.ReportedCount](ctx, "reported-count", id)
}

func (r *queryResolver) ReportedCounts(ctx context.Context, first *int, after *string, last *int, before *string) (*load.Connection[ent.ReportedCount], error) {
	return load.Connect[ent.ReportedCount](ctx, load.ReportedCounts, "", "", page(first, after, last, before))
}

func (r *reportedCountResolver) Permalink(ctx context.Context, obj *ent.ReportedCount) (string, error) {
	return r.permalink(obj.ID), nil
}

func (r *reportedCountResolver) Citations(ctx context.Context, obj *ent.ReportedCount, field *string, language *string, first *int, after *string, last *int, before *string) (*load.Connection[ent.Citation], error) {
	return r.citations(ctx, "ReportedCount", obj.ID, field, language, page(first, after, last, before))
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
