package web

import (
	"encoding/json"
	"net/http"
	"strings"

	"pilotgraph/graph/fault"
)

// refuse answers with one error in the shape of a GraphQL error.
func refuse(w http.ResponseWriter, status int, code fault.Code, format string, values ...any) {
	answer(w, status, map[string]any{"errors": oneError(fault.New(code, format, values...))})
}

// refuse answers with one error, at an address of GraphQL as such requests are refused.
func (s Settings) refuse(w http.ResponseWriter, r *http.Request, status int, code fault.Code, format string, values ...any) {
	refused := fault.New(code, format, values...)
	if path := r.URL.Path; path == "/graphql" || strings.HasPrefix(path, "/releases/") && strings.HasSuffix(path, "/graphql") {
		s.refuseQuestion(w, plainMedia, status, refused)
		return
	}
	refuse(w, status, code, "%s", refused.Message)
}

// refuseQuestion answers a request of GraphQL with one error in a media type. Its cost was not counted.
func (s Settings) refuseQuestion(w http.ResponseWriter, media string, status int, refused *fault.Error) {
	type cost struct {
		Requested *int `json:"requested"`
		Maximum   int  `json:"maximum"`
	}
	answerAs(w, media, status, map[string]any{"errors": oneError(refused), "extensions": map[string]any{"cost": cost{nil, s.Limits.Cost}}})
}

// oneError is an error in the shape of GraphQL.
func oneError(refused *fault.Error) any {
	type extensions struct {
		Code fault.Code `json:"code"`
	}
	type graphError struct {
		Message    string     `json:"message"`
		Extensions extensions `json:"extensions"`
	}
	return []graphError{{refused.Message, extensions{refused.Code}}}
}

// answer writes a value as JSON that nobody may keep: a state of the moment.
func answer(w http.ResponseWriter, status int, value any) { answerAs(w, plainMedia, status, value) }

func answerAs(w http.ResponseWriter, media string, status int, value any) {
	header := w.Header()
	header.Set("Content-Type", media+"; charset=utf-8")
	header["Cache-Control"] = noStore
	w.WriteHeader(status)
	// An error here means that the client has left.
	_ = json.NewEncoder(w).Encode(value)
}

// refuseMethod refuses every request, because its method is not one of those allowed.
func refuseMethod(allowed string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", allowed)
		refuse(w, http.StatusMethodNotAllowed, fault.MethodNotAllowed,
			"%s takes %s, not %s", fault.Shorten(r.URL.Path), allowed, fault.Shorten(r.Method))
	})
}
