package release_test

import (
	"encoding/binary"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofrs/flock"

	"pilotgraph/internal/release"
	"pilotgraph/seed"
)

func TestSeedIsPublishedOnce(t *testing.T) {
	for _, name := range []string{"data", "made/for/it", "space and ?query#part%20", "数据"} {
		directory := filepath.Join(t.TempDir(), filepath.FromSlash(name))
		options, log := logged(directory, seed.Files())
		first, err := release.Open(t.Context(), options)
		if err != nil {
			t.Fatal(cause(err))
		}
		wantWhole(t, first)
		first.Close()
		second := open(t, directory, seed.Files())
		wantWhole(t, second)
		if first.Info.Build != second.Info.Build || second.Info.ID != "release:0.2.0" || second.Info.Origin != release.OriginSeed {
			t.Errorf("first %+v, then %+v", first.Info, second.Info)
		}
		if published := strings.Count(log.String(), "release published"); published != 1 {
			t.Errorf("published %d times", published)
		}
		if _, err := second.DB.ExecContext(t.Context(), "DELETE FROM zones"); err == nil {
			t.Error("a release can be written")
		}
	}
}

func TestConnectionsAreKept(t *testing.T) {
	options, _ := logged(t.TempDir(), seed.Files())
	options.Connections = 3
	r, err := release.Open(t.Context(), options)
	if err != nil {
		t.Fatal(cause(err))
	}
	defer r.Close()
	if open := r.DB.Stats().OpenConnections; open != 3 {
		t.Errorf("%d connections", open)
	}
	if err := os.Rename(filepath.Join(currentBuild(t, options.Directory), "graph.db"), filepath.Join(t.TempDir(), "elsewhere")); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		wantWhole(t, r)
	}
}

func TestReadersHoldALock(t *testing.T) {
	directory := t.TempDir()
	r, other := open(t, directory, seed.Files()), open(t, directory, seed.Files())
	lock := flock.New(filepath.Join(currentBuild(t, directory), "graph.db"), flock.SetFlag(os.O_RDONLY))
	if held, err := lock.TryLock(); held || err != nil {
		t.Errorf("a release that is read can be locked: %v", err)
	}
	r.Close()
	other.Close()
	if held, err := lock.TryLock(); !held || err != nil {
		t.Errorf("a release that was closed cannot be locked: %v", err)
	}
	_, err := release.Open(t.Context(), release.Options{Directory: directory, Seed: seed.Files()})
	wantSentence(t, err, "is being removed")
	lock.Close()
}

// write replaces bytes of a file from a position on.
func write(t *testing.T, path string, at int64, content ...byte) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteAt(content, at); err != nil {
		t.Fatal(err)
	}
}

func overwrite(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
}

// damages are what may happen to a release, with what the log says of it where it is built again.
func damages() map[string]struct {
	damage func(t *testing.T, directory, build string)
	log    string
} {
	return map[string]struct {
		damage func(t *testing.T, directory, build string)
		log    string
	}{
		"byte changed": {func(t *testing.T, _, build string) {
			write(t, filepath.Join(build, "graph.db"), 20_000, 'x', 'y', 'z')
		}, "not as it was written"},
		"cut off": {func(t *testing.T, _, build string) {
			if err := os.Truncate(filepath.Join(build, "graph.db"), 8192); err != nil {
				t.Fatal(err)
			}
		}, "not as it was written"},
		"empty":       {func(t *testing.T, _, build string) { overwrite(t, filepath.Join(build, "graph.db"), "") }, "empty or cut off"},
		"no database": {func(t *testing.T, _, build string) { remove(t, filepath.Join(build, "graph.db")) }, "missing"},
		"a folder instead of the database": {func(t *testing.T, _, build string) {
			remove(t, filepath.Join(build, "graph.db"))
			if err := os.Mkdir(filepath.Join(build, "graph.db"), 0o755); err != nil {
				t.Fatal(err)
			}
		}, "database"},
		"not a database": {func(t *testing.T, _, build string) {
			overwrite(t, filepath.Join(build, "graph.db"), strings.Repeat("text ", 1000))
		}, "not one of PilotGraph"},
		"foreign database": {func(t *testing.T, _, build string) {
			write(t, filepath.Join(build, "graph.db"), 68, 0, 0, 0, 0)
		}, "not one of PilotGraph"},
		"older database": {func(t *testing.T, _, build string) {
			write(t, filepath.Join(build, "graph.db"), 60, 0, 0, 0, 0)
		}, "older version"},
		"no manifest": {func(t *testing.T, _, build string) { remove(t, filepath.Join(build, "manifest")) }, "manifest"},
		"manifest is no JSON": {func(t *testing.T, _, build string) {
			overwrite(t, filepath.Join(build, "manifest"), "{")
		}, "manifest"},
		"manifest of another version": {func(t *testing.T, _, build string) {
			overwrite(t, filepath.Join(build, "manifest"), `{"version": "9.9.9", "storageFormat": 1}`)
		}, "manifest"},
		"no build": {func(t *testing.T, _, build string) { remove(t, build) }, "missing"},
	}
}

