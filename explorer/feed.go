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

// news is what an entry of the feed says of a release: what it changed in the one before, then what it has.
func (q *request) news(release map[string]any) string {
	var lines []string
	told := object(release, "changes")
	for _, each := range q.changes(told) {
		lines = append(lines, q.newsOf(each)...)
	}
	if left := number(told, "totalCount") - len(objects(told, "nodes")); left > 0 {
		lines = append(lines, q.T("change.left", left, q.releaseAddress(text(release, "version"), "")))
	}
	if len(lines) > 0 {
		lines = append(lines, "")
	}
	for _, each := range q.counts(release, "programmes", "zones", "institutions", "pilots", "sectors", "agencies", "sources", "citations") {
		lines = append(lines, fmt.Sprintf("%s: %s", q.T("collection."+each.Collection), q.Number(each.Count)))
	}
	return strings.Join(lines, "\n")
}

// newsOf are the lines of a change: what happened to which record, and of one that was changed its fields.
func (q *request) newsOf(c change) []string {
	title := c.ID
	if c.Label != nil {
		title = oneLine(c.Label.Text) + " (" + c.ID + ")"
	}
	lines := []string{q.Label("ChangeKind", c.Kind) + ": " + c.Type + " " + title}
	if c.Kind != "CHANGED" {
		return lines
	}
	for _, each := range c.Fields {
		lines = append(lines, fmt.Sprintf("  %s: %s → %s", each.Field, orDash(oneLine(each.Before)), orDash(oneLine(each.After))))
	}
	return lines
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}
