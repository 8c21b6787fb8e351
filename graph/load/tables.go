package load

import (
	"context"

	"pilotgraph/ent"
)

// tables has the reader of each type, by the first part of its ids.
var tables = map[string]table{
	"programme": {"programmes", rows(
		func(ctx context.Context, c *ent.Client, p predicate) ([]*ent.Programme, error) {
			return c.Programme.Query().Where(p).All(ctx)
		})},
	"event": {"events", rows(
		func(ctx context.Context, c *ent.Client, p predicate) ([]*ent.Event, error) {
			return c.Event.Query().Where(p).All(ctx)
		})},
	"objective": {"objectives", rows(
		func(ctx context.Context, c *ent.Client, p predicate) ([]*ent.Objective, error) {
			return c.Objective.Query().Where(p).All(ctx)
		})},
	"zone": {"zones", rows(
		func(ctx context.Context, c *ent.Client, p predicate) ([]*ent.Zone, error) {
			return c.Zone.Query().Where(p).All(ctx)
		})},
	"institution": {"institutions", rows(
		func(ctx context.Context, c *ent.Client, p predicate) ([]*ent.Institution, error) {
			return c.Institution.Query().Where(p).All(ctx)
		})},
	"pilot": {"pilots", rows(
		func(ctx context.Context, c *ent.Client, p predicate) ([]*ent.Pilot, error) {
			return c.Pilot.Query().Where(p).All(ctx)
		})},
	"sector": {"sectors", rows(
		func(ctx context.Context, c *ent.Client, p predicate) ([]*ent.Sector, error) {
			return c.Sector.Query().Where(p).All(ctx)
		})},
	"sector-group": {"sector-groups", rows(
		func(ctx context.Context, c *ent.Client, p predicate) ([]*ent.SectorGroup, error) {
			return c.SectorGroup.Query().Where(p).All(ctx)
		})},
	"agency": {"agencies", rows(
		func(ctx context.Context, c *ent.Client, p predicate) ([]*ent.Agency, error) {
			return c.Agency.Query().Where(p).All(ctx)
		})},
	"agency-role": {"agency-roles", rows(
		func(ctx context.Context, c *ent.Client, p predicate) ([]*ent.AgencyRole, error) {
			return c.AgencyRole.Query().Where(p).All(ctx)
		})},
	"sector-mandate": {"sector-mandates", rows(
		func(ctx context.Context, c *ent.Client, p predicate) ([]*ent.SectorMandate, error) {
			return c.SectorMandate.Query().Where(p).All(ctx)
		})},
	"region": {"regions", rows(
		func(ctx context.Context, c *ent.Client, p predicate) ([]*ent.Region, error) {
			return c.Region.Query().Where(p).All(ctx)
		})},
	"alias": {"aliases", rows(
		func(ctx context.Context, c *ent.Client, p predicate) ([]*ent.Alias, error) {
			return c.Alias.Query().Where(p).All(ctx)
		})},
	"identifier": {"identifiers", rows(
		func(ctx context.Context, c *ent.Client, p predicate) ([]*ent.Identifier, error) {
			return c.Identifier.Query().Where(p).All(ctx)
		})},
	"reported-count": {"reported-counts", rows(
		func(ctx context.Context, c *ent.Client, p predicate) ([]*ent.ReportedCount, error) {
			return c.ReportedCount.Query().Where(p).All(ctx)
		})},
	"source": {"sources", rows(
		func(ctx context.Context, c *ent.Client, p predicate) ([]*ent.Source, error) {
			return c.Source.Query().Where(p).All(ctx)
		})},
	"citation": {"citations", rows(
		func(ctx context.Context, c *ent.Client, p predicate) ([]*ent.Citation, error) {
			return c.Citation.Query().Where(p).All(ctx)
		})},
	"release": {"releases", rows(
		func(ctx context.Context, c *ent.Client, p predicate) ([]*ent.Release, error) {
			return c.Release.Query().Where(p).All(ctx)
		})},
	"change": {"changes", rows(
		func(ctx context.Context, c *ent.Client, p predicate) ([]*ent.Change, error) {
			return c.Change.Query().Where(p).All(ctx)
		})},
}
