package main

import (
	"reflect"
	"strings"
	"testing"

	"pilotgraph/internal/command"
)

func TestHelp(t *testing.T) {
	commands := map[string][]string{"": {"Usage: pilotgraph", "Examples:", "Addresses:", "/graphql", "Environment", "127.0.0.1:8080", "pilotgraph-data"}}
	for _, known := range []reflect.Type{reflect.TypeFor[settings](), reflect.TypeFor[command.Commands]()} {
		for field := range known.Fields() {
			name := strings.ToLower(field.Name)
			_, isCommand := field.Tag.Lookup("cmd")
			_, isHidden := field.Tag.Lookup("hidden")
			switch {
			case isHidden, field.Anonymous:
			case isCommand:
				commands[""] = append(commands[""], "  "+name+" ")
				for flag := range field.Type.Fields() {
					_, isArgument := flag.Tag.Lookup("arg")
					if !isArgument {
						commands[name] = append(commands[name], "--"+kebab(flag.Name), flag.Tag.Get("help")[:20])
					}
				}
				if name != "serve" {
					commands[name] = append(commands[name], "Examples:", "    pilotgraph "+name)
				}
			default:
				commands[""] = append(commands[""], "--"+name, field.Tag.Get("variable"))
			}
		}
	}
	if len(commands) < 10 {
		t.Errorf("only %d commands were found", len(commands))
	}
	for name, wanted := range commands {
		for _, flag := range []string{"--help", "-h"} {
			args := append(strings.Fields(name), flag)
			help, err := runToEnd(args...)
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range wanted {
				if !strings.Contains(help, text) {
					t.Errorf("%v lacks %q:\n%s", args, text, help)
				}
			}
			for line := range strings.Lines(help) {
				if len(line) > 81 {
					t.Errorf("%v: wider than a terminal: %s", args, line)
				}
			}
		}
	}
}

// kebab writes the name of a field as that of its flag.
func kebab(name string) string {
	var flag strings.Builder
	for i, letter := range name {
		if letter >= 'A' && letter <= 'Z' && i > 0 {
			flag.WriteByte('-')
		}
		flag.WriteRune(letter)
	}
	return strings.ToLower(flag.String())
}

func TestVersion(t *testing.T) {
	version, err := runToEnd("--version")
	if err != nil || !strings.HasPrefix(version, "PilotGraph ") || strings.Count(version, "\n") != 1 {
		t.Errorf("%q, %v", version, err)
	}
}
