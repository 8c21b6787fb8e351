package datapackage_test

import (
	"slices"
	"strings"
	"testing"
)

// TestSuggestions makes mistakes as people do, and reads what was meant.
func TestSuggestions(t *testing.T) {
	tables := func(names ...string) change {
		return change{descriptor, `{"name": "zone_regions", "path": "zone_regions.csv"}`, strings.Join(names, ", ")}
	}
	for name, test := range map[string]struct {
		change change
		rule   string
		want   string
	}{
		"an id with a letter too few": {change{"zones.csv", "pilot-zone,r2,", "pilot-zone,beijin,"}, "foreign-key", "beijing"},
		"an id with letters swapped":  {change{"zones.csv", "pilot-zone,r2,", "pilot-zone,beijign,"}, "foreign-key", "beijing"},
		"a part of an id":             {change{"zones.csv", "pilot-zone,r2,", "pilot-zone,haidian,"}, "foreign-key", "bc-haidian"},
		"an id inside another":        {change{"zones.csv", "pilot-zone,r2,", "pilot-zone,beijing-city,"}, "foreign-key", "beijing"},
		"nothing like it":             {change{"zones.csv", "pilot-zone,r2,", "pilot-zone,atlantis,"}, "foreign-key", ""},
		"too short to be like":        {change{"zones.csv", "pilot-zone,r2,", "pilot-zone,r9,"}, "foreign-key", ""},
		"a subject":                   {change{"citations.csv", "kb,programmes,p2,", "kb,regions,beijng,"}, "subject", "beijing"},
		"a value of a closed set":     {change{"zones.csv", ",exact,", ",exakt,"}, "enum", "exact"},
		"a column":                    {change{"zones.csv", "designated_on", "designated-on"}, "unknown-column", "designated_on"},
		"a column that must be there": {change{"zones.csv", "precision", "precison"}, "missing-column", "precison"},
		"a column of a name":          {change{"institutions.csv", "name_en,", "nameen,"}, "unknown-column", "name_en"},
		"a cited column":              {change{"citations.csv", "\"Said, so\",\nkb", "\"Said, so\",contry\nkb"}, "citation-fields", "country"},
		"a table":                     {tables(`{"name": "zone_region", "path": "zone_regions.csv"}`), "unknown-table", "zone_regions"},
		"a name for an id":            {change{"sources.csv", "", "People's Daily 2022,,Title,Paper,en,2026-11-23,press,high\n"}, "pattern", "people-s-daily-2022"},
		"no letters for an id":        {change{"sources.csv", "", "人民日报,,Title,Paper,en,2026-11-23,press,high\n"}, "pattern", ""},
		"another pattern":             {change{"agencies.csv", "a1,CN", "a1,China"}, "pattern", ""},
	} {
		t.Run(name, func(t *testing.T) {
			files := base()
			for _, id := range []string{"beijing", "bc-haidian", "shanghai"} {
				replace(t, files, "regions.csv", "r2,CN", id+",CN,adm2,city,r1,City,source,\nr2,CN")
			}
			test.change.apply(t, files)
			found := false
			for _, problem := range check(t, open(t, files), 0).Problems {
				if problem.Rule != test.rule {
					continue
				}
				found = true
				if problem.Suggestion != test.want {
					t.Errorf("suggested %q instead of %q: %+v", problem.Suggestion, test.want, problem)
				}
			}
			if !found {
				t.Errorf("there is no problem of %s", test.rule)
			}
		})
	}
}

// TestASuggestionBelongsToItsProblem breaks a rule more often than the report keeps: what is meant by the second does not
// stand at the first.
func TestASuggestionBelongsToItsProblem(t *testing.T) {
	files := base()
	replace(t, files, "regions.csv", "r2,CN", "beijing,CN,adm2,city,r1,City,source,\nr2,CN")
	replace(t, files, "zone_regions.csv", "z1,r2", "z1,atlantis\nz1,beijign")
	for limit, want := range map[int][]string{1: {""}, 2: {"", "beijing"}} {
		var got []string
		for _, problem := range check(t, open(t, files), limit).Problems {
			if problem.Rule == "foreign-key" {
				got = append(got, problem.Suggestion)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d are kept: suggested %q instead of %q", limit, got, want)
		}
	}
}
