package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"pilotgraph/graph"
)

// pages are the documents for readers.
func pages(t *testing.T) []string {
	t.Helper()
	inside, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	return append(inside, "README.md", "CHANGELOG.md", "CONTRIBUTING.md")
}

func readPage(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// tableRows are the rows of the tables in a document that have this header, each as its cells.
func tableRows(t *testing.T, path, header string) [][]string {
	t.Helper()
	var rows [][]string
	inside := false
	for line := range strings.Lines(readPage(t, path)) {
		line = strings.TrimSpace(line)
		switch {
		case line == header:
			inside = true
		case !strings.HasPrefix(line, "|"):
			inside = false
		case inside && !strings.HasPrefix(line, "|--"):
			cells := strings.Split(strings.Trim(line, "| "), " | ")
			rows = append(rows, cells)
		}
	}
	if len(rows) == 0 {
		t.Fatalf("%s has no table %s", path, header)
	}
	return rows
}

var inBackquotes = regexp.MustCompile("`([^`]+)`")

// code returns what stands in backquotes in a cell.
func code(cell string) []string {
	var found []string
	for _, each := range inBackquotes.FindAllStringSubmatch(cell, -1) {
		found = append(found, each[1])
	}
	return found
}

// answered is an answer that has the fields that the documents speak of.
type answered struct {
	Data   json.RawMessage
	Errors []struct {
		Message    string
		Extensions struct{ Code string }
	}
}

// ask posts a document with variables as JSON text.
func (p *program) ask(t *testing.T, document, variables string) answered {
	t.Helper()
	query, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	body := fmt.Sprintf(`{"query":%s,"variables":%s}`, query, variables)
	response, err := http.Post(p.url+"graphql", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	_, text := readResponse(t, response)
	var answer answered
	if err := json.Unmarshal([]byte(text), &answer); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return answer
}

// TestTheDocsAreTrue runs what the documents show.
func TestTheDocsAreTrue(t *testing.T) {
	server := startProgram(t, noEnvironment, "--listen", "127.0.0.1:0", "--data", t.TempDir())
	t.Run("queries", func(t *testing.T) { checkQueries(t, server) })
	t.Run("dates", func(t *testing.T) { checkDates(t, server) })
	t.Run("searches", func(t *testing.T) { checkSearches(t, server) })
	t.Run("warnings", func(t *testing.T) { checkWarnings(t, server) })
	t.Run("commands", func(t *testing.T) { checkCommands(t, server) })
	t.Run("programs", func(t *testing.T) { checkPrograms(t, server) })
	t.Run("rows", func(t *testing.T) { checkRows(t, server) })
}

// checkCommands runs every command of the documents that begins with curl. Each ends well and prints something.
func checkCommands(t *testing.T, server *program) {
	needs(t, "curl")
	count := 0
	for _, path := range pages(t) {
		for _, block := range shellBlock.FindAllStringSubmatch(readPage(t, path), -1) {
			if !strings.HasPrefix(block[1], "curl ") {
				continue // docs/curation.md and the README have tests of their own
			}
			count++
			command := exec.Command("sh", "-ec", strings.ReplaceAll(block[1], "http://127.0.0.1:8080/", server.url))
			var complaints bytes.Buffer
			command.Stderr = &complaints
			output, err := command.Output()
			if err != nil || len(output) == 0 || bytes.Contains(output, []byte(`"errors"`)) {
				t.Errorf("%s: %v\n%s\n%s%s", path, err, block[1], output, &complaints)
			}
		}
	}
	if count < 1 {
		t.Errorf("the documents have %d commands", count)
	}
}

var pythonBlock = regexp.MustCompile("(?s)\n```python\n(.*?)```\n\n```text\n(.*?)```\n")

// checkPrograms runs every program in Python of the documents. Each prints what stands below it.
func checkPrograms(t *testing.T, server *program) {
	needs(t, "python3")
	count := 0
	for _, path := range pages(t) {
		for _, block := range pythonBlock.FindAllStringSubmatch(readPage(t, path), -1) {
			count++
			output, err := exec.Command("python3", "-c", strings.ReplaceAll(block[1], "http://127.0.0.1:8080/", server.url)).CombinedOutput()
			if err != nil || string(output) != block[2] {
				t.Errorf("%s: %v\n%s\nprints\n%s", path, err, block[1], output)
			}
		}
	}
	if count < 1 {
		t.Error("the documents have no program")
	}
}

// needs skips a test where a program is missing, and fails it in CI.
func needs(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is not installed", program)
	}
	t.Skipf("this needs %[1]s; install %[1]s with your system's packages", program)
}

var shellBlock = regexp.MustCompile("(?s)\n```sh\n(.*?)\n```")

var (
	graphqlBlock = regexp.MustCompile("(?s)\n```graphql\n(.*?)\n```")
	emptyInside  = regexp.MustCompile(`:(null|\[\]|\{\})[,}]`)
)

// checkQueries runs every block of GraphQL. Each answers without an error, with something, and with what the golden of its
// page says under its number.
func checkQueries(t *testing.T, server *program) {
	count := 0
	for _, path := range pages(t) {
		answers := map[string]json.RawMessage{}
		for number, block := range graphqlBlock.FindAllStringSubmatch(readPage(t, path), -1) {
			count++
			answer := server.ask(t, block[1], "{}")
			if len(answer.Errors) > 0 {
				t.Errorf("%s:\n%s\nfailed: %+v", path, block[1], answer.Errors)
			}
			if !bytes.Contains(answer.Data, []byte(`":"`)) || emptyInside.Match(answer.Data) && len(answer.Data) < 100 {
				t.Errorf("%s:\n%s\nis answered by %s", path, block[1], answer.Data)
			}
			answers[fmt.Sprintf("query %02d", number+1)] = bytes.ReplaceAll(answer.Data, []byte(server.url), []byte("http://127.0.0.1:8080/"))
		}
		checkAnswers(t, path, answers)
	}
	if count < 10 {
		t.Errorf("the documents have %d queries", count)
	}
}

// checkAnswers compares the answers to the queries of a page with its golden, or writes that.
func checkAnswers(t *testing.T, path string, answers map[string]json.RawMessage) {
	t.Helper()
	golden := filepath.Join("testdata", "answers", strings.TrimSuffix(filepath.Base(path), ".md")+".json")
	if len(answers) == 0 {
		if _, err := os.Stat(golden); err == nil {
			t.Errorf("%s has answers of %s, which has no queries; remove it", golden, path)
		}
		return
	}
	got, err := json.MarshalIndent(answers, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatalf("%v; write it with go test . -run TestTheDocsAreTrue -update", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("the answers to the queries of %s are others than in %s; if they are right, go test . -update writes them (-golden +got):\n%s", path, golden, diff)
	}
}

// checkDates asks whether each zone matches, as the table of partial dates says.
func checkDates(t *testing.T, server *program) {
	for _, row := range tableRows(t, "docs/api.md", "| zone | `designatedOn` | filter | matches |") {
		id, filter := code(row[0])[0], code(row[2])[0]
		answer := server.ask(t, fmt.Sprintf(`{zone(id: %q) {designatedOn} zones(filter: {id: {eq: %q}, designatedOn: %s}) {totalCount}}`, id, id, filter), "{}")
		recorded, count := "null", 0
		if row[1] != "null" {
			recorded = fmt.Sprintf("%q", code(row[1])[0])
		}
		if row[3] == "yes" {
			count = 1
		}
		if want := fmt.Sprintf(`{"zone":{"designatedOn":%s},"zones":{"totalCount":%d}}`, recorded, count); string(answer.Data) != want {
			t.Errorf("%s with %s: %s, want %s", id, filter, answer.Data, want)
		}
	}
}

const searchDocument = `query ($text: String!) {
	search(text: $text, first: 1) {totalCount warnings {code message} edges {score matchedOn node {id}}}
}`

// search searches for a text as JSON writes it.
func (p *program) search(t *testing.T, text string) (answer answered, found found) {
	t.Helper()
	answer = p.ask(t, searchDocument, `{"text":`+text+`}`)
	if len(answer.Errors) == 0 {
		if err := json.Unmarshal(answer.Data, &found); err != nil {
			t.Fatalf("%s: %v\n%s", text, err, answer.Data)
		}
	}
	return answer, found
}

// found is what a search answers.
type found struct {
	Search struct {
		TotalCount int
		Warnings   []struct{ Code, Message string }
		Edges      []struct {
			Score     json.Number
			MatchedOn []string
			Node      struct{ ID string }
		}
	}
}

// checkSearches searches for each example and finds first what the table says, for the same reason.
func checkSearches(t *testing.T, server *program) {
	for _, row := range tableRows(t, "docs/search.md", "| typed | first | why | score |") {
		text, err := json.Marshal(code(row[0])[0])
		if err != nil {
			t.Fatal(err)
		}
		_, found := server.search(t, string(text))
		if len(found.Search.Edges) == 0 {
			t.Errorf("%s finds nothing", text)
			continue
		}
		first := found.Search.Edges[0]
		got := []string{first.Node.ID, strings.Join(first.MatchedOn, " "), first.Score.String()}
		if diff := cmp.Diff([]string{code(row[1])[0], strings.Join(code(row[2]), " "), row[3]}, got); diff != "" {
			t.Errorf("%s (-docs +got):\n%s", text, diff)
		}
	}
}

// checkWarnings searches for what is found otherwise than asked, and for what cannot be searched.
func checkWarnings(t *testing.T, server *program) {
	for _, row := range tableRows(t, "docs/search.md", "| typed | warning |") {
		text, want := code(row[0])[0], code(row[1])[0]
		_, message, _ := strings.Cut(row[1], ": ")
		_, found := server.search(t, text)
		if !slices.ContainsFunc(found.Search.Warnings, func(w struct{ Code, Message string }) bool {
			return w.Code == want && strings.HasPrefix(w.Message, message)
		}) {
			t.Errorf("%s: %+v, want %s", text, found.Search.Warnings, row[1])
		}
	}
	tooLong := []string{`"` + strings.Repeat("中", 201) + `"`, "at most 200 can be searched"}
	for _, row := range append(tableRows(t, "docs/search.md", "| typed | error |"), tooLong) {
		text := strings.Trim(row[0], "`")
		answer, _ := server.search(t, text)
		if len(answer.Errors) != 1 || answer.Errors[0].Extensions.Code != "BAD_USER_INPUT" || !strings.Contains(answer.Errors[0].Message, row[1]) {
			t.Errorf("%s: %s %+v, want an error: %s", text, answer.Data, answer.Errors, row[1])
		}
	}
}

// TestTheDocsListWhatTheContractHas compares the tables of filters, orders and dimensions with the contract.
func TestTheDocsListWhatTheContractHas(t *testing.T) {
	contract := graph.Schema()
	listed := map[string][]string{}
	for _, header := range []string{"| filter | fields |", "| order | fields |", "| dimensions | values |"} {
		for _, row := range tableRows(t, "docs/api.md", header) {
			listed[code(row[0])[0]] = code(row[1])
		}
	}
	for name, definition := range contract.Types {
		if isListed := listed[name] != nil; isListed != mustBeListed(definition) {
			t.Errorf("%s: listed %v", name, isListed)
		}
	}
	for name, fields := range listed {
		definition := contract.Types[name]
		if definition == nil {
			t.Errorf("there is no %s", name)
			continue
		}
		if diff := cmp.Diff(parts(definition), fields); diff != "" {
			t.Errorf("%s (-contract +docs):\n%s", name, diff)
		}
	}
}

// mustBeListed says whether a type is a filter of records, an order of them, or an enum of statistics.
func mustBeListed(definition *ast.Definition) bool {
	if definition.Kind == ast.InputObject {
		return definition.Fields.ForName("and") != nil
	}
	return definition.Kind == ast.Enum && definition.Name != "StatisticDimension" &&
		(strings.HasSuffix(definition.Name, "OrderField") || strings.HasSuffix(definition.Name, "Dimension"))
}

// parts are the values of an enum, or the fields of a filter without those that join filters.
func parts(definition *ast.Definition) []string {
	var names []string
	for _, value := range definition.EnumValues {
		names = append(names, value.Name)
	}
	for _, field := range definition.Fields {
		if !slices.Contains([]string{"and", "or", "not"}, field.Name) {
			names = append(names, field.Name)
		}
	}
	return names
}

// TestTheReadmeLinksEveryPage looks for what a reader of the README would not find.
func TestTheReadmeLinksEveryPage(t *testing.T) {
	readme := readPage(t, "README.md")
	for _, path := range pages(t) {
		if path != "README.md" && !strings.Contains(readme, "]("+path+")") {
			t.Errorf("README.md does not link %s", path)
		}
	}
}

// TestLimitsAreDocumented compares the table of limits with the flags, and with what the schema says.
func TestLimitsAreDocumented(t *testing.T) {
	standards := map[string]string{}
	for _, flag := range flagsOf(t) {
		if strings.HasPrefix(flag.Name, "limit-") {
			standards["--"+flag.Name] = flag.Default
		}
	}
	for _, row := range tableRows(t, "docs/limits.md", "| what | limit | code | flag |") {
		if len(row) < 4 {
			continue // of the contract
		}
		flag := code(row[3])[0]
		if standards[flag] != strings.Fields(row[1])[0] {
			t.Errorf("docs/limits.md says of %s: %s; the flag %s is %s", row[0], row[1], flag, standards[flag])
		}
		delete(standards, flag)
	}
	if len(standards) > 0 {
		t.Errorf("docs/limits.md lacks %v", standards)
	}
}

// TestTheDocsNameFieldsThatNeedAliases compares the table of fields of one name and several types with the contract.
func TestTheDocsNameFieldsThatNeedAliases(t *testing.T) {
	contract := graph.Schema()
	types := map[string]string{}
	differ := map[string]bool{}
	for _, definition := range contract.Types {
		isNode := slices.Contains(definition.Interfaces, "Node")
		isEdge := strings.HasSuffix(definition.Name, "Edge") && definition.Name != "SearchEdge"
		if definition.Kind != ast.Object || !isNode && !isEdge {
			continue
		}
		for _, field := range definition.Fields {
			shape := shapeOf(contract, field.Type)
			key := field.Name + fmt.Sprint(isEdge)
			if known, ok := types[key]; ok && known != shape {
				differ[field.Name] = true
			}
			types[key] = shape
		}
	}
	named := map[string]bool{}
	for _, row := range tableRows(t, "docs/api.md", "| field | differs |") {
		for _, field := range code(row[0]) {
			named[field] = true
		}
	}
	if diff := cmp.Diff(differ, named); diff != "" {
		t.Errorf("(-contract +docs):\n%s", diff)
	}
}

// shapeOf is what must be equal for two fields to stand under one name: lists, what may be null, and the type of leaves.
func shapeOf(contract *ast.Schema, field *ast.Type) string {
	shape := field.String()
	if name := field.Name(); contract.Types[name].IsCompositeType() {
		shape = strings.ReplaceAll(shape, name, "object")
	}
	return shape
}

var link = regexp.MustCompile(`\]\(([^)#\s]+)(#[^)\s]*)?\)`)

// TestLinksOfTheDocsLeadToFiles follows the links between documents.
func TestLinksOfTheDocsLeadToFiles(t *testing.T) {
	for _, path := range append(pages(t), "examples/clients/README.md", "bench/README.md") {
		for _, each := range link.FindAllStringSubmatch(readPage(t, path), -1) {
			target := filepath.Join(filepath.Dir(path), each[1])
			if _, err := os.Stat(target); err != nil && !strings.Contains(each[1], "://") {
				t.Errorf("%s links to %s: %v", path, each[1], err)
			}
		}
	}
}
