package graph_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// TestBadFiltersOrdersAndStatisticsAreExplained shows that each mistake is an error with a code, the argument and the rule.
func TestBadFiltersOrdersAndStatisticsAreExplained(t *testing.T) {
	many := func(count int, each string) string {
		return "[" + strings.TrimSuffix(strings.Repeat(each+", ", count), ", ") + "]"
	}
	deep := func(depth int) string {
		return strings.Repeat("{not: ", depth-1) + `{kind: {eq: OTHER}}` + strings.Repeat("}", depth-1)
	}
	tests := map[string]struct{ field, message string }{
		"empty in":                    {`zones(filter: {kind: {in: []}})`, "filter.kind.in is empty; give 1 to 100 values, or leave it out"},
		"101 ids":                     {`zones(filter: {id: {in: ` + many(101, `"zone:x"`) + `}})`, "filter.id.in has 101 values; give 1 to 100"},
		"both eq and in":              {`zones(filter: {kind: {eq: OTHER, in: [SANDBOX]}})`, "filter.kind has both eq and in; give one of them"},
		"within and eq":               {`zones(filter: {region: {eq: "region:x", within: "region:y"}})`, "filter.region has within beside eq or in; give one of them"},
		"an id of another type":       {`zones(filter: {programme: {eq: "zone:bc-haidian"}})`, `filter.programme: "zone:bc-haidian" is not the id of this type; its ids begin with programme:`},
		"an id without a type":        {`pilots(filter: {not: {zone: {in: ["bc-haidian"]}}})`, `filter.not.zone: "bc-haidian" is not an id; ids of this type have the form zone:id`},
		"an id within":                {`pilots(filter: {region: {within: "beijing"}})`, `filter.region.within: "beijing" is not an id; ids of this type have the form region:id`},
		"51 terms":                    {`zones(filter: {or: ` + many(51, `{kind: {eq: OTHER}}`) + `})`, "filter.or[50].kind is term 51; a filter may have 50"},
		"51 terms of nothing":         {`zones(filter: {or: ` + many(51, `{}`) + `})`, "filter.or[50] is term 51; a filter may have 50"},
		"51 terms, each of nothing":   {`zones(filter: {and: ` + many(3, `{or: `+many(17, `{not: {kind: null}}`)+`}`) + `})`, "filter.and[2].or[16].not is term 51; a filter may have 50"},
		"an empty text":               {`zones(filter: {batch: {eq: ""}})`, "filter.batch has an empty text, which no record has; leave it out"},
		"an empty text among others":  {`zones(filter: {not: {batch: {in: ["2022", ""]}}})`, "filter.not.batch has an empty text, which no record has; leave it out"},
		"a language of no sources":    {`sources(filter: {language: {in: ["en", "zz"]}})`, `filter.language: BCP 47 does not have "zz"; write it like en, zh or zh-Hant`},
		"a language of no aliases":    {`aliases(filter: {language: {eq: "klingon"}})`, `filter.language: BCP 47 does not have "klingon"; write it like en, zh or zh-Hant`},
		"depth 6":                     {`zones(filter: ` + deep(6) + `)`, "filter.not.not.not.not.not is at depth 6; a filter may be 5 deep"},
		"empty or":                    {`zones(filter: {and: [{or: []}]})`, "filter.and[0].or is empty; give at least one filter, or leave it out"},
		"month 13":                    {`zones(filter: {designatedOn: {from: "2022-13"}})`, `filter.designatedOn.from is "2022-13"; write a year, a month or a day like 2022, 2022-09 or 2022-09-30`},
		"31 February":                 {`events(filter: {date: {to: "2022-02-31"}})`, `filter.date.to is "2022-02-31"; write a year, a month or a day like 2022, 2022-09 or 2022-09-30`},
		"no date":                     {`sources(filter: {retrieved: {to: ""}})`, `filter.retrieved.to is ""; write a year, a month or a day like 2022, 2022-09 or 2022-09-30`},
		"a range upside down":         {`zones(filter: {designatedOn: {from: "2022-10", to: "2022-09-30"}})`, "filter.designatedOn is upside down: from is 2022-10 and to is 2022-09-30"},
		"a box upside down":           {`regions(filter: {within: {south: 2, north: 1, west: 0, east: 1}})`, "filter.within is upside down: south is 2 and north is 1"},
		"a box beyond the pole":       {`regions(filter: {within: {south: 2, north: 91, west: 0, east: 1}})`, "filter.within.north is 91; give -90 to 90 degrees"},
		"a name of nothing":           {`zones(filter: {name: {contains: " "}})`, "filter.name.contains: The text has nothing to compare names with."},
		"an order twice":              {`zones(orderBy: [{field: NAME}, {field: NAME, direction: DESC}])`, "orderBy[1] sorts by NAME again; name each field once"},
		"four orders":                 {`zones(orderBy: [{field: NAME}, {field: KIND}, {field: REGION}, {field: CONFIDENCE}])`, "orderBy has 4 columns; give at most 3"},
		"a language that is none":     {`zones(orderBy: [{field: NAME, language: "zz"}])`, `language is "zz", which BCP 47 does not have; write it like en, zh or zh-Hant`},
		"a language of no names":      {`zones(orderBy: [{field: NAME, language: "fr"}])`, `orderBy[0].language is fr, which the package has no names in; it has en, zh, de`},
		"a language without a name":   {`zones(orderBy: [{field: KIND, language: "zh"}])`, "orderBy[0] has a language with KIND; it goes with NAME"},
		"nested":                      {`programmes(filter: {id: {eq: "programme:ai-innovation-pilot-zones"}}) {nodes {zones(filter: {kind: {in: []}})`, "filter.kind.in is empty; give 1 to 100 values, or leave it out"},
		"a cursor of another order":   {`zones(after: "` + cursorOf(t, `zones(first: 1)`) + `", orderBy: [{field: NAME}])`, "after is a cursor of another connection, another parent, another order or another release; take one from the edges or pageInfo of this one"},
		"a cursor of another filter":  {`zones(after: "` + cursorOf(t, `zones(first: 1)`) + `", filter: {kind: {eq: PILOT_CITY}})`, "after is a cursor of another connection, another parent, another order or another release; take one from the edges or pageInfo of this one"},
		"no text":                     {`search(text: "")`, "text: The text has no letter, digit or Chinese character, so there is nothing to search for."},
		"an emoji":                    {`search(text: "🙂")`, "text: The text has no letter, digit or Chinese character, so there is nothing to search for."},
		"a long text":                 {`search(text: "` + strings.Repeat("银", 201) + `")`, "text: The text has 201 characters; at most 200 can be searched."},
		"eleven words":                {`search(text: "` + strings.Repeat("bank ", 11) + `")`, "text: The text has 11 words; at most 10 can be searched at once."},
		"no type":                     {`search(text: "x", types: [])`, "types is empty; give at least one type, or leave it out"},
		"a cursor of another search":  {`search(text: "bank", after: "` + cursorOf(t, `search(text: "pilot", first: 1)`) + `")`, "after is a cursor of another connection, another parent, another order or another release; take one from the edges or pageInfo of this one"},
		"a field without citations":   {`zones {nodes {citations(field: "nmae")`, `field is "nmae", which Zone has no citations for; ask for one of name, id, programme, kind, region, precision, batch, designatedOn, confidence, notes`},
		"a cursor, malformed, nested": {`programmes {nodes {zones(after: "x", filter: {kind: {eq: OTHER}})`, `after is not a cursor: "x"; take one from edges or pageInfo`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			document := "{" + test.field + " {totalCount}" + strings.Repeat("}", strings.Count(test.field, " {nodes {")*2) + "}"
			checkMistake(t, document, test.message)
		})
	}
	statistics := map[string]struct{ arguments, message string }{
		"no dimension":      {`groupBy: []`, "groupBy has 0 dimensions; give 1 to 3"},
		"four dimensions":   {`groupBy: [KIND, ADM1, YEAR, BATCH]`, "groupBy has 4 dimensions; give 1 to 3"},
		"a dimension twice": {`groupBy: [KIND, KIND]`, "groupBy[1] is KIND again; name each dimension once"},
		"an order twice":    {`groupBy: [KIND], orderBy: [{field: COUNT}, {field: COUNT}]`, "orderBy[1] sorts by COUNT again; name each field once"},
		"a bad filter":      {`groupBy: [KIND], filter: {kind: {in: []}}`, "filter.kind.in is empty; give 1 to 100 values, or leave it out"},
	}
	for name, test := range statistics {
		t.Run("statistics: "+name, func(t *testing.T) {
			checkMistake(t, "{zoneStatistics("+test.arguments+") {total}}", test.message)
		})
	}
}

