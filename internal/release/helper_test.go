package release_test

import (
	"context"
	"encoding/csv"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"pilotgraph/internal/datapackage"
	"pilotgraph/internal/release"
	"pilotgraph/seed"
)

// seedWith returns a copy of the seed in which texts of datapackage.json are replaced: old, new, old, new …
func seedWith(t *testing.T, replacements ...string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	names, err := fs.Glob(seed.Files(), "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		content, err := fs.ReadFile(seed.Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: content}
	}
	descriptor := files["datapackage.json"]
	descriptor.Data = []byte(strings.NewReplacer(replacements...).Replace(string(descriptor.Data)))
	return files
}

// seedOf returns the seed under another version.
func seedOf(t *testing.T, version string) fstest.MapFS {
	t.Helper()
	source, err := datapackage.New(seed.Files())
	if err != nil {
		t.Fatal(err)
	}
	return seedWith(t, `"version": "`+source.Descriptor().Version+`"`, `"version": "`+version+`"`)
}

// replaceIn changes a file of a package.
func replaceIn(t *testing.T, files fstest.MapFS, name, before, after string) {
	t.Helper()
	content := string(files[name].Data)
	if !strings.Contains(content, before) {
		t.Fatalf("%s does not hold %q", name, before)
	}
	files[name] = &fstest.MapFile{Data: []byte(strings.Replace(content, before, after, 1))}
}

// rowsOf returns the rows of a table of the seed, each by the names of its columns.
func rowsOf(t *testing.T, table string) []map[string]string {
	t.Helper()
	file, err := seed.Files().Open(table + ".csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// logBuffer is a log that is written and read at once.
type logBuffer struct {
	mutex sync.Mutex
	text  strings.Builder
}

func (b *logBuffer) Write(content []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.Write(content)
}

func (b *logBuffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.String()
}

// logged are options that keep what is logged.
func logged(directory string, files fs.FS) (release.Options, *logBuffer) {
	var out logBuffer
	return release.Options{Directory: directory, Seed: files, Log: slog.New(slog.NewTextHandler(&out, nil))}, &out
}

// open opens a directory and closes it at the end of the test.
func open(t *testing.T, directory string, files fs.FS) *release.Release {
	t.Helper()
	opened, err := release.Open(t.Context(), release.Options{Directory: directory, Seed: files})
	if err != nil {
		t.Fatalf("Open: %v", cause(err))
	}
	t.Cleanup(func() { opened.Close() })
	return opened
}

// publish publishes files as a curator does.
func publish(t *testing.T, options release.Options, files fs.FS) (release.Publication, error) {
	t.Helper()
	source, err := datapackage.New(files)
	if err != nil {
		t.Fatal(err)
	}
	return release.Publish(t.Context(), options, source, release.OriginPackage)
}

// publishWithin is publish as long as the context allows.
func publishWithin(ctx context.Context, t *testing.T, options release.Options, files fs.FS) (release.Publication, error) {
	t.Helper()
	source, err := datapackage.New(files)
	if err != nil {
		t.Fatal(err)
	}
	return release.Publish(ctx, options, source, release.OriginPackage)
}

// copied returns a copy of a directory, which is faster than publishing again.
func copied(t *testing.T, directory string) string {
	t.Helper()
	target := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(target, os.DirFS(directory)); err != nil {
		t.Fatal(err)
	}
	return target
}

// cause shows the whole chain of an error to whoever reads a failed test.
func cause(err error) string {
	var lines []string
	for ; err != nil; err = errors.Unwrap(err) {
		lines = append(lines, err.Error())
	}
	return strings.Join(lines, "\n  because ")
}

// wantSentence makes sure that an error is one for people and says what it should.
func wantSentence(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error; it should say %q", parts)
	}
	if _, ok := err.(*release.Error); !ok {
		t.Errorf("%T is not an *Error", err)
	}
	wantText(t, err.Error(), parts...)
}

func wantText(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("the error %q does not say %q", text, part)
		}
	}
	for _, word := range []string{"sql", " ent:", "open /", "errno", "pragma", "goroutine", "%!", "<nil>"} {
		if strings.Contains(strings.ToLower(strings.ReplaceAll(text, "PostgreSQL", "")), word) {
			t.Errorf("the error %q says %q", text, word)
		}
	}
	if !strings.HasSuffix(text, ".") || strings.Contains(text, "\n") {
		t.Errorf("the error %q is not a line of sentences", text)
	}
}

// count returns the number that a query answers.
func count(t *testing.T, r *release.Release, query string) int {
	t.Helper()
	var number int
	if err := r.DB.QueryRowContext(t.Context(), query).Scan(&number); err != nil {
		t.Fatal(err)
	}
	return number
}

// wantWhole makes sure that a release answers with all rows of the seed.
func wantWhole(t *testing.T, r *release.Release) {
	t.Helper()
	if zones, citations := count(t, r, "SELECT COUNT(*) FROM zones"), count(t, r, "SELECT COUNT(*) FROM citations"); zones != len(rowsOf(t, "zones")) || citations != len(rowsOf(t, "citations")) {
		t.Errorf("%d zones and %d citations", zones, citations)
	}
}

// currentBuild returns the folder of the build that is current.
func currentBuild(t *testing.T, directory string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(directory, "current"))
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(directory, "releases", filepath.FromSlash(strings.Fields(string(content))[0]))
}
