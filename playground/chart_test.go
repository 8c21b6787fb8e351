package playground_test

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestTheFirstChartShowsEachProgrammeOnce opens the first example.
func TestTheFirstChartShowsEachProgrammeOnce(t *testing.T) {
	widths(t, func(t *testing.T, width int64) {
		p := open(t, width, "/graphiql?lang=en")
		p.example("programmes")
		p.button("Chart")
		p.wait(`document.querySelector('.chart svg[aria-label="Chart: programmes.zones.totalCount by programmes.name"] rect')`)
		p.button("Table")
		_, rows := p.table()
		names := slices.Compact(column(rows, 2))
		p.button("Chart")
		p.wait(`document.querySelector('.chart svg rect')`)
		if got := read[[]string](p, labels+`.map((each) => each.querySelector('title').textContent)`); !slices.Equal(got, names) {
			t.Errorf("bars of %q; want %q", got, names)
		}
		// A name that does not fit is cut at its end, and none begins outside of the picture.
		if cut := read[[]string](p, labels+`.filter((each) => {
			const shown = each.firstChild.textContent, whole = each.querySelector('title').textContent
			return each.getBBox().x + each.getCTM().e < 0 || (shown.endsWith('…') ? !whole.startsWith(shown.slice(0, -1)) : shown !== whole)
		}).map((each) => each.textContent)`); len(cut) > 0 {
			t.Errorf("these names are cut: %q", cut)
		}
	})
}

// labels are the names beside the bars, in JavaScript.
const labels = `[...document.querySelectorAll('.chart svg[role=img] text:has(title)')]`

func TestTicksAreWholeNumbers(t *testing.T) {
	p := open(t, wide, link("query", "{ zones(first: 8) { nodes { name regions(first: 0) { totalCount } kind } } }", "lang", "en"))
	p.run()
	p.button("Chart")
	p.wait(`document.querySelector('.chart svg')`)
	p.choose("Each bar", "zones.name")
	p.choose("Length", "zones.regions.totalCount")
	p.wait(`document.querySelector('.chart svg[aria-label="Chart: zones.regions.totalCount by zones.name"] rect')`)
	for _, kind := range []string{"Bars", "Dots"} {
		p.choose("Kind", kind)
		if kind == "Dots" {
			p.choose("Across", "zones.regions.totalCount")
			p.wait(`document.querySelector('.chart .dot circle')`)
		}
		ticks := read[[]string](p, `[...document.querySelectorAll('.chart .x-axis-tick-label text')].map((each) => each.textContent)`)
		for i, tick := range ticks {
			if _, err := strconv.Atoi(tick); err != nil || slices.Contains(ticks[:i], tick) {
				t.Errorf("%s: ticks %q", kind, ticks)
			}
		}
	}
}

// TestTheSavedChartHasItsLegend colours bars by what some rows do not have.
func TestTheSavedChartHasItsLegend(t *testing.T) {
	p := open(t, wide, "/graphiql?lang=en")
	p.example("zones-of-a-province")
	p.button("Chart")
	p.wait(`document.querySelector('.chart svg')`)
	p.choose("Each bar", "zones.programme.name")
	p.choose("Colour", "zones.designatedOn")
	p.wait(`document.querySelector('.chart figure figure')`)
	legend := read[[]string](p, `[...document.querySelectorAll('.chart [class$=swatch]')].map((each) => each.textContent)`)
	if !slices.Contains(legend, "not known") || slices.Contains(legend, "") {
		t.Errorf("the legend has %q", legend)
	}
	content := string(p.saveBy("//button[normalize-space()='Save as SVG']", "chart.svg"))
	for _, name := range legend {
		if !strings.Contains(content, ">"+name+"</text>") {
			t.Errorf("the file lacks %q", name)
		}
	}
	if !strings.Contains(content, `text-anchor="start"><rect`) { // the picture has its texts in the middle
		t.Error("names of the legend lie on its colours")
	}
	decoder := xml.NewDecoder(strings.NewReader(content))
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
