package graph

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"entgo.io/ent/dialect"
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
	Driver  dialect.Driver // of the release's database
	Release string         // id of the release, such as "release:0.2.0"
	Version string         // version of its package
	// Languages of names, in the order in which they fall back.
	Languages []string
	Limits    guard.Limits
	Log       *slog.Logger
	// CitedFields has the fields of a type that citations can support, by their names in the contract.
	CitedFields func(typename string) []string
	Wait        time.Duration // how long a batch gathers calls; 0 for load.DefaultWait
}

// Server answers questions about one release. Any number of goroutines may use it.
type Server struct {
	resolver  *Resolver
	database  *load.Database
	limits    guard.Limits
	pages     guard.Pages
	contracts map[string]*contract             // by the language of their descriptions
	languages *otter.Cache[string, *Languages] // by Accept-Language
}

// contract is the schema in the language of its descriptions, with what executes it.
type contract struct {
	schema    *ast.Schema
	executor  *executor.Executor
	documents *otter.Cache[string, *ast.QueryDocument] // that are valid, by their text
}

// What a server remembers.
const (
	rememberedDocuments = 16 << 20 // bytes of text; a parsed one takes some ten times as much
	rememberedLanguages = 1000
)

// New returns a server. It serves the contract in each language of its descriptions, so that introspection is in the one
// that a request wants.
func New(config Config) *Server {
	if config.Wait == 0 {
		config.Wait = load.DefaultWait
	}
	s := &Server{
		resolver:  &Resolver{release: config.Release, version: config.Version, languages: config.Languages, citedFields: config.CitedFields},
		database:  load.New(config.Driver, config.Wait, config.Log),
		limits:    config.Limits,
		pages:     guard.Pages{Root: connection.StandardRoot, Nested: connection.StandardNested, Maximum: connection.Maximum},
		contracts: map[string]*contract{},
		languages: otter.Must(&otter.Options[string, *Languages]{MaximumSize: rememberedLanguages}),
	}
	for language, schema := range contracts() {
		s.contracts[language] = s.newContract(schema, config.Log)
	}
	return s
}

// newContract returns the contract in one language.
func (s *Server) newContract(schema *ast.Schema, log *slog.Logger) *contract {
	c := &contract{
		schema:   schema,
		executor: executor.New(generated.NewExecutableSchema(generated.Config{Schema: schema, Resolvers: s.resolver})),
		documents: otter.Must(&otter.Options[string, *ast.QueryDocument]{
			MaximumWeight: rememberedDocuments,
			Weigher:       func(text string, _ *ast.QueryDocument) uint32 { return uint32(len(text)) + 100 },
		}),
	}
	c.executor.SetQueryCache(chosenDocument{})
	c.executor.SetErrorPresenter(fault.Presenter(log))
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
	if errors.As(err, &known) && (known.Code == fault.NotFound || known.Code == fault.BadUserInput) {
		return false, nil
	}
	return err == nil, err
}

// Statements returns how many statements the database was asked since the server was made.
func (s *Server) Statements() int64 { return s.database.Statements() }

// Kind returns the first part of the ids of a collection in addresses ("zone"
// for "zones"), or "" where there is no such collection.
func Kind(collection string) string { return load.Kind(collection) }
