package playground_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"pilotgraph/internal/rows"
)

// save clicks the button of a label and returns the file that it gives.
func (p *page) save(label, name string) []byte {
	p.t.Helper()
	return p.saveBy(`button[aria-label="`+label+`"]`, name)
}

// saveBy clicks what a selector finds and returns the file that it gives.
func (p *page) saveBy(selector, name string) []byte {
	p.t.Helper()
	folder := p.t.TempDir()
	allow := true
	if _, err := chromedp.CallBrowser(p.context, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: folder, EventsEnabled: &allow,
		BrowserContextID: chromedp.FromContext(p.context).BrowserContextID,
	}); err != nil {
		p.t.Fatal(err)
	}
	p.click(selector)
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if content, err := os.ReadFile(filepath.Join(folder, name)); err == nil && len(content) > 0 {
			return content
		}
	}
	entries, _ := os.ReadDir(folder)
	p.t.Fatalf("%s did not come; there is %v", name, entries)
	return nil
}

// TestBrowserAndServerMakeTheSameRows saves the rows of examples, and compares them with what Go makes of the same answers.
func TestBrowserAndServerMakeTheSameRows(t *testing.T) {
	p := open(t, wide, "/graphiql?lang=zh")
	for example, operation := range map[string]string{
		"nested": "Nested", "agency": "Agency", "sectors": "Sectors", "search-chinese": "SearchChinese", "pilots-by-sector": "PilotsBySector",
		"ordered-pages": "OrderedPages", "article": "Article",
	} {
		p.example(example)
		got := string(p.save("另存为 CSV", "pilotgraph-0.2.0-"+operation+".csv"))
		var answer struct{ Data json.RawMessage }
		if err := json.Unmarshal([]byte(read[string](p, response)), &answer); err != nil {
			t.Fatal(err)
		}
		query := read[string](p, document)
		columns, all := flatten(query, "", nil, answer.Data)
		var want bytes.Buffer
		file := rows.NewCSV(&want, rows.Origin{
			Title: "Pilot programmes: blockchain innovation application pilots and related programmes in China", Release: "0.2.0",
			Address: address + "/graphql", Language: "zh", Query: query,
		}.Remarks(), columns)
		for _, row := range all {
			file.Write(row)
		}
		if err := file.Flush(); err != nil {
			t.Fatal(err)
		}
		// Licences and credits are those of the seed, whatever they are.
		var lines []string
		for line := range strings.Lines(got) {
			if !strings.HasPrefix(line, "# Licence: ") && !strings.HasPrefix(line, "# Credit: ") && !strings.HasPrefix(line, "\ufeff# Data: ") {
				lines = append(lines, line)
			}
		}
		_, wanted, _ := strings.Cut(want.String(), "\r\n")
		if diff := cmp.Diff(wanted, strings.Join(lines, "")); diff != "" {
			t.Errorf("%s (-Go +browser):\n%s", example, diff)
		}
		if !strings.HasPrefix(got, "\ufeff# Data: ") || !strings.Contains(got, "\r\n# Licence: CC-BY-4.0 https://") || !strings.Contains(got, "\r\n# Credit: ") {
			t.Errorf("%s does not say where it is from: %s", example, got)
		}
	}
}

const largeQuery = "query Large { regions(first: 100) { nodes { id name children(first: 100) { nodes { id name isoCode level } } } } }"

// TestALargeAnswer has 24,000 cells.
func TestALargeAnswer(t *testing.T) {
	p := open(t, wide, link("query", largeQuery, "lang", "en"))
	p.run()
	p.button("Table")
	p.wait(`document.querySelector('.table caption').textContent === '4,000 rows, 6 columns'`)
	if drawn := read[int](p, `document.querySelectorAll('.table td').length`); drawn > 1000 {
		t.Errorf("%d cells are drawn", drawn)
	}
	p.button("regions.children.id")
	p.button("regions.children.id")
	p.wait(`document.querySelector('.table tbody td:nth-child(3)').textContent === 'region:99-39'`)
	read[any](p, `document.querySelector('.table').scrollTo(0, 1e9)`)
	p.wait(`[...document.querySelectorAll('.table tbody tr:not(.gap) td:nth-child(3)')].at(-1)?.textContent === 'region:0-0'`)
	if bottom := read[bool](p, `(() => { const table = document.querySelector('.table'), row = [...table.querySelectorAll('tbody tr:not(.gap)')].at(-1)
		return Math.abs(row.getBoundingClientRect().bottom - table.getBoundingClientRect().bottom) < 20 })()`); !bottom {
		t.Error("the last row is not at the bottom")
	}
	if title := read[string](p, `document.title`); title == "run" || read[int](p, `document.querySelectorAll('.table script').length`) > 0 {
		t.Error("a text of the data became a script")
	}
	p.button("Chart")
	p.wait(`document.querySelector('.chart svg rect')`)

	book := p.save("Save as XLSX", "pilotgraph-0.2.0-Large.xlsx")
	sheets := unzip(t, book)
	if count := strings.Count(sheets["xl/worksheets/sheet1.xml"], "<row "); count != 4001 {
		t.Errorf("the sheet has %d rows", count)
	}
	all := strings.Join([]string{sheets["xl/worksheets/sheet1.xml"], sheets["xl/worksheets/sheet2.xml"], sheets["xl/sharedStrings.xml"]}, "\n")
	for _, want := range []string{"&lt;script&gt;", "regions.children.isoCode", "Licence", "CC-BY-4.0", "query Large", "0.2.0"} {
		if !strings.Contains(all, want) {
			t.Errorf("the book does not have %q", want)
		}
	}
	if strings.Contains(all, "<f>") || !strings.Contains(sheets["xl/workbook.xml"], `name="Rows"`) || !strings.Contains(sheets["xl/workbook.xml"], `name="Origin"`) {
		t.Errorf("the book is %s", sheets["xl/workbook.xml"])
	}
}

func unzip(t *testing.T, content []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, each := range archive.File {
		file, err := each.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(file)
		if err != nil {
			t.Fatal(err)
		}
		texts[each.Name] = string(text)
	}
	return texts
}
