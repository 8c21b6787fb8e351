package release_test

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pilotgraph/internal/release"
	"pilotgraph/seed"
)

// TestAChosenReleaseStays goes back from a seed, and starts programs with the same seed and a newer one.
func TestAChosenReleaseStays(t *testing.T) {
	directory := t.TempDir()
	options := release.Options{Directory: directory}
	for _, version := range []string{"0.1.0", "0.2.0"} {
		open(t, directory, seedOf(t, version)).Close()
	}
	if _, changed, err := release.Use(t.Context(), options, "0.1.0"); err != nil || !changed {
		t.Fatal(changed, cause(err))
	}
	for _, newer := range []string{"0.2.0", "0.3.0"} {
		started, log := logged(directory, seedOf(t, newer))
		r, err := release.Open(t.Context(), started)
		if err != nil {
			t.Fatal(cause(err))
		}
		if r.Close(); r.Info.Version != "0.1.0" || !strings.Contains(log.String(), "chosen with use") {
			t.Errorf("the seed %s: %s is served\n%s", newer, r.Info.Version, log)
		}
	}
	if all := listed(t, options); len(all) != 2 || !all[0].IsCurrent || !all[0].IsChosen || all[1].IsCurrent {
		t.Errorf("%+v", all)
	}
	overwrite(t, filepath.Join(currentBuild(t, directory), "graph.db"), "damaged")
	if r := open(t, directory, seedOf(t, "0.3.0")); r.Info.Version != "0.1.0" || !listed(t, options)[0].IsChosen {
		t.Errorf("after a rebuild %s is served", r.Info.Version)
	}
	if _, _, err := release.Use(t.Context(), options, "0.2.0"); err != nil {
		t.Fatal(cause(err))
	}
	if r := open(t, directory, seedOf(t, "0.3.0")); r.Info.Version != "0.3.0" {
		t.Errorf("from the last release on %s is served", r.Info.Version)
	}
}

// TestAReleaseNamesItsPackage compares what a release says of its package with the file.
func TestAReleaseNamesItsPackage(t *testing.T) {
	directory := t.TempDir()
	r := open(t, directory, seed.Files())
	content, err := os.ReadFile(r.Package.Path)
	if err != nil {
		t.Fatal(err)
	}
	want := release.Archive{
		Path: filepath.Join(directory, "releases", "0.2.0", "package.zip"), Size: int64(len(content)), SHA256: fmt.Sprintf("%x", sha256.Sum256(content)),
	}
	if all := listed(t, release.Options{Directory: directory}); r.Package != want || all[0].Package != want {
		t.Errorf("%+v and %+v, not %+v", r.Package, all[0].Package, want)
	}
}

func listed(t *testing.T, options release.Options) []release.Listed {
	t.Helper()
	all, err := release.List(t.Context(), options)
	if err != nil {
		t.Fatal(cause(err))
	}
	return all
}

// older makes all that a directory holds look as the version of PilotGraph before wrote it.
func older(t *testing.T, directory string) {
	t.Helper()
	builds, err := filepath.Glob(filepath.Join(directory, "releases", "*", "*", "manifest"))
	if err != nil || len(builds) == 0 {
		t.Fatal(builds, err)
	}
	for _, path := range builds {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var manifest map[string]any
		if err := json.Unmarshal(content, &manifest); err != nil {
			t.Fatal(err)
		}
		manifest["storageFormat"] = 2
		delete(manifest, "packageSize")
		delete(manifest, "packageSha256")
		if content, err = json.Marshal(manifest); err != nil {
			t.Fatal(err)
		}
		overwrite(t, path, string(content))
		write(t, filepath.Join(filepath.Dir(path), "graph.db"), 60, 0, 0, 0, 2)
	}
}

// TestADirectoryOfAnOlderVersion opens releases that the version of PilotGraph before has built: the current one, and an
// earlier one that somebody asks for.
func TestADirectoryOfAnOlderVersion(t *testing.T) {
	h := randomHistory(t, 21, 4)
	older(t, h.directory)
	options := release.Options{Directory: h.directory}
	if found, err := release.Verify(t.Context(), options); err != nil || len(found.Findings) != 4 || found.Findings[0].Severity != "warning" {
		t.Errorf("%+v, %v", found, err)
	}
	h.check(t)
	keeper := keep(t, options)
	lease, err := keeper.Find(t.Context(), h.packages[1].Descriptor().Version)
	if err != nil {
		t.Fatal(cause(err))
	}
	earlier := &history{h.directory, h.packages[:2]}
	earlier.checkIn(t, lease.Value)
	lease.Done()
	if version := currentVersion(t, keeper); version != h.packages[3].Descriptor().Version {
		t.Errorf("%s is current", version)
	}

	older(t, h.directory)
	folder := edited(t, h.packages[3], 5, "3.0.0")
	h.publish(t, openPackage(t, folder)) // before anything was built again
	h.check(t)
}

func TestTheCurrentReleaseIsNeverRemoved(t *testing.T) {
	directory := t.TempDir()
	options := release.Options{Directory: directory}
	for _, version := range []string{"0.1.0", "0.2.0"} {
		if _, err := publish(t, options, seedOf(t, version)); err != nil {
			t.Fatal(cause(err))
		}
	}
	_, err := release.Remove(t.Context(), options, "0.2.0")
	wantSentence(t, err, "release 0.2.0 is the current one")
	remove(t, filepath.Join(directory, "current"))
	_, err = release.Remove(t.Context(), options, "0.1.0")
	wantSentence(t, err, "no release is current")
	if r := open(t, directory, nil); r.Info.Version != "0.2.0" {
		t.Errorf("%s is served", r.Info.Version)
	}
	reader, err := release.Open(t.Context(), options)
	if err != nil {
		t.Fatal(cause(err))
	}
	defer reader.Close()
	if _, _, err := release.Use(t.Context(), options, "0.1.0"); err != nil {
		t.Fatal(cause(err))
	}
	if _, err := release.Remove(t.Context(), options, "release:0.2.0"); err != nil {
		t.Fatal(cause(err))
	}
	wantWhole(t, reader) // who reads it keeps it
	for _, name := range []string{"0.2.0", "release:0.2.0"} {
		_, err := release.OpenPackage(t.Context(), options, name)
		wantSentence(t, err, "release 0.2.0 was removed", "Name one of 0.1.0")
		if !errors.Is(err, release.ErrNotKept) {
			t.Error(err)
		}
	}
	// A removal that was stopped in its middle is completed.
	if err := os.MkdirAll(filepath.Join(directory, "releases", "0.2.0", "20260101T000000Z-0000000000000000"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := publish(t, options, seedOf(t, "0.3.0")); err != nil {
		t.Fatal(cause(err))
	}
	if left := names(t, directory, "releases/0.2.0/*"); len(left) != 1 {
		t.Errorf("it left %v", left)
	}
}
