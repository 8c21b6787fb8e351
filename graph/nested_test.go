package graph_test

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pilotgraph/graph"
	"pilotgraph/graph/load"
)

// nesting is a connection below each row of a connection of the root.
type nesting struct {
	root, field string
	to          string // the connection of the root that has the same type
	narrowed    string // arguments of its own
}

func (n nesting) String() string { return n.root + "." + n.field + " " + n.narrowed }

var nestedCount = flag.Int("nested", 16, "how many nested connections with filters each test of them draws; all where there are fewer")

// everyNesting lists all nested connections that have a filter, also as each argument with an enum narrows them.
func everyNesting(t *testing.T) (all []nesting) {
	t.Helper()
	schema := graph.Schema()
	roots := map[string]string{} // connections of the root by the type of their nodes
	for _, root := range connectionsOf(schema.Types["Query"]) {
		roots[strings.TrimSuffix(root.Type.Name(), "Connection")] = root.Name
	}
	for node, root := range roots {
		for _, field := range connectionsOf(schema.Types[node]) {
			filter := field.Arguments.ForName("filter")
			if filter == nil {
				continue
			}
			made := nesting{root: root, field: field.Name, to: roots[strings.TrimSuffix(filter.Type.Name(), "Filter")]}
			all = append(all, made)
			for _, argument := range field.Arguments {
				for _, value := range schema.Types[argument.Type.Name()].EnumValues {
					made.narrowed = argument.Name + ": " + value.Name + ", "
					all = append(all, made)
				}
			}
		}
	}
	if len(all) < 50 {
		t.Fatalf("only %d nested connections have a filter", len(all))
	}
	slices.SortFunc(all, func(a, b nesting) int { return cmp.Compare(a.String(), b.String()) })
	return all
}

// someNestings draws nested connections, others at each run.
func someNestings(t *testing.T) []nesting {
	t.Helper()
	all := everyNesting(t)
	rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:min(*nestedCount, len(all))]
}

func TestNestedFiltersMeanWhatThoseOfTheRootMean(t *testing.T) {
	server := quick(t)
	fewerChecks(t, 20)
	for _, each := range someNestings(t) {
		t.Run(each.String(), func(t *testing.T) { checkNestedFilters(t, server, each) })
	}
}

func TestNestedFiltersOnRandomPackages(t *testing.T) {
	fewerChecks(t, 20)
	onRandomPackages(t, func(t *testing.T, server *server) {
		for _, each := range someNestings(t) {
			t.Run(each.String(), func(t *testing.T) { checkNestedFilters(t, server, each) })
		}
	})
}

