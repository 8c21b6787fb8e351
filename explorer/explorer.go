// Package explorer makes the pages for people. A page is a GraphQL query (.graphql) and a template (.html), so that it works
// without JavaScript, shows its own query, and is an example of the API at once. The package knows nothing of the graph but its
// contract: whoever serves a page hands it a function that runs a query.
package explorer

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"
)

//go:embed pages pictures static strings
var files embed.FS

// Config is what the pages need to know.
type Config struct {
	// Labels are what people read for values of enums: by enum, value and language.
	Labels map[string]map[string]map[string]string
	// PublicURL is where the server is reached, without a slash at its end. "" takes the address that the client asked.
	PublicURL string
	// ReportTo is the mail address, or the address of a tracker's form, that reports of errors go to. "" for neither.
	ReportTo string
	// Packages are those that the releases were built from. nil where nobody knows.
	Packages func() []Package
	Now      func() time.Time // nil for time.Now
}

// Package is the package that a release was built from, as it can be downloaded.
type Package struct {
	Version string // of the release
	Name    string // of the file: "china-sector-pilots-0.2.0.zip"
	Size    int64  // in bytes; 0 where it is not known
	SHA256  string // in hexadecimal digits; "" where it is not known
	// Open opens the file; the caller closes it. The error is for the log.
	Open func(ctx context.Context) (io.ReadSeekCloser, error)
}

// Explorer makes pages. Any number of goroutines may use it.
type Explorer struct {
	config    Config
	languages []*language
	documents map[string]string // queries by the name of their page, with their fragments
	assets    map[string]Asset  // by the name in the source
	hash      string            // of all files: two programs may fill the same page otherwise
}

// Asset is a file that pages load. It never changes under its path.
type Asset struct {
	Path    string // "/static/style.Vd3b8Q.css"
	Type    string // media type
	Content []byte
}

// Page is what an address asks for. What it shows depends on its Key and on the release, and on nothing else.
type Page struct {
	Release  string // version or id, as the address has it; "" for the current one
	Language string // that the page is in, and that names are wanted in
	Type     string // media type, where the status is 200; other pages are HTML
	Key      string
	// Render fills the page. The error is that of ask, or a *Failure.
	Render func(ctx context.Context, ask Ask) (*Content, error)
}

// Ask runs a query on the release of a page. Variables are a JSON object. It returns the answer of GraphQL over HTTP: a JSON
// object with data, errors or both. The error says why nothing was executed.
type Ask func(ctx context.Context, document string, variables []byte) ([]byte, error)

// Content is a page that is filled.
type Content struct {
	Status int
	Body   []byte
}

// New returns an explorer.
func New(config Config) *Explorer {
	if config.Now == nil {
		config.Now = time.Now
	}
	e := &Explorer{config: config, documents: documents(), assets: map[string]Asset{}, hash: hashOf(files)}
	for _, name := range []string{"style.css", "script.js", "icon.svg"} {
		e.assets[name] = newAsset(name)
	}
	for _, tag := range Languages {
		e.languages = append(e.languages, e.newLanguage(tag))
	}
	return e
}

// Assets are the files that pages load.
func (e *Explorer) Assets() (assets []Asset) {
	for _, asset := range e.assets {
		assets = append(assets, asset)
	}
	return assets
}

// Documents returns the query of each page and picture, by its name.
func Documents() map[string]string { return documents() }

func newAsset(name string) Asset {
	types := map[string]string{".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
	var content []byte
	if name == "style.css" {
		content = style()
	} else {
		content = []byte(readText("static/" + name))
	}
	sum, extension := sha256.Sum256(content), path.Ext(name)
	return Asset{
		Path:    "/static/" + strings.TrimSuffix(name, extension) + "." + base64.RawURLEncoding.EncodeToString(sum[:9]) + extension,
		Type:    types[extension],
		Content: content,
	}
}

// style is the style sheet: all its parts, in the order of their names.
func style() (whole []byte) {
	parts, _ := fs.Glob(files, "static/style/*.css") // the pattern is ours
	for _, each := range parts {
		whole = append(whole, readText(each)+"\n"...)
	}
	return whole
}

// hashOf is the hash of all files of a tree, with their names.
func hashOf(tree fs.FS) string {
	hash := sha256.New()
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(tree, name)
		fmt.Fprintf(hash, "%s %d ", name, len(content))
		hash.Write(content)
		return err
	})
	if err != nil {
		panic("explorer: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(hash.Sum(nil)[:12])
}

// request is what one page is asked with.
type request struct {
	*Explorer
	*language
	ask      Ask
	ctx      context.Context
	release  string     // as the address has it; "" for the current one
	path     string     // of the page, below the address of its release: "/zones"
	values   url.Values // of the address, without lang
	isChosen bool       // whether the address has the language
	origin   string     // "https://pilots.example"
	today    string     // "2026-11-24"
	packages []Package  // of the releases that are kept; nil where nobody knows
}

// page is the page that a request asks for, of a path below the address of its release.
func (e *Explorer) page(r *http.Request, path string, render func(*request) (*Content, error)) *Page {
	return e.pageIn(r, r.PathValue("release"), path, render)
}

// as is a page of another media type than HTML.
func (p *Page) as(media string) *Page {
	p.Type = media
	return p
}

// pageIn is a page of a release; "" for the current one.
func (e *Explorer) pageIn(r *http.Request, release, path string, render func(*request) (*Content, error)) *Page {
	q := &request{Explorer: e, release: release, path: path, values: r.URL.Query(), origin: Origin(e.config.PublicURL, r), today: e.config.Now().UTC().Format(time.DateOnly)}
	q.language, q.isChosen = e.languageOf(q.values.Get("lang"), r.Header.Get("Accept-Language"))
	q.values.Del("lang")
	if e.config.Packages != nil {
		q.packages = e.config.Packages()
	}
	return &Page{
		Release:  q.release,
		Language: q.Tag,
		Type:     "text/html",
		// The day stands in citations, the release's name as it is written in every link, and packages where they can be had.
		Key: fmt.Sprintf("%q", []string{e.hash, q.release, path, q.values.Encode(), q.Tag, fmt.Sprint(q.isChosen), q.origin, q.today, e.config.ReportTo, fmt.Sprint(q.packages)}),
		Render: func(ctx context.Context, ask Ask) (*Content, error) {
			filled := *q
			filled.ctx, filled.ask = ctx, ask
			return render(&filled)
		},
	}
}
