package explorer

import (
	"net/url"
	"strings"
)

// report is a text that tells the curators of an error.
type report struct {
	Field string // that the error is in, by its name; "" for the record
	Text  string
	Send  string // an address that sends it: of mail, or of a tracker; "" where none is known
}

// report is the text about a record, or about the field that the address names.
func (q *request) report(of kind, item, release map[string]any, title string) *report {
	id, name := text(item, "id"), q.values.Get("report")
	if _, ok := q.texts["field."+name]; !ok {
		name = ""
	}
	value := q.valueOf(item, name)
	if name == "name" {
		value = title
	}
	lines := []string{
		q.T("report.record") + ": " + id,
		q.T("report.title") + ": " + title,
		q.T("report.field") + ": " + name,
		q.T("report.value") + ": " + value,
		q.T("report.release") + ": " + text(release, "version"),
		q.T("report.address") + ": " + q.permalink(release, id),
		"",
		q.T("report.wrong"),
		"",
		q.T("report.source"),
		"",
	}
	found := &report{Field: name, Text: strings.Join(lines, "\n")}
	found.Send = sendTo(q.config.ReportTo, strings.TrimSuffix(id+" "+name, " ")+" ("+text(release, "version")+")", found.Text)
	return found
}

// sendTo is the address that sends a report: a mail address with subject and body, or that of a tracker's form with title and
// body, as GitHub and Forgejo take them.
func sendTo(target, subject, body string) string {
	switch {
	case target == "":
		return ""
	case strings.Contains(target, "://"):
		separator := "?"
		if strings.Contains(target, "?") {
			separator = "&"
		}
		return target + separator + url.Values{"title": {subject}, "body": {body}}.Encode()
	}
	return "mailto:" + target + "?subject=" + mailPart(subject) + "&body=" + mailPart(strings.ReplaceAll(body, "\n", "\r\n"))
}

// mailPart encodes a text as RFC 6068 wants it: a space is %20, not +.
func mailPart(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }
