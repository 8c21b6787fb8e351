package graph

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"entgo.io/ent/dialect/sql"
	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"

	"pilotgraph/graph/fault"
	"pilotgraph/graph/generated"
	"pilotgraph/graph/load"
)

// Config is what a server of the graph needs.
type Config struct {
	Driver  *sql.Driver // of the release's database
	Release string      // id of the release, such as "release:0.2.0"
	Version string      // version of its package
	// Languages of names, in the order in which they fall back.
	Languages []string
	Log       *slog.Logger
	// CitedFields has the fields of a type that citations can support, by their names in the contract.
	CitedFields func(typename string) []string
	Wait        time.Duration // how long a batch gathers calls; 0 for load.DefaultWait
	Executor    Executor      // what executes queries; "" for PlanExecutor
	// KeptRows is how many rows that were read by id are kept in memory, at the most: about 600 bytes each.
	KeptRows int
	// FellBack is told of each operation that gqlgen's executor answers in the place of plans; nil for nobody.
	FellBack func()
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

// Limits that hold before anything is executed.
const (
	maximumTokens   = 4000
	cachedDocuments = 1000
)

// New returns the handler that answers GraphQL over HTTP by GET and POST. It serves the contract in each language of
// its descriptions, so that introspection and errors are in the one that the request wants.
func New(config Config) http.Handler {
	resolver := &Resolver{release: config.Release, version: config.Version, languages: config.Languages, citedFields: config.CitedFields}
	database := load.New(load.Config{Driver: config.Driver, Wait: config.Wait, Log: config.Log, Keep: config.KeptRows, Watch: config.Watch})
	servers := map[string]http.Handler{}
	for language, contract := range contracts() {
		servers[language] = newServer(contract, resolver, database, config)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := withLanguages(r.Context(), r.Header.Get("Accept-Language"))
		w.Header().Add("Vary", "Accept, Accept-Language")
		w.Header().Set("Content-Language", resolver.languages[resolver.requestLanguage(ctx)])
		servers[descriptionLanguage(ctx)].ServeHTTP(w, r.WithContext(ctx))
	})
}

// newServer returns the server of the contract in one language.
func newServer(contract *ast.Schema, resolver *Resolver, database *load.Database, config Config) *handler.Server {
	schema := generated.NewExecutableSchema(generated.Config{Schema: contract, Resolvers: resolver})
	if config.Executor != GqlgenExecutor {
		schema = withPlans(schema, resolver, database, config.FellBack)
	}
	server := handler.New(schema)
	server.AddTransport(transport{contract})
	server.SetQueryCache(lru.New[*ast.QueryDocument](cachedDocuments))
	server.SetParserTokenLimit(maximumTokens)
	server.SetValidationRulesFn(validationRules)
	server.SetErrorPresenter(fault.Presenter(config.Log))
	server.SetRecoverFunc(fault.Recover)
	server.Use(extension.Introspection{})
	server.AroundOperations(func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		return next(load.NewContext(ctx, database.Loaders()))
	})
	return server
}

// Kind returns the first part of the ids of a collection in addresses ("zone"
// for "zones"), or "" where there is no such collection.
func Kind(collection string) string { return load.Kind(collection) }
