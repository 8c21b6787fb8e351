// Package playground is GraphiQL at /graphiql, with tables, charts, files and programs beside the answer. dist is what
// ci makes of src; it is embedded, so that nothing but Go is needed to serve it.
package playground

import (
	"embed"
	"encoding/json"
	"io/fs"
	"net/http"
	"strings"

	"pilotgraph/graph/fault"
)

//go:embed all:dist
var dist embed.FS

// Root is where the handler must be: it answers Root and every address that begins with Root + "/".
const Root = "/graphiql"

// Handler returns the handler of the playground. The examples are a JSON array of objects with name, topic, titles (by
// language) and query. The error is one of the files that are embedded.
func Handler(examples []byte) (http.Handler, error) {
	files, err := embedded()
	if err != nil {
		return nil, err
	}
	if files["/examples.json"], err = newFile("/examples.json", examples); err != nil {
		return nil, err
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, Root)
		found := files[name]
		switch {
		case name == "/":
			http.Redirect(w, r, strings.TrimSuffix(Root+"?"+r.URL.RawQuery, "?"), http.StatusMovedPermanently)
		case found == nil:
			refuse(w, http.StatusNotFound, fault.NotFound, "The playground has nothing at this address.")
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			refuse(w, http.StatusMethodNotAllowed, fault.MethodNotAllowed, "The playground takes GET and HEAD alone.")
		default:
			found.ServeHTTP(w, r)
		}
	}), nil
}

// embedded returns what dist has, by the address below Root; the page itself is at "".
func embedded() (map[string]*file, error) {
	files := map[string]*file{}
	err := fs.WalkDir(dist, "dist", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := dist.ReadFile(path)
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(path, "dist")
		ending := name[strings.LastIndex(name, "."):]
		name = strings.TrimSuffix(name, ending)
		each := files[name]
		if each == nil {
			each = &file{name: name}
			files[name] = each
		}
		return each.add(ending, content)
	})
	files[""] = files["/index.html"]
	return files, err
}

// refuse answers with one error in the shape of a GraphQL error.
func refuse(w http.ResponseWriter, status int, code fault.Code, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// An error here means that the client has left.
	_ = json.NewEncoder(w).Encode(map[string]any{
		"errors": []map[string]any{{"message": message, "extensions": map[string]any{"code": code}}},
	})
}
