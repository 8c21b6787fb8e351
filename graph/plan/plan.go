// Package plan executes queries level by level. gqlgen resolves each field of each object by itself; here a document
// is made into a tree of steps once, each step answers its field for all objects of a level at once, and one pass
// writes the answer. What a field means stands in tables (Type, Field); the package knows nothing of the contract.
package plan

import (
	"context"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/maypok86/otter/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// Config is what the executor needs to know of the contract.
type Config struct {
	Types map[string]*Type // every object type that clients see
	// TypeName returns the name of the type that a value of an interface has.
	TypeName func(value any) string
	// Begin prepares a context in which the answers of a request read, and returns what ends it.
	Begin func(ctx context.Context) (_ context.Context, end func())
	// Variant returns what Field.Bind depends on beside arguments, such as a language.
	Variant func(ctx context.Context) string
	// FellBack is told of each operation that gqlgen's own executor answers; nil for nobody.
	FellBack func()
}

// cachedOperations is how many operations have their plans kept.
const cachedOperations = 1000

// variants is how many plans one operation has at the most.
const variants = 16

// executor is gqlgen's schema with another way of executing.
type executor struct {
	graphql.ExecutableSchema
	Config
	operations *otter.Cache[*ast.OperationDefinition, *operation]
}

// New returns the schema, which executes with plans what it can, and else as it did before. Field interceptors and
// directives of the schema do not run in plans.
func New(schema graphql.ExecutableSchema, config Config) graphql.ExecutableSchema {
	return &executor{schema, config, otter.Must(&otter.Options[*ast.OperationDefinition, *operation]{MaximumSize: cachedOperations})}
}

// Exec answers the operation of the context.
func (e *executor) Exec(ctx context.Context) graphql.ResponseHandler {
	request := graphql.GetOperationContext(ctx)
	known, ok := e.operations.GetIfPresent(request.Operation)
	if !ok {
		known, _ = e.operations.SetIfAbsent(request.Operation, examine(request.Doc, request.Operation))
	}
	if known.foreign {
		if e.FellBack != nil {
			e.FellBack()
		}
		return e.ExecutableSchema.Exec(ctx)
	}
	answered := false
	return func(ctx context.Context) *graphql.Response {
		if answered {
			return nil
		}
		answered = true
		return &graphql.Response{Data: e.execute(ctx, known, request)}
	}
}

// execute returns the data of an operation. Its errors go into the context.
func (e *executor) execute(ctx context.Context, known *operation, request *graphql.OperationContext) []byte {
	ctx, end := e.Begin(ctx)
	defer end()
	execution := newExecution(ctx, e, request)
	root := known.plan(execution)
	answers := execution.level(root, []any{nil})
	w := &writer{execution: execution, b: make([]byte, 0, root.size.guess()), stopped: ctx.Err()}
	w.object(answers, 0)
	if w.stopped != nil {
		graphql.AddError(ctx, w.stopped) // one error instead of one for each field that was not read
		return []byte(null)
	}
	root.size.note(len(w.b))
	return w.b
}

// operation is what is known of an operation of a document that was validated.
type operation struct {
	foreign    bool     // it has what plans do not do
	conditions []string // variables that @skip and @include depend on

	mutex sync.Mutex
	plans map[string]*selection // by variant and conditions
}

// examine looks through an operation with its fragments.
func examine(document *ast.QueryDocument, of *ast.OperationDefinition) *operation {
	found := &operation{foreign: of.Operation != ast.Query || len(of.Directives) > 0, plans: map[string]*selection{}}
	found.selections(document, of.SelectionSet, map[string]bool{})
	return found
}

func (o *operation) selections(document *ast.QueryDocument, set ast.SelectionSet, seen map[string]bool) {
	for _, each := range set {
		switch each := each.(type) {
		case *ast.Field:
			o.foreign = o.foreign || each.Name != typename && strings.HasPrefix(each.Name, "__")
			o.directives(each.Directives)
			o.selections(document, each.SelectionSet, seen)
		case *ast.InlineFragment:
			o.directives(each.Directives)
			o.selections(document, each.SelectionSet, seen)
		case *ast.FragmentSpread:
			o.directives(each.Directives)
			fragment := document.Fragments.ForName(each.Name)
			if !seen[each.Name] {
				seen[each.Name] = true
				o.directives(fragment.Directives)
				o.selections(document, fragment.SelectionSet, seen)
			}
		}
	}
}

func (o *operation) directives(list ast.DirectiveList) {
	for _, each := range list {
		if each.Name != "skip" && each.Name != "include" {
			o.foreign = true
			continue
		}
		if condition := each.Arguments.ForName("if"); condition != nil && condition.Value.Kind == ast.Variable {
			o.conditions = append(o.conditions, condition.Value.Raw)
		}
	}
}

// plan returns the tree of steps of the operation under the conditions of a request.
func (o *operation) plan(of *execution) *selection {
	key := of.executor.Variant(of.ctx)
	for _, name := range o.conditions {
		if holds, _ := of.request.Variables[name].(bool); holds {
			key += "\x00" + name
		}
	}
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if made, ok := o.plans[key]; ok {
		return made
	}
	if len(o.plans) >= variants {
		clear(o.plans)
	}
	made := of.compile(of.executor.Types["Query"], of.request.Operation.SelectionSet)
	o.plans[key] = made
	return made
}
