package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"runtime/debug"
	"time"

	"github.com/rs/cors"

	"pilotgraph/graph/fault"
)

// recoverPanics answers a panic with 500 and logs it whole.
func recoverPanics(log *slog.Logger) func(http.Handler) http.Handler {
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
				for _, name := range []string{"Content-Encoding", "Content-Length", "ETag"} {
					w.Header().Del(name) // they belonged to the answer that never came
				}
				refuse(w, http.StatusInternalServerError, fault.Internal,
					"The server failed; its log has the details under the request id %s.", id)
			}()
			next.ServeHTTP(response, r)
		})
	}
}

// accessLog writes one line for each request: never its variables, its body or the rest of its query.
func accessLog(log *slog.Logger) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			start, response, panicked := time.Now(), record(w), true
			defer func() {
				status := response.status
				switch {
				case status == 0 && panicked:
					status = http.StatusInternalServerError // recoverPanics writes it when this has returned
				case status == 0:
					status = http.StatusOK // what net/http sends for a handler that wrote nothing
				}
				attributes := []slog.Attr{
					slog.String("method", fault.Shorten(r.Method)),
					slog.String("path", fault.Shorten(r.URL.Path)),
					slog.Int("status", status),
					slog.Int64("bytes", response.bytes),
					slog.Float64("seconds", time.Since(start).Seconds()), // slog would write a bare number of nanoseconds
				}
				if name := operationName(r); name != "" {
					attributes = append(attributes, slog.String("operation", name))
				}
				log.LogAttrs(context.WithoutCancel(r.Context()), slog.LevelInfo, "request", attributes...)
			}()
			next.ServeHTTP(response, r)
			panicked = false
		})
	}
}

// operationName returns the name of the operation where the address has it.
func operationName(r *http.Request) string {
	if r.URL.RawQuery == "" {
		return ""
	}
	return fault.Shorten(r.URL.Query().Get("operationName"))
}

// securityHeaders sets what holds for every answer; a page that needs more sets its own policy.
func securityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Content-Security-Policy",
			"default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		next.ServeHTTP(w, r)
	})
}

// crossOrigin lets pages of every origin ask, without credentials.
func crossOrigin() func(http.Handler) http.Handler {
	return cors.New(cors.Options{
		AllowedOrigins: []string{"*"},
		AllowedMethods: []string{http.MethodGet, http.MethodPost, http.MethodOptions},
		AllowedHeaders: []string{"Content-Type", "Accept", "Accept-Language", requestIDHeader, "Traceparent", "Tracestate",
			"Apollographql-Client-Name", "Apollographql-Client-Version", "X-Apollo-Operation-Name", "X-Apollo-Operation-Id", "Apollo-Require-Preflight"},
		ExposedHeaders: []string{requestIDHeader, "ETag", "Retry-After", "Content-Language"},
		MaxAge:         86400, // seconds that a browser may keep a preflight
	}).Handler
}

// limitBody reads the body at once, so that a refusal is ours and not that of whoever would read it.
func limitBody(maximum int64) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.ContentLength > maximum {
				refuseBody(w, &http.MaxBytesError{Limit: maximum})
				return
			}
			body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maximum))
			if err != nil {
				refuseBody(w, err)
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
			next.ServeHTTP(w, r)
		})
	}
}

// refuseBody says why a body was not read to its end.
func refuseBody(w http.ResponseWriter, err error) {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		refuse(w, http.StatusRequestEntityTooLarge, fault.PayloadTooLarge,
			"The body is larger than %d KiB.", tooLarge.Limit>>10)
	case errors.Is(err, os.ErrDeadlineExceeded):
		refuse(w, http.StatusRequestTimeout, fault.Timeout, "The body came too slowly.")
	default:
		refuse(w, http.StatusBadRequest, fault.BadUserInput, "The body ended too early.")
	}
}

// limitDuration ends the context of a request, so that its SQL stops.
func limitDuration(timeout time.Duration) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx, cancel := context.WithTimeout(r.Context(), timeout)
			defer cancel()
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
}
