package web_test

import (
	"context"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pilotgraph/graph/fault"
	"pilotgraph/internal/web"
)

// withHost asks under the name of a host, as clients may write any.
func (s *server) withHost(host, target string) *httptest.ResponseRecorder {
	request := httptest.NewRequest("GET", target, nil)
	request.Host = host
	recorder := httptest.NewRecorder()
	s.ServeHTTP(recorder, request)
	return recorder
}

// TestNoSharedCacheKeepsTheWordOfAClient looks for the host that one client wrote in what caches may give to others.
func TestNoSharedCacheKeepsTheWordOfAClient(t *testing.T) {
	told := serve(t, func(s *web.Settings) { s.PublicURL = "https://pilots.example" })
	untold := serve(t)
	csv := "graphql?format=csv&query=" + url.QueryEscape("{zones {nodes {id}}}")
	for _, target := range []string{"/", "/zones/bc-haidian", "/llms.txt", "/releases.json", "/dcat.jsonld", "/releases.atom", "/" + csv, "/releases/0.2.0/" + csv} {
		got := untold.withHost("evil.example", target)
		text := got.Body.String() + strings.Join(got.Header().Values("Link"), "")
		if got.Code != 200 || strings.Contains(text, "evil.example") && !strings.HasPrefix(got.Header().Get("Cache-Control"), "private") {
			t.Errorf("%s: %d, %s", target, got.Code, got.Header().Get("Cache-Control"))
		}
		if other := untold.withHost("pilots.example", target); other.Header().Get("ETag") == got.Header().Get("ETag") && other.Body.String() != got.Body.String() {
			t.Errorf("%s: one tag for two hosts", target)
		}
		got = told.withHost("evil.example", target)
		text = got.Body.String() + strings.Join(got.Header().Values("Link"), "")
		if got.Code != 200 || strings.Contains(text, "evil.example") || !strings.Contains(text, "https://pilots.example") || !strings.HasPrefix(got.Header().Get("Cache-Control"), "public") {
			t.Errorf("%s with a public URL: %d, %s", target, got.Code, got.Header().Get("Cache-Control"))
		}
	}
}

// TestAPersistedQueryIsRegisteredThoughItsAnswerIsKept sends the document once without its hash.
func TestAPersistedQueryIsRegisteredThoughItsAnswerIsKept(t *testing.T) {
	document := "query P {zones(first: 1) {nodes {id}}}"
	extensions := `{"persistedQuery":{"version":1,"sha256Hash":"` + sha256Hex(document) + `"}}`
	full := "/graphql?" + url.Values{"extensions": {extensions}, "query": {document}}.Encode()
	for name, register := range map[string]func(*server){
		"a kept answer": func(s *server) { s.ask("GET", full, "") },
		"a 304": func(s *server) {
			tag := s.get(document).Header().Get("ETag")
			if got := s.ask("GET", full, "", "If-None-Match", tag); got.Code != 304 {
				t.Errorf("status %d", got.Code)
			}
		},
	} {
		server := serve(t)
		server.get(document)
		register(server)
		got := server.ask("GET", "/graphql?"+url.Values{"extensions": {extensions}}.Encode(), "")
		if !strings.Contains(got.Body.String(), `"data":{"zones"`) {
			t.Errorf("after %s: %s", name, got.Body)
		}
	}
}

// TestAnUnknownHashIsNoSuccessOfGraphQL asks for a document that nobody sent.
func TestAnUnknownHashIsNoSuccessOfGraphQL(t *testing.T) {
	body := `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + sha256Hex("{zones {totalCount}}") + `"}}}`
	for media, status := range map[string]int{"application/json": 200, "application/graphql-response+json": 404} {
		got := serve(t).ask("POST", "/graphql", body, "Content-Type", "application/json", "Accept", media)
		if got.Code != status || !strings.Contains(got.Body.String(), `"message":"PersistedQueryNotFound"`) {
			t.Errorf("%s: %d %s", media, got.Code, got.Body)
		}
	}
}

// TestTheQuotaOfOneAddressIsNotThatOfAnother has two addresses ask the same while the server is busy: the first has no points left.
func TestTheQuotaOfOneAddressIsNotThatOfAnother(t *testing.T) {
	server := serve(t, func(s *web.Settings) { s.RateCost, s.Operations, s.WaitingTime = 50, 1, 20*time.Second })
	server.from("192.0.2.1:1", "", "{zones(first: 50) {nodes {id}}}")
	hold, letGo := server.slow.holdStatements()
	defer letGo()
	go server.from("192.0.2.3:1", "", "{zones(first: 2) {nodes {id}}}")
	<-hold.entered
	answers := make(chan *httptest.ResponseRecorder, 2)
	ask := func(address string) {
		answers <- server.from(address, "", "{zones(first: 7) {nodes {id}}}")
	}
	// The answers are the same in any order; the pauses make it likely that the second joins the first.
	go ask("192.0.2.1:1")
	time.Sleep(20 * time.Millisecond)
	go ask("192.0.2.2:1")
	time.Sleep(20 * time.Millisecond)
	letGo()
	codes := []int{(<-answers).Code, (<-answers).Code}
	if slices.Sort(codes); !slices.Equal(codes, []int{200, 429}) {
		t.Errorf("the two are answered with %v, want 200 and 429", codes)
	}
}

