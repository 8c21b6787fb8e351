package graph_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"

	"pilotgraph/graph"
	"pilotgraph/graph/guard"
	"pilotgraph/graph/load"
)

const examples = "../examples/queries"

// exampleNames are the example queries, without their endings.
func exampleNames(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(examples, "*.graphql"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no examples in %s: %v", examples, err)
	}
	names := make([]string, len(paths))
	for i, path := range paths {
		names[i] = strings.TrimSuffix(filepath.Base(path), ".graphql")
	}
	return names
}

func readExample(t *testing.T, name string) string {
	t.Helper()
	document, err := os.ReadFile(filepath.Join(examples, name+".graphql"))
	if err != nil {
		t.Fatal(err)
	}
	return string(document)
}

func TestEveryExampleAnswersAsItsGolden(t *testing.T) {
	server := serveWithin(guard.Default(), graph.PlanExecutor, openSeed(t), load.DefaultWait)
	for _, name := range exampleNames(t) {
		t.Run(name, func(t *testing.T) {
			got := indent(t, server.ask(t, readExample(t, name), nil))
			golden := filepath.Join(examples, name+".json")
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatalf("the example has no golden answer; look at what it answers, then write it with -update: %v", err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("answer differs from %s (-want +got):\n%s", golden, diff)
			}
		})
	}
}

func TestEveryGoldenHasAnExample(t *testing.T) {
	goldens, err := filepath.Glob(filepath.Join(examples, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, golden := range goldens {
		if _, err := os.Stat(strings.TrimSuffix(golden, ".json") + ".graphql"); err != nil {
			t.Errorf("%s answers no example", golden)
		}
	}
}

func TestEveryExampleSaysWhatItAsks(t *testing.T) {
	for _, name := range exampleNames(t) {
		if !strings.HasPrefix(readExample(t, name), "# ") {
			t.Errorf("%s.graphql does not begin with a line that says what it asks", name)
		}
	}
}

// TestOperationsOfClientsAreValid holds the operations of the example clients that no generator checks in CI.
func TestOperationsOfClientsAreValid(t *testing.T) {
	paths, err := filepath.Glob("../examples/clients/*/*.graphql")
	if err != nil || len(paths) < 4 {
		t.Fatalf("only %d operations were found: %v", len(paths), err)
	}
	for _, path := range paths {
		document, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, problems := gqlparser.LoadQueryWithRules(graph.Schema(), string(document), nil); len(problems) > 0 {
			t.Errorf("%s: %v", path, problems)
		}
	}
}
