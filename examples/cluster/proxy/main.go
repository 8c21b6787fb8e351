// Command proxy stands before several servers: it hands each request to one of them in turn, and to the next where one
// cannot be reached or is unavailable. It is what nginx or a load balancer does, for a machine that has none.
//
//	proxy 127.0.0.1:8080 127.0.0.1:8081 127.0.0.1:8082
package main

import (
	"bytes"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"os"
	"sync/atomic"
	"time"
)

func main() {
	if len(os.Args) < 3 {
		log.Fatal("usage: proxy LISTEN SERVER…, each as host:port")
	}
	server := &http.Server{Addr: os.Args[1], Handler: newProxy(os.Args[2:]), ReadHeaderTimeout: 5 * time.Second}
	log.Fatal(server.ListenAndServe())
}

// newProxy returns a proxy before servers.
func newProxy(servers []string) http.Handler {
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host = "http", servers[0] // another one is chosen below
			r.Out.Host = r.In.Host
			r.SetXForwarded()
		},
		Transport: &upstream{servers: servers},
	}
}

// upstream sends requests to servers in turn.
type upstream struct {
	servers []string
	turn    atomic.Uint64
}

// RoundTrip tries each server once. The server only reads, so any request may be sent again.
func (u *upstream) RoundTrip(r *http.Request) (response *http.Response, err error) {
	var body []byte
	if r.Body != nil {
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	first := u.turn.Add(1)
	for i := range uint64(len(u.servers)) {
		attempt := r.Clone(r.Context())
		attempt.URL.Host = u.servers[(first+i)%uint64(len(u.servers))]
		attempt.Body = io.NopCloser(bytes.NewReader(body))
		next, failed := http.DefaultTransport.RoundTrip(attempt)
		if failed != nil {
			err = failed
			continue
		}
		if response != nil {
			_ = response.Body.Close()
		}
		if response = next; next.StatusCode != http.StatusServiceUnavailable {
			return next, nil
		}
	}
	if response != nil {
		return response, nil // that one of them is unavailable
	}
	return nil, err
}
