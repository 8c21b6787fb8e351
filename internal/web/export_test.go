package web_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"pilotgraph/internal/web"
)

// file asks for the rows of a document in a format.
func (s *server) file(document, format string, header ...string) *httptest.ResponseRecorder {
	return s.ask("GET", "/graphql?"+url.Values{"query": {document}, "format": {format}}.Encode(), "", header...)
}

// table reads CSV without its remarks.
func table(t *testing.T, text string) [][]string {
	t.Helper()
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	reader.Comment = '#'
	read, err := reader.ReadAll()
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return read
}

func TestAllRowsAreInTheFile(t *testing.T) {
	server := serve(t)
	document := "query Zones {zones(first: 3, orderBy: [{field: NAME, language: \"zh\"}]) {totalCount nodes {id name(language: \"zh\")}}}"
	got := server.file(document, "csv")
	if got.Code != 200 || got.Header().Get("Content-Type") != "text/csv; charset=utf-8" || got.Header().Get("Content-Disposition") != `attachment; filename="Zones-0.2.0.csv"` {
		t.Fatalf("%d %v %s", got.Code, got.Header(), got.Body)
	}
	rows := table(t, got.Body.String())
	if len(rows) != 94 || strings.Join(rows[0], " ") != "zones.totalCount zones.id zones.name" || rows[1][0] != "93" {
		t.Errorf("%d rows: %v", len(rows), rows[:2])
	}
	seen := map[string]bool{}
	for _, row := range rows[1:] {
		seen[row[1]] = true
	}
	if len(seen) != 93 {
		t.Errorf("%d different zones", len(seen))
	}
	text := got.Body.String()
	for _, remark := range []string{"\ufeff# Data: Pilots <of> a country", "# Release: 0.2.0", "# Address: http://example.com/releases/0.2.0/graphql?", "# Licence: ", "# Query:"} {
		if !strings.Contains(text, remark) {
			t.Errorf("the file lacks %q:\n%.600s", remark, text)
		}
	}
	for name, other := range map[string]*httptest.ResponseRecorder{
		"by Accept":      server.get(document, "Accept", "text/csv"),
		"by POST":        server.post(document, "Accept", "text/csv"),
		"on the release": server.ask("GET", "/releases/0.2.0/graphql?format=csv&query="+url.QueryEscape(document), ""),
	} {
		if rows := table(t, other.Body.String()); len(rows) != 94 {
			t.Errorf("%s: %d rows: %.300s", name, len(rows), other.Body)
		}
	}
}

// TestTheLinkOfAFileGivesTheSameFile follows the address in the remarks.
func TestTheLinkOfAFileGivesTheSameFile(t *testing.T) {
	server := serve(t)
	got := server.ask("GET", "/graphql?"+url.Values{"format": {"csv"}, "operationName": {"B"}, "variables": {`{"kind":"UNIVERSITY"}`},
		"query": {"query A {zones {nodes {id}}} query B($kind: InstitutionKind!) {institutions(filter: {kind: {eq: $kind}}) {...i}} fragment i on InstitutionConnection {nodes {name}}"}}.Encode(), "", "Accept-Language", "zh")
	link := strings.Trim(strings.Split(got.Header().Get("Link"), ">")[0], "<")
	again := server.ask("GET", link, "", "Accept-Language", "zh")
	if got.Code != 200 || again.Body.String() != got.Body.String() || len(table(t, got.Body.String())) < 3 {
		t.Errorf("%d %s\n%d %s", got.Code, got.Body, again.Code, again.Body)
	}
	if again.Header().Get("Cache-Control") != "private, max-age=31536000, immutable" {
		t.Errorf("%v", again.Header())
	}
}

