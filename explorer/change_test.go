package explorer_test

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strings"
	"testing"

	"pilotgraph/internal/release"
)

// TestAReleaseTellsItsChanges reads the page of a release and its feed beside what the graph says.
func TestAReleaseTellsItsChanges(t *testing.T) {
	site, _ := examplia(t)
	page := site.page(t, "/releases/1.1.0")
	page.isSound(t)
	page.contains(t, "Changed Zone Inland port of Mezo zone:dh-mezo", "Designated on 2024-09 2024-09-30", "Precision of the place City; may be a part of it Exact", "Removed Institution Bank of the Harbour institution:bank-of-the-harbour",
		"Added Programme Quiet streets programme:quiet-streets")
	for _, each := range page.all("li", "REMOVED") {
		if link := attribute(all(each, "a", "")[0], "href"); link != "/releases/1.0.0/institutions/bank-of-the-harbour" {
			t.Errorf("what was removed is at %s", link)
		}
	}
	var told struct {
		Release struct {
			Changes struct{ Nodes []struct{ Kind string } }
		}
	}
	site.ask(t, &told, "{release {changes(first: 100) {nodes {kind}}}}", "{}")
	want := map[string]int{}
	for _, each := range told.Release.Changes.Nodes {
		want[each.Kind]++
	}
	for kind, count := range want {
		page := site.page(t, "/releases/1.1.0?kind="+kind)
		if got := len(all(page.byID("changes").Parent, "li", kind)); got != count || len(all(page.byID("changes").Parent, "li", "")) != got+4 {
			t.Errorf("%d records are %s, want %d alone", got, kind, count)
		}
	}
	site.page(t, "/releases/1.1.0?kind=EATEN").contains(t, "“EATEN” is no known value of the filter Kind")
	site.page(t, "/releases/1.1.0?after=nonsense").contains(t, "a place that this list does not have", "zone:dh-mezo")
	if text := textOf(site.page(t, "/releases/1.0.0").root); strings.Contains(text, "What it changed") {
		t.Error("the first release changed something")
	}
}

// TestTheFeedTellsChanges reads the entry of a release that changed another.
func TestTheFeedTellsChanges(t *testing.T) {
	site, _ := examplia(t)
	var feed struct {
		Entries []struct {
			Title   string `xml:"title"`
			Content string `xml:"content"`
		} `xml:"entry"`
	}
	answer := site.get("/releases.atom", "Accept-Language", "en")
	if err := xml.Unmarshal(answer.Body.Bytes(), &feed); err != nil || len(feed.Entries) != 2 || feed.Entries[0].Title != "Release 1.1.0" {
		t.Fatalf("%v: %s", err, answer.Body)
	}
	for _, want := range []string{"Changed: Zone Inland port of Mezo (zone:dh-mezo)\n", "  Designated on: 2024-09 → 2024-09-30\n", "Removed: Institution Bank of the Harbour (institution:bank-of-the-harbour)\n", "\n\nProgrammes: "} {
		if !strings.Contains(feed.Entries[0].Content, want) {
			t.Errorf("the feed lacks %q: %s", want, feed.Entries[0].Content)
		}
	}
}

// TestARemovedRecordSaysSo asks for a record that a release removed: people and programs learn which one, and where it still is.
func TestARemovedRecordSaysSo(t *testing.T) {
	site, _ := examplia(t)
	for _, language := range []string{"en", "zh", "de"} {
		page := site.pageWith(t, http.StatusGone, "/institutions/bank-of-the-harbour?lang="+language)
		page.isSound(t)
		page.contains(t, "institution:bank-of-the-harbour", "1.1.0", "Bank of the Harbour")
		links := strings.Join(page.links(), " ")
		for _, want := range []string{"/releases/1.1.0?lang=" + language, "/releases/1.0.0/institutions/bank-of-the-harbour?lang=" + language} {
			if !strings.Contains(links+" ", want+" ") {
				t.Errorf("%s does not lead to %s: %s", page.address, want, links)
			}
		}
	}
	site.page(t, "/releases/1.0.0/institutions/bank-of-the-harbour").contains(t, "Bank of the Harbour")
	site.pageWith(t, http.StatusNotFound, "/institutions/atlantis").contains(t, "is not in release 1.1.0")
	if answer := site.get("/institutions/bank-of-the-harbour", "Accept", "*/*"); answer.Code != http.StatusGone || !strings.Contains(answer.Body.String(), `"GONE"`) {
		t.Errorf("programs get %d %s", answer.Code, answer.Body)
	}
}

// TestAReleaseThatIsNotKept removes a release: its page and its package lead nowhere any more, and no list links them.
func TestAReleaseThatIsNotKept(t *testing.T) {
	site, options := examplia(t)
	site.page(t, "/releases").contains(t, "examplia-pilots-1.0.0.zip", "examplia-pilots-1.1.0.zip")
	if _, err := release.Remove(t.Context(), options, "1.0.0"); err != nil {
		t.Fatal(err)
	}
	page := site.page(t, "/releases")
	page.contains(t, "no longer kept here", "examplia-pilots-1.1.0.zip")
	for _, link := range page.links() {
		if strings.HasPrefix(link, "/releases/1.0.0") {
			t.Errorf("the page of releases leads to %s", link)
		}
	}
	site.pageWith(t, http.StatusNotFound, "/releases/1.0.0")
	if answer := site.get("/releases/1.0.0/package.zip"); answer.Code != http.StatusNotFound {
		t.Errorf("the package: %d", answer.Code)
	}
	var list struct {
		Releases []struct{ Package *struct{ URL string } }
	}
	if err := json.Unmarshal(site.get("/releases.json").Body.Bytes(), &list); err != nil || len(list.Releases) != 2 || list.Releases[0].Package == nil || list.Releases[1].Package != nil {
		t.Errorf("%v: %+v", err, list)
	}
}
