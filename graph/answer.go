package graph

import (
	"context"
	"strings"

	"pilotgraph/graph/connection"
	"pilotgraph/graph/fault"
	"pilotgraph/graph/load"
	"pilotgraph/graph/model"
	"pilotgraph/graph/plan"
)

// The functions of this file are the ways in which fields answer for all objects of a level at once.

// argument is the value of an argument, as gqlgen has read it; the zero value where the field does not take it.
func argument[T any](call *plan.Call, name string) T {
	value, _ := call.Arguments[name].(T)
	return value
}

// leaf is a field whose value is made of its object.
func leaf[T any](columns []string, appendTo func(b []byte, object T) []byte) plan.Field {
	return plan.Field{Columns: columns, Leaf: func(b []byte, object any) []byte { return appendTo(b, object.(T)) }}
}

// part is a field that leads to an object made of the same row, where there is one.
func part[T any](columns []string, exists func(row *T) bool) plan.Field {
	return plan.Field{Columns: columns, SameRow: true, Part: func(object any, found *plan.Found) {
		if exists(object.(*T)) {
			found.One(found.Add(object))
		} else {
			found.Null()
		}
	}}
}

// names is the field with the name of a row in a language.
func names() plan.Field {
	return plan.Field{Columns: []string{"names"}, Bind: func(call *plan.Call) (plan.Answer, error) {
		wanted := argument[*string](call, "language")
		if wanted != nil {
			if err := checkLanguage(*wanted); err != nil {
				return plan.Answer{}, err
			}
		}
		return plan.Answer{Leaves: func(ctx context.Context, objects []any) (plan.Append, error) {
			languages := wantedLanguages(ctx, wanted)
			return func(b []byte, place int) ([]byte, error) {
				return plan.String(b, chooseName(objects[place].(load.Named).AllNames(), languages)), nil
			}, nil
		}}, nil
	}}
}

// refer is a field that leads to the row with an id, if there is an id: of a kind, or of any kind where the field leads
// to an interface. An id that no row has is a fault of the release.
func refer[T any](kind string, columns []string, id func(object *T) *string) plan.Field {
	return lead(kind, columns, id, func(_ *load.Loaders, _ context.Context, ids []string) []error {
		errs := make([]error, len(ids))
		for i, id := range ids {
			errs[i] = load.Missing(id)
		}
		return errs
	})
}

// nothing has a field lead to null where no row has the id.
func nothing(_ *load.Loaders, _ context.Context, ids []string) []error {
	return make([]error, len(ids))
}

// lead is refer where absent makes the errors for ids that no row has; nil for null.
func lead[T any](kind string, columns []string, id func(object *T) *string, absent func(*load.Loaders, context.Context, []string) []error) plan.Field {
	return plan.Field{Columns: columns, Bind: func(call *plan.Call) (plan.Answer, error) {
		columns := columnsOf(call, kind)
		return plan.Answer{Objects: func(ctx context.Context, objects []any, found *plan.Found) error {
			wanted := newReferences(len(objects))
			for _, object := range objects {
				wanted.add(id(object.(*T)), nil)
			}
			wanted.read(ctx, columns, absent)
			wanted.tell(found)
			return nil
		}}, nil
	}}
}

// columnsOf returns which columns are needed of the rows of each kind that a field leads to; nil for a kind that it
// does not lead to.
func columnsOf(call *plan.Call, kind string) func(ctx context.Context, kind string) *load.Columns {
	if kind == "" {
		return func(ctx context.Context, kind string) *load.Columns {
			return load.From(ctx).Columns(kind, call.ColumnsOf(ctx, typeName(kind)))
		}
	}
	only := load.From(call.Context).Columns(kind, call.Columns())
	return func(_ context.Context, other string) *load.Columns {
		if other != kind {
			return nil
		}
		return only
	}
}

// references are what objects refer to: each id once, however many refer to it.
type references struct {
	ids   []string
	rows  []load.Node // of the ids; nil for those that are not there
	errs  []error     // of the ids; nil where none failed
	known map[string]int
	each  []reference // of the objects
}

// reference is what one object refers to: the id at a place, or nothing where place is negative.
type reference struct {
	place int
	err   error
}

func newReferences(objects int) *references {
	return &references{known: make(map[string]int, objects), each: make([]reference, 0, objects)}
}

