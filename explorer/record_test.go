package explorer_test

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"pilotgraph/internal/release"
	"pilotgraph/internal/web"
)

// TestEveryFieldStandsWithItsCitations looks on the page of a record of each type for each field that citations may name.
func TestEveryFieldStandsWithItsCitations(t *testing.T) {
	for typename, address := range map[string]string{
		"Programme": "/programmes/big-data-pilot-zones", "Event": "/events/bc-call", "Objective": "/objectives/bc-lower-costs", "Zone": "/zones/bc-haidian",
		"Institution": "/institutions/icbc", "Pilot": "/pilots/bc-icbc", "Sector": "/sectors/education", "SectorGroup": "/sector-groups/real-economy",
		"Agency": "/agencies/cac", "AgencyRole": "/agency-roles/blockchain-innovation-application-pilots--cac--call",
		"SectorMandate": "/sector-mandates/miit--manufacturing", "Region": "/regions/haidian", "Alias": "/aliases/agency--cac--1",
		"Identifier": "/identifiers/ror--peking-university", "ReportedCount": "/reported-counts/bc-zones",
	} {
		page := seedSite().page(t, address)
		fields := release.Fields(typename)
		if len(fields) < 3 {
			t.Fatalf("%s has the fields %v", typename, fields)
		}
		for _, field := range fields {
			switch field {
			case "id", "notes": // stand below the title
			case "name":
				if page.byID("names") == nil {
					t.Errorf("%s has no names", address)
				}
			default:
				if page.byID("field-"+field) == nil {
					t.Errorf("%s does not show %s", address, field)
				}
			}
		}
	}
}

// TestWhoSaysSo reads what stands beside a fact: the words, the source, when it was read, and how reliable it is.
func TestWhoSaysSo(t *testing.T) {
	page := seedSite().page(t, "/zones/bc-haidian")
	fact := textOf(page.byID("field-programme").Parent)
	for _, want := range []string{"National blockchain innovation application pilots", "国家区块链创新应用试点",
		"The local governments of Haidian district in Beijing", "Global Times, 22 December 2021", "read on 23 November 2026", "high reliability"} {
		if !strings.Contains(fact, want) {
			t.Errorf("the fact lacks %q: %s", want, fact)
		}
	}
	if fact := textOf(page.byID("field-designatedOn").Parent); !strings.Contains(fact, "30 January 2022") || !strings.Contains(fact, "no words of a source") {
		t.Errorf("a fact without words is %q", fact)
	}
	// Citations without fields support the record as a whole: each fact without words of its own leads to them.
	page = seedSite().page(t, "/programmes/blockchain-innovation-application-pilots")
	if fact := textOf(page.byID("field-kind").Parent); !strings.Contains(fact, "As the record as a whole: [2]") {
		t.Errorf("a fact of a record that is cited as a whole is %q", fact)
	}
	page.contains(t, "20 of 164 recorded", "Neben den Pilotzonen wurden 164 Einrichtungen")
}

// TestEveryCitationIsShownOnce compares what a page shows with what the graph has.
func TestEveryCitationIsShownOnce(t *testing.T) {
	for _, id := range []string{"programme:blockchain-innovation-application-pilots", "zone:bc-guangzhou", "sector:rule-of-law", "region:beijing", "institution:icbc", "pilot:bc-icbc"} {
		var data struct {
			Node struct {
				Permalink string
				Citations struct{ Nodes []struct{ ID, Quote string } }
			}
		}
		seedSite().ask(t, &data, `query ($id: ID!) {node(id: $id) {... on Record {permalink citations(first: 100) {nodes {id quote}}}}}`, `{"id":"`+id+`"}`)
		page := seedSite().page(t, data.Node.Permalink)
		for i, citation := range data.Node.Citations.Nodes {
			quotes := 0
			for _, each := range page.all("blockquote", "") {
				if textOf(each) == strings.Join(strings.Fields(citation.Quote), " ") {
					quotes++
				}
			}
			anchor := page.byID("c" + strconv.Itoa(i+1))
			if quotes == 0 || anchor == nil || !strings.Contains(textOf(anchor), strings.Join(strings.Fields(citation.Quote), " ")) {
				t.Errorf("%s: the words of %s stand %d times, with the anchor %v", id, citation.ID, quotes, anchor != nil)
			}
		}
		if len(data.Node.Citations.Nodes) == 0 {
			t.Errorf("%s has no citations", id)
		}
	}
}

func TestWhatIsMissing(t *testing.T) {
	for address, text := range map[string]string{
		"/zones/atlantis":                            "Zone “zone:atlantis” is not in release 0.2.0.",
		"/zones/atlantis?lang=de":                    "Zone „zone:atlantis“ gibt es in der Ausgabe 0.2.0 nicht.",
		"/releases/0.2.0/agencies/atlantis":          "Agency “agency:atlantis” is not in release 0.2.0.",
		"/zones/" + strings.Repeat("a", 300):         "is not in release 0.2.0.",
		"/zones/%3Cscript%3Ealert(1)%3C%2Fscript%3E": "<script>alert(1)</script>",
		"/zones/%00":                                 "is not in release",
		"/zones/a%2Fb":                               "is not in release",
		"/zones/مرحبا":                               "مرحبا",
		"/zones/bc-haidian/":                         "There is nothing at /zones/bc-haidian/.",
		"/nothing":                                   "There is nothing at /nothing.",
		"/aliases":                                   "There is nothing at /aliases.",
		"/releases/9.9":                              "There is nothing at /releases/9.9.",
		"/releases/9.9/zones/bc-haidian":             "There is nothing at /releases/9.9/zones/bc-haidian.",
		"/pictures/portrait.svg":                     "There is nothing at /pictures/portrait.svg.",
		"/pictures/cartogram.svg?programme=utopia":   "Programme “programme:utopia” is not in release",
	} {
		page := seedSite().pageWith(t, http.StatusNotFound, address)
		page.contains(t, text)
		page.isSound(t)
		if forms := page.all("form", "search"); len(forms) != 1 {
			t.Errorf("%s does not offer the search", address)
		}
		if strings.Contains(text, "is not in release") {
			page.showsItsQuery(t)
		}
		if answer := seedSite().get(address, "Accept", "*/*"); answer.Code != http.StatusNotFound || !strings.Contains(answer.Body.String(), `"code":"NOT_FOUND"`) {
			t.Errorf("%s for a program: %d %s", address, answer.Code, answer.Body)
		}
	}
}

