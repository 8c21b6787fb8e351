package datapackage_test

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"os"
	"testing"
	"testing/fstest"

	"pilotgraph/internal/datapackage"
)

// examine runs everything that reads a package; whatever the bytes are, it may fail but not panic. A package that
// has a canonical form must have the same one after it was written and read back.
func examine(t *testing.T, files fs.FS) {
	p, err := datapackage.New(files)
	if err != nil {
		return
	}
	p.Descriptor()
	if _, err := p.Check(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	for _, table := range datapackage.Tables() {
		for row := range p.Rows(table.Name) {
			row.Get("id")
		}
	}
	hash, err := p.Hash()
	if err != nil {
		return
	}
	var content bytes.Buffer
	if err := p.WriteZip(&content); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(content.Bytes()), int64(content.Len()))
	if err != nil {
		t.Fatal(err)
	}
	again, err := datapackage.New(archive)
	if err != nil {
		t.Fatal(err)
	}
	if second, err := again.Hash(); err != nil || second != hash {
		t.Fatalf("the hash changed from %s to %s: %v", hash, second, err)
	}
}

func FuzzDescriptor(f *testing.F) {
	content, err := os.ReadFile(seed + "/datapackage.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(content)
	f.Add(base()[descriptor].Data)
	f.Add([]byte(`{"languages": [1], "resources": [{"name": "zones", "path": "zones.csv", "schema": {"fields": [null], "foreignKeys": [{}]}}, null]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		files := base()
		files[descriptor] = &fstest.MapFile{Data: content}
		examine(t, files)
	})
}

func FuzzTable(f *testing.F) {
	for _, name := range []string{"citations", "regions", "counts", "zones"} {
		content, err := os.ReadFile(seed + "/" + name + ".csv")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(name, content[:min(len(content), 2000)])
		f.Add(name, base()[name+".csv"].Data)
	}
	f.Add("notes", []byte("\uFEFF# Notes\r\r\n"))
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		files := base()
		files[name+".csv"] = &fstest.MapFile{Data: content}
		files["NOTES.md"] = &fstest.MapFile{Data: content}
		if !fs.ValidPath(name) {
			return
		}
		examine(t, files)
	})
}

func FuzzZip(f *testing.F) {
	for _, files := range []fs.FS{base(), fstest.MapFS{descriptor: base()[descriptor]}} {
		var content bytes.Buffer
		archive := zip.NewWriter(&content)
		if err := archive.AddFS(files); err != nil {
			f.Fatal(err)
		}
		if err := archive.Close(); err != nil {
			f.Fatal(err)
		}
		f.Add(content.Bytes())
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		if p, err := datapackage.OpenStream(bytes.NewReader(content)); err == nil {
			if _, err := p.Check(t.Context(), 2); err != nil {
				t.Fatal(err)
			}
			p.Close()
		}
		archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			return
		}
		examine(t, archive)
	})
}
