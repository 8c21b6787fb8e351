package graph

import (
	"context"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"pilotgraph/graph/generated"
	"pilotgraph/graph/load"
	"pilotgraph/graph/plan"
)

// withPlans returns the schema, which executes with plans whatever they can do.
func withPlans(schema graphql.ExecutableSchema, resolver *Resolver, database *load.Database, fellBack func()) graphql.ExecutableSchema {
	return plan.New(schema, plan.Config{
		Types:    resolver.types(),
		TypeName: generated.TypeName,
		Begin: func(ctx context.Context) (context.Context, func()) {
			loaders := database.Levels()
			return load.NewContext(ctx, loaders), loaders.Close
		},
		Variant:  func(ctx context.Context) string { return resolver.languages[resolver.requestLanguage(ctx)] },
		FellBack: fellBack,
	})
}

// types are the types of the contract with all that is known of their fields: what gqlgen has generated, and what
// stands in fields. A field of an interface is one of every type that has no field of its own by the name.
func (r *Resolver) types() map[string]*plan.Type {
	types := generated.Types()
	written := r.fields()
	for _, of := range types {
		for name, field := range of.Fields {
			for _, owner := range of.Implements {
				if own, ok := written[owner+"."+name]; ok {
					own.Arguments, own.Columns = field.Arguments, slices.Concat(field.Columns, own.Columns)
					of.Fields[name] = &own
					break
				}
			}
		}
	}
	return types
}
