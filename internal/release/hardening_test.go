package release_test

import (
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pilotgraph/internal/release"
	"pilotgraph/seed"
)

var flips = flag.Int("flips", 60, "how many bytes are flipped, one at a time, in each file")

// flip changes one bit of a file and returns what puts it back.
func flip(t *testing.T, path string, at int64) (restore func()) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	content := make([]byte, 1)
	if _, err := file.ReadAt(content, at); err != nil {
		t.Fatal(err)
	}
	write(t, path, at, content[0]^byte(1<<rand.IntN(8)))
	return func() { write(t, path, at, content[0]) }
}

// TestAFlippedByteIsFound flips bytes anywhere in the database and in the package. Verify finds each, and a start either
// builds the release again or says what to do: it never serves the file.
func TestAFlippedByteIsFound(t *testing.T) {
	published := t.TempDir()
	open(t, published, seed.Files()).Close()
	options := release.Options{Directory: published}
	for _, path := range []string{filepath.Join(currentBuild(t, published), "graph.db"), filepath.Join(published, "releases", "0.2.0", "package.zip")} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		for range *flips {
			at := rand.Int64N(info.Size())
			restore := flip(t, path, at)
			found, err := release.Verify(t.Context(), options)
			if err != nil && !strings.Contains(err.Error(), "newer version") || err == nil && len(found.Findings) != 1 {
				t.Fatalf("byte %d of %s: %+v, %v", at, path, found.Findings, err)
			}
			if err == nil && (found.Findings[0].Path != path || found.Findings[0].Remedy == "") {
				t.Fatalf("byte %d of %s: %+v", at, path, found.Findings)
			}
			restore()
		}
	}
	if found, err := release.Verify(t.Context(), options); err != nil || len(found.Findings) > 0 {
		t.Fatalf("%+v, %v", found.Findings, err)
	}
	for range max(3, *flips/20) {
		directory := copied(t, published)
		info, err := os.Stat(filepath.Join(currentBuild(t, directory), "graph.db"))
		if err != nil {
			t.Fatal(err)
		}
		before := currentBuild(t, directory)
		flip(t, filepath.Join(before, "graph.db"), 100+rand.Int64N(info.Size()-100)) // behind the header, which may say that it is newer
		r := open(t, directory, nil)
		if wantWhole(t, r); currentBuild(t, directory) == before {
			t.Error("a damaged database is served")
		}
		r.Close()
	}
}

// TestTheSamePackageMendsARelease damages all that there is of a release, and publishes its package again.
func TestTheSamePackageMendsARelease(t *testing.T) {
	directory := t.TempDir()
	options := release.Options{Directory: directory}
	first, err := publish(t, options, seedOf(t, "0.1.0"))
	if err != nil {
		t.Fatal(cause(err))
	}
	for name, damage := range map[string]func(build, archive string){
		"package":  func(_, archive string) { write(t, archive, 300, 'x', 'y') },
		"database": func(build, _ string) { write(t, filepath.Join(build, "graph.db"), 30_000, 'x', 'y') },
		"both": func(build, archive string) {
			overwrite(t, filepath.Join(build, "graph.db"), "")
			remove(t, archive)
		},
	} {
		damage(currentBuild(t, directory), filepath.Join(directory, "releases", "0.1.0", "package.zip"))
		mended, err := publish(t, options, seedOf(t, "0.1.0"))
		if err != nil || mended.Outcome != release.Mended || !mended.PublishedAt.Equal(first.PublishedAt) {
			t.Errorf("%s: %+v, %s", name, mended, cause(err))
		}
		if found, err := release.Verify(t.Context(), options); err != nil || len(found.Findings) > 0 {
			t.Errorf("%s: %+v, %v", name, found.Findings, err)
		}
	}
}

