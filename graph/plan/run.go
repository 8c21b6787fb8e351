package plan

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
)

// execution is one request that is answered.
type execution struct {
	executor *executor
	ctx      context.Context
	request  *graphql.OperationContext
}

type executionKey struct{}

// newExecution begins to answer a request. The context leads back to it.
func newExecution(ctx context.Context, executor *executor, request *graphql.OperationContext) *execution {
	made := &execution{executor: executor, request: request}
	made.ctx = context.WithValue(ctx, executionKey{}, made)
	return made
}

// level is the objects of a selection, with what its fields lead to.
type level struct {
	selection *selection
	objects   []any
	answers   []answer // one for each step
}

// answer is what one step found for all objects of a level.
type answer struct {
	err    error  // of every object
	leaves Append // of leaves
	found  Found  // of objects, which stand on the levels below:
	below  *level
	// Values of an interface, or with null among them, stand on a level for each type.
	onTypes []*level
	places  []place // of each value
}

// place is where a value of an interface stands.
type place struct{ level, object int }

// level answers a selection for objects: each step for all of them, and then what is below it. It does not go on when
// the request has ended.
func (e *execution) level(of *selection, objects []any) *level {
	made := &level{selection: of, objects: objects, answers: make([]answer, len(of.steps))}
	for i, step := range of.steps {
		if step.field != nil && step.field.Leaf == nil && e.ctx.Err() == nil {
			e.answer(step, objects, &made.answers[i])
		}
	}
	return made
}

func (e *execution) answer(s *step, objects []any, into *answer) {
	if into.err = e.resolve(s, objects, into); into.err != nil || len(into.found.values) == 0 {
		return
	}
	if s.onTypes == nil && into.found.failed == nil {
		into.below = e.level(s.below, into.found.values)
		return
	}
	e.divide(s, into)
}

// resolve asks a step for its answer. A panic is an error, as it is in a resolver.
func (e *execution) resolve(s *step, objects []any, into *answer) (err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = e.request.RecoverFunc(e.ctx, reason)
		}
	}()
	if s.field.Part != nil {
		into.found.expect(len(objects))
		for _, object := range objects {
			s.field.Part(object, &into.found)
		}
		return nil
	}
	bound := s.bound
	if bound == nil {
		bound = e.bind(s)
	}
	if bound.err != nil {
		return bound.err
	}
	if bound.answer.Leaves != nil {
		into.leaves, err = bound.answer.Leaves(e.ctx, objects)
		return err
	}
	into.found.expect(len(objects))
	return bound.answer.Objects(e.ctx, objects, &into.found)
}

// divide puts values on levels by their types, and leaves out those that are null.
func (e *execution) divide(s *step, into *answer) {
	var names []string
	var objects [][]any
	into.places = make([]place, len(into.found.values))
	for i, value := range into.found.values {
		if value == nil {
			continue
		}
		name := ""
		if s.onTypes != nil {
			name = e.executor.TypeName(value)
		}
		at := index(names, name)
		if at == len(names) {
			names, objects = append(names, name), append(objects, nil)
		}
		into.places[i] = place{at, len(objects[at])}
		objects[at] = append(objects[at], value)
	}
	for i, name := range names {
		below := s.below
		if s.onTypes != nil {
			below = e.onType(s, name)
		}
		into.onTypes = append(into.onTypes, e.level(below, objects[i]))
	}
}

// index is where a name stands in a list, or its end.
func index(names []string, name string) int {
	for i, each := range names {
		if each == name {
			return i
		}
	}
	return len(names)
}
