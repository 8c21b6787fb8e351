package dataset

// The institution whose number has this remainder is a hospital for glaucoma: one word to look for that few names have.
const (
	glaucomaEvery = 4_000
	glaucomaAt    = 41
	unionAt       = 5 // a Union Hospital (协和), so that the smallest data have one
)

var institutionKinds = []weighted{
	{"enterprise", 46}, {"hospital", 16}, {"bank", 9}, {"university", 8}, {"government", 8}, {"association", 4}, {"other", 4}, {"court", 3},
	{"procuratorate", 2},
}

// institution is what is known of one.
type institution struct {
	name        name
	kind        string
	region      int // -1 where it is not known
	regionBasis string
}

// institutionOf makes one up. One in forty has the name of the one before it, in another region.
func (s Size) institutionOf(row int) institution {
	d := s.throw("institutions", row)
	if row > 0 && d.below(40) == 0 && row%glaucomaEvery != glaucomaAt {
		made := s.made(row - 1)
		if made.region = s.knownRegion(d); made.region >= 0 {
			made.regionBasis = "stated"
		} else {
			made.regionBasis = ""
		}
		return made
	}
	return s.made(row)
}

// knownRegion returns a region, or -1 where none is known.
func (s Size) knownRegion(d *dice) int {
	if unknown := d.percent(9); unknown || s.Regions == 0 {
		return -1
	}
	return s.anyRegion(d, 15)
}

func (s Size) made(row int) institution {
	d := s.throw("institution", row)
	made := institution{kind: d.weighted(institutionKinds), region: s.knownRegion(d)}
	if row%glaucomaEvery == glaucomaAt || row == unionAt {
		made.kind = "hospital"
	}
	var full, short, en string
	if made.region >= 0 && (made.kind != "enterprise" || d.percent(55)) {
		full, short, en = s.place(made.region)
		en += " "
		made.regionBasis = "implied-by-name"
	} else if made.region >= 0 {
		made.regionBasis = "stated"
	}
	n := name{}
	switch row {
	case unionAt:
		n = name{en: en + "Union Hospital", zh: full + "协和医院", short: "协和医院"}
	default:
		n = nameOf(made.kind, row, d, full, short, en)
	}
	if made.region >= 0 {
		switch provinces[s.province(made.region)][4] {
		case "CN-HK", "CN-MO", "CN-TW":
			n.zh, n.short = traditional.Replace(n.zh), traditional.Replace(n.short)
		}
	}
	switch at := d.below(100); {
	case at < 8 && row%glaucomaEvery != glaucomaAt && row != unionAt:
		n.zh, n.short = "", ""
	case at < 11 && row%glaucomaEvery != glaucomaAt:
		n.en = ""
	}
	made.name = d.sourced(n)
	return made
}

// nameOf makes up a name of an institution of a kind in a place, which may be unknown.
func nameOf(kind string, row int, d *dice, full, short, en string) name {
	in := func(base pair) name { // what is named after its place
		return name{en: en + base.en, zh: full + base.zh, short: base.zh}
	}
	switch kind {
	case "hospital":
		word := d.pair(hospitals)
		switch {
		case row%glaucomaEvery == glaucomaAt:
			word = rareHospitals[0]
		case d.below(300) == 0:
			word = d.pair(rareHospitals[1:])
		}
		return in(pair{word.zh + "医院", word.en + " Hospital"})
	case "university":
		if d.percent(15) {
			return name{en: en + "University", zh: short + "大学", short: short + "大"}
		}
		word := d.pair(universities)
		if d.percent(30) {
			return name{en: en + word.en + " College", zh: short + word.zh + "学院", short: word.zh + "学院"}
		}
		return name{en: en + "University of " + word.en, zh: short + word.zh + "大学", short: word.zh + "大学"}
	case "bank":
		if word := d.pair(nationalBanks); d.percent(40) {
			return name{en: word.en + ", " + en + "Branch", zh: word.zh + short + "分行", short: word.zh}
		}
		word := d.pair(localBanks)
		if word.en == "Bank" && en != "" {
			return name{en: "Bank of " + en[:len(en)-1], zh: short + word.zh, short: word.zh}
		}
		return name{en: en + word.en, zh: short + word.zh, short: word.zh}
	case "court":
		return in(d.pair(courts))
	case "procuratorate":
		return in(pair{"人民检察院", "People's Procuratorate"})
	case "government":
		return in(d.pair(bureaus))
	case "association":
		return in(d.pair(associations))
	case "other":
		return in(d.pair(others))
	}
	head, tail, trade, company := d.pair(firstBrand), d.pair(lastBrand), d.pair(trades), d.pair(companies)
	if d.below(300) == 0 {
		trade = d.pair(rareTrades)
	}
	brand := head.zh + tail.zh
	return name{
		en:    en + joined(head.en, tail.en) + " " + trade.en + " " + company.en,
		zh:    short + brand + trade.zh + company.zh,
		short: brand + trade.zh,
	}
}

