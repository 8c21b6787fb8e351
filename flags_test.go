package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

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

// flagsOf returns every flag of serving.
func flagsOf(t *testing.T) []*kong.Flag {
	t.Helper()
	parser, err := newParser(&settings{}, noEnvironment, io.Discard, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range parser.Model.Children {
		if command.Name == "serve" {
			return append(parser.Model.Flags, command.Flags...)
		}
	}
	t.Fatal("there is no command serve")
	return nil
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
