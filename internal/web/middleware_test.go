package web_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pilotgraph/internal/web"
)

func TestSecurityHeaders(t *testing.T) {
	for target, policy := range map[string]string{"/": "default-src 'self'; object-src 'none'", "/nothing": "default-src 'self'", "/graphql": "default-src 'none'", "/schema.graphql": "default-src 'none'"} {
		header := serve(t).ask("GET", target, "").Header()
		for name, want := range map[string]string{
			"X-Content-Type-Options":  "nosniff",
			"Referrer-Policy":         "no-referrer",
			"Content-Security-Policy": policy,
			// Pages of any origin may show what an open API answers.
			"Cross-Origin-Resource-Policy": "cross-origin",
		} {
			if !strings.HasPrefix(header.Get(name), want) {
				t.Errorf("%s: %s is %q, want %q", target, name, header.Get(name), want)
			}
		}
	}
}

// TestNoAnswerNamesWhatServes looks at what is sent over the network, where net/http adds to the header.
func TestNoAnswerNamesWhatServes(t *testing.T) {
	network := httptest.NewServer(serve(t))
	defer network.Close()
	for _, target := range []string{"/", "/graphql?query={__typename}", "/schema.graphql", "/nothing", "/healthz"} {
		response, err := network.Client().Get(network.URL + target)
		if err != nil {
			t.Fatal(err)
		}
		_ = read(t, response)
		for _, name := range []string{"Server", "X-Powered-By", "Via"} {
			if value, given := response.Header[name]; given {
				t.Errorf("%s: %s is %v", target, name, value)
			}
		}
	}
}

func TestCrossOrigin(t *testing.T) {
	for _, target := range []string{"/graphql", "/nothing"} {
		header := serve(t).ask("GET", target, "", "Origin", "https://app.example").Header()
		if header.Get("Access-Control-Allow-Origin") != "*" || header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: any origin without credentials is allowed, but the header is %v", target, header)
		}
		if exposed := header.Get("Access-Control-Expose-Headers"); exposed != "X-Request-Id, Etag, Link, Repr-Digest, Retry-After, Content-Language, Server-Timing, Ratelimit, Ratelimit-Policy" {
			t.Errorf("%s: exposed %q", target, exposed)
		}
	}
	tests := []struct {
		method, header string
		allowed        bool
	}{
		{"POST", "content-type", true},
		{"POST", "accept,accept-language,content-type", true},
		{"GET", "apollo-require-preflight,x-apollo-operation-name", true},
		{"POST", "authorization", false},
		{"DELETE", "content-type", false},
	}
	for _, test := range tests {
		got := serve(t).ask("OPTIONS", "/graphql", "", "Origin", "https://app.example",
			"Access-Control-Request-Method", test.method, "Access-Control-Request-Headers", test.header)
		allowed := got.Header().Get("Access-Control-Allow-Origin") == "*"
		if got.Code != http.StatusNoContent || allowed != test.allowed {
			t.Errorf("preflight of %s with %s: status %d, allowed %v", test.method, test.header, got.Code, allowed)
		}
		if age := got.Header().Get("Access-Control-Max-Age"); allowed && age != "86400" {
			t.Errorf("a preflight may be kept for %q seconds", age)
		}
	}
}

func TestRequestID(t *testing.T) {
	for given, kept := range map[string]bool{
		"a-B_9.x":               true,
		strings.Repeat("a", 64): true,
		strings.Repeat("a", 65): false,
		"":                      false,
		"two words":             false,
		"<b>":                   false,
		"a\nb":                  false,
	} {
		got := serve(t).ask("GET", "/healthz", "", "X-Request-Id", given).Header().Get("X-Request-Id")
		if (got == given) != kept || len(got) == 0 {
			t.Errorf("id %q became %q, kept should be %v", given, got, kept)
		}
	}
}

