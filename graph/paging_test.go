package graph_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"pilotgraph/graph"
)

// paged is a connection of the contract, and parents that have it ("" at the root).
type paged struct {
	typename, field string
	parents         []string
	isEmpty         bool   // no parent has anything in it
	narrowed        string // arguments that every page has, such as "relation: LOCATED, "
}

// everyConnection lists all connections of the contract, each with the parents that have most and least in it; but those
// of changes, which need several releases and have tests of their own.
func everyConnection(t *testing.T, server *server) []paged {
	t.Helper()
	schema := graph.Schema()
	var all []paged
	for _, root := range connectionsOf(schema.Types["Query"]) {
		all = append(all, paged{typename: "Query", field: root.Name, parents: []string{""}})
		node := schema.Types[strings.TrimSuffix(root.Type.Name(), "Connection")]
		for _, field := range connectionsOf(node) {
			each := paged{typename: node.Name, field: field.Name}
			each.parents, each.isEmpty = parentsOf(t, server, root.Name, field.Name)
			all = append(all, each)
		}
	}
	if len(all) < 60 {
		t.Fatalf("only %d connections were found", len(all))
	}
	return all
}

func connectionsOf(definition *ast.Definition) []*ast.FieldDefinition {
	var fields []*ast.FieldDefinition
	for _, field := range definition.Fields {
		if strings.HasSuffix(field.Type.Name(), "Connection") && field.Arguments.ForName("text") == nil && field.Name != "changes" { // search has tests of its own
			fields = append(fields, field)
		}
	}
	return fields
}

// parentsOf takes, of the first hundred parents, the two that have most in a connection and the one that has least.
func parentsOf(t *testing.T, server *server, root, field string) (ids []string, isEmpty bool) {
	t.Helper()
	var data map[string]struct{ Nodes []map[string]any }
	server.read(t, &data, fmt.Sprintf("{%s(first: 100) {nodes {id %s {totalCount}}}}", root, field), nil)
	nodes := data[root].Nodes
	count := func(node map[string]any) int { return int(node[field].(map[string]any)["totalCount"].(float64)) }
	slices.SortStableFunc(nodes, func(a, b map[string]any) int { return count(b) - count(a) })
	for i, node := range nodes {
		if i < 2 || i == len(nodes)-1 {
			ids = append(ids, node["id"].(string))
		}
	}
	return ids, len(nodes) > 0 && count(nodes[0]) == 0
}

// onePage is a page as a client sees it.
type onePage struct {
	Edges []struct {
		Cursor string
		Node   struct{ ID string }
	}
	PageInfo struct {
		HasNextPage, HasPreviousPage bool
		StartCursor, EndCursor       *string
	}
	TotalCount int
}

const pageFields = "edges {cursor node {id}} pageInfo {hasNextPage hasPreviousPage startCursor endCursor} totalCount"

func (p paged) read(t failer, server *server, parent, arguments string) onePage {
	t.Helper()
	arguments = p.narrowed + arguments
	if parent == "" {
		var data map[string]onePage
		server.read(t, &data, fmt.Sprintf("{%s(%s) {%s}}", p.field, arguments, pageFields), nil)
		return data[p.field]
	}
	var data struct{ Node map[string]onePage }
	server.read(t, &data, fmt.Sprintf("{node(id: %q) {... on %s {%s(%s) {%s}}}}", parent, p.typename, p.field, arguments, pageFields), nil)
	return data.Node[p.field]
}

// walk goes through a connection and returns the ids as they came.
func (p paged) walk(t *testing.T, server *server, parent string, size int, backward bool) []string {
	t.Helper()
	ids := []string{}
	arguments := fmt.Sprintf("first: %d", size)
	if backward {
		arguments = fmt.Sprintf("last: %d", size)
	}
	next := arguments
	for pages := 0; pages < 1000; pages++ {
		page := p.read(t, server, parent, next)
		found := make([]string, len(page.Edges))
		for i, edge := range page.Edges {
			found[i] = edge.Node.ID
		}
		if backward {
			ids = append(found, ids...)
		} else {
			ids = append(ids, found...)
		}
		more, cursor, argument := page.PageInfo.HasNextPage, page.PageInfo.EndCursor, "after"
		if backward {
			more, cursor, argument = page.PageInfo.HasPreviousPage, page.PageInfo.StartCursor, "before"
		}
		if !more {
			if page.TotalCount != len(ids) {
				t.Errorf("totalCount is %d and the walk has %d", page.TotalCount, len(ids))
			}
			return ids
		}
		next = fmt.Sprintf("%s, %s: %q", arguments, argument, *cursor)
	}
	t.Fatal("the walk does not end")
	return nil
}

