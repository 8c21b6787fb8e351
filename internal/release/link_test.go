package release_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pilotgraph/internal/release"
	"pilotgraph/seed"
)

// facts computes the links from the rows of the package, pair by pair and without a database.
type facts struct {
	programmes, zones, institutions, sectors, agencies, regions []map[string]string
	pilots, roles, mandates, zoneRegions                        []map[string]string
	parents                                                     map[string]string
	zoneSectors, inRegions                                      map[string]bool // by zone and sector, and by zone and region
}

func factsOf(t *testing.T) facts {
	f := facts{
		rowsOf(t, "programmes"), rowsOf(t, "zones"), rowsOf(t, "institutions"), rowsOf(t, "sectors"), rowsOf(t, "agencies"),
		rowsOf(t, "regions"), rowsOf(t, "pilots"), rowsOf(t, "programme_agencies"), rowsOf(t, "agency_sectors"), rowsOf(t, "zone_regions"),
		map[string]string{}, map[string]bool{}, map[string]bool{},
	}
	for _, region := range f.regions {
		f.parents[region["id"]] = region["parent"]
	}
	for _, row := range f.zoneRegions {
		f.inRegions[row["zone"]+" "+row["region"]] = true
	}
	for _, zone := range f.zones {
		f.inRegions[zone["id"]+" "+zone["region"]] = true
	}
	return f
}

// distance returns how many steps a region lies inside another, or -1.
func (f facts) distance(region, ancestor string) int {
	for steps := 0; region != ""; steps++ {
		if region == ancestor {
			return steps
		}
		region = f.parents[region]
	}
	return -1
}

func (f facts) inRegion(zone map[string]string, region string) bool {
	return f.inRegions[zone["id"]+" "+region]
}

func (f facts) participant(zone, institution map[string]string) bool {
	return f.pilot(map[string]string{"zone": zone["id"], "institution": institution["id"]})
}

func (f facts) located(zone, institution map[string]string) bool {
	return slices.ContainsFunc(f.regions, func(r map[string]string) bool {
		return f.inRegion(zone, r["id"]) && f.distance(institution["region"], r["id"]) >= 0
	})
}

// pilot, role and mandate tell whether there is a row with these values.
func (f facts) pilot(want map[string]string) bool   { return anyWith(f.pilots, want) }
func (f facts) role(want map[string]string) bool    { return anyWith(f.roles, want) }
func (f facts) mandate(want map[string]string) bool { return anyWith(f.mandates, want) }

func anyWith(rows []map[string]string, want map[string]string) bool {
	return slices.ContainsFunc(rows, func(row map[string]string) bool {
		for column, value := range want {
			if row[column] != value {
				return false
			}
		}
		return true
	})
}

func (f facts) zoneSector(zone, sector map[string]string) bool {
	pair := zone["id"] + " " + sector["id"]
	if _, known := f.zoneSectors[pair]; !known {
		f.zoneSectors[pair] = f.hasZoneSector(zone, sector)
	}
	return f.zoneSectors[pair]
}

func (f facts) hasZoneSector(zone, sector map[string]string) bool {
	return sector["programme"] == zone["programme"] && slices.ContainsFunc(f.institutions, func(i map[string]string) bool {
		return (f.participant(zone, i) || f.located(zone, i)) && f.pilot(map[string]string{"institution": i["id"], "sector": sector["id"]})
	})
}

func (f facts) zoneAgency(zone, agency map[string]string) (relations []string) {
	if f.role(map[string]string{"programme": zone["programme"], "agency": agency["id"]}) {
		relations = append(relations, "PROGRAMME")
	}
	if slices.ContainsFunc(f.sectors, func(s map[string]string) bool {
		return f.zoneSector(zone, s) && f.mandate(map[string]string{"sector": s["id"], "agency": agency["id"]})
	}) {
		relations = append(relations, "SECTOR")
	}
	return relations
}

func (f facts) institutionAgency(institution, agency map[string]string) (relations []string) {
	var programme, sector bool
	for _, p := range f.pilots {
		if p["institution"] == institution["id"] {
			programme = programme || f.role(map[string]string{"programme": p["programme"], "agency": agency["id"]})
			sector = sector || p["sector"] != "" && f.mandate(map[string]string{"sector": p["sector"], "agency": agency["id"]})
		}
	}
	if programme {
		relations = append(relations, "PROGRAMME")
	}
	if sector {
		relations = append(relations, "SECTOR")
	}
	return relations
}

// holding returns one relation without a name where a pair holds.
func holding(holds bool) []string {
	if holds {
		return []string{""}
	}
	return nil
}

