package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"pilotgraph/graph"
	"pilotgraph/graph/fault"
	"pilotgraph/graph/guard"
)

// TestBadInputIsAnsweredWithTheRule asks wrongly, at any depth, and reads the code, the place and the words.
func TestBadInputIsAnsweredWithTheRule(t *testing.T) {
	server := quick(t)
	zones := paged{typename: "Query", field: "zones"}
	foreign := zones.read(t, server, "", "first: 1").Edges[0].Cursor
	sibling := paged{typename: "Zone", field: "institutions"}.read(t, server, "zone:bc-haidian", "first: 1").Edges[0].Cursor
	tests := map[string]struct {
		document string
		code     fault.Code
		path     string
		message  string // a part of it
	}{
		"negative page":                 {`{zones(first: -1) {totalCount}}`, fault.BadUserInput, "zones", "first is -1; ask for 0 to 100"},
		"page of 101":                   {`{zones(last: 101) {totalCount}}`, fault.BadUserInput, "zones", "last is 101; ask for 0 to 100"},
		"the largest number":            {`{zones(first: 9223372036854775807) {totalCount}}`, fault.BadUserInput, "zones first", "9223372036854775807 is not an integer of 32 bits"},
		"beyond the largest number":     {`{zones(first: 99999999999999999999) {totalCount}}`, fault.ValidationFailed, "", "non 32-bit signed integer"},
		"first and last":                {`{zones(first: 1, last: 1) {totalCount}}`, fault.BadUserInput, "zones", "both given"},
		"malformed cursor":              {`{zones(after: "x") {totalCount}}`, fault.BadUserInput, "zones", `not a cursor: "x"`},
		"malformed cursor, nested":      {`{programmes(first: 1) {nodes {zones(first: 1) {nodes {institutions(after: "x") {nodes {id}}}}}}}`, fault.BadUserInput, "programmes nodes 0 zones nodes 0 institutions", "not a cursor"},
		"cursor of another connection":  {fmt.Sprintf(`{institutions(after: %q) {nodes {id}}}`, foreign), fault.BadUserInput, "institutions", "another connection"},
		"cursor of another, nested":     {fmt.Sprintf(`{zone(id: "zone:bc-haidian") {pilots(before: %q) {nodes {id}}}}`, foreign), fault.BadUserInput, "zone pilots", "another connection"},
		"cursor of another parent":      {fmt.Sprintf(`{zone(id: "zone:ai-beijing") {institutions(after: %q) {nodes {id}}}}`, sibling), fault.BadUserInput, "zone institutions", "another parent"},
		"cursor under another relation": {fmt.Sprintf(`{zone(id: "zone:bc-haidian") {institutions(relation: LOCATED, after: %q) {nodes {id}}}}`, sibling), fault.BadUserInput, "zone institutions", "another order"},
		"unknown id":                    {`{zone(id: "zone:atlantis") {id}}`, fault.NotFound, "zone", "there is no zone:atlantis"},
		"unknown node":                  {`{node(id: "institution:atlantis") {id}}`, fault.NotFound, "node", "there is no institution:atlantis"},
		"unknown release":               {`{release(id: "release:9.9.9") {id}}`, fault.NotFound, "release", "there is no release:9.9.9"},
		"malformed id":                  {`{zone(id: "Haidian!") {id}}`, fault.BadUserInput, "zone", `have the form zone:id`},
		"malformed node":                {`{node(id: "") {id}}`, fault.BadUserInput, "node", "have the form type:id"},
		"id of another type":            {`{zone(id: "institution:icbc") {id}}`, fault.BadUserInput, "zone", "begin with zone:"},
		"id of no type":                 {`{node(id: "planet:mars") {id}}`, fault.BadUserInput, "node", "the types are agency, agency-role"},
		"type in capital letters":       {`{node(id: "ZONE:bc-haidian") {id}}`, fault.BadUserInput, "node", "the type is in lower case: zone:"},
		"capital letters in an id":      {`{zone(id: "zone:BC-haidian") {id}}`, fault.BadUserInput, "zone", "lower-case letters and digits with hyphens between them"},
		"a point in an id":              {`{zone(id: "zone:bc.haidian") {id}}`, fault.BadUserInput, "zone", "lower-case letters and digits"},
		"a hyphen at the end":           {`{zone(id: "zone:bc-") {id}}`, fault.BadUserInput, "zone", "lower-case letters and digits"},
		"nothing after the colon":       {`{zone(id: "zone:") {id}}`, fault.BadUserInput, "zone", "lower-case letters and digits"},
		"an id of 201 characters":       {`{zone(id: "zone:` + strings.Repeat("a", 201) + `") {id}}`, fault.BadUserInput, "zone", "at most 200 characters"},
		"an id of 200 characters":       {`{zone(id: "zone:` + strings.Repeat("a", 200) + `") {id}}`, fault.NotFound, "zone", "there is no zone:aaa"},
		"two hyphens in an id":          {`{zone(id: "zone:a--b") {id}}`, fault.NotFound, "zone", "there is no zone:a--b"},
		"a draft of a release":          {`{node(id: "release:0.2.0-RC.1+x") {id}}`, fault.NotFound, "node", "there is no release:0.2.0-RC.1+x"},
		"no version of a release":       {`{release(id: "release:newest") {id}}`, fault.BadUserInput, "release", "a version follows the colon"},
		"101 ids":                       {fmt.Sprintf(`{nodes(ids: [%s]) {id}}`, strings.Repeat(`"zone:x" `, 101)), fault.BadUserInput, "nodes", "ids has 101 ids; ask for at most 100"},
		"unknown field of citations":    {`{zone(id: "zone:bc-haidian") {citations(field: "colour") {totalCount}}}`, fault.BadUserInput, "zone citations", `field is "colour", which Zone has no citations for; ask for one of name`},
		"language without field":        {`{zone(id: "zone:bc-haidian") {citations(language: "zh") {totalCount}}}`, fault.BadUserInput, "zone citations", "goes with the field name"},
		"language of another field":     {`{zone(id: "zone:bc-haidian") {citations(field: "kind", language: "zh") {totalCount}}}`, fault.BadUserInput, "zone citations", "goes with the field name"},
		"no language":                   {`{zone(id: "zone:bc-haidian") {name(language: "klingon!")}}`, fault.BadUserInput, "zone name", "BCP 47 does not have"},
		"an empty object for a text":    {`{zone(id: "zone:bc-haidian") {citations(field: {}) {totalCount}}}`, fault.ValidationFailed, "", `type "String", found {}`},
		"unknown field":                 {`{zone(id: "zone:bc-haidian") {colour}}`, fault.ValidationFailed, "", "colour"},
		"unknown enum value":            {`{zone(id: "zone:bc-haidian") {institutions(relation: NEARBY) {totalCount}}}`, fault.ValidationFailed, "", "NEARBY"},
		"not GraphQL":                   {`{zone(`, fault.ParseFailed, "", "Expected"},
		"defer":                         {`{zone(id: "zone:bc-haidian") {id ... @defer {name}}}`, fault.ValidationFailed, "", "defer"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := decode(t, server.ask(t, test.document, nil))
			if len(got.Errors) != 1 {
				t.Fatalf("got %d errors; want one: %+v", len(got.Errors), got.Errors)
			}
			failed := got.Errors[0]
			if path := strings.Trim(fmt.Sprint(failed.Path), "[]"); failed.Extensions["code"] != string(test.code) || path != test.path || !strings.Contains(failed.Message, test.message) {
				t.Errorf("got %v at %q: %s\nwant %s at %q: …%s…", failed.Extensions["code"], path, failed.Message, test.code, test.path, test.message)
			}
			withoutInnards(t, failed.Message)
		})
	}
}

