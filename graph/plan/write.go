package plan

import (
	"errors"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// writer writes what was found as JSON. Where a null may not stand it takes the object around it back, as the
// specification says; what else is in that object is looked through all the same, for its errors.
type writer struct {
	execution *execution
	b         []byte
	objects   int
	stopped   error // why the request has ended
}

// objectsBetweenLooks is after how many objects the writer looks whether the request has ended.
const objectsBetweenLooks = 256

// path is where the writer is, from the inside outwards.
type path struct {
	above *path
	step  *step
	index int // in the list of the step, where step is nil
}

// object writes an object of a level. It returns false where it has written null instead.
func (w *writer) object(l *level, at int, where *path) bool {
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
		valid = w.field(l, i, at, &path{above: where, step: step}) && valid
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

// field writes the value of a field. It returns false where it is null and must not be.
func (w *writer) field(l *level, i, at int, where *path) bool {
	step, answer := l.selection.steps[i], &l.answers[i]
	before := len(w.b)
	switch {
	case step.field == nil:
		w.b = append(w.b, step.constant...)
		return true
	case answer.err != nil:
		return w.null(where, answer.err)
	case step.field.Leaf != nil:
		w.b = step.field.Leaf(w.b, l.objects[at])
	case answer.leaves != nil:
		var err error
		if w.b, err = answer.leaves(w.b, at); err != nil {
			w.b = w.b[:before]
			return w.null(where, err)
		}
	case len(answer.found.spans) <= at: // the request has ended
		w.b = append(w.b, null...)
		return !step.nonNull
	default:
		return w.found(answer, answer.found.spans[at], where)
	}
	if step.nonNull && string(w.b[before:]) == null {
		w.fail(where, errors.New("plan: a value that must not be null is null"))
		return false
	}
	return true
}

// null writes null for an error. It returns whether the field may be null.
func (w *writer) null(where *path, err error) bool {
	w.fail(where, err)
	w.b = append(w.b, null...)
	return !where.step.nonNull
}

// found writes what a field leads to from one object.
func (w *writer) found(a *answer, s span, where *path) bool {
	step := where.step
	switch {
	case s.err != nil:
		return w.null(where, s.err)
	case s.start < 0 && step.nonNull:
		return w.null(where, errors.New("plan: an object that must not be null is null"))
	case s.start < 0:
		w.b = append(w.b, null...)
		return true
	case !step.list:
		return w.value(a, s.start, where) || !step.nonNull
	}
	start, valid := len(w.b), true
	w.b = append(w.b, '[')
	for i := s.start; i < s.end; i++ {
		if i > s.start {
			w.b = append(w.b, ',')
		}
		element := &path{above: where, index: i - s.start}
		if err := a.found.failed[i]; err != nil {
			w.fail(element, err)
		}
		valid = (w.value(a, i, element) || !step.nonNullAll) && valid
	}
	w.b = append(w.b, ']')
	if !valid {
		w.b = append(w.b[:start], null...)
	}
	return valid || !step.nonNull
}

// value writes a value that was found. It returns false where it has written null.
func (w *writer) value(a *answer, at int, where *path) bool {
	switch {
	case a.found.values[at] == nil:
		w.b = append(w.b, null...)
		return false
	case a.onTypes != nil:
		place := a.places[at]
		return w.object(a.onTypes[place.level], place.object, where)
	}
	return w.object(a.below, at, where)
}

// argumentError is an error in an argument; its path begins at the field.
type argumentError struct{ error }

// Unwrap returns what is wrong.
func (e *argumentError) Unwrap() error { return e.error }

// fail adds an error to the answer, at the place where gqlgen's own executor would.
func (w *writer) fail(where *path, err error) {
	told := &gqlerror.Error{Err: err, Message: err.Error(), Path: where.full()}
	var known *gqlerror.Error
	var argument *argumentError
	switch position := where.position(); {
	case errors.As(err, &argument) && errors.As(err, &known):
		told.Path = append(told.Path[:len(told.Path)-1], known.Path...)
	case argument == nil && position != nil && position.Line > 0:
		told.Locations = []gqlerror.Location{{Line: position.Line, Column: position.Column}}
	}
	graphql.AddError(w.execution.ctx, told)
}

// position is that of the field in the document; nil for an element of a list.
func (p *path) position() *ast.Position {
	if p.step == nil {
		return nil
	}
	return p.step.collected.Position
}

func (p *path) full() ast.Path {
	var all ast.Path
	for ; p != nil; p = p.above {
		if p.step != nil {
			all = append(all, ast.PathName(p.step.alias))
		} else {
			all = append(all, ast.PathIndex(p.index))
		}
	}
	slices.Reverse(all)
	return all
}
