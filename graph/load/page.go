package load

import (
	"context"
	"database/sql"
	"slices"

	"pilotgraph/graph/connection"
)

// item is one row of a page.
type item struct {
	id        string
	key       connection.Key // "" where it was not asked for
	relations string
	node      Node // nil where it was not asked for, or is missing
}

// pageOf is what was read of a list: at most the limit, in the connection's order.
type pageOf struct {
	items []item
	more  bool // there are rows beyond the limit
}

// noPage is the page of a list that is read whole.
var noPage = connection.Page{}

// pageRequest is what is read of lists: the same of each.
type pageRequest struct {
	selection *selection
	page      connection.Page
	whole     bool
	keyed     bool     // with what cursors are made of
	columns   *Columns // of the nodes; nil to leave them out
}

func (p pageRequest) form(parents int) pageForm {
	return pageForm{
		whole: p.whole, several: parents > 1 && p.selection.edge.owner != "", limit: p.page.Limit, backward: p.page.Backward,
		between: [2]bool{p.page.After != "", p.page.Before != ""}, keyed: p.keyed, columns: p.columns,
	}
}

// pages reads the same page for each parent: as many rows as the limit, and one more.
func (r *reader) pages(ctx context.Context, wanted pageRequest, parents []string) ([]pageOf, error) {
	order := wanted.selection.order
	reading := r.database.pageStatement(wanted.selection, wanted.form(len(parents)), wanted.page)
	pages := make([]pageOf, len(parents))
	scan := newPageScan(wanted)
	err := r.query(ctx, reading, reading.fill(parents, order, wanted.page), func(rows *sql.Rows) error {
		place, found, err := scan.row(rows)
		if err == nil {
			pages[place].items = append(pages[place].items, found)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range pages {
		pages[i].cut(wanted)
	}
	return pages, nil
}

// cut removes the row beyond the limit and puts a backward page in order.
func (p *pageOf) cut(wanted pageRequest) {
	p.more = !wanted.whole && len(p.items) > wanted.page.Limit
	if p.more {
		p.items = p.items[:wanted.page.Limit]
	}
	if wanted.page.Backward {
		slices.Reverse(p.items)
	}
}

// pageScan scans the rows of a page.
type pageScan struct {
	wanted  pageRequest
	place   int
	read    item
	keys    []any
	targets []any
}

func newPageScan(wanted pageRequest) *pageScan {
	scan := &pageScan{wanted: wanted}
	scan.targets = []any{&scan.place, &scan.read.relations}
	if wanted.keyed {
		scan.keys = make([]any, len(wanted.selection.order)-1)
		for i := range scan.keys {
			scan.targets = append(scan.targets, &scan.keys[i])
		}
	}
	scan.targets = append(scan.targets, &scan.read.id)
	return scan
}

// row returns the place of the parent and what was read.
func (s *pageScan) row(rows *sql.Rows) (place int, found item, err error) {
	targets := s.targets
	if s.wanted.columns != nil {
		s.read.node, targets = s.wanted.columns.target(targets)
	}
	if err := rows.Scan(targets...); err != nil {
		if s.wanted.columns == nil || s.withoutNode(rows) != nil {
			return 0, item{}, err
		}
		s.read.node = nil
	}
	if s.wanted.keyed {
		s.read.key = connection.NewKey(append(slices.Clone(s.keys), s.read.id)...)
	}
	return s.place, s.read, nil
}

// withoutNode scans a link of which the node is missing; its columns are null. It fails on any other row.
func (s *pageScan) withoutNode(rows *sql.Rows) error {
	targets := slices.Clone(s.targets)
	for range s.wanted.columns.names {
		targets = append(targets, new(nothing))
	}
	return rows.Scan(targets...)
}

// counts counts the list of each parent.
func (r *reader) counts(ctx context.Context, of *selection, parents []string) ([]int, error) {
	reading := r.database.pageStatement(of, pageForm{onlyCount: true, several: len(parents) > 1 && of.edge.owner != ""}, noPage)
	counts := make([]int, len(parents))
	err := r.query(ctx, reading, reading.fill(parents, nil, noPage), func(rows *sql.Rows) error {
		var place, count int
		err := rows.Scan(&place, &count)
		counts[place] = count
		return err
	})
	return counts, err
}

// total is counts, where that is known without counting: a release never changes.
func (r *reader) total(ctx context.Context, of *selection, parents []string) ([]int, error) {
	whole := of.edge.owner == "" && of.edge.where == nil && of.where == nil
	if known, ok := r.database.totals.Load(of.edge); whole && ok {
		return []int{known.(int)}, nil
	}
	counts, err := r.counts(ctx, of, parents)
	if err == nil && whole {
		r.database.totals.Store(of.edge, counts[0])
	}
	return counts, err
}
