package graph_test

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"pilotgraph/graph"
	"pilotgraph/graph/load"
	"pilotgraph/internal/release"
)

// multiplied publishes the seed with every row of its growing tables copies times over.
func multiplied(t *testing.T, copies int) *release.Release {
	t.Helper()
	opened := rewritten(t, func(name string, content []byte) []byte {
		if !strings.HasSuffix(name, ".csv") || slices.Contains([]string{"programmes.csv", "sources.csv", "counts.csv"}, name) {
			return content
		}
		return multiply(t, string(content), copies)
	})
	t.Cleanup(func() { opened.Close() })
	return opened
}

// multiply repeats the rows of a table under other ids (the first column).
func multiply(t *testing.T, table string, copies int) []byte {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	writer := csv.NewWriter(&text)
	_ = writer.WriteAll(rows)
	for copied := range copies {
		for _, row := range rows[1:] {
			_ = writer.Write(append([]string{fmt.Sprintf("%s-copy%d", row[0], copied)}, row[1:]...))
		}
	}
	writer.Flush()
	return []byte(text.String())
}

// TestStatementsDoNotDependOnTheNumberOfRows counts the SQL of every example on the seed and on four times as much.
func TestStatementsDoNotDependOnTheNumberOfRows(t *testing.T) {
	larger := multiplied(t, 3)
	for _, executor := range executors {
		t.Run(string(executor), func(t *testing.T) {
			compareStatements(t, serveWith(executor, openSeed(t), load.DefaultWait), serveWith(executor, larger, load.DefaultWait))
		})
	}
}

// TestStatementsStayPrepared looks for what makes SQLite prepare a statement anew for each reading: a column compared
// with a bare argument.
func TestStatementsStayPrepared(t *testing.T) {
	if onPostgres {
		return // SQLite alone plans anew for each value
	}
	server := serveWith(graph.PlanExecutor, openSeed(t), load.DefaultWait)
	read := 0
	for _, name := range exampleNames(t) {
		statements, _ := server.listen(t, readExample(t, name), nil)
		for _, statement := range statements {
			if read++; strings.Contains(statement, " = ?") {
				t.Errorf("%s: %s", name, statement)
			}
		}
	}
	if read == 0 {
		t.Error("no statements were heard")
	}
}

func compareStatements(t *testing.T, small, large *server) {
	more := 0
	for _, name := range exampleNames(t) {
		t.Run(name, func(t *testing.T) {
			document := readExample(t, name)
			fewer, fewerBytes := small.count(t, document)
			many, manyBytes := large.count(t, document)
			if fewer != many {
				t.Errorf("%d statements on the seed, %d on four times as many rows", fewer, many)
			}
			if fewer == 0 || fewer > 100 {
				t.Errorf("%d statements", fewer)
			}
			if manyBytes > fewerBytes {
				more++
			}
		})
	}
	if more < 8 {
		t.Errorf("only %d examples answered more on four times as many rows: the test shows little", more)
	}
}

// count is the number of statements of a document and the length of its answer.
func (s *server) count(t *testing.T, document string) (statements int64, length int) {
	t.Helper()
	heard, answer := s.listen(t, document, nil)
	return int64(len(heard)), len(answer)
}

// inBubble runs a function of a test in synctest: a batch waits until nothing else can run, however busy the machine is. The
// driver of PostgreSQL cannot run there, since its connections have goroutines of their own; there a batch waits longer.
func (s *server) inBubble(t *testing.T, run func(t *testing.T)) {
	t.Helper()
	if onPostgres {
		run(t)
		return
	}
	synctest.Test(t, run)
}

// listen returns the statements that a document takes, and its answer.
func (s *server) listen(t *testing.T, document string, variables map[string]any) (statements []string, answer []byte) {
	t.Helper()
	s.heard, s.listening = nil, true
	defer func() { s.listening = false }()
	s.inBubble(t, func(t *testing.T) { answer = s.ask(t, document, variables) })
	return s.heard, answer
}

// TestWhatIsNotAskedCostsNothing counts the statements of parts of a connection.
func TestWhatIsNotAskedCostsNothing(t *testing.T) {
	tests := map[string]struct {
		document     string
		plan, gqlgen int64
	}{
		"one record":                         {`{zone(id: "zone:bc-haidian") {id name designatedOn}}`, 1, 1},
		"only the type":                      {`{zones {__typename}}`, 0, 0},
		"totalCount alone":                   {`{zones {totalCount}}`, 1, 1},
		"pageInfo alone is no count":         {`{zones {pageInfo {hasNextPage endCursor}}}`, 1, 1},
		"cursors alone read no rows":         {`{zones {edges {cursor}}}`, 1, 1},
		"nodes":                              {`{zones {nodes {id}}}`, 1, 2},
		"everything once under many aliases": {`{zones {a: nodes {id} b: nodes {id} edges {node {id}} x: totalCount y: totalCount pageInfo {hasNextPage}}}`, 2, 3},
		"a parent of many children, once":    {`{zones(first: 100) {nodes {programme {id} region {id}}}}`, 3, 4},
		"nested totalCount for all parents":  {`{zones(first: 100) {nodes {institutions {totalCount}}}}`, 2, 3},
		"nested pages for all parents":       {`{zones(first: 100) {nodes {institutions(first: 2) {nodes {id} pageInfo {hasNextPage}}}}}`, 2, 4},
		"a record asked twice":               {`{a: zone(id: "zone:bc-haidian") {id} b: node(id: "zone:bc-haidian") {id}}`, 2, 1},
	}
	for name, test := range tests {
		for _, executor := range executors {
			t.Run(name+", "+string(executor), func(t *testing.T) {
				want := test.plan
				if executor == graph.GqlgenExecutor {
					want = test.gqlgen
				}
				// A server of its own: counts of whole tables are remembered.
				if got, _ := serveWith(executor, openSeed(t), load.DefaultWait).count(t, test.document); got != want {
					t.Errorf("%d statements; want %d", got, want)
				}
			})
		}
	}
}

// TestNestedPagesHaveOneLimitForEachParent reads pages of many parents in one statement and compares each with the
// parent's own.
func TestNestedPagesHaveOneLimitForEachParent(t *testing.T) {
	server, alone := seeded(t), quick(t)
	for _, arguments := range []string{"first: 2", "last: 2", "first: 0", "first: 100", "last: 1"} {
		page := fmt.Sprintf("zones(%s) {nodes {id} pageInfo {hasNextPage hasPreviousPage startCursor endCursor}}", arguments)
		var together struct {
			Agencies struct{ Nodes []map[string]any }
		}
		before := server.eachParent.Load()
		server.inBubble(t, func(t *testing.T) {
			server.read(t, &together, fmt.Sprintf("{agencies(first: 100) {nodes {id %s}}}", page), nil)
		})
		if statements := server.eachParent.Load() - before; statements != 1 {
			t.Errorf("%s: %d statements for pages of many parents; want 1", arguments, statements)
		}
		for _, node := range together.Agencies.Nodes {
			var own struct{ Agency map[string]any }
			alone.read(t, &own, fmt.Sprintf("{agency(id: %q) {id %s}}", node["id"], page), nil)
			if fmt.Sprint(own.Agency) != fmt.Sprint(node) {
				t.Errorf("%s, %s:\ntogether %v\nalone    %v", node["id"], arguments, node, own.Agency)
			}
		}
	}
}