// add adds what the next object refers to: an id, nothing where it is nil, or an error.
func (w *references) add(id *string, err error) {
	if id == nil || err != nil {
		w.each = append(w.each, reference{-1, err})
		return
	}
	place, ok := w.known[*id]
	if !ok {
		place = len(w.ids)
		w.known[*id] = place
		w.ids = append(w.ids, *id)
	}
	w.each = append(w.each, reference{place: place})
}

// read reads the rows, those of a kind together. absent makes the errors for ids that no row has.
func (w *references) read(ctx context.Context, columns func(ctx context.Context, kind string) *load.Columns, absent func(*load.Loaders, context.Context, []string) []error) {
	w.rows, w.errs = make([]load.Node, len(w.ids)), make([]error, len(w.ids))
	var kinds []string
	places := map[string][]int{}
	for place, id := range w.ids {
		kind, _, _ := strings.Cut(id, ":")
		if places[kind] == nil {
			kinds = append(kinds, kind)
		}
		places[kind] = append(places[kind], place)
	}
	for _, kind := range kinds {
		w.readKind(ctx, columns(ctx, kind), places[kind])
	}
	w.explain(ctx, absent)
}

// explain sets the errors of ids that no row has.
func (w *references) explain(ctx context.Context, absent func(*load.Loaders, context.Context, []string) []error) {
	var ids []string
	var places []int
	for place, row := range w.rows {
		if row == nil && w.errs[place] == nil {
			ids, places = append(ids, w.ids[place]), append(places, place)
		}
	}
	if len(ids) == 0 {
		return
	}
	for i, err := range absent(load.From(ctx), ctx, ids) {
		w.errs[places[i]] = err
	}
}

func (w *references) readKind(ctx context.Context, columns *load.Columns, places []int) {
	if columns == nil {
		return // the field does not lead there
	}
	ids := make([]string, len(places))
	for i, place := range places {
		ids[i] = w.ids[place]
	}
	rows, err := load.From(ctx).Rows(ctx, columns, ids)
	for i, place := range places {
		if err != nil {
			w.errs[place] = err
		} else {
			w.rows[place] = rows[i]
		}
	}
}

// tell says what each object leads to.
func (w *references) tell(found *plan.Found) {
	places := make([]int, len(w.rows))
	for i, row := range w.rows {
		if row != nil {
			places[i] = found.Add(row)
		}
	}
	for _, each := range w.each {
		switch {
		case each.err != nil:
			found.Fail(each.err)
		case each.place < 0:
			found.Null()
		case w.errs[each.place] != nil:
			found.Fail(w.errs[each.place])
		case w.rows[each.place] == nil:
			found.Null()
		default:
			found.One(places[each.place])
		}
	}
}

// single is a field of the root that leads to the row with the id that is asked for, of a kind, or of any where it is "".
func single(kind string) plan.Field {
	return plan.Field{Bind: func(call *plan.Call) (plan.Answer, error) {
		id := argument[string](call, "id")
		return byID(call, kind, id), load.CheckID(id, kind)
	}}
}

// releaseByID is the field with a release, the one that answers where no id is given.
func (r *Resolver) releaseByID() plan.Field {
	return plan.Field{Bind: func(call *plan.Call) (plan.Answer, error) {
		if id := argument[*string](call, "id"); id != nil {
			return byID(call, "release", *id), load.CheckID(*id, "release")
		}
		return byID(call, "release", r.release), nil
	}}
}

func byID(call *plan.Call, kind, id string) plan.Answer {
	columns := columnsOf(call, kind)
	return plan.Answer{Objects: func(ctx context.Context, _ []any, found *plan.Found) error {
		wanted := newReferences(1)
		wanted.add(&id, nil)
		wanted.read(ctx, columns, (*load.Loaders).Absent)
		wanted.tell(found)
		return nil
	}}
}

// nodesByID is the field that leads to the objects with several ids, each or its error at its place.
func nodesByID() plan.Field {
	return plan.Field{Bind: func(call *plan.Call) (plan.Answer, error) {
		ids := argument[[]string](call, "ids")
		if len(ids) > maximumIDs {
			return plan.Answer{}, fault.New(fault.BadUserInput, "ids has %d ids; ask for at most %d at once", len(ids), maximumIDs)
		}
		columns := columnsOf(call, "")
		return plan.Answer{Objects: func(ctx context.Context, _ []any, found *plan.Found) error {
			wanted := newReferences(len(ids))
			for _, id := range ids {
				wanted.add(&id, load.CheckID(id, ""))
			}
			wanted.read(ctx, columns, (*load.Loaders).Absent)
			for _, each := range wanted.each {
				switch {
				case each.err != nil:
					found.AddFailed(each.err)
				case wanted.errs[each.place] != nil:
					found.AddFailed(wanted.errs[each.place])
				default:
					found.Add(wanted.rows[each.place])
				}
			}
			found.List(0)
			return nil
		}}, nil
	}}
}

