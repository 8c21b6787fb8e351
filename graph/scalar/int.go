// Package scalar holds the scalars of the contract that gqlgen would read more
// loosely than GraphQL does.
package scalar

import (
	"encoding/json"
	"math"
	"strconv"

	"github.com/99designs/gqlgen/graphql"

	"pilotgraph/graph/fault"
)

// MarshalInt writes an integer. The package check keeps numbers within 32 bits.
func MarshalInt(value int) graphql.Marshaler { return graphql.MarshalInt(value) }

// UnmarshalInt reads an integer of 32 bits. The error is a *fault.Error.
func UnmarshalInt(value any) (int, error) {
	var text string
	switch value := value.(type) {
	case json.Number:
		text = value.String()
	case int64:
		text = strconv.FormatInt(value, 10)
	case int:
		text = strconv.Itoa(value)
	default:
		return 0, fault.New(fault.BadUserInput, "this is not an integer")
	}
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil || number < math.MinInt32 || number > math.MaxInt32 {
		return 0, fault.New(fault.BadUserInput, "%s is not an integer of 32 bits", fault.Shorten(text))
	}
	return int(number), nil
}
