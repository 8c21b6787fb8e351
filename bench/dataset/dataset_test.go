package dataset_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"pilotgraph/bench/dataset"
	"pilotgraph/internal/datapackage"
)

var large = flag.Bool("large", false, "check the large size as well, which takes a minute and half a gigabyte")

// TestSizesPassTheCheck also reads what the documentation promises of Small. With -large it checks Large as well.
func TestSizesPassTheCheck(t *testing.T) {
	if *large {
		wantNoProblem(t, written(t, dataset.Large))
	}
	dir := written(t, dataset.Small)
	wantNoProblem(t, dir)
	for table, rows := range map[string]int{
		"institutions": 164, "pilots": 180, "zones": 15, "regions": 334, "sectors": 16, "agencies": 17, "sources": 40,
	} {
		if got := len(rowsOf(t, dir, table)); got != rows {
			t.Errorf("%d %s instead of %d", got, table, rows)
		}
	}
	cited := 0
	for _, row := range rowsOf(t, dir, "citations") {
		if row["subject_table"] == "institutions" || row["subject_table"] == "pilots" {
			cited++
		}
	}
	if cited != 600 {
		t.Errorf("%d citations of institutions and pilots instead of 600", cited)
	}
}

// TestAnySizePassesTheCheck also tries tables that are empty.
func TestAnySizePassesTheCheck(t *testing.T) {
	for seed := range uint64(60) {
		d := rand.New(rand.NewPCG(seed, 0))
		few := func() int { return d.IntN(25) * d.IntN(2) }
		size := dataset.Size{
			Seed: seed, Programmes: 1 + few(), Agencies: few(), Regions: few(), Zones: few(), Institutions: few(),
			Aliases: few(), Identifiers: few(), Sources: 1 + few(), Citations: few(),
		}
		size.Sectors = min(2*few(), 16*size.Programmes)
		if size.Institutions > 0 {
			size.Pilots = few()
		}
		t.Run(fmt.Sprint(size), func(t *testing.T) { wantNoProblem(t, written(t, size)) })
	}
}

func TestSameSizeAndSeedGiveTheSameBytes(t *testing.T) {
	one, two := written(t, dataset.Small), written(t, dataset.Small)
	entries, err := os.ReadDir(one)
	if err != nil {
		t.Fatal(err)
	}
	if want := 1 + len(datapackage.Tables()); len(entries) != want {
		t.Errorf("%d files instead of %d", len(entries), want)
	}
	for _, entry := range entries {
		if !bytes.Equal(contentOf(t, one, entry.Name()), contentOf(t, two, entry.Name())) {
			t.Errorf("%s differs", entry.Name())
		}
	}
}

func TestAnotherSeedGivesAnotherVersion(t *testing.T) {
	size := dataset.Small
	size.Seed = 7
	one, two := written(t, dataset.Small), written(t, size)
	if bytes.Equal(contentOf(t, one, "institutions.csv"), contentOf(t, two, "institutions.csv")) {
		t.Error("the institutions are the same")
	}
	if len(rowsOf(t, one, "institutions")) != len(rowsOf(t, two, "institutions")) {
		t.Error("the number of institutions differs")
	}
	p, err := datapackage.Open(two)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if version := p.Descriptor().Version; version != "1.0.7" {
		t.Errorf("the version is %s", version)
	}
}

// TestInstitutionsAreVaried looks for what filters, orders and searches are tried on.
func TestInstitutionsAreVaried(t *testing.T) {
	size := dataset.Small
	size.Institutions, size.Pilots, size.Zones, size.Regions = 9_000, 12_000, 100, 1_200
	dir := written(t, size)
	kinds, names, found := map[string]int{}, map[string]int{}, map[string]int{}
	for _, row := range rowsOf(t, dir, "institutions") {
		kinds[row["kind"]]++
		names[row["name_zh"]]++
		for feature, has := range map[string]bool{
			"no region": row["region"] == "", "no Chinese name": row["name_zh"] == "", "no English name": row["name_en"] == "",
			"协和": strings.Contains(row["name_zh"], "协和"), "Glaucoma": strings.Contains(row["name_en"], "Glaucoma"),
			"traditional": strings.Contains(row["name_zh"], "銀行"), "ü": strings.Contains(row["name_en"], "ü"),
			"Xi'an": strings.Contains(row["name_en"], "Xi'an"),
		} {
			if has {
				found[feature]++
			}
		}
		for _, language := range []string{"zh", "en"} {
			if name := row["name_"+language]; !utf8.ValidString(name) || strings.TrimSpace(name) != name || strings.Contains(name, "  ") {
				t.Errorf("the name %q", name)
			}
		}
	}
	ties := 0
	for name, times := range names {
		if name != "" && times > 1 {
			ties++
		}
	}
	t.Logf("%v; %v; %d names that several have", kinds, found, ties)
	if len(kinds) != 9 || kinds["enterprise"] < 5*kinds["association"] {
		t.Errorf("kinds: %v", kinds)
	}
	if len(found) != 8 || found["Glaucoma"] != 3 || found["no region"] < 450 || found["no region"] > 1_350 {
		t.Errorf("features: %v", found)
	}
	if ties < 100 {
		t.Errorf("%d names that several have", ties)
	}
}

