package explorer

import (
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFormats compares citations with testdata/citations.txt, which a person has read beside the rules of each format.
func TestFormats(t *testing.T) {
	release := work{
		Dataset: "Pilots of a country: zones & institutions", Version: "0.2.0", Published: "2026-11-23", Publisher: "PilotGraph",
		Address: "https://pilots.example/releases/0.2.0", Accessed: "2026-11-25", Licence: "Creative Commons Attribution 4.0 International",
		LicenceURL: "https://creativecommons.org/licenses/by/4.0/", Credits: []string{"GeoNames (CC BY 4.0)", "Natural Earth"},
	}
	record := release
	record.Title, record.ID, record.Address = "海淀区", "zone:bc-haidian", "https://pilots.example/releases/0.2.0/zones/bc-haidian"
	strange := record
	strange.Title = "50 % {of} $x_1 ^2\n~#\\ <b>"
	bare := work{Dataset: "Pilots", Version: "1.0.0", Published: "2025-01-02", Publisher: "PilotGraph", Address: "http://localhost/releases/1.0.0", Accessed: "2025-01-03"}
	var all strings.Builder
	for _, each := range []struct {
		name string
		work work
	}{{"a release", release}, {"a record", record}, {"signs that mean something to a format", strange}, {"neither licence nor credits", bare}} {
		all.WriteString("=== " + each.name + "\n")
		for _, format := range formats(each.work) {
			all.WriteString("--- " + format.Name + "\n" + format.Text + "\n")
		}
	}
	const golden = "testdata/citations.txt"
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(golden, []byte(all.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), all.String()); diff != "" {
		t.Errorf("(-golden +got):\n%s", diff)
	}
}

func TestLinesOfTiles(t *testing.T) {
	for name, want := range map[string]string{
		"Beijing": "Beijing", "Inner Mongolia": "Inner|Mongolia", "Heilongjiang": "Heilongjiang", "北京市": "北京市", "内蒙古自治区": "内蒙古自治区",
		"新疆维吾尔自治区": "新疆维吾|尔自治区", "Mecklenburg-Vorpommern": "Mecklenburg-|Vorpommern", "": "",
		"A name that is far too long for a tile of any picture": "A name that …|for a tile o…",
	} {
		if got := strings.Join(lines(name), "|"); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestParts(t *testing.T) {
	span := func(start, end string) any {
		return map[string]any{"start": json.Number(start), "end": json.Number(end)}
	}
	for _, test := range []struct {
		text   string
		ranges []any
		want   string
	}{
		{"海淀区", []any{span("0", "2")}, "[海淀]区"},
		{"Haidian District", []any{span("0", "4"), span("8", "12")}, "[Haid]ian [Dist]rict"},
		{"abc", nil, "abc"},
		{"abc", []any{span("1", "99"), span("0", "2"), span("2", "1")}, "a[bc]"},
		{"e\u0301te\u0301", []any{span("0", "2")}, "[e\u0301]te\u0301"},
	} {
		var got strings.Builder
		for _, each := range parts(map[string]any{"text": test.text, "ranges": test.ranges}) {
			if each.IsMarked {
				got.WriteString("[" + each.Text + "]")
			} else {
				got.WriteString(each.Text)
			}
		}
		if got.String() != test.want {
			t.Errorf("%s: %s, want %s", test.text, got.String(), test.want)
		}
	}
}
