package main

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"pilotgraph/internal/postgrestest"
)

// TestServerOnPostgres publishes the seed into a database and follows it through a restart of PostgreSQL: requests fail
// with 503 and Retry-After while nothing can answer, and no longer.
func TestServerOnPostgres(t *testing.T) {
	database, err := postgrestest.Start()
	postgrestest.Require(t, err)
	defer database.Stop()
	name, err := database.NewDatabase()
	if err != nil {
		t.Fatal(err)
	}
	p := startProgram(t, noEnvironment, "--listen=127.0.0.1:0", "--response-cache=0", "--kept-rows=0", "--data="+database.URL("pilotgraph", name))
	ask := func() (*http.Response, string) {
		response, err := http.Post(p.url+"graphql", "application/json", strings.NewReader(`{"query": "{release {version} zones(first: 2) {nodes {name}}}"}`))
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
	_, good := ask()
	if !strings.Contains(good, `"version":"0.2.0"`) {
		t.Fatal(good)
	}
	checkPackage(t, p)
	for restart := range 2 {
		database.Halt()
		for range 5 {
			response, body := ask()
			if response.StatusCode != http.StatusServiceUnavailable || response.Header.Get("Retry-After") == "" || !strings.Contains(body, "UNAVAILABLE") {
				t.Fatalf("restart %d: %s %v %s", restart, response.Status, response.Header, body)
			}
		}
		if err := database.Run(); err != nil {
			t.Fatal(err)
		}
		until := time.Now().Add(time.Minute)
		for response, body := ask(); body != good; response, body = ask() {
			if time.Now().After(until) {
				t.Fatalf("restart %d: it does not recover: %s %s", restart, response.Status, body)
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	if err := p.end(t); err != nil {
		t.Error(err)
	}
}

func TestThePasswordIsNotLogged(t *testing.T) {
	address := postgrestest.Database(t)
	secret := "hidden-in-the-address"
	address = strings.Replace(address, "pilotgraph@", "pilotgraph:"+secret+"@", 1)
	p := startProgram(t, noEnvironment, "--listen=127.0.0.1:0", "--data="+address)
	if got := fmt.Sprint(p.log.lines("serving")[0]["data"]); !strings.Contains(got, "pilotgraph@127.0.0.1") || strings.Contains(got, secret) {
		t.Errorf("data is %s", got)
	}
	if err := p.end(t); err != nil {
		t.Error(err)
	}
	if output := fmt.Sprint(p.log); strings.Contains(output, secret) {
		t.Error("the log tells the password")
	}
}

// checkPackage downloads the package twice: it is the one whose checksum is said.
func checkPackage(t *testing.T, p *program) {
	t.Helper()
	for range 2 {
		response, err := http.Get(p.url + "releases/0.2.0/package.zip")
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		content, err := io.ReadAll(response.Body)
		sum := sha256.Sum256(content)
		if want := "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"; err != nil || response.StatusCode != http.StatusOK || response.Header.Get("Repr-Digest") != want {
			t.Errorf("%v, %s, %d bytes with %s, want %s", err, response.Status, len(content), response.Header.Get("Repr-Digest"), want)
		}
	}
}
