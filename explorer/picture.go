package explorer

import (
	"net/http"
	"slices"
	"strings"
)

// pictureNames are the pictures of the start page, by their names in addresses.
var pictureNames = []string{"cartogram", "timeline", "bars"}

// picture is a picture with the numbers that it shows.
type picture struct {
	*request
	Name    string
	Title   string
	Release map[string]any
	Query   *Query
	Address string // of the picture alone
	CSV     string // the address of its numbers as a table
	Events  string // that of the events of a timeline; "" for other pictures
	Width   int
	Height  int
	Tiles   []tile
	Lanes   []lane
	Years   []yearMark
	Bars    []bar
	Total   any
	Left    int // how many bars are left out
	Unknown int // how many pilots no bar counts, because their sector is not known
	IsAlone bool
	// CellWidth is that of a year in a timeline.
	CellWidth int
	unknown   bool // whether the programme is not known
}

// Picture is the page of a picture alone, as SVG.
func (e *Explorer) Picture(r *http.Request) *Page {
	name, isPicture := strings.CutSuffix(r.PathValue("picture"), ".svg")
	if !isPicture || !slices.Contains(pictureNames, name) {
		return nil
	}
	return e.page(r, "/pictures/"+name+".svg", func(q *request) (*Content, error) {
		drawn, err := q.picture(name, q.values.Get("programme"))
		if err != nil {
			return nil, err
		}
		if drawn.unknown {
			return q.missing(&missingView{ID: "programme:" + q.values.Get("programme"), Kind: kinds[0]})
		}
		drawn.IsAlone = true
		return q.execute(http.StatusOK, "pictures/"+name+".svg", name+".svg", drawn)
	}).as("image/svg+xml")
}

// picture draws a picture, of one programme or of all.
func (q *request) picture(name, programme string) (*picture, error) {
	ids := []string{}
	variables := map[string]any{}
	if programme != "" {
		if !keyForm.MatchString(programme) {
			return &picture{unknown: true}, nil
		}
		id := "programme:" + programme
		ids = append(ids, id)
		of := map[string]any{"programme": map[string]any{"eq": id}}
		switch name {
		case "timeline":
			variables["programmes"], variables["zones"], variables["events"] = map[string]any{"id": map[string]any{"eq": id}}, of, of
		case "bars":
			variables["filter"], variables["pilots"] = of, of
		default:
			variables["filter"] = of
		}
	}
	variables["chosen"] = ids
	found, err := q.run(name, variables)
	if err != nil {
		return nil, err
	}
	drawn := &picture{request: q, Name: name, Title: q.T("picture." + name), Release: object(found.data, "release"), Query: found.query,
		Address: q.Link("/pictures/"+name+".svg", "programme", programme)}
	if chosen := objectsOrNil(found.data, "chosen"); len(chosen) > 0 {
		if drawn.unknown = chosen[0] == nil; drawn.unknown {
			return drawn, nil
		}
		drawn.Title += ": " + chosen[0]["label"].(*Name).Text
	}
	drawn.offerRows(variables)
	switch name {
	case "cartogram":
		drawn.drawTiles(found.data)
	case "timeline":
		drawn.drawLanes(found.data)
	case "bars":
		drawn.drawBars(found.data)
	}
	return drawn, nil
}

// offerRows sets the addresses of the numbers that the picture shows. Variables are those of its query.
func (p *picture) offerRows(variables map[string]any) {
	languages, wanted, events := texts(p.Release, "languages"), map[string]any{}, map[string]any{"orderBy": orderBy("DATE")}
	take := func(into map[string]any, as, name string) {
		if filter, ok := variables[name]; ok {
			into[as] = filter
		}
	}
	if p.Name == "timeline" {
		wanted["language"] = p.Tag
		take(wanted, "zones", "zones")
		take(events, "filter", "events")
		p.Events = p.csv("events", events, languages, false)
	}
	take(wanted, "filter", "filter")
	p.CSV = p.csv(p.Name, wanted, languages, false)
}

// HasPlaces says whether a cartogram has a tile with a place.
func (p *picture) HasPlaces() bool {
	return slices.ContainsFunc(p.Tiles, func(t tile) bool { return t.X >= 0 })
}

// Tall is the height of a picture that stands alone, with its source below.
func (p *picture) Tall() int { return p.Height + 44 }

// NoteAt is where its title stands.
func (p *picture) NoteAt() int { return p.Height + 22 }

// SourceAt is where its source stands.
func (p *picture) SourceAt() int { return p.Height + 38 }

// CellMiddle is the middle of a year in a timeline.
func (p *picture) CellMiddle() int { return p.CellWidth / 2 }

// Sizes of a cartogram.
const (
	tileSize  = 72
	tileSpace = 4
)

