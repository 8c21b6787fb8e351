package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"pilotgraph/internal/web"
)

// echo stands for the graph: it tells what it was asked.
func echo(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{"query": r.URL.Query().Get("query"), "body": string(body)})
}

// newHandler returns the handler of a small release with this graph, and its log.
func newHandler(graph http.HandlerFunc) (http.Handler, *bytes.Buffer) {
	var log bytes.Buffer
	return web.New(web.Config{
		Graph: graph,
		Exists: func(_ context.Context, id string) (bool, error) {
			if id == "zone:failing" {
				return false, errors.New("secret cause")
			}
			return !strings.Contains(id, "atlantis"), nil
		},
		Schema: func(string) (text, language string) { return "type Query { zones: Int }\n", "en" },
		Release: web.Release{
			ID: "release:0.2.0", Version: "0.2.0", Title: "Pilots <of> a country",
			PublishedAt: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC),
		},
		Log: slog.New(slog.NewJSONHandler(&log, nil)),
	}), &log
}

// ask sends one request to a new handler.
func ask(t *testing.T, method, target, body string, header map[string]string) *httptest.ResponseRecorder {
	t.Helper()
	handler, _ := newHandler(echo)
	request := httptest.NewRequest(method, target, strings.NewReader(body))
	for name, value := range header {
		request.Header.Set(name, value)
	}
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	return recorder
}

