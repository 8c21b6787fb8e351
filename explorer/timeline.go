package explorer

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Sizes of a timeline.
const (
	laneHeight  = 72
	yearsTop    = 26
	laneWidth   = 600
	eventRadius = 5
)

// lane is a programme in a timeline, or the context of all.
type lane struct {
	Programme map[string]any // nil for the context
	Y         int
	Cells     []cell
	Events    []eventMark
}

// cell is a year of a programme, with the zones that it designated.
type cell struct {
	Year  string // "" where the year is not known
	Count int
	X     int
	Shade int
	Href  string
}

// yearMark is a year at its place.
type yearMark struct {
	Text string // "" for the unknown year
	X    int
}

// eventMark is an event at its place.
type eventMark struct {
	Event map[string]any
	X     int
	Reach int // how far around it a click counts
}

// drawLanes draws a lane for each programme: its events, and how many zones it designated in each year.
func (p *picture) drawLanes(data map[string]any) {
	groups, events := objects(object(data, "zoneStatistics"), "groups"), objects(object(data, "events"), "nodes")
	first, last := yearsOf(groups, events)
	width := laneWidth / (last - first + 2)
	p.CellWidth = width - 2
	place := func(year string) int {
		if number, err := strconv.Atoi(year); err == nil {
			return (number - first) * width
		}
		return (last - first + 1) * width
	}
	for year := first; year <= last; year++ {
		p.Years = append(p.Years, yearMark{strconv.Itoa(year), place(strconv.Itoa(year))})
	}
	p.Years = append(p.Years, yearMark{"", place("")})

	most := 1
	for _, group := range groups {
		most = max(most, number(group, "count"))
	}
	programmes := objects(object(data, "programmes"), "nodes")
	if slices.ContainsFunc(events, func(event map[string]any) bool { return event["programme"] == nil }) {
		programmes = append(programmes, nil)
	}
	for i, programme := range programmes {
		row := lane{Programme: programme, Y: yearsTop + i*laneHeight}
		for _, group := range groups {
			keys := objects(group, "keys")
			if programme == nil || text(keys[0], "value") != text(programme, "id") {
				continue
			}
			year, wanted := text(keys[1], "value"), text(keys[1], "value")
			if year == "UNKNOWN" {
				year, wanted = "", unknown
			}
			row.Cells = append(row.Cells, cell{Year: year, Count: number(group, "count"), X: place(year), Shade: shade(number(group, "count"), most),
				Href: p.Link("/zones", "programme", keyOf(text(programme, "id")), "year", wanted)})
		}
		for _, event := range events {
			if text(object(event, "programme"), "id") == text(programme, "id") {
				row.Events = append(row.Events, eventMark{Event: event, X: placeOf(text(event, "date"), first, last, width)})
			}
		}
		setReach(row.Events)
		p.Lanes = append(p.Lanes, row)
	}
	p.Width, p.Height = laneWidth, yearsTop+len(programmes)*laneHeight
}

// setReach sets how far around each mark a click counts: as far as fingers need, and not into the next one.
func setReach(marks []eventMark) {
	const most = 12
	for i := range marks {
		nearest := 2 * most
		for j := range marks {
			if i != j {
				nearest = min(nearest, max(abs(marks[i].X-marks[j].X), 2*eventRadius))
			}
		}
		marks[i].Reach = nearest / 2
	}
}

// yearsOf are the first and the last year of all.
func yearsOf(groups, events []map[string]any) (first, last int) {
	var years []int
	for _, group := range groups {
		if year, err := strconv.Atoi(text(objects(group, "keys")[1], "value")); err == nil {
			years = append(years, year)
		}
	}
	for _, event := range events {
		if date := text(event, "date"); len(date) >= 4 {
			if year, err := strconv.Atoi(date[:4]); err == nil {
				years = append(years, year)
			}
		}
	}
	if len(years) == 0 {
		return 0, 0
	}
	const most = 20 // columns that can be read
	last = slices.Max(years)
	return max(slices.Min(years), last-most+1), last
}

// placeOf is where a date lies: a year in its middle, a month in its, an unknown date in the last column.
func placeOf(date string, first, last, width int) int {
	var year, month, day int
	if known, _ := fmt.Sscanf(strings.ReplaceAll(date, "-", " "), "%d %d %d", &year, &month, &day); known == 0 {
		return (last-first+1)*width + width/2
	}
	if month == 0 {
		month, day = 7, 1
	}
	if day == 0 {
		day = 15
	}
	return max((year-first)*width+((month-1)*31+day)*width/372, 0)
}
