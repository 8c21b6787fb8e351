package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pilotgraph/internal/postgrestest"
)

// TestCommandsOnPostgres does with a database what curators do with a directory.
func TestCommandsOnPostgres(t *testing.T) {
	data := "--data=" + postgrestest.Database(t)
	do := func(want string, args ...string) string {
		t.Helper()
		output, err := runToEnd(append(args, data)...)
		if err != nil || !strings.Contains(output, want) {
			t.Fatalf("%v: %v: %q does not say %q", args, err, output, want)
		}
		return output
	}
	const packages = "examples/packages/examplia/"
	do("Nothing is published here.", "releases")
	do("Plan for release 1.0.0 of", "publish", packages+"1.0.0", "--dry-run")
	do("release 1.0.0 is published and current: 50 records.", "publish", packages+"1.0.0")
	plan := do("which follows 1.0.0", "publish", packages+"1.1.0", "--dry-run")
	directory := t.TempDir()
	inDirectory := func(args ...string) string {
		t.Helper()
		output, err := runToEnd(append(args, "--data="+directory)...)
		if err != nil {
			t.Fatalf("%v: %v", args, err)
		}
		return output
	}
	inDirectory("publish", packages+"1.0.0")
	if same := inDirectory("publish", packages+"1.1.0", "--dry-run"); same != plan {
		t.Errorf("the plan for a directory is another one:\n%s\nfor a database:\n%s", same, plan)
	}
	inDirectory("publish", packages+"1.1.0")
	do("11 added, 3 changed, 1 removed since 1.0.0", "publish", packages+"1.1.0")
	do("has this content already: nothing to do", "publish", packages+"1.1.0")
	difference := do("11 added, 3 changed, 1 removed", "diff", "1.0.0", "1.1.0")
	if same := inDirectory("diff", "1.0.0", "1.1.0"); same != difference {
		t.Errorf("the difference in a directory is another one:\n%s", same)
	}
	do("release 1.0.0 is current.", "use", "1.0.0")
	if list := do("chosen with use", "releases"); !strings.Contains(list, "*  1.0.0") {
		t.Error(list)
	}
	one, other := filepath.Join(t.TempDir(), "one"), filepath.Join(t.TempDir(), "other")
	do("the package of release 1.1.0 is in", "export", "1.1.0", one)
	inDirectory("export", "1.1.0", other)
	sameFiles(t, one, other)
	do("2 releases compared", "check")
	do("release 1.1.0 is removed.", "remove", "1.1.0")
	if _, err := runToEnd("use", "1.1.0", data); err == nil || !strings.Contains(err.Error(), "release 1.1.0 was removed. Name one of 1.0.0.") {
		t.Errorf("the removed release: %v", err)
	}
}

// sameFiles compares two folders.
func sameFiles(t *testing.T, one, other string) {
	t.Helper()
	entries, err := os.ReadDir(one)
	if err != nil || len(entries) < 5 {
		t.Fatalf("%v: %v", entries, err)
	}
	for _, entry := range entries {
		left, err := os.ReadFile(filepath.Join(one, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		right, err := os.ReadFile(filepath.Join(other, entry.Name()))
		if err != nil || string(left) != string(right) {
			t.Errorf("%s differs: %v", entry.Name(), err)
		}
	}
}
