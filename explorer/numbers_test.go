package explorer_test

import (
	"encoding/csv"
	"encoding/xml"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// table reads the rows of a CSV file, each by the names of its columns.
func (s *site) table(t *testing.T, address string) (rows []map[string]string) {
	t.Helper()
	answer := s.get(address, "Accept", "*/*")
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(answer.Body.String(), "\ufeff")))
	reader.Comment, reader.FieldsPerRecord = '#', -1
	lines, err := reader.ReadAll()
	if err != nil || answer.Code != http.StatusOK || len(lines) == 0 {
		t.Fatalf("%s: status %d, %v, %d lines: %.300s", address, answer.Code, err, len(lines), answer.Body)
	}
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, column := range lines[0] {
			row[column] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// numbersIn are the numbers of the table beside a picture, by what they count, and how many rows have no number.
func numbersIn(figure *html.Node, cells int) (numbers map[string]string, others int) {
	numbers = map[string]string{}
	for _, row := range all(all(figure, "details", "")[0], "tr", "") {
		counts, heads := all(row, "td", "number"), all(row, "th", "")
		switch {
		case attribute(heads[0], "scope") != "row":
		case len(counts) == 0:
			others++
		default:
			name := textOf(all(heads[0], "a", "")[0])
			for _, cell := range all(row, "td", "")[:cells] {
				name += ", " + textOf(cell)
			}
			numbers[name] = textOf(counts[0])
		}
	}
	return numbers, others
}

// TestFilesOfPicturesHaveTheNumbersOfTheirTables reads the file under each picture beside the table under it.
func TestFilesOfPicturesHaveTheNumbersOfTheirTables(t *testing.T) {
	for _, address := range []string{"/?lang=en", "/?lang=de&programme=e-cny-pilot-areas", "/?lang=zh&programme=blockchain-innovation-application-pilots"} {
		language, page := address[len("/?lang="):][:2], seedSite().page(t, address)
		for class, of := range map[string]struct {
			columns []string
			count   string
		}{
			"cartogram": {[]string{"regions.name_" + language}, "regions.zones.totalCount"},
			"time":      {[]string{"zoneStatistics.groups.PROGRAMME.label", "zoneStatistics.groups.YEAR.label"}, "zoneStatistics.groups.count"},
			"bars":      {[]string{"sectors.name_" + language}, "sectors.institutions.totalCount"},
		} {
			figure := page.all("figure", class)[0]
			want, events := numbersIn(figure, len(of.columns)-1)
			links := all(figure, "a", "csv")
			got, rows := map[string]string{}, 0
			for _, row := range seedSite().table(t, attribute(links[0], "href")) {
				name := row[of.columns[0]]
				for _, column := range of.columns[1:] {
					name += ", " + row[column]
				}
				if row[of.count] == "" {
					t.Errorf("%s, %s: the row of %q is %v", address, class, name, row)
				}
				rows++
				got[strings.ReplaceAll(name, ", N", ", n")] = row[of.count] // the label of an unknown year begins a line, on the page it does not
			}
			if !maps.Equal(got, want) || rows != len(want) {
				t.Errorf("%s, %s: the file has %d rows %v, the table %v", address, class, rows, got, want)
			}
			if class == "time" && len(seedSite().table(t, attribute(links[1], "href"))) != events {
				t.Errorf("%s: the file of events has not the %d events of the table", address, events)
			}
		}
	}
}

// TestCoverageIsExplained reads numbers that need a word: more is recorded than reported, or less than the list beside has.
func TestCoverageIsExplained(t *testing.T) {
	for address, text := range map[string]string{
		"/": "18 recorded; a source reports 15", "/programmes": "18 recorded; a source reports 15",
		"/programmes/ai-innovation-pilot-zones": "18 recorded; a source reports 15", "/?lang=de": "18 erfasst; eine Quelle berichtet 15", "/?lang=zh": "已收录 18；有来源报道 15",
	} {
		page := seedSite().page(t, address)
		page.contains(t, text)
		for _, meter := range page.all("meter", "") {
			if recorded, reported := number(t, meter, "value"), number(t, meter, "max"); recorded > reported {
				t.Errorf("%s shows %d of %d", address, recorded, reported)
			}
		}
	}
	const rule = "Only institutions with a pilot in a sector count towards a reported number"
	for address, isSaid := range map[string]bool{
		"/": true, "/programmes": true, "/programmes/blockchain-innovation-application-pilots": true, "/programmes/e-cny-pilot-areas": false,
		"/zones/bc-yuzhong": false, "/sectors": false, "/sectors/education": false, "/institutions": false,
	} {
		if page := seedSite().page(t, address); strings.Contains(textOf(page.root), rule) != isSaid {
			t.Errorf("%s says how institutions are counted: %v, want %v", address, !isSaid, isSaid)
		}
	}
	// The bars and what stands in none of them are all pilots.
	page, sum := seedSite().page(t, "/"), 0
	for _, each := range all(page.all("figure", "bars")[0], "td", "number") {
		count, _ := strconv.Atoi(textOf(each))
		sum += count
	}
	_, total := seedSite().page(t, "/pilots").rows()
	if sum != 13 || total != "25 pilots" {
		t.Fatalf("the bars have %d, the list %s", sum, total)
	}
	page.contains(t, "12 pilots stand in no bar")
	if text := textOf(seedSite().page(t, "/?programme=e-cny-pilot-areas").root); strings.Contains(text, "stand in no bar") {
		t.Error("there is no bar, and the page says what is in none")
	}
}

func number(t *testing.T, node *html.Node, name string) int {
	t.Helper()
	found, err := strconv.Atoi(attribute(node, name))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestTimelineLeadsToWhatItCounts follows each number of the timeline, that of the unknown year too.
func TestTimelineLeadsToWhatItCounts(t *testing.T) {
	figure := seedSite().page(t, "/").all("figure", "time")[0]
	unknown := 0
	for _, cell := range all(figure, "td", "number") {
		address := attribute(all(cell, "a", "")[0], "href")
		if strings.Contains(address, "year=unknown") {
			unknown++
		}
		if _, total := seedSite().page(t, address).rows(); strings.Fields(total)[0] != textOf(cell) {
			t.Errorf("%s zones lead to %s at %s", textOf(cell), total, address)
		}
	}
	if unknown == 0 {
		t.Error("no zone has an unknown year")
	}
	seedSite().page(t, "/zones?year=unknown&lang=de").contains(t, "Jahr: nicht bekannt")
}

// TestDotsAreLargeEnough measures where a click on an event of the timeline counts: it reaches no other event, and is larger than the
// dot where there is room.
func TestDotsAreLargeEnough(t *testing.T) {
	var drawn struct {
		Lanes []struct {
			Links []struct {
				Circles []struct {
					X int `xml:"cx,attr"`
					R int `xml:"r,attr"`
				} `xml:"circle"`
			} `xml:"a"`
		} `xml:"g"`
	}
	if err := xml.Unmarshal(seedSite().get("/pictures/timeline.svg").Body.Bytes(), &drawn); err != nil {
		t.Fatal(err)
	}
	events, large := 0, 0
	for _, lane := range drawn.Lanes {
		for i, link := range lane.Links {
			if len(link.Circles) == 0 {
				continue // a year
			}
			target := link.Circles[0]
			if events++; target.R == 12 {
				large++
			}
			for j, other := range lane.Links {
				if i == j || len(other.Circles) == 0 || target.R == 5 {
					continue
				}
				if space := max(target.X, other.Circles[0].X) - min(target.X, other.Circles[0].X); space < target.R+other.Circles[0].R {
					t.Errorf("the targets at %d and %d reach into each other", target.X, other.Circles[0].X)
				}
			}
			if target.R < 5 {
				t.Errorf("the target at %d is smaller than its dot", target.X)
			}
		}
	}
	if events < 10 || large < 3 {
		t.Errorf("%d of %d events are large enough to be hit", large, events)
	}
}