// tile is a region in a cartogram.
type tile struct {
	Region map[string]any
	Count  int
	Href   string
	X, Y   int
	Shade  int      // 0 for none to 5 for most
	Code   string   // for small screens
	Lines  []string // the name, in lines that fit
}

// drawTiles places the regions that have a place. The others stand in the table alone.
func (p *picture) drawTiles(data map[string]any) {
	p.Total = object(data, "zones")["totalCount"]
	most, left, top, right, bottom := 1, 1<<30, 1<<30, 0, 0
	for _, region := range objects(object(data, "regions"), "nodes") {
		place := object(region, "tile")
		each := tile{Region: region, Count: number(object(region, "zones"), "totalCount"), Code: shortCode(region), Lines: lines(region["label"].(*Name).Text), X: -1}
		if each.Count > 0 {
			_, key, _ := strings.Cut(text(region, "id"), ":")
			each.Href = p.Link("/zones", "region", key, "programme", p.values.Get("programme"))
		}
		if place != nil {
			each.X, each.Y = number(place, "column"), number(place, "row")
			left, top, right, bottom = min(left, each.X), min(top, each.Y), max(right, each.X), max(bottom, each.Y)
		}
		most = max(most, each.Count)
		p.Tiles = append(p.Tiles, each)
	}
	for i := range p.Tiles {
		each := &p.Tiles[i]
		each.Shade = shade(each.Count, most)
		if each.X >= 0 {
			each.X, each.Y = (each.X-left)*(tileSize+tileSpace), (each.Y-top)*(tileSize+tileSpace)
		}
	}
	p.Width, p.Height = max(right-left+1, 1)*(tileSize+tileSpace)-tileSpace, max(bottom-top+1, 1)*(tileSize+tileSpace)-tileSpace
	slices.SortStableFunc(p.Tiles, func(a, b tile) int { return b.Count - a.Count })
}

// shade is the class of a number among five of equal width, and 0 for none.
func shade(count, most int) int {
	if count == 0 {
		return 0
	}
	return 1 + (count-1)*5/max(most, 5)
}

// shortCode is what stands for a region where its name has no room: the end of its ISO 3166-2 code, else the name's beginning.
func shortCode(region map[string]any) string {
	if _, code, ok := strings.Cut(text(region, "isoCode"), "-"); ok {
		return code
	}
	signs := []rune(region["label"].(*Name).Text)
	return string(signs[:min(len(signs), 3)])
}

// lines breaks a name into at most two lines that fit a tile.
func lines(name string) []string {
	const most = 12 // letters in a line; other scripts take about twice the room
	width := func(text string) (width int) {
		for _, sign := range text {
			if width++; sign >= 0x2E80 {
				width++
			}
		}
		return width
	}
	if width(name) <= most {
		return []string{name}
	}
	signs := []rune(name)
	middle := len(signs) / 2
	best, isFound := middle, false
	for i, sign := range signs {
		if sign == '-' {
			i++ // the hyphen stays at the end of its line
		} else if sign != ' ' {
			continue
		}
		if !isFound || abs(i-middle) < abs(best-middle) {
			best, isFound = i, true
		}
	}
	found := []string{strings.TrimSpace(string(signs[:best])), strings.TrimSpace(string(signs[best:]))}
	for i, line := range found {
		for width(line) > most+1 {
			cut := []rune(strings.TrimSuffix(line, "…"))
			line = string(cut[:len(cut)-1]) + "…"
		}
		found[i] = line
	}
	return found
}

func abs(number int) int { return max(number, -number) }

// Sizes of bars.
const (
	barWidth = 420
	barRoom  = 360 // for the longest bar; the rest is for its number
	barLine  = 38
)

// bar is a sector with the number of its institutions.
type bar struct {
	Sector map[string]any
	Count  int
	Y      int
	Length int
	Href   string
}

// drawBars draws a bar for each sector, in their order.
func (p *picture) drawBars(data map[string]any) {
	most := 1
	sectors := objects(object(data, "sectors"), "nodes")
	for _, sector := range sectors {
		most = max(most, number(object(sector, "institutions"), "totalCount"))
	}
	for i, sector := range sectors {
		count := number(object(sector, "institutions"), "totalCount")
		_, key, _ := strings.Cut(text(sector, "id"), ":")
		each := bar{Sector: sector, Count: count, Y: i * barLine, Length: count * barRoom / most}
		if count > 0 {
			each.Href = p.Link("/institutions", "sector", key)
		}
		p.Bars = append(p.Bars, each)
	}
	p.Left = number(object(data, "sectors"), "totalCount") - len(sectors)
	for _, group := range objects(object(data, "pilotStatistics"), "groups") {
		if text(objects(group, "keys")[0], "value") == "UNKNOWN" {
			p.Unknown = number(group, "count")
		}
	}
	p.Width, p.Height = barWidth, max(len(sectors), 1)*barLine
}