// cursorOf is the cursor of the first edge of a connection.
func cursorOf(t *testing.T, field string) string {
	t.Helper()
	var data map[string]struct{ Edges []struct{ Cursor string } }
	quick(t).read(t, &data, "{"+field+" {edges {cursor}}}", nil)
	for _, connection := range data {
		return connection.Edges[0].Cursor
	}
	return ""
}

func checkMistake(t *testing.T, document, message string) {
	t.Helper()
	got := decode(t, quick(t).ask(t, document, nil))
	if len(got.Errors) == 0 {
		t.Fatalf("%s: no error\n%s", document, got.Data)
	}
	first := got.Errors[0]
	if first.Message != message || first.Extensions["code"] != "BAD_USER_INPUT" || len(first.Path) == 0 {
		t.Errorf("%s\ngot  %s %v at %v\nwant %s", document, first.Message, first.Extensions["code"], first.Path, message)
	}
}

// TestWhatRestrictsNothing shows that null, {} and a negation of nothing do what they say.
func TestWhatRestrictsNothing(t *testing.T) {
	for filter, want := range map[string]int{
		`null`: 93, `{}`: 93, `{kind: null}`: 93, `{kind: {}}`: 93, `{kind: {eq: null}}`: 93, `{designatedOn: {from: null}}`: 93, `{name: {contains: null}}`: 93,
		`{and: null, or: null, not: null}`: 93, `{and: [{}]}`: 93, `{or: [{}, {kind: {eq: SANDBOX}}]}`: 93, `{not: {}}`: 0, `{not: {not: {}}}`: 93,
		`{region: {in: null, within: null}}`: 93,
	} {
		var data struct{ Zones struct{ TotalCount int } }
		quick(t).read(t, &data, fmt.Sprintf("{zones(filter: %s) {totalCount}}", filter), nil)
		if data.Zones.TotalCount != want {
			t.Errorf("%s lets %d zones pass; want %d", filter, data.Zones.TotalCount, want)
		}
	}
}

