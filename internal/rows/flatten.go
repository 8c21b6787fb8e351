package rows

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
)

const (
	separator      = "; " // between the values of elements
	innerSeparator = ", " // between the values of lists inside them
)

// Rows returns the rows of an answer's data, each with a value for each column: a string, json.Number, bool or nil. An
// error is one of the JSON, and ends the rows. An answer with errors has no rows: do not ask for them.
func (p *Plan) Rows(data []byte) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		root, err := decode(data)
		if err != nil {
			yield(nil, err)
			return
		}
		for row := range p.rows(root) {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// rows returns the rows of data that is decoded.
func (p *Plan) rows(root any) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		p.descend(0, root, make([]any, len(p.names)), func(row []any) bool { return yield(slices.Clone(row)) })
	}
}

// decode reads the data of an answer.
func decode(data []byte) (root any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(&root); err != nil {
		return nil, fmt.Errorf("reading the data of an answer: %w", err)
	}
	return root, nil
}

// descend fills the columns of a level from what stands there, and those inside from each element of the list there. It
// reports false where no more is wanted.
func (p *Plan) descend(level int, item any, row []any, yield func([]any) bool) bool {
	for _, each := range p.levels[level] {
		row[each.index] = each.value(item)
	}
	if level == len(p.lists) {
		return yield(row)
	}
	elements := elements(follow(p.ways[level], item))
	if len(elements) == 0 && level > 0 {
		elements = []any{nil} // what has nothing inside keeps its row
	}
	for _, element := range elements {
		if !p.descend(level+1, element, row, yield) {
			return false
		}
	}
	return true
}

// follow goes from an object along single objects to the last field of a way; null where one of them is.
func follow(way []step, item any) any {
	for _, each := range way {
		object, ok := item.(map[string]any)
		if !ok {
			return nil
		}
		item = object[each.name]
		if list, ok := item.([]any); ok && each.element != whole {
			if each.element >= len(list) {
				return nil
			}
			item = list[each.element]
		}
	}
	return item
}

// elements returns what is in a list and in the lists inside it; nothing for what is no list.
func elements(value any) []any {
	list, _ := value.([]any)
	var all []any
	for _, each := range list {
		if inner, ok := each.([]any); ok {
			all = append(all, elements(inner)...)
		} else {
			all = append(all, each)
		}
	}
	return all
}

// value returns what a column has of an object.
func (c *column) value(item any) any {
	list := slices.IndexFunc(c.path, func(each step) bool { return each.list })
	if list < 0 {
		value := follow(c.path, item)
		if _, ok := value.([]any); ok {
			return join(elements(value), separator)
		}
		return scalar(value)
	}
	way, inside := c.path[:list+1], c.path[list+1:]
	var values []any
	for _, element := range elements(follow(way, item)) {
		value := follow(inside, element)
		if c.count {
			value = strconv.Itoa(len(elements(value)))
		} else if _, ok := value.([]any); ok {
			value = join(elements(value), innerSeparator)
		}
		values = append(values, value)
	}
	return join(values, separator)
}

// join returns values as one text, and null where there are none.
func join(values []any, separator string) any {
	if len(values) == 0 {
		return nil
	}
	texts := make([]string, len(values))
	for i, each := range values {
		texts[i] = Text(each)
	}
	return strings.Join(texts, separator)
}

// scalar returns a value that a cell can have: an object of a scalar becomes its JSON.
func scalar(value any) any {
	if object, ok := value.(map[string]any); ok {
		return Text(object)
	}
	return value
}

// Text returns a value of a row as text: null is empty, everything but text is written as in JSON.
func Text(value any) string {
	switch value := value.(type) {
	case nil:
		return ""
	case string:
		return value
	case json.Number:
		return value.String()
	}
	text, err := json.Marshal(value)
	if err != nil {
		panic("rows: a value that is not of JSON: " + err.Error()) // a fault of the caller
	}
	return string(text)
}
