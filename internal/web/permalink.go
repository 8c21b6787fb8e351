package web

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"pilotgraph/graph"
	"pilotgraph/graph/fault"
)

// recordQuery is what the link of a record asks.
const recordQuery = `query Record($id: ID!) { node(id: $id) { __typename id` +
	` ... on Named { name } ... on Record { notes permalink }` +
	` ... on Source { title publisher published url }` +
	` ... on Citation { quote fields note subject { id permalink } source { id title publisher published url } }` +
	` ... on Release { version title } } }`

// permalink sends the link of a record in a release to the query that answers it.
func permalink(asking *questions) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			refuseMethod("GET, HEAD").ServeHTTP(w, r)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), asking.settings.Duration)
		defer cancel()
		served, done, err := asking.releases(ctx, r.PathValue("release"))
		if err != nil {
			asking.fail(w, plainMedia, openingFailed(err))
			return
		}
		defer done()
		leave, err := asking.busy.enter(ctx)
		if err != nil {
			asking.fail(w, plainMedia, err)
			return
		}
		defer leave()
		collection, key := r.PathValue("collection"), r.PathValue("id")
		if collection == "" { // the link of the release itself
			collection, key = "releases", served.Release.Version
		}
		kind := graph.Kind(collection)
		if kind == "" {
			refuse(w, http.StatusNotFound, fault.NotFound, "There is no collection %s; the plural fields of the schema, in kebab case, are collections.", fault.Quote(collection))
			return
		}
		id := kind + ":" + key
		switch found, err := served.Graph.Exists(ctx, id); {
		case err != nil:
			refuse(w, http.StatusServiceUnavailable, fault.Unavailable, "The record cannot be looked up now; try again later.")
			return
		case !found:
			refuse(w, http.StatusNotFound, fault.NotFound, "The release %s has no record %s.", served.Release.Version, fault.Quote(id))
			return
		}
		// A map of strings always has a JSON form.
		variables, _ := json.Marshal(map[string]string{"id": id})
		question := url.Values{"query": {recordQuery}, "variables": {string(variables)}}
		w.Header()["Cache-Control"] = fresh
		http.Redirect(w, r, "/releases/"+served.Release.Version+"/graphql?"+question.Encode(), http.StatusSeeOther)
	})
}
