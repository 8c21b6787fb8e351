package graph_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pilotgraph/graph/fault"
)

// The tests of this file are named after the traps of section 8 of the design: what others fell into.

func TestTrapAliasedEdgesTotalCountOrNode(t *testing.T) {
	server := seeded(t)
	plain := "{zones(first: 3) {edges {cursor node {id institutions {totalCount nodes {id} edges {relations node {id}}}}} nodes {id} totalCount pageInfo {hasNextPage endCursor}}}"
	aliased := "{z: zones(first: 3) {e: edges {c: cursor n: node {i: id k: institutions {t: totalCount m: nodes {j: id} d: edges {r: relations o: node {p: id}}}}} m: nodes {q: id} t: totalCount p: pageInfo {h: hasNextPage l: endCursor}}}"
	twice := "{zones(first: 3) {edges {cursor} edges {node {id institutions {totalCount} institutions {nodes {id} edges {relations node {id}}}}} nodes {id} totalCount pageInfo {hasNextPage} pageInfo {endCursor}}}"
	want := leaves(t, server, plain)
	statements, _ := server.count(t, plain)
	for _, document := range []string{aliased, twice} {
		if diff := cmp.Diff(want, leaves(t, server, document)); diff != "" {
			t.Errorf("%s (-plain +this):\n%s", document, diff)
		}
		if got, _ := server.count(t, document); got != statements {
			t.Errorf("%s: %d statements; without aliases %d", document, got, statements)
		}
	}
}

func TestTrapOrderByAColumnThatMayBeNull(t *testing.T) {
	server := serve(randomRelease(t, 0), 1)
	for _, sorted := range []struct{ root, field, asked string }{
		{"zones", "DESIGNATED_ON", "designatedOn"}, {"institutions", "REGION", "region"},
		{"sources", "PUBLISHED", "published"}, {"events", "DATE", "date"},
	} {
		known, unknown := 0, 0
		for _, row := range rowsOf(t, server, sorted.root, sorted.asked+map[string]string{"region": " {id}"}[sorted.asked]) {
			if len(row[sorted.asked]) > 0 {
				known++
			} else {
				unknown++
			}
		}
		if known == 0 || unknown == 0 {
			t.Errorf("%s: %d are known and %d are not, so nothing is shown", sorted.asked, known, unknown)
		}
		for _, direction := range []string{"ASC", "DESC"} {
			checkOrder(t, server, paged{typename: "Query", field: sorted.root}, "", nodeOf(sorted.root), []sortColumn{{sorted.field, direction, ""}})
		}
	}
}

func TestTrapForeignCursorInANestedConnection(t *testing.T) {
	server := quick(t)
	own := paged{typename: "Programme", field: "zones"}
	page := own.read(t, server, "programme:blockchain-innovation-application-pilots", "first: 2")
	cursor := page.Edges[0].Cursor
	foreign := map[string]string{
		"of the root":      cursorOf(t, "zones"),
		"of another order": paged{typename: "Programme", field: "zones", narrowed: "orderBy: [{field: NAME}], "}.read(t, server, "programme:blockchain-innovation-application-pilots", "first: 1").Edges[0].Cursor,
		"of another filter": paged{typename: "Programme", field: "zones", narrowed: "filter: {precision: {in: [EXACT, CITY]}}, "}.
			read(t, server, "programme:blockchain-innovation-application-pilots", "first: 1").Edges[0].Cursor,
		"of another parent": own.read(t, server, "programme:ai-innovation-pilot-zones", "first: 1").Edges[0].Cursor,
		"of a search":       cursorOf(t, `search(text: "Beijing")`),
		"empty":             "", "no base64": "%%%", "cut": cursor[:len(cursor)-3], "longer": cursor + "AAAA", "another version": "Ag" + cursor[2:],
		"text of an attack": "' OR 1=1 --", "NUL": "\x00",
	}
	for i := 0; i < len(cursor); i += 5 {
		other := byte('A')
		if cursor[i] == other {
			other = 'B'
		}
		foreign[fmt.Sprintf("changed at %d", i)] = cursor[:i] + string(other) + cursor[i+1:]
	}
	for name, text := range foreign {
		for _, argument := range []string{"first: 1, after", "last: 1, after", "first: 1, before", "last: 1, before"} {
			quoted, _ := json.Marshal(text)
			for depth, document := range []string{
				`{programme(id: "programme:blockchain-innovation-application-pilots") {zones(%s: %s) {nodes {id}}}}`,
				`{agencies(first: 1, filter: {id: {eq: "agency:cac"}}) {nodes {programmes(filter: {id: {eq: "programme:blockchain-innovation-application-pilots"}}) {nodes {zones(%s: %s) {totalCount}}}}}}`,
			} {
				got := decode(t, server.ask(t, fmt.Sprintf(document, argument, quoted), nil))
				if len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != string(fault.BadUserInput) || string(got.Data) != "null" && string(got.Data) != `{"programme":null}` {
					t.Errorf("a cursor %s as %s at depth %d: %s %+v", name, argument, depth, got.Data, got.Errors)
				}
			}
		}
	}
}

