package web

import (
	"net/http"
)

// routes returns the handler of every address. Each address has a second pattern
// without a method, because the refusal of ServeMux itself is not JSON.
func routes(config Config) http.Handler {
	mux := http.NewServeMux()
	get := func(path string, handler http.Handler) {
		mux.Handle("GET "+path, handler)
		mux.Handle(path, refuseMethod("GET, HEAD"))
	}

	mux.Handle("/graphql", gate(config.Graph))
	get("/schema.graphql", schema(config.Schema))
	get("/releases/{release}/{collection}/{id}", permalink(config.Release, config.Exists))
	get("/healthz", alive())
	get("/readyz", ready(config.Release))
	get("/{$}", startPage(config.Release))
	get("/style.css", style())
	mux.Handle("/", missing())
	return mux
}
