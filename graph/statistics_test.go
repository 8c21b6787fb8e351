package graph_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pilotgraph/graph"
	"pilotgraph/internal/release"
)

// dimensionFacts are what rows are counted by, where filters do not ask for it; levels has the level and the id of each
// region around.
var dimensionFacts = map[string]string{
	"zones":        "country: programme {country} year: designatedOn levels: regions(first: 100) {nodes {" + levelsOfRegion + "}}",
	"institutions": "country: region {country} levels: region {" + levelsOfRegion + "}",
	"pilots":       "country: programme {country} levels: institution {region {" + levelsOfRegion + "}}",
}

const levelsOfRegion = "id level ancestors {id level}"

// dimensionOf is the value of a row in a dimension, by its plain meaning.
func (r row) dimensionOf(dimension string) string {
	values := r[map[string]string{
		"PROGRAMME": "programme", "COUNTRY": "country", "KIND": "kind", "PRECISION": "precision", "BATCH": "batch", "CONFIDENCE": "confidence",
		"YEAR": "year", "SECTOR_GROUP": "sectorGroup", "SECTOR": "sector", "ZONE": "zone", "INSTITUTION_KIND": "institutionKind", "STAGE": "stage",
		"REGION_BASIS": "regionBasis", "ADM1": "levels",
	}[dimension]]
	if dimension == "ADM1" {
		var regions []string
		for i := 0; i+1 < len(values); i += 2 {
			if values[i+1] == "ADM1" && !slices.Contains(regions, values[i]) {
				regions = append(regions, values[i])
			}
		}
		values = regions
	}
	switch {
	case len(values) == 0:
		return "UNKNOWN"
	case len(values) > 1:
		return "SEVERAL"
	case dimension == "YEAR":
		return values[0][:4]
	}
	return values[0]
}

type statistics struct {
	Total, Omitted int
	Groups         []struct {
		Count int
		Keys  []struct{ Dimension, Value, Label string }
	}
}

// counts are the groups by their values.
func (s statistics) counts() map[string]int {
	found := map[string]int{}
	for _, group := range s.Groups {
		var values []string
		for _, key := range group.Keys {
			values = append(values, key.Value)
		}
		found[strings.Join(values, " ")] = group.Count
	}
	return found
}

// statisticsOf has the statistics of a connection.
var statisticsOf = map[string]string{"zones": "zoneStatistics", "institutions": "institutionStatistics", "pilots": "pilotStatistics"}

// TestStatisticsAddUpToWhatAPlainScanCounts compares random statistics under random filters with a count in Go and with
// the connection: some come from the cube, others from the rows.
func TestStatisticsAddUpToWhatAPlainScanCounts(t *testing.T) {
	server := quick(t)
	for root, field := range statisticsOf {
		t.Run(field, func(t *testing.T) { checkStatistics(t, server, root, field) })
	}
}

func checkStatistics(t *testing.T, server *server, root, field string) {
	schema := graph.Schema()
	node, drawn := filtersOf(t, server, root)
	more := rowsOf(t, server, root, dimensionFacts[root])
	for i, row := range drawn.rows {
		for name, values := range more[i] {
			row[name] = values
		}
	}
	document := fmt.Sprintf("query($by: [%sDimension!]!, $filter: %sFilter) {%s(groupBy: $by, filter: $filter) {total omitted groups {count keys {dimension value label}}} %s(filter: $filter) {totalCount}}", node, node, field, root)
	dimensions := schema.Types[node+"Dimension"].EnumValues
	rapid.Check(t, func(r *rapid.T) {
		filter := drawn.draw(r, 1)
		by := rapid.SliceOfNDistinct(rapid.IntRange(0, len(dimensions)-1), 1, 3, rapid.ID[int]).Draw(r, "dimensions")
		var names []string
		for _, place := range by {
			names = append(names, dimensions[place].Name)
		}
		want, total := map[string]int{}, 0
		for _, row := range drawn.rows {
			if row.holds(filter) {
				var values []string
				for _, name := range names {
					values = append(values, row.dimensionOf(name))
				}
				want[strings.Join(values, " ")]++
				total++
			}
		}
		var data map[string]struct {
			statistics
			TotalCount int
		}
		server.read(r, &data, document, map[string]any{"by": names, "filter": filter})
		if diff := cmp.Diff(want, data[field].counts()); diff != "" {
			r.Errorf("%v by %v (-plain scan +statistics):\n%s", filter, names, diff)
		}
		if data[field].Total != total || data[root].TotalCount != total || data[field].Omitted != 0 {
			r.Errorf("total is %d, the connection has %d, omitted are %d; want %d", data[field].Total, data[root].TotalCount, data[field].Omitted, total)
		}
	})
}

