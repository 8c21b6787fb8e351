package scalar_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"pilotgraph/graph/fault"
	"pilotgraph/graph/scalar"
)

func TestTextIsTextAlone(t *testing.T) {
	if got, err := scalar.UnmarshalText("zh"); got != "zh" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	for what, value := range map[string]any{
		"null": nil, "a boolean": true, "a list": []any{"zh"}, "an object": map[string]any{}, "a number": json.Number("1"),
	} {
		_, err := scalar.UnmarshalText(value)
		var refused *fault.Error
		if !errors.As(err, &refused) || refused.Code != fault.BadUserInput || !strings.Contains(refused.Message, "this is "+what) {
			t.Errorf("%s: got %v", what, err)
		}
	}
}
