package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"pilotgraph/internal/web"
)

const graphqlType = "application/graphql-response+json; charset=utf-8"

// get asks a document by GET.
func (s *server) get(document string, header ...string) *httptest.ResponseRecorder {
	return s.ask("GET", "/graphql?query="+url.QueryEscape(document), "", header...)
}

func TestStatusAndMediaType(t *testing.T) {
	server := serve(t)
	valid, wrong, field := "{__typename}", "{colour}", `{zone(id: "zone:atlantis") {id}}`
	for _, test := range []struct {
		accept, document, contentType string
		status                        int
	}{
		{"", valid, jsonType, 200},
		{"*/*", valid, jsonType, 200},
		{"application/*", valid, jsonType, 200},
		{"application/json", valid, jsonType, 200},
		{"application/graphql-response+json", valid, graphqlType, 200},
		{"application/graphql-response+json, application/json;q=0.9", valid, graphqlType, 200},
		{"application/graphql-response+json;q=0.3, application/json;q=0.4", valid, jsonType, 200},
		{"application/json, application/graphql-response+json", valid, graphqlType, 200},
		{"application/graphql-response+json;charset=utf-8", valid, graphqlType, 200},
		{"application/json;charset=utf-8", valid, jsonType, 200},
		{"text/html, */*;q=0.1", valid, jsonType, 200},
		{"text/html", valid, jsonType, 406},
		{"application/json;q=0", valid, jsonType, 406},
		{"application/graphql-response+json", wrong, graphqlType, 400},
		{"application/json", wrong, jsonType, 200},
		{"application/graphql-response+json", field, graphqlType, 200},
		{"application/graphql-response+json", "{", graphqlType, 400},
		{"application/json", "{", jsonType, 200},
	} {
		for name, got := range map[string]*httptest.ResponseRecorder{
			"GET": server.get(test.document, "Accept", test.accept), "POST": server.post(test.document, "Accept", test.accept),
		} {
			if got.Code != test.status || got.Header().Get("Content-Type") != test.contentType {
				t.Errorf("%s %s accepting %q: %d %s; want %d %s", name, test.document, test.accept, got.Code, got.Header().Get("Content-Type"), test.status, test.contentType)
			}
			isRequestError := test.document == wrong || test.document == "{" || test.status == 406
			if strings.Contains(got.Body.String(), `"data"`) == isRequestError {
				t.Errorf("%s %s accepting %q: %s", name, test.document, test.accept, got.Body)
			}
		}
	}
}

func TestAMutationByGETIsNotAllowed(t *testing.T) {
	got := serve(t).get("mutation {publish}")
	if got.Code != 405 || got.Header().Get("Allow") != "POST" || !strings.Contains(got.Body.String(), "METHOD_NOT_ALLOWED") {
		t.Errorf("%d %v %s", got.Code, got.Header(), got.Body)
	}
	if got := serve(t).post("mutation {publish}", "Accept", "application/graphql-response+json"); got.Code != 400 {
		t.Errorf("by POST: %d %s", got.Code, got.Body)
	}
}

func TestEveryAnswerHasItsCost(t *testing.T) {
	server := serve(t, func(s *web.Settings) { s.Limits.Cost = 100 })
	for document, want := range map[string]string{
		"{__typename}":                        `"requested":0,"maximum":100`,
		"{zones(first: 30) {nodes {id}}}":     `"requested":30,"maximum":100`,
		"{zones {nodes {region {name}}}}":     `"requested":40,"maximum":100`,
		"{zones(first: 100) {nodes {region}}": `"requested":null,"maximum":100`,
	} {
		if got := server.post(document).Body.String(); !strings.Contains(got, want) {
			t.Errorf("%s: %s; want %s", document, got, want)
		}
	}
	got := server.post("{all: zones(first: 100) {nodes {region {name}}}}")
	for _, part := range []string{`"requested":200`, "LIMIT_EXCEEDED", "may return 200 objects", "most of them by all.nodes.region", "the limit is 100"} {
		if !strings.Contains(got.Body.String(), part) {
			t.Errorf("%s lacks %s", got.Body, part)
		}
	}
}

