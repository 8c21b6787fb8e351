// Package examples has the example queries: documentation, tests with golden answers, and what the playground offers.
package examples

import (
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
)

//go:embed queries/*.graphql
var files embed.FS

// Example is a query to start from.
type Example struct {
	Name   string            `json:"name"`   // of its file, without the ending
	Topic  string            `json:"topic"`  // under which it is offered
	Titles map[string]string `json:"titles"` // what it asks, in a line, by language
	Query  string            `json:"query"`  // without the lines above
}

// All returns the examples, the shortest first. The error says what is wrong with the head of a file: it begins with a
// remark that says what is asked in English, and goes on with the same in other languages ("# zh: ") and "# topic: ".
func All() ([]Example, error) {
	entries, err := files.ReadDir("queries")
	if err != nil {
		return nil, err
	}
	var all []Example
	for _, entry := range entries {
		text, err := files.ReadFile(path.Join("queries", entry.Name()))
		if err != nil {
			return nil, err
		}
		example, err := parse(string(text))
		if err != nil {
			return nil, fmt.Errorf("examples/queries/%s: %w", entry.Name(), err)
		}
		example.Name = strings.TrimSuffix(entry.Name(), ".graphql")
		all = append(all, example)
	}
	slices.SortStableFunc(all, func(a, b Example) int { return cmp.Compare(len(a.Query), len(b.Query)) })
	return all, nil
}

// JSON returns the examples as JSON: an array of objects with name, topic, titles and query.
func JSON() ([]byte, error) {
	all, err := All()
	if err != nil {
		return nil, err
	}
	return json.Marshal(all)
}

// parse reads the head of a file and what follows it.
func parse(text string) (Example, error) {
	example := Example{Titles: map[string]string{}}
	for {
		line, rest, _ := strings.Cut(text, "\n")
		remark, ok := strings.CutPrefix(line, "# ")
		if !ok {
			break
		}
		name, value, named := strings.Cut(remark, ": ")
		switch {
		case len(example.Titles) == 0:
			example.Titles["en"] = remark
		case named && name == "topic":
			example.Topic = value
		case named:
			example.Titles[name] = value
		default:
			return Example{}, fmt.Errorf("the line %q of the head is neither a language nor the topic", line)
		}
		text = rest
	}
	if len(example.Titles) == 0 || example.Topic == "" {
		return Example{}, fmt.Errorf("the head says not both what is asked and the topic")
	}
	example.Query = text
	return example, nil
}