// TestARegionThatLiesInNone reads the page of a region of the first level: it does not say that it is not known where it lies.
func TestARegionThatLiesInNone(t *testing.T) {
	if page := seedSite().page(t, "/regions/beijing"); page.byID("field-parent") != nil {
		t.Errorf("Beijing is said to lie in %s", textOf(page.byID("field-parent").Parent))
	}
}

// TestAReleaseThatIsNotThere leads to those that are.
func TestAReleaseThatIsNotThere(t *testing.T) {
	for _, address := range []string{"/releases/9.9.9", "/releases/9.9.9/zones/bc-haidian"} {
		main := seedSite().pageWith(t, http.StatusNotFound, address).byID("main")
		if !slices.ContainsFunc(all(main, "a", ""), func(link *html.Node) bool { return attribute(link, "href") == "/releases" }) {
			t.Errorf("%s does not lead to the releases", address)
		}
	}
}

func TestReports(t *testing.T) {
	mailed := serve(openSeed(), func(s *web.Settings) { s.ReportTo = "data@pilots.example"; s.PublicURL = "https://pilots.example" })
	tracked := serve(openSeed(), func(s *web.Settings) { s.ReportTo = "https://tracker.example/new?labels=data" })
	address := "/zones/bc-haidian?report=designatedOn"
	text := func(page *page) string {
		report := page.byID("report")
		if report == nil {
			t.Fatal("there is no report")
		}
		return textOf(all(report, "pre", "")[0])
	}
	for _, want := range []string{"Record: zone:bc-haidian", "Title: Haidian District, Beijing", "Field: designatedOn", "Value: 2022-01-30", "Release: 0.2.0",
		"Address: https://pilots.example/releases/0.2.0/zones/bc-haidian"} {
		if got := text(mailed.page(t, address)); !strings.Contains(got, want) {
			t.Errorf("the report lacks %q: %s", want, got)
		}
	}
	send := func(page *page) *url.URL {
		links := all(page.byID("report"), "a", "button")
		if len(links) == 0 {
			return nil
		}
		parsed, err := url.Parse(attribute(links[0], "href"))
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	mail := send(mailed.page(t, address))
	if mail.Scheme != "mailto" || mail.Opaque != "data@pilots.example" || mail.Query().Get("subject") != "zone:bc-haidian designatedOn (0.2.0)" ||
		!strings.Contains(mail.Query().Get("body"), "Field: designatedOn\r\n") || strings.Contains(mail.RawQuery, "+") {
		t.Errorf("the mail is %s", mail)
	}
	form := send(tracked.page(t, address))
	if form.Host != "tracker.example" || form.Query().Get("labels") != "data" || form.Query().Get("title") == "" || !strings.Contains(form.Query().Get("body"), "zone:bc-haidian") {
		t.Errorf("the form is %s", form)
	}
	for _, want := range []string{"Field: name_zh (Chinese)", "Value: 海淀区"} {
		if got := text(mailed.page(t, "/zones/bc-haidian?report=name_zh")); !strings.Contains(got, want) {
			t.Errorf("the report lacks %q: %s", want, got)
		}
	}
	if link := send(seedSite().page(t, address)); link != nil {
		t.Errorf("nothing is set, and the report goes to %s", link)
	}
	// Each fact leads to its report.
	page := seedSite().page(t, "/zones/bc-haidian")
	var flags []string
	for _, each := range page.all("dd", "flag") {
		flags = append(flags, attribute(all(each, "a", "")[0], "href"))
	}
	if !slices.Contains(flags, "/zones/bc-haidian?report=designatedOn#report") || !slices.Contains(flags, "/zones/bc-haidian?report=name_zh#report") {
		t.Errorf("the facts lead to the reports %v", flags)
	}
}

func TestPermalinksAreThoseOfTheGraph(t *testing.T) {
	public := serve(openSeed(), func(s *web.Settings) { s.PublicURL = "https://pilots.example" })
	for _, site := range []*site{seedSite(), public} {
		var data struct{ Zone struct{ Permalink string } }
		site.ask(t, &data, `{zone(id: "zone:bc-haidian") {permalink}}`, "")
		page := site.page(t, "/zones/bc-haidian?lang=zh")
		shown := attribute(all(page.all("p", "permalink")[0], "a", "")[0], "href")
		if strings.TrimPrefix(shown, "http://example.com") != data.Zone.Permalink {
			t.Errorf("the page shows %s, the graph has %s", shown, data.Zone.Permalink)
		}
		if site == public && data.Zone.Permalink != "https://pilots.example/releases/0.2.0/zones/bc-haidian" {
			t.Errorf("the permalink is %s", data.Zone.Permalink)
		}
	}
}
