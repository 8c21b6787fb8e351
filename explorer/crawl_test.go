package explorer_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"golang.org/x/net/html"
)

// maximumWeight is how many bytes a page may take on its way, with all that it loads.
const maximumWeight = 100 << 10

// mostFiltered is how many addresses with parameters are followed: filters combine without end.
const mostFiltered = 400

// TestEveryLinkLeadsSomewhere follows every link of the pages, from the start page to each record of the release.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	site := seedSite()
	seen, queue, filtered := map[string]string{"/": ""}, []string{"/"}, 0
	kinds := map[string]int{}
	for len(queue) > 0 {
		address := queue[0]
		queue = queue[1:]
		answer := site.get(address)
		if answer.Code != http.StatusOK {
			t.Errorf("%s, linked from %s: status %d", address, seen[address], answer.Code)
			continue
		}
		if !strings.HasPrefix(answer.Header().Get("Content-Type"), "text/html") {
			continue
		}
		kinds[collectionOf(address)]++
		page := parse(t, address, answer.Body.String())
		page.isSound(t)
		if parsed, _ := url.Parse(address); !strings.HasSuffix(parsed.Path, "/search") || parsed.Query().Get("q") != "" {
			page.showsItsQuery(t)
		}
		for _, link := range page.links() {
			parsed, err := url.Parse(link)
			switch {
			case err != nil:
				t.Errorf("%s links to %q: %v", address, link, err)
			case parsed.Scheme != "" || parsed.Host != "":
				continue // of sources, licences and registries
			case parsed.Path == "/graphiql":
				site.checkQuestion(t, address, parsed.Query())
				continue // the playground has tests of its own
			case parsed.Query().Has("lang"):
				continue // the same pages again; see below
			case parsed.RawQuery != "":
				if filtered++; filtered > mostFiltered {
					continue
				}
			}
			if _, known := seen[link]; !known {
				seen[link] = address
				queue = append(queue, link)
			}
		}
	}
	var counts struct {
		Release struct {
			Counts []struct {
				Type  string
				Count int
			}
		}
	}
	site.ask(t, &counts, "{release {counts {type count}}}", "")
	for _, each := range counts.Release.Counts {
		if got := kinds[each.Type]; got < each.Count {
			t.Errorf("%d pages of the type %s were found by links; there are %d", got, each.Type, each.Count)
		}
	}
	t.Logf("%d addresses", len(seen))
}

// collectionOf is the type of the record that an address is of, or "".
func collectionOf(address string) string {
	path, _, _ := strings.Cut(strings.TrimPrefix(address, "/releases/0.2.0"), "?")
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) != 2 {
		return ""
	}
	types := map[string]string{"programmes": "PROGRAMME", "zones": "ZONE", "institutions": "INSTITUTION", "sectors": "SECTOR", "sector-groups": "SECTOR_GROUP",
		"agencies": "AGENCY", "agency-roles": "AGENCY_ROLE", "sector-mandates": "SECTOR_MANDATE", "regions": "REGION", "pilots": "PILOT", "events": "EVENT",
		"objectives": "OBJECTIVE", "aliases": "ALIAS", "identifiers": "IDENTIFIER", "reported-counts": "REPORTED_COUNT", "sources": "SOURCE", "citations": "CITATION"}
	return types[parts[0]]
}

// isSound fails where a page has what no page should have.
func (p *page) isSound(t *testing.T) {
	t.Helper()
	ids := map[string]bool{}
	headings := 0
	for node := range p.root.Descendants() {
		if node.Type != html.ElementNode {
			continue
		}
		if id := attribute(node, "id"); id != "" {
			if ids[id] {
				t.Errorf("%s has the id %s twice", p.address, id)
			}
			ids[id] = true
		}
		for _, each := range node.Attr {
			if strings.HasPrefix(each.Key, "on") || each.Key == "style" {
				t.Errorf("%s has the attribute %s, which its policy forbids", p.address, each.Key)
			}
			if (each.Key == "href" || each.Key == "src") && (each.Val == "" || strings.Contains(each.Val, "ZgotmplZ")) {
				t.Errorf("%s has a link to %q in %s", p.address, each.Val, node.Data)
			}
		}
		if node.Data == "h2" && strings.HasPrefix(textOf(node), "0 ") {
			t.Errorf("%s has a section of nothing: %s", p.address, textOf(node))
		}
		if node.Data == "h1" {
			headings++
		}
		if node.Data == "style" || node.Data == "script" && attribute(node, "src") == "" && attribute(node, "type") != "application/ld+json" {
			t.Errorf("%s has a %s inside", p.address, node.Data)
		}
	}
	if headings != 1 {
		t.Errorf("%s has %d headings of the first level", p.address, headings)
	}
	for _, bad := range []string{"<no value>", "%!", "map[", "<nil>", "&lt;nil&gt;"} {
		if strings.Contains(p.text, bad) {
			t.Errorf("%s has %q", p.address, bad)
		}
	}
	for _, target := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(p.text, -1) {
		if !ids[target[1]] {
			t.Errorf("%s links to #%s, which it has not", p.address, target[1])
		}
	}
}

