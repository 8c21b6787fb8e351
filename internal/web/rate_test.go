package web_test

import (
	"fmt"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"testing"

	"pilotgraph/internal/web"
)

// from asks a small question from an address, through proxies.
func (s *server) from(address, forwarded, document string) *httptest.ResponseRecorder {
	request := httptest.NewRequest("POST", "/graphql", strings.NewReader(`{"query":"`+document+`"}`))
	request.Header.Set("Content-Type", "application/json")
	request.RemoteAddr = address
	if forwarded != "" {
		request.Header.Set("X-Forwarded-For", forwarded)
	}
	recorder := httptest.NewRecorder()
	s.ServeHTTP(recorder, request)
	return recorder
}

func TestRequestsOfOneAddressAreLimited(t *testing.T) {
	server := serve(t, func(s *web.Settings) { s.RateRequests = 3 })
	for range 3 {
		if got := server.from("192.0.2.1:5000", "", "{__typename}"); got.Code != 200 || got.Header().Get("RateLimit-Policy") != `"requests";q=3;w=60` {
			t.Errorf("%d %v", got.Code, got.Header())
		}
	}
	got := server.from("192.0.2.1:5001", "", "{__typename}")
	if checkRefusal(t, got, "TOO_MANY_REQUESTS", "used its 3 requests of this minute; try again in"); got.Code != 429 || got.Header().Get("Retry-After") == "" || !strings.HasPrefix(got.Header().Get("RateLimit"), `"requests";r=0;t=`) {
		t.Errorf("%d %v", got.Code, got.Header())
	}
	for range 5 {
		if got := server.ask("GET", "/healthz", ""); got.Code != 200 || server.ask("GET", "/readyz", "").Code != 200 {
			t.Errorf("a balancer is refused: %d", got.Code)
		}
	}
	if got := server.from("192.0.2.2:5000", "192.0.2.1", "{__typename}"); got.Code != 200 {
		t.Errorf("another address: %d", got.Code)
	}
	if got := server.from("192.0.2.1:5000", "203.0.113.9", "{__typename}"); got.Code != 429 {
		t.Errorf("an address that pretends to be a proxy: %d", got.Code)
	}
}

func TestARefusalForCostSaysWhenToGoOn(t *testing.T) {
	server := serve(t, func(s *web.Settings) { s.RateCost = 60 })
	server.from("192.0.2.1:1", "", "{zones(first: 50) {nodes {id}}}")
	got := server.from("192.0.2.1:1", "", "{zones(first: 40) {nodes {id}}}")
	checkRefusal(t, got, "TOO_MANY_REQUESTS", "used its 60 points of cost of this minute; try again in")
	header := got.Header()
	seconds, err := strconv.Atoi(header.Get("Retry-After"))
	if got.Code != 429 || err != nil || seconds < 20 || seconds > 30 || header.Get("RateLimit-Policy") != `"cost";q=60;w=60` ||
		header.Get("RateLimit") != fmt.Sprintf(`"cost";r=0;t=%d`, seconds) {
		t.Errorf("%d %v", got.Code, header)
	}
}

func TestNetworksOfIPv6AreOneAddress(t *testing.T) {
	server := serve(t, func(s *web.Settings) { s.RateRequests = 1 })
	server.from("[2001:db8:1:2::1]:5000", "", "{__typename}")
	if got := server.from("[2001:db8:1:2::ffff]:5000", "", "{__typename}"); got.Code != 429 {
		t.Errorf("the same network: %d", got.Code)
	}
	if got := server.from("[2001:db8:1:3::1]:5000", "", "{__typename}"); got.Code != 200 {
		t.Errorf("another network: %d", got.Code)
	}
}

func TestTrustedProxiesSayWhoseRequestItIs(t *testing.T) {
	server := serve(t, func(s *web.Settings) {
		s.RateRequests, s.TrustedProxies = 1, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	})
	for _, each := range []struct {
		address, forwarded string
		code               int
	}{
		{"10.0.0.1:1", "198.51.100.1", 200},
		{"10.0.0.2:1", "198.51.100.1", 429},                        // the same client through another proxy
		{"10.0.0.1:1", "198.51.100.1, 198.51.100.2", 200},          // what the client itself wrote is not believed
		{"10.0.0.1:1", "203.0.113.1, 198.51.100.2, 10.0.0.9", 429}, // two proxies
		{"10.0.0.1:1", "nonsense", 200},                            // the proxy itself
		{"10.0.0.1:1", "", 429},
		{"192.0.2.7:1", "198.51.100.77", 200}, // no proxy of ours
		{"192.0.2.7:1", "198.51.100.78", 429},
	} {
		if got := server.from(each.address, each.forwarded, "{__typename}"); got.Code != each.code {
			t.Errorf("%s for %q: %d; want %d", each.address, each.forwarded, got.Code, each.code)
		}
	}
}

func TestCostOfOneAddressIsLimited(t *testing.T) {
	server := serve(t, func(s *web.Settings) { s.RateCost, s.ResponseCache = 50, 0 })
	if got := server.from("192.0.2.1:1", "", "{zones(first: 40) {nodes {id}}}"); got.Code != 200 {
		t.Errorf("%d %s", got.Code, got.Body)
	}
	got := server.from("192.0.2.1:1", "", "{zones(first: 30) {nodes {id}}}")
	if checkRefusal(t, got, "TOO_MANY_REQUESTS", "used its 50 points of cost of this minute"); got.Code != 429 {
		t.Errorf("status %d", got.Code)
	}
	if got := server.from("192.0.2.1:1", "", "{zones(first: 5) {nodes {id}}}"); got.Code != 200 {
		t.Errorf("what is left is refused: %d %s", got.Code, got.Body)
	}
	if got := server.from("192.0.2.2:1", "", "{zones(first: 90) {nodes {id}}}"); got.Code != 200 {
		t.Errorf("what costs more than a minute's quota is never answered: %d", got.Code)
	}
}