func TestOrdersOfGroups(t *testing.T) {
	tests := map[string]struct{ arguments, want string }{
		"keys in their own order": {`groupBy: [STAGE]`, "SHORTLIST 5, FINAL 16, UNSPECIFIED 4"},
		"keys downward":           {`groupBy: [STAGE], orderBy: [{field: KEYS, direction: DESC}]`, "UNSPECIFIED 4, FINAL 16, SHORTLIST 5"},
		"count downward":          {`groupBy: [INSTITUTION_KIND], orderBy: [{field: COUNT, direction: DESC}]`, "ENTERPRISE 14, UNIVERSITY 7, GOVERNMENT 2, BANK 1, ASSOCIATION 1"},
		"sectors by number":       {`groupBy: [SECTOR]`, "manufacturing 5, copyright 2, education 5, healthcare 1, UNKNOWN 12"},
		"labels":                  {`groupBy: [SECTOR], orderBy: [{field: LABEL}]`, "copyright 2, education 5, healthcare 1, manufacturing 5, UNKNOWN 12"},
		"labels downward":         {`groupBy: [SECTOR], orderBy: [{field: LABEL, direction: DESC}]`, "manufacturing 5, healthcare 1, education 5, copyright 2, UNKNOWN 12"},
		"regions by code":         {`groupBy: [ADM1]`, "beijing 5, jiangsu 1, zhejiang 1, jiangxi 1, shandong 1, chongqing 5, sichuan 1, guizhou 2, UNKNOWN 8"},
		"count, then label":       {`groupBy: [ADM1], orderBy: [{field: COUNT}, {field: LABEL, direction: DESC}]`, "zhejiang 1, sichuan 1, shandong 1, jiangxi 1, jiangsu 1, guizhou 2, chongqing 5, beijing 5, UNKNOWN 8"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var data struct{ PilotStatistics statistics }
			quick(t).read(t, &data, "{pilotStatistics("+test.arguments+") {groups {count keys {value label}}}}", nil)
			var got []string
			for _, group := range data.PilotStatistics.Groups {
				got = append(got, fmt.Sprintf("%s %d", strings.TrimPrefix(strings.TrimPrefix(group.Keys[0].Value, "sector:"), "region:"), group.Count))
			}
			if strings.Join(got, ", ") != test.want {
				t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), test.want)
			}
		})
	}
}

// statisticFixtures is the seed with 1,001 batches, a zone in several first-level regions, and sectors with large numbers.
func statisticFixtures(t *testing.T) *server {
	t.Helper()
	return serve(once("statistics", func() *release.Release {
		return rewritten(t, func(name string, content []byte) []byte {
			switch name {
			case "zones.csv":
				for i := range 1001 {
					content = fmt.Appendf(content, "batch-%04d,blockchain-innovation-application-pilots,,Batch %d,,,editorial,,other,,exact,%04d,,confirmed,\n", i, i, i)
				}
			case "zone_regions.csv":
				content = append(content, "bc-haidian,guiyang\n"...)
			case "sectors.csv":
				content = bytes.ReplaceAll(content, []byte("\nmanufacturing,1,"), []byte("\nmanufacturing,2147483647,"))
				content = bytes.ReplaceAll(content, []byte("\neducation,"), []byte("\neducation,3000"))
			}
			return content
		})
	}), 1)
}

func TestAStatisticAnswersAThousandGroups(t *testing.T) {
	var data struct{ Some, All statistics }
	statisticFixtures(t).read(t, &data, `{
		some: zoneStatistics(groupBy: [BATCH], filter: {not: {batch: {eq: "1000"}}, name: {startsWith: "Batch"}}) {total omitted groups {count keys {value}}}
		all: zoneStatistics(groupBy: [BATCH], filter: {name: {startsWith: "Batch"}}) {total omitted groups {count keys {value}}}
	}`, nil)
	if data.Some.Total != 1000 || data.Some.Omitted != 0 || len(data.Some.Groups) != 1000 {
		t.Errorf("1,000 groups: total %d, omitted %d, %d groups", data.Some.Total, data.Some.Omitted, len(data.Some.Groups))
	}
	if data.All.Total != 1001 || data.All.Omitted != 1 || len(data.All.Groups) != 1000 || data.All.Groups[999].Keys[0].Value != "0999" {
		t.Errorf("1,001 groups: total %d, omitted %d, %d groups", data.All.Total, data.All.Omitted, len(data.All.Groups))
	}
}