// innards are words of Go, ent, SQL and the driver that no client may see.
var innards = regexp.MustCompile(`(?i)\b(sqlite|sql:|ent:|strconv|goroutine|panic|runtime|nil pointer|SELECT|driver)\b|0x[0-9a-f]{6}|\.go:|\\[xu][0-9a-f]`)

func withoutInnards(t *testing.T, message string) {
	t.Helper()
	if found := innards.FindString(message); found != "" {
		t.Errorf("the message shows %q of the inside: %s", found, message)
	}
}

func TestAnUnknownIDIsNullWithACodeAndLeavesTheRest(t *testing.T) {
	got := decode(t, quick(t).ask(t, `{a: zone(id: "zone:atlantis") {id} b: zone(id: "zone:bc-haidian") {id} nodes(ids: ["x", "zone:bc-haidian", "zone:atlantis"]) {id}}`, nil))
	want := `{"a":null,"b":{"id":"zone:bc-haidian"},"nodes":[null,{"id":"zone:bc-haidian"},null]}`
	if string(got.Data) != want {
		t.Errorf("got %s\nwant %s", got.Data, want)
	}
	if len(got.Errors) != 3 {
		t.Errorf("got %d errors; want 3: %+v", len(got.Errors), got.Errors)
	}
}

func TestAMessageRepeatsLittleOfTheInput(t *testing.T) {
	server := quick(t)
	long := strings.Repeat("贵", 5000)
	words := strings.Repeat("lorem ", 900)
	for _, document := range []string{
		fmt.Sprintf(`{zone(id: %q) {id}}`, long),
		fmt.Sprintf(`{zones(after: %q) {totalCount}}`, long),
		fmt.Sprintf(`{%s}`, strings.Repeat("a", 5000)),
		fmt.Sprintf(`{zones(first: %q) {totalCount}}`, words),
		fmt.Sprintf(`{zones(after: %q) {totalCount}}`, words),
		`{zones(after: "` + strings.Repeat(`\u0001`, 300) + `") {totalCount}}`,
		`{node(id: "` + strings.Repeat(`\u200b`, 300) + `") {id}}`,
		fmt.Sprintf(`{zone(id: "zone:bc-haidian") {name(language: %q)}}`, long),
	} {
		failures := decode(t, server.ask(t, document, nil)).Errors
		if len(failures) != 1 {
			t.Errorf("%.60s…: %d errors", document, len(failures))
		}
		for _, failed := range failures {
			if length := len([]rune(failed.Message)); length > 301 {
				t.Errorf("a message of %d characters: %.80s…", length, failed.Message)
			}
			if strings.Contains(failed.Message, strings.Repeat("贵", 101)) || strings.Contains(failed.Message, strings.Repeat("a", 101)) || strings.Contains(failed.Message, words[:101]) {
				t.Errorf("a message repeats more than 100 characters of the input: %.80s…", failed.Message)
			}
			withoutInnards(t, failed.Message)
		}
	}
}

