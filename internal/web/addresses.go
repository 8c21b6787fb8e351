package web

import (
	"io"
	"mime"
	"net/http"

	"pilotgraph/graph/fault"
)

// gate lets through to the graph what may be a GraphQL request.
func gate(graph http.Handler) http.Handler {
	refusal := refuseMethod("GET, HEAD, POST")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodGet, http.MethodHead:
		case http.MethodPost:
			// The other types are those that a page of another origin may send unasked.
			media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
			if err != nil || media != "application/json" {
				refuse(w, http.StatusUnsupportedMediaType, fault.UnsupportedMediaType,
					"The body of a POST must be application/json, and its Content-Type must say so.")
				return
			}
		default:
			refusal.ServeHTTP(w, r)
			return
		}
		graph.ServeHTTP(w, r)
	})
}

// schema answers with the contract.
func schema(contract func(acceptLanguage string) (text, language string)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, language := contract(r.Header.Get("Accept-Language"))
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Content-Language", language)
		w.Header().Add("Vary", "Accept-Language")
		_, _ = io.WriteString(w, text)
	})
}

// alive answers as long as the process does.
func alive() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]bool{"alive": true})
	})
}

// ready answers with the release that is served: there is no server without one.
func ready(release Release) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, struct {
			Ready   bool   `json:"ready"`
			Release string `json:"release"`
		}{true, release.ID})
	})
}
