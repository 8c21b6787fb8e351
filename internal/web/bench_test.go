package web_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"testing"

	"pilotgraph/internal/web"
)

// BenchmarkAnswer measures over the network, with one client that keeps its connection: bytes that are precomputed, which is the
// limit, and answers from the cache. Only ratios within one run mean something.
func BenchmarkAnswer(b *testing.B) {
	server := serve(b, func(s *web.Settings) { s.AccessLog = "off" })
	document := "{zones(first: 20) {nodes {id name institutions(first: 5) {nodes {id name}}}}}"
	body := server.post(document).Body.Bytes()
	tag := server.get(document).Header().Get("ETag")
	precomputed := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body)
	})
	get, post := "/graphql?query="+url.QueryEscape(document), []byte(`{"query":"`+document+`"}`)
	for _, each := range []struct {
		name    string
		handler http.Handler
		method  string
		tag     string
	}{
		{"precomputed/GET", precomputed, "GET", ""}, {"precomputed/POST", precomputed, "POST", ""},
		{"cached/GET", server, "GET", ""}, {"cached/POST", server, "POST", ""}, {"notmodified/GET", server, "GET", tag},
	} {
		b.Run(each.name, func(b *testing.B) {
			listening := httptest.NewServer(each.handler)
			defer listening.Close()
			target, content := listening.URL+get, []byte(nil)
			if each.method == "POST" {
				target, content = listening.URL+"/graphql", post
			}
			b.ReportAllocs()
			for b.Loop() {
				request, err := http.NewRequest(each.method, target, bytes.NewReader(content))
				if err != nil {
					b.Fatal(err)
				}
				request.Header["Content-Type"] = []string{"application/json"}
				if each.tag != "" {
					request.Header["If-None-Match"] = []string{each.tag}
				}
				response, err := listening.Client().Do(request)
				if err != nil {
					b.Fatal(err)
				}
				_, _ = io.Copy(io.Discard, response.Body)
				_ = response.Body.Close()
			}
		})
	}
}