func TestWhatOthersMayKeep(t *testing.T) {
	server := serve(t)
	document := "{zones(first: 1) {nodes {name}}}"
	first := server.get(document)
	tag := first.Header().Get("ETag")
	if !strings.HasPrefix(tag, `W/"`) || first.Header().Get("Cache-Control") != "public, max-age=60, stale-while-revalidate=600" {
		t.Errorf("%v", first.Header())
	}
	if vary := strings.Join(first.Header().Values("Vary"), ", "); !strings.Contains(vary, "Accept, Accept-Encoding, Accept-Language") {
		t.Errorf("Vary is %s", vary)
	}
	named := server.ask("GET", "/releases/0.2.0/graphql?query="+url.QueryEscape(document), "")
	if named.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" || named.Header().Get("ETag") != tag {
		t.Errorf("on the release: %v", named.Header())
	}
	before := server.statements.Load()
	for _, condition := range []string{tag, strings.TrimPrefix(tag, "W/"), `"x", ` + tag + ` , "y"`, "*"} {
		got := server.get(document, "If-None-Match", condition)
		if got.Code != 304 || got.Body.Len() > 0 || got.Header().Get("ETag") != tag || got.Header().Get("Content-Type") != "" {
			t.Errorf("If-None-Match %s: %d %v %s", condition, got.Code, got.Header(), got.Body)
		}
	}
	if took := server.statements.Load() - before; took > 0 {
		t.Errorf("304 took %d statements", took)
	}
	for name, other := range map[string]*httptest.ResponseRecorder{
		"another document":   server.get(document + " "),
		"another language":   server.get(document, "Accept-Language", "zh"),
		"another media type": server.get(document, "Accept", "application/graphql-response+json"),
	} {
		if other.Header().Get("ETag") == tag || other.Code != 200 {
			t.Errorf("%s has the same tag", name)
		}
	}
	for name, got := range map[string]*httptest.ResponseRecorder{
		"POST": server.post(document), "an error": server.get("{colour}"), "an error beside data": server.get(`{zone(id: "zone:x") {id}}`), "a refusal": server.get(""),
	} {
		if got.Header().Get("Cache-Control") != "no-store" || got.Header().Get("ETag") != "" {
			t.Errorf("%s: %v", name, got.Header())
		}
	}
}

// TestA304IsKnownBeforeAnythingIsExecuted asks a server that never answered the question.
func TestA304IsKnownBeforeAnythingIsExecuted(t *testing.T) {
	document := "{zones(first: 1) {nodes {name}}}"
	tag := serve(t).get(document).Header().Get("ETag")
	fresh := serve(t)
	if got := fresh.get(document, "If-None-Match", tag); got.Code != 304 || fresh.statements.Load() > 0 {
		t.Errorf("%d after %d statements", got.Code, fresh.statements.Load())
	}
}

func TestAnAnswerThatIsKeptTakesNoStatement(t *testing.T) {
	server := serve(t)
	document := "{zones(first: 3) {totalCount nodes {name}}}"
	first := server.post(document).Body.String()
	before := server.statements.Load()
	for name, got := range map[string]*httptest.ResponseRecorder{
		"POST": server.post(document), "GET": server.get(document), "another media type": server.get(document, "Accept", "application/graphql-response+json"),
		"languages that find the same": server.get(document, "Accept-Language", "fr, en-GB;q=0.5"[:2]),
	} {
		if got.Body.String() != first || got.Header().Get("Server-Timing") != `cache;desc="hit"` {
			t.Errorf("%s: %v %s", name, got.Header(), got.Body)
		}
	}
	if took := server.statements.Load() - before; before == 0 || took > 0 {
		t.Errorf("%d statements at first, then %d", before, took)
	}
	uncached := serve(t, func(s *web.Settings) { s.ResponseCache = 0 })
	uncached.post(document)
	before = uncached.statements.Load()
	if uncached.post(document); uncached.statements.Load() == before {
		t.Error("without a cache an answer is kept")
	}
}

func TestErrorsAreNeverKept(t *testing.T) {
	server := serve(t)
	for range 2 {
		before := server.statements.Load()
		if server.post(`{zone(id: "zone:atlantis") {id}}`); server.statements.Load() == before {
			t.Error("an answer with an error was kept")
		}
	}
}

