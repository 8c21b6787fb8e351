package datapackage_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"pilotgraph/internal/datapackage"
)

const seed = "../../seed"

// base returns a small package without any problem: every table that a rule speaks of, one or two rows each.
func base() fstest.MapFS {
	tables := map[string]string{
		"programmes":         "id,country,name_en,name_en_basis,kind\np1,CN,First,source,zones\np2,CN,Second,source,zones\n",
		"regions":            "id,country,level,division_type,parent,name_en,name_en_basis,lat,lon\nr1,CN,adm1,province,,Land,source,39.9,116.4\nr2,CN,adm2,city,r1,City,source,,\n",
		"agencies":           "id,country,name_en,name_en_basis\na1,CN,Office,source\n",
		"sector_groups":      "id,order,programme,name_en,name_en_basis\ng1,1,p1,Group,source\n",
		"sectors":            "id,order,programme,group,name_en,name_en_basis\ns1,1,p1,g1,Energy,source\n",
		"zones":              "id,programme,name_en,name_en_basis,zone_kind,region,precision,designated_on,confidence\nz1,p1,Zone,source,pilot-zone,r2,exact,2022-01-30,confirmed\n",
		"zone_regions":       "zone,region\nz1,r2\n",
		"institutions":       "id,name_en,name_en_basis,kind,region,region_basis\ni1,Bank,source,bank,r2,stated\n",
		"pilots":             "id,programme,institution,kind,sector,zone,stage,confidence\nx1,p1,i1,field-pilot,s1,z1,final,confirmed\n",
		"programme_agencies": "id,programme,agency,role,stage,confidence\np1--a1,p1,a1,lead,final,confirmed\n",
		"counts":             "id,programme,scope_table,scope_id,measure,stage,value,preferred\nc1,p1,programmes,p1,zones,,15,true\nc2,p1,programmes,p1,zones,,16,false\n",
		"sources":            "id,url,title,publisher,language,retrieved,kind,reliability\nq1,https://example.org/a,Title,Paper,en,2026-11-23,press,high\n",
	}
	subjects := []string{
		"programmes,p1", "programmes,p2", "regions,r1", "regions,r2", "agencies,a1", "sector_groups,g1", "sectors,s1", "zones,z1",
		"institutions,i1", "pilots,x1", "programme_agencies,p1--a1", "counts,c1", "counts,c2",
	}
	citations := "id,subject_table,subject_id,source,quote,fields\n"
	for i, subject := range subjects {
		citations += "k" + string(rune('a'+i)) + "," + subject + ",q1,\"Said, so\",\n"
	}
	tables["citations"] = citations

	files := fstest.MapFS{}
	var resources []string
	for _, table := range datapackage.Tables() {
		if content, ok := tables[table.Name]; ok {
			files[table.Name+".csv"] = &fstest.MapFile{Data: []byte(content)}
			resources = append(resources, `{"name": "`+table.Name+`", "path": "`+table.Name+`.csv"}`)
		}
	}
	files["datapackage.json"] = &fstest.MapFile{Data: []byte(`{
  "name": "test", "title": "Test", "version": "1.0.0", "created": "2026-11-23T00:00:00Z", "languages": ["en"],
  "licenses": [{"name": "CC-BY-4.0"}],
  "resources": [` + strings.Join(resources, ",\n") + `]
}`)}
	files["NOTES.md"] = &fstest.MapFile{Data: []byte("# Notes\n")}
	return files
}

// replace changes the first occurrence of a text in a file of a package.
func replace(t *testing.T, files fstest.MapFS, name, old, new string) {
	t.Helper()
	content := string(files[name].Data)
	if !strings.Contains(content, old) {
		t.Fatalf("%s does not contain %q", name, old)
	}
	files[name] = &fstest.MapFile{Data: []byte(strings.Replace(content, old, new, 1))}
}

