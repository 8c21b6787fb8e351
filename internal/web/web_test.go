package web_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/iotest"
)

// jsonType is the content type of answers, where a client does not ask for another.
const jsonType = "application/json; charset=utf-8"

func TestAnswers(t *testing.T) {
	tests := []struct {
		name, method, target, body string
		header                     map[string]string
		status                     int
		contentType                string
		contains                   []string
	}{
		{name: "GraphQL by GET", method: "GET", target: "/graphql?query=%7Bzones%7BtotalCount%7D%7D",
			status: 200, contentType: jsonType, contains: []string{`{"data":{"zones":{"totalCount":93}},"extensions":{"cost":{"requested":0,"maximum":50000}}}`}},
		{name: "GraphQL by HEAD", method: "HEAD", target: "/graphql?query=%7Bzones%7BtotalCount%7D%7D", status: 200, contentType: jsonType},
		{name: "GraphQL by POST", method: "POST", target: "/graphql", body: `{"query":"{zones {totalCount}}"}`,
			header: map[string]string{"Content-Type": "application/json; charset=UTF-8", "Content-Encoding": "identity"},
			status: 200, contentType: jsonType, contains: []string{`"totalCount":93`}},
		{name: "GraphQL on the release", method: "POST", target: "/releases/0.2.0/graphql", body: `{"query":"{zones {totalCount}}"}`,
			header: map[string]string{"Content-Type": "application/json"},
			status: 200, contentType: jsonType, contains: []string{`"totalCount":93`}},
		{name: "largest body", method: "POST", target: "/graphql", body: `{"query":"{__typename}"` + strings.Repeat(" ", 100<<10-24) + "}",
			header: map[string]string{"Content-Type": "application/json"},
			status: 200, contentType: jsonType, contains: []string{"Query"}},
		{name: "schema", method: "GET", target: "/schema.graphql",
			status: 200, contentType: "text/plain; charset=utf-8", contains: []string{"\ntype Zone implements "}},
		{name: "schema by HEAD", method: "HEAD", target: "/schema.graphql",
			status: 200, contentType: "text/plain; charset=utf-8"},
		{name: "alive", method: "GET", target: "/healthz",
			status: 200, contentType: jsonType, contains: []string{`{"alive":true}`}},
		{name: "ready", method: "GET", target: "/readyz",
			status: 200, contentType: jsonType, contains: []string{`{"ready":true,"release":"release:0.2.0","verified":true}`}},
		{name: "missing page for a browser", method: "GET", target: "/nothing/%3Cb%3E",
			header: map[string]string{"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
			status: 404, contentType: "text/html; charset=utf-8", contains: []string{"/nothing/&lt;b&gt;"}},
		{name: "missing record for a browser", method: "GET", target: "/releases/0.2.0/zones/atlantis",
			header: map[string]string{"Accept": "text/html,*/*;q=0.8"},
			status: 404, contentType: "text/html; charset=utf-8", contains: []string{"zone:atlantis"}},
	}
	handler := serve(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var header []string
			for name, value := range test.header {
				header = append(header, name, value)
			}
			got := handler.ask(test.method, test.target, test.body, header...)
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
	isJSON := map[string]string{"Content-Type": "application/json"}
	tests := []struct {
		name, method, target, body string
		header                     map[string]string
		status                     int
		code, message, allow       string
	}{
		{"PUT of a query", "PUT", "/graphql", "{}", isJSON, 405, "METHOD_NOT_ALLOWED", "takes GET, HEAD, POST, not PUT", "GET, HEAD, POST"},
		{"OPTIONS that is no preflight", "OPTIONS", "/graphql", "", nil, 405, "METHOD_NOT_ALLOWED", "", "GET, HEAD, POST"},
		{"POST of the schema", "POST", "/schema.graphql", "", nil, 405, "METHOD_NOT_ALLOWED", "takes GET, HEAD", "GET, HEAD"},
		{"POST to the start page", "POST", "/", "", nil, 405, "METHOD_NOT_ALLOWED", "", "GET, HEAD"},
		{"DELETE of health", "DELETE", "/healthz", "", nil, 405, "METHOD_NOT_ALLOWED", "", "GET, HEAD"},
		{"POST of readiness", "POST", "/readyz", "", nil, 405, "METHOD_NOT_ALLOWED", "", "GET, HEAD"},
		{"POST of a page", "POST", "/zones", "", nil, 405, "METHOD_NOT_ALLOWED", "", "GET, HEAD"},
		{"PATCH of a record", "PATCH", "/releases/0.2.0/zones/a", "", nil, 405, "METHOD_NOT_ALLOWED", "", "GET, HEAD"},
		{"POST without a type", "POST", "/graphql", "{}", nil, 415, "UNSUPPORTED_MEDIA_TYPE", "application/json", ""},
		{"POST of a form", "POST", "/graphql", "query=a", map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, 415, "UNSUPPORTED_MEDIA_TYPE", "", ""},
		{"POST of text", "POST", "/graphql", "{}", map[string]string{"Content-Type": "text/plain"}, 415, "UNSUPPORTED_MEDIA_TYPE", "", ""},
		{"POST of a broken type", "POST", "/graphql", "{}", map[string]string{"Content-Type": "application/json; ="}, 415, "UNSUPPORTED_MEDIA_TYPE", "", ""},
		{"POST in another charset", "POST", "/graphql", "{}", map[string]string{"Content-Type": "application/json; charset=latin1"}, 415, "UNSUPPORTED_MEDIA_TYPE", `charset "latin1"`, ""},
		{"POST that is compressed", "POST", "/graphql", "{}", map[string]string{"Content-Type": "application/json", "Content-Encoding": "gzip"}, 415, "UNSUPPORTED_MEDIA_TYPE", `Content-Encoding "gzip"`, ""},
		{"body too large", "POST", "/graphql", strings.Repeat("x", 100<<10+1), isJSON, 413, "PAYLOAD_TOO_LARGE", "100 KiB", ""},
		{"unknown path", "GET", "/nothing", "", nil, 404, "NOT_FOUND", "/nothing", ""},
		{"unknown path, JSON as good as HTML", "GET", "/nothing", "", map[string]string{"Accept": "text/html, */*"}, 404, "NOT_FOUND", "", ""},
		{"unknown path, HTML unwanted", "GET", "/nothing", "", map[string]string{"Accept": "text/html;q=0, application/json;q=0.1"}, 404, "NOT_FOUND", "", ""},
		{"below a known path", "GET", "/graphql/", "", nil, 404, "NOT_FOUND", "", ""},
		{"very long path", "GET", "/" + strings.Repeat("y", 5000), "", nil, 404, "NOT_FOUND", "…", ""},
		{"record of another release", "GET", "/releases/0.1.0/zones/bc-haidian", "", nil, 404, "NOT_FOUND", "0.2.0 is", ""},
		{"record that is not there", "GET", "/releases/0.2.0/zones/atlantis", "", map[string]string{"Accept": "application/json"}, 404, "NOT_FOUND", `The release 0.2.0 has no record "zone:atlantis"`, ""},
		{"record of an unknown collection", "GET", "/releases/0.2.0/zone/bc-haidian", "", map[string]string{"Accept": "application/json"}, 404, "NOT_FOUND", `"zone"`, ""},
	}
	handler := serve(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var header []string
			for name, value := range test.header {
				header = append(header, name, value)
			}
			got := handler.ask(test.method, test.target, test.body, header...)
			if got.Code != test.status || got.Header().Get("Allow") != test.allow {
				t.Errorf("status %d, Allow %q; want %d, %q", got.Code, got.Header().Get("Allow"), test.status, test.allow)
			}
			checkRefusal(t, got, test.code, test.message)
		})
	}
}

