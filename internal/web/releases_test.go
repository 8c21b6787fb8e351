package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"pgregory.net/rapid"

	"pilotgraph/graph"
	"pilotgraph/graph/fault"
	"pilotgraph/internal/datapackage"
	"pilotgraph/internal/release"
	"pilotgraph/internal/web"
)

// twoReleases are those of the package of the examples, one of which is current.
type twoReleases struct {
	served  map[string]*web.Served
	current atomic.Pointer[web.Served]
}

// openTwo publishes and opens them.
func openTwo(t *testing.T) *twoReleases {
	t.Helper()
	two := &twoReleases{served: map[string]*web.Served{}}
	for _, version := range []string{"1.0.0", "1.1.0"} {
		options := release.Options{Directory: t.TempDir()}
		source, err := datapackage.Open(filepath.Join("../../examples/packages/examplia", version))
		if err != nil {
			t.Fatal(err)
		}
		defer source.Close()
		if _, err := release.Publish(t.Context(), options, source, release.OriginPackage); err != nil {
			t.Fatal(err)
		}
		opened, err := release.Open(t.Context(), options)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = opened.Close() })
		two.served[version] = &web.Served{
			Release: web.Release{ID: opened.Info.ID, Version: version, Title: opened.Info.Title},
			Build:   opened.Info.Build,
			Graph: graph.New(graph.Config{
				Driver: sql.OpenDB(dialect.SQLite, opened.DB), Release: opened.Info.ID, Version: version, Languages: opened.Info.Languages,
				Limits: defaults().Limits, CitedFields: release.Fields, Log: slog.New(slog.DiscardHandler), Wait: time.Nanosecond,
			}),
		}
	}
	two.current.Store(two.served["1.1.0"])
	return two
}

// find is a web.Releases.
func (two *twoReleases) find(_ context.Context, name string) (*web.Served, func(), error) {
	if name == "" {
		return two.current.Load(), func() {}, nil
	}
	if served := two.served[name]; served != nil {
		return served, func() {}, nil
	}
	return nil, nil, fault.New(fault.NotFound, "the release %s is not served here", fault.Quote(name))
}

// server serves them with a cache of some MiB, or with none.
func (two *twoReleases) server(t *testing.T, cache int) *server {
	t.Helper()
	config := web.Config{Settings: defaults(), Log: slog.New(slog.DiscardHandler), Releases: two.find}
	config.Settings.ResponseCache = cache
	handler, err := web.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return &server{Handler: handler}
}

// randomDocument asks for parts of what the two releases say otherwise.
func randomDocument(r *rapid.T) string {
	leaves := map[string][]string{
		"zones":        {"id", "name", "precision", "designatedOn", "notes", "institutions {totalCount}"},
		"institutions": {"id", "name", "kind", "region {name}", "zones(first: 2) {nodes {id}}"},
		"programmes":   {"id", "name(language: \"eo\")", "zones {totalCount}"},
		"sectors":      {"id", "name"},
	}
	document := "{"
	for i := range rapid.IntRange(1, 3).Draw(r, "fields") {
		field := rapid.SampledFrom([]string{"zones", "institutions", "programmes", "sectors", "release", "node"}).Draw(r, "field")
		switch field {
		case "release":
			document += fmt.Sprintf(" a%d: release {version}", i)
		case "node":
			id := rapid.SampledFrom([]string{"zone:qs-mezo", "zone:dh-mezo", "institution:bank-of-the-harbour", "institution:harbour-bank"}).Draw(r, "id")
			document += fmt.Sprintf(" a%d: node(id: %q) {id ... on Named {name}}", i, id)
		default:
			inside := rapid.SliceOfNDistinct(rapid.SampledFrom(leaves[field]), 1, 3, rapid.ID).Draw(r, "leaves")
			document += fmt.Sprintf(" a%d: %s(first: %d) {totalCount nodes {%s}}", i, field, rapid.IntRange(1, 3).Draw(r, "first"), strings.Join(inside, " "))
		}
	}
	return document + "}"
}

