package graph_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pilotgraph/internal/datapackage"
	"pilotgraph/seed"
)

// reasons of a pair: "institution:x zone:y" -> "PARTICIPANT LOCATED".
type reasons map[string]string

// because adds a reason to the pair of two ids.
func (r reasons) because(a, b, reason string) {
	key := a + " " + b
	if !slices.Contains(strings.Fields(r[key]), reason) {
		r[key] = strings.TrimSpace(r[key] + " " + reason)
	}
}

// plain is the seed as plain rows, for computing the ways from their definitions.
type plain struct {
	rows map[string][]datapackage.Row
}

func readSeed(t *testing.T) plain {
	t.Helper()
	source, err := datapackage.New(seed.Files())
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][]datapackage.Row{}
	for _, table := range datapackage.Tables() {
		for row, err := range source.Rows(table.Name) {
			if err != nil {
				t.Fatal(err)
			}
			rows[table.Name] = append(rows[table.Name], row)
		}
	}
	return plain{rows}
}

// inside says whether a region is another one or lies in it.
func (p plain) inside(region, other string) bool {
	for region != "" {
		if region == other {
			return true
		}
		parent := ""
		for _, row := range p.rows["regions"] {
			if row.Get("id") == region {
				parent = row.Get("parent")
			}
		}
		region = parent
	}
	return false
}

func (p plain) zoneRegions(zone datapackage.Row) []string {
	regions := []string{}
	if region := zone.Get("region"); region != "" {
		regions = append(regions, region)
	}
	for _, row := range p.rows["zone_regions"] {
		if row.Get("zone") == zone.Get("id") {
			regions = append(regions, row.Get("region"))
		}
	}
	return regions
}

// zoneInstitutions: PARTICIPANT, a pilot of the institution names the zone;
// LOCATED, its region is, or lies in, a region of the zone.
func (p plain) zoneInstitutions() reasons {
	pairs := reasons{}
	for _, zone := range p.rows["zones"] {
		for _, pilot := range p.rows["pilots"] {
			if pilot.Get("zone") == zone.Get("id") {
				pairs.because("zone:"+zone.Get("id"), "institution:"+pilot.Get("institution"), "PARTICIPANT")
			}
		}
		for _, institution := range p.rows["institutions"] {
			for _, region := range p.zoneRegions(zone) {
				if p.inside(institution.Get("region"), region) {
					pairs.because("zone:"+zone.Get("id"), "institution:"+institution.Get("id"), "LOCATED")
				}
			}
		}
	}
	return pairs
}

// institutionSectors: a pilot of the institution is in the sector.
func (p plain) institutionSectors() reasons {
	pairs := reasons{}
	for _, pilot := range p.rows["pilots"] {
		if pilot.Get("sector") != "" {
			pairs["institution:"+pilot.Get("institution")+" sector:"+pilot.Get("sector")] = ""
		}
	}
	return pairs
}

// sectorAgencies: a mandate, LEAD or REMIT.
func (p plain) sectorAgencies() reasons {
	pairs := reasons{}
	for _, role := range []string{"lead", "remit"} {
		for _, mandate := range p.rows["agency_sectors"] {
			if mandate.Get("role") == role {
				pairs.because("sector:"+mandate.Get("sector"), "agency:"+mandate.Get("agency"), strings.ToUpper(role))
			}
		}
	}
	return pairs
}

// zoneSectors: an institution of the zone has a pilot in the sector, and the sector is of the zone's programme.
func (p plain) zoneSectors() reasons {
	pairs := reasons{}
	members, pilots := p.zoneInstitutions(), p.institutionSectors()
	for _, zone := range p.rows["zones"] {
		for _, sector := range p.rows["sectors"] {
			for _, institution := range p.rows["institutions"] {
				_, member := members["zone:"+zone.Get("id")+" institution:"+institution.Get("id")]
				_, pilot := pilots["institution:"+institution.Get("id")+" sector:"+sector.Get("id")]
				if member && pilot && sector.Get("programme") == zone.Get("programme") {
					pairs["zone:"+zone.Get("id")+" sector:"+sector.Get("id")] = ""
				}
			}
		}
	}
	return pairs
}

// institutionAgencies: PROGRAMME, a role in the programme of one of its pilots; SECTOR, a mandate for the sector of one.
func (p plain) institutionAgencies() reasons {
	pairs := reasons{}
	for _, pilot := range p.rows["pilots"] {
		for _, role := range p.rows["programme_agencies"] {
			if role.Get("programme") == pilot.Get("programme") {
				pairs.because("institution:"+pilot.Get("institution"), "agency:"+role.Get("agency"), "PROGRAMME")
			}
		}
	}
	for _, pilot := range p.rows["pilots"] {
		for _, mandate := range p.rows["agency_sectors"] {
			if pilot.Get("sector") != "" && mandate.Get("sector") == pilot.Get("sector") {
				pairs.because("institution:"+pilot.Get("institution"), "agency:"+mandate.Get("agency"), "SECTOR")
			}
		}
	}
	return pairs
}

