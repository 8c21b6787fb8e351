package release_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/gofrs/flock"

	"pilotgraph/internal/datapackage"
	"pilotgraph/internal/release"
	"pilotgraph/seed"
)

func TestNewerSeedReplacesOlder(t *testing.T) {
	directory := t.TempDir()
	older := open(t, directory, seedOf(t, "0.9.0"))
	options, log := logged(directory, seedOf(t, "0.10.0"))
	newer, err := release.Open(t.Context(), options)
	if err != nil {
		t.Fatal(cause(err))
	}
	defer newer.Close()
	if newer.Info.Version != "0.10.0" || newer.Info.Origin != release.OriginSeed {
		t.Errorf("%+v\n%s", newer.Info, log)
	}
	wantWhole(t, older) // its readers keep it
	if kept := open(t, directory, seedOf(t, "0.9.0")); kept.Info.Version != "0.10.0" {
		t.Errorf("an older program went back to %s", kept.Info.Version)
	}
}

func TestCuratorIsLeftAlone(t *testing.T) {
	directory := t.TempDir()
	if _, err := publish(t, release.Options{Directory: directory}, seedOf(t, "0.1.0")); err != nil {
		t.Fatal(cause(err))
	}
	options, log := logged(directory, seed.Files())
	r, err := release.Open(t.Context(), options)
	if err != nil {
		t.Fatal(cause(err))
	}
	r.Close()
	if r.Info.Version != "0.1.0" || r.Info.Origin != release.OriginPackage || !strings.Contains(log.String(), "curator") {
		t.Errorf("%+v\n%s", r.Info, log)
	}
	overwrite(t, filepath.Join(currentBuild(t, directory), "graph.db"), "damaged")
	if r := open(t, directory, seed.Files()); r.Info.Version != "0.1.0" || r.Info.Origin != release.OriginPackage {
		t.Errorf("after a rebuild: %+v", r.Info)
	}
}

func TestSeedWithoutNewVersion(t *testing.T) {
	directory := t.TempDir()
	before := open(t, directory, seed.Files())
	for name, files := range map[string]struct {
		title, name, log string
	}{
		"changed": {"Changed", "china-sector-pilots", "give it a new version"},
		"other":   {"Changed", "other-pilots", "another package"},
	} {
		options, log := logged(directory, seedWith(t, "China's national", files.title, "china-sector-pilots", files.name))
		after, err := release.Open(t.Context(), options)
		if err != nil {
			t.Fatal(cause(err))
		}
		after.Close()
		if after.Info.Build != before.Info.Build || !strings.Contains(log.String(), files.log) {
			t.Errorf("%s: %+v\n%s", name, after.Info, log)
		}
	}
}

func TestPublishAgain(t *testing.T) {
	directory := t.TempDir()
	options, log := logged(directory, nil)
	first, err := publish(t, options, seedOf(t, "1.0.0"))
	if err != nil {
		t.Fatal(cause(err))
	}
	second, err := publish(t, options, seedOf(t, "2.0.0"))
	if err != nil {
		t.Fatal(cause(err))
	}
	for _, c := range []struct {
		version string
		want    release.Info
	}{{"2.0.0", second.Info}, {"1.0.0", first.Info}} {
		again, err := publish(t, options, seedOf(t, c.version))
		if err != nil || again.Build != c.want.Build || !again.PublishedAt.Equal(c.want.PublishedAt) {
			t.Errorf("%+v, not %+v: %v", again, c.want, err)
		}
	}
	if said := strings.Count(log.String(), "nothing to publish"); said != 2 {
		t.Errorf("said %d times: %s", said, log)
	}
	if r := open(t, directory, nil); r.Info.Version != "2.0.0" {
		t.Errorf("current is %s", r.Info.Version)
	}
}

