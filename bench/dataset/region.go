package dataset

import (
	"fmt"
	"strconv"
)

// regionCounts returns how many regions each level has: as in China where there are enough, else a third each.
func (s Size) regionCounts() (first, second, third int) {
	first = min(len(provinces), (s.Regions+2)/3)
	second = min(333, (s.Regions-first+1)/2)
	return first, second, s.Regions - first - second
}

// parentOf returns the region around one, or -1.
func (s Size) parentOf(region int) int {
	first, second, _ := s.regionCounts()
	switch {
	case region < first:
		return -1
	case region < first+second:
		return (region - first) % first
	default:
		return first + (region-first-second)%second
	}
}

// province returns the region of the first level around one.
func (s Size) province(region int) int {
	for s.parentOf(region) >= 0 {
		region = s.parentOf(region)
	}
	return region
}

// anyRegion returns a region, of the first level in so many cases of a hundred, else a city or a district; more often one
// of the first of its level.
func (s Size) anyRegion(d *dice, ofFirstLevel int) int {
	first, second, third := s.regionCounts()
	level := d.below(100)
	switch {
	case level < (100-ofFirstLevel)/2 && third > 0:
		return first + second + d.skewed(third)
	case level < 100-ofFirstLevel && second > 0:
		return first + d.skewed(second)
	default:
		return d.skewed(first)
	}
}

// division is what a country calls a region.
func (s Size) division(region int) (rank pair, division string) {
	first, second, _ := s.regionCounts()
	switch province := s.province(region); {
	case region < first:
		return pair{zh: provinces[region][1]}, provinces[region][3]
	case region < first+second && provinces[province][3] == "municipality":
		return pair{"区", " District"}, "district"
	case region < first+second:
		return pair{zh: "市"}, "prefecture-level-city"
	case region%3 == 0:
		return pair{"县", " County"}, "county"
	default:
		return pair{"区", " District"}, "district"
	}
}

// place is how a region is called in the names of what lies there: Chinese in full and short, English without rank.
func (s Size) place(region int) (full, short, en string) {
	rank, _ := s.division(region)
	first, second, _ := s.regionCounts()
	if region < first {
		p := provinces[region]
		return p[0] + p[1], p[0], p[2]
	}
	d := s.throw("syllables", region)
	head, tail := d.pair(firstSyllables), d.pair(lastSyllables)
	if region < first+second { // cities are told apart
		n := region - first
		head, tail = firstSyllables[n%len(firstSyllables)], lastSyllables[(n+n/len(firstSyllables))%len(lastSyllables)]
	}
	short = head.zh + tail.zh
	return short + rank.zh, short, joined(head.en, tail.en)
}

func regionName(s Size, row int) name {
	full, short, en := s.place(row)
	rank, _ := s.division(row)
	n := s.throw("regions", row).sourced(name{en: en + rank.en, zh: full, short: short})
	n.zhBasis = "source"
	return n
}

var regions = table{
	id:   "region-%04d",
	rows: func(s Size) int { return s.Regions },
	name: regionName,
	fill: func(s Size, row int, cells cells) {
		first, second, _ := s.regionCounts()
		_, division := s.division(row)
		cells.set("country", "CN")
		cells.set("division_type", division)
		cells.set("code", s.regionCode(row))
		cells.set("code_scheme", "GB/T 2260")
		switch {
		case row < first:
			p := provinces[row]
			cells.set("level", "adm1")
			cells.set("iso_3166_2", p[4])
			cells.set("tile_row", p[8])
			cells.set("tile_col", p[9])
		case row < first+second:
			cells.set("level", "adm2")
		default:
			cells.set("level", "adm3")
		}
		if parent := s.parentOf(row); parent >= 0 {
			cells.set("parent", ref("regions", parent))
		}
		s.setPoint(row, cells)
	},
	claims: []string{"", "name_zh code", "name_en", "parent", "lat lon", "division_type"},
}

// regionCode counts through the regions around, two digits a level as GB/T 2260 does.
func (s Size) regionCode(region int) string {
	first, second, _ := s.regionCounts()
	digits := func(province int) string { return provinces[province][5][:2] }
	switch {
	case region < first:
		return provinces[region][5]
	case region < first+second:
		return fmt.Sprintf("%s%02d00", digits(s.province(region)), (region-first)/first+1)
	default:
		n := region - first - second
		return fmt.Sprintf("%s%02d%02d", digits(s.province(region)), (s.parentOf(region)-first)/first+1, n/second+1)
	}
}

// setPoint puts a region near the seat of its province; one of twelve has no point.
func (s Size) setPoint(region int, cells cells) {
	d := s.throw("points", region)
	first, _, _ := s.regionCounts()
	if region >= first && d.below(12) == 0 {
		return
	}
	p := provinces[s.province(region)]
	lat, lon, basis := p[6], p[7], "seat"
	if region >= first {
		lat, lon = moved(lat, d.below(3000)-1500), moved(lon, d.below(4000)-2000)
		basis = d.weighted([]weighted{{"place", 60}, {"place-within", 25}, {"seat", 10}, {"parent-seat", 5}})
	}
	cells.set("lat", lat)
	cells.set("lon", lon)
	cells.set("coord_basis", basis)
	cells.set("coord_source", ref("sources", d.below(s.Sources)))
}

// moved adds thousandths of a degree.
func moved(degrees string, thousandths int) string {
	number, err := strconv.ParseFloat(degrees, 64)
	if err != nil {
		panic("words.go: " + err.Error())
	}
	return strconv.FormatFloat(number+float64(thousandths)/1000, 'f', 3, 64)
}
