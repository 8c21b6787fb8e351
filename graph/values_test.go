package graph_test

import (
	"fmt"
	"strings"
	"testing"

	"pilotgraph/graph/fault"
)

// TestAWrongLiteralIsARequestError puts values of every other kind where the contract wants a text, a number or an enum.
func TestAWrongLiteralIsARequestError(t *testing.T) {
	server := quick(t)
	fields := map[string]struct {
		document string
		wrong    string
	}{
		"a language": {`{zone(id: "zone:bc-haidian") {name(language: %s)}}`, `["zh"] [] {} {a:1} 1 1.5 true zh`},
		"an id":      {`{zone(id: %s) {id}}`, `["zone:bc-haidian"] [] {} {a:1} 1.5 true A`},
		"ids":        {`{nodes(ids: %s) {id}}`, `[["zone:bc-haidian"]] [{}] {} [1.5] true`},
		"a text":     {`{zone(id: "zone:bc-haidian") {citations(field: %s) {totalCount}}}`, `["name"] [] {} {a:1} 1 1.5 true name`},
		"an enum":    {`{zone(id: "zone:bc-haidian") {institutions(relation: %s) {totalCount}}}`, `[LOCATED] [] {} {a:1} 1 1.5 true "LOCATED" located`},
		"a number":   {`{zones(first: %s) {totalCount}}`, `[1] [] {} {a:1} 1.5 true "1" A`},
		"a boolean":  {`{zones {totalCount @include(if: %s)}}`, `[true] [] {} {a:1} 1 1.5 "true" A`},
		"a default":  {`query($l: LanguageTag = %s) {zone(id: "zone:bc-haidian") {name(language: $l)}}`, `["zh"] [] {} {a:1} 1 1.5 true zh`},
	}
	for name, field := range fields {
		for literal := range strings.FieldsSeq(field.wrong) {
			wantRequestError(t, name+" "+literal, server.ask(t, fmt.Sprintf(field.document, literal), nil), "", 1)
		}
	}
	got := decode(t, server.ask(t, `{zone(id: "zone:bc-haidian") {name(language: null)}}`, nil))
	if len(got.Errors) > 0 {
		t.Errorf("null for no language: %+v", got.Errors)
	}
}

// wantRequestError looks for errors of validation, without data and without a place in it.
func wantRequestError(t *testing.T, name string, body []byte, message string, count int) {
	t.Helper()
	got := decode(t, body)
	if len(got.Errors) != count || got.Data != nil {
		t.Errorf("%s: want %d errors and no data: %s", name, count, body)
	}
	for _, failed := range got.Errors {
		if failed.Extensions["code"] != string(fault.ValidationFailed) || failed.Path != nil || !strings.Contains(failed.Message, message) {
			t.Errorf("%s: got %s\nwant …%s…", name, body, message)
		}
		withoutInnards(t, failed.Message)
	}
}