// linkCase is a link with what it must be for a pair: the reasons that hold, in order.
type linkCase struct {
	table, from, to string
	fromRows        []map[string]string
	toRows          []map[string]string
	reasons         func(from, to map[string]string) []string
}

func linkCases(f facts) []linkCase {
	return []linkCase{
		{"region_zones", "region", "zone", f.regions, f.zones, func(region, zone map[string]string) []string {
			return holding(slices.ContainsFunc(f.regions, func(r map[string]string) bool {
				return f.inRegion(zone, r["id"]) && f.distance(r["id"], region["id"]) >= 0
			}))
		}},
		{"zone_regions", "zone", "region", f.zones, f.regions, func(zone, region map[string]string) []string {
			return holding(f.inRegion(zone, region["id"]))
		}},
		{"region_institutions", "region", "institution", f.regions, f.institutions, func(region, i map[string]string) []string {
			return holding(f.distance(i["region"], region["id"]) >= 0)
		}},
		{"programme_institutions", "programme", "institution", f.programmes, f.institutions, func(p, i map[string]string) []string {
			return holding(f.pilot(map[string]string{"programme": p["id"], "institution": i["id"]}))
		}},
		{"institution_sectors", "institution", "sector", f.institutions, f.sectors, func(i, s map[string]string) []string {
			return holding(f.pilot(map[string]string{"institution": i["id"], "sector": s["id"]}))
		}},
		{"zone_sectors", "zone", "sector", f.zones, f.sectors, func(zone, sector map[string]string) []string {
			return holding(f.zoneSector(zone, sector))
		}},
		{"zone_agencies", "zone", "agency", f.zones, f.agencies, f.zoneAgency},
		{"institution_agencies", "institution", "agency", f.institutions, f.agencies, f.institutionAgency},
		{"sector_agencies", "sector", "agency", f.sectors, f.agencies, func(s, a map[string]string) (relations []string) {
			for _, role := range []string{"lead", "remit"} {
				if f.mandate(map[string]string{"sector": s["id"], "agency": a["id"], "role": role}) {
					relations = append(relations, strings.ToUpper(role))
				}
			}
			return relations
		}},
		{"programme_agencies", "programme", "agency", f.programmes, f.agencies, func(p, a map[string]string) (relations []string) {
			for _, stage := range []string{"call", "notice", "final", "designation"} {
				if f.role(map[string]string{"programme": p["id"], "agency": a["id"], "stage": stage}) {
					relations = append(relations, strings.ToUpper(stage))
				}
			}
			return relations
		}},
		{"zone_institutions", "zone", "institution", f.zones, f.institutions, func(z, i map[string]string) (relations []string) {
			if f.participant(z, i) {
				relations = append(relations, "PARTICIPANT")
			}
			if f.located(z, i) {
				relations = append(relations, "LOCATED")
			}
			return relations
		}},
	}
}

// expected returns the rows of the link, each as "from to relation: relations".
func (c linkCase) expected() []string {
	var rows []string
	for _, from := range c.fromRows {
		for _, to := range c.toRows {
			reasons := c.reasons(from, to)
			if len(reasons) == 0 {
				continue
			}
			pair := fmt.Sprintf("%s:%s %s:%s", c.from, from["id"], c.to, to["id"])
			relations := strings.Join(reasons, " ")
			rows = append(rows, pair+" ANY: "+relations)
			if c.table == "zone_institutions" || c.table == "programme_agencies" {
				for _, reason := range reasons {
					rows = append(rows, pair+" "+reason+": "+relations)
				}
			}
		}
	}
	slices.Sort(rows)
	return rows
}

func TestLinks(t *testing.T) {
	r := open(t, t.TempDir(), seed.Files())
	for _, c := range linkCases(factsOf(t)) {
		t.Run(c.table, func(t *testing.T) {
			var rows []string
			for _, record := range linkRows(t, r, c.table) {
				relation := record["relation"]
				if relation == "" {
					relation = "ANY"
				}
				rows = append(rows, fmt.Sprintf("%s %s %s: %s", record[c.from+"_id"], record[c.to+"_id"], relation, record["relations"]))
			}
			slices.Sort(rows)
			if difference := cmp.Diff(c.expected(), rows); difference != "" || len(rows) == 0 {
				t.Error(difference)
			}
		})
	}
}

// linkRows returns the rows of a link without their numbers.
func linkRows(t *testing.T, r *release.Release, table string) []map[string]string {
	t.Helper()
	return slices.Collect(maps.Values(readTable(t, r, table)))
}