// checkNestedFilters asks for pages below a hundred parents at once, under a random filter: each is a page of what
// stands below the parent without a filter, of the rows that pass the same filter at the root.
func checkNestedFilters(t *testing.T, server *server, nested nesting) {
	node, drawn := filtersOf(t, server, nested.to)
	connection := paged{typename: nodeOf(nested.root), field: nested.field, narrowed: nested.narrowed}
	below := map[string][]string{}
	for _, id := range firstIDs(t, server, nested.root) {
		below[id] = connection.walk(t, server, id, 100, false)
	}
	document := fmt.Sprintf("query($filter: %sFilter, $first: Int, $last: Int) {%s(first: 100) {nodes {id below: %s(%sfilter: $filter, first: $first, last: $last) {totalCount nodes {id} pageInfo {hasNextPage hasPreviousPage}}}}}",
		node, nested.root, nested.field, nested.narrowed)
	rapid.Check(t, func(r *rapid.T) {
		filter := drawn.draw(r, 1)
		limit, backward := rapid.SampledFrom([]int{0, 1, 2, 5, 100}).Draw(r, "limit"), rapid.Bool().Draw(r, "backward")
		passes := passing(r, server, nested.to, node, filter)
		variables := map[string]any{"filter": filter, "first": limit}
		if backward {
			variables = map[string]any{"filter": filter, "last": limit}
		}
		var data map[string]struct {
			Nodes []struct {
				ID    string
				Below struct {
					TotalCount int
					Nodes      []struct{ ID string }
					PageInfo   struct{ HasNextPage, HasPreviousPage bool }
				}
			}
		}
		server.read(r, &data, document, variables)
		text, _ := json.Marshal(variables)
		if len(data[nested.root].Nodes) != len(below) {
			r.Fatalf("%d parents instead of %d", len(data[nested.root].Nodes), len(below))
		}
		for _, parent := range data[nested.root].Nodes {
			want := slices.DeleteFunc(slices.Clone(below[parent.ID]), func(id string) bool { return !passes[id] })
			page := want[:min(limit, len(want))]
			if backward {
				page = want[max(0, len(want)-limit):]
			}
			got := []string{}
			for _, each := range parent.Below.Nodes {
				got = append(got, each.ID)
			}
			if diff := gocmp.Diff(append([]string{}, page...), got); diff != "" {
				r.Errorf("%s %s (-filtered in Go +answer):\n%s", parent.ID, text, diff)
			}
			if parent.Below.TotalCount != len(want) {
				r.Errorf("%s %s: totalCount is %d; want %d", parent.ID, text, parent.Below.TotalCount, len(want))
			}
			more := len(want) > limit
			if info := parent.Below.PageInfo; info.HasNextPage != (more && !backward) || info.HasPreviousPage != (more && backward) {
				r.Errorf("%s %s: %+v; there are %d", parent.ID, text, info, len(want))
			}
		}
	})
}

// firstIDs are the ids of the first hundred rows of a connection of the root.
func firstIDs(t failer, server *server, root string) (ids []string) {
	t.Helper()
	for _, edge := range (paged{typename: "Query", field: root}).read(t, server, "", "first: 100").Edges {
		ids = append(ids, edge.Node.ID)
	}
	return ids
}

// passing are the ids of all rows that a filter lets pass at the root.
func passing(t failer, server *server, root, node string, filter map[string]any) map[string]bool {
	t.Helper()
	ids := map[string]bool{}
	document := fmt.Sprintf("query($filter: %sFilter, $after: String) {%s(first: 100, after: $after, filter: $filter) {%s}}", node, root, pageFields)
	for variables := map[string]any{"filter": filter}; ; {
		var data map[string]onePage
		server.read(t, &data, document, variables)
		for _, edge := range data[root].Edges {
			ids[edge.Node.ID] = true
		}
		if !data[root].PageInfo.HasNextPage {
			return ids
		}
		variables["after"] = *data[root].PageInfo.EndCursor
	}
}

// TestNestedFiltersTakeTheSameStatementsForAnyNumberOfParents compares two parents with all of them.
func TestNestedFiltersTakeTheSameStatementsForAnyNumberOfParents(t *testing.T) {
	server := serve(randomRelease(t, 0), load.DefaultWait)
	for _, nested := range someNestings(t) {
		t.Run(nested.String(), func(t *testing.T) {
			node, drawn := filtersOf(t, quickOn(server), nested.to)
			filter := rapid.Custom(func(r *rapid.T) map[string]any { return drawn.draw(r, 1) })
			for example := range 5 {
				variables := map[string]any{"filter": filter.Example(example)}
				statements := func(parents int) int {
					document := fmt.Sprintf("query($filter: %sFilter) {%s(first: %d) {nodes {%s(%sfilter: $filter, first: 3) {totalCount edges {cursor} pageInfo {hasNextPage}}}}}",
						node, nested.root, parents, nested.field, nested.narrowed)
					heard, answer := server.listen(t, document, variables)
					if errors := decode(t, answer).Errors; len(errors) > 0 {
						t.Fatalf("%v: %+v", variables, errors)
					}
					return len(heard)
				}
				if two, all := statements(2), statements(100); two != all || all > 4 {
					t.Errorf("%v: %d statements for two parents, %d for all", variables, two, all)
				}
			}
		})
	}
}
