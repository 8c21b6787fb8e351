// Package load is what an edge of the graph is: where its rows come from and in
// which order. It is the only place in graph that asks the database. All that a
// request asks for at one moment is read together, so that the number of SQL
// statements of a query does not depend on the number of rows.
package load

import (
	"context"
	"time"

	"entgo.io/ent/dialect"
	"github.com/vikstrous/dataloadgen"

	"pilotgraph/ent"
	"pilotgraph/graph/connection"
)

// DefaultWait is how long a batch gathers keys: long enough for the goroutines
// of one level of a query.
const DefaultWait = time.Millisecond

// Database reads one release.
type Database struct {
	driver dialect.Driver
	client *ent.Client
	wait   time.Duration
}

// New returns a Database that reads through the driver; wait is how long a batch
// gathers keys.
func New(driver dialect.Driver, wait time.Duration) *Database {
	return &Database{driver: driver, client: ent.NewClient(ent.Driver(driver)), wait: wait}
}

// Loaders gathers the reads of one request. There is one batch for everything,
// so that all branches of a query go down level by level together.
type Loaders struct {
	batch *dataloadgen.Loader[key, any]
}

// Loaders returns new loaders, for one request.
func (d *Database) Loaders() *Loaders {
	return &Loaders{batch: dataloadgen.NewLoader(d.read, dataloadgen.WithWait(d.wait))}
}

// what a key asks for.
type what int

const (
	aNode  what = iota // a row of a type, by id
	aPage              // a page of an edge, of one parent
	aList              // the whole of an edge, of one parent
	aCount             // the length of an edge, of one parent
)

// key is one thing to read. Keys that differ by id alone are read by one statement.
type key struct {
	what    what
	id      string // of the node, or of the parent; "" at the root
	kind    string // of a node: the first part of its id
	edge    *Edge
	variant string // what the edge's where narrows by
	page    connection.Page
}

// read reads keys, those of one shape together.
func (d *Database) read(ctx context.Context, keys []key) ([]any, []error) {
	values, errs := make([]any, len(keys)), make([]error, len(keys))
	for _, places := range byShape(keys) {
		ids := make([]string, len(places))
		for i, place := range places {
			ids[i] = keys[place].id
		}
		found, err := d.readShape(ctx, keys[places[0]], ids)
		for i, place := range places {
			values[place], errs[place] = found[ids[i]], err
		}
	}
	return values, errs
}

// byShape groups the places of keys that differ by id alone, in order of their first.
func byShape(keys []key) [][]int {
	var groups [][]int
	group := map[key]int{}
	for place, shape := range keys {
		shape.id = ""
		i, ok := group[shape]
		if !ok {
			i = len(groups)
			group[shape] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], place)
	}
	return groups
}

// readShape reads what the key asks for, for all ids.
func (d *Database) readShape(ctx context.Context, shape key, ids []string) (map[string]any, error) {
	switch shape.what {
	case aNode:
		return d.readNodes(ctx, shape.kind, ids)
	case aCount:
		return d.readCounts(ctx, shape, ids)
	default:
		return d.readPages(ctx, shape, ids)
	}
}

// load waits for one key. A key that was not found gives the zero value.
func load[T any](ctx context.Context, loaders *Loaders, wanted key) (T, error) {
	return then[T](loaders.batch.LoadThunk(ctx, wanted))
}

// then waits for a key that was asked for before.
func then[T any](thunk func() (any, error)) (T, error) {
	value, err := thunk()
	found, _ := value.(T)
	return found, err
}

type contextKey struct{}

// NewContext returns a context that carries the loaders of a request.
func NewContext(ctx context.Context, loaders *Loaders) context.Context {
	return context.WithValue(ctx, contextKey{}, loaders)
}

// From returns the loaders of the request. The context must come from NewContext.
func From(ctx context.Context) *Loaders {
	return ctx.Value(contextKey{}).(*Loaders)
}
