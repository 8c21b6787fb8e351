package explorer_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/alecthomas/kong"
	"golang.org/x/net/html"

	"pilotgraph/explorer"
	"pilotgraph/graph"
	"pilotgraph/graph/fault"
	"pilotgraph/graph/guard"
	"pilotgraph/internal/datapackage"
	"pilotgraph/internal/release"
	"pilotgraph/internal/web"
	"pilotgraph/seed"
)

var update = flag.Bool("update", false, "write the golden files and the pictures of the docs anew")

// directory is where the releases are published that all tests read.
var directory string

func TestMain(m *testing.M) {
	flag.Parse()
	var err error
	if directory, err = os.MkdirTemp("", "pilotgraph-explorer"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(directory)
	os.Exit(code)
}

// openSeed opens the release of the seed.
var openSeed = sync.OnceValue(func() *release.Release { return open("seed", seed.Files()) })

// open builds a package into a release and opens it.
func open(name string, files fs.FS) *release.Release {
	opened, err := release.Open(context.Background(), release.Options{Directory: filepath.Join(directory, name), Seed: files})
	if err != nil {
		panic(err)
	}
	return opened
}

// site is a server of a release, as people reach it.
type site struct{ http.Handler }

// seedSite serves the seed.
var seedSite = sync.OnceValue(func() *site { return serve(openSeed()) })

// serve serves a release with settings other than the defaults.
func serve(opened *release.Release, change ...func(*web.Settings)) *site {
	settings := settingsWith(change)
	served := servedOf(opened, settings)
	return siteOf(web.Config{
		Settings: settings,
		Packages: func() []explorer.Package { return []explorer.Package{packageOf(opened.Info, opened.Package)} },
		Releases: func(_ context.Context, name string) (*web.Served, func(), error) {
			if name != "" && name != served.Release.Version && name != served.Release.ID {
				return nil, nil, fault.New(fault.NotFound, "the release %s is not served here", fault.Quote(name))
			}
			return served, func() {}, nil
		},
	})
}

// settingsWith are the default settings but for changes.
func settingsWith(change []func(*web.Settings)) web.Settings {
	settings := web.Settings{Limits: guard.Default()}
	if err := kong.ApplyDefaults(&settings); err != nil {
		panic(err)
	}
	for _, each := range change {
		each(&settings)
	}
	if err := settings.Validate(); err != nil {
		panic(err)
	}
	return settings
}

var quiet = slog.New(slog.DiscardHandler)

// servedOf is a release as it is served.
func servedOf(opened *release.Release, settings web.Settings) *web.Served {
	return &web.Served{
		Release: web.Release{ID: opened.Info.ID, Version: opened.Info.Version, Title: opened.Info.Title, PublishedAt: opened.Info.PublishedAt},
		Build:   opened.Info.Build,
		Graph: graph.New(graph.Config{
			Driver: sql.OpenDB(dialect.SQLite, opened.DB), Release: opened.Info.ID, Version: opened.Info.Version, Languages: opened.Info.Languages,
			Limits: settings.Limits, CitedFields: release.Fields, Log: quiet, PublicURL: settings.PublicURL, Wait: time.Nanosecond,
		}),
	}
}

// packageOf is the package of a release, as it can be downloaded.
func packageOf(info release.Info, kept release.Archive) explorer.Package {
	return explorer.Package{Version: info.Version, Name: info.Package + "-" + info.Version + ".zip", Size: kept.Size, SHA256: kept.SHA256,
		Open: func(context.Context) (io.ReadSeekCloser, error) { return os.Open(kept.Path) }}
}

// siteOf is a server.
func siteOf(config web.Config) *site {
	config.Log = quiet
	handler, err := web.New(config)
	if err != nil {
		panic(err)
	}
	return &site{handler}
}

// examplia serves two releases, of which the second changes the first; the function returns the options of their directory.
func examplia(t *testing.T) (*site, release.Options) {
	t.Helper()
	options := release.Options{Directory: t.TempDir(), Poll: time.Nanosecond}
	for _, version := range []string{"1.0.0", "1.1.0"} {
		source, err := datapackage.Open(filepath.Join("../examples/packages/examplia", version))
		if err != nil {
			t.Fatal(err)
		}
		_, err = release.Publish(t.Context(), options, source, release.OriginPackage)
		if err = errors.Join(err, source.Close()); err != nil {
			t.Fatal(err)
		}
	}
	settings := settingsWith(nil)
	keeper, err := release.NewKeeper(t.Context(), options, func(opened *release.Release) (*web.Served, error) { return servedOf(opened, settings), nil })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(keeper.Close)
	return siteOf(web.Config{
		Settings: settings,
		Packages: func() (found []explorer.Package) {
			for _, each := range keeper.List() {
				found = append(found, packageOf(each.Info, each.Package))
			}
			return found
		},
		Releases: func(ctx context.Context, name string) (*web.Served, func(), error) {
			if name == "" {
				lease, err := keeper.Current()
				return lease.Value, lease.Done, err
			}
			lease, err := keeper.Find(ctx, name)
			if err != nil {
				return nil, nil, fault.New(fault.NotFound, "the release %s is not kept here", fault.Quote(name))
			}
			return lease.Value, lease.Done, nil
		},
	}), options
}

// browserAccept is the header of a browser.
const browserAccept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

// get asks for an address as a browser does. Header fields are name and value in turn.
func (s *site) get(address string, header ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodGet, address, nil)
	request.Header.Set("Accept", browserAccept)
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	recorder := httptest.NewRecorder()
	s.ServeHTTP(recorder, request)
	return recorder
}