var institutions = table{
	id:   "inst-%06d",
	rows: func(s Size) int { return s.Institutions },
	name: func(s Size, row int) name { return s.institutionOf(row).name },
	fill: func(s Size, row int, cells cells) {
		made := s.institutionOf(row)
		cells.set("kind", made.kind)
		if made.region >= 0 {
			cells.set("region", ref("regions", made.region))
		}
		cells.set("region_basis", made.regionBasis)
		if s.throw("institution notes", row).percent(5) {
			cells.set("notes", "Sources differ on the name, and on whether it took part alone.")
		}
	},
	claims: []string{"", "", "name_zh", "name_en", "kind", "region", "name_zh region"},
}

// pilot is the part of an institution in a programme: in a sector, or in a zone.
type pilot struct {
	institution, programme int
	sector, zone           int // -1 where there is none
}

// pilotOf gives every institution a pilot as long as there are enough, then more to some: a few large groups take part often.
func (s Size) pilotOf(row int) pilot {
	d := s.throw("pilots", row)
	p := pilot{institution: row, sector: -1, zone: -1}
	if more := row - s.Institutions; more >= 0 {
		switch {
		case more < 6 && s.Institutions > glaucomaAt:
			p.institution = glaucomaAt
		case d.percent(3):
			p.institution = d.below(min(20, s.Institutions))
		default:
			p.institution = d.skewed(s.Institutions)
		}
	}
	if s.Zones > 0 && (d.percent(35) || s.Sectors == 0) {
		zone := d.skewed(s.Zones)
		if programme := s.zoneProgramme(zone); s.takesInstitutions(programme) {
			p.zone, p.programme = zone, programme
			return p
		}
	}
	if s.Sectors > 0 {
		sector := d.skewed(s.Sectors)
		p.programme = sector / sectorsOfProgramme
		if !d.percent(6) { // else no source states it
			p.sector = sector
		}
	}
	return p
}

var pilots = table{
	id:   "pilot-%06d",
	rows: func(s Size) int { return s.Pilots },
	fill: func(s Size, row int, cells cells) {
		p, d := s.pilotOf(row), s.throw("pilot facts", row)
		cells.set("programme", ref("programmes", p.programme))
		cells.set("institution", ref("institutions", p.institution))
		kind := "field-pilot"
		if p.sector >= 0 {
			cells.set("sector", ref("sectors", p.sector))
		}
		if p.zone >= 0 {
			kind = "zone-participant"
			cells.set("zone", ref("zones", p.zone))
		}
		cells.set("kind", kind)
		cells.set("stage", d.weighted([]weighted{{"final", 70}, {"shortlist", 20}, {"unspecified", 10}}))
		if d.percent(8) {
			cells.set("partners", s.institutionOf(d.below(s.Institutions)).name.any())
		}
		cells.set("confidence", d.confidence())
		if started := d.date(2018, 6); started != "" && d.percent(25) {
			cells.set("notes", "Began in "+started+".")
		}
	},
	claims: []string{"", "", "sector", "zone", "institution programme", "stage"},
}
