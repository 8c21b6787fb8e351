package dataset

import (
	"fmt"
	"strconv"
)

// Every eighth zone crosses regions: its main one and so many further.
const (
	crossing = 8
	further  = 3
)

// zoneProgramme returns the programme of a zone; the first programmes have most.
func (s Size) zoneProgramme(zone int) int {
	return s.throw("zone programmes", zone).skewed(s.Programmes)
}

// zoneRegion returns the main region of a zone, where there are regions. Few zones are whole provinces, because each of
// these is linked with all institutions in it.
func (s Size) zoneRegion(zone int) int { return s.anyRegion(s.throw("zone regions", zone), 3) }

func crosses(zone int) bool { return zone%crossing == crossing-1 }

func zoneName(s Size, row int) name {
	d := s.throw("zones", row)
	about, _ := theme(s.zoneProgramme(row))
	if s.Regions == 0 {
		number := strconv.Itoa(row + 1)
		return d.sourced(name{en: about.en + " Pilot Zone " + number, zh: "第" + number + about.zh + "试验区"})
	}
	full, short, en := s.place(s.zoneRegion(row))
	switch {
	case crosses(row):
		return d.sourced(name{en: "Greater " + en + " " + about.en + " Zone", zh: short + "都市圈" + about.zh + "试验区", short: short + "都市圈"})
	case d.percent(15): // as lists often give it: the name of the region alone
		n := d.sourced(name{en: en, zh: full, short: short})
		n.zhBasis = "region"
		return n
	default:
		return d.sourced(name{en: en + " " + about.en + " Pilot Zone", zh: full + about.zh + "试验区", short: short})
	}
}

// zoneKinds are those of the format; all zones of a programme have the same.
var zoneKinds = []string{
	"comprehensive-pilot", "pilot-zone", "pilot-area", "pilot-city", "demonstration-zone", "pioneer-zone", "sandbox", "testbed", "living-lab", "other",
}

var zones = table{
	id:   "zone-%04d",
	rows: func(s Size) int { return s.Zones },
	name: zoneName,
	fill: func(s Size, row int, cells cells) {
		d := s.throw("zone facts", row)
		programme := s.zoneProgramme(row)
		precision := d.of("exact", "exact", "city")
		switch {
		case crosses(row):
			precision = "cross-region"
		case s.Regions > 0:
			cells.set("region", ref("regions", s.zoneRegion(row)))
		}
		cells.set("programme", ref("programmes", programme))
		cells.set("zone_kind", zoneKinds[programme%len(zoneKinds)])
		cells.set("precision", precision)
		if d.percent(60) {
			cells.set("batch", strconv.Itoa(1+d.skewed(4)))
		}
		cells.set("designated_on", d.date(2016, 9))
		cells.set("confidence", d.confidence())
	},
	claims: []string{"", "name_zh", "name_en", "designated_on", "region precision", "batch designated_on"},
}

// zoneRegions has the main region of each zone, then the further ones of those that cross regions.
var zoneRegions = table{
	rows: func(s Size) int {
		switch {
		case s.Regions == 0:
			return 0
		case s.Regions <= further:
			return s.Zones
		default:
			return s.Zones + s.Zones/crossing*further
		}
	},
	fill: func(s Size, row int, cells cells) {
		zone, step := row, 0
		if row >= s.Zones {
			zone = (row-s.Zones)/further*crossing + crossing - 1
			step = (row-s.Zones)%further + 1
		}
		cells.set("zone", ref("zones", zone))
		cells.set("region", ref("regions", (s.zoneRegion(zone)+step)%s.Regions))
	},
}

// counts have four numbers for each programme, two for each sector and one for every tenth zone.
var counts = table{
	id:   "count-%04d",
	rows: func(s Size) int { return s.Programmes*4 + s.Sectors*2 + s.Zones/10 },
	fill: func(s Size, row int, cells cells) {
		c := s.countOf(row)
		cells.set("programme", ref("programmes", c.programme))
		cells.set("scope_table", c.table)
		cells.set("scope_id", c.scope)
		cells.set("measure", c.measure)
		cells.set("stage", c.stage)
		cells.set("value", strconv.Itoa(c.value))
		cells.set("preferred", strconv.FormatBool(!c.other))
	},
	claims: []string{"", "value", "measure value"},
}

// count is a number that a source reports.
type count struct {
	programme      int
	table, scope   string
	measure, stage string
	value          int
	other          bool // differs from what coverage is measured against
}

func (s Size) countOf(row int) count {
	d := s.throw("counts", row)
	if row < s.Programmes*4 {
		programme := row / 4
		c := count{programme: programme, table: "programmes", scope: ref("programmes", programme)}
		switch row % 4 {
		case 0:
			c.measure, c.value = "zones", s.Zones/(programme+1)+d.below(3)
		case 1, 2: // sources disagree
			c.measure, c.stage, c.value = "institutions", "final", s.Institutions/(programme+1)
			if !s.takesInstitutions(programme) {
				c.measure, c.value = "zones", s.Zones/(programme+1)
			}
			c.other = row%4 == 2
			c.value += row%4 - 1
		case 3:
			c.measure, c.value = "agencies", min(len(parts), s.Agencies)+d.below(3)
		}
		return c
	}
	if row -= s.Programmes * 4; row < s.Sectors*2 {
		sector := row / 2
		c := count{
			programme: sector / sectorsOfProgramme, table: "sectors", scope: ref("sectors", sector),
			measure: "institutions", stage: "final", value: s.Institutions/(sector+4) + d.below(20),
		}
		if row%2 == 1 {
			c.stage, c.value = "shortlist", c.value*3/2
		}
		return c
	}
	zone := (row - s.Sectors*2) * 10
	return count{
		programme: s.zoneProgramme(zone), table: "zones", scope: ref("zones", zone), measure: "institutions", value: 10 + d.below(200),
	}
}

// joined writes two syllables of pinyin as one name: Xi'an, Guiyang.
func joined(head, tail string) string {
	apostrophe := ""
	if tail[0] == 'a' || tail[0] == 'e' || tail[0] == 'o' {
		apostrophe = "'"
	}
	return fmt.Sprintf("%c%s%s%s", head[0]-'a'+'A', head[1:], apostrophe, tail)
}
