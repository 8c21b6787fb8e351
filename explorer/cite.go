package explorer

import (
	"fmt"
	"strings"
)

// work is what a citation cites: a record of a release, or the release as a whole.
type work struct {
	Title      string // of the record; "" for the release as a whole
	ID         string // of what is cited
	Dataset    string // title of the release
	Version    string
	Published  string // the day of the release, "2026-11-23"
	Publisher  string
	Address    string // that names the release
	Accessed   string // the day on which it was read
	Licence    string
	LicenceURL string
	Credits    []string // whom the licence wants to be named
}

// format is a citation in one format.
type format struct{ Name, Text string }

// work is what the citations of a page cite.
func (q *request) work(release map[string]any, title, id, address string) work {
	published := text(release, "createdAt")
	if published == "" {
		published = text(release, "publishedAt")
	}
	cited := work{
		Title: title, ID: id, Dataset: text(release, "title"), Version: text(release, "version"), Published: published[:min(10, len(published))],
		Publisher: "PilotGraph", Address: address, Accessed: q.today, Credits: texts(release, "attribution"),
	}
	for _, each := range objects(release, "licence") {
		cited.Licence, cited.LicenceURL = text(each, "title"), text(each, "url")
	}
	return cited
}

// formats are the citations of a work.
func formats(w work) []format {
	return []format{{"BibTeX", bibTeX(w)}, {"RIS", ris(w)}, {"APA 7", apa(w)}, {"GB/T 7714", gbt7714(w)}}
}

// year is the year of the release.
func (w work) year() string { return w.Published[:min(4, len(w.Published))] }

// rights are the licence and the credits as one text.
func (w work) rights() string {
	text := w.Licence
	if w.LicenceURL != "" {
		text += ", " + w.LicenceURL
	}
	if len(w.Credits) > 0 {
		text += ". Credits: " + strings.Join(w.Credits, "; ")
	}
	return text
}

// texSigns are those that mean something to TeX.
var texSigns = strings.NewReplacer(`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "&", `\&`, "%", `\%`, "$", `\$`, "#", `\#`, "_", `\_`,
	"~", `\textasciitilde{}`, "^", `\textasciicircum{}`, "\n", " ")

// bibTeX is an entry for BibTeX and biblatex.
func bibTeX(w work) string {
	title := w.Dataset
	if w.Title != "" {
		title = w.Title + " (" + w.ID + "), in: " + w.Dataset
	}
	key := "pilotgraph-" + w.Version + "-" + strings.ReplaceAll(w.ID, ":", "-")
	lines := []string{"@misc{" + strings.TrimSuffix(key, "-") + ","}
	for _, field := range [][2]string{
		{"title", "{" + texSigns.Replace(title) + "}"}, {"publisher", texSigns.Replace(w.Publisher)}, {"year", w.year()}, {"version", texSigns.Replace(w.Version)},
		{"howpublished", `Data set, release ` + texSigns.Replace(w.Version)}, {"url", w.Address}, {"urldate", w.Accessed}, {"note", texSigns.Replace(w.rights())},
	} {
		if field[1] != "" {
			lines = append(lines, fmt.Sprintf("  %s = {%s},", field[0], field[1]))
		}
	}
	return strings.Join(append(lines, "}"), "\n")
}

// oneLine keeps a text in its line.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// ris is an entry for reference managers.
func ris(w work) string {
	lines := []string{"TY  - DATA"}
	add := func(tag, text string) {
		if text != "" {
			lines = append(lines, tag+"  - "+oneLine(text))
		}
	}
	if w.Title != "" {
		add("TI", w.Title+" ("+w.ID+")")
		add("T2", w.Dataset)
	} else {
		add("TI", w.Dataset)
	}
	add("PB", w.Publisher)
	add("PY", w.year())
	add("DA", strings.ReplaceAll(w.Published, "-", "/"))
	add("ET", w.Version)
	add("UR", w.Address)
	add("Y2", strings.ReplaceAll(w.Accessed, "-", "/"))
	add("C1", w.rights())
	return strings.Join(append(lines, "ER  - "), "\n")
}

// apa is a reference in the style of the APA, 7th edition: a data set without an author begins with its title.
func apa(w work) string {
	dataset := fmt.Sprintf("%s (Version %s) [Data set]. ", oneLine(w.Dataset), w.Version)
	if w.Title == "" {
		return fmt.Sprintf("%s(%s). %s. %s", dataset, w.year(), w.Publisher, w.Address)
	}
	return fmt.Sprintf("%s [%s]. (%s). In %s%s. %s", oneLine(w.Title), w.ID, w.year(), dataset, w.Publisher, w.Address)
}

// gbt7714 is a reference as GB/T 7714—2015 has it, for a data set that is online.
func gbt7714(w work) string {
	dataset := fmt.Sprintf("%s: %s", oneLine(w.Dataset), w.Version)
	published := fmt.Sprintf("%s, %s(%s)[%s]. %s.", w.Publisher, w.year(), w.Published, w.Accessed, w.Address)
	if w.Title == "" {
		return fmt.Sprintf("%s[DS/OL]. %s", dataset, published)
	}
	return fmt.Sprintf("%s: %s[DS/OL]//%s. %s", oneLine(w.Title), w.ID, dataset, published)
}
