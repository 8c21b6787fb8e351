package web_test

import (
	"context"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"pilotgraph/graph/fault"
	"pilotgraph/internal/web"
)

// TestEveryRefusalHasItsCost sends what is refused before anything of it is counted.
func TestEveryRefusalHasItsCost(t *testing.T) {
	server := serve(t, func(s *web.Settings) { s.RateCost, s.Files = 10, 1 })
	unknown := `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + sha256Hex("{unknown}") + `"}}}`
	isJSON := []string{"Content-Type", "application/json"}
	server.post("{zones(first: 10) {nodes {id}}}")
	for name, refused := range map[string]struct {
		got    *httptest.ResponseRecorder
		status int
	}{
		"no query":              {server.ask("POST", "/graphql", "{}", isJSON...), 400},
		"no query by GET":       {server.ask("GET", "/releases/0.2.0/graphql", ""), 400},
		"wrong variables":       {server.ask("POST", "/graphql", `{"query":"{__typename}","variables":[]}`, isJSON...), 400},
		"an unknown hash":       {server.ask("POST", "/graphql", unknown, isJSON...), 200},
		"an unknown release":    {server.ask("GET", "/releases/9.9.9/graphql?query={__typename}", ""), 404},
		"another method":        {server.ask("PUT", "/graphql", ""), 405},
		"another media type":    {server.ask("GET", "/graphql?query={__typename}", "", "Accept", "image/png"), 406},
		"a large body":          {server.ask("POST", "/graphql", strings.Repeat("x", 200<<10), isJSON...), 413},
		"a long address":        {server.ask("GET", "/graphql?query="+strings.Repeat("x", 9<<10), ""), 414},
		"a form":                {server.ask("POST", "/graphql", "query=x", "Content-Type", "application/x-www-form-urlencoded"), 415},
		"too many points":       {server.post("{zones(first: 9) {nodes {id}}}"), 429},
		"many fields of header": {server.ask("GET", "/graphql", "", slices.Repeat([]string{"X-A", "b"}, 101)...), 431},
		"too many requests": {func() *httptest.ResponseRecorder {
			few := serve(t, func(s *web.Settings) { s.RateRequests = 1 })
			few.post("{__typename}")
			return few.post("{__typename}")
		}(), 429},
		"no release": {serveWith(t, func(c *web.Config) {
			c.Releases = func(context.Context, string) (*web.Served, func(), error) {
				return nil, nil, fault.New(fault.Unavailable, "none can be opened")
			}
		}).post("{__typename}"), 503},
		"a fault": {serveWith(t, func(c *web.Config) {
			c.Releases = func(context.Context, string) (*web.Served, func(), error) { panic("a fault") }
		}).post("{__typename}"), 500},
	} {
		if refused.got.Code != refused.status || !strings.Contains(refused.got.Body.String(), `"extensions":{"cost":{"requested":null,"maximum":50000}}}`) {
			t.Errorf("%s: %d, want %d: %s", name, refused.got.Code, refused.status, refused.got.Body)
		}
	}
	if other := server.ask("POST", "/healthz", ""); strings.Contains(other.Body.String(), "cost") {
		t.Errorf("what is no question has a cost: %s", other.Body)
	}
}
