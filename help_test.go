package main

import (
	"io"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestHelp reads the help of the program and of each command: every flag with what it means, and examples.
func TestHelp(t *testing.T) {
	parser, err := newParser(&settings{}, noEnvironment, io.Discard, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	wanted := map[string][]string{"": {"Usage: pilotgraph", "Examples:", "Addresses:", "/graphql", "PILOTGRAPH_LISTEN", "pilotgraph-data", "--data", "--version"}}
	for _, command := range parser.Model.Children {
		if command.Hidden {
			continue
		}
		wanted[""] = append(wanted[""], "  "+command.Name)
		for _, flag := range command.Flags {
			wanted[command.Name] = append(wanted[command.Name], "--"+flag.Name, flag.Help[:min(20, len(flag.Help))])
		}
		if command.Name != "serve" {
			wanted[command.Name] = append(wanted[command.Name], "Examples:", "    pilotgraph "+command.Name)
		}
	}
	if len(wanted) < 10 {
		t.Errorf("only %d commands were found", len(wanted))
	}
	for name, texts := range wanted {
		for _, flag := range []string{"--help", "-h"} {
			args := append(strings.Fields(name), flag)
			help, err := runToEnd(args...)
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range texts {
				if !strings.Contains(help, text) {
					t.Errorf("%v lacks %q:\n%s", args, text, help)
				}
			}
			for line := range strings.Lines(help) {
				if utf8.RuneCountInString(line) > 81 {
					t.Errorf("%v: wider than a terminal: %s", args, line)
				}
			}
		}
	}
}

func TestVersion(t *testing.T) {
	version, err := runToEnd("--version")
	if err != nil || !strings.HasPrefix(version, "PilotGraph ") || strings.Count(version, "\n") != 1 {
		t.Errorf("%q, %v", version, err)
	}
}
