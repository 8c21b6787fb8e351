package graph

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pilotgraph/graph/fault"
)

// Request is a question, as GraphQL over HTTP has it.
type Request struct {
	Query         string // the document
	OperationName string
	Variables     map[string]any // decoded JSON, with numbers as json.Number
	Languages     *Languages     // from Server.Languages
	OnlyQueries   bool           // whether other operations are refused
}

// Operation is an operation that is valid and within the limits. It is answered once.
type Operation struct {
	Name string // "" where it has none
	Cost int    // objects that it may return
	// Prepared is how long it took to parse and to check it.
	Prepared time.Duration

	server   *Server
	contract *contract
	context  *graphql.OperationContext
	wants    *Languages
}

// Answer is what a request is answered with.
type Answer struct {
	Body     []byte     // a JSON object
	Executed bool       // whether it has data, which a request error has not
	Code     fault.Code // of its first error; "" where it has none
}

// Prepare parses and checks a request. It returns the operation to answer, or the answer that refuses it.
func (s *Server) Prepare(ctx context.Context, request Request) (*Operation, *Answer) {
	start := time.Now()
	ctx = graphql.StartOperationTrace(ctx) // the executor asks for the time it began
	c := s.contracts[request.Languages.Descriptions]
	document, refused := s.document(c, request)
	if refused != nil {
		return nil, s.refuse(ctx, c, refused, nil)
	}
	prepared, refused := c.executor.CreateOperationContext(context.WithValue(ctx, documentKey{}, document),
		&graphql.RawParams{Query: request.Query, OperationName: request.OperationName, Variables: request.Variables})
	if prepared.Operation != nil {
		if misfits := checkVariables(c.schema, prepared.Operation, request.Variables); misfits != nil {
			refused = misfits
		}
	}
	if refused != nil {
		return nil, s.refuse(graphql.WithOperationContext(ctx, prepared), c, refused, nil)
	}
	cost, tooMuch := s.limits.CheckCost(c.schema, prepared.Operation, prepared.Variables, s.pages)
	if tooMuch != nil {
		return nil, s.refuse(graphql.WithOperationContext(ctx, prepared), c, gqlerror.List{tooMuch}, &cost)
	}
	return &Operation{
		Name: prepared.Operation.Name, Cost: cost, Prepared: time.Since(start),
		server: s, contract: c, context: prepared, wants: request.Languages,
	}, nil
}

// Variables are those of the operation, coerced and with their defaults. They must not be changed.
func (o *Operation) Variables() map[string]any { return o.context.Variables }

// Answer executes the operation. It stops when the context ends.
func (o *Operation) Answer(ctx context.Context) *Answer {
	ctx = withLanguages(ctx, o.wants)
	respond, ctx := o.contract.executor.DispatchOperation(ctx, o.context)
	response := respond(ctx)
	if stopped := ctx.Err(); stopped != nil {
		response = o.contract.executor.DispatchError(ctx, gqlerror.List{gqlerror.Wrap(stopped)}) // one error instead of one for each field
	}
	if i := slices.IndexFunc(response.Errors, isUnavailable); i >= 0 {
		response = &graphql.Response{Errors: response.Errors[i : i+1]} // a part of an answer would be taken for the whole
	}
	slices.SortStableFunc(response.Errors, byPlace) // fields are answered at once, so their errors come in any order
	return o.server.answer(response, true, &o.Cost)
}

// isUnavailable tells whether an error says that nothing can be read now.
func isUnavailable(err *gqlerror.Error) bool { return err.Extensions["code"] == fault.Unavailable }

// refuse is the answer to a request that is not executed.
func (s *Server) refuse(ctx context.Context, c *contract, errors gqlerror.List, cost *int) *Answer {
	return s.answer(c.executor.DispatchError(ctx, errors[:min(len(errors), s.limits.Errors)]), false, cost)
}

// byPlace orders errors by their paths, element by element, and then by message.
func byPlace(a, b *gqlerror.Error) int {
	order := slices.CompareFunc(a.Path, b.Path, func(a, b ast.PathElement) int {
		left, isIndex := a.(ast.PathIndex)
		right, areBoth := b.(ast.PathIndex)
		if isIndex && areBoth {
			return cmp.Compare(left, right)
		}
		return strings.Compare(fmt.Sprint(a), fmt.Sprint(b))
	})
	return cmp.Or(order, strings.Compare(a.Message, b.Message))
}

// answer writes a response. The cost is nil where it is not known.
func (s *Server) answer(response *graphql.Response, executed bool, cost *int) *Answer {
	answer := &Answer{Executed: executed}
	var body bytes.Buffer
	body.Grow(len(response.Data) + 256)
	body.WriteByte('{')
	if errors := response.Errors[:min(len(response.Errors), s.limits.Errors)]; len(errors) > 0 {
		answer.Code, _ = errors[0].Extensions["code"].(fault.Code)
		text, err := json.Marshal(errors)
		if err != nil {
			panic(err) // errors are ours, and always JSON
		}
		body.WriteString(`"errors":`)
		body.Write(text)
		body.WriteByte(',')
	}
	if executed {
		body.WriteString(`"data":`)
		if len(response.Data) == 0 {
			body.WriteString("null")
		}
		body.Write(response.Data)
		body.WriteByte(',')
	}
	requested := "null"
	if cost != nil {
		requested = fmt.Sprint(*cost)
	}
	fmt.Fprintf(&body, `"extensions":{"cost":{"requested":%s,"maximum":%d}}}`, requested, s.limits.Cost)
	answer.Body = body.Bytes()
	return answer
}