// page is a page that is read.
type page struct {
	address string
	text    string
	root    *html.Node
}

// page reads a page, which must be there.
func (s *site) page(t testing.TB, address string, header ...string) *page {
	t.Helper()
	return s.pageWith(t, http.StatusOK, address, header...)
}

// pageWith reads a page that comes with a status.
func (s *site) pageWith(t testing.TB, status int, address string, header ...string) *page {
	t.Helper()
	answer := s.get(address, header...)
	if answer.Code != status || answer.Header().Get("Content-Type") != "text/html; charset=utf-8" {
		t.Fatalf("%s: status %d, %s; want %d and HTML: %.300s", address, answer.Code, answer.Header().Get("Content-Type"), status, answer.Body)
	}
	return parse(t, address, answer.Body.String())
}

func parse(t testing.TB, address, text string) *page {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	return &page{address, text, root}
}

// all are the elements of a name, those with a class where one is given.
func (p *page) all(name, class string) []*html.Node { return all(p.root, name, class) }

func all(root *html.Node, name, class string) (found []*html.Node) {
	for node := range root.Descendants() {
		if node.Type == html.ElementNode && (name == "" || node.Data == name) && (class == "" || strings.Contains(" "+attribute(node, "class")+" ", " "+class+" ")) {
			found = append(found, node)
		}
	}
	return found
}

// byID is the element with an id, or nil.
func (p *page) byID(id string) *html.Node {
	for node := range p.root.Descendants() {
		if node.Type == html.ElementNode && attribute(node, "id") == id {
			return node
		}
	}
	return nil
}

func attribute(node *html.Node, name string) string {
	for _, each := range node.Attr {
		if each.Key == name {
			return each.Val
		}
	}
	return ""
}

// textOf is the text of an element, with single spaces.
func textOf(node *html.Node) string {
	var text strings.Builder
	if node != nil {
		for each := range node.Descendants() {
			if each.Type == html.TextNode {
				text.WriteString(each.Data)
			}
		}
	}
	return strings.Join(strings.Fields(text.String()), " ")
}

// contains fails unless the text of the page has each of the texts.
func (p *page) contains(t testing.TB, texts ...string) {
	t.Helper()
	whole := textOf(p.root)
	for _, each := range texts {
		if !strings.Contains(whole, each) {
			t.Errorf("%s lacks %q: %.1500s", p.address, each, whole)
		}
	}
}

// links are the addresses that the page leads to, without their fragments.
func (p *page) links() (found []string) {
	for node := range p.root.Descendants() {
		if node.Type != html.ElementNode {
			continue
		}
		for _, name := range []string{"href", "src", "action"} {
			if address, _, _ := strings.Cut(attribute(node, name), "#"); address != "" {
				found = append(found, address)
			}
		}
	}
	return found
}

// ask asks the graph, and fails on errors.
func (s *site) ask(t testing.TB, target any, document string, variables string) {
	t.Helper()
	address := "/graphql?" + url.Values{"query": {document}, "variables": {variables}}.Encode()
	answer := s.get(address, "Accept", "application/json")
	var read struct {
		Data   json.RawMessage
		Errors []struct{ Message string }
	}
	if err := json.Unmarshal(answer.Body.Bytes(), &read); err != nil || len(read.Errors) > 0 {
		t.Fatalf("%s: %v %.500s", document, err, answer.Body)
	}
	if err := json.Unmarshal(read.Data, target); err != nil {
		t.Fatal(err)
	}
}
