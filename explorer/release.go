package explorer

import (
	"net/http"
	"net/url"
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
		}
		list := []listed{}
		for _, each := range objects(object(found.data, "releases"), "nodes") {
			version := text(each, "version")
			counts, _ := each["counts"].([]any)
			list = append(list, listed{text(each, "id"), version, text(each, "title"), text(each, "hash"), each["createdAt"], each["publishedAt"], each["isCurrent"],
				counts, q.releaseAddress(version, ""), q.releaseAddress(version, "/graphql")})
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
		found, err := q.run("releases", nil)
		if err != nil {
			return nil, err
		}
		return q.feed(found.data)
	}).as("application/atom+xml")
}

// Release is the page of one release.
func (e *Explorer) Release(r *http.Request) *Page {
	return e.page(r, "", func(q *request) (*Content, error) {
		found, err := q.run("release", nil)
		if err != nil {
			return nil, err
		}
		release := object(found.data, "release")
		record := &recordView{Formats: formats(q.work(release, "", "", q.releaseAddress(text(release, "version"), "")))}
		v := &view{Title: q.T("release.title", text(release, "version")), answer: found, Record: record, Start: &startView{Dataset: q.dataset(found.data)}}
		var all []string
		for _, each := range kinds {
			all = append(all, each.Collection)
		}
		v.Start.Counts = q.counts(release, all...)
		return q.show(http.StatusOK, "release", v)
	})
}
