package web

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
)

const (
	requestIDHeader  = "X-Request-Id"
	maximumRequestID = 64 // characters
)

// requestIDKey is the key of the id in a context.
type requestIDKey struct{}

// requestID names each request, in its answer and in its context. A well-formed
// id that comes with it is kept, so that a proxy's log and ours agree.
func requestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get(requestIDHeader)
		if !isRequestID(id) {
			id = rand.Text()
		}
		w.Header().Set(requestIDHeader, id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id)))
	})
}

// isRequestID reports whether an id is short and plain enough for logs and headers.
func isRequestID(id string) bool {
	if id == "" || len(id) > maximumRequestID {
		return false
	}
	for _, c := range []byte(id) {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !letter && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return true
}

// WithRequestID returns a log handler that adds the id of the request to every
// line logged with the request's context, in whatever package.
func WithRequestID(handler slog.Handler) slog.Handler {
	if _, done := handler.(requestIDLog); done {
		return handler
	}
	return requestIDLog{handler}
}

// requestIDLog is the handler of WithRequestID.
type requestIDLog struct{ slog.Handler }

// Handle adds the id where the context has one.
func (l requestIDLog) Handle(ctx context.Context, line slog.Record) error {
	if id, ok := ctx.Value(requestIDKey{}).(string); ok {
		line.AddAttrs(slog.String("id", id))
	}
	return l.Handler.Handle(ctx, line)
}

// WithAttrs keeps the id in loggers made by With.
func (l requestIDLog) WithAttrs(attributes []slog.Attr) slog.Handler {
	return requestIDLog{l.Handler.WithAttrs(attributes)}
}

// WithGroup keeps the id in loggers made by WithGroup.
func (l requestIDLog) WithGroup(name string) slog.Handler {
	return requestIDLog{l.Handler.WithGroup(name)}
}