// TestAClientThatLeavesIsNoFaultOfTheServer reads the line in the log of files and answers that nobody waits for.
func TestAClientThatLeavesIsNoFaultOfTheServer(t *testing.T) {
	for _, format := range []string{"json", "csv", "xlsx"} {
		server := serve(t)
		hold, letGo := server.slow.holdStatements()
		ctx, leave := context.WithCancel(t.Context())
		go func() {
			<-hold.entered
			leave()
		}()
		func() {
			defer func() { _ = recover() }() // http.ErrAbortHandler is how a connection is cut
			request := httptest.NewRequestWithContext(ctx, "GET", "/graphql?format="+format+"&query="+url.QueryEscape("{zones {nodes {id}}}"), nil)
			server.ServeHTTP(httptest.NewRecorder(), request)
		}()
		letGo()
		if lines := server.lines(t, "request"); len(lines) != 1 || lines[0]["status"] != 499.0 {
			t.Errorf("%s: %v", format, lines)
		}
	}
}

// TestFilesHavePlacesOfTheirOwn asks for one file more than there may be at once.
func TestFilesHavePlacesOfTheirOwn(t *testing.T) {
	server := serve(t, func(s *web.Settings) { s.Files = 1 })
	hold, letGo := server.slow.holdStatements()
	done := make(chan *httptest.ResponseRecorder)
	go func() { done <- server.file("{zones {nodes {id}}}", "csv") }()
	<-hold.entered
	got := server.file("{zones {nodes {id name}}}", "csv")
	if checkRefusal(t, got, "UNAVAILABLE", "1 files are being written"); got.Code != 503 || got.Header().Get("Retry-After") == "" {
		t.Errorf("%d %v", got.Code, got.Header())
	}
	letGo()
	if first := <-done; first.Code != 200 || len(table(t, first.Body.String())) != 94 {
		t.Errorf("the first file: %d", first.Code)
	}
	if again := server.file("{zones {nodes {id name}}}", "csv"); again.Code != 200 {
		t.Errorf("its place is not given back: %d", again.Code)
	}
}

// TestTheLinkOfAFileFitsIntoAHeader posts a document that no address holds.
func TestTheLinkOfAFileFitsIntoAHeader(t *testing.T) {
	got := serve(t).post("#"+strings.Repeat("é", 4000)+"\n{zones {nodes {id}}}", "Accept", "text/csv")
	if got.Code != 200 || strings.Contains(strings.Join(got.Header().Values("Link"), ""), "canonical") || !strings.Contains(got.Body.String(), "/releases/0.2.0/graphql?") {
		t.Errorf("%d, %.300v", got.Code, got.Header()["Link"])
	}
}

// TestPermalinksForProgramsTakeGETAlone sends other methods, and asks while nothing can be opened.
func TestPermalinksForProgramsTakeGETAlone(t *testing.T) {
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
		got := serve(t).ask(method, "/releases/0.2.0/zones/bc-haidian", "", "Accept", "application/json")
		if checkRefusal(t, got, "METHOD_NOT_ALLOWED", ""); got.Code != 405 || got.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d %v", method, got.Code, got.Header())
		}
	}
	closed := serveWith(t, func(c *web.Config) {
		c.Releases = func(context.Context, string) (*web.Served, func(), error) {
			return nil, nil, fault.New(fault.Unavailable, "the release cannot be opened now")
		}
	})
	if got := closed.ask("GET", "/releases/0.2.0/zones/bc-haidian", "", "Accept", "application/json"); got.Code != 503 || !strings.Contains(got.Body.String(), "UNAVAILABLE") {
		t.Errorf("%d %s", got.Code, got.Body)
	}
}

// TestAPageThatIsKeptTakesNoStatement asks twice, and once with the tag.
func TestAPageThatIsKeptTakesNoStatement(t *testing.T) {
	server := serve(t)
	first := server.ask("GET", "/zones/bc-haidian", "")
	before := server.statements.Load()
	again := server.ask("GET", "/zones/bc-haidian", "")
	had := server.ask("GET", "/zones/bc-haidian", "", "If-None-Match", first.Header().Get("ETag"))
	if before == 0 || server.statements.Load() != before || again.Body.String() != first.Body.String() || had.Code != 304 || had.Body.Len() > 0 {
		t.Errorf("%d statements at first, %d afterwards; %d", before, server.statements.Load()-before, had.Code)
	}
	if lines := server.lines(t, "request"); lines[0]["cost"] == 0.0 || lines[0]["cost"] == nil {
		t.Errorf("the page costs nothing: %v", lines[0])
	}
}
