package graph

import (
	"context"
	"pilotgraph/ent"
	"pilotgraph/graph/generated"
	"pilotgraph/graph/load"
)

func (r *aliasResolver) Permalink(ctx context.Context, obj *ent.Alias) (string, error) {
	return r.permalink(obj.ID), nil
}

func (r *aliasResolver) Citations(ctx context.Context, obj *ent.Alias, field *string, language *string, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Citation], error) {
	return r.citations(ctx, "Alias", obj.ID, field, language, filter, orderBy, page(first, after, last, before))
}

func (r *aliasResolver) Subject(ctx context.Context, obj *ent.Alias) (load.Record, error) {
	return load.ToAny[load.Record](ctx, obj.SubjectID)
}

func (r *identifierResolver) Permalink(ctx context.Context, obj *ent.Identifier) (string, error) {
	return r.permalink(obj.ID), nil
}

func (r *identifierResolver) Citations(ctx context.Context, obj *ent.Identifier, field *string, language *string, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Citation], error) {
	return r.citations(ctx, "Identifier", obj.ID, field, language, filter, orderBy, page(first, after, last, before))
}

func (r *identifierResolver) URL(ctx context.Context, obj *ent.Identifier) (*string, error) {
	return registryAddress(obj.Scheme, obj.Value), nil
}

func (r *identifierResolver) Subject(ctx context.Context, obj *ent.Identifier) (load.Record, error) {
	return load.ToAny[load.Record](ctx, obj.SubjectID)
}

func (r *queryResolver) Alias(ctx context.Context, id string) (*ent.Alias, error) {
	return load.One[ent.Alias](ctx, "alias", id)
}

func (r *queryResolver) Aliases(ctx context.Context, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Alias], error) {
	return connect[ent.Alias](ctx, r.Resolver, load.Aliases, "", "", filter, orderBy, page(first, after, last, before))
}

func (r *queryResolver) Identifier(ctx context.Context, id string) (*ent.Identifier, error) {
	return load.One[ent.Identifier](ctx, "identifier", id)
}

func (r *queryResolver) Identifiers(ctx context.Context, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Identifier], error) {
	return connect[ent.Identifier](ctx, r.Resolver, load.Identifiers, "", "", filter, orderBy, page(first, after, last, before))
}

func (r *Resolver) Alias() generated.AliasResolver { return &aliasResolver{r} }

func (r *Resolver) Identifier() generated.IdentifierResolver { return &identifierResolver{r} }

type (
	aliasResolver      struct{ *Resolver }
	identifierResolver struct{ *Resolver }
)
