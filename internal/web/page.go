package web

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"pilotgraph/explorer"
	"pilotgraph/graph"
	"pilotgraph/graph/fault"
)

// pages answers with pages of the explorer. What they ask of the graph goes the way of every question.
type pages struct {
	explorer *explorer.Explorer
	asking   *questions
}

func newPages(config Config, asking *questions) *pages {
	settings := config.Settings
	made := explorer.New(explorer.Config{Labels: graph.Labels(), PublicURL: settings.PublicURL, ReportTo: settings.ReportTo, Packages: config.Packages})
	return &pages{made, asking}
}

// page answers with the page that is found; nil is none.
func (p *pages) page(find func(*http.Request) *explorer.Page) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			refuseMethod("GET, HEAD").ServeHTTP(w, r)
			return
		}
		w.Header()["Content-Security-Policy"] = pagePolicy
		w.Header().Add("Vary", "Accept, Accept-Encoding, Accept-Language")
		page := find(r)
		if page == nil && !prefersHTML(r.Header.Get("Accept")) {
			nothingHere(w, r)
			return
		}
		if page == nil {
			page = p.explorer.Missing(r)
		}
		served, done, err := p.asking.releases(r.Context(), page.Release)
		if err != nil {
			p.fail(w, r, openingFailed(err))
			return
		}
		defer done()
		p.answer(w, r, served, page)
	})
}

// withoutSlash sends those who put a slash behind the address of a page to the page.
func (p *pages) withoutSlash(find func(*http.Request) *explorer.Page) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		isRead := r.Method == http.MethodGet || r.Method == http.MethodHead
		if !isRead || find(r) == nil {
			p.page(p.explorer.Missing).ServeHTTP(w, r)
			return
		}
		address := url.URL{Path: strings.TrimSuffix(r.URL.Path, "/"), RawQuery: r.URL.RawQuery}
		http.Redirect(w, r, address.String(), http.StatusMovedPermanently)
	})
}

// answer sends a page that the client has not yet.
func (p *pages) answer(w http.ResponseWriter, r *http.Request, served *Served, page *explorer.Page) {
	header, watched := w.Header(), exchangeOf(r.Context())
	watched.release = served.Release.ID
	key := answerKey(sha256.Sum256(fmt.Appendf(nil, "page %q %q", served.Build, page.Key)))
	tag := `W/"` + base64.RawURLEncoding.EncodeToString(key[:18]) + `"`
	header["Content-Language"] = []string{page.Language}
	if matchesTag(r.Header.Get("If-None-Match"), tag) {
		watched.cache = "not modified"
		cacheable(header, tag, served, false)
		p.asking.settings.nameOrigin(header)
		w.WriteHeader(http.StatusNotModified)
		return
	}
	filled := p.asking.cache.get(key)
	if filled == nil {
		ctx, cancel := context.WithTimeout(r.Context(), p.asking.settings.Duration)
		defer cancel()
		content, err := page.Render(ctx, p.asks(r, served, page.Language))
		if err != nil {
			p.fail(w, r, err)
			return
		}
		if content.Status != http.StatusOK {
			p.refuse(w, r, content)
			return
		}
		filled = newKept(content.Body)
		p.asking.cache.keep(key, filled)
	} else {
		watched.cache = "hit"
	}
	cacheable(header, tag, served, false)
	p.asking.settings.nameOrigin(header)
	content, coding := p.asking.cache.coded(key, &found{answer: filled}, acceptedCoding(r.Header))
	write(w, r, http.StatusOK, page.Type, coding, content)
}

// asks is how a page asks the release.
func (p *pages) asks(r *http.Request, served *Served, language string) explorer.Ask {
	languages := served.Graph.Languages(language)
	return func(ctx context.Context, document string, variables []byte) ([]byte, error) {
		var values map[string]any
		if err := decode(variables, &values); err != nil {
			return nil, err
		}
		asked := &parameters{query: document, persisted: hashOf(document), variables: sortedJSON(values)}
		found, err := p.asking.find(r.WithContext(ctx), keyOf(served, asked, languages), served, asked, languages)
		if err != nil {
			return nil, err
		}
		return found.answer.plain, nil
	}
}

// refuse sends a page of another status than 200 to people, and an error to programs.
func (p *pages) refuse(w http.ResponseWriter, r *http.Request, content *explorer.Content) {
	if content.Status == http.StatusGone && !prefersHTML(r.Header.Get("Accept")) {
		refuse(w, content.Status, fault.Gone, "What was at %s was removed; the page says by which release.", fault.Shorten(r.URL.Path))
		return
	}
	if content.Status == http.StatusNotFound && !prefersHTML(r.Header.Get("Accept")) {
		nothingHere(w, r)
		return
	}
	w.Header()["Cache-Control"] = noStore
	write(w, r, content.Status, "text/html", "", content.Body)
}

// nothingHere tells programs that an address has no page.
func nothingHere(w http.ResponseWriter, r *http.Request) {
	refuse(w, http.StatusNotFound, fault.NotFound, "There is nothing at %s.", fault.Shorten(r.URL.Path))
}

// openingFailed keeps what clients may read of an error of opening a release.
func openingFailed(err error) error {
	var known *fault.Error
	if errors.As(err, &known) {
		return err
	}
	return fault.New(fault.Unavailable, "there is no release to answer from now; try again later")
}

// fail says why there is no page.
func (p *pages) fail(w http.ResponseWriter, r *http.Request, err error) {
	var failure *explorer.Failure
	var known *fault.Error
	var tooMany *tooMany
	status, code := http.StatusServiceUnavailable, fault.Unavailable
	message := "the page cannot be made now; try again in a second"
	switch {
	case errors.As(err, &known) && known.Code == fault.NotFound: // the release
		if prefersHTML(r.Header.Get("Accept")) {
			p.page(p.explorer.Missing).ServeHTTP(w, r)
			return
		}
		status, code, message = http.StatusNotFound, known.Code, known.Message
	case errors.As(err, &known):
		code, message = known.Code, known.Message
	case errors.As(err, &tooMany):
		tooMany.tell(w.Header())
		status, code, message = http.StatusTooManyRequests, fault.TooManyRequests, tooMany.Error()
	case errors.As(err, &failure) && (failure.Code == string(fault.Internal) || failure.Code == string(fault.LimitExceeded)):
		status, code, message = http.StatusInternalServerError, fault.Code(failure.Code), failure.Message
	case errors.As(err, &failure):
		code, message = fault.Code(failure.Code), failure.Message
	case !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded):
		panic(err) // a fault of a template
	}
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	if !prefersHTML(r.Header.Get("Accept")) {
		refuse(w, status, code, "%s", message)
		return
	}
	p.refuse(w, r, p.explorer.Failed(r, status))
}

// forPeople answers with a page, and programs that prefer JSON in their way.
func forPeople(page, programs http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		accept := r.Header.Get("Accept")
		if weight(accept, plainMedia) > weight(accept, "text/html") {
			w.Header().Add("Vary", "Accept")
			programs.ServeHTTP(w, r)
			return
		}
		page.ServeHTTP(w, r)
	})
}

// prefersHTML reports whether an Accept header wants HTML more than JSON.
func prefersHTML(accept string) bool {
	return weight(accept, "text/html") > weight(accept, plainMedia)
}