func TestAFaultOfTheDatabaseIsShownBare(t *testing.T) {
	server := quick(t)
	server.fail(func(string) error { return fmt.Errorf("sql: no such table: zones; SELECT 1") })
	got := decode(t, server.ask(t, `{zones {nodes {id}}}`, nil))
	if len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != string(fault.Internal) {
		t.Fatalf("got %+v", got.Errors)
	}
	withoutInnards(t, got.Errors[0].Message)
}

func TestThereIsNoMutation(t *testing.T) {
	got := decode(t, quick(t).ask(t, `mutation {publish}`, nil))
	if len(got.Errors) == 0 || got.Data != nil {
		t.Errorf("a mutation is answered with %s", got.Data)
	}
}

func TestTooManyTokensAreNotParsed(t *testing.T) {
	got := decode(t, quick(t).ask(t, "{"+strings.Repeat("__typename ", 5000)+"}", nil))
	if len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != string(fault.LimitExceeded) || !strings.Contains(got.Errors[0].Message, "4000 tokens") {
		t.Errorf("got %+v", got.Errors)
	}
}

// TestWorkStopsWhenTheRequestEnds asks for far more than the time limit allows; most of it is read from what the
// request has read already.
func TestWorkStopsWhenTheRequestEnds(t *testing.T) {
	document := "id"
	for range 6 {
		document = "zones(first: 100) {nodes {institutions(first: 100) {nodes {" + document + "}}}}"
	}
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	limits := guard.Default()
	limits.Cost, limits.Depth = 1_000_000_000, 100
	answer := serveWithin(limits, graph.PlanExecutor, openSeed(t), 1).askWithin(ctx, t, `{institutions {nodes {`+document+`}}}`, nil)
	want := `{"errors":[{"message":"the operation took longer than the server allows; ask for less at once","extensions":{"code":"TIMEOUT"}}],"data":null}`
	if string(answer) != want {
		t.Errorf("got %.300s\nwant %s", answer, want)
	}
}

