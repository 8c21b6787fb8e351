package graph

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pilotgraph/graph/fault"
)

// The media types of GraphQL over HTTP.
const (
	plainMedia   = "application/json"
	graphqlMedia = "application/graphql-response+json"
)

// transport answers GraphQL over HTTP by GET and POST. It takes the place of
// gqlgen's own, which repeat the body of a bad request and encode answers twice.
type transport struct{ schema *ast.Schema }

// Supports leaves methods and media types to whoever routes requests.
func (transport) Supports(*http.Request) bool { return true }

// Do answers one request.
func (t transport) Do(w http.ResponseWriter, r *http.Request, executor graphql.GraphExecutor) {
	ctx, media := r.Context(), mediaOf(r)
	start := graphql.Now()
	parameters, err := readParameters(r)
	if err != nil {
		write(w, http.StatusBadRequest, media, executor.DispatchError(ctx, gqlerror.List{gqlerror.Wrap(err)}), false)
		return
	}
	parameters.Headers = r.Header
	parameters.ReadTime = graphql.TraceTiming{Start: start, End: graphql.Now()}
	operation, refused := executor.CreateOperationContext(ctx, parameters)
	if operation.Operation != nil {
		if misfits := checkVariables(t.schema, operation.Operation, parameters.Variables); misfits != nil {
			refused = misfits
		}
	}
	if refused != nil {
		status := http.StatusOK
		if media == graphqlMedia {
			status = http.StatusBadRequest
		}
		write(w, status, media, executor.DispatchError(graphql.WithOperationContext(ctx, operation), refused[:min(len(refused), maximumErrors)]), false)
		return
	}
	respond, ctx := executor.DispatchOperation(ctx, operation)
	response := respond(ctx)
	if stopped := ctx.Err(); stopped != nil {
		response = executor.DispatchError(ctx, gqlerror.List{gqlerror.Wrap(stopped)}) // one error instead of one for each field
	}
	slices.SortStableFunc(response.Errors, byPlace) // fields are answered at once, so their errors come in any order
	response.Errors = response.Errors[:min(len(response.Errors), maximumErrors)]
	write(w, http.StatusOK, media, response, true)
}

// maximumErrors is how many errors one answer has.
const maximumErrors = 10

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

// mediaOf is the type that the client asks for; application/json where it does not say.
func mediaOf(r *http.Request) string {
	if strings.Contains(r.Header.Get("Accept"), graphqlMedia) {
		return graphqlMedia
	}
	return plainMedia
}

// readParameters reads the request from the body or from the address. The error is a *fault.Error.
func readParameters(r *http.Request) (*graphql.RawParams, error) {
	if r.Method == http.MethodPost {
		return readBody(r.Body)
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, fault.New(fault.BadUserInput, "the address is not encoded as a URL is")
	}
	parameters := &graphql.RawParams{Query: query.Get("query"), OperationName: query.Get("operationName")}
	for name, target := range map[string]*map[string]any{"variables": &parameters.Variables, "extensions": &parameters.Extensions} {
		if text := query.Get(name); text != "" && decode(strings.NewReader(text), target) != nil {
			return nil, fault.New(fault.BadUserInput, "%s is not a JSON object", name)
		}
	}
	return parameters, checkQuery(parameters)
}

// readBody reads the request from a JSON object.
func readBody(body io.Reader) (*graphql.RawParams, error) {
	var members struct {
		Query         any `json:"query"`
		OperationName any `json:"operationName"`
		Variables     any `json:"variables"`
		Extensions    any `json:"extensions"`
	}
	if err := decode(body, &members); err != nil {
		return nil, fault.New(fault.BadUserInput, "the body is not a JSON object with query, and with operationName, variables and extensions where wanted")
	}
	parameters := &graphql.RawParams{}
	var texts, objects [2]bool
	parameters.Query, texts[0] = optional[string](members.Query)
	parameters.OperationName, texts[1] = optional[string](members.OperationName)
	parameters.Variables, objects[0] = optional[map[string]any](members.Variables)
	parameters.Extensions, objects[1] = optional[map[string]any](members.Extensions)
	if texts != [2]bool{true, true} || objects != [2]bool{true, true} {
		return nil, fault.New(fault.BadUserInput, "query and operationName are text, variables and extensions are objects")
	}
	return parameters, checkQuery(parameters)
}

func checkQuery(parameters *graphql.RawParams) error {
	if strings.TrimSpace(parameters.Query) == "" {
		return fault.New(fault.BadUserInput, "there is no query; send the GraphQL document as query")
	}
	return nil
}

// optional returns a value of the type T; null and absent are its zero value.
func optional[T any](value any) (T, bool) {
	found, ok := value.(T)
	return found, ok || value == nil
}

// decode reads exactly one JSON value, with numbers as they are written.
func decode(text io.Reader, target any) error {
	decoder := json.NewDecoder(text)
	decoder.UseNumber()
	if err := decoder.Decode(target); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the JSON value")
	}
	return nil
}

// write sends a response; executed is whether it has data, which a request error has not.
func write(w http.ResponseWriter, status int, media string, response *graphql.Response, executed bool) {
	var body bytes.Buffer
	body.WriteByte('{')
	member := func(name string, value any) {
		text, err := json.Marshal(value)
		if err != nil {
			panic(err) // errors and extensions are ours, and always JSON
		}
		if body.Len() > 1 {
			body.WriteByte(',')
		}
		body.WriteString(`"` + name + `":`)
		body.Write(text)
	}
	if len(response.Errors) > 0 {
		member("errors", response.Errors)
	}
	if len(response.Extensions) > 0 {
		member("extensions", response.Extensions)
	}
	if executed {
		if body.Len() > 1 {
			body.WriteByte(',')
		}
		body.WriteString(`"data":`)
		if len(response.Data) == 0 {
			body.WriteString("null")
		}
		body.Write(response.Data)
	}
	body.WriteByte('}')
	w.Header().Set("Content-Type", media)
	w.WriteHeader(status)
	_, _ = body.WriteTo(w) // an error here means that the client has left
}
