package explorer_test

import (
	"crypto/sha256"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"pilotgraph/explorer"
	"pilotgraph/graph"
	"pilotgraph/graph/guard"
)

// TestDocumentsAreWithinTheLimits checks the query of each page and picture against the contract and the default limits, with
// room for a stricter operator.
func TestDocumentsAreWithinTheLimits(t *testing.T) {
	limits, dearest, most := guard.Default(), "", 0
	documents := explorer.Documents()
	if len(documents) < 35 {
		t.Errorf("there are %d documents", len(documents))
	}
	for name, text := range documents {
		document, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, limits.Tokens)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := limits.CheckDocument(graph.Schema(), document); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		document, errs := gqlparser.LoadQueryWithRules(graph.Schema(), text, nil)
		if errs != nil {
			t.Errorf("%s: %v", name, errs)
			continue
		}
		operation := document.Operations[0]
		if len(document.Operations) != 1 || operation.Name == "" {
			t.Errorf("%s has not one operation with a name", name)
		}
		cost, refused := limits.CheckCost(graph.Schema(), operation, map[string]any{"first": json.Number("25")}, guard.Pages{Root: 20, Nested: 10, Maximum: 100})
		if refused != nil {
			t.Errorf("%s: %v", name, refused)
		}
		if cost > most {
			dearest, most = name, cost
		}
		if escaped := len(url.QueryEscape(text)); escaped > 6<<10 {
			t.Errorf("%s takes %d bytes of an address; leave room for variables", name, escaped)
		}
	}
	t.Logf("the dearest is %s with %d", dearest, most)
}