func TestVariablesAreCheckedAndNamed(t *testing.T) {
	const document = `query(
		$first: Int, $id: ID! = "zone:bc-haidian", $ids: [ID!]! = [], $language: LanguageTag, $relation: ZoneInstitutionRelation, $with: Boolean! = true, $field: String
	) {
		nodes(ids: $ids) {id}
		zone(id: $id) {name(language: $language) institutions(first: $first, relation: $relation) {totalCount @include(if: $with)} citations(field: $field) {totalCount}}
	}`
	server := quick(t)
	tests := []struct {
		name    string
		value   any
		message string // "" for none
	}{
		{"first", map[string]any{}, "$first: an integer of 32 bits is wanted, not an object"},
		{"first", []any{1}, "$first: an integer of 32 bits is wanted, not a list"},
		{"first", 1.5, "$first: an integer of 32 bits is wanted, not 1.5"},
		{"first", "1", `$first: an integer of 32 bits is wanted, not "1"`},
		{"first", "x", `$first: an integer of 32 bits is wanted, not "x"`},
		{"first", 1 << 40, "$first: an integer of 32 bits is wanted, not 1099511627776"},
		{"first", 3, ""},
		{"first", nil, ""},
		{"id", nil, "$id: a text (ID) is wanted, not null"},
		{"id", true, "$id: a text (ID) is wanted, not true"},
		{"id", []any{"zone:bc-haidian"}, "$id: a text (ID) is wanted, not a list"},
		{"ids", nil, "$ids: a list is wanted, not null"},
		{"ids", []any{"zone:bc-haidian", nil}, "$ids[1]: a text (ID) is wanted, not null"},
		{"ids", []any{[]any{"zone:bc-haidian"}}, "$ids[0]: a text (ID) is wanted, not a list"},
		{"ids", "zone:bc-haidian", ""},
		{"language", []any{"zh"}, "$language: a text (LanguageTag) is wanted, not a list"},
		{"language", 1, "$language: a text (LanguageTag) is wanted, not 1"},
		{"language", "zh", ""},
		{"relation", "located", `$relation: one of PARTICIPANT, LOCATED is wanted, not "located"`},
		{"relation", map[string]any{}, "$relation: one of PARTICIPANT, LOCATED is wanted, not an object"},
		{"relation", "LOCATED", ""},
		{"with", "true", `$with: true or false is wanted, not "true"`},
		{"field", 1, "$field: a text is wanted, not 1"},
		{"field", strings.Repeat("x", 1000), ""},
	}
	for _, test := range tests {
		body := server.ask(t, document, map[string]any{test.name: test.value})
		if test.message == "" {
			if got := decode(t, body); got.Data == nil {
				t.Errorf("%s %v is refused: %s", test.name, test.value, body)
			}
			continue
		}
		wantRequestError(t, test.name, body, test.message, 1)
	}
	wantRequestError(t, "several", server.ask(t, document, map[string]any{"first": "1", "field": false}), "is wanted, not", 2)
	wantRequestError(t, "none", server.ask(t, `query($id: ID!) {node(id: $id) {id}}`, nil), "$id: a text (ID) is wanted, and there is none", 1)
}

// TestLiteralsOfEnumsAreNamed asks for values that no enum has, as literals in every place where one may stand.
func TestLiteralsOfEnumsAreNamed(t *testing.T) {
	server := quick(t)
	for document, message := range map[string]string{
		`{zones(filter: {kind: {eq: NEARBY}}) {totalCount}}`:                                                      "filter.kind.eq: one of COMPREHENSIVE_PILOT, ",
		`{zones(filter: {or: [{}, {not: {kind: {in: [OTHER, NEARBY]}}}]}) {totalCount}}`:                          "filter.or[1].not.kind.in[1]: one of COMPREHENSIVE_PILOT, ",
		`{zones(filter: {kind: {eq: "OTHER"}}) {totalCount}}`:                                                     "filter.kind.eq: one of COMPREHENSIVE_PILOT, ",
		`{programmes {nodes {...f}}} fragment f on Programme {a: zones(orderBy: [{field: HEIGHT}]) {totalCount}}`: "orderBy[0].field: one of ID, NAME, DESIGNATED_ON, REGION, KIND, CONFIDENCE, INSTITUTIONS is wanted, not HEIGHT",
		`{zones(orderBy: {field: NAME, direction: UP}) {totalCount}}`:                                             "orderBy.direction: one of ASC, DESC is wanted, not UP",
		`{pilotStatistics(groupBy: [STAGE, COLOUR]) {total}}`:                                                     "groupBy[1]: one of PROGRAMME, ",
		`{pilotStatistics(groupBy: COLOUR) {total}}`:                                                              "groupBy: ",
		`{zones(orderBy: {field: null}) {totalCount}}`:                                                            "orderBy.field: one of ID, NAME, DESIGNATED_ON, REGION, KIND, CONFIDENCE, INSTITUTIONS is wanted, not null",
		`{zones(orderBy: {field: {}}) {totalCount}}`:                                                              "orderBy.field: one of ID, NAME, DESIGNATED_ON, REGION, KIND, CONFIDENCE, INSTITUTIONS is wanted, not {}",
		`query($by: OrderDirection = SIDEWAYS) {zones(orderBy: {field: NAME, direction: $by}) {totalCount}}`:      "$by: one of ASC, DESC is wanted, not SIDEWAYS",
	} {
		wantRequestError(t, document, server.ask(t, document, nil), message, 1)
	}
}
