// Package web is the HTTP side of PilotGraph: routes.go holds every address,
// this file every middleware.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

// Config is what the handler needs from the rest of the program.
type Config struct {
	Graph http.Handler // answers /graphql
	// Exists says whether the graph has an object with this id.
	Exists func(ctx context.Context, id string) (has bool, err error)
	// Schema returns the contract as SDL for an Accept-Language header, and the language of its descriptions.
	Schema  func(acceptLanguage string) (text, language string)
	Release Release // what is served
	Log     *slog.Logger
}

// Release names the release that is served.
type Release struct {
	ID          string // "release:0.2.0"
	Version     string // "0.2.0"
	Title       string
	PublishedAt time.Time
}

const (
	maximumBody    = 100 << 10 // bytes of a request's body
	requestTimeout = 5 * time.Second
)

// New returns the handler of all addresses.
func New(config Config) http.Handler {
	log := slog.New(WithRequestID(config.Log.Handler()))
	return chain(routes(config), middleware(log, requestTimeout))
}

// middleware is the list of what surrounds every address, outermost first.
func middleware(log *slog.Logger, timeout time.Duration) []func(http.Handler) http.Handler {
	return []func(http.Handler) http.Handler{
		recoverPanics(log),     // first, so that a panic anywhere below is still an answer
		requestID,              // before whatever writes the id into an answer or a log line
		accessLog(log),         // around all that may refuse, so that refusals are logged too
		securityHeaders,        // before whatever answers by itself
		crossOrigin(),          // before the limits, so that browsers can read their refusals
		limitBody(maximumBody), // before the timeout: a slow body is the time of the network
		limitDuration(timeout), // last, so that it measures the work alone
	}
}

// chain puts the handler into its middleware.
func chain(handler http.Handler, middleware []func(http.Handler) http.Handler) http.Handler {
	for i := len(middleware) - 1; i >= 0; i-- {
		handler = middleware[i](handler)
	}
	return handler
}