func TestOriginsOfTheSettingAlone(t *testing.T) {
	server := serve(t, func(s *web.Settings) { s.Origins = []string{"https://app.example"} })
	for origin, allowed := range map[string]string{"https://app.example": "https://app.example", "https://other.example": "", "null": ""} {
		got := server.post("{__typename}", "Origin", origin)
		if got.Header().Get("Access-Control-Allow-Origin") != allowed || !strings.Contains(strings.Join(got.Header().Values("Vary"), ","), "Origin") {
			t.Errorf("%s: %v", origin, got.Header())
		}
	}
}

func TestALineForEachRequestThatRepeatsNothing(t *testing.T) {
	server := serve(t)
	target := "/graphql?query=query+Secret($id:ID!)%7Bzone(id:$id)%7Bid%7D%7D&operationName=Secret&variables=%7B%22id%22%3A%22zone:bc-haidian%22%7D"
	for range 2 {
		server.ask("GET", target, "hidden", "X-Request-Id", "abc")
	}
	server.ask("POST", "/graphql", strings.Repeat("x", 200<<10))
	lines := server.lines(t, "request")
	if len(lines) != 3 {
		t.Fatalf("%d lines: %s", len(lines), server.log)
	}
	for i, want := range []map[string]any{
		{"id": "abc", "method": "GET", "path": "/graphql", "status": 200.0, "operation": "Secret", "cache": "miss", "release": "release:0.2.0", "cost": 1.0},
		{"id": "abc", "status": 200.0, "cache": "hit"},
		{"status": 415.0},
	} {
		for name, value := range want {
			if lines[i][name] != value {
				t.Errorf("line %d: %s is %v, want %v", i, name, lines[i][name], value)
			}
		}
	}
	for _, name := range []string{"seconds", "prepare", "execute", "document", "bytes"} {
		if _, has := lines[0][name]; !has {
			t.Errorf("the line has no %s", name)
		}
	}
	for _, hidden := range []string{"hidden", "haidian", "zone("} {
		if strings.Contains(server.log.String(), hidden) {
			t.Errorf("the log has variables, body or query: %s", server.log)
		}
	}
}

func TestTheAccessLogCanBeOff(t *testing.T) {
	server := serve(t, func(s *web.Settings) { s.AccessLog = "off" })
	if server.post("{__typename}"); server.log.String() != "" {
		t.Errorf("the log has %s", server.log)
	}
}

func TestAPanicIsOneAnswerWithAnID(t *testing.T) {
	var log bytes.Buffer
	handler, err := web.New(web.Config{
		Settings: defaults(), Log: slog.New(slog.NewJSONHandler(&log, nil)),
		Releases: func(context.Context, string) (*web.Served, func(), error) { panic("secret cause") },
	})
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest("GET", "/graphql", nil)
	request.Header.Set("X-Request-Id", "abc")
	request.Header.Set("Origin", "https://app.example")
	got := httptest.NewRecorder()
	handler.ServeHTTP(got, request)
	if got.Code != 500 || strings.Contains(got.Body.String(), "secret") || got.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("status %d: %s %v", got.Code, got.Body, got.Header())
	}
	checkRefusal(t, got, "INTERNAL", "request id abc")
	if text := log.String(); strings.Count(text, "secret cause") != 1 || !strings.Contains(text, "TestAPanicIsOneAnswerWithAnID") || strings.Count(text, `"id":"abc"`) != 2 {
		t.Errorf("want an access line and the panic with its stack, got %s", text)
	}
}

func TestSlowBody(t *testing.T) {
	server := httptest.NewUnstartedServer(serve(t))
	server.Config.ReadTimeout = 100 * time.Millisecond
	server.Start()
	defer server.Close()
	request, err := http.NewRequest("POST", server.URL+"/graphql", blockedReader{t.Context()})
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if body := read(t, response); response.StatusCode != http.StatusRequestTimeout || !strings.Contains(body, "TIMEOUT") {
		t.Errorf("status %d, want 408: %s", response.StatusCode, body)
	}
}

// blockedReader is a body that never comes.
type blockedReader struct{ ctx context.Context }

// Read waits for the end of the test.
func (b blockedReader) Read([]byte) (int, error) {
	<-b.ctx.Done()
	return 0, b.ctx.Err()
}
