// Package load is what an edge of the graph is: where its rows come from and in
// which order. It is the only place in graph that asks the database. All that a
// request asks for at one moment is read together, so that the number of SQL
// statements of a query does not depend on the number of rows.
package load

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"entgo.io/ent/dialect"

	"pilotgraph/ent"
	"pilotgraph/graph/connection"
	"pilotgraph/graph/fault"
)

// DefaultWait is how long no key may have come before a batch is read.
const DefaultWait = 200 * time.Microsecond

// Database reads one release.
type Database struct {
	driver dialect.Driver
	client *ent.Client
	wait   time.Duration
	log    *slog.Logger

	statements *atomic.Int64
}

// New returns a Database that reads through the driver; wait is how long no key
// may have come before a batch is read. The log is told of statements that fail.
func New(driver dialect.Driver, wait time.Duration, log *slog.Logger) *Database {
	counted := &countedDriver{Driver: driver}
	return &Database{driver: counted, client: ent.NewClient(ent.Driver(counted)), wait: wait, log: log, statements: &counted.statements}
}

// Statements returns how many statements were asked.
func (d *Database) Statements() int64 { return d.statements.Load() }

// countedDriver counts statements.
type countedDriver struct {
	dialect.Driver
	statements atomic.Int64
}

// Query counts and asks a statement.
func (d *countedDriver) Query(ctx context.Context, query string, args, v any) error {
	d.statements.Add(1)
	return d.Driver.Query(ctx, query, args, v)
}

// Loaders returns new loaders, for one request.
func (d *Database) Loaders() *Loaders {
	return &Loaders{read: d.read, wait: d.wait, promised: map[key]promise{}, selections: map[string]*selection{}}
}

// what a key asks for.
type what int

const (
	aNode  what = iota // a row of a type, by id
	aPage              // a page of an edge, of one parent
	aList              // the whole of an edge, of one parent
	aCount             // the length of an edge, of one parent
	aTask              // anything else
)

// key is one thing to read. Keys that differ by id alone are read by one statement.
type key struct {
	what      what
	id        string // of the node, or of the parent; "" at the root
	kind      string // of a node: the first part of its id
	selection *selection
	page      connection.Page
	task      *task
}

// task is something to read that no other key can share.
type task struct {
	run func(context.Context, *Database) (any, error)
}

func (k key) edge() *Edge { return k.selection.edge }

// read reads keys, those of one shape together.
func (d *Database) read(ctx context.Context, keys []key) ([]any, []error) {
	values, errs := make([]any, len(keys)), make([]error, len(keys))
	for _, places := range byShape(keys) {
		ids := make([]string, len(places))
		for i, place := range places {
			ids[i] = keys[place].id
		}
		found, err := d.readShape(ctx, keys[places[0]], ids)
		if err != nil && ctx.Err() == nil {
			d.log.ErrorContext(ctx, "a statement failed", "error", err) // once, however many fields wait for it
			err = fault.Failed()
		}
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
	case aTask:
		value, err := shape.task.run(ctx, d)
		return map[string]any{"": value}, err
	default:
		return d.readPages(ctx, shape, ids)
	}
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
