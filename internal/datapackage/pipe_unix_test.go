//go:build unix

package datapackage_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// withPipe has a named pipe instead of a table; reading it would wait for ever.
func withPipe(t *testing.T) string {
	t.Helper()
	directory := directoryOf(t, "other.csv", text("a\n"))
	path := filepath.Join(directory, "zones.csv")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	return directory
}