// showsItsQuery fails where a page of data does not show how it was asked for.
func (p *page) showsItsQuery(t *testing.T) {
	t.Helper()
	if len(p.all("details", "query")) == 0 {
		t.Errorf("%s does not show its query", p.address)
	}
}

// checkQuestion runs the query of a link to the playground.
func (s *site) checkQuestion(t *testing.T, from string, values url.Values) {
	t.Helper()
	if !values.Has("query") {
		return
	}
	if length := len("/graphiql?" + values.Encode()); length > 8<<10 {
		t.Errorf("%s: the link to the playground has %d bytes; a server need not take more than 8 KiB", from, length)
	}
	values.Del("release")
	answer := s.get("/graphql?"+values.Encode(), "Accept", "application/json")
	var read struct{ Errors []any }
	if err := json.Unmarshal(answer.Body.Bytes(), &read); err != nil || len(read.Errors) > 0 {
		t.Errorf("%s: the query that is shown is answered with %.300s", from, answer.Body)
	}
}

// samples are addresses of each kind of page.
var samples = []string{
	"/", "/?programme=e-cny-pilot-areas", "/programmes", "/zones", "/zones?region=guangdong", "/institutions", "/institutions?kind=HOSPITAL&q=x", "/sectors", "/agencies",
	"/regions", "/pilots", "/events", "/sources", "/search", "/search?q=haidian", "/search?q=xyzzy", "/search?q=" + url.QueryEscape("🚀"), "/releases", "/releases/0.2.0",
	"/programmes/blockchain-innovation-application-pilots", "/zones/bc-haidian", "/zones/bc-yuzhong", "/zones/bigdata-beijing-tianjin-hebei", "/institutions/peking-university",
	"/sectors/education", "/sector-groups/real-economy", "/agencies/cac", "/agency-roles/blockchain-innovation-application-pilots--cac--call",
	"/sector-mandates/miit--manufacturing", "/regions/jiangsu", "/pilots/bc-icbc", "/events/bc-call", "/objectives/bc-lower-costs", "/aliases/agency--cac--1",
	"/identifiers/ror--peking-university", "/reported-counts/bc-education", "/sources/globaltimes-2021", "/citations/c0382", "/zones/bc-haidian?report=kind",
}

// TestEveryKindOfPageInEveryLanguage reads pages of each kind in each language, of the current release and of one that the
// address names: they are whole, and their links stay in the language and in the release.
func TestEveryKindOfPageInEveryLanguage(t *testing.T) {
	site := seedSite()
	for _, language := range []string{"en", "zh", "de"} {
		for _, address := range samples {
			page := site.page(t, with(address, "lang", language))
			page.isSound(t)
			if got := attribute(page.all("html", "")[0], "lang"); got != language {
				t.Errorf("%s is in %s", page.address, got)
			}
			if !strings.HasPrefix(address, "/releases") && address != "/" && !strings.HasPrefix(address, "/?") {
				address = "/releases/0.2.0" + address
			}
			pinned := site.page(t, with(address, "lang", language))
			pinned.isSound(t)
			if strings.HasPrefix(address, "/releases/") {
				pinned.staysIn(t, "/releases/0.2.0", language)
			}
		}
	}
}

// with adds a parameter to an address.
func with(address, name, value string) string {
	if strings.Contains(address, "?") {
		return address + "&" + name + "=" + value
	}
	return address + "?" + name + "=" + value
}