func TestCompression(t *testing.T) {
	server := serve(t)
	large := "{zones(first: 100) {nodes {id name}}}"
	plain := server.post(large).Body.String()
	readers := map[string]func(io.Reader) io.Reader{
		"gzip": func(r io.Reader) io.Reader { g, _ := gzip.NewReader(r); return g },
		"br":   func(r io.Reader) io.Reader { return brotli.NewReader(r) },
		"zstd": func(r io.Reader) io.Reader { z, _ := zstd.NewReader(r); return z },
	}
	for accept, want := range map[string]string{
		"": "", "gzip": "gzip", "br": "br", "zstd": "zstd", "gzip, deflate, br, zstd": "zstd", "gzip, br": "br", "zstd;q=0.5, gzip;q=0.8": "gzip",
		"*": "zstd", "identity": "", "gzip;q=0": "", "*, zstd;q=0": "br", "deflate": "", "gzip;q=nonsense": "", "GZIP": "gzip",
	} {
		for range 2 { // the second from the cache
			for name, got := range map[string]*httptest.ResponseRecorder{"POST": server.post(large, "Accept-Encoding", accept), "GET": server.get(large, "Accept-Encoding", accept)} {
				if coding := got.Header().Get("Content-Encoding"); coding != want || got.Header().Get("Content-Length") != fmt.Sprint(got.Body.Len()) {
					t.Errorf("%s accepting %q: %q of length %s, want %q", name, accept, coding, got.Header().Get("Content-Length"), want)
					continue
				}
				text := got.Body.String()
				if want != "" {
					if got.Body.Len() > len(plain)/3 {
						t.Errorf("%s: %d of %d bytes", want, got.Body.Len(), len(plain))
					}
					content, err := io.ReadAll(readers[want](got.Body))
					if err != nil {
						t.Fatalf("%s: %v", want, err)
					}
					text = string(content)
				}
				if text != plain {
					t.Errorf("%s accepting %q: another answer: %.100s", name, accept, text)
				}
			}
		}
	}
	if got := server.post("{__typename}", "Accept-Encoding", "gzip"); got.Header().Get("Content-Encoding") != "" {
		t.Error("a small answer is compressed")
	}
	if got := server.ask("GET", "/schema.graphql", "", "Accept-Encoding", "br"); got.Header().Get("Content-Encoding") != "br" || got.Body.Len() > 40_000 {
		t.Errorf("the schema: %v, %d bytes", got.Header(), got.Body.Len())
	}
}

func TestEqualQuestionsOfOneMomentAreExecutedOnce(t *testing.T) {
	server := serve(t)
	hold, letGo := server.slow.holdStatements()
	document := "{zones(first: 2) {nodes {name}}}"
	answers := make(chan string, 20)
	for i := range 20 {
		go func() {
			if i%2 == 0 {
				answers <- server.post(document).Body.String()
			} else {
				answers <- server.post(document, "Accept-Language", "en").Body.String()
			}
		}()
	}
	<-hold.entered
	if server.lines(t, "request") != nil { // none may have ended
		t.Fatal("a question was answered while its statement waits")
	}
	time.Sleep(50 * time.Millisecond) // so that the others are there as well; without it the test shows less, never fails
	letGo()
	first := <-answers
	for range 19 {
		if got := <-answers; got != first {
			t.Errorf("%s and %s", first, got)
		}
	}
	joined := 0
	for _, line := range server.lines(t, "request") {
		if line["cache"] == "joined" || line["cache"] == "hit" {
			joined++
		}
	}
	if joined < 18 {
		t.Errorf("only %d of 20 were joined: %s", joined, server.log)
	}
}

// TestWorkGoesOnWhileAnybodyWaits has two who ask the same; the first leaves, then the second.
func TestWorkGoesOnWhileAnybodyWaits(t *testing.T) {
	server := serve(t)
	hold, letGo := server.slow.holdStatements()
	defer letGo()
	ask := func(ctx context.Context, done *sync.WaitGroup) {
		defer done.Done()
		request := httptest.NewRequestWithContext(ctx, "GET", "/graphql?query="+url.QueryEscape("{zones {totalCount}}"), nil)
		server.ServeHTTP(httptest.NewRecorder(), request)
	}
	var first, second sync.WaitGroup
	firstContext, leaveFirst := context.WithCancel(t.Context())
	secondContext, leaveSecond := context.WithCancel(t.Context())
	first.Add(1)
	go ask(firstContext, &first)
	<-hold.entered
	second.Add(1)
	go ask(secondContext, &second)
	time.Sleep(50 * time.Millisecond) // the second joins; nothing tells when
	leaveFirst()
	first.Wait()
	if server.slow.stopped.Load() > 0 {
		t.Error("the work stopped although somebody waits for it")
	}
	leaveSecond()
	second.Wait()
	server.waitUntilStopped(t)
}