func open(t testing.TB, files fs.FS) *datapackage.Package {
	t.Helper()
	p, err := datapackage.New(files)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func check(t *testing.T, p *datapackage.Package, limit int) *datapackage.Report {
	t.Helper()
	report, err := p.Check(t.Context(), limit)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestSeedIsClean(t *testing.T) {
	p, err := datapackage.Open(seed)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	report := check(t, p, 0)
	want := &datapackage.Report{Totals: []datapackage.Total{}, Problems: []datapackage.Problem{}, Rows: 1312}
	if diff := cmp.Diff(want, report); diff != "" {
		t.Error(diff)
	}
}

func TestDescriptor(t *testing.T) {
	d := open(t, os.DirFS(seed)).Descriptor()
	if d.Name != "china-sector-pilots" || d.Created != "2026-11-23T00:00:00Z" || len(d.Resources) != 18 || len(d.Contributors) != 5 {
		t.Errorf("descriptor %+v", d)
	}
	if diff := cmp.Diff([]string{"en", "zh", "de"}, d.Languages); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff("CC-BY-4.0", d.Licenses[0].Name); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff("zones.csv", d.Resources[9].Path); diff != "" {
		t.Error(diff)
	}
}

func TestRows(t *testing.T) {
	p := open(t, base())
	var rows []datapackage.Row
	for row, err := range p.Rows("regions") {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	got := []any{len(rows), rows[0].Get("id"), rows[1].Get("id"), rows[1].Get("parent"), rows[1].Get("lat"), rows[1].Get("tile_row"), rows[1].Number()}
	if diff := cmp.Diff([]any{2, "r1", "r2", "r1", "", "", 3}, got); diff != "" {
		t.Error(diff)
	}
	for range p.Rows("events") {
		t.Error("a table that is absent has a row")
	}
	for range p.Rows("regions") {
		break // leaving early must not panic
	}
}

func TestRowsOfBrokenTables(t *testing.T) {
	files := base()
	replace(t, files, "zones.csv", "z1,", "z1,too,many,")
	replace(t, files, "datapackage.json", `"path": "pilots.csv"`, `"path": "../pilots.csv"`)
	delete(files, "sectors.csv")
	p := open(t, files)
	for table, want := range map[string]string{
		"zones":   "zones.csv, row 2: the row has 11 cells, the header 9. Give the row one cell for each column; put a text with a comma into quotes.",
		"sectors": "sectors.csv: there is no such file. Put the file where the descriptor says, or correct path.",
		"pilots":  "datapackage.json, table pilots: the path leaves the package or is not in its shortest form. Name a file of the package, such as \"zones.csv\", with / between folders.",
	} {
		for _, err := range p.Rows(table) {
			var problem *datapackage.Error
			if !errors.As(err, &problem) || err.Error() != want {
				t.Errorf("%s: %v", table, err)
			}
		}
	}
}

func TestOpen(t *testing.T) {
	directory, archive := t.TempDir(), filepath.Join(t.TempDir(), "package.zip")
	if err := os.CopyFS(directory, base()); err != nil {
		t.Fatal(err)
	}
	var content bytes.Buffer
	if err := open(t, base()).WriteZip(&content); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(archive, content.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	var hashes []string
	for _, path := range []string{directory, archive} {
		p, err := datapackage.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if report := check(t, p, 0); len(report.Totals) > 0 {
			t.Errorf("%s: %+v", path, report.Problems)
		}
		hash, err := p.Hash()
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, hash)
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
	if hashes[0] != hashes[1] {
		t.Error("directory and zip have different hashes")
	}
}

func TestOpenFails(t *testing.T) {
	directory := t.TempDir()
	text, empty := filepath.Join(directory, "text.txt"), filepath.Join(directory, "empty")
	if err := errors.Join(os.WriteFile(text, []byte("text"), 0o600), os.Mkdir(empty, 0o700)); err != nil {
		t.Fatal(err)
	}
	missing, dangling, linked := filepath.Join(directory, "missing"), filepath.Join(directory, "dangling"), filepath.Join(directory, "linked")
	if err := errors.Join(os.Symlink("nowhere", dangling), os.Mkdir(linked, 0o700), os.Symlink("nowhere", filepath.Join(linked, "datapackage.json"))); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	for path, want := range map[string]string{
		missing:  missing + ": there is no such file. Name a directory or a zip file that holds datapackage.json.",
		dangling: dangling + ": the symbolic link leads to a file that is not there. Name a directory or a zip file that holds datapackage.json.",
		linked:   linked + ": datapackage.json: the symbolic link leads to a file that is not there. Put the file at the top of the package, with permission to read it.",
		text:     text + ": the file is not a zip file, or it is damaged. Name a directory or a zip file that holds datapackage.json.",
		empty:    empty + ": datapackage.json: there is no such file. Put the file at the top of the package, with permission to read it.",
	} {
		_, err := datapackage.Open(path)
		var problem *datapackage.Error
		if !errors.As(err, &problem) || err.Error() != want {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
	if _, err := datapackage.Open(missing); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v is not fs.ErrNotExist", err)
	}
}

func TestNewFails(t *testing.T) {
	for content, want := range map[string]string{
		"{\n\"name\": ]":    "datapackage.json: the file is not valid JSON, from line 2 on. Correct it with an editor that checks JSON.",
		"[]":                "datapackage.json: the file is not a JSON object. Begin it with { and end it with }.",
		"{} {}":             "datapackage.json: something follows the JSON object. Remove it.",
		"{\"a\": \"\xff\"}": "datapackage.json: the file is not UTF-8 text. Save it as UTF-8.",
		`{"a": 1e99999999}`: "datapackage.json: a number is too long or its exponent too large. Use numbers of at most 40 characters and exponents of at most three digits.",
		`{"a": "` + strings.Repeat("a", 4<<20) + `"}`: "datapackage.json: the file is larger than 4 MiB. Shorten it.",
	} {
		_, err := datapackage.New(fstest.MapFS{"datapackage.json": {Data: []byte(content)}})
		if err == nil || err.Error() != want {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
}

func TestSymlinkOutOfThePackage(t *testing.T) {
	directory, outside := t.TempDir(), filepath.Join(t.TempDir(), "secret.csv")
	if err := errors.Join(os.CopyFS(directory, base()), os.WriteFile(outside, []byte("secret\n"), 0o600), os.Remove(filepath.Join(directory, "zones.csv"))); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(directory, "zones.csv")); err != nil {
		t.Skip("no symbolic links here")
	}
	p, err := datapackage.Open(directory)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	want := datapackage.Problem{
		Severity: datapackage.SeverityError, Rule: "file", File: "zones.csv", Message: "The file lies outside of the package.",
		Remedy: "Put the file where the descriptor says, or correct path.",
	}
	if diff := cmp.Diff([]datapackage.Problem{want}, check(t, p, 0).Problems); diff != "" {
		t.Error(diff)
	}
}

func TestDamagedZip(t *testing.T) {
	var content bytes.Buffer
	if err := open(t, base()).WriteZip(&content); err != nil {
		t.Fatal(err)
	}
	whole := content.Bytes()
	damaged := 0
	for i := 0; i < len(whole); i += 23 {
		broken := bytes.Clone(whole)
		broken[i] ^= 0x55
		archive, err := zip.NewReader(bytes.NewReader(broken), int64(len(broken)))
		if err != nil {
			continue
		}
		p, err := datapackage.New(archive)
		if err != nil {
			continue
		}
		if check(t, p, 1).Errors() > 0 {
			damaged++
		}
		_, _ = p.Hash()
	}
	if damaged == 0 {
		t.Error("no damage was found")
	}
}
