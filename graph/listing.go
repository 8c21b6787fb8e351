package graph

import (
	"context"
	"slices"

	"pilotgraph/graph/load"
	"pilotgraph/graph/plan"
)

// connection is a field with the pages of an edge. It reads at once what is asked for below: pages with the columns
// of their nodes that are needed, and counts.
func (r *Resolver) connection(edge *load.Edge, variant func(*plan.Call) (string, error)) plan.Field {
	return plan.Field{Columns: []string{"id"}, Bind: func(call *plan.Call) (plan.Answer, error) {
		narrowed, err := variant(call)
		if err != nil {
			return plan.Answer{}, err
		}
		sorts, err := r.sorts(call.Context, argument[[]map[string]any](call, "orderBy"))
		if err != nil {
			return plan.Answer{}, err
		}
		selection := load.Selection{Variant: narrowed, Filter: argument[map[string]any](call, "filter"), OrderBy: sorts}
		listings, err := load.From(call.Context).Listings(edge, selection, pageArguments(call))
		if err != nil {
			return plan.Answer{}, err
		}
		reading := newReading(call, edge)
		return plan.Answer{Objects: func(ctx context.Context, objects []any, found *plan.Found) error {
			read := reading.read(ctx, listings, objects)
			for i := range read.lists {
				found.Add(&read.lists[i])
			}
			for _, place := range read.places {
				if err := read.refused[place]; err != nil {
					found.Fail(err)
				} else {
					found.One(place)
				}
			}
			return nil
		}}, nil
	}}
}

// reading is what is read of the lists of a connection.
type reading struct {
	page, count, cursors bool
	columns              *load.Columns // of the nodes; nil where none is asked for
}

func newReading(call *plan.Call, edge *load.Edge) reading {
	made := reading{
		page:    call.Asks("nodes") || call.Asks("edges") || call.Asks("pageInfo"),
		count:   call.Asks("totalCount"),
		cursors: call.Asks("edges", "cursor") || call.Asks("pageInfo"),
	}
	if call.Asks("nodes") || call.Asks("edges", "node") {
		made.columns = load.From(call.Context).Columns(edge.Kind(), slices.Concat(call.Columns("nodes"), call.Columns("edges", "node")))
	}
	return made
}

// lists are those that objects of a level lead to.
type lists struct {
	lists   []load.Listing
	places  []int         // of the list of each object; objects with the same id share one
	refused map[int]error // what is wrong with the cursors for a list
}

// read reads the lists of objects.
func (r reading) read(ctx context.Context, of *load.Listings, objects []any) lists {
	made := lists{lists: make([]load.Listing, 0, len(objects)), places: make([]int, len(objects))}
	known := make(map[string]int, len(objects))
	wanted := make([]*load.Listing, 0, len(objects))
	for i, object := range objects {
		parent := ""
		if node, ok := object.(load.Node); ok {
			parent = node.NodeID()
		}
		place, ok := known[parent]
		if !ok {
			place = len(made.lists)
			known[parent] = place
			made.lists = append(made.lists, load.Listing{})
			if err := of.Of(parent, &made.lists[place]); err != nil {
				made.refuse(place, err)
			} else {
				wanted = append(wanted, &made.lists[place])
			}
		}
		made.places[i] = place
	}
	loaders := load.From(ctx)
	if r.page {
		loaders.Read(ctx, wanted, r.columns, r.cursors)
	}
	if r.count {
		loaders.Count(ctx, wanted)
	}
	return made
}

func (l *lists) refuse(place int, err error) {
	if l.refused == nil {
		l.refused = map[int]error{}
	}
	l.refused[place] = err
}

// whole is a field with everything that an edge leads to.
func whole(edge *load.Edge) plan.Field {
	return plan.Field{Columns: []string{"id"}, Bind: func(call *plan.Call) (plan.Answer, error) {
		reading := reading{page: true, columns: load.From(call.Context).Columns(edge.Kind(), call.Columns())}
		listings := load.From(call.Context).Whole(edge)
		return plan.Answer{Objects: func(ctx context.Context, objects []any, found *plan.Found) error {
			read := reading.read(ctx, listings, objects)
			for _, place := range read.places {
				addNodes(&read.lists[place], found)
			}
			return nil
		}}, nil
	}}
}

// addNodes adds the nodes of a list; one that is missing fails all.
func addNodes(list *load.Listing, found *plan.Found) {
	count, err := list.Len()
	from := found.Len()
	for i := 0; i < count && err == nil; i++ {
		var node load.Node
		if node, err = list.Node(i); err == nil {
			found.Add(node)
		}
	}
	if err != nil {
		found.Fail(err)
		return
	}
	found.List(from)
}

// edge is one place in a list.
type edge struct {
	list *load.Listing
	at   int
}

// addConnection adds the fields of a connection, and of its edges.
func addConnection(fields map[string]plan.Field, connection, edges string) {
	fields[connection+".nodes"] = ofList(addNodes)
	fields[connection+".edges"] = ofList(addEdges)
	fields[connection+".pageInfo"] = ofList(func(list *load.Listing, found *plan.Found) {
		info, err := list.PageInfo()
		if err != nil {
			found.Fail(err)
			return
		}
		found.One(found.Add(info))
	})
	fields[connection+".totalCount"] = number(func(list *load.Listing, _ context.Context) (int, error) { return list.Total() })

	fields[edges+".node"] = plan.Field{Part: func(object any, found *plan.Found) {
		place := object.(*edge)
		node, err := place.list.Node(place.at)
		if err != nil {
			found.Fail(err)
			return
		}
		found.One(found.Add(node))
	}}
	fields[edges+".cursor"] = leaf(nil, func(b []byte, place *edge) []byte { return plan.String(b, place.list.Cursor(place.at)) })
	relations := leaf(nil, func(b []byte, place *edge) []byte { return plan.Strings(b, place.list.Relations(place.at)) })
	fields[edges+".relations"], fields[edges+".stages"] = relations, relations
}

func ofList(find func(list *load.Listing, found *plan.Found)) plan.Field {
	return plan.Field{Part: func(object any, found *plan.Found) { find(object.(*load.Listing), found) }}
}

func addEdges(list *load.Listing, found *plan.Found) {
	count, err := list.Len()
	if err != nil {
		found.Fail(err)
		return
	}
	places := make([]edge, count)
	from := found.Len()
	for i := range places {
		places[i] = edge{list, i}
		found.Add(&places[i])
	}
	found.List(from)
}
