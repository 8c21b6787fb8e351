package graph

import (
	"context"
	"pilotgraph/ent"
	"pilotgraph/graph/generated"
	"pilotgraph/graph/load"
)

func (r *programmeResolver) Permalink(ctx context.Context, obj *ent.Programme) (string, error) {
	return r.permalink(obj.ID), nil
}

func (r *programmeResolver) Citations(ctx context.Context, obj *ent.Programme, field *string, language *string, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Citation], error) {
	return r.citations(ctx, "Programme", obj.ID, field, language, filter, orderBy, page(first, after, last, before))
}

func (r *programmeResolver) Name(ctx context.Context, obj *ent.Programme, language *string) (string, error) {
	return name(ctx, obj.Names, language)
}

func (r *programmeResolver) Aliases(ctx context.Context, obj *ent.Programme) ([]*ent.Alias, error) {
	return load.List[ent.Alias](ctx, load.NamedAliases, obj.ID)
}

func (r *programmeResolver) Identifiers(ctx context.Context, obj *ent.Programme) ([]*ent.Identifier, error) {
	return load.List[ent.Identifier](ctx, load.NamedIdentifiers, obj.ID)
}

func (r *programmeResolver) Timeline(ctx context.Context, obj *ent.Programme) ([]*ent.Event, error) {
	return load.List[ent.Event](ctx, load.ProgrammeTimeline, obj.ID)
}

func (r *programmeResolver) Objectives(ctx context.Context, obj *ent.Programme) ([]*ent.Objective, error) {
	return load.List[ent.Objective](ctx, load.ProgrammeObjectives, obj.ID)
}

func (r *programmeResolver) LeadAgency(ctx context.Context, obj *ent.Programme) (*ent.Agency, error) {
	return load.ToOptional[ent.Agency](ctx, obj.LeadAgencyID)
}

func (r *programmeResolver) AgencyRoles(ctx context.Context, obj *ent.Programme) ([]*ent.AgencyRole, error) {
	return load.List[ent.AgencyRole](ctx, load.ProgrammeAgencyRoles, obj.ID)
}

func (r *programmeResolver) Agencies(ctx context.Context, obj *ent.Programme, stage *string, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Agency], error) {
	return connect[ent.Agency](ctx, r.Resolver, load.ProgrammeAgencies, obj.ID, variant(stage), filter, orderBy, page(first, after, last, before))
}

func (r *programmeResolver) Sectors(ctx context.Context, obj *ent.Programme, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Sector], error) {
	return connect[ent.Sector](ctx, r.Resolver, load.ProgrammeSectors, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *programmeResolver) SectorGroups(ctx context.Context, obj *ent.Programme) ([]*ent.SectorGroup, error) {
	return load.List[ent.SectorGroup](ctx, load.ProgrammeSectorGroups, obj.ID)
}

func (r *programmeResolver) Zones(ctx context.Context, obj *ent.Programme, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Zone], error) {
	return connect[ent.Zone](ctx, r.Resolver, load.ProgrammeZones, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *programmeResolver) Institutions(ctx context.Context, obj *ent.Programme, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Institution], error) {
	return connect[ent.Institution](ctx, r.Resolver, load.ProgrammeInstitutions, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *programmeResolver) Pilots(ctx context.Context, obj *ent.Programme, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Pilot], error) {
	return connect[ent.Pilot](ctx, r.Resolver, load.ProgrammePilots, obj.ID, "", filter, orderBy, page(first, after, last, before))
}

func (r *programmeResolver) ReportedCounts(ctx context.Context, obj *ent.Programme) ([]*ent.ReportedCount, error) {
	return load.List[ent.ReportedCount](ctx, load.ScopeCounts, obj.ID)
}

func (r *programmeResolver) Coverage(ctx context.Context, obj *ent.Programme) ([]*ent.ReportedCount, error) {
	return load.List[ent.ReportedCount](ctx, load.ScopeCoverage, obj.ID)
}

func (r *queryResolver) Programme(ctx context.Context, id string) (*ent.Programme, error) {
	return load.One[ent.Programme](ctx, "programme", id)
}

func (r *queryResolver) Programmes(ctx context.Context, filter map[string]any, orderBy []map[string]any, first *int, after *string, last *int, before *string) (*load.Connection[ent.Programme], error) {
	return connect[ent.Programme](ctx, r.Resolver, load.Programmes, "", "", filter, orderBy, page(first, after, last, before))
}

func (r *Resolver) Programme() generated.ProgrammeResolver { return &programmeResolver{r} }

type programmeResolver struct{ *Resolver }
