package explorer_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

// What curators may write into a name.
const (
	scriptName    = `<script>alert(1)</script>`
	imageName     = `"><img src=x onerror=alert(1)> {{.}} </title></textarea>`
	arabicName    = "منطقة الابتكار \u200f2025\u200f (دبي)"
	combiningName = "Z̶̡̛͇̗̈́̀̓a̴̢̛̪̟̐̽͝l̷̨̛̘̪͋̈́͝g̴̡̛̗̈́̀̓o̶ région é ñ ô"
)

var longName = strings.Repeat("Zone-with-a-very-long-name", 12)[:300]

// strangePackage is a package of another country, in other languages, without regions on tiles and with strange texts.
func strangePackage() fstest.MapFS {
	quote := func(cells ...string) string {
		for i, cell := range cells {
			cells[i] = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		return strings.Join(cells, ",") + "\n"
	}
	descriptor, err := json.Marshal(map[string]any{
		"name": "strange", "title": `A </script><script>alert(2)</script> title & more`, "description": `</script><b>"bold"</b>`, "version": "1.0.0-draft", "created": "2026-01-02T03:04:05Z",
		"languages":    []string{"fr", "ar"},
		"licenses":     []any{map[string]any{"name": "CC0-1.0", "title": "<CC0>", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}},
		"contributors": []any{map[string]any{"title": "<i>Somebody</i>"}},
		"resources": []any{
			map[string]any{"name": "programmes", "path": "programmes.csv"}, map[string]any{"name": "zones", "path": "zones.csv"},
			map[string]any{"name": "sources", "path": "sources.csv"}, map[string]any{"name": "citations", "path": "citations.csv"},
		},
	})
	if err != nil {
		panic(err)
	}
	zones := quote("id", "programme", "name_fr", "name_ar", "name_fr_basis", "name_ar_basis", "zone_kind", "region", "precision", "batch", "designated_on", "confidence", "notes")
	citations := quote("id", "subject_table", "subject_id", "source", "quote", "fields", "note") + quote("c0", "programmes", "strange", "paper", scriptName, "", imageName)
	for id, names := range map[string][2]string{"script": {scriptName, ""}, "image": {imageName, ""}, "arabic": {"", arabicName}, "combining": {combiningName, arabicName}, "long": {longName, ""}} {
		bases := [2]string{}
		for i, name := range names {
			if name != "" {
				bases[i] = "source"
			}
		}
		zones += quote(id, "strange", names[0], names[1], bases[0], bases[1], "testbed", "", "exact", scriptName, "2025", "inferred", imageName)
		citations += quote("c-"+id, "zones", id, "paper", arabicName+" "+scriptName+longName, "zone_kind", scriptName)
	}
	files := map[string]string{
		"datapackage.json": string(descriptor),
		"programmes.csv":   quote("id", "country", "name_fr", "name_fr_basis", "kind", "document_no", "notes") + quote("strange", "CH", "Programme étrange "+scriptName, "source", "zones", imageName, ""),
		"zones.csv":        zones,
		"sources.csv":      quote("id", "url", "title", "publisher", "language", "published", "retrieved", "kind", "reliability", "notes") + quote("paper", "", scriptName, imageName, "fr", "", "2026-01-01", "press", "low", scriptName),
		"citations.csv":    citations,
	}
	tree := fstest.MapFS{}
	for name, text := range files {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return tree
}

// strangeSite serves the strange package.
var strangeSite = sync.OnceValue(func() *site { return serve(open("strange", strangePackage())) })

// strangePages are its pages.
var strangePages = []string{"/", "/?lang=zh", "/programmes", "/programmes/strange", "/zones", "/zones?q=%3Cscript%3E", "/zones/script", "/zones/image", "/zones/arabic", "/zones/combining",
	"/zones/long", "/zones/script?report=batch", "/sources", "/sources/paper", "/citations/c-script", "/search?q=script", "/search?q=%22%3E%3Cimg", "/institutions", "/regions", "/releases", "/releases/1.0.0-draft",
	"/sectors", "/agencies", "/pilots", "/events"}

// TestStrangeTextsAreText reads pages of a package with markup, quotation marks, Arabic and long texts in every place: they are
// shown as text.
func TestStrangeTextsAreText(t *testing.T) {
	for _, address := range strangePages {
		page := strangeSite().page(t, address)
		page.isSound(t)
		for _, each := range page.all("", "") {
			isOurs := each.Data != "script" || attribute(each, "src") != "" || attribute(each, "type") == "application/ld+json"
			if !isOurs || each.Data == "img" || each.Data == "i" || each.Data == "b" || each.Data == "textarea" {
				t.Errorf("%s has the element %s", address, each.Data)
			}
			if link := attribute(each, "href"); strings.HasPrefix(link, "javascript:") {
				t.Errorf("%s links to %s", address, link)
			}
		}
	}
	strangeSite().page(t, "/zones/script").contains(t, scriptName)
	strangeSite().page(t, "/zones/image").contains(t, strings.Join(strings.Fields(imageName), " "))
	strangeSite().page(t, "/zones/arabic").contains(t, arabicName)
	strangeSite().page(t, "/zones/long").contains(t, longName)
	strangeSite().page(t, "/sources/paper").contains(t, scriptName)
	for _, address := range []string{"/releases.atom", "/releases.json", "/dcat.jsonld", "/llms.txt", "/pictures/cartogram.svg", "/pictures/timeline.svg", "/pictures/bars.svg", "/suggestions?q=script"} {
		answer := strangeSite().get(address)
		if answer.Code != http.StatusOK || strings.Contains(answer.Header().Get("Content-Type"), "html") && strings.Contains(answer.Body.String(), "<script") {
			t.Errorf("%s: %d %s", address, answer.Code, answer.Body)
		}
	}
}

// TestACountryWithoutTiles reads the start page of a package whose regions have no places in a cartogram.
func TestACountryWithoutTiles(t *testing.T) {
	page := strangeSite().page(t, "/")
	page.contains(t, "The regions of this release have no places in a cartogram.", "No sectors are recorded for this programme.")
}

// TestNamesSayTheirLanguage reads a page in a language that the package has no names in: each name says the one it is in.
func TestNamesSayTheirLanguage(t *testing.T) {
	page := strangeSite().page(t, "/zones/combining?lang=de")
	heading := page.all("h1", "")[0]
	var languages []string
	for _, each := range all(heading, "bdi", "") {
		languages = append(languages, attribute(each, "lang"))
	}
	if strings.Join(languages, " ") != "fr ar" {
		t.Errorf("the heading is in %v", languages)
	}
	strangeSite().page(t, "/programmes/strange?lang=de").contains(t, "Schweiz", "5 Zonen")
}