func TestEveryConnectionIsWalkedAlikeForwardAndBackward(t *testing.T) {
	server := quick(t)
	for _, connection := range everyConnection(t, server) {
		if connection.isEmpty {
			t.Errorf("no parent has anything in %s.%s, so its pages are not shown", connection.typename, connection.field)
		}
		checkWalks(t, server, connection)
	}
}

// checkWalks goes through a connection of each parent in pages of several sizes.
func checkWalks(t *testing.T, server *server, connection paged) {
	t.Run(connection.typename+"."+connection.field, func(t *testing.T) {
		for _, parent := range connection.parents {
			whole := connection.walk(t, server, parent, 100, false)
			if !slices.IsSorted(whole) || len(slices.Compact(slices.Clone(whole))) != len(whole) {
				t.Fatalf("%s: not each row once, by id: %v", parent, whole)
			}
			for _, size := range []int{min(100, max(1, len(whole)/7)), min(99, max(2, len(whole)/3))} {
				for _, backward := range []bool{false, true} {
					if diff := cmp.Diff(whole, connection.walk(t, server, parent, size, backward)); diff != "" {
						t.Errorf("%s by %d, backward %v (-whole +walked):\n%s", parent, size, backward, diff)
					}
				}
			}
		}
	})
}

func TestAllFourFormsOfPages(t *testing.T) {
	server := quick(t)
	zones := paged{typename: "Query", field: "zones"}
	whole := zones.read(t, server, "", "first: 100")
	cursor := func(i int) string { return whole.Edges[i].Cursor }
	tests := map[string]struct {
		arguments      string
		from, to       int
		next, previous bool
	}{
		"first":               {"first: 3", 0, 3, true, false},
		"first after":         {fmt.Sprintf("first: 3, after: %q", cursor(4)), 5, 8, true, true},
		"first before":        {fmt.Sprintf("first: 3, before: %q", cursor(10)), 0, 3, true, false},
		"first between":       {fmt.Sprintf("first: 3, after: %q, before: %q", cursor(4), cursor(7)), 5, 7, false, true},
		"last":                {"last: 3", 90, 93, false, true},
		"last before":         {fmt.Sprintf("last: 3, before: %q", cursor(10)), 7, 10, true, true},
		"last after":          {fmt.Sprintf("last: 3, after: %q", cursor(10)), 90, 93, false, true},
		"last between":        {fmt.Sprintf("last: 3, after: %q, before: %q", cursor(4), cursor(20)), 17, 20, true, true},
		"nothing":             {"first: 0", 0, 0, true, false},
		"standard":            {"first: null", 0, 20, true, false},
		"null is absent":      {"first: null, last: 2, after: null, before: null", 91, 93, false, true},
		"after the last":      {fmt.Sprintf("first: 5, after: %q", cursor(92)), 0, 0, false, true},
		"between in disorder": {fmt.Sprintf("first: 5, after: %q, before: %q", cursor(9), cursor(2)), 0, 0, false, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			page := zones.read(t, server, "", test.arguments)
			if diff := cmp.Diff(append(whole.Edges[:0:0], whole.Edges[test.from:test.to]...), append(page.Edges[:0:0], page.Edges...)); diff != "" {
				t.Errorf("edges (-want +got):\n%s", diff)
			}
			if page.PageInfo.HasNextPage != test.next || page.PageInfo.HasPreviousPage != test.previous {
				t.Errorf("next %v, previous %v; want %v, %v", page.PageInfo.HasNextPage, page.PageInfo.HasPreviousPage, test.next, test.previous)
			}
			if len(page.Edges) > 0 && (*page.PageInfo.StartCursor != page.Edges[0].Cursor || *page.PageInfo.EndCursor != page.Edges[len(page.Edges)-1].Cursor) {
				t.Error("startCursor and endCursor are not those of the first and the last edge")
			}
			if len(page.Edges) == 0 && (page.PageInfo.StartCursor != nil || page.PageInfo.EndCursor != nil) {
				t.Error("an empty page has cursors")
			}
			if page.TotalCount != len(whole.Edges) {
				t.Errorf("totalCount is %d; want %d", page.TotalCount, len(whole.Edges))
			}
		})
	}
}

