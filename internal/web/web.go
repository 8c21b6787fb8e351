// Package web is the HTTP side of PilotGraph: routes.go holds every address, this file every middleware, questions.go the
// way of a question.
package web

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"pilotgraph/examples"
	"pilotgraph/explorer"
	"pilotgraph/graph"
	"pilotgraph/graph/fault"
	"pilotgraph/playground"
)

// Config is what the handler needs from the rest of the program.
type Config struct {
	Releases Releases
	Packages func() []Package // that the releases which are kept were built from; nil for none
	Settings Settings
	Metrics  *Metrics // nil for none
	Tracing  *Tracing // nil for none
	Log      *slog.Logger
}

// Package is the package that a release was built from.
type Package = explorer.Package

// Releases returns what serves a release: the current one for "", else that with the version or id. The caller calls done when
// it needs the release no longer. The error is a *fault.Error, NOT_FOUND where there is no such release.
type Releases func(ctx context.Context, name string) (served *Served, done func(), err error)

// Served is a release that is open.
type Served struct {
	Graph   *graph.Server
	Release Release
	Build   string // differs for each database, program and setting whose answers may differ
	// Verified tells whether the database was compared with what was written; nil where that is known.
	Verified func() bool

	mutex       sync.Mutex
	credited    bool
	licences    []licence
	attribution []string
}

// verified tells whether the database is known to be as it was written.
func (s *Served) verified() bool { return s.Verified == nil || s.Verified() }

// credits returns the licences of the data, and whom to credit: once read, they are kept. The error has the code UNAVAILABLE.
func (s *Served) credits(ctx context.Context) (licences []licence, attribution []string, err error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.credited {
		return s.licences, s.attribution, nil
	}
	unread := fault.New(fault.Unavailable, "the licence of the data cannot be read now, and no file goes out without it; try again in a second")
	operation, refusal := s.Graph.Prepare(ctx, graph.Request{Query: "{release {licence {title url} attribution}}", Languages: s.Graph.Languages("")})
	if refusal != nil {
		return nil, nil, unread
	}
	var answer struct {
		Data struct {
			Release struct {
				Licence     []licence
				Attribution []string
			}
		}
	}
	if answered := operation.Answer(ctx); answered.Code != "" || json.Unmarshal(answered.Body, &answer) != nil {
		return nil, nil, unread
	}
	s.licences, s.attribution, s.credited = answer.Data.Release.Licence, answer.Data.Release.Attribution, true
	return s.licences, s.attribution, nil
}

// Release describes a release.
type Release struct {
	ID          string // "release:0.2.0"
	Version     string // "0.2.0"
	Title       string
	PublishedAt time.Time
}

// New returns the handler of all addresses. The error says which setting cannot be kept.
func New(config Config) (http.Handler, error) {
	documents, err := newDocuments(config.Settings.Documents, config.Settings.DocumentsOnly)
	if err != nil {
		return nil, err
	}
	offered, err := examples.JSON()
	if err != nil {
		return nil, err
	}
	playing, err := playground.Handler(offered)
	if err != nil {
		return nil, err
	}
	limits := newRates(config.Settings)
	asking := &questions{
		releases:  config.Releases,
		settings:  config.Settings,
		documents: documents,
		known:     newKnownRequests(),
		cache:     newCache(config.Settings.ResponseCache),
		busy:      newBusy(config.Settings),
		files:     semaphore.NewWeighted(int64(config.Settings.Files)),
		rates:     limits,
	}
	if asking.cache != nil {
		asking.flights = &flights{timeout: config.Settings.Duration, flying: map[answerKey]*flight{}}
	}
	log := slog.New(WithRequestID(config.Log.Handler()))
	return chain(routes(config, asking, playing), middleware(config, limits, log)), nil
}

// middleware is the list of what surrounds every address, outermost first.
func middleware(config Config, limits *rates, log *slog.Logger) []func(http.Handler) http.Handler {
	settings := config.Settings
	return []func(http.Handler) http.Handler{
		recoverPanics(settings, log),         // first, so that a panic anywhere below is still an answer
		requestID,                            // before whatever writes the id into an answer or a log line
		config.Tracing.requests,              // around all that takes time
		watch(log, settings, config.Metrics), // around all that may refuse, so that refusals are seen too
		securityHeaders,                      // before whatever answers by itself
		crossOrigin(settings.Origins),        // before the limits, so that browsers can read their refusals
		limitHeader(settings),                // before whatever reads the header
		limitRate(limits, settings),          // last, because it is the one that costs
	}
}

// chain puts the handler into its middleware.
func chain(handler http.Handler, middleware []func(http.Handler) http.Handler) http.Handler {
	for i := len(middleware) - 1; i >= 0; i-- {
		handler = middleware[i](handler)
	}
	return handler
}