// TestSeveralAndUnknownComeLastInBothDirections counts a zone of two first-level regions, and zones of none.
func TestSeveralAndUnknownComeLastInBothDirections(t *testing.T) {
	for _, direction := range []string{"ASC", "DESC"} {
		for _, field := range []string{"KEYS", "LABEL"} {
			var data struct{ ZoneStatistics statistics }
			statisticFixtures(t).read(t, &data, fmt.Sprintf(`{zoneStatistics(groupBy: [ADM1], orderBy: [{field: %s, direction: %s}],
				filter: {or: [{id: {in: ["zone:bc-haidian", "zone:batch-0000", "zone:batch-0001"]}}, {id: {eq: "zone:bc-xiongan"}}]})
				{total groups {count keys {value}}}}`, field, direction), nil)
			want := []string{"region:hebei", "SEVERAL", "UNKNOWN"}
			var got []string
			for _, group := range data.ZoneStatistics.Groups {
				got = append(got, group.Keys[0].Value)
			}
			if counts := data.ZoneStatistics.counts(); !slices.Equal(got, want) || counts["SEVERAL"] != 1 || counts["UNKNOWN"] != 2 {
				t.Errorf("%s %s: %v %v; want %v", field, direction, got, counts, want)
			}
		}
	}
}

func TestSectorsAreGroupedInTheOrderOfTheirNumbersHoweverLarge(t *testing.T) {
	var data struct{ PilotStatistics statistics }
	statisticFixtures(t).read(t, &data, `{pilotStatistics(groupBy: [SECTOR], filter: {sector: {in: ["sector:manufacturing", "sector:education", "sector:healthcare"]}}) {groups {keys {value}}}}`, nil)
	var got []string
	for _, group := range data.PilotStatistics.Groups {
		got = append(got, group.Keys[0].Value)
	}
	if want := []string{"sector:healthcare", "sector:education", "sector:manufacturing"}; !slices.Equal(got, want) {
		t.Errorf("got %v; want %v", got, want)
	}
}

// TestStatisticsComeFromACube reads the table that answers: a cube where the filter asks for nothing but dimensions.
func TestStatisticsComeFromACube(t *testing.T) {
	for document, fromCube := range map[string]bool{
		`{zoneStatistics(groupBy: [KIND]) {total}}`:                                                                            true,
		`{zoneStatistics(groupBy: [KIND], filter: {confidence: {eq: CONFIRMED}}) {total}}`:                                     true,
		`{zoneStatistics(groupBy: [KIND], filter: {region: {within: "region:chongqing"}}) {total}}`:                            true,
		`{zoneStatistics(groupBy: [KIND], filter: {region: {within: "region:haidian"}}) {total}}`:                              false,
		`{zoneStatistics(groupBy: [KIND], filter: {region: {eq: "region:beijing"}}) {total}}`:                                  false,
		`{institutionStatistics(groupBy: [ADM1]) {total}}`:                                                                     true,
		`{institutionStatistics(groupBy: [ADM1], filter: {kind: {in: [BANK, UNIVERSITY]}}) {total}}`:                           true,
		`{institutionStatistics(groupBy: [KIND], filter: {kind: {eq: BANK}, region: {within: "region:beijing"}}) {total}}`:     true,
		`{institutionStatistics(groupBy: [KIND], filter: {name: {contains: "bank"}}) {total}}`:                                 false,
		`{pilotStatistics(groupBy: [STAGE]) {total}}`:                                                                          true,
		`{pilotStatistics(groupBy: [STAGE], filter: {institutionKind: {eq: BANK}}) {total}}`:                                   true,
		`{pilotStatistics(groupBy: [ADM1], filter: {sector: {eq: "sector:education"}}) {total}}`:                               true,
		`{pilotStatistics(groupBy: [SECTOR], filter: {region: {within: "region:beijing"}}) {total}}`:                           true,
		`{pilotStatistics(groupBy: [SECTOR], filter: {not: {or: [{region: {within: "region:beijing"}}, {}]}}) {total}}`:        true,
		`{pilotStatistics(groupBy: [SECTOR], filter: {region: {within: "region:beijing"}, id: {eq: "pilot:icbc"}}) {total}}`:   false,
		`{pilotStatistics(groupBy: [SECTOR], filter: {region: {within: "region:haidian"}, kind: {eq: FIELD_PILOT}}) {total}}`:  false,
		`{pilotStatistics(groupBy: [SECTOR], filter: {region: {within: "region:atlantis"}, kind: {eq: FIELD_PILOT}}) {total}}`: false,
	} {
		if counted := countedBy(t, seeded(t), document); strings.Contains(counted, "_cubes") != fromCube {
			t.Errorf("%s\nis counted by %s", document, counted)
		}
	}
	document := `{zoneStatistics(groupBy: [KIND], filter: {region: {within: "region:beijing"}}) {total}}`
	if counted := countedBy(t, statisticFixtures(t), document); strings.Contains(counted, "_cubes") {
		t.Errorf("a zone lies in Beijing and elsewhere, and zones are counted by %s", counted)
	}
}

