package command

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pilotgraph/bench/dataset"
	"pilotgraph/internal/datapackage"
)

// withInstitutions is a package of Examplia with these rows of institutions and aliases besides: "id,name,kind,region" and
// "alias of id,text".
func withInstitutions(t *testing.T, rows ...string) *datapackage.Package {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "package")
	if err := os.CopyFS(folder, os.DirFS("../../examples/packages/examplia/1.1.0")); err != nil {
		t.Fatal(err)
	}
	add := func(table, line string) {
		path := filepath.Join(folder, table+".csv")
		content, err := os.ReadFile(path)
		if err == nil {
			err = os.WriteFile(path, append(content, line+"\n"...), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for i, row := range rows {
		if alias, ok := strings.CutPrefix(row, "alias of "); ok {
			id, text, _ := strings.Cut(alias, ",")
			add("aliases", fmt.Sprintf("a%d,institutions,%s,en,%s,alias,", i, id, text))
			continue
		}
		cells := strings.Split(row, ",")
		basis := ""
		if cells[3] != "" {
			basis = "stated"
		}
		add("institutions", fmt.Sprintf("%s,%s,,source,,%s,%s,%s,", cells[0], cells[1], cells[2], cells[3], basis))
	}
	p, err := datapackage.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	report, err := p.Check(t.Context(), 1)
	if err != nil || report.Errors() > 0 {
		t.Fatalf("%+v %v", report, err)
	}
	return p
}

// TestDuplicates has pairs that are likely one, and pairs that are not.
func TestDuplicates(t *testing.T) {
	for name, test := range map[string]struct {
		rows []string
		want string // the score and a part of the reason of the one pair; "" for none
	}{
		"one name":                         {[]string{"a,École Verte,university,mezo", "b,ECOLE VERTE,university,mezo"}, "0.95 both are called ECOLE VERTE"},
		"one name, a region in the other":  {[]string{"a,Green School,university,haveno", "b,Green School,university,old-harbour"}, "0.95 both are called"},
		"one name, a region unknown":       {[]string{"a,Green School,university,", "b,Green School,university,mezo"}, "0.90 both are called"},
		"one name in two regions":          {[]string{"a,Green School,university,haveno", "b,Green School,university,mezo"}, "0.65 both are called"},
		"one name, two kinds":              {[]string{"a,Green School,university,mezo", "b,Green School,hospital,mezo"}, "0.85 both are called"},
		"one name, other kind and region":  {[]string{"a,Green School,university,haveno", "b,Green School,hospital,mezo"}, ""},
		"a name that is an alias":          {[]string{"a,Green School,university,mezo", "b,Verda Lernejo,university,mezo", "alias of b,Green School"}, "0.90 the name of one, Green School, is another name of the other"},
		"the same words":                   {[]string{"a,University of Greenland,university,mezo", "b,Greenland University,university,mezo"}, "0.85 University of Greenland and Greenland University have the same words"},
		"words that say little":            {[]string{"a,Greenland Steel,enterprise,mezo", "b,Greenland Steel Co. Ltd.,enterprise,mezo"}, "0.85 Greenland Steel and Greenland Steel Co. Ltd. have the same words"},
		"a letter":                         {[]string{"a,Greenland Shipyard,enterprise,mezo", "b,Grenland Shipyard,enterprise,mezo"}, "0.75 Greenland Shipyard and Grenland Shipyard differ in a letter or two"},
		"a letter at the start":            {[]string{"a,Greenland Shipyard,enterprise,mezo", "b,Breenland Shipyard,enterprise,mezo"}, "0.75"},
		"the best reason counts":           {[]string{"a,Greenland Shipyard,enterprise,mezo", "b,Greenland Shipyard,enterprise,mezo", "alias of b,Greenland Shipyards"}, "0.95 both are called"},
		"a number":                         {[]string{"a,Hospital Number 1,hospital,mezo", "b,Hospital Number 2,hospital,mezo"}, ""},
		"a letter in another region":       {[]string{"a,Greenland Shipyard,enterprise,mezo", "b,Grenland Shipyard,enterprise,haveno"}, ""},
		"a Chinese character":              {[]string{"a,北京大学第一医院,hospital,mezo", "b,北京大学第三医院,hospital,mezo"}, ""},
		"Chinese variants":                 {[]string{"a,亞洲銀行,bank,mezo", "b,亚洲银行,bank,mezo"}, "0.95 both are called 亚洲银行"},
		"nothing alike":                    {[]string{"a,Green School,university,mezo", "b,Blue Hospital,hospital,mezo"}, ""},
		"short names that differ a little": {[]string{"a,Nova,enterprise,mezo", "b,Nora,enterprise,mezo"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := Duplicates(t.Context(), withInstitutions(t, test.rows...))
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, d := range found {
				got += fmt.Sprintf("%.2f %s", d.Score, d.Reason)
			}
			if len(found) > 1 || test.want == "" && got != "" || !strings.HasPrefix(got, test.want) {
				t.Errorf("found %q; want %q", got, test.want)
			}
		})
	}
}

// TestIdentifiersDecide gives two institutions one number.
func TestIdentifiersDecide(t *testing.T) {
	p := withInstitutions(t, "a,Green School,university,haveno", "b,Something Else,bank,mezo")
	f := finder{parents: map[string]string{}, pairs: map[[2]int]reason{}}
	if err := f.readInstitutions(p); err != nil {
		t.Fatal(err)
	}
	f.pair(f.byID["a"], f.byID["b"], scoreIdentifier, "both have the number ror 1")
	if found := f.result(); len(found) != 1 || found[0].Score != 1 {
		t.Errorf("%+v", found)
	}
}

// TestDuplicatesOfManyOfOneName makes sure that a thousand institutions of one name are no million pairs.
func TestDuplicatesOfManyOfOneName(t *testing.T) {
	var rows []string
	for i := range 1000 {
		rows = append(rows, fmt.Sprintf("i%d,First Hospital,hospital,mezo", i))
	}
	found, err := Duplicates(t.Context(), withInstitutions(t, rows...))
	if err != nil || len(found) > 2000 {
		t.Errorf("%d pairs, %v", len(found), err)
	}
}

// TestDuplicatesOfMadeUpData looks at the order of the pairs, and that none is of one institution.
func TestDuplicatesOfMadeUpData(t *testing.T) {
	folder := t.TempDir()
	if err := dataset.Write(filepath.Join(folder, "p"), dataset.Small, nil); err != nil {
		t.Fatal(err)
	}
	p, err := datapackage.Open(filepath.Join(folder, "p"))
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	found, err := Duplicates(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range found {
		if d.Score < leastScore || d.Score > 1 || i > 0 && found[i-1].Score < d.Score || d.Institutions[0].ID == d.Institutions[1].ID {
			t.Errorf("%+v", d)
		}
	}
}

// TestTheDocsHaveTheScores compares the table of docs/curation.md with what is scored.
func TestTheDocsHaveTheScores(t *testing.T) {
	text, err := os.ReadFile("../../docs/curation.md")
	if err != nil {
		t.Fatal(err)
	}
	var scores []string
	for _, row := range regexp.MustCompile(`(?m)^\| ([01]\.\d\d) \|`).FindAllStringSubmatch(string(text), -1) {
		scores = append(scores, row[1])
	}
	want := []string{}
	for _, score := range []float64{scoreIdentifier, scoreName, scoreAlias, scoreWords, scoreLetters} {
		want = append(want, fmt.Sprintf("%.2f", score))
	}
	if !slices.Equal(scores, want) {
		t.Errorf("the docs have %v, the program %v", scores, want)
	}
	for _, part := range []string{
		fmt.Sprintf("%.2f is taken off where the region of one is unknown", minusUnknownRegion), fmt.Sprintf("%.2f where neither region lies in the other", minusOtherRegion),
		fmt.Sprintf("%.2f where the kinds differ", minusOtherKind), fmt.Sprintf("remains below %.2f", leastScore), strings.Join(fillers, ", "),
	} {
		if !strings.Contains(strings.Join(strings.Fields(string(text)), " "), part) {
			t.Errorf("the docs lack %q", part)
		}
	}
}
