package graph

import (
	"context"
	"pilotgraph/ent"
	"pilotgraph/graph/generated"
	"pilotgraph/graph/load"
)

func (r *agencyResolver) Permalink(ctx context.Context, obj *ent.Agency) (string, error) {
	return r.permalink(obj.ID), nil
}

func (r *agencyResolver) Citations(ctx context.Context, obj *ent.Agency, field *string, language *string, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Citation], error) {
	return r.citations(ctx, "Agency", obj.ID, field, language, filter, orderBy, page(first, after, last, before))
}

func (r *agencyResolver) Name(ctx context.Context, obj *ent.Agency, language *string) (string, error) {
	return name(ctx, obj.Names, language)
}

func (r *agencyResolver) Aliases(ctx context.Context, obj *ent.Agency) ([]*ent.Alias, error) {
	return load.List[ent.Alias](ctx, load.NamedAliases, obj.ID)
}

func (r *agencyResolver) Identifiers(ctx context.Context, obj *ent.Agency) ([]*ent.Identifier, error) {
	return load.List[ent.Identifier](ctx, load.NamedIdentifiers, obj.ID)
}

func (r *agencyResolver) Programmes(ctx context.Context, obj *ent.Agency, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Programme], error) {
	return connect[ent.Programme](ctx, r.Resolver, load.AgencyProgrammes, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *agencyResolver) ProgrammeRoles(ctx context.Context, obj *ent.Agency, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.AgencyRole], error) {
	return connect[ent.AgencyRole](ctx, r.Resolver, load.AgencyRoleRows, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *agencyResolver) Sectors(ctx context.Context, obj *ent.Agency, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Sector], error) {
	return connect[ent.Sector](ctx, r.Resolver, load.AgencySectors, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *agencyResolver) Mandates(ctx context.Context, obj *ent.Agency) ([]*ent.SectorMandate, error) {
	return load.List[ent.SectorMandate](ctx, load.AgencyMandates, obj.ID)
}

func (r *agencyResolver) Institutions(ctx context.Context, obj *ent.Agency, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Institution], error) {
	return connect[ent.Institution](ctx, r.Resolver, load.AgencyInstitutions, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *agencyResolver) Zones(ctx context.Context, obj *ent.Agency, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Zone], error) {
	return connect[ent.Zone](ctx, r.Resolver, load.AgencyZones, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *queryResolver) Agency(ctx context.Context, id string) (*ent.Agency, error) {
	return load.One[ent.Agency](ctx, "agency", id)
}

func (r *queryResolver) Agencies(ctx context.Context, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Agency], error) {
	return connect[ent.Agency](ctx, r.Resolver, load.Agencies, "", "", filter, orderBy, page(first, after, last, before))
}

func (r *Resolver) Agency() generated.AgencyResolver { return &agencyResolver{r} }

type agencyResolver struct{ *Resolver }
