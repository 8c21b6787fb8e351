package release_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pilotgraph/bench/dataset"
	"pilotgraph/ent/schema"
	"pilotgraph/internal/datapackage"
	"pilotgraph/internal/release"
)

var histories = flag.Int("histories", 2, "how many random histories of releases are published")

// netted is what is stored of a change.
type netted struct {
	Kind   release.ChangeKind
	Fields map[string][2]string // by column
}

func nettedOf(kind release.ChangeKind, fields []schema.FieldChange) netted {
	n := netted{kind, map[string][2]string{}}
	for _, f := range fields {
		n.Fields[f.Column] = [2]string{text(f.Before), text(f.After)}
	}
	return n
}

// storedChanges reads the changes that a query gives.
func storedChanges(t *testing.T, r *release.Release, where string, arguments ...any) map[string]netted {
	t.Helper()
	rows, err := r.DB.QueryContext(t.Context(), "SELECT record_id, kind, fields FROM changes WHERE "+where, arguments...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	found := map[string]netted{}
	for rows.Next() {
		var id string
		var kind release.ChangeKind
		var content []byte
		var fields []schema.FieldChange
		if err := rows.Scan(&id, &kind, &content); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(content, &fields); err != nil {
			t.Fatal(err)
		}
		if _, twice := found[id]; twice {
			t.Errorf("%s is there twice", id)
		}
		found[id] = nettedOf(kind, fields)
	}
	return found
}

// history is a data directory with releases, the packages of which were edited at random from any before them, so that
// rows come, go and come back.
type history struct {
	directory string
	packages  []*datapackage.Package // in the order of their publication
}

func randomHistory(t *testing.T, seed uint64, releases int) *history {
	t.Helper()
	h := &history{directory: t.TempDir()}
	folders := t.TempDir()
	random := rand.New(rand.NewPCG(seed, 0))
	for i := range releases {
		folder := filepath.Join(folders, fmt.Sprint(i))
		err := dataset.Write(folder, smallSize(seed), nil)
		if i > 0 {
			folder = filepath.Join(folders, fmt.Sprint(i, "edited"))
			from := filepath.Join(folders, "0")
			if j := random.IntN(i); j > 0 {
				from = filepath.Join(folders, fmt.Sprint(j, "edited"))
			}
			err = dataset.Edit(from, folder, dataset.Edits{Seed: random.Uint64N(3), Version: fmt.Sprintf("2.%d.0", i), PerMille: 120})
		}
		if err != nil {
			t.Fatal(err)
		}
		h.publish(t, openPackage(t, folder))
	}
	return h
}

// edited writes a package that has other rows.
func edited(t *testing.T, p *datapackage.Package, seed uint64, version string) string {
	t.Helper()
	from, to := filepath.Join(t.TempDir(), "from"), filepath.Join(t.TempDir(), "to")
	if err := p.WriteDirectory(from); err != nil {
		t.Fatal(err)
	}
	if err := dataset.Edit(from, to, dataset.Edits{Seed: seed, Version: version, PerMille: 120}); err != nil {
		t.Fatal(err)
	}
	return to
}

func (h *history) publish(t *testing.T, p *datapackage.Package) {
	t.Helper()
	if _, err := release.Publish(t.Context(), release.Options{Directory: h.directory}, p, release.OriginPackage); err != nil {
		t.Fatal(cause(err))
	}
	h.packages = append(h.packages, p)
}

// check compares what the current release says was changed, by each release and since each, with the packages.
func (h *history) check(t *testing.T) {
	t.Helper()
	opened := open(t, h.directory, nil)
	defer opened.Close()
	h.checkIn(t, opened)
}

// checkIn is check for a release that is open.
func (h *history) checkIn(t *testing.T, opened *release.Release) {
	t.Helper()
	latest := h.packages[len(h.packages)-1]
	if opened.Info.Version != latest.Descriptor().Version {
		t.Fatalf("current is %s", opened.Info.Version)
	}
	for i, p := range h.packages {
		version := p.Descriptor().Version
		var number int
		if err := opened.DB.QueryRowContext(t.Context(), "SELECT number FROM releases WHERE version = ?", version).Scan(&number); err != nil {
			t.Fatal(err)
		}
		h.compare(t, "since "+version, differences(t, p, latest), storedChanges(t, opened, "unchanged_from <= ? AND changed_in > ?", number, number))
		if i > 0 {
			h.compare(t, "by "+version, differences(t, h.packages[i-1], p), storedChanges(t, opened, "step_id = ?", "release:"+version))
		}
	}
}

func (h *history) compare(t *testing.T, what string, packages []release.Change, stored map[string]netted) {
	t.Helper()
	want := map[string]netted{}
	for _, c := range packages {
		want[c.ID] = nettedOf(c.Kind, c.Fields)
	}
	if difference := cmp.Diff(want, stored); difference != "" {
		t.Fatalf("changed %s (-packages +release):\n%s", what, difference)
	}
}

func TestChangesOfRandomHistories(t *testing.T) {
	for seed := range uint64(*histories) {
		randomHistory(t, seed, 6).check(t)
	}
}

// TestARebuildKnowsTheSameChanges damages databases, so that a release is built again, with and without that of the
// release before.
func TestARebuildKnowsTheSameChanges(t *testing.T) {
	h := randomHistory(t, 7, 4)
	damage := func(p *datapackage.Package) {
		builds, err := filepath.Glob(filepath.Join(h.directory, "releases", p.Descriptor().Version, "*", "graph.db"))
		if err != nil || len(builds) == 0 {
			t.Fatalf("%d builds, %v", len(builds), err)
		}
		for _, build := range builds {
			overwrite(t, build, "damaged")
		}
	}
	damage(h.packages[3])
	h.check(t)
	for _, p := range h.packages {
		damage(p)
	}
	h.check(t)
}

// TestRemovedReleasesStayInTheHistory removes a release and publishes another one.
func TestRemovedReleasesStayInTheHistory(t *testing.T) {
	h := randomHistory(t, 8, 4)
	options := release.Options{Directory: h.directory}
	for _, i := range []int{0, 2} {
		if _, err := release.Remove(t.Context(), options, h.packages[i].Descriptor().Version); err != nil {
			t.Fatal(cause(err))
		}
	}
	folder := filepath.Join(t.TempDir(), "next")
	if err := dataset.Write(folder, smallSize(9), nil); err != nil {
		t.Fatal(err)
	}
	h.publish(t, openPackage(t, folder))
	h.check(t)
	_, err := release.Publish(t.Context(), options, h.packages[2], release.OriginPackage)
	wantSentence(t, err, "was published and removed", "A version is never used twice")
}

// TestADamagedPackageIsLeftOutOfTheHistory damages the package of the latest release, so that the next one cannot be
// compared with it.
func TestADamagedPackageIsLeftOutOfTheHistory(t *testing.T) {
	h := randomHistory(t, 9, 3)
	write(t, filepath.Join(h.directory, "releases", h.packages[2].Descriptor().Version, "package.zip"), 500, 'x', 'y')
	folder := filepath.Join(t.TempDir(), "next")
	if err := dataset.Write(folder, smallSize(10), nil); err != nil {
		t.Fatal(err)
	}
	next := openPackage(t, folder)
	options, log := logged(h.directory, nil)
	if _, err := release.Publish(t.Context(), options, next, release.OriginPackage); err != nil {
		t.Fatal(cause(err))
	}
	if !strings.Contains(log.String(), "the package of a release is damaged") {
		t.Errorf("the log says %s", log)
	}
	h.packages[2] = next
	h.check(t)
}