// countedBy is the statement that counts by group.
func countedBy(t *testing.T, server *server, document string) string {
	t.Helper()
	heard, _ := server.listen(t, document, nil)
	for _, statement := range heard {
		if strings.Contains(statement, "GROUP BY") {
			return statement
		}
	}
	t.Fatalf("%s counts nothing by group: %v", document, heard)
	return ""
}

// TestWithinAFirstLevelRegionCountsTheSameInACubeAsInRows compares every region with the connection, also where a zone
// lies in several first-level regions.
func TestWithinAFirstLevelRegionCountsTheSameInACubeAsInRows(t *testing.T) {
	for name, server := range map[string]*server{"the seed": quick(t), "a zone of several regions": statisticFixtures(t)} {
		for _, region := range firstIDs(t, server, "regions") {
			for root, field := range statisticsOf {
				var data map[string]struct{ Total, TotalCount int }
				filter := fmt.Sprintf("filter: {region: {within: %q}}", region)
				server.read(t, &data, fmt.Sprintf("{%s(groupBy: [KIND], %s) {total} %s(%s) {totalCount}}", field, filter, root, filter), nil)
				if data[field].Total != data[root].TotalCount {
					t.Errorf("%s: %s within %s: %d; the connection has %d", name, field, region, data[field].Total, data[root].TotalCount)
				}
			}
		}
	}
}

// TestInstitutionsOfARegionAreCountedBefore reads the number that the builder has written, and compares it with the list.
func TestInstitutionsOfARegionAreCountedBefore(t *testing.T) {
	for filter, least := range map[string]int{
		`region: {within: "region:beijing"}`:                                     5,
		`region: {within: "region:beijing"}, kind: {eq: UNIVERSITY}`:             4,
		`region: {within: "region:beijing"}, kind: {in: [BANK, UNIVERSITY]}`:     4,
		`region: {within: "region:nowhere"}, kind: {in: [BANK, UNIVERSITY]}`:     0,
		`region: {within: "region:haidian"}, kind: {in: [BANK, BANK, HOSPITAL]}`: 0,
	} {
		heard, answer := seeded(t).listen(t, `{institutions(first: 100, filter: {`+filter+`}) {totalCount nodes {id}}}`, nil)
		var data struct {
			Institutions struct {
				TotalCount int
				Nodes      []struct{ ID string }
			}
		}
		if err := json.Unmarshal(decode(t, answer).Data, &data); err != nil {
			t.Fatal(err)
		}
		got := data.Institutions
		if got.TotalCount != len(got.Nodes) || got.TotalCount < least {
			t.Errorf("%s: %d of %d, at least %d are wanted: %s", filter, got.TotalCount, len(got.Nodes), least, answer)
		}
		if !slices.ContainsFunc(heard, func(statement string) bool { return strings.Contains(statement, "region_institution_cubes") }) {
			t.Errorf("%s is counted:\n%s", filter, strings.Join(heard, "\n"))
		}
	}
}
