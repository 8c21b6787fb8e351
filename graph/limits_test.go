package graph

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"pilotgraph/graph/connection"
	"pilotgraph/graph/fault"
)

// TestLimitsAreDocumented looks for each limit with its number in docs/architecture.md.
func TestLimitsAreDocumented(t *testing.T) {
	text, err := os.ReadFile("../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []string{
		fmt.Sprintf("| tokens of a document, comments counted | %d | `%s` |", maximumTokens, fault.LimitExceeded),
		fmt.Sprintf("| records on a page | %d | `%s` |", connection.Maximum, fault.BadUserInput),
		fmt.Sprintf("| ids in one list | %d | `%s` |", maximumIDs, fault.BadUserInput),
		fmt.Sprintf("| errors in an answer | %d | the first ones by path |", maximumErrors),
		"| body of a request | 100 KiB | `PAYLOAD_TOO_LARGE` |", // internal/web, whose tests have these two numbers
		"| time of an operation | 5 s | `TIMEOUT` |",
		"| length of an error's message | 300 characters | cut |", // graph/fault
	} {
		if !strings.Contains(string(text), "\n"+row+"\n") {
			t.Errorf("docs/architecture.md lacks the line %s", row)
		}
	}
}