// TestClocksThatRunBackwards publishes and builds again after releases that were published in the future.
func TestClocksThatRunBackwards(t *testing.T) {
	directory := t.TempDir()
	options := release.Options{Directory: directory}
	if _, err := publish(t, options, seedOf(t, "0.1.0")); err != nil {
		t.Fatal(cause(err))
	}
	build := currentBuild(t, directory)
	manifest := filepath.Join(build, "manifest")
	content, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	year := time.Now().UTC().Format("2006-")
	overwrite(t, manifest, strings.Replace(string(content), `"publishedAt": "`+year, `"publishedAt": "2999-`, 1))
	future := filepath.Join(filepath.Dir(build), "29990101T000000Z-0000000000000000")
	if err := os.Rename(build, future); err != nil {
		t.Fatal(err)
	}
	overwrite(t, filepath.Join(directory, "current"), "0.1.0/"+filepath.Base(future)+"\n")

	second, err := publish(t, options, seedOf(t, "0.2.0"))
	if err != nil {
		t.Fatal(cause(err))
	}
	if second.Before != "0.1.0" || second.PublishedAt.Year() != 2999 {
		t.Errorf("it follows %q and was published at %s", second.Before, second.PublishedAt)
	}
	if r := open(t, directory, nil); r.Info.Version != "0.2.0" {
		t.Errorf("%s is served", r.Info.Version)
	}

	overwrite(t, filepath.Join(future, "graph.db"), "damaged")
	for range 2 { // the build that was made anew is found again, though its clock is behind
		if _, _, err := release.Use(t.Context(), options, "0.1.0"); err != nil {
			t.Fatal(cause(err))
		}
	}
	builds, err := filepath.Glob(filepath.Join(filepath.Dir(future), "*", "graph.db"))
	if err != nil || len(builds) != 2 {
		t.Errorf("the builds are %v: %v", builds, err)
	}
	if r := open(t, directory, nil); r.Info.Version != "0.1.0" || r.Info.Build <= filepath.Base(future) {
		t.Errorf("%+v is served", r.Info)
	}
}

// TestOldBuildsArePrunedLate leaves a build that was built again: at first it stays, and while it is read.
func TestOldBuildsArePrunedLate(t *testing.T) {
	directory := t.TempDir()
	options := release.Options{Directory: directory}
	open(t, directory, seedOf(t, "0.1.0")).Close()
	old := currentBuild(t, directory)
	reader := open(t, directory, nil)
	write(t, filepath.Join(old, "graph.db"), 30_000, 'x', 'y', 'z')
	open(t, directory, nil).Close() // builds it again
	isThere := func(version string) bool {
		t.Helper()
		if _, err := publish(t, options, seedOf(t, version)); err != nil {
			t.Fatal(cause(err))
		}
		_, err := os.Stat(old)
		return err == nil
	}
	if !isThere("0.2.0") {
		t.Error("it is gone at once")
	}
	builds, err := filepath.Glob(filepath.Join(directory, "releases", "0.1.0", "*", "manifest"))
	if err != nil || len(builds) != 2 {
		t.Fatal(builds, err)
	}
	for _, build := range builds {
		past := time.Now().Add(-2 * time.Hour)
		if err := os.Chtimes(filepath.Dir(build), past, past); err != nil {
			t.Fatal(err)
		}
	}
	if !isThere("0.3.0") {
		t.Error("it is gone while it is read")
	}
	reader.Close()
	if isThere("0.4.0") {
		t.Error("it is still there")
	}
	if r := open(t, directory, nil); r.Info.Version != "0.4.0" {
		t.Errorf("%s is served", r.Info.Version)
	}
}

// TestWhatANewerVersionWroteIsLeftAlone does everything to a directory that a newer version of PilotGraph wrote.
func TestWhatANewerVersionWroteIsLeftAlone(t *testing.T) {
	directory := t.TempDir()
	open(t, directory, seedOf(t, "0.1.0")).Close()
	overwrite(t, filepath.Join(currentBuild(t, directory), "manifest"), `{"storageFormat": 99, "version": "0.1.0"}`)
	before := names(t, directory, "*/*/*")
	options := release.Options{Directory: directory, Seed: seed.Files()}
	for name, do := range map[string]func() error{
		"open":    func() error { _, err := release.Open(t.Context(), options); return err },
		"publish": func() error { _, err := publish(t, options, seedOf(t, "0.3.0")); return err },
		"plan": func() error {
			_, err := release.Plan(t.Context(), options, newPackage(t, seed.Files()), release.OriginPackage)
			return err
		},
		"list":    func() error { _, err := release.List(t.Context(), options); return err },
		"use":     func() error { _, _, err := release.Use(t.Context(), options, "0.1.0"); return err },
		"remove":  func() error { _, err := release.Remove(t.Context(), options, "0.1.0"); return err },
		"verify":  func() error { _, err := release.Verify(t.Context(), options); return err },
		"package": func() error { _, err := release.OpenPackage(t.Context(), options, "0.1.0"); return err },
	} {
		wantSentence(t, do(), "newer version of PilotGraph", "Use that version")
		if after := names(t, directory, "*/*/*"); len(after) != len(before) {
			t.Errorf("%s changed the directory: %v", name, after)
		}
	}
}