// staysIn fails where a link leads out of the release or the language, but for those that say so.
func (p *page) staysIn(t *testing.T, base, language string) {
	t.Helper()
	for _, link := range p.all("a", "") {
		address := attribute(link, "href")
		parsed, err := url.Parse(address)
		if err != nil || parsed.Host != "" || parsed.Path == "" || parsed.Scheme == "mailto" {
			continue
		}
		inNavigation := slices.ContainsFunc(slices.Collect(link.Ancestors()), func(node *html.Node) bool {
			return node.Data == "footer" || attribute(node, "class") == "pinned" || attribute(node, "class") == "tongues"
		})
		inFooter := slices.ContainsFunc(slices.Collect(link.Ancestors()), func(node *html.Node) bool { return node.Data == "footer" })
		if inFooter && (parsed.Path == "/graphiql" || strings.HasPrefix(parsed.Path, "/releases/")) && parsed.Query().Get("lang") != language {
			t.Errorf("%s links in its footer to %s, out of the language", p.address, address)
		}
		isOfRelease := strings.HasPrefix(parsed.Path, "/releases")
		isForPrograms := strings.Contains(parsed.Path, "graph") || strings.HasSuffix(parsed.Path, "json") || strings.HasSuffix(parsed.Path, "atom") || strings.HasSuffix(parsed.Path, "zip")
		switch {
		case inNavigation, isForPrograms && isOfRelease, parsed.Path == "/graphiql" && parsed.Query().Get("release") == "0.2.0" && parsed.Query().Get("lang") == language, parsed.Path == "/dcat.jsonld":
		case !strings.HasPrefix(parsed.Path, base) && parsed.Path != "/releases":
			t.Errorf("%s links to %s, out of the release", p.address, address)
		case parsed.Query().Get("lang") != language:
			t.Errorf("%s links to %s, out of the language", p.address, address)
		}
	}
}

// TestPagesAreLight weighs pages of each kind, compressed, with the files that they load.
func TestPagesAreLight(t *testing.T) {
	site := seedSite()
	heaviest, most := "", 0
	for _, address := range append(slices.Clone(samples), "/?lang=zh", "/?lang=de") {
		weight := 0
		page := site.page(t, address)
		for _, loaded := range append([]string{address}, loads(page)...) {
			answer := site.get(loaded, "Accept-Encoding", "br")
			if answer.Header().Get("Content-Encoding") != "br" && answer.Body.Len() > 1<<10 {
				t.Errorf("%s is not compressed", loaded)
			}
			weight += answer.Body.Len()
		}
		if weight > most {
			heaviest, most = address, weight
		}
		if weight > maximumWeight {
			t.Errorf("%s takes %d bytes; at most %d", address, weight, maximumWeight)
		}
	}
	t.Logf("the heaviest of them is %s with %d bytes", heaviest, most)
}

// loads are the files that a browser loads for a page.
func loads(page *page) (found []string) {
	for _, each := range append(page.all("link", ""), page.all("script", "")...) {
		switch relation := attribute(each, "rel"); {
		case relation == "stylesheet", relation == "icon":
			found = append(found, attribute(each, "href"))
		case attribute(each, "src") != "":
			found = append(found, attribute(each, "src"))
		}
	}
	return found
}

// TestFilesOfPagesNeverChange reads the files that pages load: their names tell their content, so they may be kept for ever.
func TestFilesOfPagesNeverChange(t *testing.T) {
	site := seedSite()
	files := loads(site.page(t, "/"))
	if len(files) != 3 {
		t.Errorf("the start page loads %v; want a style, a script and an icon", files)
	}
	for _, file := range files {
		answer := site.get(file, "Accept-Encoding", "br")
		content, err := io.ReadAll(brotli.NewReader(bytes.NewReader(answer.Body.Bytes())))
		if answer.Header().Get("Content-Encoding") == "" {
			content, err = answer.Body.Bytes(), nil
		}
		if control := answer.Header().Get("Cache-Control"); err != nil || len(content) == 0 || control != "public, max-age=31536000, immutable" {
			t.Errorf("%s: %v, %d bytes, Cache-Control %q", file, err, len(content), control)
		}
		if !regexp.MustCompile(`^/static/\w+\.[\w-]{12}\.(css|js|svg)$`).MatchString(file) {
			t.Errorf("the name %s has no hash", file)
		}
	}
}
