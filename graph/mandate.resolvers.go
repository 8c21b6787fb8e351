package graph

import (
	"context"
	"pilotgraph/ent"
	"pilotgraph/graph/generated"
	"pilotgraph/graph/load"
)

func (r *agencyRoleResolver) Permalink(ctx context.Context, obj *ent.AgencyRole) (string, error) {
	return r.permalink(obj.ID), nil
}

func (r *agencyRoleResolver) Citations(ctx context.Context, obj *ent.AgencyRole, field *string, language *string, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Citation], error) {
	return r.citations(ctx, "AgencyRole", obj.ID, field, language, filter, orderBy, page(first, after, last, before))
}

func (r *agencyRoleResolver) Programme(ctx context.Context, obj *ent.AgencyRole) (*ent.Programme, error) {
	return load.To[ent.Programme](ctx, obj.ProgrammeID)
}

func (r *agencyRoleResolver) Agency(ctx context.Context, obj *ent.AgencyRole) (*ent.Agency, error) {
	return load.To[ent.Agency](ctx, obj.AgencyID)
}

func (r *queryResolver) AgencyRole(ctx context.Context, id string) (*ent.AgencyRole, error) {
	return load.One[ent.AgencyRole](ctx, "agency-role", id)
}

func (r *queryResolver) AgencyRoles(ctx context.Context, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.AgencyRole], error) {
	return connect[ent.AgencyRole](ctx, r.Resolver, load.AgencyRoles, "", "", filter, orderBy, page(first, after, last, before))
}

func (r *queryResolver) SectorMandate(ctx context.Context, id string) (*ent.SectorMandate, error) {
	return load.One[ent.SectorMandate](ctx, "sector-mandate", id)
}

func (r *queryResolver) SectorMandates(ctx context.Context, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.SectorMandate], error) {
	return connect[ent.SectorMandate](ctx, r.Resolver, load.SectorMandates, "", "", filter, orderBy, page(first, after, last, before))
}

func (r *sectorMandateResolver) Permalink(ctx context.Context, obj *ent.SectorMandate) (string, error) {
	return r.permalink(obj.ID), nil
}

func (r *sectorMandateResolver) Citations(ctx context.Context, obj *ent.SectorMandate, field *string, language *string, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Citation], error) {
	return r.citations(ctx, "SectorMandate", obj.ID, field, language, filter, orderBy, page(first, after, last, before))
}

func (r *sectorMandateResolver) Programme(ctx context.Context, obj *ent.SectorMandate) (*ent.Programme, error) {
	return load.To[ent.Programme](ctx, obj.ProgrammeID)
}

func (r *sectorMandateResolver) Sector(ctx context.Context, obj *ent.SectorMandate) (*ent.Sector, error) {
	return load.To[ent.Sector](ctx, obj.SectorID)
}

func (r *sectorMandateResolver) Agency(ctx context.Context, obj *ent.SectorMandate) (*ent.Agency, error) {
	return load.To[ent.Agency](ctx, obj.AgencyID)
}

func (r *Resolver) AgencyRole() generated.AgencyRoleResolver { return &agencyRoleResolver{r} }

func (r *Resolver) SectorMandate() generated.SectorMandateResolver { return &sectorMandateResolver{r} }

type (
	agencyRoleResolver    struct{ *Resolver }
	sectorMandateResolver struct{ *Resolver }
)
