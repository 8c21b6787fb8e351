package web

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"pilotgraph/graph/fault"
)

// gate lets through to the graph what may be a GraphQL request.
func gate(graph http.Handler) http.Handler {
	refusal := refuseMethod("GET, HEAD, POST")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodGet, http.MethodHead:
		case http.MethodPost:
			if message := unfitBody(r.Header); message != "" {
				refuse(w, http.StatusUnsupportedMediaType, fault.UnsupportedMediaType, "%s", message)
				return
			}
		default:
			refusal.ServeHTTP(w, r)
			return
		}
		graph.ServeHTTP(w, r)
	})
}

// unfitBody says what is wrong with what a header says of a body, or "". The types other than application/json are
// those that a page of another origin may send unasked.
func unfitBody(header http.Header) string {
	media, parameters, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		return "The body of a POST must be application/json, and its Content-Type must say so."
	}
	if charset, given := parameters["charset"]; given && !strings.EqualFold(charset, "utf-8") {
		return fmt.Sprintf("The body is in the charset %s; send UTF-8.", fault.Quote(charset))
	}
	if coding := header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return fmt.Sprintf("The body has the Content-Encoding %s; send it as it is.", fault.Quote(coding))
	}
	return ""
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
