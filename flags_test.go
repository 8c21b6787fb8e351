package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

var update = flag.Bool("update", false, "write docs/settings.md anew")

func TestEnvironment(t *testing.T) {
	data := t.TempDir()
	getenv := func(name string) string {
		return map[string]string{"PILOTGRAPH_LISTEN": "127.0.0.1:0", "PILOTGRAPH_DATA": data}[name]
	}
	t.Run("stands for flags", func(t *testing.T) {
		p := startProgram(t, getenv)
		if got := p.log.lines("serving")[0]["data"]; got != data {
			t.Errorf("data is %v, want %v", got, data)
		}
		if err := p.end(t); err != nil {
			t.Error(err)
		}
	})
	t.Run("flags win", func(t *testing.T) {
		other := t.TempDir()
		p := startProgram(t, getenv, "--data="+other)
		if got := p.log.lines("serving")[0]["data"]; got != other {
			t.Errorf("data is %v, want %v", got, other)
		}
		if err := p.end(t); err != nil {
			t.Error(err)
		}
	})
	t.Run("of the process is not read", func(t *testing.T) {
		t.Setenv("PILOTGRAPH_LISTEN", "nonsense")
		if _, err := runToEnd("--version"); err != nil {
			t.Error(err)
		}
		if _, err := runToEnd("--listen=elsewhere"); err == nil || strings.Contains(err.Error(), "nonsense") {
			t.Errorf("the error is %v", err)
		}
	})
}

func TestHelp(t *testing.T) {
	for _, flag := range []string{"--help", "-h"} {
		help, err := runToEnd(flag)
		if err != nil {
			t.Fatal(err)
		}
		wanted := []string{"Usage: pilotgraph", "Examples:", "Addresses:", "/graphql", "PILOTGRAPH_LISTEN", "127.0.0.1:8080", "pilotgraph-data"}
		for _, flag := range flagsOf(t) {
			wanted = append(wanted, "--"+flag.Name)
		}
		for _, text := range wanted {
			if !strings.Contains(help, text) {
				t.Errorf("%s lacks %q:\n%s", flag, text, help)
			}
		}
		for line := range strings.Lines(help) {
			if len(line) > 81 {
				t.Errorf("%s: wider than a terminal: %s", flag, line)
			}
		}
	}
}

// flagsOf returns every flag.
func flagsOf(t *testing.T) []*kong.Flag {
	t.Helper()
	parser, err := newParser(&settings{}, noEnvironment, io.Discard, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	return parser.Model.Flags
}

func TestVersion(t *testing.T) {
	version, err := runToEnd("--version")
	if err != nil || !strings.HasPrefix(version, "PilotGraph ") || strings.Count(version, "\n") != 1 {
		t.Errorf("%q, %v", version, err)
	}
}

// TestSettingsAreDocumented compares docs/settings.md with the flags.
func TestSettingsAreDocumented(t *testing.T) {
	groups, tables := []string{}, map[string]string{}
	for _, each := range flagsOf(t) {
		if each.Group == nil {
			continue // --help and --version set nothing
		}
		if tables[each.Group.Title] == "" {
			groups = append(groups, each.Group.Title)
			tables[each.Group.Title] = "| flag | default | what |\n|---|---|---|\n"
		}
		standard := ""
		if each.Default != "" {
			standard = "`" + each.Default + "`"
		}
		tables[each.Group.Title] += fmt.Sprintf("| `--%s` | %s | %s |\n", each.Name, standard, each.Help)
	}
	path := "docs/settings.md"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, _, found := bytes.Cut(text, []byte("\n## "))
	if !found {
		t.Fatalf("%s has no table", path)
	}
	want := string(head)
	for _, group := range groups {
		want += "\n## " + group + "\n\n" + tables[group]
	}
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(text) {
		t.Errorf("%s is not what the flags say; read the difference, then go test . -update:\n%s", path, want)
	}
}
