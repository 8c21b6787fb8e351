package scalar

import (
	"encoding/json"

	"github.com/99designs/gqlgen/graphql"

	"pilotgraph/graph/fault"
)

// MarshalText writes a text.
func MarshalText(value string) graphql.Marshaler { return graphql.MarshalString(value) }

// UnmarshalText reads a text; gqlgen's own would take numbers and booleans for texts. The error is a *fault.Error.
func UnmarshalText(value any) (string, error) {
	text, ok := value.(string)
	if !ok {
		return "", fault.New(fault.BadUserInput, "this is %s; a text is wanted", Describe(value))
	}
	return text, nil
}

// Describe says in a word or two what a value of JSON or of a document is, such as "a list".
func Describe(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case string:
		return "a text"
	case bool:
		return "a boolean"
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	case json.Number, int, int64, float64:
		return "a number"
	}
	return "something else"
}