// TestNothingIsReadAfterTheRequestHasEnded ends requests while they read, by their client or by the time limit.
func TestNothingIsReadAfterTheRequestHasEnded(t *testing.T) {
	for _, executor := range executors {
		for code, end := range map[fault.Code]error{fault.Unavailable: context.Canceled, fault.Timeout: context.DeadlineExceeded} {
			server := serveWith(executor, openSeed(t), 1)
			ended, cancel := context.WithCancelCause(context.Background())
			statements := 0
			server.fail(func(string) error {
				if statements++; statements == 2 {
					cancel(end)
				}
				return nil
			})
			answer := server.askWithin(endsWithCause{ended}, t, `{programmes {nodes {zones {nodes {institutions {nodes {sectors {nodes {agencies {nodes {name}}}}}}}}}}}`, nil)
			if got := decode(t, answer); len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != string(code) || string(got.Data) != "null" {
				t.Errorf("%s: got %s; want %s alone", executor, answer, code)
			}
			if statements > 3 { // the last may have begun before
				t.Errorf("%s: %d statements were read, %d of them after the end", executor, statements, statements-2)
			}
		}
	}
}

// endsWithCause is a context whose error is what it was cancelled with, as if its deadline had come.
type endsWithCause struct{ context.Context }

func (c endsWithCause) Err() error { return context.Cause(c.Context) }

func TestAnAnswerHasAtMostTenErrors(t *testing.T) {
	ids := strings.Repeat(`"zone:atlantis" `, 50)
	if got := decode(t, quick(t).ask(t, `{nodes(ids: [`+ids+`]) {id}}`, nil)); len(got.Errors) != 10 {
		t.Errorf("%d errors", len(got.Errors))
	}
}

func TestTooManyMistakesAreTenErrors(t *testing.T) {
	if got := decode(t, quick(t).ask(t, `{zone(id: "zone:bc-haidian") {`+strings.Repeat("colour ", 50)+`}}`, nil)); len(got.Errors) != 10 {
		t.Errorf("%d errors", len(got.Errors))
	}
}

// TestErrorsAreInOrder asks for twelve things that are not there, which are answered in any order.
func TestErrorsAreInOrder(t *testing.T) {
	server, document := quick(t), ""
	for i := range 12 {
		document += fmt.Sprintf(`f%02d: zone(id: "zone:atlantis-%d") {id} `, 11-i, i)
	}
	document = `{` + document + `nodes(ids: [` + strings.Repeat(`"zone:bc-haidian" "zone:atlantis" `, 6) + `]) {id}}`
	first := server.ask(t, document, nil)
	for i, failed := range decode(t, first).Errors {
		if want := fmt.Sprintf("[f%02d]", i); fmt.Sprint(failed.Path) != want {
			t.Errorf("error %d is at %v; want %s", i, failed.Path, want)
		}
	}
	got := decode(t, server.ask(t, `{nodes(ids: [`+strings.Repeat(`"zone:atlantis" `, 12)+`]) {id}}`, nil))
	for i, failed := range got.Errors {
		if want := fmt.Sprintf("[nodes %d]", i); fmt.Sprint(failed.Path) != want {
			t.Errorf("error %d is at %v; want %s", i, failed.Path, want)
		}
	}
	for range 20 {
		if again := server.ask(t, document, nil); string(again) != string(first) {
			t.Fatalf("got %s\nthen %s", first, again)
		}
	}
}

func TestARequestErrorHasNoData(t *testing.T) {
	for _, document := range []string{`{`, `{colour}`, ``, `query($id: ID!) {node(id: $id) {id}}`} {
		if body := string(quick(t).ask(t, document, nil)); strings.Contains(body, `"data"`) {
			t.Errorf("%s: %s", document, body)
		}
	}
}

