package graph

import (
	"context"
	"pilotgraph/ent"
	"pilotgraph/graph/generated"
	"pilotgraph/graph/load"
)

func (r *eventResolver) Permalink(ctx context.Context, obj *ent.Event) (string, error) {
	return r.permalink(obj.ID), nil
}

func (r *eventResolver) Citations(ctx context.Context, obj *ent.Event, field *string, language *string, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Citation], error) {
	return r.citations(ctx, "Event", obj.ID, field, language, filter, orderBy, page(first, after, last, before))
}

func (r *eventResolver) Name(ctx context.Context, obj *ent.Event, language *string) (string, error) {
	return name(ctx, obj.Names, language)
}

func (r *eventResolver) Aliases(ctx context.Context, obj *ent.Event) ([]*ent.Alias, error) {
	return load.List[ent.Alias](ctx, load.NamedAliases, obj.ID)
}

func (r *eventResolver) Identifiers(ctx context.Context, obj *ent.Event) ([]*ent.Identifier, error) {
	return load.List[ent.Identifier](ctx, load.NamedIdentifiers, obj.ID)
}

func (r *eventResolver) Programme(ctx context.Context, obj *ent.Event) (*ent.Programme, error) {
	return load.ToOptional[ent.Programme](ctx, obj.ProgrammeID)
}

func (r *eventResolver) Agency(ctx context.Context, obj *ent.Event) (*ent.Agency, error) {
	return load.ToOptional[ent.Agency](ctx, obj.AgencyID)
}

func (r *objectiveResolver) Permalink(ctx context.Context, obj *ent.Objective) (string, error) {
	return r.permalink(obj.ID), nil
}

func (r *objectiveResolver) Citations(ctx context.Context, obj *ent.Objective, field *string, language *string, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Citation], error) {
	return r.citations(ctx, "Objective", obj.ID, field, language, filter, orderBy, page(first, after, last, before))
}

func (r *objectiveResolver) Name(ctx context.Context, obj *ent.Objective, language *string) (string, error) {
	return name(ctx, obj.Names, language)
}

func (r *objectiveResolver) Aliases(ctx context.Context, obj *ent.Objective) ([]*ent.Alias, error) {
	return load.List[ent.Alias](ctx, load.NamedAliases, obj.ID)
}

func (r *objectiveResolver) Identifiers(ctx context.Context, obj *ent.Objective) ([]*ent.Identifier, error) {
	return load.List[ent.Identifier](ctx, load.NamedIdentifiers, obj.ID)
}

func (r *objectiveResolver) Programme(ctx context.Context, obj *ent.Objective) (*ent.Programme, error) {
	return load.To[ent.Programme](ctx, obj.ProgrammeID)
}

func (r *queryResolver) Event(ctx context.Context, id string) (*ent.Event, error) {
	return load.One[ent.Event](ctx, "event", id)
}

func (r *queryResolver) Events(ctx context.Context, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Event], error) {
	return connect[ent.Event](ctx, r.Resolver, load.Events, "", "", filter, orderBy, page(first, after, last, before))
}

func (r *queryResolver) Objective(ctx context.Context, id string) (*ent.Objective, error) {
	return load.One[ent.Objective](ctx, "objective", id)
}

func (r *queryResolver) Objectives(ctx context.Context, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Objective], error) {
	return connect[ent.Objective](ctx, r.Resolver, load.Objectives, "", "", filter, orderBy, page(first, after, last, before))
}

func (r *Resolver) Event() generated.EventResolver { return &eventResolver{r} }

func (r *Resolver) Objective() generated.ObjectiveResolver { return &objectiveResolver{r} }

type (
	eventResolver     struct{ *Resolver }
	objectiveResolver struct{ *Resolver }
)
