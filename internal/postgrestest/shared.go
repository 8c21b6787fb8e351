package postgrestest

import (
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"testing"
)

// shared is the server that all tests of a program use.
var shared = sync.OnceValues(func() (*Server, error) {
	started.Store(true)
	return Start()
})

var started atomic.Bool

// New returns the address of a new and empty database of the shared server, for the role that owns it.
func New() (address string, err error) {
	server, err := shared()
	if err != nil {
		return "", err
	}
	name, err := server.NewDatabase()
	return server.URL("pilotgraph", name), err
}

// Stop stops the shared server, if it was started. A server that is not stopped ends soon after the program.
func Stop() {
	if started.Load() {
		if server, err := shared(); err == nil {
			server.Stop()
		}
	}
}

// Shared returns the server that all tests of a program use, and starts it first. Where PostgreSQL is not installed the
// test is skipped, but never where CI is set.
func Shared(t testing.TB) *Server {
	t.Helper()
	server, err := shared()
	Require(t, err)
	return server
}

// Require ends a test that got no server.
func Require(t testing.TB, err error) {
	t.Helper()
	switch {
	case errors.Is(err, ErrAbsent) && os.Getenv("CI") == "":
		t.Skip(err)
	case err != nil:
		t.Fatal(err)
	}
}

// Database returns the address of a new and empty database of the shared server, for the role that owns it.
func Database(t testing.TB) string {
	t.Helper()
	address, err := New()
	Require(t, err)
	return address
}
