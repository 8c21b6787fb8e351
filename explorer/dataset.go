package explorer

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// dataset is the release as schema.org describes a data set, for search engines.
func (q *request) dataset(data map[string]any) map[string]any {
	release := object(data, "release")
	version, created := text(release, "version"), day(text(release, "createdAt"))
	described := map[string]any{
		"@context":            "https://schema.org/",
		"@type":               "Dataset",
		"@id":                 q.releaseAddress(version, ""),
		"url":                 q.releaseAddress(version, ""),
		"name":                text(release, "title"),
		"description":         q.description(release),
		"version":             version,
		"datePublished":       created, // not the day on which this server built it
		"dateModified":        created,
		"inLanguage":          release["languages"],
		"isAccessibleForFree": true,
		"creditText":          strings.Join(texts(release, "attribution"), "; "),
		"publisher":           map[string]any{"@type": "Organization", "name": "PilotGraph", "url": q.Absolute("/")},
	}
	distributions := []any{
		// Without contentUrl: the address of GraphQL has nothing for whoever asks nothing.
		map[string]any{"@type": "DataDownload", "name": "GraphQL", "encodingFormat": "application/graphql-response+json", "url": q.Absolute("/graphiql?release=" + url.QueryEscape(version))},
	}
	if found := q.packageOf(version); found != nil {
		download := map[string]any{"@type": "DataDownload", "name": found.Name, "encodingFormat": "application/zip", "contentUrl": q.releaseAddress(version, packagePath)}
		if found.SHA256 != "" {
			download["sha256"], download["contentSize"] = found.SHA256, fmt.Sprintf("%d B", found.Size)
		}
		distributions = append(distributions, download)
	}
	described["distribution"] = distributions
	for _, each := range objects(release, "licence") {
		described["license"] = each["url"]
	}
	return described
}

// description is what a release says of itself, else what the start page says.
func (q *request) description(release map[string]any) string {
	if own := text(release, "description"); own != "" {
		return own
	}
	return q.T("start.lead")
}

// DCAT describes the data for catalogues of data: DCAT 3 in JSON-LD.
func (e *Explorer) DCAT(r *http.Request) *Page {
	return e.pageIn(r, "", "/dcat.jsonld", func(q *request) (*Content, error) {
		found, err := q.run("releases", nil)
		if err != nil {
			return nil, err
		}
		return &Content{http.StatusOK, append(marshal(q.catalogue(found.data), "  "), '\n')}, nil
	}).as("application/ld+json")
}

// catalogue is this server as a catalogue of its releases.
func (q *request) catalogue(data map[string]any) map[string]any {
	release := object(data, "release")
	resource := func(address string) any { return map[string]any{"@id": address} }
	typed := func(kind, value string) any { return map[string]any{"@type": kind, "@value": value} }
	var licence any
	for _, each := range objects(release, "licence") {
		licence = resource(text(each, "url"))
	}
	var sets []any
	for _, each := range objects(object(data, "releases"), "nodes") {
		version := text(each, "version")
		set := map[string]any{
			"@id": q.releaseAddress(version, ""), "@type": "dcat:Dataset",
			"dct:title": text(each, "title"), "dct:description": q.description(each), "dcat:version": version, "dct:identifier": text(each, "id"),
			"dct:issued": typed("xsd:dateTime", text(each, "createdAt")), "dct:language": release["languages"], "dct:license": licence,
			"dcat:landingPage": resource(q.releaseAddress(version, "")),
		}
		distributions := []any{map[string]any{
			"@type": "dcat:Distribution", "dct:title": "GraphQL", "dcat:mediaType": resource("https://www.iana.org/assignments/media-types/application/json"),
			"dcat:accessURL": resource(q.releaseAddress(version, "/graphql")), "dcat:accessService": resource(q.Absolute("/graphql")), "dct:license": licence,
		}}
		if found := q.packageOf(version); found != nil {
			download := map[string]any{
				"@type": "dcat:Distribution", "dct:title": found.Name, "dcat:mediaType": resource("https://www.iana.org/assignments/media-types/application/zip"),
				"dcat:accessURL": resource(q.releaseAddress(version, "")), "dcat:downloadURL": resource(q.releaseAddress(version, packagePath)), "dct:license": licence,
			}
			if found.SHA256 != "" {
				download["dcat:byteSize"] = typed("xsd:nonNegativeInteger", fmt.Sprint(found.Size))
				download["spdx:checksum"] = map[string]any{
					"@type": "spdx:Checksum", "spdx:algorithm": resource("http://spdx.org/rdf/terms#checksumAlgorithm_sha256"), "spdx:checksumValue": typed("xsd:hexBinary", found.SHA256),
				}
			}
			distributions = append(distributions, download)
		}
		set["dcat:distribution"] = distributions
		if previous := object(each, "previous"); previous != nil {
			set["dcat:previousVersion"] = resource(q.releaseAddress(text(previous, "version"), ""))
		}
		sets = append(sets, set)
	}
	return map[string]any{
		"@context": map[string]any{"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/", "spdx": "http://spdx.org/rdf/terms#", "xsd": "http://www.w3.org/2001/XMLSchema#"},
		"@id":      q.Absolute("/dcat.jsonld"), "@type": "dcat:Catalog",
		"dct:title": "PilotGraph", "dct:description": q.T("start.lead"), "foaf:homepage": resource(q.Absolute("/")),
		"dct:publisher": map[string]any{"@type": "foaf:Agent", "foaf:name": "PilotGraph"},
		"dcat:dataset":  sets,
		"dcat:service": map[string]any{
			"@id": q.Absolute("/graphql"), "@type": "dcat:DataService", "dct:title": "GraphQL", "dcat:endpointURL": resource(q.Absolute("/graphql")),
			"dcat:endpointDescription": resource(q.Absolute("/schema.graphql")),
		},
	}
}

