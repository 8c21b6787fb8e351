package graph

import (
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// TestEveryFieldIsInATable fails where plans do not know how a field of the contract is answered.
func TestEveryFieldIsInATable(t *testing.T) {
	resolver := &Resolver{}
	types := resolver.types()
	answered := 0
	for name, definition := range Schema().Types {
		if definition.Kind != ast.Object || definition.BuiltIn {
			continue
		}
		for _, field := range definition.Fields {
			if strings.HasPrefix(field.Name, "__") {
				continue // introspection is gqlgen's
			}
			if types[name] == nil || types[name].Fields[field.Name] == nil {
				t.Errorf("%s.%s is not in plan.generated.go; run go generate ./...", name, field.Name)
				continue
			}
			known := types[name].Fields[field.Name]
			ways := 0
			for _, has := range []bool{known.Leaf != nil, known.Part != nil, known.Bind != nil} {
				if has {
					ways++
				}
			}
			if ways != 1 {
				t.Errorf("%s.%s is answered in %d ways; where it is 0, give it a line in fields.go", name, field.Name, ways)
			}
			if (len(field.Arguments) > 0) != (known.Arguments != nil) {
				t.Errorf("%s.%s has %d arguments, and plans read them: %v", name, field.Name, len(field.Arguments), known.Arguments != nil)
			}
			answered++
		}
	}
	for name := range resolver.fields() {
		if !isInContract(name) {
			t.Errorf("fields.go has %s, which the contract has not", name)
		}
	}
	if answered < 300 {
		t.Errorf("only %d fields: this shows little", answered)
	}
}

// isInContract says whether a type, or one that implements the interface, has the field. All edges of connections have
// the fields that some have.
func isInContract(name string) bool {
	owner, field, _ := strings.Cut(name, ".")
	definition := Schema().Types[owner]
	if definition == nil {
		return false
	}
	return strings.HasSuffix(owner, "Edge") || definition.Fields.ForName(field) != nil ||
		slices.ContainsFunc(Schema().GetPossibleTypes(definition), func(of *ast.Definition) bool { return of.Fields.ForName(field) != nil })
}
