package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"time"

	"github.com/rs/cors"

	"pilotgraph/graph/fault"
)

// recoverPanics answers a panic with 500 and logs it whole.
func recoverPanics(settings Settings, log *slog.Logger) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			response := record(w)
			defer func() {
				cause := recover()
				if cause == nil {
					return
				}
				if cause == http.ErrAbortHandler {
					panic(cause) // not a fault: the way to cut a connection
				}
				id := w.Header().Get(requestIDHeader)
				log.Error("panic", "id", id, "method", r.Method, "path", r.URL.Path,
					"panic", fmt.Sprint(cause), "stack", string(debug.Stack()))
				if response.status != 0 {
					panic(http.ErrAbortHandler) // half an answer is sent: cut it, so that no one takes it for whole
				}
				for _, name := range []string{"Content-Disposition", "Content-Encoding", "Content-Length", "ETag", "Link"} {
					w.Header().Del(name) // they belonged to the answer that never came
				}
				settings.refuse(w, r, http.StatusInternalServerError, fault.Internal,
					"the server failed; its log has the details under the request id %s", id)
			}()
			next.ServeHTTP(response, r)
		})
	}
}

// watch writes one line for each request, and counts it. The line never has variables, a body or the rest of a query.
func watch(log *slog.Logger, settings Settings, metrics *Metrics) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			start, response, panicked, watched := time.Now(), record(w), true, &exchange{}
			inner := r.WithContext(context.WithValue(r.Context(), exchangeKey{}, watched))
			defer func() {
				status, took := response.status, time.Since(start)
				switch {
				case r.Context().Err() != nil && (status == 0 || status == http.StatusServiceUnavailable):
					status = statusClientLeft // nobody reads the answer, and nothing failed
				case status == 0 && panicked:
					status = http.StatusInternalServerError // recoverPanics writes it when this has returned
				case status == 0:
					status = http.StatusOK // what net/http sends for a handler that wrote nothing
				}
				metrics.observe(inner.Pattern, status, took, watched)
				describe(r.Context(), watched)
				if settings.AccessLog == "off" {
					return
				}
				attributes := append([]slog.Attr{
					slog.String("method", fault.Shorten(r.Method)),
					slog.String("path", fault.Shorten(r.URL.Path)),
					slog.Int("status", status),
					slog.Int64("bytes", response.bytes),
					slog.Float64("seconds", took.Seconds()), // slog would write a bare number of nanoseconds
				}, watched.attributes()...)
				log.LogAttrs(context.WithoutCancel(r.Context()), slog.LevelInfo, "request", attributes...)
			}()
			next.ServeHTTP(response, inner)
			panicked = false
		})
	}
}

// statusClientLeft stands in the log and in the metrics for a request whose client left before it was answered.
const statusClientLeft = 499

// securityHeaders sets what holds for every answer; a page that needs more sets its own policy.
func securityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header["X-Content-Type-Options"] = noSniff
		header["Referrer-Policy"] = noReferrer
		header["Cross-Origin-Resource-Policy"] = anyOrigin
		header["Timing-Allow-Origin"] = allOrigins
		header["Content-Security-Policy"] = strictPolicy
		next.ServeHTTP(w, r)
	})
}

// Values of headers that every answer has.
var (
	noSniff      = []string{"nosniff"}
	noReferrer   = []string{"no-referrer"}
	anyOrigin    = []string{"cross-origin"} // an open API
	allOrigins   = []string{"*"}
	strictPolicy = []string{"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"}
	pagePolicy   = []string{"default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"}
)

// crossOrigin lets pages of these origins ask, without credentials.
func crossOrigin(origins []string) func(http.Handler) http.Handler {
	allowed := cors.New(cors.Options{
		AllowedOrigins: origins,
		AllowedMethods: []string{http.MethodGet, http.MethodPost, http.MethodOptions},
		AllowedHeaders: []string{"Content-Type", "Accept", "Accept-Language", "If-None-Match", requestIDHeader, "Traceparent", "Tracestate",
			"Apollographql-Client-Name", "Apollographql-Client-Version", "X-Apollo-Operation-Name", "X-Apollo-Operation-Id", "Apollo-Require-Preflight"},
		ExposedHeaders: []string{requestIDHeader, "ETag", "Link", "Repr-Digest", "Retry-After", "Content-Language", "Server-Timing", "RateLimit", "RateLimit-Policy"},
		MaxAge:         86400, // seconds that a browser may keep a preflight
	})
	return func(next http.Handler) http.Handler {
		if slices.Contains(origins, "*") {
			return allowed.Handler(withoutVary(next))
		}
		return allowed.Handler(next)
	}
}

// withoutVary forgets that an answer depends on the origin, because it does not where all are allowed, and caches would keep
// it once for each.
func withoutVary(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		delete(w.Header(), "Vary")
		next.ServeHTTP(w, r)
	})
}

// limitHeader refuses addresses and headers that are too large. What is larger still, net/http refuses itself.
func limitHeader(settings Settings) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if length := len(r.URL.Path) + len(r.URL.RawQuery); length > settings.Address<<10 {
				settings.refuse(w, r, http.StatusRequestURITooLong, fault.URITooLong,
					"the address has %d bytes; the limit is %d KiB: send the query by POST, or register it and ask by its hash", length, settings.Address)
				return
			}
			fields := 0
			for _, values := range r.Header {
				fields += len(values)
			}
			if fields > settings.Fields {
				settings.refuse(w, r, http.StatusRequestHeaderFieldsTooLarge, fault.HeaderTooLarge, "the header has %d fields; the limit is %d", fields, settings.Fields)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}
