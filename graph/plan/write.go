package plan

import (
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// writer writes what was found as JSON. Where a null may not stand it takes the object around it back, as the
// specification says; what else is in that object is looked through all the same, for its errors.
type writer struct {
	execution *execution
	b         []byte
	path      []position
	objects   int
	stopped   error // why the request has ended
}

// position is a step on the way to where the writer is: a field, or an element of the list of the field before.
type position struct {
	step  *step
	index int // of an element, where step is nil
}

// objectsBetweenLooks is after how many objects the writer looks whether the request has ended.
const objectsBetweenLooks = 256

// object writes an object of a level. It returns false where it has written null instead.
func (w *writer) object(l *level, at int) bool {
	if w.objects++; w.objects%objectsBetweenLooks == 0 && w.stopped == nil {
		w.stopped = w.execution.ctx.Err()
	}
	if w.stopped != nil {
		return true // nobody reads it
	}
	start, valid := len(w.b), true
	w.b = append(w.b, '{')
	for i, step := range l.selection.steps {
		before := len(w.b)
		if before > start+1 {
			w.b = append(w.b, ',')
		}
		w.b = append(w.b, step.key...)
		w.path = append(w.path, position{step: step})
		valid = w.field(step, &l.answers[i], l.objects[at], at) && valid
		w.path = w.path[:len(w.path)-1]
		if step.hidden {
			w.b = w.b[:before]
		}
	}
	w.b = append(w.b, '}')
	if !valid {
		w.b = append(w.b[:start], null...)
	}
	return valid
}

// field writes the value of a field of the object at a place of its level. It returns false where it is null and must
// not be.
func (w *writer) field(step *step, answer *answer, object any, at int) bool {
	before := len(w.b)
	switch {
	case step.field == nil:
		w.b = append(w.b, step.constant...)
		return true
	case answer.err != nil:
		return w.null(step, answer.err)
	case step.field.Leaf != nil:
		w.b = step.field.Leaf(w.b, object)
	case answer.leaves != nil:
		var err error
		if w.b, err = answer.leaves(w.b, at); err != nil {
			w.b = w.b[:before]
			return w.null(step, err)
		}
	case len(answer.found.spans) <= at: // the request has ended
		return true
	default:
		return w.found(step, answer, at)
	}
	if step.nonNull && string(w.b[before:]) == null {
		w.fail(errors.New("plan: a value that must not be null is null"))
		return false
	}
	return true
}

// null writes null for an error. It returns whether the field may be null.
func (w *writer) null(step *step, err error) bool {
	w.fail(err)
	w.b = append(w.b, null...)
	return !step.nonNull
}

// found writes what a field leads to from the object at a place.
func (w *writer) found(step *step, a *answer, at int) bool {
	span := a.found.spans[at]
	switch {
	case span.start >= 0 && step.list:
		return w.list(step, a, span) || !step.nonNull
	case span.start >= 0:
		return w.value(a, int(span.start)) || !step.nonNull
	case a.found.refused[at] != nil:
		return w.null(step, a.found.refused[at])
	case step.nonNull:
		return w.null(step, errors.New("plan: an object that must not be null is null"))
	}
	w.b = append(w.b, null...)
	return true
}

// list writes a list. It returns false where it has written null instead.
func (w *writer) list(step *step, a *answer, s span) bool {
	start, valid := len(w.b), true
	w.b = append(w.b, '[')
	w.path = append(w.path, position{})
	for i := int(s.start); i < int(s.end); i++ {
		if i > int(s.start) {
			w.b = append(w.b, ',')
			w.path[len(w.path)-1].index++
		}
		if err := a.found.failed[i]; err != nil {
			w.fail(err)
		}
		valid = (w.value(a, i) || !step.nonNullAll) && valid
	}
	w.path = w.path[:len(w.path)-1]
	w.b = append(w.b, ']')
	if !valid {
		w.b = append(w.b[:start], null...)
	}
	return valid
}

// value writes a value that was found. It returns false where it has written null.
func (w *writer) value(a *answer, at int) bool {
	switch {
	case a.found.values[at] == nil:
		w.b = append(w.b, null...)
		return false
	case a.onTypes != nil:
		place := a.places[at]
		return w.object(a.onTypes[place.level], place.object)
	}
	return w.object(a.below, at)
}

// argumentError is an error in an argument; its path begins at the field.
type argumentError struct{ error }

// Unwrap returns what is wrong.
func (e *argumentError) Unwrap() error { return e.error }

// fail adds an error to the answer, at the place where gqlgen's own executor would.
func (w *writer) fail(err error) {
	told := &gqlerror.Error{Err: err, Message: err.Error()}
	for _, each := range w.path {
		if each.step != nil {
			told.Path = append(told.Path, ast.PathName(each.step.alias))
		} else {
			told.Path = append(told.Path, ast.PathIndex(each.index))
		}
	}
	var known *gqlerror.Error
	var argument *argumentError
	switch field := w.path[len(w.path)-1].step; {
	case errors.As(err, &argument) && errors.As(err, &known):
		told.Path = append(told.Path[:len(told.Path)-1], known.Path...)
	case argument == nil && field != nil && field.collected.Position != nil:
		told.Locations = []gqlerror.Location{{Line: field.collected.Position.Line, Column: field.collected.Position.Column}}
	}
	graphql.AddError(w.execution.ctx, told)
}
