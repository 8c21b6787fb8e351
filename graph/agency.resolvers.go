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

func (r *agencyResolver) Citations(ctx context.Context, obj *ent.Agency, field *string, language *string, first *int, after *string, last *int, before *string) (*load.Connection[ent.Citation], error) {
	return r.citations(ctx, "Agency", obj.ID, field, language, page(first, after, last, before))
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

func (r *agencyResolver) Programmes(ctx context.Context, obj *ent.Agency, first *int, after *string, last *int, before *string) (*load.Connection[ent.Programme], error) {
	return load.Connect[ent.Programme](ctx, load.AgencyProgrammes, obj.ID, "", page(first, after, last, before))
}

func (r *agencyResolver) ProgrammeRoles(ctx context.Context, obj *ent.Agency, first *int, after *string, last *int, before *string) (*load.Connection[ent.AgencyRole], error) {
	return load.Connect[ent.AgencyRole](ctx, load.AgencyRoleRows, obj.ID, "", page(first, after, last, before))
}

func (r *agencyResolver) Sectors(ctx context.Context, obj *ent.Agency, first *int, after *string, last *int, before *string) (*load.Connection[ent.Sector], error) {
	return load.Connect[ent.Sector](ctx, load.AgencySectors, obj.ID, "", page(first, after, last, before))
}

func (r *agencyResolver) Mandates(ctx context.Context, obj *ent.Agency) ([]*ent.SectorMandate, error) {
	return load.List[ent.SectorMandate](ctx, load.AgencyMandates, obj.ID)
}

func (r *agencyResolver) Institutions(ctx context.Context, obj *ent.Agency, first *int, after *string, last *int, before *string) (*load.Connection[ent.Institution], error) {
	return load.Connect[ent.Institution](ctx, load.AgencyInstitutions, obj.ID, "", page(first, after, last, before))
}

func (r *agencyResolver) Zones(ctx context.Context, obj *ent.Agency, first *int, after *string, last *int, before *string) (*load.Connection[ent.Zone], error) {
	return load.Connect[ent.Zone](ctx, load.AgencyZones, obj.ID, "", page(first, after, last, before))
}

func (r *queryResolver) Agency(ctx context.Context, id string) (*ent.Agency, error) {
	return load.One[ent.Agency](ctx, "agency", id)
}

func (r *queryResolver) Agencies(ctx context.Context, first *int, after *string, last *int, before *string) (*load.Connection[ent.Agency], error) {
	return load.Connect[ent.Agency](ctx, load.Agencies, "", "", page(first, after, last, before))
}

func (r *Resolver) Agency() generated.AgencyResolver { return &agencyResolver{r} }

type agencyResolver struct{ *Resolver }
