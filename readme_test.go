package main

import (
	"encoding/json"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// blocks are the fenced blocks of a language in the README.
func blocks(t *testing.T, language string) []string {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(string(text), "\n"); lines > 120 {
		t.Errorf("the README has %d lines; at most 120", lines)
	}
	var found []string
	for _, block := range regexp.MustCompile("(?s)```"+language+"\n(.*?)\n```").FindAllStringSubmatch(string(text), -1) {
		found = append(found, block[1])
	}
	return found
}

// TestTheReadmeIsTrue runs the README's first query as it stands there and finds the answer that it shows.
func TestTheReadmeIsTrue(t *testing.T) {
	commands := blocks(t, "sh")
	if diff := cmp.Diff([]string{"go run .", "go test ./..."}, commands[:2]); diff != "" {
		t.Errorf("the two commands (-want +got):\n%s", diff)
	}
	ci, err := os.ReadFile(".ci/run")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(ci), "\n"+commands[1]+"\n") {
		t.Errorf(".ci/run does not run %s", commands[1])
	}

	needs(t, "curl")
	server := startProgram(t, noEnvironment, "--listen", "127.0.0.1:0", "--data", t.TempDir())
	command := strings.ReplaceAll(commands[2], "http://127.0.0.1:8080/", server.url)
	if command == commands[2] {
		t.Fatalf("the query does not ask the address that go run serves: %s", command)
	}
	output, err := exec.Command("sh", "-c", command).Output()
	if err != nil {
		t.Fatalf("%s: %v", command, err)
	}
	findZone(t, output, blocks(t, "json")[0])
	askInline(t, server)
}

// lookedFor is how sources look for a program of the machine.
var lookedFor = regexp.MustCompile(`(?:needs\(t, |exec\.LookPath\()"(\w+)"|exec\.Command\("(Rscript)"|run (npm) ci`)

// TestContributingSaysWhatTestsLeaveOut looks for every program that tests go without, and for the command that tells.
func TestContributingSaysWhatTestsLeaveOut(t *testing.T) {
	names := map[string]string{
		"initdb": "PostgreSQL", "python3": "Python", "Rscript": "R", "npm": "npm", "curl": "curl", "sh": "POSIX shell", "chromium": "Chromium", "nginx": "nginx",
	}
	text := readPage(t, "CONTRIBUTING.md")
	programs := map[string]bool{"chromium": true} // which has several names
	for _, pattern := range []string{"*_test.go", "playground/*_test.go", "internal/postgrestest/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			for _, found := range lookedFor.FindAllStringSubmatch(readPage(t, file), -1) {
				programs[found[1]+found[2]+found[3]] = true
			}
		}
	}
	if len(programs) < len(names) {
		t.Errorf("only %v were found", programs)
	}
	for program := range programs {
		if name := names[program]; name == "" || !regexp.MustCompile(`\b`+name+`\b`).MatchString(text) {
			t.Errorf("CONTRIBUTING.md does not say that tests go without %s", program)
		}
	}
	for _, command := range []string{"go test -v ./... | grep -e '--- SKIP' -e 'install' -e '^skipped'", "CI=1"} {
		if !strings.Contains(text, command) {
			t.Errorf("CONTRIBUTING.md lacks %s", command)
		}
	}
}

// askInline asks the queries that stand in the README's sentences; their answers have words.
func askInline(t *testing.T, server *program) {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	queries := regexp.MustCompile("`({[^`]+}})`").FindAllStringSubmatch(string(text), -1)
	if len(queries) == 0 {
		t.Error("the README asks nothing in its sentences")
	}
	for _, query := range queries {
		if _, body := get(t, server.url+"graphql?query="+url.QueryEscape(query[1])); !strings.Contains(body, `{"quote":"`) {
			t.Errorf("%s is answered by %s", query[1], body)
		}
	}
}

// findZone looks for a zone as the README shows it in the answer.
func findZone(t *testing.T, output []byte, shown string) {
	t.Helper()
	var answer struct {
		Data struct {
			Programme struct {
				Zones struct{ Nodes []map[string]any }
			}
		}
	}
	if err := json.Unmarshal(output, &answer); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	var want map[string]any
	if err := json.Unmarshal([]byte(shown), &want); err != nil {
		t.Fatalf("the README's answer is not JSON: %v", err)
	}
	for _, zone := range answer.Data.Programme.Zones.Nodes {
		if zone["name"] == want["name"] {
			if diff := cmp.Diff(want, zone); diff != "" {
				t.Errorf("(-README +answer):\n%s", diff)
			}
			return
		}
	}
	t.Errorf("the answer has no zone %v", want["name"])
}