// TestLimitsThemselvesAreAllowed asks for as much as may be asked.
func TestLimitsThemselvesAreAllowed(t *testing.T) {
	for _, field := range []string{
		`zones(filter: {or: [` + strings.Repeat(`{kind: {eq: OTHER}} `, 50) + `]})`,
		`zones(filter: {or: [` + strings.Repeat(`{} `, 50) + `]})`,
		`zones(filter: {id: {in: [` + strings.Repeat(`"zone:x" `, 100) + `]}})`,
		`zones(filter: {not: {not: {not: {not: {kind: {eq: OTHER}}}}}})`,
		`zones(orderBy: [{field: KIND}, {field: REGION}, {field: CONFIDENCE}])`,
		`search(text: "` + strings.Repeat("银", 200) + `")`,
		`search(text: "` + strings.Repeat("bank ", 10) + `")`,
	} {
		if got := decode(t, quick(t).ask(t, "{"+field+" {totalCount}}", nil)); len(got.Errors) > 0 {
			t.Errorf("%.80s: %v", field, got.Errors)
		}
	}
}

// TestACursorOfASearchBelongsToItsRelease follows a search in another release, where the places of hits are others.
func TestACursorOfASearchBelongsToItsRelease(t *testing.T) {
	search := `query($after: String) {search(text: "bank", first: 1, after: $after) {edges {cursor}}}`
	var data struct {
		Search struct{ Edges []struct{ Cursor string } }
	}
	other := serve(rewritten(t, func(name string, content []byte) []byte {
		if name == "datapackage.json" {
			return versionPattern.ReplaceAll(content, []byte(`"version": "9.0.0"`))
		}
		return content
	}), 1)
	t.Cleanup(func() { other.release.Close() })
	quick(t).read(t, &data, search, nil)
	after := map[string]any{"after": data.Search.Edges[0].Cursor}
	if got := decode(t, quick(t).ask(t, search, after)); len(got.Errors) > 0 {
		t.Errorf("in its own release: %v", got.Errors)
	}
	got := decode(t, other.ask(t, search, after))
	if len(got.Errors) != 1 || !strings.Contains(got.Errors[0].Message, "another release") {
		t.Errorf("in another release: %s %v", got.Data, got.Errors)
	}
}

var versionPattern = regexp.MustCompile(`"version": "[^"]+"`)
