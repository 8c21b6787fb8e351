package web

import (
	"net/http"

	"pilotgraph/playground"
)

// routes returns the handler of every address.
func routes(config Config, asking *questions, playing http.Handler) http.Handler {
	mux := http.NewServeMux()
	// An address has a second pattern without a method, because the refusal of ServeMux itself is not JSON.
	get := func(path string, handler http.Handler) {
		mux.Handle("GET "+path, handler)
		mux.Handle(path, refuseMethod("GET, HEAD"))
	}

	mux.Handle("/graphql", asking)
	mux.Handle("/releases/{release}/graphql", asking)
	for _, path := range []string{"", "/{$}", "/{file}", "/assets/{file}"} {
		mux.Handle(playground.Root+path, playing)
	}
	get("/schema.graphql", schema())
	get("/releases/{release}/package.zip", archive(config.Packages, config.Settings.AnswerTime))
	get("/healthz", alive())
	get("/readyz", ready(config.Releases))

	pages := newPages(config, asking)
	asJSON := permalink(asking)
	record := forPeople(pages.page(pages.explorer.Record), asJSON)
	mux.Handle("/{$}", pages.page(pages.explorer.Start))
	mux.Handle("/releases/{release}", forPeople(pages.page(pages.explorer.Release), asJSON))
	for _, release := range []string{"", "/releases/{release}"} {
		mux.Handle(release+"/{collection}", pages.page(pages.explorer.List))
		mux.Handle(release+"/{collection}/{$}", pages.withoutSlash(pages.explorer.List))
		mux.Handle(release+"/{collection}/{id}", record)
		mux.Handle(release+"/search", pages.page(pages.explorer.Search))
		mux.Handle(release+"/suggestions", pages.page(pages.explorer.Suggestions))
		mux.Handle(release+"/pictures/{picture}", pages.page(pages.explorer.Picture))
	}
	list := pages.page(pages.explorer.ReleasesJSON)
	mux.Handle("/releases", forPeople(pages.page(pages.explorer.Releases), list))
	mux.Handle("/releases/{release}/{$}", pages.withoutSlash(pages.explorer.Release))
	mux.Handle("/releases/{$}", pages.withoutSlash(pages.explorer.Releases))
	mux.Handle("/releases.json", list)
	mux.Handle("/releases.atom", pages.page(pages.explorer.Feed))
	mux.Handle("/dcat.jsonld", pages.page(pages.explorer.DCAT))
	mux.Handle("/llms.txt", pages.page(pages.explorer.LLMs))
	for _, each := range pages.explorer.Assets() {
		get(each.Path, newAsset(each.Type, each.Content, immutable))
	}
	mux.Handle("/", pages.page(pages.explorer.Missing))
	return mux
}
