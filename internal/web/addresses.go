package web

import (
	"errors"
	"net/http"

	"pilotgraph/graph"
	"pilotgraph/graph/fault"
)

// schema answers with the contract, with descriptions in the language that the client wants.
func schema() http.Handler {
	texts := map[string]*asset{}
	for _, accepted := range []string{"", "zh"} {
		text, language := graph.SDL(accepted)
		texts[language] = newAsset("text/plain", []byte(text), fresh)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, language := graph.SDL(r.Header.Get("Accept-Language"))
		w.Header().Set("Content-Language", language)
		w.Header().Add("Vary", "Accept-Language")
		texts[language].ServeHTTP(w, r)
	})
}

// alive answers as long as the process does.
func alive() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]bool{"alive": true})
	})
}

// ready answers with the release that is served, and whether its database is known to be as it was written.
func ready(releases Releases) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		served, done, err := releases(r.Context(), "")
		if err != nil {
			refused := map[string]any{"ready": false}
			var told *fault.Error
			if errors.As(err, &told) {
				refused["reason"] = told.Message
			}
			answer(w, http.StatusServiceUnavailable, refused)
			return
		}
		defer done()
		answer(w, http.StatusOK, struct {
			Ready    bool   `json:"ready"`
			Release  string `json:"release"`
			Verified bool   `json:"verified"`
		}{true, served.Release.ID, served.verified()})
	})
}
