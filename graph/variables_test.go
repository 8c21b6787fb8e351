package graph

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"
)

// TestVariablesThatAreObjects has a schema of its own, so that every kind of member is there.
func TestVariablesThatAreObjects(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: `
		type Query { zones(filter: Filter): Int }
		scalar PartialDate
		enum Kind { A B }
		input Filter { and: [Filter!], kind: Match, id: [ID!], from: PartialDate, area: Float, depth: Int! = 1 }
		input Match { eq: Kind! }`})
	document := gqlparser.MustLoadQueryWithRules(schema, `query($filter: Filter) { zones(filter: $filter) }`, validationRules())
	tests := map[string]string{ // value, message
		`null`:                           "",
		`{}`:                             "",
		`{"id": "a"}`:                    "",
		`{"id": ["a", 1], "area": 1.5}`:  "",
		`{"and": {"kind": {"eq": "A"}}}`: "",
		`{"depth": null}`:                "$filter.depth: an integer of 32 bits is wanted, not null",
		`{"colour": 1}`:                  `$filter: Filter has no field "colour"`,
		`[]`:                             "$filter: an object (Filter) is wanted, not a list",
		`{"kind": {}}`:                   "$filter.kind.eq: one of A, B is wanted, not null",
		`{"kind": "A"}`:                  `$filter.kind: an object (Match) is wanted, not "A"`,
		`{"and": [{}, {"from": 2022}]}`:  "$filter.and[1].from: a text (PartialDate) is wanted, not 2022",
		`{"and": {"kind": {"eq": "a"}}}`: `$filter.and[0].kind.eq: one of A, B is wanted, not "a"`,
		`{"id": [["a"]]}`:                "$filter.id[0]: a text (ID) is wanted, not a list",
		`{"id": [1.5]}`:                  "$filter.id[0]: a text (ID) is wanted, not 1.5",
		`{"area": "1"}`:                  `$filter.area: a number is wanted, not "1"`,
	}
	for text, want := range tests {
		for _, coerced := range []bool{false, true} {
			var value any
			decoder := json.NewDecoder(strings.NewReader(text))
			decoder.UseNumber()
			if err := decoder.Decode(&value); err != nil {
				t.Fatal(err)
			}
			values := map[string]any{"filter": value}
			if coerced { // as the executor does before
				_, _ = validator.VariableValues(schema, document.Operations[0], values)
			}
			refused := checkVariables(schema, document.Operations[0], values)
			switch {
			case want == "" && refused != nil:
				t.Errorf("%s is refused: %v", text, refused)
			case want != "" && (len(refused) != 1 || refused[0].Message != want):
				t.Errorf("%s: got %v; want %s", text, refused, want)
			}
		}
	}
}
