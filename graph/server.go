package graph

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"entgo.io/ent/dialect/sql"
	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/maypok86/otter/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"pilotgraph/graph/connection"
	"pilotgraph/graph/fault"
	"pilotgraph/graph/generated"
	"pilotgraph/graph/guard"
	"pilotgraph/graph/load"
)

// Config is what a server of the graph needs.
type Config struct {
	Driver  *sql.Driver // of the release's database
	Release string      // id of the release, such as "release:0.2.0"
	Version string      // version of its package
	// Languages of names, in the order in which they fall back.
	Languages []string
	Limits    guard.Limits
	Log       *slog.Logger
	// CitedFields has the fields of a type that citations can support, by their names in the contract.
	CitedFields func(typename string) []string
	PublicURL   string        // where the server is reached, without a slash at its end; "" makes permalinks paths
	Wait        time.Duration // how long a batch gathers calls; 0 for load.DefaultWait
	Executor    Executor      // what executes queries; "" for PlanExecutor
	// KeptRows is how many rows that were read by id are kept in memory, at the most: about 600 bytes each.
	KeptRows int
	// Watch is told of each statement before it is read, and its error stands for one of the database; nil for nobody.
	Watch func(ctx context.Context, reads, statement string) error
}

// Executor is a way of executing queries. All give the same answers.
type Executor string

// The executors.
const (
	PlanExecutor   Executor = "plan"   // level by level (graph/plan)
	GqlgenExecutor Executor = "gqlgen" // field by field, as gqlgen does
)

// Server answers questions about one release. Any number of goroutines may use it.
type Server struct {
	resolver  *Resolver
	database  *load.Database
	limits    guard.Limits
	pages     guard.Pages
	contracts map[string]*contract             // by the language of their descriptions
	languages *otter.Cache[string, *Languages] // by Accept-Language

	statements atomic.Int64 // that the database was asked
	fellBack   atomic.Int64 // operations that gqlgen's executor answered in the place of plans
}

// contract is the schema in the language of its descriptions, with what executes it.
type contract struct {
	schema    *ast.Schema
	executor  *executor.Executor
	documents *otter.Cache[string, *ast.QueryDocument] // that are valid, by their text
}

// What a server remembers.
const (
	rememberedDocuments = 16 << 20 // bytes of memory that the documents of one language take, about
	rememberedLanguages = 1000
)

// New returns a server. It serves the contract in each language of its descriptions, so that introspection is in the one
// that a request wants.
func New(config Config) *Server {
	s := &Server{
		resolver:  &Resolver{release: config.Release, version: config.Version, languages: config.Languages, citedFields: config.CitedFields, publicURL: config.PublicURL},
		limits:    config.Limits,
		pages:     guard.Pages{Root: connection.StandardRoot, Nested: connection.StandardNested, Maximum: connection.Maximum},
		contracts: map[string]*contract{},
		languages: otter.Must(&otter.Options[string, *Languages]{MaximumSize: rememberedLanguages}),
	}
	s.database = load.New(load.Config{Driver: config.Driver, Wait: config.Wait, Log: config.Log, Keep: config.KeptRows, Watch: s.count(config.Watch)})
	for language, schema := range contracts() {
		s.contracts[language] = s.newContract(schema, config)
	}
	return s
}

// count counts statements and passes them on.
func (s *Server) count(watch func(ctx context.Context, reads, statement string) error) func(ctx context.Context, reads, statement string) error {
	return func(ctx context.Context, reads, statement string) error {
		if statement != "" {
			s.statements.Add(1)
		}
		if watch == nil {
			return nil
		}
		return watch(ctx, reads, statement)
	}
}

// newContract returns the contract in one language.
func (s *Server) newContract(schema *ast.Schema, config Config) *contract {
	executable := generated.NewExecutableSchema(generated.Config{Schema: schema, Resolvers: s.resolver})
	if config.Executor != GqlgenExecutor {
		executable = withPlans(executable, s.resolver, s.database, func() { s.fellBack.Add(1) })
	}
	c := &contract{
		schema:   schema,
		executor: executor.New(executable),
		documents: otter.Must(&otter.Options[string, *ast.QueryDocument]{
			MaximumWeight: rememberedDocuments,
			Weigher:       weigh,
		}),
	}
	c.executor.SetQueryCache(chosenDocument{})
	c.executor.SetErrorPresenter(fault.Presenter(config.Log))
	c.executor.SetRecoverFunc(fault.Recover)
	c.executor.Use(extension.Introspection{})
	c.executor.AroundOperations(func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		return next(load.NewContext(ctx, s.database.Loaders()))
	})
	return c
}

// Exists reports whether the release has an object with an id of any type.
func (s *Server) Exists(ctx context.Context, id string) (bool, error) {
	_, err := s.database.Loaders().Node(ctx, id)
	var known *fault.Error
	if errors.As(err, &known) && (known.Code == fault.NotFound || known.Code == fault.Gone || known.Code == fault.BadUserInput) {
		return false, nil
	}
	return err == nil, err
}

// Statements returns how many statements the database was asked since the server was made.
func (s *Server) Statements() int64 { return s.statements.Load() }

// FellBack returns how many operations gqlgen's executor answered in the place of plans, such as introspection.
func (s *Server) FellBack() int64 { return s.fellBack.Load() }

// Kind returns the first part of the ids of a collection in addresses ("zone"
// for "zones"), or "" where there is no such collection.
func Kind(collection string) string { return load.Kind(collection) }
