package load

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"entgo.io/ent/dialect/sql"

	"pilotgraph/ent"
	"pilotgraph/ent/schema"
	"pilotgraph/graph/fault"
)

// Node is any object with an id: a pointer to a row of ent.
type Node interface{ NodeID() string }

// Record is a row of the package that can be cited.
type Record interface {
	Node
	IsRecord()
}

// Named is a record that has names.
type Named interface {
	Record
	IsNamed()
	AllNames() []schema.Name
}

// predicate restricts any query of ent.
type predicate = func(*sql.Selector)

// table is where the rows of one type are read.
type table struct {
	collection string // the plural in addresses
	read       func(context.Context, *ent.Client, predicate) ([]Node, error)
}

// rows makes the reader of a table of a query of ent.
func rows[T Node](query func(context.Context, *ent.Client, predicate) ([]T, error)) func(context.Context, *ent.Client, predicate) ([]Node, error) {
	return func(ctx context.Context, client *ent.Client, where predicate) ([]Node, error) {
		list, err := query(ctx, client, where)
		nodes := make([]Node, len(list))
		for i, row := range list {
			nodes[i] = row
		}
		return nodes, err
	}
}

// idForm is the form of an id: the type in kebab case, a colon, the id in the package.
var idForm = regexp.MustCompile(`^([a-z]+(?:-[a-z]+)*):[A-Za-z0-9]+(?:[-.+]+[A-Za-z0-9]+)*$`)

// nodeKey is the key of the object with an id.
func nodeKey(id string) key {
	kind, _, _ := strings.Cut(id, ":")
	return key{what: aNode, id: id, kind: kind}
}

// Node returns the object with an id of any type. The error has the code
// BAD_USER_INPUT where the id has no known form, NOT_FOUND where there is no such object.
func (l *Loaders) Node(ctx context.Context, id string) (Node, error) {
	nodes, errs := l.Nodes(ctx, []string{id})
	return nodes[0], errs[0]
}

// Nodes returns the objects with these ids, nil where there is none, and for
// each id the error that Node gives.
func (l *Loaders) Nodes(ctx context.Context, ids []string) ([]Node, []error) {
	nodes, errs := make([]Node, len(ids)), make([]error, len(ids))
	promises := make([]promise, len(ids))
	for i, id := range ids {
		if errs[i] = checkID(id, ""); errs[i] == nil {
			promises[i] = l.ask(ctx, nodeKey(id))
		}
	}
	for i, made := range promises {
		if errs[i] != nil {
			continue
		}
		nodes[i], errs[i] = keep[Node](ctx, made)
		if errs[i] == nil && nodes[i] == nil {
			errs[i] = fault.New(fault.NotFound, "there is no %s", fault.Shorten(ids[i]))
		}
	}
	return nodes, errs
}

// One returns the object with an id of the type T, as a client asks for it; kind
// is the first part of such ids. Errors are those of Node.
func One[T any](ctx context.Context, kind, id string) (*T, error) {
	if err := checkID(id, kind); err != nil {
		return nil, err
	}
	node, err := From(ctx).Node(ctx, id)
	if err != nil {
		return nil, err
	}
	return as[T](node, id)
}

// To follows a reference that is never empty.
func To[T any](ctx context.Context, id string) (*T, error) {
	node, err := load[Node](ctx, From(ctx), nodeKey(id))
	if err != nil {
		return nil, err
	}
	return as[T](node, id)
}

// All follows references, none of which is empty.
func All(ctx context.Context, ids []string) ([]Node, error) {
	loaders := From(ctx)
	promises := make([]promise, len(ids))
	for i, id := range ids {
		promises[i] = loaders.ask(ctx, nodeKey(id))
	}
	nodes := make([]Node, len(ids))
	for i, made := range promises {
		node, err := keep[Node](ctx, made)
		if err == nil && node == nil {
			err = missing(ids[i])
		}
		if err != nil {
			return nil, err
		}
		nodes[i] = node
	}
	return nodes, nil
}

// as returns a node as the type that its id says.
func as[T any](node Node, id string) (*T, error) {
	row, ok := any(node).(*T)
	if !ok {
		return nil, missing(id)
	}
	return row, nil
}

// ToOptional follows a reference that may be empty.
func ToOptional[T any](ctx context.Context, id *string) (*T, error) {
	if id == nil {
		return nil, nil
	}
	return To[T](ctx, *id)
}

// ToAny follows a reference to a row of any type that implements the interface I.
func ToAny[I Node](ctx context.Context, id string) (I, error) {
	node, err := load[Node](ctx, From(ctx), nodeKey(id))
	found, ok := node.(I)
	if err == nil && !ok {
		err = missing(id)
	}
	return found, err
}

// missing is a fault of the release, not of the client.
func missing(id string) error {
	return fmt.Errorf("load: the release refers to %s and does not have it", id)
}

// checkID checks the form of an id; kind is the type it must have, or "".
func checkID(id, kind string) error {
	match := idForm.FindStringSubmatch(id)
	switch {
	case match == nil && kind == "":
		return fault.New(fault.BadUserInput, "%s is not an id; ids have the form type:id, such as zone:bc-haidian", fault.Quote(id))
	case match == nil:
		return fault.New(fault.BadUserInput, "%s is not an id; ids of this type have the form %s:id", fault.Quote(id), kind)
	case kind != "" && match[1] != kind:
		return fault.New(fault.BadUserInput, "%s is not the id of this type; its ids begin with %s:", fault.Quote(id), kind)
	case tables[match[1]].read == nil:
		return fault.New(fault.BadUserInput, "%s is the id of no type; the types are %s", fault.Quote(id), strings.Join(Kinds(), ", "))
	}
	return nil
}

// readNodes reads objects of one type by id.
func (d *Database) readNodes(ctx context.Context, kind string, ids []string) (map[string]any, error) {
	rows, err := tables[kind].read(ctx, d.client, func(selector *sql.Selector) {
		selector.Where(in(selector.C("id"), ids))
	})
	found := make(map[string]any, len(rows))
	for _, row := range rows {
		found[row.NodeID()] = row
	}
	return found, err
}

// Collection returns the plural of a kind as it stands in addresses: "zones" for "zone".
func Collection(kind string) string { return tables[kind].collection }

// Kind returns the kind of a collection, or "".
func Kind(collection string) string {
	for kind, table := range tables {
		if table.collection == collection {
			return kind
		}
	}
	return ""
}

// Kinds returns the first parts of all ids, sorted.
func Kinds() []string {
	return slices.Sorted(maps.Keys(tables))
}
