package explorer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	xlanguage "golang.org/x/text/language"
)

// answer is the answer to the query of a page.
type answer struct {
	data   map[string]any // as GraphQL answers, with href and label added; see dress
	errors []answerError
	query  *Query
}

// answerError is an error of GraphQL.
type answerError struct {
	Message    string
	Path       []any
	Extensions struct{ Code string }
}

// Failure is why a query could not be answered, by its code.
type Failure struct{ Code, Message string }

func (f *Failure) Error() string { return f.Code + ": " + f.Message }

// run asks the query of a name. Errors that say NOT_FOUND and BAD_USER_INPUT are part of the answer, others are a *Failure.
func (q *request) run(name string, variables map[string]any) (*answer, error) {
	document := q.documents[name]
	body, err := q.ask(q.ctx, document, marshal(variables, ""))
	if err != nil {
		return nil, err
	}
	var read struct {
		Data   map[string]any
		Errors []answerError
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&read); err != nil {
		return nil, fmt.Errorf("the answer to %s: %w", name, err)
	}
	for _, each := range read.Errors {
		if code := each.Extensions.Code; code != "NOT_FOUND" && code != "BAD_USER_INPUT" {
			return nil, &Failure{code, each.Message}
		}
	}
	q.dress(read.Data)
	return &answer{read.Data, read.Errors, q.query(document, variables)}, nil
}

// dress adds to each object with an id its address as href, and to each with names the one to show as label.
func (q *request) dress(value any) {
	switch value := value.(type) {
	case []any:
		for _, each := range value {
			q.dress(each)
		}
	case map[string]any:
		for _, each := range value {
			q.dress(each)
		}
		if id, ok := value["id"].(string); ok {
			value["href"] = q.href(id)
		}
		if names, ok := value["names"].([]any); ok {
			value["label"] = q.chooseName(names)
		}
	}
}

// Name is a name in the language of the page, or else in the first there is.
type Name struct {
	Text     string
	Language string
	Other    *Name // that in another script, for those who know it by that; nil where there is none
}

// chooseName chooses among names, which stand in the package's order of languages.
func (q *request) chooseName(names []any) *Name {
	var all []*Name
	for _, each := range names {
		each := each.(map[string]any)
		all = append(all, &Name{Text: each["text"].(string), Language: each["language"].(string)})
	}
	if len(all) == 0 {
		return &Name{}
	}
	chosen := all[0]
	for _, each := range all {
		if each.Language == q.Tag || strings.HasPrefix(each.Language, q.Tag+"-") && !strings.HasPrefix(chosen.Language, q.Tag) {
			chosen = each
		}
	}
	for _, each := range all {
		if scriptOf(each.Language) != scriptOf(chosen.Language) && chosen.Other == nil {
			chosen.Other = each
		}
	}
	return chosen
}

// scriptOf is the script that a language is written in.
func scriptOf(tag string) string {
	script, _ := xlanguage.Make(tag).Script()
	return script.String()
}

// text is a member of an object that is a text, or "".
func text(object map[string]any, name string) string {
	text, _ := object[name].(string)
	return text
}

// object is a member of an object that is an object, or nil.
func object(of map[string]any, name string) map[string]any {
	found, _ := of[name].(map[string]any)
	return found
}

// objects are the members of a list of objects.
func objects(of map[string]any, name string) (found []map[string]any) {
	list, _ := of[name].([]any)
	for _, each := range list {
		if each, ok := each.(map[string]any); ok {
			found = append(found, each)
		}
	}
	return found
}

// number is a member of an object that is a whole number, or 0.
func number(of map[string]any, name string) int {
	value, _ := of[name].(json.Number)
	found, _ := value.Int64()
	return int(found)
}

// texts are the members of a list of texts.
func texts(of map[string]any, name string) (found []string) {
	list, _ := of[name].([]any)
	for _, each := range list {
		found = append(found, fmt.Sprint(each))
	}
	return found
}
