package plan

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

const typename = "__typename"

// selection is what is asked of objects of one type.
type selection struct {
	of      *Type
	steps   []*step
	columns []string // that are needed of the objects' rows
	size    size     // of answers; for the root
}

// step is one field of a selection. It never changes, except that selections on the types of an interface are made
// when a value of the type is first met.
type step struct {
	field      *Field
	name       string
	alias      string
	key        string // the alias as it is written, with the colon
	hidden     bool   // another field has the alias, so that this one is answered and not written
	constant   string // the value of __typename, as it is written; "" for other fields
	collected  graphql.CollectedField
	nonNull    bool // the field
	list       bool
	nonNullAll bool // the elements of the list

	bound   *binding // where the arguments have no variables
	below   *selection
	mutex   sync.Mutex
	onTypes map[string]*selection // of an interface
}

// binding is what Field.Bind has returned.
type binding struct {
	answer Answer
	err    error
}

// compile makes the steps of a selection on objects of a type. Fields are collected by gqlgen, so that both executors
// merge them alike.
func (e *execution) compile(of *Type, set ast.SelectionSet) *selection {
	made := &selection{of: of, columns: []string{}}
	seen := map[string]bool{}
	for _, collected := range graphql.CollectFields(e.request, set, of.Implements) {
		each := e.step(of, collected)
		each.hidden = seen[each.alias]
		seen[each.alias] = true
		made.steps = append(made.steps, each)
		if each.field == nil {
			continue
		}
		made.columns = union(made.columns, each.field.Columns)
		if each.field.SameRow && each.below != nil {
			made.columns = union(made.columns, each.below.columns)
		}
	}
	return made
}

func (e *execution) step(of *Type, collected graphql.CollectedField) *step {
	made := &step{
		name: collected.Name, alias: collected.Alias, key: string(String(nil, collected.Alias)) + ":",
		collected: collected, nonNull: collected.Definition.Type.NonNull,
	}
	if collected.Name == typename {
		made.constant = string(String(nil, of.Name))
		return made
	}
	made.field = of.Fields[collected.Name]
	if element := collected.Definition.Type.Elem; element != nil {
		made.list, made.nonNullAll = true, element.NonNull
	}
	if below := e.executor.Types[collected.Definition.Type.Name()]; below != nil {
		made.below = e.compile(below, collected.Selections)
	} else if len(collected.Selections) > 0 {
		made.onTypes = map[string]*selection{}
	}
	if made.field.Bind != nil && isConstant(collected.Arguments) {
		made.bound = e.bind(made)
	}
	return made
}

// isConstant says whether there are no variables in arguments.
func isConstant(arguments ast.ArgumentList) bool {
	return !slices.ContainsFunc(arguments, func(a *ast.Argument) bool { return hasVariable(a.Value) })
}

func hasVariable(value *ast.Value) bool {
	return value.Kind == ast.Variable ||
		slices.ContainsFunc(value.Children, func(c *ast.ChildValue) bool { return hasVariable(c.Value) })
}

// bind reads the arguments of a step and binds its field to them.
func (e *execution) bind(s *step) *binding {
	call := &Call{Context: e.ctx, step: s}
	if s.field.Arguments != nil {
		// The path of the error begins at the field; the writer puts what is above before it.
		ctx := graphql.WithFieldContext(e.ctx, &graphql.FieldContext{Field: s.collected})
		var err error
		if call.Arguments, err = s.field.Arguments(ctx, s.collected.ArgumentMap(e.request.Variables)); err != nil {
			return &binding{err: &argumentError{err}}
		}
	}
	answer, err := s.field.Bind(call)
	return &binding{answer, err}
}

// onType returns the selection of a step that leads to an interface on one of its types.
func (e *execution) onType(s *step, name string) *selection {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	made, ok := s.onTypes[name]
	if !ok {
		made = e.compile(e.executor.Types[name], s.collected.Selections)
		s.onTypes[name] = made
	}
	return made
}

// walk calls each for the steps at the end of a path of names below a step.
func (s *step) walk(path []string, each func(*step)) {
	if len(path) == 0 {
		each(s)
		return
	}
	if s.below == nil {
		return
	}
	for _, below := range s.below.steps {
		if below.name == path[0] {
			below.walk(path[1:], each)
		}
	}
}

// union returns the names in either list, in order.
func union(a, b []string) []string {
	all := append(append(make([]string, 0, len(a)+len(b)), a...), b...)
	slices.Sort(all)
	return slices.Compact(all)
}

// size remembers how large the answers of a plan are.
type size struct{ largest atomic.Int64 }

// largestGuess is how much is set aside for an answer before it is written.
const largestGuess = 1 << 20

func (s *size) guess() int { return int(s.largest.Load()) + 512 }

func (s *size) note(length int) {
	if length = min(length, largestGuess); int64(length) > s.largest.Load() {
		s.largest.Store(int64(length))
	}
}