func TestAnswers(t *testing.T) {
	tests := []struct {
		name, method, target, body string
		header                     map[string]string
		status                     int
		contentType                string
		contains                   []string
	}{
		{name: "GraphQL by GET", method: "GET", target: "/graphql?query=%7Bzones%7D",
			status: 200, contentType: "application/json", contains: []string{`"query":"{zones}"`}},
		{name: "GraphQL by POST", method: "POST", target: "/graphql", body: `{"query":"{a}"}`,
			header: map[string]string{"Content-Type": "application/json; charset=UTF-8", "Content-Encoding": "identity"},
			status: 200, contentType: "application/json", contains: []string{`{\"query\":\"{a}\"}`}},
		{name: "largest body", method: "POST", target: "/graphql", body: strings.Repeat("x", 100<<10),
			header: map[string]string{"Content-Type": "application/json"},
			status: 200, contentType: "application/json", contains: []string{"xxx"}},
		{name: "schema", method: "GET", target: "/schema.graphql",
			status: 200, contentType: "text/plain; charset=utf-8", contains: []string{"type Query { zones: Int }\n"}},
		{name: "schema by HEAD", method: "HEAD", target: "/schema.graphql",
			status: 200, contentType: "text/plain; charset=utf-8"},
		{name: "alive", method: "GET", target: "/healthz",
			status: 200, contentType: "application/json", contains: []string{`{"alive":true}`}},
		{name: "ready", method: "GET", target: "/readyz",
			status: 200, contentType: "application/json", contains: []string{`{"ready":true,"release":"release:0.2.0"}`}},
		{name: "style", method: "GET", target: "/style.css",
			status: 200, contentType: "text/css; charset=utf-8", contains: []string{"prefers-color-scheme: dark"}},
		{name: "start page", method: "GET", target: "http://pilots.example:8080/",
			status: 200, contentType: "text/html; charset=utf-8", contains: []string{
				"PilotGraph brings", "<strong>0.2.0</strong>", "Pilots &lt;of&gt; a country", "23 November 2026",
				`href="/schema.graphql"`, "curl http://pilots.example:8080/graphql", `width=device-width`}},
		{name: "missing page for a browser", method: "GET", target: "/nothing/%3Cb%3E",
			header: map[string]string{"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
			status: 404, contentType: "text/html; charset=utf-8", contains: []string{"/nothing/&lt;b&gt;"}},
		{name: "missing record for a browser", method: "GET", target: "/releases/0.2.0/zones/atlantis",
			header: map[string]string{"Accept": "text/html,*/*;q=0.8"},
			status: 404, contentType: "text/html; charset=utf-8", contains: []string{"has no record &#34;zone:atlantis&#34;"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := ask(t, test.method, test.target, test.body, test.header)
			if got.Code != test.status {
				t.Errorf("status %d, want %d: %s", got.Code, test.status, got.Body)
			}
			if contentType := got.Header().Get("Content-Type"); contentType != test.contentType {
				t.Errorf("content type %q, want %q", contentType, test.contentType)
			}
			for _, text := range test.contains {
				if !strings.Contains(got.Body.String(), text) {
					t.Errorf("the answer lacks %q:\n%s", text, got.Body)
				}
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	jsonType := map[string]string{"Content-Type": "application/json"}
	tests := []struct {
		name, method, target, body string
		header                     map[string]string
		status                     int
		code, message, allow       string
	}{
		{"PUT of a query", "PUT", "/graphql", "{}", jsonType, 405, "METHOD_NOT_ALLOWED", "takes GET, HEAD, POST, not PUT", "GET, HEAD, POST"},
		{"OPTIONS that is no preflight", "OPTIONS", "/graphql", "", nil, 405, "METHOD_NOT_ALLOWED", "", "GET, HEAD, POST"},
		{"POST of the schema", "POST", "/schema.graphql", "", nil, 405, "METHOD_NOT_ALLOWED", "takes GET, HEAD", "GET, HEAD"},
		{"POST to the start page", "POST", "/", "", nil, 405, "METHOD_NOT_ALLOWED", "", "GET, HEAD"},
		{"DELETE of health", "DELETE", "/healthz", "", nil, 405, "METHOD_NOT_ALLOWED", "", "GET, HEAD"},
		{"POST of readiness", "POST", "/readyz", "", nil, 405, "METHOD_NOT_ALLOWED", "", "GET, HEAD"},
		{"POST of the style", "POST", "/style.css", "", nil, 405, "METHOD_NOT_ALLOWED", "", "GET, HEAD"},
		{"PATCH of a record", "PATCH", "/releases/0.2.0/zones/a", "", nil, 405, "METHOD_NOT_ALLOWED", "", "GET, HEAD"},
		{"POST without a type", "POST", "/graphql", "{}", nil, 415, "UNSUPPORTED_MEDIA_TYPE", "application/json", ""},
		{"POST of a form", "POST", "/graphql", "query=a", map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, 415, "UNSUPPORTED_MEDIA_TYPE", "", ""},
		{"POST of text", "POST", "/graphql", "{}", map[string]string{"Content-Type": "text/plain"}, 415, "UNSUPPORTED_MEDIA_TYPE", "", ""},
		{"POST of a broken type", "POST", "/graphql", "{}", map[string]string{"Content-Type": "application/json; ="}, 415, "UNSUPPORTED_MEDIA_TYPE", "", ""},
		{"POST in another charset", "POST", "/graphql", "{}", map[string]string{"Content-Type": "application/json; charset=latin1"}, 415, "UNSUPPORTED_MEDIA_TYPE", `charset "latin1"`, ""},
		{"POST that is compressed", "POST", "/graphql", "{}", map[string]string{"Content-Type": "application/json", "Content-Encoding": "gzip"}, 415, "UNSUPPORTED_MEDIA_TYPE", `Content-Encoding "gzip"`, ""},
		{"body too large", "POST", "/graphql", strings.Repeat("x", 100<<10+1), jsonType, 413, "PAYLOAD_TOO_LARGE", "100 KiB", ""},
		{"unknown path", "GET", "/nothing", "", nil, 404, "NOT_FOUND", "/nothing", ""},
		{"unknown path, JSON as good as HTML", "GET", "/nothing", "", map[string]string{"Accept": "text/html, */*"}, 404, "NOT_FOUND", "", ""},
		{"unknown path, HTML unwanted", "GET", "/nothing", "", map[string]string{"Accept": "text/html;q=0, application/json;q=0.1"}, 404, "NOT_FOUND", "", ""},
		{"below a known path", "GET", "/graphql/", "", nil, 404, "NOT_FOUND", "", ""},
		{"very long path", "GET", "/" + strings.Repeat("y", 5000), "", nil, 404, "NOT_FOUND", "…", ""},
		{"record of another release", "GET", "/releases/0.1.0/zones/bc-haidian", "", nil, 404, "NOT_FOUND", "0.2.0 is", ""},
		{"record that is not there", "GET", "/releases/0.2.0/zones/atlantis", "", nil, 404, "NOT_FOUND", `The release 0.2.0 has no record "zone:atlantis"`, ""},
		{"record that cannot be looked up", "GET", "/releases/0.2.0/zones/failing", "", nil, 503, "UNAVAILABLE", "try again later", ""},
		{"record of an unknown collection", "GET", "/releases/0.2.0/zone/bc-haidian", "", nil, 404, "NOT_FOUND", `"zone"`, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := ask(t, test.method, test.target, test.body, test.header)
			if got.Code != test.status || got.Header().Get("Allow") != test.allow {
				t.Errorf("status %d, Allow %q; want %d, %q", got.Code, got.Header().Get("Allow"), test.status, test.allow)
			}
			checkRefusal(t, got, test.code, test.message)
		})
	}
}

// checkRefusal fails unless the answer is one GraphQL error that nobody keeps.
func checkRefusal(t *testing.T, got *httptest.ResponseRecorder, code, message string) {
	t.Helper()
	if got.Header().Get("Content-Type") != "application/json" || got.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("content type %q, cache control %q", got.Header().Get("Content-Type"), got.Header().Get("Cache-Control"))
	}
	var answer struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	decoder := json.NewDecoder(got.Body)
	decoder.DisallowUnknownFields() // no data beside the errors
	if err := decoder.Decode(&answer); err != nil || len(answer.Errors) != 1 {
		t.Fatalf("not the shape of a GraphQL error: %v, %v", answer, err)
	}
	first := answer.Errors[0]
	if first.Extensions.Code != code || !strings.Contains(first.Message, message) || len(first.Message) > 300 {
		t.Errorf("got %s %q, want %s with %q", first.Extensions.Code, first.Message, code, message)
	}
}

func TestPermalinks(t *testing.T) {
	tests := []struct{ path, id string }{
		{"/releases/0.2.0/zones/bc-haidian", "zone:bc-haidian"},
		{"/releases/release:0.2.0/zones/bc-haidian", "zone:bc-haidian"},
		{"/releases/0.2.0/agency-roles/a-b", "agency-role:a-b"},
		{"/releases/0.2.0/agencies/cac", "agency:cac"},
		{"/releases/0.2.0/aliases/icbc-en", "alias:icbc-en"},
		{"/releases/0.2.0/reported-counts/a", "reported-count:a"},
		{"/releases/0.2.0/zones/%22%7D%26x=", `zone:"}&x=`},
	}
	for _, test := range tests {
		t.Run(test.path, func(t *testing.T) {
			got := ask(t, "GET", test.path, "", nil)
			location, err := url.Parse(got.Header().Get("Location"))
			if err != nil || got.Code != http.StatusSeeOther || location.Path != "/graphql" || location.Host != "" {
				t.Fatalf("status %d to %q", got.Code, got.Header().Get("Location"))
			}
			var variables map[string]string
			if err := json.Unmarshal([]byte(location.Query().Get("variables")), &variables); err != nil || variables["id"] != test.id {
				t.Errorf("variables %v, want the id %q", variables, test.id)
			}
			if query := location.Query().Get("query"); !strings.HasPrefix(query, "query Record($id: ID!) { node(id: $id)") {
				t.Errorf("query %q", query)
			}
		})
	}
}

func TestStartPageTrustsNoHost(t *testing.T) {
	for host, want := range map[string]string{
		"[::1]:8080":       "curl http://[::1]:8080/graphql",
		"a.example;reboot": "curl http://localhost/graphql",
		"$(reboot)":        "curl http://localhost/graphql",
		"":                 "curl http://localhost/graphql",
	} {
		handler, _ := newHandler(echo)
		request := httptest.NewRequest("GET", "/", nil)
		request.Host = host
		got := httptest.NewRecorder()
		handler.ServeHTTP(got, request)
		if !strings.Contains(got.Body.String(), want) {
			t.Errorf("host %q: the page lacks %q", host, want)
		}
	}
}

func TestStartPageIsSelfContained(t *testing.T) {
	page := ask(t, "GET", "http://here.example/", "", nil).Body.String()
	for _, unwanted := range []string{"<script", "style=", "<style", "https://", "//cdn", "<img"} {
		if strings.Contains(page, unwanted) {
			t.Errorf("the page has %q", unwanted)
		}
	}
}

func TestBodyOfUnknownLength(t *testing.T) {
	tests := []struct {
		name   string
		body   io.Reader
		status int
		code   string
	}{
		{"too large", strings.NewReader(strings.Repeat("x", 200<<10)), 413, "PAYLOAD_TOO_LARGE"},
		{"cut off", iotest.ErrReader(io.ErrUnexpectedEOF), 400, "BAD_USER_INPUT"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			handler, _ := newHandler(echo)
			request := httptest.NewRequest("POST", "/graphql", io.MultiReader(test.body))
			request.Header.Set("Content-Type", "application/json")
			got := httptest.NewRecorder()
			handler.ServeHTTP(got, request)
			if got.Code != test.status {
				t.Errorf("status %d, want %d", got.Code, test.status)
			}
			checkRefusal(t, got, test.code, "body")
		})
	}
}
