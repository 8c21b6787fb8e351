package web_test

import (
	"net/http/httptest"
	"sync"
	"testing"

	"pilotgraph/internal/web"
)

// TestAnAnswerIsCompressedOncePerCoding has many ask the same at once in three codings, and then again.
func TestAnAnswerIsCompressedOncePerCoding(t *testing.T) {
	server := serve(t)
	compressions, end := web.CountCompressions()
	defer end()
	codings := []string{"gzip", "br", "zstd"}
	hold, letGo := server.slow.holdStatements()
	var asking sync.WaitGroup
	answers := make([]*httptest.ResponseRecorder, 30)
	for i := range answers {
		asking.Go(func() {
			answers[i] = server.get("{zones(first: 100) {nodes {id name}}}", "Accept-Encoding", codings[i%3])
		})
	}
	<-hold.entered
	letGo()
	asking.Wait()
	for i, got := range answers {
		first := answers[i%3]
		if got.Code != 200 || got.Header().Get("Content-Encoding") != codings[i%3] || got.Body.String() != first.Body.String() {
			t.Errorf("%d: %d %v", i, got.Code, got.Header())
		}
	}
	for range 3 {
		for _, coding := range codings {
			server.get("{zones(first: 100) {nodes {id name}}}", "Accept-Encoding", coding)
		}
	}
	if count := compressions.Load(); count != 3 {
		t.Errorf("compressed %d times; there are 3 codings", count)
	}
	page := server.ask("GET", "/zones", "", "Accept-Encoding", "gzip")
	server.ask("GET", "/zones", "", "Accept-Encoding", "gzip")
	if count := compressions.Load(); count != 4 || page.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("a page is compressed %d times", count-3)
	}
}
