package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

var nginxBlock = regexp.MustCompile("(?s)\n```nginx\n(.*?)\n```")

// TestTheProxyOfTheDocs runs nginx as docs/operations.md has it in front of three servers, one of which is always busy: it asks
// another one, answers from its cache, refuses other hosts, and goes on when a server has ended.
func TestTheProxyOfTheDocs(t *testing.T) {
	needs(t, "nginx")
	first := startProgram(t, noEnvironment, "--listen=127.0.0.1:0", "--data="+t.TempDir())
	second := startProgram(t, noEnvironment, "--listen=127.0.0.1:0", "--data="+t.TempDir())
	for _, server := range []*program{first, second} {
		waitUntilVerified(t, server) // before, nothing may be kept
	}
	busy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }))
	defer busy.Close()
	client := startProxy(t, first.url, second.url, busy.URL)

	ask := func(t *testing.T, method, address, body string) (int, string, string) {
		t.Helper()
		request, err := http.NewRequest(method, address, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		response, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		status, text := readResponse(t, response)
		return status, text, response.Header.Get("Server-Timing")
	}
	total := func(t *testing.T, when string) {
		t.Helper()
		for range 4 {
			if status, text, _ := ask(t, "POST", "https://pilots.example/graphql", `{"query":"{zones(first: 1) {totalCount}}"}`); status != http.StatusOK {
				t.Errorf("%s: %d %s", when, status, text)
			}
		}
	}
	total(t, "with a busy server")
	question := "https://pilots.example/graphql?query=" + url.QueryEscape("{zones(first: 2) {nodes {id}}}")
	status, text, timing := ask(t, "GET", question, "")
	again, sameText, sameTiming := ask(t, "GET", question, "")
	if status != http.StatusOK || again != status || sameText != text || sameTiming != timing || !strings.HasPrefix(timing, "prepare") {
		t.Errorf("%d %s %s, and again %d %s %s", status, text, timing, again, sameText, sameTiming)
	}
	if response, err := client.Get("https://other.example/"); err == nil {
		t.Errorf("another host has %s", response.Status)
	}
	if err := first.end(t); err != nil {
		t.Fatal(err)
	}
	total(t, "with one server")
}

// waitUntilVerified waits until a server has compared its release with what was written.
func waitUntilVerified(t *testing.T, server *program) {
	t.Helper()
	for deadline := time.Now().Add(timeLimit); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if _, text := get(t, server.url+"readyz"); strings.Contains(text, `"verified":true`) {
			return
		}
	}
	t.Fatal("the release is never verified")
}

// startProxy runs nginx with the lines of the docs, with other paths and addresses, and returns a client that reaches nothing else.
func startProxy(t *testing.T, servers ...string) *http.Client {
	t.Helper()
	folder := t.TempDir()
	certificate := testCertificate()
	path := writeCertificate(t, folder, certificate)
	blocks := nginxBlock.FindAllStringSubmatch(readPage(t, "docs/operations.md"), -1)
	if len(blocks) != 2 {
		t.Fatalf("docs/operations.md has %d blocks of nginx", len(blocks))
	}
	upstream, location, found := strings.Cut(blocks[1][1], "# in location /:\n")
	if !found {
		t.Fatal("docs/operations.md does not say what comes into location /")
	}
	lines := upstream + strings.Replace(blocks[0][1], "proxy_pass http://127.0.0.1:8080;", location, 1)
	for i, name := range []string{"app1", "app2", "app3"} {
		lines = strings.Replace(lines, name+":8080", strings.Trim(strings.TrimPrefix(servers[i], "http://"), "/"), 1)
	}
	socket := filepath.Join(folder, "socket")
	lines = strings.NewReplacer("listen 443", "listen unix:"+socket, "/var/cache/nginx", filepath.Join(folder, "cache"),
		"/etc/ssl/private/pilots.example.key", path, "/etc/ssl/pilots.example.pem", path).Replace(lines)
	configuration := filepath.Join(folder, "nginx.conf")
	text := "daemon off; master_process off; pid pid; error_log stderr;\nevents {}\nhttp {\naccess_log off;\n"
	for _, module := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		text += module + "_temp_path " + module + ";\n" // the usual ones are those of root
	}
	text += lines + "\n}\n"
	if err := os.WriteFile(configuration, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	log := new(logBuffer)
	proxy := exec.Command("nginx", "-p", folder, "-c", configuration)
	proxy.Stderr = log
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = proxy.Process.Kill()
		_ = proxy.Wait()
	})
	roots := x509.NewCertPool()
	roots.AddCert(certificate.Leaf)
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: "example.com"},
		DialContext:     func(context.Context, string, string) (net.Conn, error) { return net.Dial("unix", socket) },
	}}
	for deadline := time.Now().Add(timeLimit); time.Now().Before(deadline) && !strings.Contains(log.String(), "[emerg]"); time.Sleep(10 * time.Millisecond) {
		if response, err := client.Get("https://pilots.example/healthz"); err == nil {
			if status, _ := readResponse(t, response); status == http.StatusOK {
				return client
			}
		}
	}
	t.Fatalf("nginx does not answer:\n%s\n%s", log, text)
	return nil
}

// testCertificate is one that httptest has, of example.com.
func testCertificate() tls.Certificate {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	certificate := server.TLS.Certificates[0]
	certificate.Leaf = server.Certificate()
	return certificate
}

// writeCertificate writes the certificate and its key into one file.
func writeCertificate(t *testing.T, folder string, certificate tls.Certificate) string {
	t.Helper()
	key, err := x509.MarshalPKCS8PrivateKey(certificate.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	for _, block := range []*pem.Block{{Type: "CERTIFICATE", Bytes: certificate.Certificate[0]}, {Type: "PRIVATE KEY", Bytes: key}} {
		if err := pem.Encode(&text, block); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(folder, "certificate.pem")
	if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
