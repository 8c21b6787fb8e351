package load

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/semver"

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

// keyForm is the form of what follows the type in an id: the id in the package, or the version of a release.
var keyForm = regexp.MustCompile(`^[a-z0-9]+(?:-+[a-z0-9]+)*$`)

// maximumKey is how many characters may follow the type in an id.
const maximumKey = 200

// checkKey says what is wrong with what follows the type in an id, or "".
func checkKey(kind, key string) string {
	switch {
	case kind == changeKind:
		return checkChange(key)
	case len(key) > maximumKey:
		return fmt.Sprintf("at most %d characters follow the colon", maximumKey)
	case kind == "release" && semver.IsValid("v"+key):
		return ""
	case kind == "release":
		return "a version follows the colon, such as release:0.2.0"
	case !keyForm.MatchString(key):
		return "lower-case letters and digits with hyphens between them follow the colon, as in zone:bc-haidian"
	}
	return ""
}

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
		if errs[i] = CheckID(id, ""); errs[i] == nil {
			promises[i] = l.ask(ctx, nodeKey(id))
		}
	}
	for i, made := range promises {
		if errs[i] != nil {
			continue
		}
		nodes[i], errs[i] = keep[Node](ctx, made)
	}
	var absent []string
	var places []int
	for i := range ids {
		if errs[i] == nil && nodes[i] == nil {
			absent, places = append(absent, ids[i]), append(places, i)
		}
	}
	for i, err := range l.Absent(ctx, absent) {
		errs[places[i]] = err
	}
	return nodes, errs
}

// One returns the object with an id of the type T, as a client asks for it; kind
// is the first part of such ids. Errors are those of Node.
func One[T any](ctx context.Context, kind, id string) (*T, error) {
	if err := CheckID(id, kind); err != nil {
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
			err = Missing(ids[i])
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
		return nil, Missing(id)
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
		err = Missing(id)
	}
	return found, err
}

// Missing is the error of a reference to a row that is not there: a fault of the release, not of the client.
func Missing(id string) error {
	return fmt.Errorf("load: the release refers to %s and does not have it", id)
}

// CheckID checks the form of an id; kind is the type it must have, or "". The error is a *fault.Error.
func CheckID(id, kind string) error {
	named, key, found := strings.Cut(id, ":")
	lower := strings.ToLower(named)
	switch {
	case found && named != lower && tables[lower].several != nil:
		return fault.New(fault.BadUserInput, "%s is not an id; the type is in lower case: %s:", fault.Quote(id), lower)
	case !found && kind == "":
		return fault.New(fault.BadUserInput, "%s is not an id; ids have the form type:id, such as zone:bc-haidian", fault.Quote(id))
	case !found:
		return fault.New(fault.BadUserInput, "%s is not an id; ids of this type have the form %s:id", fault.Quote(id), kind)
	case kind != "" && named != kind:
		return fault.New(fault.BadUserInput, "%s is not the id of this type; its ids begin with %s:", fault.Quote(id), kind)
	case tables[named].several == nil:
		return fault.New(fault.BadUserInput, "%s is the id of no type; the types are %s", fault.Quote(id), strings.Join(Kinds(), ", "))
	}
	if rule := checkKey(named, key); rule != "" {
		return fault.New(fault.BadUserInput, "%s is not an id; %s", fault.Quote(id), rule)
	}
	return nil
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
