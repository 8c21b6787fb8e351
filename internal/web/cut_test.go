package web_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"pilotgraph/internal/web"
)

// receive asks for a file over the network: what came of it, and the error where the connection ended before the file did.
func receive(t *testing.T, handler http.Handler, document, format, coding string) (text string, err error) {
	t.Helper()
	network := httptest.NewServer(handler)
	defer network.Close()
	request, err := http.NewRequest("GET", network.URL+"/releases/0.2.0/graphql?"+url.Values{"query": {document}, "format": {format}}.Encode(), nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept-Encoding", coding)
	response, err := network.Client().Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, cut := io.ReadAll(response.Body)
	if response.StatusCode != 200 {
		t.Fatalf("%d %s", response.StatusCode, body)
	}
	if response.Header.Get("Content-Encoding") != "gzip" {
		return string(body), cut
	}
	reader, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return "", cut
	}
	plain, _ := io.ReadAll(reader)
	return string(plain), cut
}

// TestAFileWhoseTimeIsOverIsNotWhole stops after the first page: the file says so, and ends so that nobody keeps it as a whole one.
func TestAFileWhoseTimeIsOverIsNotWhole(t *testing.T) {
	server := serve(t, func(s *web.Settings) { s.FileTime, s.Limits.Cost = time.Nanosecond, 30 })
	for _, coding := range []string{"identity", "gzip"} {
		text, err := receive(t, server, "{zones {nodes {id}}}", "csv", coding)
		if rows := table(t, text); err == nil || len(rows) < 2 || len(rows) > 31 || !strings.Contains(text, "which is the longest that one file is written") {
			t.Errorf("%s: %v, %s", coding, err, text)
		}
		if _, err := receive(t, server, "{zones {nodes {id}}}", "xlsx", coding); err == nil {
			t.Errorf("%s: a whole spreadsheet of half the rows", coding)
		}
		if _, err := receive(t, server, "{zones(filter: {id: {eq: \"zone:bc-haidian\"}}) {nodes {id}}}", "csv", coding); err != nil {
			t.Errorf("%s: a file of one page: %v", coding, err)
		}
	}
}

// TestHalfAFileIsNeverTakenForAWholeOne lets the last statement of a walk through many pages fail.
func TestHalfAFileIsNeverTakenForAWholeOne(t *testing.T) {
	for _, format := range []string{"csv", "ndjson", "xlsx"} {
		for _, coding := range []string{"identity", "gzip"} {
			server := serve(t, func(s *web.Settings) { s.Limits.Cost, s.WaitingTime = 250, time.Millisecond })
			document := "{zones {nodes {id name names {text}}}}"
			if _, err := receive(t, server, document, format, coding); err != nil {
				t.Fatalf("%s, %s: the whole file: %v", format, coding, err)
			}
			before := server.statements.Load()
			if _, err := receive(t, server, document, format, coding); err != nil {
				t.Fatal(err)
			}
			statements := server.statements.Load() - before
			server.slow.failFrom.Store(server.statements.Load() + statements)
			text, err := receive(t, server, document, format, coding)
			if err == nil || statements < 3 {
				t.Errorf("%s, %s: no error after %d statements: %d bytes", format, coding, statements, len(text))
			}
		}
	}
}

// TestAFileOfAnotherLimitHasAnotherTag asks after a restart with more rows, with the tag from before.
func TestAFileOfAnotherLimitHasAnotherTag(t *testing.T) {
	short := serve(t, func(s *web.Settings) { s.Rows = 40 }).file("{zones {nodes {id}}}", "csv")
	again := serve(t).file("{zones {nodes {id}}}", "csv", "If-None-Match", short.Header().Get("ETag"))
	if again.Code != 200 || len(table(t, again.Body.String())) != 94 {
		t.Errorf("%d %s", again.Code, again.Body)
	}
}
