package playground_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"pilotgraph/playground"
)

// get asks the server for an address; the body is as it was sent.
func get(t *testing.T, target, accepted string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, address+target, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept-Encoding", accepted)
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

// built are the addresses of what dist has.
func built(t *testing.T) (names []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS("dist"), ".", func(name string, entry fs.DirEntry, err error) error {
		if plain, ok := strings.CutSuffix(name, ".gz"); ok {
			names = append(names, playground.Root+"/"+plain)
		}
		return err
	})
	if err != nil || len(names) < 10 {
		t.Fatalf("dist has %q: %v", names, err)
	}
	return names
}

func TestEveryFileIsTheSameInEveryCoding(t *testing.T) {
	for _, name := range append(built(t), "/graphiql", "/graphiql/examples.json") {
		response, plain := get(t, name, "")
		if response.StatusCode != http.StatusOK || response.Header.Get("Content-Encoding") != "" {
			t.Fatalf("%s: %s, %v", name, response.Status, response.Header)
		}
		zipped, body := get(t, name, "gzip")
		reader, err := gzip.NewReader(strings.NewReader(body))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if content, err := io.ReadAll(reader); err != nil || string(content) != plain || zipped.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: by gzip it is something else: %v", name, err)
		}
		if strings.HasSuffix(name, "/examples.json") {
			continue // it is small, and made when the server starts
		}
		small, body := get(t, name, "gzip, deflate, br;q=0.9, zstd")
		if content, err := io.ReadAll(brotli.NewReader(strings.NewReader(body))); err != nil || string(content) != plain || small.Header.Get("Content-Encoding") != "br" {
			t.Errorf("%s: by brotli it is something else: %v", name, err)
		}
	}
}

func TestHeaders(t *testing.T) {
	types := map[string]string{".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".html": "text/html; charset=utf-8", ".ttf": "font/ttf", ".txt": "text/plain; charset=utf-8"}
	for _, name := range built(t) {
		response, _ := get(t, name, "br")
		header := response.Header
		if want := types[path.Ext(name)]; want == "" || header.Get("Content-Type") != want {
			t.Errorf("%s is %q", name, header.Get("Content-Type"))
		}
		immutable := strings.Contains(header.Get("Cache-Control"), "immutable")
		hashed := regexp.MustCompile(`/assets/.+-[\w-]{8}\.\w+$`).MatchString(name)
		if immutable != hashed || hashed != strings.Contains(name, "/assets/") {
			t.Errorf("%s: Cache-Control: %s", name, header.Get("Cache-Control"))
		}
		if header.Get("Vary") != "Accept-Encoding" || !strings.Contains(header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: %v", name, header)
		}
	}
}

func TestThePolicyNamesNoOtherHost(t *testing.T) {
	response, _ := get(t, "/graphiql", "br")
	policy := response.Header.Get("Content-Security-Policy")
	if strings.Contains(policy, "http") || strings.Contains(policy, "*") || strings.Contains(policy, "unsafe-eval") || !strings.Contains(policy, "script-src 'self';") {
		t.Errorf("the policy is %s", policy)
	}
}

func TestAnUnchangedFileIsNotSentAgain(t *testing.T) {
	tags := map[string]bool{}
	for _, coding := range []string{"", "gzip", "br"} {
		response, _ := get(t, "/graphiql", coding)
		tag := response.Header.Get("ETag")
		if tags[tag] || tag == "" {
			t.Errorf("%s has the ETag %s", coding, tag)
		}
		tags[tag] = true
		again := httptest.NewRecorder()
		request := httptest.NewRequest("GET", "/graphiql", nil)
		request.Header.Set("Accept-Encoding", coding)
		request.Header.Set("If-None-Match", tag)
		handler(t).ServeHTTP(again, request)
		if again.Code != http.StatusNotModified || again.Body.Len() > 0 {
			t.Errorf("%s: %d with %d bytes", coding, again.Code, again.Body.Len())
		}
	}
}

func handler(t *testing.T) http.Handler {
	t.Helper()
	made, err := playground.Handler([]byte("[]"))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestOtherRequests(t *testing.T) {
	tests := []struct {
		method, target string
		status         int
		header, want   string
	}{
		{"GET", "/graphiql/", http.StatusMovedPermanently, "Location", "/graphiql"},
		{"GET", "/graphiql/?query=%7Ba%7D", http.StatusMovedPermanently, "Location", "/graphiql?query=%7Ba%7D"},
		{"GET", "/graphiql/assets/", http.StatusNotFound, "Content-Type", "application/json"},
		{"GET", "/graphiql/../server.go", http.StatusNotFound, "Content-Type", "application/json"},
		{"POST", "/graphiql", http.StatusMethodNotAllowed, "Allow", "GET, HEAD"},
		{"HEAD", "/graphiql", http.StatusOK, "Content-Type", "text/html; charset=utf-8"},
	}
	for _, test := range tests {
		recorded := httptest.NewRecorder()
		handler(t).ServeHTTP(recorded, httptest.NewRequest(test.method, test.target, nil))
		if recorded.Code != test.status || recorded.Header().Get(test.header) != test.want {
			t.Errorf("%s %s: %d with %s %q", test.method, test.target, recorded.Code, test.header, recorded.Header().Get(test.header))
		}
		if test.status >= 400 && !bytes.HasPrefix(recorded.Body.Bytes(), []byte(`{"errors":[{"`)) {
			t.Errorf("%s %s: %s", test.method, test.target, recorded.Body)
		}
	}
}

func TestCodings(t *testing.T) {
	for accepted, want := range map[string]string{
		"": "", "identity": "", "deflate": "", "gzip": "gzip", "GZIP": "gzip", "br": "br", "gzip, br": "br", "br;q=0, gzip;q=0.1": "gzip",
		"br; q=0": "", "gzip;q=x": "", "*": "",
	} {
		recorded := httptest.NewRecorder()
		request := httptest.NewRequest("GET", "/graphiql", nil)
		request.Header.Set("Accept-Encoding", accepted)
		handler(t).ServeHTTP(recorded, request)
		if got := recorded.Header().Get("Content-Encoding"); got != want {
			t.Errorf("%q gets %q, want %q", accepted, got, want)
		}
	}
}

// TestSizes holds what git has and what a reader gets at most.
func TestSizes(t *testing.T) {
	inGit, transferred := 0, 0
	err := fs.WalkDir(os.DirFS("dist"), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		inGit += int(info.Size())
		if strings.HasSuffix(name, ".br") {
			transferred += int(info.Size())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if inGit > 4_000_000 {
		t.Errorf("dist has %d bytes in git; at most 4 MB", inGit)
	}
	if transferred > 2_500_000 {
		t.Errorf("all of dist is %d bytes by brotli; at most 2.5 MB", transferred)
	}
	t.Logf("%d bytes in git, %d by brotli", inGit, transferred)
}

func TestLicencesAreThere(t *testing.T) {
	_, text := get(t, "/graphiql/licences.txt", "")
	for _, want := range []string{"graphiql 5.4.0\nLicence: MIT", "monaco-editor 0.", "react 19.", "@observablehq/plot 0.6.17\nLicence: ISC", "write-excel-file 4."} {
		if !strings.Contains(text, want) {
			t.Errorf("the licences do not name %q", want)
		}
	}
}
