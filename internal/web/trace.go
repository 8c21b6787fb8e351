package web

import (
	"context"
	"net/http"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Tracing sends spans of requests to an OpenTelemetry collector. Its zero value sends none.
type Tracing struct{ provider *sdktrace.TracerProvider }

// NewTracing returns what the standard variables of the environment ask for: nothing without an endpoint. The exporter reads
// its own variables from the environment of the process. The error says what is wrong with them.
func NewTracing(ctx context.Context, getenv func(string) string) (*Tracing, error) {
	endpoint := getenv("OTEL_EXPORTER_OTLP_ENDPOINT") + getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
	if endpoint == "" || getenv("OTEL_SDK_DISABLED") == "true" || getenv("OTEL_TRACES_EXPORTER") == "none" {
		return &Tracing{}, nil
	}
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, err
	}
	about, err := resource.New(ctx, resource.WithAttributes(attribute.String("service.name", "pilotgraph")), resource.WithFromEnv())
	if err != nil {
		return nil, err
	}
	return &Tracing{sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter), sdktrace.WithResource(about))}, nil
}

// Close sends what is left.
func (t *Tracing) Close(ctx context.Context) error {
	if t == nil || t.provider == nil {
		return nil
	}
	return t.provider.Shutdown(ctx)
}

// requests makes a span of each request, named by the address and never by what the client sent.
func (t *Tracing) requests(next http.Handler) http.Handler {
	if t == nil || t.provider == nil {
		return next
	}
	return otelhttp.NewHandler(next, "request",
		otelhttp.WithTracerProvider(t.provider),
		otelhttp.WithPropagators(propagation.TraceContext{}),
		otelhttp.WithPublicEndpointFn(func(*http.Request) bool { return true }), // the trace of a stranger is linked to, not continued
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return r.Method }))
}

// span makes a span inside that of the request. The caller ends it.
func span(ctx context.Context, name string) (context.Context, trace.Span) {
	return trace.SpanFromContext(ctx).TracerProvider().Tracer("pilotgraph").Start(ctx, name)
}

// describe adds what a request turned out to be to its span.
func describe(ctx context.Context, watched *exchange) {
	current := trace.SpanFromContext(ctx)
	if !current.IsRecording() || watched.cache == "" {
		return
	}
	current.SetAttributes(attribute.String("graphql.operation.name", watched.operation), attribute.String("pilotgraph.document", watched.document),
		attribute.String("pilotgraph.release", watched.release), attribute.String("pilotgraph.cache", watched.cache), attribute.Int("pilotgraph.cost", watched.cost))
}
