package load

import (
	"context"

	"pilotgraph/ent"
	"pilotgraph/graph/connection"
)

// Connection is a page of nodes of the ent type T. It reads nothing before a
// field of it is asked for, and each thing once however often it is asked for.
type Connection[T any] struct {
	loaders *Loaders
	key     key
	list    string // what cursors are bound to
}

// ConnectionEdge is one place in a connection.
type ConnectionEdge[T any] struct {
	id string
	// Cursor is the opaque cursor of the place.
	Cursor string
	// Relations are the reasons of the link, where the edge has any.
	Relations []string
}

// Connections of each type, and those whose edges say more. GraphQL knows them
// by these names.
type (
	ProgrammeConnection         = Connection[ent.Programme]
	EventConnection             = Connection[ent.Event]
	ObjectiveConnection         = Connection[ent.Objective]
	ZoneConnection              = Connection[ent.Zone]
	InstitutionConnection       = Connection[ent.Institution]
	PilotConnection             = Connection[ent.Pilot]
	SectorConnection            = Connection[ent.Sector]
	SectorGroupConnection       = Connection[ent.SectorGroup]
	AgencyConnection            = Connection[ent.Agency]
	AgencyRoleConnection        = Connection[ent.AgencyRole]
	SectorMandateConnection     = Connection[ent.SectorMandate]
	RegionConnection            = Connection[ent.Region]
	AliasConnection             = Connection[ent.Alias]
	IdentifierConnection        = Connection[ent.Identifier]
	ReportedCountConnection     = Connection[ent.ReportedCount]
	SourceConnection            = Connection[ent.Source]
	CitationConnection          = Connection[ent.Citation]
	ReleaseConnection           = Connection[ent.Release]
	ChangeConnection            = Connection[ent.Change]
	ProgrammeAgencyConnection   = Connection[ent.Agency]
	AgencyProgrammeConnection   = Connection[ent.Programme]
	ZoneInstitutionConnection   = Connection[ent.Institution]
	InstitutionZoneConnection   = Connection[ent.Zone]
	ZoneAgencyConnection        = Connection[ent.Agency]
	AgencyZoneConnection        = Connection[ent.Zone]
	InstitutionAgencyConnection = Connection[ent.Agency]
	AgencyInstitutionConnection = Connection[ent.Institution]
	SectorAgencyConnection      = Connection[ent.Agency]
	AgencySectorConnection      = Connection[ent.Sector]

	ProgrammeEdge         = ConnectionEdge[ent.Programme]
	EventEdge             = ConnectionEdge[ent.Event]
	ObjectiveEdge         = ConnectionEdge[ent.Objective]
	ZoneEdge              = ConnectionEdge[ent.Zone]
	InstitutionEdge       = ConnectionEdge[ent.Institution]
	PilotEdge             = ConnectionEdge[ent.Pilot]
	SectorEdge            = ConnectionEdge[ent.Sector]
	SectorGroupEdge       = ConnectionEdge[ent.SectorGroup]
	AgencyEdge            = ConnectionEdge[ent.Agency]
	AgencyRoleEdge        = ConnectionEdge[ent.AgencyRole]
	SectorMandateEdge     = ConnectionEdge[ent.SectorMandate]
	RegionEdge            = ConnectionEdge[ent.Region]
	AliasEdge             = ConnectionEdge[ent.Alias]
	IdentifierEdge        = ConnectionEdge[ent.Identifier]
	ReportedCountEdge     = ConnectionEdge[ent.ReportedCount]
	SourceEdge            = ConnectionEdge[ent.Source]
	CitationEdge          = ConnectionEdge[ent.Citation]
	ReleaseEdge           = ConnectionEdge[ent.Release]
	ChangeEdge            = ConnectionEdge[ent.Change]
	ProgrammeAgencyEdge   = ConnectionEdge[ent.Agency]
	AgencyProgrammeEdge   = ConnectionEdge[ent.Programme]
	ZoneInstitutionEdge   = ConnectionEdge[ent.Institution]
	InstitutionZoneEdge   = ConnectionEdge[ent.Zone]
	ZoneAgencyEdge        = ConnectionEdge[ent.Agency]
	AgencyZoneEdge        = ConnectionEdge[ent.Zone]
	InstitutionAgencyEdge = ConnectionEdge[ent.Agency]
	AgencyInstitutionEdge = ConnectionEdge[ent.Institution]
	SectorAgencyEdge      = ConnectionEdge[ent.Agency]
	AgencySectorEdge      = ConnectionEdge[ent.Sector]
)