func TestAFileThatTheClientHasIsNotSent(t *testing.T) {
	server := serve(t)
	tag := server.file("{zones {nodes {id}}}", "csv").Header().Get("ETag")
	before := server.statements.Load()
	if got := server.file("{zones {nodes {id}}}", "csv", "If-None-Match", tag); got.Code != 304 || server.statements.Load() != before {
		t.Errorf("%d after %d statements", got.Code, server.statements.Load()-before)
	}
	if got := server.get("{zones {nodes {id}}}", "If-None-Match", tag); got.Code != 200 {
		t.Errorf("JSON has the tag of CSV: %d", got.Code)
	}
}

func TestAFileSaysWhereItStops(t *testing.T) {
	server := serve(t, func(s *web.Settings) { s.Rows = 40 })
	for format, end := range map[string]string{"csv": "# Stopped after 40 rows", "ndjson": `{"#":["Stopped after 40 rows`} {
		text := server.file("{zones {nodes {id}}}", format).Body.String()
		lines := strings.Split(strings.TrimSpace(text), "\n")
		if !strings.HasPrefix(lines[len(lines)-1], end) || strings.Count(text, "zone:") < 40 || strings.Count(text, "zone:") > 41 {
			t.Errorf("%s: %s", format, text)
		}
	}
	cut := server.file("{programmes {nodes {zones(first: 2) {nodes {id}}}}}", "csv").Body.String()
	if !strings.Contains(cut, "# Lists inside have more than their page") {
		t.Errorf("%s", cut)
	}
	if whole := serve(t).file("{programmes {nodes {zones(first: 100) {nodes {id}}}}}", "csv").Body.String(); strings.Contains(whole, "Lists inside") || len(table(t, whole)) != 94 {
		t.Errorf("%s", whole)
	}
}

func TestALineOfNDJSONIsARow(t *testing.T) {
	got := serve(t).file("{institutions {nodes {id kind zones(first: 100) {totalCount}}}}", "ndjson", "Accept-Encoding", "")
	lines := strings.Split(strings.TrimSpace(got.Body.String()), "\n")
	var row map[string]any
	if err := json.Unmarshal([]byte(lines[0]), &row); err != nil || len(lines) != 25 || row["institutions.kind"] == nil || got.Header().Get("Content-Type") != "application/x-ndjson; charset=utf-8" {
		t.Errorf("%v %d lines: %s", err, len(lines), lines[0])
	}
}

// TestEveryFileNamesItsLicence reads the header, in which NDJSON has what the other formats say inside too.
func TestEveryFileNamesItsLicence(t *testing.T) {
	server := serve(t)
	for _, format := range []string{"csv", "xlsx", "ndjson"} {
		target := "?" + url.Values{"query": {"{zones {nodes {id}}}"}, "format": {format}}.Encode()
		for name, got := range map[string]*httptest.ResponseRecorder{
			"GET":  server.ask("GET", "/graphql"+target, ""),
			"HEAD": server.ask("HEAD", "/releases/0.2.0/graphql"+target, ""),
			"POST": server.ask("POST", "/graphql?format="+format, `{"query":"{zones {nodes {id}}}"}`, "Content-Type", "application/json"),
		} {
			links := strings.Join(got.Header().Values("Link"), ", ")
			if got.Code != 200 || !strings.Contains(links, `<https://creativecommons.org/licenses/by/4.0/>; rel=license; title=`) || !strings.Contains(links, `rel="canonical"`) {
				t.Errorf("%s as %s: %d %s", name, format, got.Code, links)
			}
		}
	}
}

func TestASpreadsheetHasRowsAndWhereTheyComeFrom(t *testing.T) {
	got := serve(t).file("{zones(orderBy: [{field: NAME, language: \"zh\"}]) {nodes {id name(language: \"zh\") designatedOn institutions {totalCount}}}}", "xlsx")
	file, err := excelize.OpenReader(bytes.NewReader(got.Body.Bytes()))
	if err != nil {
		t.Fatalf("%v %d %.200s", err, got.Code, got.Body)
	}
	defer file.Close()
	rows, err := file.GetRows("Rows")
	if err != nil || len(rows) != 94 || rows[0][0] != "zones.id" || !strings.HasPrefix(rows[1][0], "zone:") {
		t.Errorf("%v %d %v", err, len(rows), rows[:2])
	}
	about, err := file.GetRows("About")
	if err != nil || about[0][0] != "Data" || about[1][1] != "0.2.0" {
		t.Errorf("%v %v", err, about)
	}
}