// TestACitationWithoutFieldsSupportsEveryField asks a programme that is cited as a whole.
func TestACitationWithoutFieldsSupportsEveryField(t *testing.T) {
	rows := readSeed(t)
	whole := map[string]int{}
	for _, row := range rows.rows["citations"] {
		if row.Get("subject_table") == "programmes" && row.Get("fields") == "" {
			whole["programme:"+row.Get("subject_id")]++
		}
	}
	if len(whole) == 0 {
		t.Fatal("the seed cites no programme as a whole")
	}
	for id, count := range whole {
		var data struct {
			Programme struct{ Citations struct{ TotalCount int } }
		}
		quick(t).read(t, &data, fmt.Sprintf(`{programme(id: %q) {citations(field: "country") {totalCount}}}`, id), nil)
		if data.Programme.Citations.TotalCount != count {
			t.Errorf("%s: %d citations support its country; want the %d without fields", id, data.Programme.Citations.TotalCount, count)
		}
	}
}

// TestLanguagesOfCitationsAreFoundAsThoseOfNames asks by longer tags and in other case.
func TestLanguagesOfCitationsAreFoundAsThoseOfNames(t *testing.T) {
	for _, tag := range []string{"zh", "ZH", "zh-Hans-CN"} {
		var data struct {
			Region struct{ Citations struct{ TotalCount int } }
		}
		quick(t).read(t, &data, fmt.Sprintf(`{region(id: "region:beijing") {citations(field: "name", language: %q) {totalCount}}}`, tag), nil)
		if data.Region.Citations.TotalCount != 1 {
			t.Errorf("%s: %d citations; want 1", tag, data.Region.Citations.TotalCount)
		}
	}
}

// TestCodesAreDocumented compares the closed list with docs/errors.md.
func TestCodesAreDocumented(t *testing.T) {
	text, err := os.ReadFile("../docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\| [0-9, ]+ \\| (.*?) \\| .+ \\|$").FindAllStringSubmatch(string(text), -1) {
		documented[row[1]] = row[2]
	}
	for _, code := range fault.Codes() {
		if documented[string(code.Code)] != code.Meaning {
			t.Errorf("docs/errors.md says of %s: %q; want %q", code.Code, documented[string(code.Code)], code.Meaning)
		}
	}
	if len(documented) != len(fault.Codes()) {
		t.Errorf("docs/errors.md has %d codes; there are %d", len(documented), len(fault.Codes()))
	}
}

// TestNamesFallBack shows the order: the argument, Accept-Language, the package's languages.
func TestNamesFallBack(t *testing.T) {
	server := quick(t)
	tests := map[string]struct{ argument, header, want string }{
		"nothing asked: the package's first": {"", "", "Beijing"},
		"the argument":                       {`(language: "de")`, "zh", "Peking"},
		"a longer tag":                       {`(language: "zh-Hans-CN")`, "", "北京市"},
		"any case":                           {`(language: "ZH")`, "", "北京市"},
		"the header":                         {"", "zh", "北京市"},
		"weights decide":                     {"", "en;q=0.1, fr, de;q=0.7, zh;q=0.5", "Peking"},
		"weight nothing is not wanted":       {"", "de;q=0, zh;q=0.1", "北京市"},
		"neither is there":                   {`(language: "fr")`, "ja", "Beijing"},
		"argument absent there, header":      {`(language: "fr")`, "de-AT", "Peking"},
		"a header that cannot be read":       {"", ";;;,,,=", "Beijing"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var data struct{ Region struct{ Name string } }
			server.read(t, &data, fmt.Sprintf(`{region(id: "region:beijing") {name%s}}`, test.argument), nil, test.header)
			if data.Region.Name != test.want {
				t.Errorf("got %s; want %s", data.Region.Name, test.want)
			}
		})
	}
}

func TestANameThatLacksALanguageFallsBack(t *testing.T) {
	var data json.RawMessage
	quick(t).read(t, &data, `{event(id: "event:context-xi-2019") {name(language: "zh") names {language}}}`, nil)
	if want := `{"event":{"name":"Xi Jinping says that China should speed up the development of blockchain technology as a core of innovation","names":[{"language":"en"},{"language":"de"}]}}`; string(data) != want {
		t.Errorf("got %s", data)
	}
}