// waitUntilStopped returns when a statement was given up, which happens beside the answer.
func (s *server) waitUntilStopped(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); s.slow.stopped.Load() == 0; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatal("the work goes on although nobody waits for it")
		}
	}
}

func TestAPersistedQueryIsRegisteredAndAsked(t *testing.T) {
	document := "query P {zones(first: 1) {nodes {id}}}"
	hash := "a7b0b6fe5ad5be26e4cd7aaea4d4b1a9b3a9ad8fa0d2cd8d8d8d0ae9c5b6fa22"
	extension := func(hash string) string { return `{"persistedQuery":{"version":1,"sha256Hash":"` + hash + `"}}` }
	right := sha256Hex(document)
	byGET := func(server *server, document, hash string) *httptest.ResponseRecorder {
		values := url.Values{"extensions": {extension(hash)}}
		if document != "" {
			values.Set("query", document)
		}
		return server.ask("GET", "/graphql?"+values.Encode(), "")
	}
	byPOST := func(server *server, document, hash string) *httptest.ResponseRecorder {
		body := `{"extensions":` + extension(hash)
		if document != "" {
			text, _ := json.Marshal(document)
			body += `,"query":` + string(text)
		}
		return server.ask("POST", "/graphql", body+"}", "Content-Type", "application/json")
	}
	for name, ask := range map[string]func(*server, string, string) *httptest.ResponseRecorder{"GET": byGET, "POST": byPOST} {
		t.Run(name, func(t *testing.T) {
			server := serve(t)
			unknown := ask(server, "", right)
			checkRefusal(t, unknown, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
			checkRefusal(t, ask(server, document, hash), "BAD_USER_INPUT", "is not the SHA-256 of query")
			checkRefusal(t, ask(server, document, "abc"), "BAD_USER_INPUT", "64 hexadecimal digits")
			if got := ask(server, "{colour}", sha256Hex("{colour}")); !strings.Contains(got.Body.String(), "VALIDATION") {
				t.Errorf("%s", got.Body)
			}
			checkRefusal(t, ask(server, "", sha256Hex("{colour}")), "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound") // only what is valid is kept
			ask(server, document, right)
			for other, again := range map[string]*httptest.ResponseRecorder{"GET": byGET(server, "", right), "POST": byPOST(server, "", strings.ToUpper(right))} {
				if !strings.Contains(again.Body.String(), `"data":{"zones"`) {
					t.Errorf("asked by %s: %s", other, again.Body)
				}
				if noStore := again.Header().Get("Cache-Control") == "no-store"; noStore != (other == "POST") {
					t.Errorf("asked by %s: %v", other, again.Header())
				}
			}
		})
	}
}

func TestRegisteredDocuments(t *testing.T) {
	manifest := filepath.Join(t.TempDir(), "documents.json")
	document := "query Zones {zones {totalCount}}"
	text, err := json.Marshal(map[string]string{sha256Hex(document): document, "regions-1": "{regions {totalCount}}"})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(manifest, text, 0o600); err != nil {
		t.Fatal(err)
	}
	server := serve(t, func(s *web.Settings) { s.Documents = manifest })
	only := serve(t, func(s *web.Settings) { s.Documents, s.DocumentsOnly = manifest, true })
	for _, asked := range []*struct{ id, want string }{{sha256Hex(document), `"zones"`}, {"sha256:" + sha256Hex(document), `"zones"`}, {"regions-1", `"regions"`}} {
		for _, each := range []*httptest.ResponseRecorder{
			server.ask("GET", "/graphql?documentId="+asked.id, ""), only.ask("GET", "/graphql?documentId="+asked.id, ""),
			only.ask("POST", "/graphql", `{"documentId":"`+asked.id+`"}`, "Content-Type", "application/json"),
		} {
			if !strings.Contains(each.Body.String(), `"data":{`+asked.want) {
				t.Errorf("%s: %s", asked.id, each.Body)
			}
		}
	}
	unknown := server.ask("GET", "/graphql?documentId=other", "")
	if checkRefusal(t, unknown, "PERSISTED_QUERY_NOT_FOUND", `"other"`); unknown.Code != 404 {
		t.Errorf("status %d", unknown.Code)
	}
	checkRefusal(t, server.ask("GET", "/graphql?documentId=regions-1&query=%7Ba%7D", ""), "BAD_USER_INPUT", "give one of them")
	if got := only.post(document); !strings.Contains(got.Body.String(), `"data"`) {
		t.Errorf("a registered document in full: %s", got.Body)
	}
	other := only.post("{sectors {totalCount}}")
	if checkRefusal(t, other, "DOCUMENT_NOT_REGISTERED", "registered documents alone"); other.Code != 403 {
		t.Errorf("status %d", other.Code)
	}
}

func TestBadSettingsAreNamed(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.json")
	if err := os.WriteFile(bad, []byte("[1]"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*web.Settings){
		"--documents: " + bad + " is not a JSON object": func(s *web.Settings) { s.Documents = bad },
		"--documents: /nowhere/x.json cannot be read":   func(s *web.Settings) { s.Documents = "/nowhere/x.json" },
		"--documents-only is set without --documents":   func(s *web.Settings) { s.DocumentsOnly = true },
		"--waiting is -1":                     func(s *web.Settings) { s.Waiting = -1 },
		"--limit-duration is 0s":              func(s *web.Settings) { s.Duration = 0 },
		"the limit Cost is 0; give 1 or more": func(s *web.Settings) { s.Limits.Cost = 0 },
	} {
		settings := defaults()
		change(&settings)
		err := settings.Validate()
		if err == nil {
			_, err = web.New(web.Config{Settings: settings})
		}
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v; want %s", err, want)
		}
	}
}

func TestBusy(t *testing.T) {
	server := serve(t, func(s *web.Settings) { s.Operations, s.Waiting, s.WaitingTime = 1, 1, time.Hour })
	hold, letGo := server.slow.holdStatements()
	defer letGo()
	answers := make(chan *httptest.ResponseRecorder, 3)
	for i := range 3 { // one is executed, one waits, one is refused
		go func() { answers <- server.post(fmt.Sprintf("{zones(first: %d) {nodes {id}}}", i+1)) }()
	}
	<-hold.entered
	refused := <-answers
	if checkRefusal(t, refused, "UNAVAILABLE", "try again in a second"); refused.Code != 503 || refused.Header().Get("Retry-After") != "1" {
		t.Errorf("%d %v", refused.Code, refused.Header())
	}
	letGo()
	for range 2 {
		if got := <-answers; got.Code != 200 {
			t.Errorf("%d %s", got.Code, got.Body)
		}
	}
}

func TestTheTimeLimitStopsTheStatement(t *testing.T) {
	for _, cached := range []int{0, 64} {
		server := serve(t, func(s *web.Settings) { s.Duration, s.ResponseCache = 20*time.Millisecond, cached })
		_, letGo := server.slow.holdStatements()
		got := server.post("{zones {totalCount}}")
		if !strings.Contains(got.Body.String(), `"code":"TIMEOUT"`) {
			t.Errorf("%s", got.Body)
		}
		server.waitUntilStopped(t)
		letGo()
		if got := server.post("{zones {totalCount}}"); got.Code != http.StatusOK || !strings.Contains(got.Body.String(), `"totalCount":93`) {
			t.Errorf("afterwards: %s", got.Body)
		}
	}
}

func TestLimitsOfHeaderAndAddress(t *testing.T) {
	server := serve(t)
	long := server.ask("GET", "/graphql?query="+strings.Repeat("a", 8<<10), "")
	if checkRefusal(t, long, "URI_TOO_LONG", "8 KiB: send the query by POST"); long.Code != 414 {
		t.Errorf("status %d", long.Code)
	}
	var many []string
	for i := range 101 {
		many = append(many, fmt.Sprintf("X-%d", i), "x")
	}
	if got := server.ask("GET", "/", "", slices.Repeat([]string{"X-A", "1"}, 101)...); got.Code != 431 {
		t.Errorf("101 fields of one name: status %d", got.Code)
	}
	got := server.ask("GET", "/", "", many...)
	if checkRefusal(t, got, "HEADER_TOO_LARGE", "101 fields; the limit is 100"); got.Code != 431 {
		t.Errorf("status %d", got.Code)
	}
}