func TestErrorsAreErrorsAndNoFile(t *testing.T) {
	server := serve(t)
	for document, code := range map[string]string{
		"{colour}": "GRAPHQL_VALIDATION_FAILED", "{": "GRAPHQL_PARSE_FAILED", `{zone(id: "zone:atlantis") {id}}`: "NOT_FOUND", "{zones(first: -1) {nodes {id}}}": "",
		`{zones(filter: {kind: {in: []}}) {nodes {id}}}`: "BAD_USER_INPUT", "mutation {publish}": "METHOD_NOT_ALLOWED",
	} {
		for _, format := range []string{"csv", "xlsx", "ndjson"} {
			got := server.file(document, format)
			if code == "" {
				if got.Code != 200 { // first says nothing here
					t.Errorf("%s: %d", document, got.Code)
				}
				continue
			}
			if got.Code < 400 || got.Header().Get("Content-Type") != jsonType || !strings.Contains(got.Body.String(), `"code":"`+code+`"`) || got.Header().Get("Cache-Control") != "no-store" || got.Header().Get("ETag") != "" {
				t.Errorf("%s as %s: %d %v %s", document, format, got.Code, got.Header(), got.Body)
			}
		}
	}
	if got := server.file("{zones {nodes {id}}}", "pdf"); got.Code != 400 || !strings.Contains(got.Body.String(), "ask for json, csv, xlsx or ndjson") {
		t.Errorf("%d %s", got.Code, got.Body)
	}
}

// TestAnErrorOfAFileTellsOnlyWhatWasAsked asks for rows beside a record that is not there.
func TestAnErrorOfAFileTellsOnlyWhatWasAsked(t *testing.T) {
	server := serve(t)
	got := server.file(`query Beside {zones(first: 2) {nodes {id}} gone: zone(id: "zone:atlantis") {id}}`, "csv")
	var answer map[string]json.RawMessage
	if err := json.Unmarshal(got.Body.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	errors := string(answer["errors"])
	if got.Code != 400 || answer["data"] != nil || !strings.Contains(errors, `"path":["gone"]`) || !strings.Contains(errors, `"code":"NOT_FOUND"`) {
		t.Errorf("%d %s", got.Code, got.Body)
	}
	if strings.Contains(got.Body.String(), "pilotgraphRows") || strings.Contains(errors, "locations") {
		t.Errorf("the document of the walk is told: %s", got.Body)
	}
}

// TestAFileOfDearRowsComesInSmallerPages asks for more with each row than a page of 100 may cost.
func TestAFileOfDearRowsComesInSmallerPages(t *testing.T) {
	server := serve(t, func(s *web.Settings) { s.Limits.Cost = 600 })
	got := server.file("{zones(first: 10) {nodes {id regions {nodes {id}} institutions(first: 20) {nodes {id}}}}}", "csv")
	seen := map[string]bool{}
	for _, row := range table(t, got.Body.String())[1:] {
		seen[row[0]] = true
	}
	if got.Code != 200 || len(seen) != 93 {
		t.Errorf("%d %d zones: %.300s", got.Code, len(seen), got.Body)
	}
	if dear := server.file("{zones(first: 100) {nodes {id institutions(first: 20) {nodes {id}}}}}", "csv"); dear.Code != 400 || !strings.Contains(dear.Body.String(), "LIMIT_EXCEEDED") {
		t.Errorf("what is too dear as JSON: %d", dear.Code)
	}
}
