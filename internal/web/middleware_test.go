package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pilotgraph/internal/web"
)

func TestSecurityHeaders(t *testing.T) {
	for _, target := range []string{"/", "/graphql", "/nothing", "/schema.graphql"} {
		header := ask(t, "GET", target, "", nil).Header()
		for name, want := range map[string]string{
			"X-Content-Type-Options":  "nosniff",
			"Referrer-Policy":         "no-referrer",
			"Content-Security-Policy": "default-src 'none'; style-src 'self'",
		} {
			if !strings.HasPrefix(header.Get(name), want) {
				t.Errorf("%s: %s is %q, want %q", target, name, header.Get(name), want)
			}
		}
	}
}

func TestCrossOrigin(t *testing.T) {
	origin := map[string]string{"Origin": "https://app.example"}
	for _, target := range []string{"/graphql", "/nothing"} {
		header := ask(t, "GET", target, "", origin).Header()
		if header.Get("Access-Control-Allow-Origin") != "*" || header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: any origin without credentials is allowed, but the header is %v", target, header)
		}
		if exposed := header.Get("Access-Control-Expose-Headers"); exposed != "X-Request-Id, Etag, Retry-After, Content-Language" {
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
		got := ask(t, "OPTIONS", "/graphql", "", map[string]string{
			"Origin":                         "https://app.example",
			"Access-Control-Request-Method":  test.method,
			"Access-Control-Request-Headers": test.header,
		})
		allowed := got.Header().Get("Access-Control-Allow-Origin") == "*"
		if got.Code != http.StatusNoContent || allowed != test.allowed {
			t.Errorf("preflight of %s with %s: status %d, allowed %v", test.method, test.header, got.Code, allowed)
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
		got := ask(t, "GET", "/healthz", "", map[string]string{"X-Request-Id": given}).Header().Get("X-Request-Id")
		if (got == given) != kept || len(got) == 0 {
			t.Errorf("id %q became %q, kept should be %v", given, got, kept)
		}
	}
}

func TestAccessLog(t *testing.T) {
	handler, log := newHandler(echo)
	target := `/graphql?query=query+Secret+%7Bzones%7D&operationName=Secret&variables=%7B%22id%22%3A%22hidden%22%7D`
	request := httptest.NewRequest("GET", target, strings.NewReader("hidden"))
	request.Header.Set("X-Request-Id", "abc")
	got := httptest.NewRecorder()
	handler.ServeHTTP(got, request)

	line := lines(t, log)[0]
	for name, want := range map[string]any{
		"msg": "request", "id": "abc", "method": "GET", "path": "/graphql", "status": 200.0,
		"bytes": float64(got.Body.Len()), "operation": "Secret",
	} {
		if line[name] != want {
			t.Errorf("%s is %v, want %v", name, line[name], want)
		}
	}
	if _, has := line["seconds"]; !has {
		t.Error("the line does not say how long it took")
	}
	if strings.Contains(log.String(), "hidden") || strings.Contains(log.String(), "zones") {
		t.Errorf("the log has variables, body or query: %s", log)
	}
}

func TestAccessLogOfRefusal(t *testing.T) {
	handler, log := newHandler(echo)
	handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("POST", "/graphql", strings.NewReader(strings.Repeat("x", 200<<10))))
	if got := lines(t, log); len(got) != 1 || got[0]["status"] != 413.0 {
		t.Errorf("want one line with status 413, got %v", got)
	}
}

// lines returns the lines of a JSON log.
func lines(t *testing.T, log *bytes.Buffer) (lines []map[string]any) {
	t.Helper()
	for text := range strings.Lines(log.String()) {
		var line map[string]any
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatalf("the log line %q: %v", text, err)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestPanic(t *testing.T) {
	handler, log := newHandler(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("ETag", `"1"`)
		panic("secret cause")
	})
	request := httptest.NewRequest("GET", "/graphql", nil)
	request.Header.Set("X-Request-Id", "abc")
	request.Header.Set("Origin", "https://app.example")
	got := httptest.NewRecorder()
	handler.ServeHTTP(got, request)

	if got.Code != 500 || strings.Contains(got.Body.String(), "secret") {
		t.Errorf("status %d: %s", got.Code, got.Body)
	}
	if got.Header().Get("ETag") != "" || got.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("header %v", got.Header())
	}
	checkRefusal(t, got, "INTERNAL", "request id abc")

	logged := lines(t, log)
	if len(logged) != 2 || logged[0]["status"] != 500.0 || logged[1]["panic"] != "secret cause" || logged[1]["id"] != "abc" {
		t.Fatalf("want an access line and the panic, got %v", logged)
	}
	if stack, _ := logged[1]["stack"].(string); !strings.Contains(stack, "TestPanic") {
		t.Errorf("the stack does not say where: %s", stack)
	}
}

func TestPanicInTheMiddleOfAnAnswerCutsIt(t *testing.T) {
	handler, _ := newHandler(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"data":`))
		panic("secret cause")
	})
	defer func() {
		if cause := recover(); cause != http.ErrAbortHandler {
			t.Errorf("the connection is not cut: %v", cause)
		}
	}()
	handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/graphql", nil))
}

func TestTimeoutIsInTheContext(t *testing.T) {
	handler, _ := newHandler(func(_ http.ResponseWriter, r *http.Request) {
		deadline, has := r.Context().Deadline()
		if left := time.Until(deadline); !has || left > 5*time.Second || left < 4*time.Second {
			t.Errorf("the graph has %v", left)
		}
	})
	handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/graphql", nil))
}

func TestSlowBody(t *testing.T) {
	handler, _ := newHandler(echo)
	server := httptest.NewUnstartedServer(handler)
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
	defer response.Body.Close()
	if response.StatusCode != http.StatusRequestTimeout {
		t.Errorf("status %d, want 408", response.StatusCode)
	}
}

// blockedReader is a body that never comes.
type blockedReader struct{ ctx context.Context }

// Read waits for the end of the test.
func (b blockedReader) Read([]byte) (int, error) {
	<-b.ctx.Done()
	return 0, b.ctx.Err()
}

func TestWithRequestID(t *testing.T) {
	var log bytes.Buffer
	logger := slog.New(web.WithRequestID(web.WithRequestID(slog.NewJSONHandler(&log, nil)))).With("a", 1)
	handler := web.New(web.Config{
		Log: slog.New(slog.DiscardHandler),
		Graph: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			logger.InfoContext(r.Context(), "inside")
			logger.Info("outside")
		}),
	})
	request := httptest.NewRequest("GET", "/graphql", nil)
	request.Header.Set("X-Request-Id", "abc")
	handler.ServeHTTP(httptest.NewRecorder(), request)

	logged := lines(t, &log)
	if logged[0]["id"] != "abc" || logged[1]["id"] != nil || strings.Count(log.String(), `"id"`) != 1 {
		t.Errorf("want the id once, on the first line: %s", &log)
	}
}
