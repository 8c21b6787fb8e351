package graph

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"strings"
	"time"

	"entgo.io/ent/dialect"
	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"

	"pilotgraph/graph/fault"
	"pilotgraph/graph/generated"
	"pilotgraph/graph/load"
)

// Config is what a server of the graph needs.
type Config struct {
	Driver  dialect.Driver // of the release's database
	Release string         // id of the release, such as "release:0.2.0"
	Version string         // version of its package
	// Languages of names, in the order in which they fall back.
	Languages []string
	Log       *slog.Logger
	// CitedFields has the fields of a type that citations can support, by their names in the contract.
	CitedFields func(typename string) []string
	Wait        time.Duration // how long a batch gathers calls; 0 for load.DefaultWait
}

// Limits that hold before anything is executed.
const (
	maximumTokens   = 4000
	cachedDocuments = 1000
)

// New returns the handler that answers GraphQL over HTTP by GET and POST.
func New(config Config) http.Handler {
	if config.Wait == 0 {
		config.Wait = load.DefaultWait
	}
	schema := Schema()
	server := handler.New(generated.NewExecutableSchema(generated.Config{
		Schema:    schema,
		Resolvers: &Resolver{release: config.Release, version: config.Version, languages: config.Languages, citedFields: config.CitedFields},
	}))
	server.AddTransport(transport{schema})
	server.SetQueryCache(lru.New[*ast.QueryDocument](cachedDocuments))
	server.SetParserTokenLimit(maximumTokens)
	server.SetValidationRulesFn(validationRules)
	server.SetErrorPresenter(fault.Presenter(config.Log))
	server.SetRecoverFunc(fault.Recover)
	server.Use(extension.Introspection{})

	database := load.New(config.Driver, config.Wait, config.Log)
	server.AroundOperations(func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		ctx = load.NewContext(ctx, database.Loaders())
		return next(withLanguages(ctx, graphql.GetOperationContext(ctx).Headers.Get("Accept-Language")))
	})
	return server
}

// Schema returns the contract, without what gqlgen and gqlparser declare and
// this server does not do (@defer).
func Schema() *ast.Schema {
	whole := *generated.NewExecutableSchema(generated.Config{}).Schema()
	whole.Directives = maps.Clone(whole.Directives)
	maps.DeleteFunc(whole.Directives, func(name string, _ *ast.DirectiveDefinition) bool {
		return !strings.Contains(" include skip deprecated specifiedBy oneOf ", " "+name+" ")
	})
	return &whole
}

// SDL returns the contract as text: what introspection says.
func SDL() string {
	var text strings.Builder
	formatter.NewFormatter(&text, formatter.WithIndent("  ")).FormatSchema(Schema())
	return text.String()
}

// Kind returns the first part of the ids of a collection in addresses ("zone"
// for "zones"), or "" where there is no such collection.
func Kind(collection string) string { return load.Kind(collection) }
