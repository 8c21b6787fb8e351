package datapackage_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"pilotgraph/internal/datapackage"
)

func hash(t *testing.T, files fs.FS) string {
	t.Helper()
	sum, err := open(t, files).Hash()
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

func TestHashIgnoresSpelling(t *testing.T) {
	want := hash(t, os.DirFS(seed))
	copied := fstest.MapFS{}
	err := fs.WalkDir(os.DirFS(seed), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(os.DirFS(seed), path)
		text := "\uFEFF" + strings.ReplaceAll(string(content), "\n", "\r\n")
		copied[path] = &fstest.MapFile{Data: []byte(text)}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if hash(t, copied) != want {
		t.Error("a copy with CRLF and byte order marks has another hash")
	}
	if report := check(t, open(t, copied), 0); len(report.Totals) > 0 {
		t.Errorf("%+v", report.Problems)
	}
	replace(t, copied, "zones.csv", "bc-haidian", "bc-haidiam")
	if hash(t, copied) == want {
		t.Error("another content has the same hash")
	}
}

func TestWriteZipIsDeterministic(t *testing.T) {
	var first, second bytes.Buffer
	p := open(t, os.DirFS(seed))
	if err := p.WriteZip(&first); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(first.Bytes()), int64(first.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if hash(t, archive) != hash(t, os.DirFS(seed)) {
		t.Error("the zip has another hash")
	}
	if err := open(t, archive).WriteZip(&second); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("writing the zip again gives other bytes")
	}
	if hash(t, archive) != sumOfSums(t, archive) {
		t.Error("the hash is not that of the text of sha256sum")
	}
}

// sumOfSums computes the hash as docs/data.md describes it.
func sumOfSums(t *testing.T, archive *zip.Reader) string {
	t.Helper()
	var text strings.Builder
	for _, file := range archive.File {
		reader, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&text, "%x  %s\n", sha256.Sum256(content), file.Name)
	}
	return fmt.Sprintf("%x", sha256.Sum256([]byte(text.String())))
}

func TestUnknownTablesAreKept(t *testing.T) {
	files := base()
	files["extra.csv"] = &fstest.MapFile{Data: []byte("a\n\"\"\nb\n")}
	replace(t, files, "datapackage.json", `"resources": [`, `"resources": [{"name": "extra", "path": "extra.csv", "bytes": 7},`)
	want := hash(t, files)
	var content bytes.Buffer
	if err := open(t, files).WriteZip(&content); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(content.Bytes()), int64(content.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if hash(t, archive) != want {
		t.Error("an empty cell in a table of one column was lost")
	}
	replace(t, files, "extra.csv", "b", "c")
	if hash(t, files) == want {
		t.Error("a table that the format does not know is not in the hash")
	}
}

func TestNoCanonicalForm(t *testing.T) {
	for want, change := range map[string]func(fstest.MapFS){
		"zones.csv, row 2: the text holds a NUL character. Save the file as UTF-8, and remove the character.": func(f fstest.MapFS) { replace(t, f, "zones.csv", "Zone", "Zo\x00ne") },
		"zones.csv: there is no such file. Put the file where the descriptor says, or correct path.":          func(f fstest.MapFS) { delete(f, "zones.csv") },
		"pilots.csv: two tables have the same file. Give each table a file of its own.":                       func(f fstest.MapFS) { replace(t, f, "datapackage.json", "zones.csv", "pilots.csv") },
	} {
		files := base()
		change(files)
		p, err := datapackage.New(files)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Hash(); err == nil || err.Error() != want {
			t.Errorf("%v\nwant %s", err, want)
		}
		if err := p.WriteZip(io.Discard); err == nil {
			t.Error("WriteZip does not fail")
		}
	}
}
