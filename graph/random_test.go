package graph_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pilotgraph/bench/dataset"
	"pilotgraph/graph/load"
	"pilotgraph/internal/release"
)

// Each property is tried a tenth of the times that -rapid.checks says, and those of nested filters a twentieth: 10 and 5
// times where it is absent.
var packages = flag.Int("packages", 2, "how many random packages the properties are tried on")

// randomSize has few rows in each table, so that nested lists fit on a page; beyond the first seed some tables are empty.
func randomSize(seed uint64) dataset.Size {
	dice := rand.New(rand.NewPCG(seed, 0))
	some := func(least, most int) int {
		if rows := least + dice.IntN(most-least+1); seed == 0 || dice.IntN(6) > 0 {
			return rows
		}
		return 0
	}
	size := dataset.Size{
		Seed: seed, Programmes: 1 + dice.IntN(6), Agencies: some(2, 25), Regions: some(6, 95), Zones: some(9, 60), Institutions: some(20, 95),
		Aliases: some(5, 50), Identifiers: some(5, 30), Sources: 1 + dice.IntN(20), Citations: some(100, 300),
	}
	size.Sectors = min(some(4, 60), 16*size.Programmes)
	if size.Institutions > 0 {
		size.Pilots = some(105, 200)
	}
	return size
}

// randomRelease is the release of a random package.
func randomRelease(t *testing.T, seed uint64) *release.Release {
	t.Helper()
	name := "random-" + strconv.FormatUint(seed, 10)
	return once(name, func() *release.Release {
		folder := filepath.Join(testDirectory, name)
		if _, err := os.Stat(folder); err != nil {
			if err := dataset.Write(folder, randomSize(seed), nil); err != nil {
				t.Fatal(err)
			}
		}
		return published(t, folder)
	})
}

// onRandomPackages runs a test on each of the random packages.
func onRandomPackages(t *testing.T, test func(t *testing.T, server *server)) {
	for seed := range uint64(*packages) {
		t.Run(fmt.Sprintf("package %d", seed), func(t *testing.T) {
			test(t, serve(randomRelease(t, seed), 1))
			if t.Failed() {
				t.Logf("the package is %+v", randomSize(seed))
			}
		})
	}
}

// fewerChecks has properties tried a part of the times, for tests that try many of them.
func fewerChecks(t *testing.T, part int) {
	t.Helper()
	checks := flag.Lookup("rapid.checks").Value
	wanted := checks.String()
	number, err := strconv.Atoi(wanted)
	if err != nil {
		t.Fatal(err)
	}
	set := func(value string) {
		if err := checks.Set(value); err != nil {
			t.Fatal(err)
		}
	}
	set(strconv.Itoa(max(1, number/part)))
	t.Cleanup(func() { set(wanted) })
}

func TestFiltersOnRandomPackages(t *testing.T) {
	fewerChecks(t, 10)
	onRandomPackages(t, func(t *testing.T, server *server) {
		for root := range facts {
			t.Run(root, func(t *testing.T) { checkFilters(t, server, root) })
		}
	})
}

func TestStatisticsOnRandomPackages(t *testing.T) {
	fewerChecks(t, 10)
	onRandomPackages(t, func(t *testing.T, server *server) {
		for root, field := range statisticsOf {
			t.Run(field, func(t *testing.T) { checkStatistics(t, server, root, field) })
		}
	})
}

func TestOrdersOnRandomPackages(t *testing.T) {
	onRandomPackages(t, checkOrders)
}

func TestEveryConnectionIsWalkedOnRandomPackages(t *testing.T) {
	onRandomPackages(t, func(t *testing.T, server *server) {
		for _, connection := range everyConnection(t, server) {
			checkWalks(t, server, connection)
		}
	})
}

// nesting is a connection below each row of a connection of the root.
type nesting struct {
	root, field string
	to          string // the connection of the root that has the same type
	narrowed    string // arguments of its own
}

func (n nesting) String() string { return n.root + "." + n.field + " " + n.narrowed }

var nestings = []nesting{
	{root: "programmes", field: "zones", to: "zones"},
	{root: "programmes", field: "pilots", to: "pilots"},
	{root: "zones", field: "institutions", to: "institutions"},
	{root: "zones", field: "institutions", to: "institutions", narrowed: "relation: PARTICIPANT, "},
	{root: "zones", field: "institutions", to: "institutions", narrowed: "relation: LOCATED, "},
	{root: "institutions", field: "zones", to: "zones", narrowed: "relation: LOCATED, "},
	{root: "institutions", field: "pilots", to: "pilots"},
	{root: "sectors", field: "institutions", to: "institutions"},
	{root: "sectors", field: "agencies", to: "agencies"},
	{root: "regions", field: "institutions", to: "institutions"},
	{root: "regions", field: "zones", to: "zones"},
	{root: "regions", field: "children", to: "regions"},
	{root: "agencies", field: "zones", to: "zones"},
	{root: "agencies", field: "sectors", to: "sectors"},
	{root: "sources", field: "citations", to: "citations"},
	{root: "institutions", field: "citations", to: "citations"},
}

func TestNestedFiltersMeanWhatThoseOfTheRootMean(t *testing.T) {
	server := quick(t)
	fewerChecks(t, 20)
	for _, each := range nestings {
		t.Run(each.String(), func(t *testing.T) { checkNestedFilters(t, server, each) })
	}
}

func TestNestedFiltersOnRandomPackages(t *testing.T) {
	fewerChecks(t, 20)
	onRandomPackages(t, func(t *testing.T, server *server) {
		for _, each := range nestings {
			t.Run(each.String(), func(t *testing.T) { checkNestedFilters(t, server, each) })
		}
	})
}

// checkNestedFilters asks for pages below a hundred parents at once, under a random filter: each is a page of what
// stands below the parent without a filter, of the rows that pass the same filter at the root.
func checkNestedFilters(t *testing.T, server *server, nested nesting) {
	node, drawn := filtersOf(t, server, nested.to)
	parent, _ := filtersOf(t, server, nested.root)
	connection := paged{typename: parent, field: nested.field, narrowed: nested.narrowed}
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
			if diff := cmp.Diff(append([]string{}, page...), got); diff != "" {
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
	for _, nested := range nestings {
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

// quickOn is a server on the same release that does not wait for batches.
func quickOn(other *server) *server { return serve(other.release, 1) }

// TestRandomPackagesHaveWhatTheSeedHasNot looks for what the properties are to be tried on.
func TestRandomPackagesHaveWhatTheSeedHasNot(t *testing.T) {
	server := serve(randomRelease(t, 0), 1)
	missing, ties, unknown := 0, 0, 0
	seen := map[string]bool{}
	for _, each := range rowsOf(t, server, "institutions", "names {language text basis}") {
		languages := len(each["names"]) // three values for each name
		if languages < 9 {
			missing++
		}
		if key := fmt.Sprint(each["names"]); seen[key] {
			ties++
		} else {
			seen[key] = true
		}
	}
	for _, each := range factsOf(t, server, "zones") {
		if len(each["designatedOn"]) == 0 {
			unknown++
		}
	}
	if missing == 0 || ties == 0 || unknown == 0 {
		t.Errorf("%d institutions lack a name, %d have the names of another, %d zones have no date", missing, ties, unknown)
	}
	if languages := server.release.Info.Languages; slices.Equal(languages, openSeed(t).Info.Languages) {
		t.Errorf("the languages are those of the seed: %v", languages)
	}
}
