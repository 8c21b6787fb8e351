package web

import (
	"net/http"

	"pilotgraph/playground"
)

// routes returns the handler of every address. Each address has a second pattern
// without a method, because the refusal of ServeMux itself is not JSON.
func routes(config Config, asking, playing http.Handler) http.Handler {
	mux := http.NewServeMux()
	get := func(path string, handler http.Handler) {
		mux.Handle("GET "+path, handler)
		mux.Handle(path, refuseMethod("GET, HEAD"))
	}

	mux.Handle("/graphql", asking)
	mux.Handle("/releases/{release}/graphql", asking)
	get("/releases/{release}/{collection}/{id}", permalink(config.Releases, config.Settings.Duration))
	mux.Handle(playground.Root, playing)
	mux.Handle(playground.Root+"/", playing)
	get("/schema.graphql", schema())
	get("/healthz", alive())
	get("/readyz", ready(config.Releases))
	get("/{$}", startPage(config.Releases))
	get("/style.css", newAsset("text/css", []byte(styleCSS)))
	mux.Handle("/", missing())
	return mux
}
