// Package rows makes a table of the answer to any GraphQL operation: columns come from the document, rows from the data.
// docs/rows.md is the rule; testdata/cases.json has its cases, which the playground passes too.
package rows

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"pilotgraph/graph/fault"
)

// maximumFields is how many fields a document may have after its fragments are put in place.
const maximumFields = 1000

// Plan says which columns the answers of an operation have, and which lists become rows. It may be used by several
// goroutines at once.
type Plan struct {
	names  []string
	lists  []*field    // those that become rows, outermost first
	ways   [][]step    // from the root, or an element of the list before, to each list; the list itself included
	levels [][]*column // the columns of the root, and of an element of each list
}

// field is a field of the answer: all that a document selects under one response name at one place.
type field struct {
	name       string // the response name
	selected   []*ast.Field
	wrapper    bool     // an edges, node or nodes of a connection, which leaves the names of columns
	connection bool     // the edges or nodes of a connection
	list       bool     // of objects
	leaf       bool     // without fields inside
	dimensions []string // of the keys of a statistic: it is a list of as many, each with columns of its own
	groupBy    []string // the dimensions of the statistic around it
	children   []*field
	spread     map[string]bool // the fragments that are in children
}

// step is a step from an object to what it has: the value of a field, or one element of it.
type step struct {
	*field
	element int // whole where it is all of the value
}

const whole = -1

// column is where a value of a row comes from.
type column struct {
	index int      // in a row
	path  []step   // from the root, or from an element of the last list around it that becomes rows
	full  []string // response names from the root
	short []string // the same without wrappers
	count bool     // the value is how many elements path has
}

// New returns the plan of an operation of a validated document; variables are coerced, with defaults. The error is a
// *fault.Error with the code LIMIT_EXCEEDED: the document has too many fields for a table.
func New(operation *ast.OperationDefinition, variables map[string]any) (*Plan, error) {
	collector := collector{variables: variables}
	root := &field{spread: map[string]bool{}}
	if !collector.collect(root, operation.SelectionSet) {
		return nil, fault.New(fault.LimitExceeded, "the document has more than %d fields, too many for a table", maximumFields)
	}
	plan := &Plan{lists: longest(root), levels: [][]*column{nil}}
	for range plan.lists {
		plan.ways = append(plan.ways, nil)
		plan.levels = append(plan.levels, nil)
	}
	plan.place(root.children, place{})
	plan.name()
	return plan, nil
}

// Columns returns the names of the columns, in the order of the document.
func (p *Plan) Columns() []string { return slices.Clone(p.names) }

// Outermost returns the list that comes first on the way to the rows: the response names that lead from the root to its
// connection, and the fields of the document that select that connection, which have the same arguments. Both are nil
// where there is no such list or it is not that of a connection.
func (p *Plan) Outermost() (path []string, selected []*ast.Field) {
	if len(p.lists) == 0 || !p.lists[0].connection {
		return nil, nil
	}
	around := p.ways[0][:len(p.ways[0])-1]
	for _, each := range around {
		path = append(path, each.name)
	}
	return path, around[len(around)-1].selected
}

// longest returns the lists of objects that become rows: of those that lie inside each other the most; of as many the
// way with the most connections; of as many the one that the document has first.
func longest(parent *field) []*field {
	var best []*field
	for _, child := range parent.children {
		if child.dimensions != nil {
			continue // its columns stand several times in a row
		}
		lists := longest(child)
		if child.list {
			lists = append([]*field{child}, lists...)
		}
		if len(lists) > len(best) || len(lists) == len(best) && connections(lists) > connections(best) {
			best = lists
		}
	}
	return best
}

func connections(lists []*field) (count int) {
	for _, each := range lists {
		if each.connection {
			count++
		}
	}
	return count
}

// place is a place in the tree of fields.
type place struct {
	level  int    // how many lists that become rows are around it
	path   []step // from the root, or from an element of the last of those lists
	full   []string
	short  []string
	joined bool // inside a list that does not become rows
}

// inside is the place inside a field.
func (at place) inside(child *field) place {
	at.path = append(slices.Clip(at.path), step{child, whole})
	at.full = append(slices.Clip(at.full), child.name)
	if !child.wrapper {
		at.short = append(slices.Clip(at.short), child.name)
	}
	return at
}

// element is the place in one element of the list of keys at a place.
func (at place) element(i int, dimension string) place {
	at.path = slices.Clone(at.path)
	at.path[len(at.path)-1].element = i
	return at.named(dimension)
}

// named is a place with one more name in its path.
func (at place) named(name string) place {
	at.full, at.short = append(slices.Clip(at.full), name), append(slices.Clip(at.short), name)
	return at
}

// place makes the columns of fields.
func (p *Plan) place(fields []*field, at place) {
	for _, each := range fields {
		inside := at.inside(each)
		switch {
		case at.level < len(p.lists) && each == p.lists[at.level]:
			p.ways[at.level] = inside.path
			inside.level, inside.path = at.level+1, nil
			p.place(each.children, inside)
		case each.list && at.joined:
			p.add(inside.named("count"), true)
		case each.list:
			inside.joined = true
			p.place(each.children, inside)
		case each.leaf:
			p.add(inside, false)
		case each.dimensions != nil:
			for i, dimension := range each.dimensions {
				p.place(each.children, inside.element(i, dimension))
			}
		default:
			p.place(each.children, inside)
		}
	}
}

func (p *Plan) add(at place, count bool) {
	p.levels[at.level] = append(p.levels[at.level], &column{
		index: len(p.names), path: at.path, full: at.full, short: at.short, count: count,
	})
	p.names = append(p.names, strings.Join(at.short, "."))
}

// name gives columns that would have one name their full paths.
func (p *Plan) name() {
	columns := slices.Concat(p.levels...)
	for renamed := true; renamed; {
		renamed = false
		times := map[string]int{}
		for _, name := range p.names {
			times[name]++
		}
		for _, each := range columns {
			full := strings.Join(each.full, ".")
			if times[p.names[each.index]] > 1 && p.names[each.index] != full {
				p.names[each.index], renamed = full, true
			}
		}
	}
}
