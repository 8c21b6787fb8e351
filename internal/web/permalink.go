package web

import (
	"encoding/json"
	"net/http"
	"net/url"

	"pilotgraph/graph"
	"pilotgraph/graph/fault"
)

// recordQuery is what the link of a record asks.
const recordQuery = `query Record($id: ID!) { node(id: $id) { __typename id ... on Named { name } ... on Record { notes permalink } } }`

// permalink sends the link of a record in the release that is served to the query that answers it.
func permalink(release Release) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if named := r.PathValue("release"); named != release.Version && named != release.ID {
			refuse(w, http.StatusNotFound, fault.NotFound,
				"The release %s is not served here; %s is.", fault.Quote(named), release.Version)
			return
		}
		collection := r.PathValue("collection")
		kind := graph.Kind(collection)
		if kind == "" {
			refuse(w, http.StatusNotFound, fault.NotFound,
				"There is no collection %s; the plural fields of the schema, in kebab case, are collections.", fault.Quote(collection))
			return
		}
		// A map of strings always has a JSON form.
		variables, _ := json.Marshal(map[string]string{"id": kind + ":" + r.PathValue("id")})
		question := url.Values{"query": {recordQuery}, "variables": {string(variables)}}
		http.Redirect(w, r, "/graphql?"+question.Encode(), http.StatusSeeOther)
	})
}
