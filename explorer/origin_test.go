package explorer_test

import (
	"net/http/httptest"
	"testing"

	"pilotgraph/explorer"
)

// TestOriginTrustsNoHost reads the address of a server that was not told its own: clients can send any Host.
func TestOriginTrustsNoHost(t *testing.T) {
	for host, want := range map[string]string{
		"pilots.example:8080":    "http://pilots.example:8080",
		"[::1]:8080":             "http://[::1]:8080",
		"a.example;reboot":       "http://localhost",
		"$(reboot)":              "http://localhost",
		"\"><script>.example":    "http://localhost",
		"a.example/b":            "http://localhost",
		"someone@pilots.example": "http://localhost",
		"":                       "http://localhost",
	} {
		request := httptest.NewRequest("GET", "/", nil)
		request.Host = host
		if got := explorer.Origin("", request); got != want {
			t.Errorf("host %q: %q, want %q", host, got, want)
		}
	}
	if got := explorer.Origin("https://pilots.example", httptest.NewRequest("GET", "/", nil)); got != "https://pilots.example" {
		t.Errorf("the public URL is not taken: %q", got)
	}
}
