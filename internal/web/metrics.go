package web

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics counts requests for Prometheus. A nil Metrics counts nothing. Every label has few values.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	cost     prometheus.Histogram
	cache    *prometheus.CounterVec
}

// NewMetrics returns metrics of the process, and none of requests yet.
func NewMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "pilotgraph_requests_total", Help: "Requests by address and status."}, []string{"address", "code"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "pilotgraph_request_seconds", Help: "Time of requests by address.",
			Buckets: []float64{0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5}}, []string{"address"}),
		cost: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "pilotgraph_operation_cost", Help: "Cost of operations that were executed: objects that they may return.",
			Buckets: prometheus.ExponentialBuckets(1, 4, 9)}),
		cache: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "pilotgraph_answers_total", Help: "Answers by how they were found: hit, miss, joined, not modified, off."}, []string{"cache"}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.cost, m.cache, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Watch adds what is read from the release that is served whenever somebody asks: which it is, and the statements of its database.
func (m *Metrics) Watch(releases Releases) {
	if m == nil {
		return
	}
	current := func(read func(*Served) float64) func() float64 {
		return func() float64 {
			served, done, err := releases(context.Background(), "")
			if err != nil {
				return 0
			}
			defer done()
			return read(served)
		}
	}
	m.registry.MustRegister(
		prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "pilotgraph_sql_statements_total", Help: "Statements that the database of the release was asked."},
			current(func(served *Served) float64 { return float64(served.Graph.Statements()) })),
		prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "pilotgraph_executor_fallbacks_total", Help: "Operations that gqlgen's executor answered in the place of plans."},
			current(func(served *Served) float64 { return float64(served.Graph.FellBack()) })),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "pilotgraph_release_published_seconds", Help: "When the release was published, in seconds since 1970."},
			current(func(served *Served) float64 { return float64(served.Release.PublishedAt.Unix()) })),
		releaseInfo{releases})
}

// releaseInfo is 1 with the name of the release that is served.
type releaseInfo struct{ releases Releases }

var releaseInfoDescription = prometheus.NewDesc("pilotgraph_release_info", "The release that is served.", []string{"release"}, nil)

// Describe names the metric.
func (releaseInfo) Describe(to chan<- *prometheus.Desc) { to <- releaseInfoDescription }

// Collect reads which release is served.
func (i releaseInfo) Collect(to chan<- prometheus.Metric) {
	if served, done, err := i.releases(context.Background(), ""); err == nil {
		defer done()
		to <- prometheus.MustNewConstMetric(releaseInfoDescription, prometheus.GaugeValue, 1, served.Release.ID)
	}
}

// handler answers what Prometheus asks.
func (m *Metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// observe counts a request to an address, which is the pattern of a route.
func (m *Metrics) observe(address string, status int, took time.Duration, watched *exchange) {
	if m == nil {
		return
	}
	if address == "" {
		address = "none" // refused before an address was looked for
	}
	m.requests.WithLabelValues(address, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(address).Observe(took.Seconds())
	if watched.cache != "" {
		m.cache.WithLabelValues(watched.cache).Inc()
	}
	if watched.execute > 0 && watched.cache != "joined" {
		m.cost.Observe(float64(watched.cost))
	}
}
