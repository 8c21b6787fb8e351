package examples_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"pilotgraph/examples"
)

// TestExamplesAreOfferedInEveryLanguage holds every example against the languages and topics of the playground.
func TestExamplesAreOfferedInEveryLanguage(t *testing.T) {
	all, err := examples.All()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 20 {
		t.Errorf("there are %d examples", len(all))
	}
	text, err := os.ReadFile("../playground/src/languages/en.json")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	if err := json.Unmarshal(text, &texts); err != nil {
		t.Fatal(err)
	}
	for _, each := range all {
		for _, language := range []string{"en", "zh", "de"} {
			if title := each.Titles[language]; title == "" || strings.Contains(title, "\n") {
				t.Errorf("%s: what it asks is %q in %s; write a line \"# %s: \" at its head", each.Name, title, language, language)
			}
		}
		if texts["topic."+each.Topic] == "" {
			t.Errorf("%s: playground/src/languages has no topic %q", each.Name, each.Topic)
		}
		if _, err := parser.ParseQuery(&ast.Source{Input: each.Query}); err != nil {
			t.Errorf("%s: %v", each.Name, err)
		}
	}
}
