package web

import (
	"encoding/json"
	"fmt"
	"net/http"

	"pilotgraph/graph/fault"
)

// refuse answers with one error in the shape of a GraphQL error.
func refuse(w http.ResponseWriter, status int, code fault.Code, format string, values ...any) {
	type extensions struct {
		Code fault.Code `json:"code"`
	}
	type graphError struct {
		Message    string     `json:"message"`
		Extensions extensions `json:"extensions"`
	}
	answer(w, status, map[string]any{
		"errors": []graphError{{fmt.Sprintf(format, values...), extensions{code}}},
	})
}

// answer writes a value as JSON that nobody may keep: a refusal or a state of the moment.
func answer(w http.ResponseWriter, status int, value any) {
	header := w.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// An error here means that the client has left.
	_ = json.NewEncoder(w).Encode(value)
}

// refuseMethod refuses every request, because its method is not one of those allowed.
func refuseMethod(allowed string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", allowed)
		refuse(w, http.StatusMethodNotAllowed, fault.MethodNotAllowed,
			"%s takes %s, not %s.", fault.Shorten(r.URL.Path), allowed, fault.Shorten(r.Method))
	})
}
