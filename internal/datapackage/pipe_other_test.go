//go:build !unix

package datapackage_test

import "testing"

// withPipe has a table that is no text, where there are no named pipes.
func withPipe(t *testing.T) string { return directoryOf(t, "zones.csv", text("\x00")) }
