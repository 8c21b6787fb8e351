package explorer

import (
	"context"
	"net/http"
	"strings"
)

// missingView is what a page says of what is not there.
type missingView struct {
	ID      string // of the record; "" where the address is unknown
	Kind    kind
	Path    string
	Problem string  // why the server cannot answer
	Removal *change // that took the record away; nil where none did
}

// IsOfRelease says whether the address names a release, which may be the one that is not there.
func (m *missingView) IsOfRelease() bool { return strings.HasPrefix(m.Path, "/releases/") }

// Missing is the page for an address where nothing is.
func (e *Explorer) Missing(r *http.Request) *Page {
	path := r.URL.Path
	// The current release, because that of the address may be what is unknown.
	return e.pageIn(r, "", r.URL.EscapedPath(), func(q *request) (*Content, error) { return q.missing(&missingView{Path: path}) })
}

// Failed is the page that says that the server cannot answer, with a status such as 503. It asks nothing.
func (e *Explorer) Failed(r *http.Request, status int) *Content {
	page := e.pageIn(r, "", r.URL.EscapedPath(), func(q *request) (*Content, error) {
		problem := q.T("failed.internal")
		switch status {
		case http.StatusServiceUnavailable:
			problem = q.T("failed.busy")
		case http.StatusTooManyRequests:
			problem = q.T("failed.tooMany")
		}
		return q.show(status, "failed", &view{Title: q.T("failed.title"), Missing: &missingView{Problem: problem}})
	})
	content, err := page.Render(context.Background(), nil)
	if err != nil {
		panic(err) // the template is ours
	}
	return content
}