func TestPublicationsThatAreRefused(t *testing.T) {
	broken := seedOf(t, "0.3.0")
	replaceIn(t, broken, "zones.csv", "comprehensive-pilot,haidian,", "no-such-kind,nowhere,")
	missing := seedOf(t, "0.3.0")
	delete(missing, "zones.csv")
	climbing := seedOf(t, "0.3.0")
	replaceIn(t, climbing, "datapackage.json", `"version": "0.3.0"`, `"version": "../../etc"`)
	for _, c := range []struct {
		files fstest.MapFS
		want  []string
	}{
		{broken, []string{"the package has 2 errors", "zones.csv, row 2", "no-such-kind", "Nothing was published"}},
		{missing, []string{"zones.csv", "Nothing was published"}},
		{climbing, []string{"an error in datapackage.json", "version", "Nothing was published"}},
	} {
		_, err := publish(t, release.Options{Directory: t.TempDir()}, c.files)
		wantSentence(t, err, c.want...)
	}
	directory := t.TempDir()
	before := open(t, directory, seed.Files())
	options := release.Options{Directory: directory}
	_, err := publish(t, options, seedWith(t, "china-sector-pilots", "other-pilots", "0.2.0", "0.3.0"))
	wantSentence(t, err, "china-sector-pilots, not other-pilots", "another directory")
	_, err = publish(t, options, seedWith(t, "China's national", "Changed"))
	wantSentence(t, err, "release 0.2.0 is published already, with other content", "new version")
	_, err = publish(t, options, broken)
	wantSentence(t, err, "2 errors")
	remove(t, filepath.Join(currentBuild(t, directory), "manifest"))
	_, err = publish(t, options, seedWith(t, "China's national", "Changed"))
	wantSentence(t, err, "published already, with other content")
	if after := open(t, directory, seed.Files()); after.Info.Hash != before.Info.Hash {
		t.Error("the release was changed")
	}
}

func TestBrokenSeedPublishesNothing(t *testing.T) {
	directory := filepath.Join(t.TempDir(), "data")
	broken := seedOf(t, "0.3.0")
	replaceIn(t, broken, "pilots.csv", ",cnooc,", ",nobody,")
	_, err := release.Open(t.Context(), release.Options{Directory: directory, Seed: broken})
	wantSentence(t, err, "the package has an error in pilots.csv, row 3", "nobody")
	if _, err := os.Stat(directory); err == nil {
		t.Error("the directory was made")
	}
	wantWhole(t, open(t, directory, seed.Files()))
}

func TestOnePublisherAtATime(t *testing.T) {
	directory := t.TempDir()
	open(t, directory, seedOf(t, "0.1.0")).Close()
	lock := flock.New(filepath.Join(directory, "lock"))
	if held, err := lock.TryLock(); !held || err != nil {
		t.Fatal(err)
	}
	_, err := publish(t, release.Options{Directory: directory}, seed.Files())
	wantSentence(t, err, "another process is publishing", "Wait")
	options, log := logged(directory, seed.Files())
	r, err := release.Open(t.Context(), options) // what is there is served all the same
	if err != nil || r.Info.Version != "0.1.0" || !strings.Contains(log.String(), "the older one is served") {
		t.Errorf("%v\n%s", cause(err), log)
	}
	r.Close()
	lock.Close()
	if r := open(t, directory, seed.Files()); r.Info.Version != "0.2.0" {
		t.Errorf("%+v", r.Info)
	}
}

func TestPublishersAtOnce(t *testing.T) {
	directory := t.TempDir()
	source, err := datapackage.New(seed.Files())
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	failures := make([]error, 4)
	for i := range failures {
		group.Go(func() {
			_, failures[i] = release.Publish(t.Context(), release.Options{Directory: directory}, source, release.OriginSeed)
		})
	}
	group.Wait()
	done := 0
	for _, err := range failures {
		if err == nil {
			done++
			continue
		}
		wantSentence(t, err, "another process is publishing")
	}
	if done == 0 {
		t.Error("nobody published")
	}
	wantWhole(t, open(t, directory, seed.Files()))
}

func TestLeftoversAreRemoved(t *testing.T) {
	directory := t.TempDir()
	open(t, directory, seedOf(t, "0.1.0")).Close()
	leftovers := []string{"releases/0.1.0/x.new", "releases/0.2.0/20220130T000000Z-00.new", "releases/0.3.0.new"}
	for _, name := range leftovers {
		if err := os.MkdirAll(filepath.Join(directory, filepath.FromSlash(name), "inside"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	overwrite(t, filepath.Join(directory, "current.new"), "0.9")
	open(t, directory, seed.Files())
	for _, name := range append(leftovers, "current.new") {
		if _, err := os.Stat(filepath.Join(directory, filepath.FromSlash(name))); err == nil {
			t.Errorf("%s is still there", name)
		}
	}
}

func TestInterruptedPublicationIsCompleted(t *testing.T) {
	directory := t.TempDir()
	open(t, directory, seedOf(t, "0.1.0")).Close()
	older, err := os.ReadFile(filepath.Join(directory, "current"))
	if err != nil {
		t.Fatal(err)
	}
	newer := open(t, directory, seed.Files())
	overwrite(t, filepath.Join(directory, "current"), string(older)) // as if killed before the last step
	if r := open(t, directory, seed.Files()); r.Info.Build != newer.Info.Build {
		t.Errorf("%+v, not %+v", r.Info, newer.Info)
	}
}
