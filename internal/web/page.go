package web

import (
	"bytes"
	_ "embed" // the pages below
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"pilotgraph/graph/fault"
)

// The pages are constants in all but name: the compiler fills them from files.
var (
	//go:embed pages/start.html
	startHTML string
	//go:embed pages/missing.html
	missingHTML string
	//go:embed pages/style.css
	styleCSS string
	//go:embed pages/example.graphql
	exampleQuery string
)

// startPage says what this is, what it serves, and one query to try.
func startPage(releases Releases) http.Handler {
	page := template.Must(template.New("start").Parse(startHTML))
	// A map of strings always has a JSON form.
	body, _ := json.Marshal(map[string]string{"query": strings.Join(strings.Fields(exampleQuery), " ")})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		served, done, err := releases(r.Context(), "")
		if err != nil {
			refuse(w, http.StatusServiceUnavailable, fault.Unavailable, "no release can be served now; try again later")
			return
		}
		defer done()
		writePage(w, http.StatusOK, page, map[string]any{
			"Release": served.Release,
			"Address": address(r),
			"Query":   strings.TrimSpace(exampleQuery),
			"Body":    string(body),
		})
	})
}

// missing answers where nothing is.
func missing() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		nothing(w, r, "There is nothing at %s.", fault.Shorten(r.URL.Path))
	})
}

// missingPage is for people who come where nothing is.
var missingPage = template.Must(template.New("missing").Parse(missingHTML))

// nothing answers 404 with a sentence: on a page for people, else as JSON.
func nothing(w http.ResponseWriter, r *http.Request, format string, values ...any) {
	w.Header().Add("Vary", "Accept")
	if prefersHTML(r.Header.Get("Accept")) {
		writePage(w, http.StatusNotFound, missingPage, fmt.Sprintf(format, values...))
		return
	}
	refuse(w, http.StatusNotFound, fault.NotFound, format, values...)
}

// writePage fills a page whole before it is sent, so that a fault in it is a clean 500.
func writePage(w http.ResponseWriter, status int, page *template.Template, values any) {
	var filled bytes.Buffer
	if err := page.Execute(&filled, values); err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = filled.WriteTo(w)
}

// address returns where this server was asked, safe to paste into a shell.
func address(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	strange := func(c rune) bool {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		return !letter && !strings.ContainsRune(".-:[]", c)
	}
	if r.Host == "" || strings.ContainsFunc(r.Host, strange) {
		return scheme + "://localhost"
	}
	return scheme + "://" + r.Host
}

// prefersHTML reports whether an Accept header wants HTML more than JSON.
func prefersHTML(accept string) bool {
	return weight(accept, "text/html") > weight(accept, "application/json")
}