// PageInfo is where a page stands in its connection.
type PageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool
	StartCursor     *string
	EndCursor       *string
}

// Connect returns the page of an edge that the arguments ask for: of the parent
// with this id ("" at the root), of the rows that are wanted. Nothing is read
// yet; the error says what is wrong with the arguments.
func Connect[T any](ctx context.Context, edge *Edge, parent string, wanted Selection, arguments connection.Arguments) (*Connection[T], error) {
	loaders := From(ctx)
	chosen, err := loaders.database.selection(edge, wanted)
	if err != nil {
		return nil, err
	}
	list := listName(chosen, parent)
	page, err := arguments.Page(list, chosen.order, edge.standard())
	if err != nil {
		return nil, err
	}
	return &Connection[T]{loaders: loaders, key: key{what: aPage, id: parent, selection: chosen, page: page}, list: list}, nil
}

// listName is what cursors of the list of a parent are bound to.
func listName(chosen *selection, parent string) string {
	return chosen.edge.name + " " + parent + " " + chosen.text
}

// Edges returns the page with cursors.
func (c *Connection[T]) Edges(ctx context.Context) ([]*ConnectionEdge[T], error) {
	read, err := load[pageOf](ctx, c.loaders, c.key)
	if err != nil {
		return nil, err
	}
	edges := make([]*ConnectionEdge[T], len(read.items))
	for i, item := range read.items {
		edges[i] = &ConnectionEdge[T]{id: item.id, Cursor: c.cursor(item), Relations: reasons(item.relations)}
	}
	return edges, nil
}

func (c *Connection[T]) cursor(row item) string { return c.key.selection.order.Cursor(c.list, row.key) }

// Node returns what stands at the place.
func (e *ConnectionEdge[T]) Node(ctx context.Context) (*T, error) { return To[T](ctx, e.id) }

// Nodes returns the page without cursors.
func (c *Connection[T]) Nodes(ctx context.Context) ([]*T, error) {
	read, err := load[pageOf](ctx, c.loaders, c.key)
	if err != nil {
		return nil, err
	}
	return allOf[T](ctx, c.loaders, read)
}

// PageInfo returns where the page stands. It costs the page, never a count.
func (c *Connection[T]) PageInfo(ctx context.Context) (*PageInfo, error) {
	read, err := load[pageOf](ctx, c.loaders, c.key)
	if err != nil {
		return nil, err
	}
	var ends []string
	if last := len(read.items) - 1; last >= 0 {
		ends = []string{c.cursor(read.items[0]), c.cursor(read.items[last])}
	}
	return newPageInfo(c.key.page, read.more, ends), nil
}

// newPageInfo says where a page stands, of which the cursors are those of some edges, with the first and the last.
func newPageInfo(page connection.Page, more bool, cursors []string) *PageInfo {
	info := &PageInfo{HasNextPage: page.HasNextPage(more), HasPreviousPage: page.HasPreviousPage(more)}
	if last := len(cursors) - 1; last >= 0 {
		info.StartCursor, info.EndCursor = &cursors[0], &cursors[last]
	}
	return info
}

// TotalCount returns how many nodes all pages have together.
func (c *Connection[T]) TotalCount(ctx context.Context) (int, error) {
	return load[int](ctx, c.loaders, key{what: aCount, id: c.key.id, selection: c.key.selection})
}

// List returns everything that an edge leads to from the parent, in order: for
// what is short by nature.
func List[T any](ctx context.Context, edge *Edge, parent string) ([]*T, error) {
	loaders := From(ctx)
	read, err := load[pageOf](ctx, loaders, key{what: aList, id: parent, selection: loaders.database.unrestricted(edge)})
	if err != nil {
		return nil, err
	}
	return allOf[T](ctx, loaders, read)
}

// allOf returns the nodes of a page.
func allOf[T any](ctx context.Context, loaders *Loaders, page pageOf) ([]*T, error) {
	promises := make([]promise, len(page.items))
	for i, item := range page.items {
		promises[i] = loaders.ask(ctx, nodeKey(item.id))
	}
	nodes := make([]*T, len(promises))
	for i, made := range promises {
		node, err := keep[Node](ctx, made)
		if err != nil {
			return nil, err
		}
		if nodes[i], err = as[T](node, page.items[i].id); err != nil {
			return nil, err
		}
	}
	return nodes, nil
}