// TestStartPageSaysWhatThereIs reads the numbers of the start page beside those of the graph.
func TestStartPageSaysWhatThereIs(t *testing.T) {
	page := seedSite().page(t, "/")
	page.contains(t, "7 programmes", "93 zones", "25 institutions", "16 sectors", "22 agencies", "15 of 15 recorded", "20 of 164 recorded",
		"Release 0.2.0, 23 November 2026", "Creative Commons Attribution 4.0 International", "GeoNames (CC BY 4.0)")
	if options := page.all("option", ""); len(options) != 8 {
		t.Errorf("%d programmes can be chosen, with all of them", len(options)-1)
	}
	var described map[string]any
	scripts := page.all("script", "")
	for _, each := range scripts {
		if attribute(each, "type") == "application/ld+json" {
			if err := json.Unmarshal([]byte(each.FirstChild.Data), &described); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, want := range map[string]any{"@context": "https://schema.org/", "@type": "Dataset", "version": "0.2.0", "license": "https://creativecommons.org/licenses/by/4.0/",
		"url": "http://example.com/releases/0.2.0", "datePublished": "2026-11-23", "dateModified": "2026-11-23", "isAccessibleForFree": true} {
		if described[name] != want {
			t.Errorf("%s of the data set is %v, want %v", name, described[name], want)
		}
	}
	if distributions := fmt.Sprint(described["distribution"]); !strings.Contains(distributions, "contentUrl:http://example.com/releases/0.2.0/package.zip") || !strings.Contains(distributions, openSeed().Package.SHA256) {
		t.Errorf("the data set is distributed as %s", distributions)
	}
	for _, each := range described["distribution"].([]any) {
		if address, ok := each.(map[string]any)["contentUrl"].(string); ok && seedSite().get(strings.TrimPrefix(address, "http://example.com")).Code != http.StatusOK {
			t.Errorf("the data set is said to be at %s", address)
		}
	}
	if text, _ := described["description"].(string); len(text) < 50 || len(text) > 5000 { // what search engines take
		t.Errorf("the description has %d bytes", len(text))
	}
}

// TestPicturesShowTheirNumbers compares each picture alone with the table beside it, for all programmes and for one.
func TestPicturesShowTheirNumbers(t *testing.T) {
	digits := regexp.MustCompile(`^[\d,]+$`)
	for _, programme := range []string{"", "e-cny-pilot-areas", "blockchain-innovation-application-pilots"} {
		page := seedSite().page(t, "/?programme="+programme)
		for class, name := range map[string]string{"cartogram": "cartogram", "time": "timeline", "bars": "bars"} {
			figure := page.all("figure", class)[0]
			inTable := map[string]int{}
			for _, each := range all(figure, "td", "number") {
				inTable[textOf(each)]++
			}
			answer := seedSite().get("/pictures/" + name + ".svg?programme=" + programme)
			if answer.Code != http.StatusOK || answer.Header().Get("Content-Type") != "image/svg+xml; charset=utf-8" {
				t.Fatalf("%s: %d %s", name, answer.Code, answer.Header().Get("Content-Type"))
			}
			inPicture, root := map[string]int{}, ""
			decoder := xml.NewDecoder(strings.NewReader(answer.Body.String()))
			isValue := false
			for token, err := decoder.Token(); token != nil; token, err = decoder.Token() {
				if err != nil {
					t.Fatalf("%s is not XML: %v", name, err)
				}
				switch token := token.(type) {
				case xml.StartElement:
					if root == "" {
						root = token.Name.Space + " " + token.Name.Local
					}
					isValue = false
					for _, attribute := range token.Attr {
						isValue = isValue || attribute.Name.Local == "class" && attribute.Value == "value"
						if strings.HasPrefix(attribute.Name.Local, "on") || attribute.Name.Local == "style" {
							t.Errorf("%s has the attribute %s", name, attribute.Name.Local)
						}
					}
				case xml.CharData:
					if text := strings.TrimSpace(string(token)); isValue && digits.MatchString(text) {
						inPicture[text]++
						isValue = false
					}
				}
			}
			if root != "http://www.w3.org/2000/svg svg" {
				t.Errorf("%s is %s", name, root)
			}
			for text, count := range inTable {
				if inPicture[text] != count {
					t.Errorf("%s of %q: the table has %s %d times, the picture %d times", name, programme, text, count, inPicture[text])
				}
			}
			if len(inTable) == 0 && programme != "e-cny-pilot-areas" || !strings.Contains(answer.Body.String(), "PilotGraph 0.2.0") {
				t.Errorf("%s of %q has the numbers %v", name, programme, inTable)
			}
		}
	}
}

func TestReleasesForPeopleAndPrograms(t *testing.T) {
	site := seedSite()
	site.page(t, "/releases").contains(t, "0.2.0", "current", "23 November 2026")
	for _, address := range []string{"/releases.json", "/releases"} {
		var list struct {
			Releases []struct {
				ID, Version, Hash, Page, GraphQL string
				CreatedAt, PublishedAt           time.Time
				IsCurrent                        bool
				Package                          struct {
					URL, SHA256 string
					Size        int64
				}
				Counts []struct {
					Type  string
					Count int
				}
			}
		}
		answer := site.get(address, "Accept", "application/json")
		if err := json.Unmarshal(answer.Body.Bytes(), &list); err != nil || answer.Header().Get("Content-Type") != "application/json; charset=utf-8" {
			t.Fatalf("%s: %v, %s", address, err, answer.Header().Get("Content-Type"))
		}
		if len(list.Releases) != 1 || list.Releases[0].Version != "0.2.0" || !list.Releases[0].IsCurrent || len(list.Releases[0].Hash) != 64 ||
			list.Releases[0].Page != "http://example.com/releases/0.2.0" || list.Releases[0].GraphQL != "http://example.com/releases/0.2.0/graphql" || len(list.Releases[0].Counts) < 15 {
			t.Errorf("%s: %s", address, answer.Body)
		}
		download := site.get(strings.TrimPrefix(list.Releases[0].Package.URL, "http://example.com"))
		if sum := fmt.Sprintf("%x", sha256.Sum256(download.Body.Bytes())); sum != list.Releases[0].Package.SHA256 || int64(download.Body.Len()) != list.Releases[0].Package.Size {
			t.Errorf("the package has %d bytes and the checksum %s: %+v", download.Body.Len(), sum, list.Releases[0].Package)
		}
	}
	site.page(t, "/releases/0.2.0").contains(t, "china-sector-pilots-0.2.0.zip", openSeed().Package.SHA256)
	var feed struct {
		XMLName xml.Name
		ID      string    `xml:"id"`
		Title   string    `xml:"title"`
		Updated time.Time `xml:"updated"`
		Author  struct {
			Name string `xml:"name"`
		} `xml:"author"`
		Links []struct {
			Rel  string `xml:"rel,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
		Entries []struct {
			ID      string    `xml:"id"`
			Title   string    `xml:"title"`
			Updated time.Time `xml:"updated"`
			Content string    `xml:"content"`
		} `xml:"entry"`
	}
	answer := site.get("/releases.atom", "Accept-Language", "en")
	if err := xml.Unmarshal(answer.Body.Bytes(), &feed); err != nil || answer.Header().Get("Content-Type") != "application/atom+xml; charset=utf-8" {
		t.Fatalf("the feed: %v, %s", err, answer.Header().Get("Content-Type"))
	}
	if feed.XMLName.Space != "http://www.w3.org/2005/Atom" || feed.ID != "http://example.com/releases" || feed.Updated.IsZero() || feed.Author.Name != "PilotGraph" || len(feed.Links) != 2 ||
		len(feed.Entries) != 1 || feed.Entries[0].ID != "http://example.com/releases/0.2.0" || feed.Entries[0].Title != "Release 0.2.0" || !strings.Contains(feed.Entries[0].Content, "Zones: 93") {
		t.Errorf("the feed is %s", answer.Body)
	}
}

// TestDescriptionsForPrograms reads DCAT and llms.txt; the addresses in them are there.
func TestDescriptionsForPrograms(t *testing.T) {
	site := seedSite()
	answer := site.get("/dcat.jsonld")
	var catalogue map[string]any
	if err := json.Unmarshal(answer.Body.Bytes(), &catalogue); err != nil || answer.Header().Get("Content-Type") != "application/ld+json; charset=utf-8" {
		t.Fatalf("DCAT: %v, %s", err, answer.Header().Get("Content-Type"))
	}
	sets, _ := catalogue["dcat:dataset"].([]any)
	if catalogue["@type"] != "dcat:Catalog" || len(sets) != 1 || sets[0].(map[string]any)["dcat:version"] != "0.2.0" {
		t.Errorf("DCAT is %s", answer.Body)
	}
	set := sets[0].(map[string]any)
	if text, _ := set["dct:description"].(string); len(text) < 50 || fmt.Sprint(set["dct:issued"]) != "map[@type:xsd:dateTime @value:2026-11-23T00:00:00Z]" {
		t.Errorf("the data set of DCAT is described as %q, issued at %v", text, set["dct:issued"])
	}
	kept := openSeed().Package
	if downloads := answer.Body.String(); !strings.Contains(downloads, `"dcat:downloadURL": {
            "@id": "http://example.com/releases/0.2.0/package.zip"`) || !strings.Contains(downloads, kept.SHA256) {
		t.Errorf("DCAT lacks the package: %s", downloads)
	}
	text := site.get("/llms.txt", "Accept-Language", "de")
	if text.Header().Get("Content-Type") != "text/plain; charset=utf-8" || !strings.HasPrefix(text.Body.String(), "# PilotGraph\n\n> China's national pilot programmes") {
		t.Errorf("llms.txt: %s", text.Body)
	}
	addresses := regexp.MustCompile(`http://example\.com[^\s)"]*`).FindAllString(text.Body.String()+answer.Body.String(), -1)
	for _, address := range addresses {
		path := strings.TrimPrefix(address, "http://example.com")
		if strings.HasSuffix(path, "/graphql") {
			path += "?query=%7B__typename%7D"
		}
		if got := site.get(path); got.Code != http.StatusOK {
			t.Errorf("%s: status %d", path, got.Code)
		}
	}
	if !strings.Contains(text.Body.String(), "http://example.com/releases/0.2.0/package.zip") {
		t.Error("llms.txt does not name the package")
	}
	if len(addresses) < 20 {
		t.Errorf("only %d addresses", len(addresses))
	}
}

// TestSearchSaysWhy reads pages of results.
func TestSearchSaysWhy(t *testing.T) {
	page := seedSite().page(t, "/search?q="+url.QueryEscape("海淀"))
	page.contains(t, "2 records found", "Haidian District, Beijing 海淀区", "Zone · Comprehensive pilot · National blockchain innovation application pilots", "Found in Name")
	marks := page.all("mark", "")
	if len(marks) == 0 || textOf(marks[0]) != "海淀" {
		t.Error("what was found is not marked")
	}
	seedSite().page(t, "/search?q=guiyang").contains(t, "Found in Name Guiyang")
	for _, why := range seedSite().page(t, "/search?q=beijing").all("p", "why") {
		texts := strings.Split(strings.TrimPrefix(textOf(why), "Found in "), "; ")
		slices.Sort(texts)
		if len(slices.Compact(slices.Clone(texts))) != len(texts) {
			t.Errorf("a hit says a text twice: %s", textOf(why))
		}
	}
	page = seedSite().page(t, "/search?q=bank&type=INSTITUTION")
	page.contains(t, "Industrial and Commercial Bank of China", "Institution · Bank")
	if strings.Contains(textOf(page.all("ol", "hits")[0]), "Agency") {
		t.Error("the type does not restrict what is shown")
	}
	page = seedSite().page(t, "/search?q="+url.QueryEscape("人民银行 大学"))
	page.contains(t, "Nothing found. No record has all of these words; records with each alone: 人民银行 (1), 大学 (")
	if text := textOf(page.byID("main")); strings.Contains(text, "0 records") || strings.Count(text, "Nothing found") != 1 {
		t.Errorf("that nothing is found is said more than once: %s", text)
	}
	seedSite().page(t, "/search?q="+url.QueryEscape("bank 🚀")).contains(t, "Not searched")
	seedSite().page(t, "/search?q=a&lang=de").contains(t, "Ein einzelnes Zeichen")
	if hits := seedSite().page(t, "/search").all("ol", "hits"); len(hits) != 0 {
		t.Error("nothing was asked, and something is found")
	}
}

// TestSearchSaysInEachLanguage reads why something cannot be searched or is not found.
func TestSearchSaysInEachLanguage(t *testing.T) {
	for text, want := range map[string][3]string{
		"🚀":                         {"there is nothing to search for", "没有字母、数字或汉字", "es gibt nichts zu suchen"},
		strings.Repeat("a", 300):    {"The text has 300 characters; at most 200", "文本有 300 个字符；最多可检索 200 个", "Der Text hat 300 Zeichen; höchstens 200"},
		strings.Repeat("bank ", 20): {"The text has 20 words; at most 10", "文本有 20 个词；一次最多可检索 10 个", "Der Text hat 20 Wörter; höchstens 10"},
		"xyzzy":                     {"Nothing found.", "未找到结果。", "Nichts gefunden."},
	} {
		for i, language := range []string{"en", "zh", "de"} {
			address := "/search?lang=" + language + "&q=" + url.QueryEscape(text)
			seedSite().page(t, address).contains(t, want[i])
			if part := seedSite().get("/suggestions" + strings.TrimPrefix(address, "/search")).Body.String(); !strings.Contains(part, want[i]) {
				t.Errorf("the suggestions for %s are %s", address, part)
			}
		}
	}
	seedSite().page(t, "/search?lang=zh&q=a").contains(t, "单个字符仅在词首查找")
}

func TestSuggestions(t *testing.T) {
	part := seedSite().get("/suggestions?lang=zh&q=" + url.QueryEscape("海淀"))
	page := parse(t, "/suggestions", part.Body.String())
	options := page.all("a", "")
	if part.Code != http.StatusOK || len(options) != 3 || attribute(options[1], "href") != "/zones/bc-haidian?lang=zh" || attribute(options[1], "role") != "option" {
		t.Errorf("%d suggestions: %s", len(options), part.Body)
	}
	for text, want := range map[string]string{"": "", "xyzzy": "Nothing found", "🚀": "nothing to search for"} {
		if got := seedSite().get("/suggestions?q=" + url.QueryEscape(text)); got.Code != http.StatusOK || !strings.Contains(got.Body.String(), want) {
			t.Errorf("%q: %d %s", text, got.Code, got.Body)
		}
	}
}