// TestTrapFirstWithBefore takes pages between two places in random orders, at the root and below a parent.
func TestTrapFirstWithBefore(t *testing.T) {
	server := quick(t)
	fewerChecks(t, 2)
	for _, connection := range []paged{
		{typename: "Query", field: "zones", parents: []string{""}},
		{typename: "Programme", field: "zones", parents: []string{"programme:e-cny-pilot-areas", "programme:ai-innovation-pilot-zones"}},
		{typename: "Query", field: "search", parents: []string{""}, narrowed: `text: "Beijing", `},
	} {
		rapid.Check(t, func(r *rapid.T) {
			if connection.field != "search" {
				connection.narrowed = rapid.SampledFrom([]string{"", "orderBy: [{field: DESIGNATED_ON, direction: DESC}], ", "orderBy: [{field: NAME, language: \"zh\"}], ",
					"orderBy: [{field: REGION}], filter: {precision: {eq: CITY}}, "}).Draw(r, "order")
			}
			parent := rapid.SampledFrom(connection.parents).Draw(r, "parent")
			whole := connection.read(r, server, parent, "first: 100").Edges
			after, before := rapid.IntRange(-1, len(whole)-1).Draw(r, "after"), rapid.IntRange(0, len(whole)).Draw(r, "before")
			from, to := after+1, max(after+1, before)
			arguments := ""
			if after >= 0 {
				arguments += fmt.Sprintf(", after: %q", whole[after].Cursor)
			}
			if before < len(whole) {
				arguments += fmt.Sprintf(", before: %q", whole[before].Cursor)
			}
			size := rapid.IntRange(0, 12).Draw(r, "size")
			first, last := connection.read(r, server, parent, fmt.Sprintf("first: %d%s", size, arguments)), connection.read(r, server, parent, fmt.Sprintf("last: %d%s", size, arguments))
			if diff := cmp.Diff(append(whole[:0:0], whole[from:min(to, from+size)]...), append(whole[:0:0], first.Edges...)); diff != "" {
				r.Errorf("first %d after %d before %d of %d (-want +got):\n%s", size, after, before, len(whole), diff)
			}
			if diff := cmp.Diff(append(whole[:0:0], whole[max(from, to-size):to]...), append(whole[:0:0], last.Edges...)); diff != "" {
				r.Errorf("last %d after %d before %d of %d (-want +got):\n%s", size, after, before, len(whole), diff)
			}
			more := to-from > size
			if first.PageInfo.HasNextPage != more || first.PageInfo.HasPreviousPage != (after >= 0) {
				r.Errorf("first %d after %d before %d of %d: %+v", size, after, before, len(whole), first.PageInfo)
			}
			if last.PageInfo.HasPreviousPage != more || last.PageInfo.HasNextPage != (before < len(whole)) {
				r.Errorf("last %d after %d before %d of %d: %+v", size, after, before, len(whole), last.PageInfo)
			}
			if first.TotalCount != len(whole) || last.TotalCount != len(whole) {
				r.Errorf("totalCount is %d and %d; want %d", first.TotalCount, last.TotalCount, len(whole))
			}
		})
	}
}

func TestTrapFirstOfTheLargestNumber(t *testing.T) {
	server := quick(t)
	connections := append(everyConnection(t, server), paged{typename: "Query", field: "search", parents: []string{""}, narrowed: `text: "a", `})
	for _, connection := range connections {
		for _, number := range []string{"9223372036854775807", "-9223372036854775808", "2147483647", "-2147483648", "4294967296", "101", "-1"} {
			for _, argument := range []string{"first", "last"} {
				selection := fmt.Sprintf("%s(%s%s: %s) {pageInfo {hasNextPage}}", connection.field, connection.narrowed, argument, number)
				document := "{" + selection + "}"
				if len(connection.parents) > 0 && connection.parents[0] != "" {
					document = fmt.Sprintf("{node(id: %q) {... on %s {%s}}}", connection.parents[0], connection.typename, selection)
				}
				got := decode(t, server.ask(t, document, nil))
				if len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != string(fault.BadUserInput) || strings.Contains(string(got.Data), "pageInfo") {
					t.Errorf("%s: %s %+v", document, got.Data, got.Errors)
				}
			}
		}
	}
	for _, number := range []any{json.Number("9223372036854775807"), 1e300, -1, "20", 1.5} {
		if got := decode(t, server.ask(t, "query($n: Int) {zones(first: $n) {nodes {id}}}", map[string]any{"n": number})); len(got.Errors) != 1 || strings.Contains(string(got.Data), "nodes") {
			t.Errorf("a variable %v: %.100s %+v", number, got.Data, got.Errors)
		}
	}
}