func TestDatesArePartialOrUnknown(t *testing.T) {
	size := dataset.Small
	size.Zones = 500
	forms := map[*regexp.Regexp]int{}
	for _, form := range []string{`^$`, `^\d{4}$`, `^\d{4}-\d\d$`, `^\d{4}-\d\d-\d\d$`} {
		forms[regexp.MustCompile(form)] = 0
	}
	for _, row := range rowsOf(t, written(t, size), "zones") {
		for form := range forms {
			if form.MatchString(row["designated_on"]) {
				forms[form]++
			}
		}
	}
	for form, times := range forms {
		if times < 25 {
			t.Errorf("%d dates like %s", times, form)
		}
	}
}

// TestBenchmarkQueriesFindSomething holds the ids and words of bench/queries.
func TestBenchmarkQueriesFindSomething(t *testing.T) {
	dir := written(t, dataset.Small)
	pilots, citations := 0, 0
	for _, row := range rowsOf(t, dir, "pilots") {
		if row["institution"] == "inst-000042" {
			pilots++
		}
	}
	for _, row := range rowsOf(t, dir, "citations") {
		if row["subject_id"] == "inst-000042" {
			citations++
		}
	}
	institution := rowsOf(t, dir, "institutions")[41]
	if pilots < 7 || citations < 10 || !strings.Contains(institution["name_en"], "Glaucoma") {
		t.Errorf("%d pilots and %d citations of %v", pilots, citations, institution)
	}
	if region := rowsOf(t, dir, "regions")[0]; region["id"] != "region-0001" || region["level"] != "adm1" {
		t.Errorf("the first region is %v", region)
	}
}

func TestProgressEndsWithTheNumberOfRows(t *testing.T) {
	size := dataset.Small
	size.Institutions, size.Pilots = 10_000, 10_000
	dir := filepath.Join(t.TempDir(), "new", "package")
	calls, last := 0, map[string]int{}
	err := dataset.Write(dir, size, func(table string, rows int) {
		calls++
		last[table] = rows
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range datapackage.Tables() {
		if got := len(rowsOf(t, dir, table.Name)); last[table.Name] != got {
			t.Errorf("%s: %d rows, of which progress told %d", table.Name, got, last[table.Name])
		}
	}
	if calls <= len(last) {
		t.Errorf("only %d calls for %d tables", calls, len(last))
	}
}

func TestImpossibleSizesAreRefused(t *testing.T) {
	for wanted, size := range map[string]dataset.Size{
		"at least one programme": {Sources: 1},
		"one source":             {Programmes: 1},
		"pilots need":            {Programmes: 1, Sources: 1, Pilots: 1},
		"need 2 programmes":      {Programmes: 1, Sources: 1, Sectors: 17},
		"-1 rows":                {Programmes: 1, Sources: 1, Zones: -1},
	} {
		dir := filepath.Join(t.TempDir(), "new")
		if err := dataset.Write(dir, size, nil); err == nil || !strings.Contains(err.Error(), wanted) {
			t.Errorf("%+v: %v", size, err)
		}
		if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%+v: the directory was made (%v)", size, err)
		}
	}
}

func TestADirectoryWithFilesIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "zones.csv"), []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := dataset.Write(dir, dataset.Small, nil); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("%v", err)
	}
	if content := contentOf(t, dir, "zones.csv"); string(content) != "mine" {
		t.Errorf("the file now holds %q", content)
	}
}

// written writes a package into a directory of the test.
func written(t *testing.T, size dataset.Size) string {
	t.Helper()
	dir := t.TempDir()
	if err := dataset.Write(dir, size, nil); err != nil {
		t.Fatal(err)
	}
	return dir
}

func wantNoProblem(t *testing.T, dir string) {
	t.Helper()
	p, err := datapackage.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	report, err := p.Check(t.Context(), 3)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Totals) > 0 {
		var text strings.Builder
		report.Write(&text)
		t.Error(text.String())
	}
}

func contentOf(t *testing.T, dir, file string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// rowsOf returns the rows of a table by the names of its columns.
func rowsOf(t *testing.T, dir, table string) []map[string]string {
	t.Helper()
	in := csv.NewReader(bytes.NewReader(contentOf(t, dir, table+".csv")))
	header, err := in.Read()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		row := map[string]string{}
		for at, column := range header {
			row[column] = record[at]
		}
		rows = append(rows, row)
	}
}
