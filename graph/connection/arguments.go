// Package connection is paging after the Relay specification: the arguments of a
// connection, its cursors, and the predicates by which a page is found.
package connection

import (
	"pilotgraph/graph/fault"
)

// Sizes of pages, in edges: the largest, and those where neither first nor last is given.
const (
	Maximum        = 100
	StandardRoot   = 20 // of the connections of a query itself
	StandardNested = 10 // of all below
)

// Arguments are those that every connection takes; nil is absent.
type Arguments struct {
	First *int
	After *string
	Last  *int
	// Before is a cursor, as After is.
	Before *string
}

// HaveCursor says whether there is a cursor among the arguments, so that they go with one list alone.
func (a Arguments) HaveCursor() bool { return a.After != nil || a.Before != nil }

// Page is which part of a connection is wanted. It is comparable, so that equal
// pages of many parents can be read together.
type Page struct {
	Limit    int  // edges wanted, 0 to Maximum
	Backward bool // from the end
	After    Key  // "" where no cursor was given
	Before   Key  // "" where no cursor was given
}

// Page checks the arguments of a list in an order; standard is the size of a
// page where neither first nor last is given. The error is a *fault.Error with
// the code BAD_USER_INPUT.
func (a Arguments) Page(list string, order Order, standard int) (Page, error) {
	page := Page{Limit: standard}
	if a.First != nil && a.Last != nil {
		return Page{}, fault.New(fault.BadUserInput, "first and last are both given; ask for one of them")
	}
	if a.First != nil {
		page.Limit = *a.First
		if err := checkSize("first", page.Limit); err != nil {
			return Page{}, err
		}
	}
	if a.Last != nil {
		page.Limit, page.Backward = *a.Last, true
		if err := checkSize("last", page.Limit); err != nil {
			return Page{}, err
		}
	}
	var err error
	if page.After, err = order.parse("after", list, a.After); err != nil {
		return Page{}, err
	}
	if page.Before, err = order.parse("before", list, a.Before); err != nil {
		return Page{}, err
	}
	return page, nil
}

func checkSize(argument string, size int) error {
	if size < 0 || size > Maximum {
		return fault.New(fault.BadUserInput, "%s is %d; ask for 0 to %d", argument, size, Maximum)
	}
	return nil
}

// HasNextPage says whether more follows the page, by the rule of the Relay
// specification; more is whether the read found a row beyond the limit.
func (p Page) HasNextPage(more bool) bool {
	if p.Backward {
		return p.Before != ""
	}
	return more
}

// HasPreviousPage is HasNextPage for what comes before.
func (p Page) HasPreviousPage(more bool) bool {
	if p.Backward {
		return more
	}
	return p.After != ""
}