// leaves are all values of an answer in document order.
func leaves(t *testing.T, server *server, document string) []any {
	t.Helper()
	var data json.RawMessage
	server.read(t, &data, document, nil)
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	var values []any
	var inObject []bool
	key := false
	for {
		token, err := decoder.Token()
		if err != nil {
			return values
		}
		if delimiter, ok := token.(json.Delim); ok {
			if delimiter == '{' || delimiter == '[' {
				inObject = append(inObject, delimiter == '{')
			} else {
				inObject = inObject[:len(inObject)-1]
			}
			key = len(inObject) > 0 && inObject[len(inObject)-1]
			continue
		}
		if !key {
			values = append(values, token)
		}
		if len(inObject) > 0 && inObject[len(inObject)-1] {
			key = !key
		}
	}
}

// TestPagesOfANameAreThoseOfItsHits walks what has a name: its pages are found by the numbers of search, not by ids.
func TestPagesOfANameAreThoseOfItsHits(t *testing.T) {
	server := quick(t)
	for _, connection := range []paged{
		{typename: "Query", field: "institutions", narrowed: `filter: {name: {contains: "a"}}, `},
		{typename: "Query", field: "zones", narrowed: `filter: {name: {contains: "区"}}, `},
		{typename: "Query", field: "sources", narrowed: `filter: {title: {contains: "区块链"}}, `},
	} {
		connection.parents = []string{""}
		checkWalks(t, server, connection)
	}
	upward := paged{typename: "Query", field: "institutions", narrowed: `filter: {name: {contains: "a"}}, `}
	downward := upward
	downward.narrowed += "orderBy: [{field: ID, direction: DESC}], "
	whole := upward.walk(t, server, "", 100, false)
	if len(whole) < 10 {
		t.Fatalf("only %d institutions have such a name", len(whole))
	}
	slices.Reverse(whole)
	for _, backward := range []bool{false, true} {
		if diff := cmp.Diff(whole, downward.walk(t, server, "", 7, backward)); diff != "" {
			t.Errorf("downward, backward %v (-upward reversed +downward):\n%s", backward, diff)
		}
	}
}

// TestACursorOfANameStaysGoodWhereItsRecordIsGone uses cursors of one release in another that has none of the records.
func TestACursorOfANameStaysGoodWhereItsRecordIsGone(t *testing.T) {
	before, now := quick(t), serve(randomRelease(t, 0), 1)
	for _, direction := range []string{"ASC", "DESC"} {
		connection := paged{typename: "Query", field: "institutions",
			narrowed: fmt.Sprintf(`filter: {name: {contains: "a"}}, orderBy: [{field: ID, direction: %s}], `, direction)}
		whole := connection.walk(t, now, "", 100, false)
		if len(whole) < 10 {
			t.Fatalf("only %d institutions have such a name", len(whole))
		}
		for _, edge := range connection.read(t, before, "", "first: 100").Edges {
			after, before := []string{}, []string{}
			for _, id := range whole {
				if (id > edge.Node.ID) == (direction == "ASC") {
					after = append(after, id)
				} else {
					before = append(before, id)
				}
			}
			for argument, want := range map[string][]string{"after": after, "before": before} {
				got := []string{}
				for _, found := range connection.read(t, now, "", fmt.Sprintf("first: 100, %s: %q", argument, edge.Cursor)).Edges {
					got = append(got, found.Node.ID)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s, %s %s (-want +got):\n%s", direction, argument, edge.Node.ID, diff)
				}
			}
		}
	}
}
