package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestProxyAsksTheNextServer(t *testing.T) {
	answers := func(status int, text string) string {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, text+string(body))
		}))
		t.Cleanup(server.Close)
		return strings.TrimPrefix(server.URL, "http://")
	}
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	closed := strings.TrimPrefix(gone.URL, "http://")
	busy, good := answers(http.StatusServiceUnavailable, "busy "), answers(http.StatusOK, "good ")
	for want, servers := range map[string][]string{"good question": {closed, busy, good}, "busy question": {closed, busy}, "": {closed}} {
		proxy := httptest.NewServer(newProxy(servers))
		defer proxy.Close()
		for range len(servers) { // each is the first once
			response, err := http.Post(proxy.URL, "text/plain", strings.NewReader("question"))
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(response.Body)
			_ = response.Body.Close()
			if err != nil || string(body) != want {
				t.Errorf("%d servers: %s %q, want %q", len(servers), response.Status, body, want)
			}
		}
	}
}