func TestRegionAncestors(t *testing.T) {
	r, f := open(t, t.TempDir(), seed.Files()), factsOf(t)
	want, got := map[string]string{}, map[string]string{}
	for _, region := range f.regions {
		for _, ancestor := range f.regions {
			if distance := f.distance(region["id"], ancestor["id"]); distance >= 0 {
				want[region["id"]+" "+ancestor["id"]] = fmt.Sprint(distance)
			}
		}
	}
	for _, record := range linkRows(t, r, "region_ancestors") {
		got[strings.ReplaceAll(record["region_id"]+" "+record["ancestor_id"], "region:", "")] = record["distance"]
	}
	if difference := cmp.Diff(want, got); difference != "" {
		t.Error(difference)
	}
}

func TestLeadAgency(t *testing.T) {
	r, f := open(t, t.TempDir(), seed.Files()), factsOf(t)
	found := readTable(t, r, "programmes")
	for _, programme := range f.programmes {
		want := ""
		for _, stage := range []string{"call", "notice", "final", "designation"} {
			for _, agency := range slices.Backward(f.agencies) {
				if f.role(map[string]string{"programme": programme["id"], "agency": agency["id"], "role": "lead", "stage": stage}) {
					want = leastAt(f, programme["id"], stage)
				}
			}
		}
		if got := found["programme:"+programme["id"]]["lead_agency_id"]; got != want {
			t.Errorf("%s is led by %q, not %q", programme["id"], got, want)
		}
	}
	if got := found["programme:blockchain-innovation-application-pilots"]["lead_agency_id"]; got != "agency:cac" {
		t.Errorf("the blockchain programme is led by %q", got)
	}
}

// leastAt returns the lowest id of those who lead a programme at a stage.
func leastAt(f facts, programme, stage string) string {
	var leaders []string
	for _, role := range f.roles {
		if role["programme"] == programme && role["stage"] == stage && role["role"] == "lead" {
			leaders = append(leaders, "agency:"+role["agency"])
		}
	}
	return slices.Min(leaders)
}

func TestRecorded(t *testing.T) {
	files := seedOf(t, "0.2.1")
	content := string(files["counts.csv"].Data)
	for _, line := range []string{
		"x-sector-agencies,P,sectors,education,agencies,,1,false,",
		"x-final-institutions,P,programmes,P,institutions,final,1,false,",
		"x-final-education,P,sectors,education,institutions,final,1,false,",
		"x-jiangsu-both,P,regions,jiangsu,zones-and-institutions,,1,false,",
		"x-participants,P,zones,bc-yuzhong,institutions,,5,false,",
		"x-sector-zones,P,sectors,education,zones,,5,false,",
		"x-sector-both,P,sectors,education,zones-and-institutions,,5,false,",
		"x-zone-sectors,P,zones,bc-haidian,sectors,,5,false,",
		"x-zone-agencies,P,zones,bc-yuzhong,agencies,,5,false,",
		"x-zone-agencies-final,P,zones,bc-yuzhong,agencies,final,5,false,",
		"x-region-sectors,P,regions,jiangsu,sectors,,5,false,",
		"x-other-programme,ai-innovation-pilot-zones,regions,jiangsu,institutions,,5,false,",
	} {
		content += strings.ReplaceAll(line, "P", "blockchain-innovation-application-pilots") + "\n"
	}
	files["counts.csv"].Data = []byte(content)
	found := readTable(t, open(t, t.TempDir(), files), "reported_counts")
	for id, want := range map[string]string{
		"bc-institutions": "20", "bc-institutions-cbn": "20", "bc-zones": "15", "bc-sectors": "16",
		"bc-agencies-final": "10", "bc-agencies-notice": "9", "bc-agencies-call": "5", "bc-education": "5",
		"bc-pilots-total":         "20", // 15 zones, and 5 institutions of the shortlist
		"bc-jiangsu-zones":        "1",  // Wuxi
		"bc-jiangsu-institutions": "1",  // Nanjing Iron and Steel
		"bc-chongqing-zones":      "1", "bc-yuzhong-scenarios": "", "bc-scenarios": "", "ai-zones-2021": "18",
		"x-sector-agencies": "1", "x-final-institutions": "11", "x-final-education": "1", "x-jiangsu-both": "2",
		"x-participants": "5", "x-sector-zones": "2", "x-sector-both": "7", "x-zone-sectors": "1", "x-zone-agencies": "16", "x-zone-agencies-final": "10", // Haidian and Guiyang have education
		"x-region-sectors": "", "x-other-programme": "0",
	} {
		if got := found["reported-count:"+id]["recorded"]; got != want {
			t.Errorf("%s: %q recorded, not %q", id, got, want)
		}
	}
}
