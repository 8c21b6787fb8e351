package web_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"pilotgraph/graph/fault"
	"pilotgraph/internal/web"
)

func TestMetrics(t *testing.T) {
	metrics := web.NewMetrics()
	server := serveWith(t, func(c *web.Config) {
		c.Metrics = metrics
		metrics.Watch(c.Releases)
	})
	server.get("query Secret {zones(first: 3) {nodes {id}}}")
	server.get("query Secret {zones(first: 3) {nodes {id}}}")
	server.post("{colour}", "Accept", "application/graphql-response+json")
	server.ask("GET", "/nothing/secret", "")
	operators := web.Operations(metrics, false)
	recorder := httptest.NewRecorder()
	operators.ServeHTTP(recorder, httptest.NewRequest("GET", "/metrics", nil))
	text := recorder.Body.String()
	for _, line := range []string{
		`pilotgraph_requests_total{address="/graphql",code="200"} 2`,
		`pilotgraph_requests_total{address="/graphql",code="400"} 1`,
		`pilotgraph_requests_total{address="/{collection}/{id}",code="404"} 1`,
		`pilotgraph_answers_total{cache="hit"} 1`,
		`pilotgraph_answers_total{cache="miss"} 2`,
		`pilotgraph_operation_cost_sum 3`,
		`pilotgraph_release_info{release="release:0.2.0"} 1`,
		`pilotgraph_release_published_seconds 1.7637696e+09`,
		`pilotgraph_sql_statements_total 1`,
	} {
		if !strings.Contains(text, "\n"+line+"\n") {
			t.Errorf("the metrics lack %s", line)
		}
	}
	if strings.Contains(text, "ecret") {
		t.Error("the metrics have what a client sent")
	}
	documented, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range regexp.MustCompile(`(?m)^# TYPE (pilotgraph_\w+)`).FindAllStringSubmatch(text, -1) {
		if !strings.Contains(string(documented), "| `"+name[1]+"` |") {
			t.Errorf("docs/operations.md does not list %s", name[1])
		}
	}
	for path, status := range map[string]int{"/debug/pprof/": 404, "/graphql": 404} {
		recorder := httptest.NewRecorder()
		if operators.ServeHTTP(recorder, httptest.NewRequest("GET", path, nil)); recorder.Code != status {
			t.Errorf("%s is answered with %d on the address for operators", path, recorder.Code)
		}
	}
	recorder = httptest.NewRecorder()
	if web.Operations(metrics, true).ServeHTTP(recorder, httptest.NewRequest("GET", "/debug/pprof/", nil)); recorder.Code != 200 {
		t.Errorf("profiles are answered with %d", recorder.Code)
	}
}

// TestTraces has a collector of its own, and looks what it is sent.
func TestTraces(t *testing.T) {
	var mutex sync.Mutex
	var sent strings.Builder
	collector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mutex.Lock()
		defer mutex.Unlock()
		_, _ = io.WriteString(&sent, r.URL.Path+"\n")
		_, _ = io.Copy(&sent, r.Body)
		w.Header().Set("Content-Type", "application/x-protobuf")
	}))
	defer collector.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	tracing, err := web.NewTracing(t.Context(), os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	server := serveWith(t, func(c *web.Config) { c.Tracing = tracing })
	server.get(`query Haidian {zone(id: "zone:bc-haidian") {id}}`, "Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	if err := tracing.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"/v1/traces", "pilotgraph", "prepare", "execute", "graphql.operation.name", "Haidian", "release:0.2.0"} {
		if !strings.Contains(sent.String(), text) {
			t.Errorf("the collector was not sent %s", text)
		}
	}
	if strings.Contains(sent.String(), "bc-haidian") {
		t.Error("the collector was sent what the client asked")
	}
}

func TestWithoutVariablesNothingIsTraced(t *testing.T) {
	tracing, err := web.NewTracing(t.Context(), func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	server := serveWith(t, func(c *web.Config) { c.Tracing = tracing })
	if got := server.post("{__typename}"); got.Code != 200 {
		t.Errorf("%d %s", got.Code, got.Body)
	}
	if err := tracing.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestReadyNamesTheRelease also has no release.
func TestReadyNamesTheRelease(t *testing.T) {
	if got := serve(t).ask("GET", "/readyz", ""); got.Code != 200 || !strings.Contains(got.Body.String(), `"release":"release:0.2.0"`) {
		t.Errorf("%d %s", got.Code, got.Body)
	}
	for _, failure := range []error{io.ErrUnexpectedEOF, fault.New(fault.Unavailable, "the release is damaged")} {
		handler := serveWith(t, func(c *web.Config) {
			c.Releases = func(context.Context, string) (*web.Served, func(), error) { return nil, nil, failure }
		})
		for target, status := range map[string]int{"/readyz": 503, "/healthz": 200, "/graphql?query=%7Ba%7D": 503, "/": 503} {
			got := handler.ask("GET", target, "")
			if got.Code != status || strings.Contains(got.Body.String(), "EOF") {
				t.Errorf("%s: %d %s", target, got.Code, got.Body)
			}
			if told := strings.Contains(got.Body.String(), `{"ready":false,"reason":"the release is damaged"}`); told != (target == "/readyz" && failure != io.ErrUnexpectedEOF) {
				t.Errorf("%s: %s", target, got.Body)
			}
		}
	}
}

// TestWhatMayBeDamagedIsNotKept answers from a database that is not compared yet: a client keeps nothing unasked.
func TestWhatMayBeDamagedIsNotKept(t *testing.T) {
	verified := false
	server := serveWith(t, func(c *web.Config) {
		releases := c.Releases
		c.Releases = func(ctx context.Context, name string) (*web.Served, func(), error) {
			served, done, err := releases(ctx, name)
			if err == nil {
				served.Verified = func() bool { return verified }
			}
			return served, done, err
		}
	})
	targets := map[string]string{
		"/graphql?query=%7B__typename%7D":                "public, max-age=60, stale-while-revalidate=600",
		"/releases/0.2.0/graphql?query=%7B__typename%7D": "public, max-age=31536000, immutable",
		"/releases": "private, max-age=60, stale-while-revalidate=600",
	}
	for _, verified = range []bool{false, true} {
		for target, lasting := range targets {
			if !verified {
				lasting = "no-cache"
			}
			first := server.ask("GET", target, "")
			again := server.ask("GET", target, "", "If-None-Match", first.Header().Get("ETag"))
			if first.Code != 200 || again.Code != 304 || first.Header().Get("Cache-Control") != lasting || again.Header().Get("Cache-Control") != lasting {
				t.Errorf("%s, %v: %d %v, then %d %v", target, verified, first.Code, first.Header(), again.Code, again.Header())
			}
		}
		if got := server.ask("GET", "/readyz", "").Body.String(); !strings.Contains(got, fmt.Sprintf(`"verified":%v}`, verified)) {
			t.Error(got)
		}
	}
}
