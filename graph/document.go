package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"pilotgraph/graph/fault"
)

// document returns the parsed document of a request, which is within the limits and valid.
func (s *Server) document(c *contract, request Request) (*ast.QueryDocument, gqlerror.List) {
	if known, ok := c.documents.GetIfPresent(request.Query); ok {
		return known, nil
	}
	parsed, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: request.Query}, s.limits.Tokens)
	if err != nil {
		errcode.Set(err, errcode.ParseFailed)
		return nil, gqlerror.List{gqlerror.WrapIfUnwrapped(err)}
	}
	if len(parsed.Operations) == 0 {
		return nil, gqlerror.List{gqlerror.Wrap(fault.New(fault.ValidationFailed, "the document has no operation; write a query, such as {zones {totalCount}}"))}
	}
	if refused := onlyQuery(parsed, request); refused != nil {
		return nil, gqlerror.List{refused}
	}
	if refused := s.limits.CheckDocument(c.schema, parsed); refused != nil {
		return nil, gqlerror.List{refused}
	}
	if refused := validator.ValidateWithRules(c.schema, parsed, validationRules()); len(refused) > 0 {
		refused = namePlaces(c.schema, parsed, refused)
		for _, each := range refused {
			errcode.Set(each, errcode.ValidationFailed)
		}
		return nil, refused
	}
	c.documents.Set(request.Query, parsed)
	return parsed, nil
}

// What a document takes, about, with its plan.
const (
	bytesOfDocument = 2000
	bytesOfNode     = 300 // a field, a spread, an argument, a value, a directive or a variable
)

// weigh is how many bytes of memory a document takes, about. Of a short text, the tree takes a hundred times as much.
func weigh(text string, document *ast.QueryDocument) uint32 {
	nodes := 0
	for _, operation := range document.Operations {
		nodes += len(operation.VariableDefinitions) + nodesOf(operation.SelectionSet)
	}
	for _, fragment := range document.Fragments {
		nodes += 1 + nodesOf(fragment.SelectionSet)
	}
	return uint32(bytesOfDocument + len(text) + nodes*bytesOfNode)
}

// nodesOf counts the nodes of a selection.
func nodesOf(selections ast.SelectionSet) (count int) {
	for _, selection := range selections {
		count++
		switch selection := selection.(type) {
		case *ast.Field:
			for _, argument := range selection.Arguments {
				count += 1 + literalsOf(argument.Value)
			}
			count += len(selection.Directives) + nodesOf(selection.SelectionSet)
		case *ast.InlineFragment:
			count += len(selection.Directives) + nodesOf(selection.SelectionSet)
		}
	}
	return count
}

// literalsOf counts a literal with those inside it.
func literalsOf(literal *ast.Value) int {
	count := 1
	for _, child := range literal.Children {
		count += literalsOf(child.Value)
	}
	return count
}

// onlyQuery refuses an operation that is no query, where only queries are allowed.
func onlyQuery(parsed *ast.QueryDocument, request Request) *gqlerror.Error {
	operation := parsed.Operations.ForName(request.OperationName)
	if !request.OnlyQueries || operation == nil || operation.Operation == ast.Query {
		return nil
	}
	return gqlerror.Wrap(fault.New(fault.MethodNotAllowed, "a GET takes queries alone, and this is a %s; send it by POST", operation.Operation))
}

type documentKey struct{}

// chosenDocument is the cache that gqlgen's executor looks into before it would parse. The document of the request is
// always there, because it was measured before.
type chosenDocument struct{}

// Get returns the document that the context carries.
func (chosenDocument) Get(ctx context.Context, _ string) (*ast.QueryDocument, bool) {
	document, ok := ctx.Value(documentKey{}).(*ast.QueryDocument)
	return document, ok
}

// Add keeps nothing.
func (chosenDocument) Add(context.Context, string, *ast.QueryDocument) {}