var releasePaths = []string{"/graphql", "/releases/1.0.0/graphql", "/releases/1.1.0/graphql"}

// TestTheCacheTellsReleasesApart asks random documents by all addresses, while another release becomes current between them: the
// answers are always those of a server without a cache.
func TestTheCacheTellsReleasesApart(t *testing.T) {
	two := openTwo(t)
	cached, plain := two.server(t, 64), two.server(t, 0)
	different := 0
	rapid.Check(t, func(r *rapid.T) {
		document := randomDocument(r)
		text, err := json.Marshal(document)
		if err != nil {
			r.Fatal(err)
		}
		header := []string{"Accept-Language", rapid.SampledFrom([]string{"en", "eo"}).Draw(r, "language"), "Content-Type", "application/json"}
		bodies := map[string]bool{}
		for range rapid.IntRange(3, 6).Draw(r, "times") {
			two.current.Store(two.served[rapid.SampledFrom([]string{"1.0.0", "1.1.0"}).Draw(r, "current")])
			path := rapid.SampledFrom(releasePaths).Draw(r, "path")
			method, target, body := "GET", path+"?"+url.Values{"query": {document}}.Encode(), ""
			if rapid.Bool().Draw(r, "post") {
				method, target, body = "POST", path, `{"query":`+string(text)+`}`
			}
			got, want := cached.ask(method, target, body, header...), plain.ask(method, target, body, header...)
			if got.Code != want.Code || !bytes.Equal(got.Body.Bytes(), want.Body.Bytes()) {
				r.Fatalf("%s %s: %d %s\nwithout a cache %d %s", method, target, got.Code, got.Body, want.Code, want.Body)
			}
			for _, name := range []string{"Content-Language", "Cache-Control", "ETag", "Vary"} {
				if got.Header().Get(name) != want.Header().Get(name) {
					r.Fatalf("%s is %q; without a cache %q", name, got.Header().Get(name), want.Header().Get(name))
				}
			}
			if tag := want.Header().Get("ETag"); tag != "" {
				if again := cached.ask(method, target, body, append(header, "If-None-Match", tag)...); again.Code != 304 {
					r.Fatalf("%s with its tag: %d", target, again.Code)
				}
			}
			bodies[want.Body.String()] = true
		}
		if len(bodies) > 1 {
			different++
		}
	})
	if different == 0 {
		t.Error("no document had another answer in another release")
	}
}

// TestAnAnswerIsOfOneReleaseWhileAnotherBecomesCurrent asks many at once while the current release changes: each answer is that of
// one release, and by the address of a release always its own.
func TestAnAnswerIsOfOneReleaseWhileAnotherBecomesCurrent(t *testing.T) {
	two := openTwo(t)
	cached, plain := two.server(t, 64), two.server(t, 0)
	document := "{release {version} zones {totalCount nodes {id name}} institutions {nodes {id name}} %s}"
	ask := func(server *server, path string, number int) *httptest.ResponseRecorder {
		return server.ask("GET", path+"?"+url.Values{"query": {fmt.Sprintf(document, fmt.Sprintf("a%d: __typename", number))}}.Encode(), "")
	}
	var asking, switching sync.WaitGroup
	stop := make(chan struct{})
	switching.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(100 * time.Microsecond):
				two.current.Store(two.served[[]string{"1.0.0", "1.1.0"}[i%2]])
			}
		}
	})
	for number := range 20 {
		want := map[string]string{}
		for _, path := range releasePaths[1:] {
			want[path] = ask(plain, path, number).Body.String()
		}
		for i := range 12 {
			asking.Go(func() {
				path := releasePaths[i%3]
				got := ask(cached, path, number).Body.String()
				isOfOne := got == want[releasePaths[1]] || got == want[releasePaths[2]]
				if path == releasePaths[0] && !isOfOne || path != releasePaths[0] && got != want[path] {
					t.Errorf("%s: %s", path, got)
				}
			})
		}
	}
	asking.Wait()
	close(stop)
	switching.Wait()
}
