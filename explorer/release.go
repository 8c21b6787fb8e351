package explorer

import (
	"net/http"
	"net/url"
	"slices"
)

// Releases is the page of all releases.
func (e *Explorer) Releases(r *http.Request) *Page {
	return e.pageIn(r, "", "/releases", func(q *request) (*Content, error) {
		found, err := q.run("releases", nil)
		if err != nil {
			return nil, err
		}
		return q.show(http.StatusOK, "releases", &view{Title: q.T("collection.releases"), answer: found})
	})
}

// ReleasesJSON is the list of all releases for programs.
func (e *Explorer) ReleasesJSON(r *http.Request) *Page {
	return e.pageIn(r, "", "/releases.json", func(q *request) (*Content, error) {
		found, err := q.run("releases", nil)
		if err != nil {
			return nil, err
		}
		type listed struct {
			ID          string `json:"id"`
			Version     string `json:"version"`
			Title       string `json:"title"`
			Hash        string `json:"hash"`
			CreatedAt   any    `json:"createdAt"`
			PublishedAt any    `json:"publishedAt"`
			IsCurrent   any    `json:"isCurrent"`
			Counts      []any  `json:"counts"`
			Page        string `json:"page"`
			GraphQL     string `json:"graphql"`
			Package     any    `json:"package"` // null where it cannot be had
		}
		list := []listed{}
		for _, each := range objects(object(found.data, "releases"), "nodes") {
			version := text(each, "version")
			counts, _ := each["counts"].([]any)
			var archive any
			if found := q.packageOf(version); found != nil {
				archive = map[string]any{"url": q.releaseAddress(version, packagePath), "size": found.Size, "sha256": found.SHA256}
			}
			list = append(list, listed{text(each, "id"), version, text(each, "title"), text(each, "hash"), each["createdAt"], each["publishedAt"], each["isCurrent"],
				counts, q.releaseAddress(version, ""), q.releaseAddress(version, "/graphql"), archive})
		}
		return &Content{http.StatusOK, append(marshal(map[string]any{"releases": list}, "  "), '\n')}, nil
	}).as("application/json")
}

// releaseAddress is a path below a release, to be sent to others.
func (q *request) releaseAddress(version, path string) string {
	return q.Absolute("/releases/" + url.PathEscape(version) + path)
}

// Feed is the Atom feed of releases.
func (e *Explorer) Feed(r *http.Request) *Page {
	return e.pageIn(r, "", "/releases.atom", func(q *request) (*Content, error) {
		found, err := q.run("feed", nil)
		if err != nil {
			return nil, err
		}
		return q.feed(found.data)
	}).as("application/atom+xml")
}

// Release is the page of one release.
func (e *Explorer) Release(r *http.Request) *Page {
	return e.page(r, "", func(q *request) (*Content, error) {
		found, notes, err := q.askRelease()
		if err != nil {
			return nil, err
		}
		release := object(found.data, "release")
		record := &recordView{Formats: formats(q.work(release, "", "", q.releaseAddress(text(release, "version"), "")))}
		v := &view{Title: q.T("release.title", text(release, "version")), answer: found, Record: record, Start: &startView{Dataset: q.dataset(found.data)}, Notes: notes, Changes: q.changesOf(release)}
		var all []string
		for _, each := range kinds {
			all = append(all, each.Collection)
		}
		v.Start.Counts = q.counts(release, all...)
		return q.show(http.StatusOK, "release", v)
	})
}

// askRelease asks for a release with a page of what it changed. Notes say what of the address is left out.
func (q *request) askRelease() (found *answer, notes []string, err error) {
	variables := map[string]any{}
	q.place(variables, rowsPerPage)
	if kind := q.values.Get("kind"); q.labels["ChangeKind"][kind] != nil {
		variables["filter"] = map[string]any{"kind": map[string]any{"eq": kind}}
	} else if kind != "" {
		notes = append(notes, q.complaint(choice{filter{name: "kind"}, kind}))
		q.values.Del("kind")
	}
	found, err = q.run("release", variables)
	if err != nil || len(found.errors) == 0 {
		return found, notes, err
	}
	q.values.Del("after")
	q.values.Del("before")
	variables = map[string]any{"first": rowsPerPage, "filter": variables["filter"]}
	found, err = q.run("release", variables)
	return found, append(notes, q.T("list.unknownPlace")), err
}

// packagePath is where the package of a release is, below its address.
const packagePath = "/package.zip"

// packageOf is the package of a release, or nil where it cannot be had.
func (q *request) packageOf(version string) *Package {
	i := slices.IndexFunc(q.packages, func(p Package) bool { return p.Version == version })
	if i < 0 {
		return nil
	}
	return &q.packages[i]
}

// Package is the package of a release, or nil where it cannot be had.
func (v *view) Package(version string) *Package { return v.packageOf(version) }

// IsKept says whether the server has a release still: pages of those that it has not lead nowhere.
func (v *view) IsKept(version string) bool { return v.packages == nil || v.packageOf(version) != nil }
