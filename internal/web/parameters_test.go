package web_test

import (
	"net/url"
	"strings"
	"sync"
	"testing"

	"pilotgraph/internal/web"
)

// TestAnAddressIsNeverTakenForABody sends the text of an address that was answered as the body of a POST, and the other way round.
func TestAnAddressIsNeverTakenForABody(t *testing.T) {
	server := serve(t)
	address, body := "query="+url.QueryEscape("{__typename}"), `{"query":"{__typename}"}`
	for range 2 {
		if got := server.ask("GET", "/graphql?"+address, ""); got.Code != 200 {
			t.Errorf("GET: %d %s", got.Code, got.Body)
		}
		if got := server.ask("POST", "/graphql", body, "Content-Type", "application/json"); got.Code != 200 {
			t.Errorf("POST: %d %s", got.Code, got.Body)
		}
		if got := server.ask("POST", "/graphql", address, "Content-Type", "application/json"); got.Code != 400 {
			t.Errorf("an address as body: %d %s", got.Code, got.Body)
		}
		if got := server.ask("GET", "/graphql?"+body, ""); got.Code != 400 {
			t.Errorf("a body as address: %d %s", got.Code, got.Body)
		}
	}
}

// TestTheSameBodyIsExecutedByManyAtOnce shows that requests do not share the variables that executing completes.
func TestTheSameBodyIsExecutedByManyAtOnce(t *testing.T) {
	server := serve(t, func(s *web.Settings) { s.ResponseCache = 0 })
	body := `{"query":"query($o: [ZoneOrder!], $f: ZoneFilter) {zones(first: 2, orderBy: $o, filter: $f) {nodes {id}}}",
		"variables":{"o":[{"field":"NAME"}],"f":{"or":[{"kind":{"eq":"PILOT_ZONE"}}]}}}`
	want := server.ask("POST", "/graphql", body, "Content-Type", "application/json").Body.String()
	if !strings.Contains(want, `"nodes":[{`) {
		t.Fatal(want)
	}
	var asking sync.WaitGroup
	for range 8 {
		asking.Go(func() {
			for range 20 {
				if got := server.ask("POST", "/graphql", body, "Content-Type", "application/json").Body.String(); got != want {
					t.Errorf("got %s", got)
				}
			}
		})
	}
	asking.Wait()
}
