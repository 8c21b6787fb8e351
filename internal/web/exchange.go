package web

import (
	"context"
	"log/slog"
	"time"
)

// exchange is what a request turned out to be, for its line in the log and for the metrics.
type exchange struct {
	operation string        // its name
	document  string        // hash of the document
	release   string        // id of the release that answered
	cache     string        // "hit", "miss", "joined", "not modified" or "off"; "" where nothing was asked of the graph
	cost      int           // of the operation, where it was executed
	prepare   time.Duration // parsing and checks
	execute   time.Duration
}

type exchangeKey struct{}

// exchangeOf returns the exchange of a request. One that is not watched has one nobody reads.
func exchangeOf(ctx context.Context) *exchange {
	if known, ok := ctx.Value(exchangeKey{}).(*exchange); ok {
		return known
	}
	return &exchange{}
}

// attributes are the parts of the line in the log that only questions to the graph have.
func (e *exchange) attributes() []slog.Attr {
	if e.cache == "" {
		return nil
	}
	attributes := []slog.Attr{slog.String("release", e.release), slog.String("cache", e.cache)}
	if e.operation != "" {
		attributes = append(attributes, slog.String("operation", e.operation))
	}
	if e.document != "" {
		attributes = append(attributes, slog.String("document", e.document))
	}
	if e.cache != "not modified" {
		attributes = append(attributes, slog.Int("cost", e.cost))
	}
	if e.execute > 0 {
		attributes = append(attributes,
			slog.Float64("prepare", e.prepare.Seconds()), slog.Float64("execute", e.execute.Seconds()))
	}
	return attributes
}
