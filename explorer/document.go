package explorer

import (
	"encoding/json"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// documents are the queries of pages and pictures by name, each with the fragments that it spreads.
var documents = sync.OnceValue(func() map[string]string {
	fragments := map[string]string{}
	for text := range strings.SplitSeq(readText("pages/fragments.graphql"), "\n\n") {
		fragments[strings.Fields(text)[1]] = strings.TrimSpace(text)
	}
	found := map[string]string{}
	for _, pattern := range []string{"pages/*.graphql", "pictures/*.graphql"} {
		paths, _ := fs.Glob(files, pattern) // the patterns are ours
		for _, each := range paths {
			name := strings.TrimSuffix(path.Base(each), ".graphql")
			if _, twice := found[name]; twice {
				panic("explorer: a page and a picture have the name " + name)
			}
			if name != "fragments" {
				found[name] = withFragments(strings.TrimSpace(readText(each)), fragments)
			}
		}
	}
	return found
})

func readText(path string) string {
	content, err := files.ReadFile(path)
	if err != nil {
		panic("explorer: " + err.Error())
	}
	return string(content)
}

var spread = regexp.MustCompile(`\.\.\.([A-Z]\w*)`)

// withFragments adds the fragments that a document spreads, and those that these spread.
func withFragments(document string, fragments map[string]string) string {
	parts, known := []string{document}, []string{}
	for i := 0; i < len(parts); i++ {
		for _, match := range spread.FindAllStringSubmatch(parts[i], -1) {
			if !slices.Contains(known, match[1]) {
				known = append(known, match[1])
				parts = append(parts, fragments[match[1]])
			}
		}
	}
	return strings.Join(parts, "\n\n")
}

// Query is the query of a page or picture, as it is shown.
type Query struct {
	Document   string
	Variables  string // JSON, indented; "" for none
	Playground string // the address where it can be changed and run
	JSON       string // the address of its answer
}

// query is a document and its variables, as they are shown.
func (q *request) query(document string, variables map[string]any) *Query {
	shown := &Query{Document: document}
	parameters := url.Values{"query": {document}}
	if len(variables) > 0 {
		shown.Variables = string(marshal(variables, "  "))
		parameters.Set("variables", string(marshal(variables, "")))
	}
	shown.JSON = q.base() + "/graphql?" + parameters.Encode()
	shown.Playground = q.playground(parameters)
	return shown
}

// playground is the address of the playground in the release and the language of this page.
func (q *request) playground(parameters url.Values) string {
	if q.release != "" {
		parameters.Set("release", q.release)
	}
	if q.isChosen {
		parameters.Set("lang", q.Tag)
	}
	if len(parameters) == 0 {
		return "/graphiql"
	}
	return "/graphiql?" + parameters.Encode()
}

// Playground is the address of the playground without a query.
func (q *request) Playground() string { return q.playground(url.Values{}) }

// marshal writes a value as JSON, with the signs of other languages as they are.
func marshal(value any, indent string) []byte {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", indent)
	if err := encoder.Encode(value); err != nil {
		panic("explorer: variables are texts, numbers and lists: " + err.Error())
	}
	return []byte(strings.TrimSpace(text.String()))
}

// perName, citedLine and operation are parts of the query that a table is downloaded by.
var (
	perName   = regexp.MustCompile(`(?m)^      name$`)
	citedLine = regexp.MustCompile(`(?m)^      citations\(.*\n`)
	operation = regexp.MustCompile(`^query \w+`)
)

// csv is the address of the rows of a list or a picture as CSV: one for each record, with its name in each language; or, with
// the citations, one for each of those.
func (q *request) csv(list string, variables map[string]any, languages []string, withCitations bool) string {
	document := q.documents[list+".rows"]
	var names []string
	for _, tag := range languages {
		names = append(names, "      "+nameField(tag)+`: name(language: "`+tag+`")`)
	}
	document = perName.ReplaceAllLiteralString(document, strings.Join(names, "\n"))
	if withCitations {
		document = operation.ReplaceAllString(document, "${0}WithCitations") // the file has its name
	} else {
		document = citedLine.ReplaceAllLiteralString(document, "")
	}
	parameters := url.Values{"query": {document}, "format": {"csv"}}
	if len(variables) > 0 {
		parameters.Set("variables", string(marshal(variables, "")))
	}
	return q.base() + "/graphql?" + parameters.Encode()
}
