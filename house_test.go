package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mayImport is which rooms of the house each room may use. docs/architecture.md draws it.
var mayImport = map[string][]string{
	".":                      {"internal/command", "internal/web", "graph", "graph/fault", "internal/release", "seed"},
	"internal/command":       {"internal/datapackage", "internal/release", "internal/search", "ent/schema"},
	"internal/web":           {"examples", "explorer", "graph", "graph/connection", "graph/fault", "graph/guard", "internal/rows", "playground"},
	"explorer":               {"graph/fault"},
	"graph":                  {"schema", "graph/load", "graph/plan", "graph/connection", "graph/fault", "graph/guard", "graph/generated", "graph/model", "graph/scalar", "internal/search", "ent", "ent/schema"},
	"graph/generated":        {"graph/load", "graph/plan", "graph/model", "graph/scalar", "ent", "ent/schema"},
	"graph/plan":             {},
	"graph/plan/generate":    {},
	"graph/scalar":           {"graph/fault"},
	"graph/model":            {"graph/load"},
	"graph/load":             {"internal/search", "graph/connection", "graph/fault", "ent", "ent/schema"},
	"graph/connection":       {"graph/fault"},
	"graph/fault":            {},
	"graph/guard":            {"graph/fault"},
	"internal/release":       {"internal/datapackage", "internal/insert", "internal/search", "ent", "ent/schema"},
	"internal/postgrestest":  {},
	"internal/browser":       {},
	"internal/datapackage":   {},
	"internal/search":        {"internal/insert"},
	"internal/insert":        {},
	"bench":                  {"bench/dataset", "graph", "graph/connection", "graph/guard", "internal/datapackage", "internal/release"},
	"bench/dataset":          {"internal/datapackage"},
	"bench/generate":         {"bench/dataset"},
	"bench/limit":            {},
	"bench/measure":          {"bench/dataset", "graph", "graph/guard", "internal/datapackage", "internal/release"},
	"internal/rows":          {"graph/fault"},
	"examples":               {},
	"examples/cluster/proxy": {},
	"playground":             {"graph/fault"},
	"playground/compress":    {},
	"seed":                   {},
	"schema":                 {},
	"ent/schema":             {},
}

type listed struct {
	ImportPath string
	Imports    []string
}

// packages are those of this module, by their folder.
func packages(t *testing.T) map[string]listed {
	t.Helper()
	output, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	found := map[string]listed{}
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		var each listed
		if err := decoder.Decode(&each); errors.Is(err, io.EOF) {
			return found
		} else if err != nil {
			t.Fatal(err)
		}
		found[folder(each.ImportPath)] = each
	}
}

func folder(path string) string {
	if path == "pilotgraph" {
		return "."
	}
	return strings.TrimPrefix(path, "pilotgraph/")
}

// TestImportsFollowTheArrows fails when a room uses one that it may not, or is not in the plan.
func TestImportsFollowTheArrows(t *testing.T) {
	for room, each := range packages(t) {
		if (room == "ent" || strings.HasPrefix(room, "ent/")) && room != "ent/schema" {
			continue // generated: it uses itself and ent/schema
		}
		allowed, planned := mayImport[room]
		if !planned {
			t.Errorf("%s is not in the plan of the house", room)
		}
		for _, path := range each.Imports {
			used, ours := strings.CutPrefix(path, "pilotgraph/")
			if !ours {
				continue
			}
			if strings.HasPrefix(used, "ent/") && used != "ent/schema" {
				used = "ent"
			}
			if !slices.Contains(allowed, used) {
				t.Errorf("%s imports %s, against the arrows", room, used)
			}
		}
	}
}

// TestEveryRoomIsInTheDocs looks for each package by hand, and each room of files, in docs/architecture.md.
func TestEveryRoomIsInTheDocs(t *testing.T) {
	text, err := os.ReadFile("docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	rooms := []string{"server.go", "schema/", "examples/", "docs/"}
	for room := range mayImport {
		if room != "." {
			rooms = append(rooms, room+"/")
		}
	}
	for _, room := range rooms {
		if !strings.Contains(string(text), "`"+room+"`") {
			t.Errorf("docs/architecture.md does not name `%s`", room)
		}
	}
}

// TestFilesByHandAreShort fails on a file by hand that nobody can hold in the head.
func TestFilesByHandAreShort(t *testing.T) {
	const most = 500
	err := filepath.WalkDir(".", func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (path == ".git" || path == "graph/generated" || entry.Name() == "node_modules") {
			return filepath.SkipDir
		}
		generated := strings.HasPrefix(path, "ent/") && !strings.HasPrefix(path, "ent/schema/")
		if entry.IsDir() || generated || !strings.HasSuffix(path, ".go") {
			return nil
		}
		if lines := countLines(t, path); lines > most {
			t.Errorf("%s has %d lines; at most %d", path, lines, most)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func countLines(t *testing.T, path string) int {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := 0
	scanner := bufio.NewScanner(file)
	for scanner.Scan() {
		lines++
	}
	if err := scanner.Err(); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return lines
}
