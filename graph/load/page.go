package load

import (
	"context"
	"errors"
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
	next      func() row
}

func (p pageRequest) form(parents int) pageForm {
	return pageForm{
		whole: p.whole, several: parents > 1 && p.selection.edge.owner != "", limit: p.page.Limit, backward: p.page.Backward,
		between: [2]bool{p.page.After != "", p.page.Before != ""}, keyed: p.keyed, columns: p.columns,
	}
}

// pages reads the same page for each parent: as many rows as the limit, and one more.
func (r *reader) pages(ctx context.Context, wanted pageRequest, parents []string) ([]pageOf, error) {
	form := wanted.form(len(parents))
	if wanted.selection.byNameFromOrigin() {
		total, err := r.total(ctx, wanted.selection, parents)
		if err != nil {
			return nil, err
		}
		form.throughNames = total[0] > fewRows
	}
	reading := r.database.pageStatement(wanted.selection, form, wanted.page)
	arguments := reading.fill(parents, wanted.selection.order, wanted.page)
	pages := make([]pageOf, len(parents))
	if wanted.columns != nil {
		wanted.next = wanted.columns.table.several(len(parents) * (wanted.page.Limit + 1))
	}
	err := r.query(ctx, reading, arguments, func(read *packedRows) error {
		place, err := read.place(len(pages))
		if err != nil {
			return err
		}
		return pages[place].add(wanted, read)
	})
	if err != nil {
		return nil, err
	}
	for i := range pages {
		pages[i].cut(wanted)
	}
	return pages, nil
}

// add adds the next row.
func (p *pageOf) add(wanted pageRequest, read *packedRows) error {
	p.items = append(p.items, item{})
	return wanted.item(read, &p.items[len(p.items)-1])
}

// item reads a row.
func (p pageRequest) item(read *packedRows, into *item) (err error) {
	linked := p.selection.nodes() == nodeAlias
	if p.keyed {
		err = read.into((*string)(&into.key))
	}
	if p.selection.edge.relations != "" && err == nil {
		err = read.into(&into.relations)
	}
	if (p.columns == nil || linked) && err == nil {
		err = read.into(&into.id)
	}
	if p.columns == nil || err != nil {
		return err
	}
	if linked {
		if there, err := read.number(); err != nil || there == 0 {
			return errors.Join(err, p.columns.skip(read))
		}
	}
	into.node, err = p.columns.read(p.next(), read)
	return err
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

// counts counts the list of each parent.
func (r *reader) counts(ctx context.Context, of *selection, parents []string) ([]int, error) {
	reading := r.database.pageStatement(of, pageForm{onlyCount: true, several: len(parents) > 1 && of.edge.owner != ""}, noPage)
	counts := make([]int, len(parents))
	err := r.query(ctx, reading, reading.fill(parents, nil, noPage), func(read *packedRows) error {
		place, err := read.place(len(counts))
		if err == nil {
			counts[place], err = read.number()
		}
		return err
	})
	return counts, err
}

// total is counts, where that is not known already: for a whole table since it was counted, as a release never
// changes, and for an origin within a request.
func (r *reader) total(ctx context.Context, of *selection, parents []string) ([]int, error) {
	if known := of.total.Load(); known != nil {
		return []int{*known}, r.database.told(ctx, countOf(of.edge), "")
	}
	if known, ok := r.totals[of]; ok {
		return []int{known}, nil
	}
	counts, err := r.counts(ctx, of, parents)
	switch {
	case err != nil:
	case of.origin != nil:
		if r.totals == nil {
			r.totals = map[*selection]int{}
		}
		r.totals[of] = counts[0]
	case of.edge.owner == "" && of.edge.where == nil && of.where == nil:
		of.total.Store(&counts[0])
	}
	return counts, err
}
