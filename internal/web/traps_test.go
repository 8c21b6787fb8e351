package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"pilotgraph/internal/web"
)

// The tests TestTrap… are named after the traps of section 8 of the design: what others fell into.

// TestTrapNewDefaultServer looks for what gqlgen's standard server does unasked: multipart, which pages of other origins
// may post, and a playground that loads from other hosts.
func TestTrapNewDefaultServer(t *testing.T) {
	server := serve(t)
	var form bytes.Buffer
	writer := multipart.NewWriter(&form)
	_ = writer.WriteField("operations", `{"query": "{zones {totalCount}}"}`)
	_ = writer.WriteField("map", `{}`)
	_ = writer.Close()
	for media, body := range map[string]string{
		writer.FormDataContentType():        form.String(),
		"application/x-www-form-urlencoded": "query=" + url.QueryEscape("{zones{totalCount}}"),
		"text/plain":                        `{"query": "{zones {totalCount}}"}`,
		"application/graphql":               "{zones {totalCount}}",
		"":                                  `{"query": "{zones {totalCount}}"}`,
	} {
		got := server.ask("POST", "/graphql", body, "Content-Type", media)
		if got.Code != http.StatusUnsupportedMediaType || strings.Contains(got.Body.String(), "totalCount\":") {
			t.Errorf("%q: status %d: %s", media, got.Code, got.Body)
		}
	}
	loads := regexp.MustCompile(`(?i)(\bsrc=|\baction=|\burl\(|\bimport\b|<link\b[^>]*\bhref=)\s*["'(]?\s*(https?:)?//`)
	for _, target := range []string{"/", "/graphql", "/playground", "/query", "/graphql?query=" + url.QueryEscape("{zones{totalCount}}")} {
		if body := server.ask("GET", target, "", "Accept", "text/html").Body.String(); loads.MatchString(body) {
			t.Errorf("%s loads from another host:\n%s", target, body)
		}
	}
	got := server.ask("GET", "/graphql", "", "Connection", "Upgrade", "Upgrade", "websocket", "Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==")
	if got.Code == http.StatusSwitchingProtocols || got.Code >= 500 {
		t.Errorf("a WebSocket is answered with %d", got.Code)
	}
}

// TestTrapAnswersCachedUnderTheBodyAlone asks random questions of two servers, one of which keeps answers: body, language and
// media type are always those of the other.
func TestTrapAnswersCachedUnderTheBodyAlone(t *testing.T) {
	cached, plain := serve(t), serve(t, func(s *web.Settings) { s.ResponseCache = 0 })
	rapid.Check(t, func(r *rapid.T) {
		draw := func(name string, values ...string) string { return rapid.SampledFrom(values).Draw(r, name) }
		document := draw("document",
			`query A($id: ID!, $first: Int) {zone(id: $id) {name institutions(first: $first) {nodes {name}}}} query B($id: ID!) {zone(id: $id) {id}}`,
			"# a comment\n"+`query A($id: ID!, $first: Int) {zone(id: $id) {name institutions(first: $first) {nodes {name}}}} query B($id: ID!) {zone(id: $id) {id}}`,
			`query A($id: ID!, $first: Int = 1) {zone(id: $id) {n: name institutions(first: $first) {totalCount nodes {name}}}} query B {__type(name: "Zone") {description}}`)
		variables := draw("variables", `{"id": "zone:bc-haidian"}`, `{"id": "zone:bc-haidian", "first": 1}`, `{"first": 1, "id": "zone:bc-haidian"}`, `{"id": "zone:bc-haidian", "first": null}`,
			`{"id": "zone:bc-shanghai"}`, `{"id": "zone:atlantis"}`, `{"id": "zone:bc-haidian", "first": -1}`, `{}`, `{"id": "zone:bc-haidian", "first": 1.0}`)
		operation := draw("operation", "A", "B", "", "C")
		header := []string{
			"Accept-Language", draw("language", "", "en", "zh", "zh-CN,zh;q=0.9,en;q=0.8", "de", "fr, de", "zh-Latn", "zh;q=0", "*"),
			"Accept", draw("accept", "", "*/*", "application/json", "application/graphql-response+json"),
			"Accept-Encoding", draw("coding", "", "gzip", "br"),
			"Content-Type", "application/json",
		}
		method, target, body := "GET", "/graphql?"+url.Values{"query": {document}, "variables": {variables}, "operationName": {operation}}.Encode(), ""
		if rapid.Bool().Draw(r, "post") {
			text, _ := json.Marshal(document)
			method, target, body = "POST", draw("path", "/graphql", "/releases/0.2.0/graphql"), fmt.Sprintf(`{"query":%s,"variables":%s,"operationName":%q}`, text, variables, operation)
		}
		got, want := cached.ask(method, target, body, header...), plain.ask(method, target, body, header...)
		if got.Code != want.Code || !bytes.Equal(got.Body.Bytes(), want.Body.Bytes()) {
			r.Fatalf("%d %s\nwithout a cache %d %s", got.Code, got.Body, want.Code, want.Body)
		}
		for _, name := range []string{"Content-Type", "Content-Language", "Content-Encoding", "Cache-Control", "ETag", "Vary", "Allow"} {
			if got.Header().Get(name) != want.Header().Get(name) {
				r.Fatalf("%s is %q; without a cache %q", name, got.Header().Get(name), want.Header().Get(name))
			}
		}
	})
}