// fromRoot is a field of the root that leads to one object.
func fromRoot[T any](get func(ctx context.Context, call *plan.Call) (*T, error)) plan.Field {
	return plan.Field{Bind: func(call *plan.Call) (plan.Answer, error) {
		return plan.Answer{Objects: func(ctx context.Context, _ []any, found *plan.Found) error {
			value, err := get(ctx, call)
			if err == nil {
				found.One(found.Add(value))
			}
			return err
		}}, nil
	}}
}

func searchFor(ctx context.Context, call *plan.Call) (*load.SearchConnection, error) {
	return load.Search(ctx, argument[string](call, "text"), argument[[]string](call, "types"), pageArguments(call))
}

func (r *Resolver) statisticsOf(of *load.Statistic) func(context.Context, *plan.Call) (*model.Statistics, error) {
	return func(ctx context.Context, call *plan.Call) (*model.Statistics, error) {
		return r.statistics(ctx, of, argument[[]string](call, "groupBy"), argument[map[string]any](call, "filter"), argument[[]map[string]any](call, "orderBy"))
	}
}

// pageArguments are those that every connection takes.
func pageArguments(call *plan.Call) connection.Arguments {
	return page(argument[*int](call, "first"), argument[*string](call, "after"), argument[*int](call, "last"), argument[*string](call, "before"))
}

// many is a field that leads to a list by a method of its object, which stands alone on its level.
func many[T, U any](get func(object *T, ctx context.Context) ([]U, error)) plan.Field {
	return objects(func(ctx context.Context, object any, found *plan.Found) error {
		list, err := get(object.(*T), ctx)
		if err != nil {
			return err
		}
		from := found.Len()
		for _, each := range list {
			found.Add(each)
		}
		found.List(from)
		return nil
	})
}

// one is many for a single object.
func one[T, U any](get func(object *T, ctx context.Context) (*U, error)) plan.Field {
	return objects(func(ctx context.Context, object any, found *plan.Found) error {
		value, err := get(object.(*T), ctx)
		if err == nil {
			found.One(found.Add(value))
		}
		return err
	})
}

// objects is a field that finds what each object leads to by itself.
func objects(find func(ctx context.Context, object any, found *plan.Found) error) plan.Field {
	return plan.Field{Bind: func(*plan.Call) (plan.Answer, error) {
		return plan.Answer{Objects: func(ctx context.Context, objects []any, found *plan.Found) error {
			for _, object := range objects {
				if err := find(ctx, object, found); err != nil {
					found.Fail(err)
				}
			}
			return nil
		}}, nil
	}}
}

// number is a field with a number that a method of its object reads.
func number[T any](get func(object *T, ctx context.Context) (int, error)) plan.Field {
	return plan.Field{Bind: func(*plan.Call) (plan.Answer, error) {
		return plan.Answer{Leaves: func(ctx context.Context, objects []any) (plan.Append, error) {
			numbers, errs := make([]int, len(objects)), make([]error, len(objects))
			for i, object := range objects {
				numbers[i], errs[i] = get(object.(*T), ctx)
			}
			return func(b []byte, place int) ([]byte, error) { return plan.Int(b, numbers[place]), errs[place] }, nil
		}}, nil
	}}
}

// labels is the field with the value of a group for people.
func (r *Resolver) labels() plan.Field {
	return plan.Field{Bind: func(call *plan.Call) (plan.Answer, error) {
		wanted := argument[*string](call, "language")
		return plan.Answer{Leaves: func(ctx context.Context, objects []any) (plan.Append, error) {
			var ids []string
			for _, object := range objects {
				if id := keyID(object.(*model.StatisticKey)); id != nil {
					ids = append(ids, *id)
				}
			}
			load.From(ctx).Nodes(ctx, ids) // all at once; each is asked for again below, and remembered
			return func(b []byte, place int) ([]byte, error) {
				text, err := r.keyLabel(ctx, objects[place].(*model.StatisticKey), wanted)
				return plan.String(b, text), err
			}, nil
		}}, nil
	}}
}
