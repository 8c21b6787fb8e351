package graph_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"

	"pilotgraph/bench/dataset"
	"pilotgraph/internal/release"
)

// Each property is tried a tenth of the times that -rapid.checks says, and those of nested filters a twentieth: 10 and 5
// times where it is absent.
var (
	packages     = flag.Int("packages", 2, "how many random packages the properties are tried on; the first is always the same")
	drawnPackage = flag.Uint64("drawn-package", 0, "the seed of the second random package; 0 draws it")
)

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

// firstDrawn is the seed of the first package that is another one at each run.
var firstDrawn = sync.OnceValue(func() uint64 {
	if *drawnPackage > 0 {
		return *drawnPackage
	}
	return 1 + rand.Uint64N(1_000_000)
})

// onRandomPackages runs a test on each of the random packages: the first is always the same, the others are drawn anew.
func onRandomPackages(t *testing.T, test func(t *testing.T, server *server)) {
	for place := range uint64(*packages) {
		seed := uint64(0)
		if place > 0 {
			seed = firstDrawn() + place - 1
		}
		t.Run(fmt.Sprintf("package %d", seed), func(t *testing.T) {
			test(t, serve(randomRelease(t, seed), 1))
			if t.Failed() {
				t.Logf("the package is %+v; -packages=2 -drawn-package=%d tries it again", randomSize(seed), seed)
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
	fewerChecks(t, 10)
	onRandomPackages(t, checkDrawnOrders)
}

func TestEveryConnectionIsWalkedOnRandomPackages(t *testing.T) {
	onRandomPackages(t, func(t *testing.T, server *server) {
		for _, connection := range everyConnection(t, server) {
			checkWalks(t, server, connection)
		}
	})
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
