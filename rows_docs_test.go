package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"

	"pilotgraph/graph"
	"pilotgraph/internal/rows"
)

// checkRows asks the first query of docs/rows.md and compares its rows with the first table there.
func checkRows(t *testing.T, server *program) {
	const page = "docs/rows.md"
	document := graphqlBlock.FindStringSubmatch(readPage(t, page))[1]
	parsed, problems := gqlparser.LoadQueryWithRules(graph.Schema(), document, nil)
	if problems != nil {
		t.Fatal(problems)
	}
	plan, err := rows.New(parsed.Operations[0], nil)
	if err != nil {
		t.Fatal(err)
	}
	table := [][]string{plan.Columns()}
	for row, err := range plan.Rows(server.ask(t, document, "{}").Data) {
		if err != nil {
			t.Fatal(err)
		}
		var cells []string
		for _, value := range row {
			cells = append(cells, rows.Text(value))
		}
		table = append(table, cells)
	}
	want := [][]string{}
	for _, line := range firstTable(t, page) {
		if !strings.HasPrefix(line, "|--") {
			var cells []string
			for cell := range strings.SplitSeq(strings.Trim(line, "|"), "|") {
				cells = append(cells, strings.TrimSpace(cell))
			}
			want = append(want, cells)
		}
	}
	if diff := cmp.Diff(want, table); diff != "" {
		t.Errorf("%s (-docs +got):\n%s", page, diff)
	}
}

// firstTable returns the lines of the first table of a document.
func firstTable(t *testing.T, path string) (lines []string) {
	t.Helper()
	for line := range strings.Lines(readPage(t, path)) {
		if strings.HasPrefix(line, "|") {
			lines = append(lines, strings.TrimSpace(line))
		} else if lines != nil {
			break
		}
	}
	return lines
}
