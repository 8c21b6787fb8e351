package load

import (
	"context"

	"pilotgraph/graph/connection"
)

// Listings are those that an edge leads to under the same arguments: one for each parent.
type Listings struct {
	selection *selection
	arguments connection.Arguments
	standard  int
	page      connection.Page // where no cursor makes it depend on the parent
	whole     bool
}

// Listings makes the arguments of a connection ready. The error is a *fault.Error that says what is wrong with them.
func (l *Loaders) Listings(edge *Edge, wanted Selection, arguments connection.Arguments) (*Listings, error) {
	chosen, err := l.database.selection(edge, wanted)
	if err != nil {
		return nil, err
	}
	made := &Listings{selection: chosen, arguments: arguments, standard: edge.standard()}
	if !arguments.HaveCursor() {
		made.page, err = arguments.Page("", chosen.order, made.standard)
	}
	return made, err
}

// Whole returns the lists of an edge that are read whole.
func (l *Loaders) Whole(edge *Edge) *Listings {
	return &Listings{selection: l.database.unrestricted(edge), whole: true}
}

// Listing is the page of a parent, or the whole of what an edge leads to from it.
type Listing struct {
	of     *Listings
	parent string
	page   connection.Page
	read   pageOf
	err    error // of reading
	nodes  error // of reading nodes
	total  int
	counts error // of counting
}

// Of makes a list that of a parent; the error says what is wrong with its cursors.
func (l *Listings) Of(parent string, list *Listing) (err error) {
	list.of, list.parent, list.page = l, parent, l.page
	if l.arguments.HaveCursor() {
		list.page, err = l.arguments.Page(l.name(parent), l.selection.order, l.standard)
	}
	return err
}

// name is what cursors of the list of a parent are bound to.
func (l *Listings) name(parent string) string { return listName(l.selection, parent) }

// Read reads lists, which are all of one Listings: with columns of their nodes where they are given, and with cursors
// where they are wanted. Each list keeps its own error.
func (l *Loaders) Read(ctx context.Context, lists []*Listing, columns *Columns, cursors bool) {
	byPage := map[connection.Page][]*Listing{}
	for _, list := range lists {
		byPage[list.page] = append(byPage[list.page], list)
	}
	for page, same := range byPage { // one, but where cursors differ
		of := same[0].of
		l.readSame(ctx, same, pageRequest{selection: of.selection, page: page, whole: of.whole, keyed: cursors, columns: columns})
	}
}

func (l *Loaders) readSame(ctx context.Context, lists []*Listing, wanted pageRequest) {
	pages, err := inReader(ctx, l, func(r *reader) ([]pageOf, error) { return r.pages(ctx, wanted, parentsOf(lists)) })
	var nodes error
	if err == nil && wanted.columns != nil {
		nodes = l.database.failed(ctx, l.database.told(ctx, wanted.columns.kind, "")) // read by the same statement
	}
	for i, list := range lists {
		list.err, list.nodes = err, nodes
		if err == nil {
			list.read = pages[i]
		}
	}
}

// Count counts lists, which are all of one Listings.
func (l *Loaders) Count(ctx context.Context, lists []*Listing) {
	if len(lists) == 0 {
		return
	}
	counts, err := inReader(ctx, l, func(r *reader) ([]int, error) { return r.total(ctx, lists[0].of.selection, parentsOf(lists)) })
	for i, list := range lists {
		if list.counts = err; err == nil {
			list.total = counts[i]
		}
	}
}

// inReader reads with the request's reader. The log has the details of an error.
func inReader[T any](ctx context.Context, l *Loaders, read func(*reader) (T, error)) (found T, err error) {
	reader, err := l.reader(ctx)
	if err == nil {
		found, err = again(ctx, reader, func() (T, error) { return read(reader) })
	}
	return found, l.database.failed(ctx, err)
}

func parentsOf(lists []*Listing) []string {
	parents := make([]string, len(lists))
	for i, list := range lists {
		parents[i] = list.parent
	}
	return parents
}

// Len returns how many rows were read, or the error of reading them.
func (l *Listing) Len() (int, error) { return len(l.read.items), l.err }

// Node returns the node at a place. It must have been read.
func (l *Listing) Node(at int) (Node, error) {
	if l.nodes != nil {
		return nil, l.nodes
	}
	if node := l.read.items[at].node; node != nil {
		return node, nil
	}
	return nil, Missing(l.read.items[at].id)
}

// Cursor returns the cursor of the row at a place.
func (l *Listing) Cursor(at int) string {
	return l.of.selection.order.Cursor(l.of.name(l.parent), l.read.items[at].key)
}

// Relations returns the reasons of the link at a place.
func (l *Listing) Relations(at int) []string { return reasons(l.read.items[at].relations) }

// Total returns how many rows all pages have together.
func (l *Listing) Total() (int, error) { return l.total, l.counts }

// PageInfo returns where the page stands. The cursors must have been read.
func (l *Listing) PageInfo() (*PageInfo, error) {
	if l.err != nil {
		return nil, l.err
	}
	var ends []string
	if last := len(l.read.items) - 1; last >= 0 {
		ends = []string{l.Cursor(0), l.Cursor(last)}
	}
	return newPageInfo(l.page, l.read.more, ends), nil
}
