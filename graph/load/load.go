// Package load is what an edge of the graph is: where its rows come from and in
// which order. It is the only place in graph that asks the database. All that a
// request asks for at one moment is read together, so that the number of SQL
// statements of a query does not depend on the number of rows.
package load

import (
	"context"
	stdsql "database/sql"
	"errors"
	"log/slog"
	"sync"
	"time"

	"entgo.io/ent/dialect/sql"
	"github.com/maypok86/otter/v2"

	"pilotgraph/graph/connection"
	"pilotgraph/graph/fault"
)

// DefaultWait is how long no key may have come before a batch is read.
const DefaultWait = 200 * time.Microsecond

// Config is what reading a release needs.
type Config struct {
	Driver  *sql.Driver   // of the release's database
	Release string        // its id
	Wait    time.Duration // how long no key may have come before a batch of resolvers is read; 0 for DefaultWait
	Log     *slog.Logger  // told of statements that fail
	Keep    int           // how many rows are kept that were read by id, at the most
	// Watch is told what is about to be read (an edge, a count of one, the rows of a kind) and by which statement, ""
	// where that of an edge brings the rows as well. Its error stands for one of the database. Nil for nobody.
	Watch func(ctx context.Context, reads, statement string) error
}

// Database reads one release.
type Database struct {
	config  Config
	db      *stdsql.DB
	dialect string
	plain   sync.Map // unrestricted selections, by edge
	sizes   sync.Map // numbers of rows, by table

	firstLevels sync.Map // first-level regions that cubes can answer for, by kind

	whole      map[string]*Columns // all columns of each kind
	kept       *keptRows
	selections *otter.Cache[string, *selection] // by edge and what was asked

	mutex   sync.Mutex
	columns map[string]*Columns // by kind and names
}

// New returns a Database.
func New(config Config) *Database {
	if config.Wait == 0 {
		config.Wait = DefaultWait
	}
	return &Database{
		config: config, db: config.Driver.DB(), dialect: config.Driver.Dialect(), whole: allColumns(), kept: newKeptRows(config.Keep),
		selections: otter.Must(&otter.Options[string, *selection]{MaximumSize: most}), columns: map[string]*Columns{},
	}
}

// Loaders returns new loaders for one request, which gather what resolvers ask for at one moment.
func (d *Database) Loaders() *Loaders { return d.newLoaders() }

// Levels returns new loaders for one request that asks for whole levels: what is asked for is read as soon as it is
// waited for. They read with one connection, which Close gives back, and serve one goroutine.
func (d *Database) Levels() *Loaders {
	loaders := d.newLoaders()
	loaders.atOnce = true
	return loaders
}

func (d *Database) newLoaders() *Loaders {
	return &Loaders{database: d, promised: map[key]promise{}}
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
	run func(context.Context, *reader) (any, error)
}

// read reads keys, those of one shape together.
func (r *reader) read(ctx context.Context, keys []key) ([]any, []error) {
	values, errs := make([]any, len(keys)), make([]error, len(keys))
	for _, places := range byShape(keys) {
		ids := make([]string, len(places))
		for i, place := range places {
			ids[i] = keys[place].id
		}
		found, err := again(ctx, r, func() ([]any, error) { return r.readShape(ctx, keys[places[0]], ids) })
		err = r.database.failed(ctx, err) // once, however many fields wait for it
		for i, place := range places {
			if errs[place] = err; err == nil {
				values[place] = found[i]
			}
		}
	}
	return values, errs
}

// failed is what a client sees of an error of the database; the log has it whole.
func (d *Database) failed(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	d.config.Log.ErrorContext(ctx, "a statement failed", "error", err)
	if errors.Is(err, errUnreachable) {
		return unreachable()
	}
	return fault.Failed()
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
func (r *reader) readShape(ctx context.Context, shape key, ids []string) ([]any, error) {
	switch shape.what {
	case aNode:
		rows, err := r.rows(ctx, r.database.whole[shape.kind], ids)
		return anySlice(rows), err
	case aCount:
		counts, err := r.total(ctx, shape.selection, ids)
		return anySlice(counts), err
	case aTask:
		value, err := shape.task.run(ctx, r)
		return []any{value}, err
	}
	pages, err := r.pages(ctx, pageRequest{selection: shape.selection, page: shape.page, whole: shape.what == aList, keyed: true}, ids)
	return anySlice(pages), err
}

func anySlice[T any](list []T) []any {
	values := make([]any, len(list))
	for i, value := range list {
		values[i] = value
	}
	return values
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