func TestDamageIsMended(t *testing.T) {
	published := t.TempDir()
	before := open(t, published, seed.Files())
	before.Close()
	for name, c := range damages() {
		t.Run(strings.ReplaceAll(name, " ", "-"), func(t *testing.T) {
			directory := copied(t, published)
			c.damage(t, directory, currentBuild(t, directory))
			options, log := logged(directory, seed.Files())
			after, err := release.Open(t.Context(), options)
			if err != nil {
				t.Fatal(cause(err))
			}
			wantWhole(t, after)
			after.Close()
			if !strings.Contains(log.String(), c.log) || !strings.Contains(log.String(), "built again") {
				t.Errorf("the log says %q", log)
			}
			if after.Info.Build == before.Info.Build || after.Info.Origin != release.OriginSeed || after.Info.Hash != before.Info.Hash {
				t.Errorf("before %+v, after %+v", before.Info, after.Info)
			}
			if again := open(t, directory, seed.Files()); again.Info.Build != after.Info.Build {
				t.Error("built again once more")
			}
		})
	}
}

func TestDamageWithoutPackage(t *testing.T) {
	published := t.TempDir()
	open(t, published, seed.Files()).Close()
	for name, damagePackage := range map[string]func(t *testing.T, path string){
		"missing": remove,
		"damaged": func(t *testing.T, path string) { write(t, path, 2000, 1, 2, 3, 4, 5, 6, 7, 8) },
		"other": func(t *testing.T, path string) {
			directory := t.TempDir()
			open(t, directory, seedWith(t, "China's national", "Other")).Close()
			content, err := os.ReadFile(filepath.Join(directory, "releases", "0.2.0", "package.zip"))
			if err != nil {
				t.Fatal(err)
			}
			overwrite(t, path, string(content))
		},
	} {
		t.Run(name, func(t *testing.T) {
			directory := copied(t, published)
			build := currentBuild(t, directory)
			damagePackage(t, filepath.Join(directory, "releases", "0.2.0", "package.zip"))
			wantWhole(t, open(t, directory, seed.Files())) // the database alone is enough
			write(t, filepath.Join(build, "graph.db"), 20_000, 'x', 'y', 'z')
			for _, other := range []fs.FS{nil, seedOf(t, "0.1.0"), seedWith(t, "China's national", "Another")} {
				_, err := release.Open(t.Context(), release.Options{Directory: directory, Seed: other})
				wantSentence(t, err, "release 0.2.0 is damaged", "package.zip", "Publish that package again, put the file back from a copy, or make another release current")
			}
			options, log := logged(directory, seed.Files()) // which is what was published
			r, err := release.Open(t.Context(), options)
			if err != nil {
				t.Fatal(cause(err))
			}
			wantWhole(t, r)
			r.Close()
			if r.Info.Origin != release.OriginSeed || !strings.Contains(log.String(), "put back from the seed") {
				t.Errorf("%+v\n%s", r.Info, log)
			}
			remove(t, currentBuild(t, directory))
			wantWhole(t, open(t, directory, nil)) // from the package that is back
		})
	}
}

