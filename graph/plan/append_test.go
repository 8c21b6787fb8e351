package plan_test

import (
	"bytes"
	"math"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"pgregory.net/rapid"

	"pilotgraph/graph/plan"
)

// TestValuesAreWrittenAsGqlgenWritesThem compares the bytes.
func TestValuesAreWrittenAsGqlgenWritesThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, number, fraction, truth := rapid.String().Draw(t, "text"), rapid.Int().Draw(t, "number"), rapid.Float64().Draw(t, "fraction"), rapid.Bool().Draw(t, "truth")
		if math.IsInf(fraction, 0) {
			t.Skip("no column has it")
		}
		raw := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
		for name, each := range map[string]struct {
			got  []byte
			want graphql.Marshaler
		}{
			"text":     {plan.String(nil, text), graphql.MarshalString(text)},
			"bytes":    {plan.String(nil, raw), graphql.MarshalString(raw)},
			"optional": {plan.OptionalString(nil, &text), graphql.MarshalString(text)},
			"null":     {plan.OptionalString(nil, nil), graphql.Null},
			"number":   {plan.OptionalInt(nil, &number), graphql.MarshalInt(number)},
			"fraction": {plan.OptionalFloat(nil, &fraction), graphql.MarshalFloat(fraction)},
			"truth":    {plan.OptionalBoolean(nil, &truth), graphql.MarshalBoolean(truth)},
			"list":     {plan.Strings(nil, []string{text, raw}), graphql.Array{graphql.MarshalString(text), graphql.MarshalString(raw)}},
		} {
			var want bytes.Buffer
			each.want.MarshalGQL(&want)
			if string(each.got) != want.String() {
				t.Errorf("%s: got %q; gqlgen writes %q", name, each.got, want.String())
			}
		}
	})
}
