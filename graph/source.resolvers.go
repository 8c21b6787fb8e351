package graph

import (
	"context"
	"pilotgraph/ent"
	"pilotgraph/graph/generated"
	"pilotgraph/graph/load"
)

func (r *citationResolver) Fields(ctx context.Context, obj *ent.Citation) ([]string, error) {
	fields, _ := cited(obj.CitedFields)
	return fields, nil
}

func (r *citationResolver) NameLanguages(ctx context.Context, obj *ent.Citation) ([]string, error) {
	_, languages := cited(obj.CitedFields)
	return languages, nil
}

func (r *citationResolver) Subject(ctx context.Context, obj *ent.Citation) (load.Record, error) {
	return load.ToAny[load.Record](ctx, obj.SubjectID)
}

func (r *citationResolver) Source(ctx context.Context, obj *ent.Citation) (*ent.Source, error) {
	return load.To[ent.Source](ctx, obj.SourceID)
}

func (r *queryResolver) Source(ctx context.Context, id string) (*ent.Source, error) {
	return load.One[ent.Source](ctx, "source", id)
}

func (r *queryResolver) Sources(ctx context.Context, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Source], error) {
	return connect[ent.Source](ctx, r.Resolver, load.Sources, "", "", filter, orderBy, page(first, after, last, before))
}

func (r *queryResolver) Citation(ctx context.Context, id string) (*ent.Citation, error) {
	return load.One[ent.Citation](ctx, "citation", id)
}

func (r *queryResolver) Citations(ctx context.Context, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Citation], error) {
	return connect[ent.Citation](ctx, r.Resolver, load.Citations, "", "", filter, orderBy, page(first, after, last, before))
}

func (r *sourceResolver) Citations(ctx context.Context, obj *ent.Source, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Citation], error) {
	return connect[ent.Citation](ctx, r.Resolver, load.SourceCitations, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *Resolver) Citation() generated.CitationResolver { return &citationResolver{r} }

func (r *Resolver) Source() generated.SourceResolver { return &sourceResolver{r} }

type (
	citationResolver struct{ *Resolver }
	sourceResolver   struct{ *Resolver }
)
