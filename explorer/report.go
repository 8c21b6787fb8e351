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
	id := text(item, "id")
	name, shown, value := q.reported(item, title)
	lines := []string{
		q.T("report.record") + ": " + id,
		q.T("report.title") + ": " + title,
		q.T("report.field") + ": " + shown,
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

// reported is the field that the address names: its name, how the report shows it, and its value.
func (q *request) reported(item map[string]any, title string) (name, shown, value string) {
	name = q.values.Get("report")
	for _, each := range objects(item, "names") {
		if tag := text(each, "language"); nameField(tag) == name {
			return name, name + " (" + q.LanguageName(tag) + ")", text(each, "text")
		}
	}
	if _, ok := q.texts["field."+name]; !ok {
		return "", "", ""
	}
	if value = q.valueOf(item, name); name == "name" {
		value = title
	}
	return name, name, value
}

// nameField is the name in a language as packages call its column: "name_zh".
func nameField(tag string) string { return "name_" + strings.ReplaceAll(tag, "-", "_") }

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
