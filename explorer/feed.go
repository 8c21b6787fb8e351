package explorer

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"
)

// atomFeed is an Atom feed (RFC 4287).
type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Language string      `xml:"xml:lang,attr"`
	ID       string      `xml:"id"`
	Title    string      `xml:"title"`
	Updated  string      `xml:"updated"`
	Author   string      `xml:"author>name"`
	Rights   string      `xml:"rights,omitempty"`
	Links    []atomLink  `xml:"link"`
	Entries  []atomEntry `xml:"entry"`
}

type atomLink struct {
	Relation string `xml:"rel,attr"`
	Type     string `xml:"type,attr,omitempty"`
	Address  string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Content atomText `xml:"content"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// feed writes the releases as an Atom feed, an entry for each.
func (q *request) feed(data map[string]any) (*Content, error) {
	current := object(data, "release")
	feed := atomFeed{
		Language: q.Tag, ID: q.Absolute("/releases"), Title: text(current, "title") + " – " + q.T("collection.releases"), Author: "PilotGraph",
		Updated: text(current, "publishedAt"), Rights: q.work(current, "", "", "").rights(),
		Links: []atomLink{{"self", "application/atom+xml", q.Absolute("/releases.atom")}, {"alternate", "text/html", q.Absolute("/releases")}},
	}
	for _, each := range objects(object(data, "releases"), "nodes") {
		address := q.releaseAddress(text(each, "version"), "")
		feed.Updated = max(feed.Updated, text(each, "publishedAt"))
		feed.Entries = append(feed.Entries, atomEntry{
			ID: address, Title: q.T("release.title", text(each, "version")), Updated: text(each, "publishedAt"),
			Link: atomLink{"alternate", "text/html", address}, Content: atomText{"text", q.news(each)},
		})
	}
	body, err := xml.MarshalIndent(feed, "", " ")
	if err != nil {
		return nil, err
	}
	return &Content{http.StatusOK, append([]byte(xml.Header), append(body, '\n')...)}, nil
}

// news is what an entry of the feed says of a release.
func (q *request) news(release map[string]any) string {
	var counts []string
	for _, each := range q.counts(release, "programmes", "zones", "institutions", "pilots", "sectors", "agencies", "sources", "citations") {
		counts = append(counts, fmt.Sprintf("%s: %s", q.T("collection."+each.Collection), q.Number(each.Count)))
	}
	return strings.Join(counts, "\n")
}
