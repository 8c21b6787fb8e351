package datapackage_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"pilotgraph/internal/datapackage"
)

// zipOf writes files as a zip file, those of base besides.
func zipOf(t *testing.T, files map[string][]byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "package.zip")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	archive := zip.NewWriter(file)
	all := base()
	for name, content := range files {
		all[name] = &fstest.MapFile{Data: content}
	}
	for name, each := range all {
		out, err := archive.Create(name)
		if err == nil {
			_, err = out.Write(each.Data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// directoryOf writes the files of base into a directory, and one that is made by a function.
func directoryOf(t *testing.T, name string, write func(*os.File) error) string {
	t.Helper()
	directory := filepath.Join(t.TempDir(), "package")
	if err := os.CopyFS(directory, base()); err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(filepath.Join(directory, name))
	if err == nil {
		err = write(file)
	}
	if err != nil {
		t.Fatal(err)
	}
	file.Close()
	return directory
}

// sparse makes a file large without writing it.
func sparse(size int64) func(*os.File) error {
	return func(file *os.File) error { return file.Truncate(size) }
}

// text writes a text into a file.
func text(content string) func(*os.File) error {
	return func(file *os.File) error {
		_, err := file.WriteString(content)
		return err
	}
}

// examined opens and checks a package, and returns what it says and how many bytes that took in all.
func examined(t *testing.T, path string) (said string, allocated uint64) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	p, err := datapackage.Open(path)
	if err == nil {
		defer p.Close()
		var report *datapackage.Report
		if report, err = p.Check(t.Context(), 3); err == nil {
			var out strings.Builder
			if err := report.Write(&out); err != nil {
				t.Fatal(err)
			}
			said = out.String()
			_, _ = p.Hash() // which must end as well
		}
	}
	if err != nil {
		said = err.Error()
	}
	runtime.ReadMemStats(&after)
	return said, after.TotalAlloc - before.TotalAlloc
}

// TestHostilePackages opens what was made to hurt: each is refused with its place, and with little memory.
func TestHostilePackages(t *testing.T) {
	const zones = "id,programme,name_en,name_en_basis,zone_kind,region,precision,designated_on,confidence\n"
	row := "z1,p1,Zone,source,pilot-zone,r2,exact,2022-01-30,confirmed\n"
	for name, hostile := range map[string]struct {
		path func() string
		says string
		most uint64 // MiB that may be allocated in all
	}{
		"a table that unpacks to much": {
			func() string {
				return zipOf(t, map[string][]byte{"zones.csv": []byte(zones + strings.Repeat(row, 1_300_000))})
			},
			"error file: The file unpacks to more than 200 times its size in the zip file, which no table does.", 2000,
		},
		"a table of too many rows": {
			func() string {
				return directoryOf(t, "zone_regions.csv", text("a\n"+strings.Repeat("1\n", 10_000_001)))
			},
			"zone_regions.csv, row 10000001: error csv: The table has more than 10 million rows.", 4000,
		},
		"a line that unpacks to much": {
			func() string { return zipOf(t, map[string][]byte{"zones.csv": bytes.Repeat([]byte("a"), 80<<20)}) },
			"zones.csv, row 1: error csv: The row is longer than 4 MiB.", 120,
		},
		"a descriptor that unpacks to much": {
			func() string {
				return zipOf(t, map[string][]byte{"datapackage.json": bytes.Repeat([]byte(" "), 80<<20)})
			},
			"datapackage.json: the file is larger than 4 MiB", 40,
		},
		"files that share their bytes": {func() string { return overlapping(t, 400) }, "files in the zip file share their bytes", 10},
		"a list of many files":         {func() string { return manyFiles(t, 40_000) }, "the list of files in the zip file is longer than 1 MiB", 30},
		"a file that leaves the zip": {
			func() string {
				return zipOf(t, map[string][]byte{"../escaped.csv": []byte("id\n"), "datapackage.json": bytes.Replace(base()[descriptor].Data, []byte(`"zones.csv"`), []byte(`"../escaped.csv"`), 1)})
			},
			`datapackage.json, resources/6/path, "../escaped.csv": error descriptor: The path leaves the package`, 10,
		},
		"a descriptor of 10 GB":       {func() string { return directoryOf(t, "datapackage.json", sparse(10<<30)) }, "datapackage.json: the file is larger than 4 MiB", 20},
		"a descriptor that is deep":   {func() string { return directoryOf(t, "datapackage.json", text(strings.Repeat("[", 2<<20))) }, "datapackage.json: the file is not valid JSON", 80},
		"a table of 10 GB":            {func() string { return directoryOf(t, "zones.csv", sparse(10<<30)) }, "zones.csv, row 1: error csv: The row is longer than 4 MiB.", 120},
		"a line without end":          {func() string { return directoryOf(t, "zones.csv", text(zones+strings.Repeat("a", 9<<20))) }, "zones.csv, row 2: error csv: The row is longer than 4 MiB.", 120},
		"a quote that does not close": {func() string { return directoryOf(t, "zones.csv", text(zones+`"`+strings.Repeat(row, 1<<17))) }, "zones.csv, row 2: error csv: The row is longer than 4 MiB.", 120},
		"5,000 columns":               {func() string { return directoryOf(t, "zones.csv", text(strings.Repeat("a,", 4999)+"a\n")) }, "zones.csv, row 1: error csv: The header has 5000 columns; at most 1000 are allowed.", 10},
		"5,000 cells":                 {func() string { return directoryOf(t, "zones.csv", text(zones+row+strings.Repeat("a,", 4999)+"a\n")) }, "zones.csv, row 3: error csv: The row has 5000 cells, the header 9.", 10},
		"NUL": {func() string {
			return directoryOf(t, "zones.csv", text(zones+strings.Replace(row, "Zone", "Zo\x00ne", 1)))
		}, `zones.csv, row 2, name_en, "Zo\x00ne": error encoding: The text holds a NUL character.`, 10},
		"no UTF-8": {func() string {
			return directoryOf(t, "zones.csv", text(zones+strings.Replace(row, "Zone", "Zo\xFFne", 1)))
		}, `zones.csv, row 2, name_en`, 10},
		"a named pipe": {func() string { return withPipe(t) }, "zones.csv", 10},
	} {
		t.Run(name, func(t *testing.T) {
			said, allocated := examined(t, hostile.path())
			if !strings.Contains(said, hostile.says) {
				t.Errorf("it says %s\nwant %s", said, hostile.says)
			}
			if allocated > hostile.most<<20 {
				t.Errorf("it took %d MiB; at most %d", allocated>>20, hostile.most)
			}
		})
	}
}

// overlapping writes a zip file in which many names lead to the same bytes.
func overlapping(t *testing.T, names int) string {
	t.Helper()
	content := bytes.Repeat([]byte("a,b\n"), 1000)
	var out, list bytes.Buffer
	header := func(to *bytes.Buffer, signature uint32, central bool, name string) {
		values := []any{signature}
		if central {
			values = append(values, uint16(20))
		}
		values = append(values, uint16(20), uint16(0), uint16(0), uint16(0), uint16(0x21), crc32.ChecksumIEEE(content),
			uint32(len(content)), uint32(len(content)), uint16(len(name)), uint16(0))
		if central {
			values = append(values, uint16(0), uint16(0), uint16(0), uint32(0), uint32(0))
		}
		for _, value := range values {
			if err := binary.Write(to, binary.LittleEndian, value); err != nil {
				t.Fatal(err)
			}
		}
		to.WriteString(name)
	}
	header(&out, 0x04034b50, false, "datapackage.json")
	out.Write(content)
	for i := range names {
		header(&list, 0x02014b50, true, fmt.Sprintf("%d.csv", i))
	}
	start := out.Len()
	out.Write(list.Bytes())
	for _, value := range []any{uint32(0x06054b50), uint32(0), uint16(names), uint16(names), uint32(list.Len()), uint32(start), uint16(0)} {
		if err := binary.Write(&out, binary.LittleEndian, value); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "overlapping.zip")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// manyFiles writes a zip file of many empty files.
func manyFiles(t *testing.T, number int) string {
	t.Helper()
	files := map[string][]byte{}
	for i := range number {
		files[fmt.Sprintf("folder/file-%d.csv", i)] = nil
	}
	return zipOf(t, files)
}

// TestAStreamIsKeptAndRemoved reads a package as the standard input gives it.
func TestAStreamIsKeptAndRemoved(t *testing.T) {
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	t.Setenv("TMP", temporary)
	left := func() int {
		found, err := fs.Glob(os.DirFS(temporary), "pilotgraph-*")
		if err != nil {
			t.Fatal(err)
		}
		return len(found)
	}
	content, err := os.ReadFile(zipOf(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	p, err := datapackage.OpenStream(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if report := check(t, p, 0); report.Errors() > 0 || left() != 1 {
		t.Errorf("%+v, %d files", report, left())
	}
	if err := p.Close(); err != nil || left() != 0 {
		t.Errorf("%v, %d files are left", err, left())
	}
	for broken, want := range map[string]string{
		"":                                "the zip file that was read: it is empty",
		"no zip file":                     "the zip file that was read: the file is not a zip file",
		string(content[:len(content)/2]):  "the zip file that was read: the file is not a zip file",
		strings.Repeat("PK\x05\x06", 100): "the zip file that was read",
	} {
		if _, err := datapackage.OpenStream(strings.NewReader(broken)); err == nil || !strings.Contains(err.Error(), want) || left() != 0 {
			t.Errorf("%.20q: %v, %d files are left; want %s", broken, err, left(), want)
		}
	}
	// Of the second half the directory can be read, and some files: which, depends on their order.
	p, err = datapackage.OpenStream(bytes.NewReader(content[len(content)/2:]))
	if err == nil {
		if report := check(t, p, 0); report.Errors() == 0 {
			t.Error("half a package is accepted")
		}
		err = p.Close()
	} else if !strings.Contains(err.Error(), "the zip file that was read") {
		t.Error(err)
	}
	if left() != 0 {
		t.Errorf("%v, %d files are left", err, left())
	}
}
