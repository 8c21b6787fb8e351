package explorer

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// kind is a type of records, by the first part of its ids.
type kind struct {
	Name       string // "sector-group"
	Collection string // in addresses: "sector-groups"
	Typename   string // "SectorGroup"
}

// enum is what the contract calls the kind in its enums: "SECTOR_GROUP".
func (k kind) enum() string { return strings.ToUpper(strings.ReplaceAll(k.Name, "-", "_")) }

var kinds = []kind{
	{"programme", "programmes", "Programme"},
	{"zone", "zones", "Zone"},
	{"institution", "institutions", "Institution"},
	{"sector", "sectors", "Sector"},
	{"agency", "agencies", "Agency"},
	{"region", "regions", "Region"},
	{"pilot", "pilots", "Pilot"},
	{"event", "events", "Event"},
	{"objective", "objectives", "Objective"},
	{"sector-group", "sector-groups", "SectorGroup"},
	{"agency-role", "agency-roles", "AgencyRole"},
	{"sector-mandate", "sector-mandates", "SectorMandate"},
	{"alias", "aliases", "Alias"},
	{"identifier", "identifiers", "Identifier"},
	{"reported-count", "reported-counts", "ReportedCount"},
	{"source", "sources", "Source"},
	{"citation", "citations", "Citation"},
	{"release", "releases", "Release"},
}

// kindBy finds a kind by one of its names.
func kindBy(of func(kind) string, wanted string) (kind, bool) {
	i := slices.IndexFunc(kinds, func(each kind) bool { return of(each) == wanted })
	if i < 0 {
		return kind{}, false
	}
	return kinds[i], true
}

func name(k kind) string       { return k.Name }
func collection(k kind) string { return k.Collection }

// isList says whether a collection has a page with all of it.
func (k kind) isList() bool { return lists[k.Collection] != nil }

// Link is the address of a page in the release and the language of this one: a path, and names and values of parameters.
// Empty values are left out.
func (q *request) Link(path string, pairs ...string) string {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			values.Set(pairs[i], pairs[i+1])
		}
	}
	return q.address(path, values)
}

// Here is the address of this page with other parameters. An empty value takes one away, and places in lists with it.
func (q *request) Here(pairs ...string) string {
	values := maps.Clone(q.values)
	values.Del("after")
	values.Del("before")
	values.Del("from")
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Del(pairs[i])
		if pairs[i+1] != "" {
			values.Set(pairs[i], pairs[i+1])
		}
	}
	return q.address(q.path, values)
}

// In is the address of this page in another language.
func (q *request) In(tag string) string {
	other := *q
	other.language, other.isChosen = q.languageOf(tag, "")
	return other.address(q.path, maps.Clone(q.values))
}

func (q *request) address(path string, values url.Values) string {
	if q.isChosen {
		values.Set("lang", q.Tag)
	}
	if path = q.base() + path; path == "" {
		path = "/"
	}
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

// base begins the address of every page of the release.
func (q *request) base() string {
	if q.release == "" {
		return ""
	}
	return "/releases/" + url.PathEscape(q.release)
}

// Absolute is an address that can be sent to others.
func (q *request) Absolute(path string) string {
	if strings.HasPrefix(path, "/") {
		return q.origin + path
	}
	return path
}

// href is the address of a record.
func (q *request) href(id string) string {
	prefix, key, _ := strings.Cut(id, ":")
	found, ok := kindBy(name, prefix)
	switch {
	case !ok:
		return ""
	case prefix == "release":
		other := *q
		other.release = key
		return other.Link("")
	}
	return q.Link("/" + found.Collection + "/" + url.PathEscape(key))
}

// Origin is where a server is reached: its public URL, or where "" is given the address that the client asked, without a
// slash at its end. It is safe to paste into a shell.
func Origin(publicURL string, r *http.Request) string {
	if publicURL != "" {
		return publicURL
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	isStrange := func(c rune) bool {
		isLetter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		return !isLetter && !strings.ContainsRune(".-:[]", c)
	}
	if r.Host == "" || strings.ContainsFunc(r.Host, isStrange) {
		return scheme + "://localhost"
	}
	return scheme + "://" + r.Host
}
