package web

import (
	"mime"
	"net/url"
	"strings"
)

// licence is one that the data is under. The address may be empty.
type licence struct{ Title, URL string }

// text is what a file says of it.
func (l licence) text() string {
	if l.URL == "" {
		return l.Title
	}
	return l.Title + ", " + l.URL
}

var linkEscapes = strings.NewReplacer("<", "%3C", ">", "%3E", `"`, "%22", " ", "%20")

// link is the value of a header Link that names it: by its address, or by a page that says what is known of it.
func (l licence) link(page string) string {
	address := page
	if given, err := url.Parse(l.URL); err == nil && given.Host != "" && len(l.URL) <= longestLink {
		address = given.String()
	}
	parameters := map[string]string{"rel": "license"}
	if l.Title != "" {
		parameters["title"] = l.Title
	}
	const media = "text/html" // mime knows how to write parameters
	return "<" + linkEscapes.Replace(address) + ">" + strings.TrimPrefix(mime.FormatMediaType(media, parameters), media)
}