func TestTrapPageInfoAlone(t *testing.T) {
	for _, document := range []string{
		`{zones(first: 5) {pageInfo {hasNextPage hasPreviousPage startCursor endCursor}}}`,
		`{programmes {nodes {zones(last: 2) {pageInfo {hasNextPage hasPreviousPage}}}}}`,
		`{search(text: "Beijing", first: 2) {pageInfo {hasNextPage endCursor}}}`,
		`{zones(first: 5, filter: {name: {contains: "Beijing"}}, orderBy: [{field: NAME}]) {nodes {id institutions(first: 1) {nodes {id} pageInfo {hasNextPage}}}}}`,
	} {
		heard, answer := seeded(t).listen(t, document, nil)
		if len(heard) == 0 || !regexp.MustCompile(`"has(Next|Previous)Page":true`).Match(answer) {
			t.Errorf("%s: %d statements: %s", document, len(heard), answer)
		}
		for _, statement := range heard {
			if strings.Contains(strings.ToUpper(statement), "COUNT(") {
				t.Errorf("%s counts:\n%s", document, statement)
			}
		}
	}
}

func TestTrapNestedTotalCount(t *testing.T) {
	for _, document := range []string{
		`{zones(first: 100) {nodes {institutions {totalCount}}}}`,
		`{zones(first: 100) {edges {node {institutions(relation: LOCATED, filter: {kind: {in: [BANK, UNIVERSITY]}}) {totalCount}}}}}`,
		`{programmes {nodes {zones(first: 100) {nodes {a: institutions(first: 1) {totalCount} b: institutions(first: 2) {totalCount}}}}}}`,
	} {
		heard, answer := seeded(t).listen(t, document, nil)
		counting := slices.DeleteFunc(heard, func(statement string) bool { return !strings.Contains(strings.ToUpper(statement), "COUNT(") })
		// What the builder has counted is read by a statement that counts nothing.
		if parents := strings.Count(string(answer), `"totalCount"`); len(counting) > 1 || len(heard) > 4 || parents < 93 {
			t.Errorf("%s: %d statements count for %d parents:\n%s", document, len(counting), parents, strings.Join(heard, "\n"))
		}
	}
}

// window is what a statement of a window function has.
var window = regexp.MustCompile(`(?i)\bROW_NUMBER\b|\bRANK\b|\bOVER\s*\(`)

func TestTrapNestedPagingByRowNumber(t *testing.T) {
	server := seeded(t)
	limitOfEachParent := regexp.MustCompile(`\(SELECT .* = .p.\..value..* LIMIT \d+\) .* FROM (?:json_each|\(SELECT u\.place - 1 AS key, u\.value FROM unnest)`)
	for _, each := range []string{
		"zones(first: 3) {nodes {id}}", "zones(last: 3, orderBy: [{field: NAME}]) {nodes {id}}",
		"zones(first: 3, filter: {kind: {eq: PILOT_ZONE}}, orderBy: [{field: DESIGNATED_ON, direction: DESC}]) {pageInfo {hasNextPage}}",
		"institutions(first: 2) {edges {cursor}}", "pilots(first: 1) {nodes {id}}",
	} {
		heard, _ := server.listen(t, "{programmes(first: 100) {nodes {"+each+"}}}", nil)
		if limits := slices.DeleteFunc(heard, func(statement string) bool { return !limitOfEachParent.MatchString(statement) }); len(limits) != 1 {
			t.Errorf("%s: %d statements have a limit for each parent:\n%s", each, len(limits), strings.Join(heard, "\n"))
		}
	}
	for _, name := range exampleNames(t) {
		heard, _ := server.listen(t, readExample(t, name), nil)
		for _, statement := range heard {
			if window.MatchString(statement) {
				t.Errorf("%s numbers rows:\n%s", name, statement)
			}
		}
	}
}
