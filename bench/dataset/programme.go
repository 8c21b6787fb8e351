package dataset

import (
	"fmt"
	"strconv"
)

const sectorsOfProgramme = 16

// theme returns what a programme is about, and in which batch where there are several of the theme.
func theme(programme int) (about pair, batch int) {
	return themes[programme%len(themes)], programme/len(themes) + 1
}

// sectorProgrammes is how many programmes have sectors.
func (s Size) sectorProgrammes() int {
	return (s.Sectors + sectorsOfProgramme - 1) / sectorsOfProgramme
}

// takesInstitutions tells whether pilots of institutions belong to the programme, or zones alone.
func (s Size) takesInstitutions(programme int) bool {
	return programme < s.sectorProgrammes() || programme%2 == 0
}

func programmeName(s Size, row int) name {
	about, batch := theme(row)
	n := name{en: "National " + about.en + " Pilots", zh: "国家" + about.zh + "试点"}
	if batch > 1 {
		n.en += fmt.Sprintf(", Batch %d", batch)
		n.zh += fmt.Sprintf("（第%d批）", batch)
	}
	return s.throw("programmes", row).sourced(n)
}

var programmes = table{
	id:   "programme-%02d",
	rows: func(s Size) int { return s.Programmes },
	name: programmeName,
	fill: func(s Size, row int, cells cells) {
		kind := "zones"
		if s.takesInstitutions(row) {
			kind = "zones-and-institutions"
		}
		cells.set("country", "CN")
		cells.set("kind", kind)
		cells.set("document_no", fmt.Sprintf("国办发〔%d〕%d号", 2016+row%10, 10+row))
	},
	claims: []string{"", "name_zh document_no", "name_en"},
}

// steps are the points on the timeline of each programme; the last row of the table is context of all.
var steps = []struct {
	kind, en, zh string
	year         int
}{
	{"call", "Call for applications", "组织申报通知", 2019},
	{"shortlist", "Public notice of the list", "名单公示", 2020},
	{"announcement", "The list is announced", "公布名单", 2021},
	{"evaluation", "Mid-term evaluation", "中期评估", 2023},
}

var events = table{
	id:   "event-%03d",
	rows: func(s Size) int { return s.Programmes*len(steps) + 1 },
	name: func(s Size, row int) name {
		if row == s.Programmes*len(steps) {
			return name{en: "The five-year plan names pilots as a way of reform", enBasis: "editorial"}
		}
		step := steps[row%len(steps)]
		about, _ := theme(row / len(steps))
		return name{en: step.en + ": " + about.en, zh: about.zh + "试点" + step.zh, enBasis: "editorial", zhBasis: "source"}
	},
	fill: func(s Size, row int, cells cells) {
		d := s.throw("events", row)
		kind, year := "statement", 2016
		if programme := row / len(steps); programme < s.Programmes {
			kind, year = steps[row%len(steps)].kind, steps[row%len(steps)].year
			cells.set("programme", ref("programmes", programme))
			if s.Agencies > 0 {
				cells.set("agency", ref("agencies", programme%s.Agencies))
			}
		}
		cells.set("kind", kind)
		cells.set("date", d.date(year, 2))
		cells.set("confidence", d.confidence())
	},
	claims: []string{"", "date", "agency", "kind date"},
}

// aims are the objectives of each programme.
var aims = pairs(`降低运营成本|Lower_operating_costs 促进数据共享|Promote_the_exchange_of_data 优化业务流程|Improve_business_processes`)

var objectives = table{
	id:   "objective-%03d",
	rows: func(s Size) int { return s.Programmes * len(aims) },
	name: func(s Size, row int) name {
		aim := aims[row%len(aims)]
		return s.throw("objectives", row).sourced(name{en: aim.en, zh: aim.zh})
	},
	fill: func(s Size, row int, cells cells) {
		cells.set("programme", ref("programmes", row/len(aims)))
		cells.set("order", strconv.Itoa(row%len(aims)+1))
		cells.set("confidence", s.throw("objectives", row).confidence())
	},
	claims: []string{"", "order", "name_en"},
}