func TestPermalinks(t *testing.T) {
	handler := serve(t)
	for path, id := range map[string]string{
		"/releases/0.2.0/zones/bc-haidian":         "zone:bc-haidian",
		"/releases/release:0.2.0/zones/bc-haidian": "zone:bc-haidian",
		"/releases/0.2.0/agencies/cac":             "agency:cac",
		"/releases/0.2.0/releases/0.2.0":           "release:0.2.0",
	} {
		got := handler.ask("GET", path, "", "Accept", "application/json")
		location, err := url.Parse(got.Header().Get("Location"))
		if err != nil || got.Code != http.StatusSeeOther || location.Path != "/releases/0.2.0/graphql" || location.Host != "" {
			t.Fatalf("%s: status %d to %q", path, got.Code, got.Header().Get("Location"))
		}
		var variables map[string]string
		if err := json.Unmarshal([]byte(location.Query().Get("variables")), &variables); err != nil || variables["id"] != id {
			t.Errorf("%s: variables %v, want the id %q", path, variables, id)
		}
		if answer := handler.ask("GET", location.String(), ""); !strings.Contains(answer.Body.String(), `"id":"`+id+`"`) {
			t.Errorf("%s leads to %s", path, answer.Body)
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
			handler := serve(t)
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

// TestTheContractIsKeptByCaches asks for it in two languages and codings, and again with its tag.
func TestTheContractIsKeptByCaches(t *testing.T) {
	server := serve(t)
	tags := map[string]bool{}
	for _, language := range []string{"en", "zh"} {
		first := server.ask("GET", "/schema.graphql", "", "Accept-Language", language, "Accept-Encoding", "gzip")
		header, tag := first.Header(), first.Header().Get("ETag")
		varies := strings.Join(header.Values("Vary"), ", ")
		if first.Code != 200 || header.Get("Cache-Control") != "public, max-age=60, stale-while-revalidate=600" || !strings.HasPrefix(tag, `W/"`) ||
			!strings.Contains(varies, "Accept-Encoding") || !strings.Contains(varies, "Accept-Language") || header.Get("Content-Encoding") != "gzip" || header.Get("Content-Language") != language {
			t.Errorf("%s: %d %v", language, first.Code, header)
		}
		again := server.ask("GET", "/schema.graphql", "", "Accept-Language", language, "If-None-Match", tag)
		if again.Code != 304 || again.Body.Len() > 0 || again.Header().Get("ETag") != tag || again.Header().Get("Cache-Control") == "" || again.Header().Get("Vary") == "" {
			t.Errorf("%s again: %d %v", language, again.Code, again.Header())
		}
		tags[tag] = true
	}
	if len(tags) != 2 {
		t.Errorf("two languages have the tags %v", tags)
	}
}