func TestNewerFormatIsRefused(t *testing.T) {
	for name, raise := range map[string]func(t *testing.T, build string){
		"database": func(t *testing.T, build string) {
			write(t, filepath.Join(build, "graph.db"), 60, binary.BigEndian.AppendUint32(nil, 99)...)
		},
		"manifest": func(t *testing.T, build string) {
			overwrite(t, filepath.Join(build, "manifest"), `{"storageFormat": 99, "version": "0.2.0"}`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			directory := t.TempDir()
			open(t, directory, seed.Files()).Close()
			raise(t, currentBuild(t, directory))
			_, err := release.Open(t.Context(), release.Options{Directory: directory, Seed: seedOf(t, "0.3.0")})
			wantSentence(t, err, "newer version of PilotGraph")
			if name == "manifest" {
				_, err = publish(t, release.Options{Directory: directory}, seedOf(t, "0.3.0"))
				wantSentence(t, err, "newer version of PilotGraph")
			}
		})
	}
}

func TestCurrentIsLost(t *testing.T) {
	published := t.TempDir()
	open(t, published, seedOf(t, "0.1.0")).Close()
	before := open(t, published, seed.Files())
	before.Close()
	for name, lose := range map[string]func(t *testing.T, path string){
		"missing": remove,
		"garbage": func(t *testing.T, path string) { overwrite(t, path, "\x00\xff/../../etc") },
		"empty":   func(t *testing.T, path string) { overwrite(t, path, "") },
		"upwards": func(t *testing.T, path string) { overwrite(t, path, "../..\n") },
		"loop": func(t *testing.T, path string) {
			remove(t, path)
			if err := os.Symlink("current", path); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			directory := copied(t, published)
			lose(t, filepath.Join(directory, "current"))
			after := open(t, directory, seed.Files())
			if wantWhole(t, after); after.Info.Build != before.Info.Build {
				t.Errorf("before %+v, after %+v", before.Info, after.Info)
			}
		})
	}
}

func TestEverythingIsLostButThePackage(t *testing.T) {
	directory := t.TempDir()
	before := open(t, directory, seed.Files())
	before.Close()
	remove(t, currentBuild(t, directory))
	overwrite(t, filepath.Join(directory, "current"), "garbage")
	if after := open(t, directory, nil); after.Info.Hash != before.Info.Hash {
		t.Error("the release is another")
	}
	remove(t, filepath.Join(directory, "releases"))
	overwrite(t, filepath.Join(directory, "current"), "garbage")
	_, err := release.Open(t.Context(), release.Options{Directory: directory, Seed: seed.Files()})
	wantSentence(t, err, "does not name a release", "Remove")
}

func TestDirectoriesThatAreRefused(t *testing.T) {
	base := t.TempDir()
	file, foreign, loop := filepath.Join(base, "file"), filepath.Join(base, "foreign"), filepath.Join(base, "loop")
	blocked := filepath.Join(base, "blocked")
	if err := os.Mkdir(blocked, 0o755); err != nil {
		t.Fatal(err)
	}
	overwrite(t, filepath.Join(blocked, "releases"), "text")
	overwrite(t, file, "text")
	if err := os.MkdirAll(filepath.Join(foreign, "releases"), 0o755); err != nil {
		t.Fatal(err)
	}
	overwrite(t, filepath.Join(foreign, "thesis.doc"), "text")
	if err := os.Symlink("loop", loop); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"":                             "no data directory",
		file:                           "a file, not a directory",
		filepath.Join(file, "inside"):  "not a directory",
		foreign:                        "thesis.doc",
		loop:                           "circle",
		blocked:                        filepath.Join(blocked, "releases") + ": this is a file, not a directory",
		strings.Repeat("long", 1000):   "too long",
		filepath.Join(base, "nul\x00"): "failed",
	} {
		_, err := release.Open(t.Context(), release.Options{Directory: path, Seed: seed.Files()})
		wantSentence(t, err, want)
	}
	if entries, err := os.ReadDir(foreign); err != nil || len(entries) != 2 {
		t.Errorf("the foreign directory was touched: %v %v", entries, err)
	}
	_, err := release.Open(t.Context(), release.Options{Directory: filepath.Join(base, "empty")})
	wantSentence(t, err, "nothing is published")
}