func agencyName(s Size, row int) name {
	if row < len(ministries) {
		return s.throw("agencies", row).sourced(name{en: ministries[row].en, zh: ministries[row].zh})
	}
	office := offices[row%len(offices)]
	if s.Regions == 0 {
		number := strconv.Itoa(row + 1)
		return s.throw("agencies", row).sourced(name{en: office.en + " " + number, zh: "第" + number + office.zh})
	}
	full, _, en := s.place((row - len(ministries)) % s.Regions)
	return s.throw("agencies", row).sourced(name{en: en + " " + office.en, zh: full + office.zh})
}

var agencies = table{
	id:     "agency-%02d",
	rows:   func(s Size) int { return s.Agencies },
	name:   agencyName,
	fill:   func(_ Size, _ int, cells cells) { cells.set("country", "CN") },
	claims: []string{"", "name_zh", "name_en"},
}

// parts are what agencies do in each programme, as long as there are agencies.
var parts = []struct{ role, stage string }{
	{"lead", "call"}, {"issuer", "call"}, {"issuer", "notice"}, {"co-issuer", "final"}, {"issuer", "designation"},
}

var programmeAgencies = table{
	id:   "role-%03d",
	rows: func(s Size) int { return s.Programmes * min(len(parts), s.Agencies) },
	fill: func(s Size, row int, cells cells) {
		each := min(len(parts), s.Agencies)
		programme, part := row/each, parts[row%each]
		cells.set("programme", ref("programmes", programme))
		cells.set("agency", ref("agencies", (programme+row%each)%s.Agencies))
		cells.set("role", part.role)
		cells.set("stage", part.stage)
		cells.set("confidence", s.throw("programme_agencies", row).confidence())
	},
	claims: []string{"", "role stage", "agency"},
}

var sectorGroups = table{
	id:   "group-%02d",
	rows: func(s Size) int { return s.sectorProgrammes() * len(groupNames) },
	name: func(s Size, row int) name {
		group := groupNames[row%len(groupNames)]
		return s.throw("sector_groups", row).sourced(name{en: group.en, zh: group.zh})
	},
	fill: func(_ Size, row int, cells cells) {
		cells.set("programme", ref("programmes", row/len(groupNames)))
		cells.set("order", strconv.Itoa(row%len(groupNames)+1))
	},
	claims: []string{"", "name_zh"},
}

var sectors = table{
	id:   "sector-%02d",
	rows: func(s Size) int { return s.Sectors },
	name: func(s Size, row int) name {
		sector := sectorNames[row%sectorsOfProgramme]
		about, _ := theme(row / sectorsOfProgramme)
		return s.throw("sectors", row).sourced(name{en: sector.en, zh: about.zh + "+" + sector.zh, short: sector.zh})
	},
	fill: func(s Size, row int, cells cells) {
		programme, place := row/sectorsOfProgramme, row%sectorsOfProgramme
		perGroup := sectorsOfProgramme / len(groupNames)
		cells.set("programme", ref("programmes", programme))
		cells.set("order", strconv.Itoa(place+1))
		cells.set("group", ref("sector_groups", programme*len(groupNames)+place/perGroup))
		cells.set("group_basis", s.throw("sectors", row).of("source", "editorial"))
	},
	claims: []string{"", "name_zh", "name_en", "group"},
}

// agencySectors gives each sector an agency, and every third a second one.
var agencySectors = table{
	id: "mandate-%03d",
	rows: func(s Size) int {
		switch {
		case s.Agencies == 0:
			return 0
		case s.Agencies == 1:
			return s.Sectors
		default:
			return s.Sectors + s.Sectors/3
		}
	},
	fill: func(s Size, row int, cells cells) {
		sector, agency := row, row
		if row >= s.Sectors {
			sector = (row - s.Sectors) * 3
			agency = sector + 1
		}
		d := s.throw("agency_sectors", row)
		role, confidence := "remit", "inferred"
		if d.percent(40) {
			role, confidence = "lead", d.of("confirmed", "single-source")
		}
		cells.set("agency", ref("agencies", agency%s.Agencies))
		cells.set("sector", ref("sectors", sector))
		cells.set("programme", ref("programmes", sector/sectorsOfProgramme))
		cells.set("role", role)
		cells.set("confidence", confidence)
	},
	claims: []string{"", "role"},
}