// zoneAgencies: PROGRAMME, a role in the zone's programme; SECTOR, a mandate for a sector of the zone.
func (p plain) zoneAgencies() reasons {
	pairs := reasons{}
	sectors := p.zoneSectors()
	for _, zone := range p.rows["zones"] {
		for _, role := range p.rows["programme_agencies"] {
			if role.Get("programme") == zone.Get("programme") {
				pairs.because("zone:"+zone.Get("id"), "agency:"+role.Get("agency"), "PROGRAMME")
			}
		}
		for _, mandate := range p.rows["agency_sectors"] {
			if _, ok := sectors["zone:"+zone.Get("id")+" sector:"+mandate.Get("sector")]; ok {
				pairs.because("zone:"+zone.Get("id"), "agency:"+mandate.Get("agency"), "SECTOR")
			}
		}
	}
	return pairs
}

// TestTheTwelveWaysAgreeWithTheirDefinitions asks each way from both ends for all pairs of the seed.
func TestTheTwelveWaysAgreeWithTheirDefinitions(t *testing.T) {
	rows := readSeed(t)
	server := quick(t)
	for _, way := range []struct {
		from, to, forth, back string
		relations             bool
		want                  reasons
	}{
		{"zones", "institutions", "institutions", "zones", true, rows.zoneInstitutions()},
		{"institutions", "sectors", "sectors", "institutions", false, rows.institutionSectors()},
		{"sectors", "agencies", "agencies", "sectors", true, rows.sectorAgencies()},
		{"zones", "sectors", "sectors", "zones", false, rows.zoneSectors()},
		{"institutions", "agencies", "agencies", "institutions", true, rows.institutionAgencies()},
		{"zones", "agencies", "agencies", "zones", true, rows.zoneAgencies()},
	} {
		t.Run(way.from+" and "+way.to, func(t *testing.T) {
			if len(way.want) == 0 {
				t.Fatal("the seed has no such pair, so nothing is shown")
			}
			forth := pairsOf(t, server, way.from, way.forth, way.relations, false)
			if diff := cmp.Diff(way.want, forth); diff != "" {
				t.Errorf("%s.%s (-definition +answer):\n%s", way.from, way.forth, diff)
			}
			back := pairsOf(t, server, way.to, way.back, way.relations, true)
			if diff := cmp.Diff(forth, back); diff != "" {
				t.Errorf("%s.%s differs from the other direction (-forth +back):\n%s", way.to, way.back, diff)
			}
		})
	}
}

// pairsOf reads all pairs of a way from one end; reversed turns them round.
func pairsOf(t *testing.T, server *server, root, field string, relations, reversed bool) reasons {
	t.Helper()
	extra := ""
	if relations {
		extra = "relations"
	}
	var data map[string]struct {
		Nodes []map[string]any
	}
	server.read(t, &data, fmt.Sprintf("{%s(first: 100) {nodes {id %s(first: 100) {totalCount edges {%s node {id}}}}}}", root, field, extra), nil)
	pairs := reasons{}
	for _, node := range data[root].Nodes {
		connection := node[field].(map[string]any)
		edges := connection["edges"].([]any)
		if int(connection["totalCount"].(float64)) != len(edges) {
			t.Fatalf("%s.%s: totalCount %v for %d edges", node["id"], field, connection["totalCount"], len(edges))
		}
		for _, edge := range edges {
			from, to := node["id"].(string), edge.(map[string]any)["node"].(map[string]any)["id"].(string)
			if reversed {
				from, to = to, from
			}
			words := []string{}
			if relations {
				for _, word := range edge.(map[string]any)["relations"].([]any) {
					words = append(words, word.(string))
				}
			}
			if _, twice := pairs[from+" "+to]; twice {
				t.Errorf("%s %s is there twice", from, to)
			}
			pairs[from+" "+to] = strings.Join(words, " ")
		}
	}
	return pairs
}

// TestRelationNarrowsToPairsForWhichItHolds asks zones and institutions by relation, from both ends.
func TestRelationNarrowsToPairsForWhichItHolds(t *testing.T) {
	server := quick(t)
	all := readSeed(t).zoneInstitutions()
	for _, relation := range []string{"PARTICIPANT", "LOCATED"} {
		want := maps.Clone(all)
		maps.DeleteFunc(want, func(_, words string) bool { return !slices.Contains(strings.Fields(words), relation) })
		if len(want) == 0 || len(want) == len(all) {
			t.Fatalf("%s: the seed shows nothing", relation)
		}
		argument := fmt.Sprintf("relation: %s, ", relation)
		for _, end := range []struct {
			root, field string
			reversed    bool
		}{{"zones", "institutions", false}, {"institutions", "zones", true}} {
			got := reasons{}
			var data map[string]struct{ Nodes []map[string]any }
			server.read(t, &data, fmt.Sprintf("{%s(first: 100) {nodes {id %s(%sfirst: 100) {totalCount edges {relations node {id}}}}}}", end.root, end.field, argument), nil)
			for _, node := range data[end.root].Nodes {
				for _, edge := range node[end.field].(map[string]any)["edges"].([]any) {
					from, to := node["id"].(string), edge.(map[string]any)["node"].(map[string]any)["id"].(string)
					if end.reversed {
						from, to = to, from
					}
					words := strings.Trim(fmt.Sprint(edge.(map[string]any)["relations"]), "[]")
					got[from+" "+to] = words
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s.%s(relation: %s) (-definition +answer):\n%s", end.root, end.field, relation, diff)
			}
		}
	}
}