// LLMs is what programs that read for people should know: see llmstxt.org.
func (e *Explorer) LLMs(r *http.Request) *Page {
	r = r.Clone(r.Context())
	r.Header.Del("Accept-Language") // it is in English
	return e.pageIn(r, "", "/llms.txt", func(q *request) (*Content, error) {
		found, err := q.run("start", nil)
		if err != nil {
			return nil, err
		}
		release := object(found.data, "release")
		var lines []string
		line := func(parts ...string) { lines = append(lines, strings.Join(parts, "")) }
		link := func(path, title, about string) { line("- [", title, "](", q.Absolute(path), "): ", about) }
		line("# PilotGraph\n")
		line("> ", text(release, "title"), ". Release ", text(release, "version"), ". ", q.T("start.lead"), "\n")
		line("Every record has an id such as `zone:bc-haidian`, a page at `/zones/bc-haidian` and one that never changes at `/releases/",
			text(release, "version"), "/zones/bc-haidian`. Facts are cited: field `citations` has the words of the sources. Licence: ", q.work(release, "", "", "").rights(), ".\n")
		line("## Ask\n")
		link("/schema.graphql", "Schema", "the contract of the GraphQL API, every field described")
		link("/graphql?query=%7Bprogrammes%7Bnodes%7Bid%20name%7D%7D%7D", "GraphQL", "takes GET with `query` and `variables`, and POST of JSON; here all programmes")
		link("/search?q=haidian", "Search", "finds names, other names, ids and codes in any language, and pinyin; parameter `q`")
		line("\n## Lists\n")
		for _, each := range kinds {
			if each.isList() {
				link("/"+each.Collection, q.T("collection."+each.Collection), "with filters in the address")
			}
		}
		line("\n## Programmes\n")
		for _, each := range objects(object(found.data, "programmes"), "nodes") {
			_, key, _ := strings.Cut(text(each, "id"), ":")
			line("- [", each["label"].(*Name).Text, "](", q.Absolute("/programmes/"+key), ")")
		}
		line("\n## Optional\n")
		if version := text(release, "version"); q.packageOf(version) != nil {
			link("/releases/"+url.PathEscape(version)+packagePath, "Package", "everything as CSV files with their licence, in one zip file")
		}
		link("/releases.json", "Releases", "all releases as JSON; also as a feed at /releases.atom")
		link("/dcat.jsonld", "DCAT", "the data for catalogues")
		return &Content{http.StatusOK, []byte(strings.Join(lines, "\n") + "\n")}, nil
	}).as("text/plain")
}
