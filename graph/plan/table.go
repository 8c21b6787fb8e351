package plan

import "context"

// Type is an object type of the contract.
type Type struct {
	Name       string
	Implements []string          // itself and its interfaces: what a fragment on it may be on
	Fields     map[string]*Field // by name
}

// Field is how a field is answered, in one of three ways: Leaf, Part or Bind. The first two are generated, with
// Arguments, for what gqlgen finds in Go values; the third is written by hand.
type Field struct {
	Columns []string // those of the object's row that the answer is made of
	SameRow bool     // whether the objects that it leads to are made of the row of the object itself

	// Arguments reads the arguments as gqlgen's own executor does; nil where the field has none.
	Arguments func(ctx context.Context, raw map[string]any) (map[string]any, error)

	// Leaf appends a value that stands in the object.
	Leaf func(b []byte, object any) []byte
	// Part finds objects that stand in the object.
	Part func(object any, found *Found)
	// Bind returns how the field is answered for its arguments. It is called once for a document where they have no
	// variables, else once for a request. An error holds for every object.
	Bind func(call *Call) (Answer, error)
}

// Answer answers a field for all objects of a level at once. One of the two is set.
type Answer struct {
	// Leaves returns what appends the value for the object at a place. Its error holds for every object.
	Leaves func(ctx context.Context, objects []any) (Append, error)
	// Objects finds what the field leads to from each object, in their order. Its error holds for every object.
	Objects func(ctx context.Context, objects []any, found *Found) error
}

// Append appends the value for the object at a place, as JSON.
type Append func(b []byte, place int) ([]byte, error)

// Call is a field with its arguments, and what is asked for below it.
type Call struct {
	Context   context.Context // of a request; what is bound may depend on its Config.Variant alone
	Arguments map[string]any  // as Field.Arguments read them
	step      *step
}

// Asks says whether a field is asked for below, by the names on the way to it.
func (c *Call) Asks(path ...string) bool {
	asked := false
	c.step.walk(path, func(*step) { asked = true })
	return asked
}

// Columns are those that are needed of the rows of the field, or of a field below it; nil where none is asked for.
func (c *Call) Columns(path ...string) []string {
	var columns []string
	c.step.walk(path, func(s *step) {
		if s.below != nil {
			columns = union(columns, s.below.columns)
		}
	})
	return columns
}

// ColumnsOf are those that are needed of the rows of one of the types of the interface that the field leads to. The
// context is the one that the answer is asked in.
func (c *Call) ColumnsOf(ctx context.Context, typename string) []string {
	return ctx.Value(executionKey{}).(*execution).onType(c.step, typename).columns
}

// Found is what a field leads to, object after object: for each of them One, Null, Fail or List is called.
type Found struct {
	values  []any
	spans   []span        // of each object
	refused map[int]error // objects that lead to an error
	failed  map[int]error // values, elements of lists, that stand for an error
}

// span is what was found from one object: values from start to before end, or nothing where start is negative.
type span struct{ start, end int32 }

// expect makes room for what a number of objects lead to.
func (f *Found) expect(objects int) {
	f.spans = make([]span, 0, objects)
	f.values = make([]any, 0, objects)
}

// Add adds a value and returns its place. A value that several objects lead to is added once.
func (f *Found) Add(value any) int {
	f.values = append(f.values, value)
	return len(f.values) - 1
}

// AddFailed adds an element of a list that is null because of an error.
func (f *Found) AddFailed(err error) { note(&f.failed, f.Add(nil), err) }

// Len is how many values there are.
func (f *Found) Len() int { return len(f.values) }

// One says that the next object leads to the value at a place.
func (f *Found) One(place int) { f.spans = append(f.spans, span{int32(place), int32(place + 1)}) }

// List says that the next object leads to a list of the values from a place on.
func (f *Found) List(from int) { f.spans = append(f.spans, span{int32(from), int32(len(f.values))}) }

// Null says that the next object leads to nothing.
func (f *Found) Null() { f.spans = append(f.spans, span{start: -1}) }

// Fail says that the next object leads to an error.
func (f *Found) Fail(err error) {
	note(&f.refused, len(f.spans), err)
	f.Null()
}

func note(errs *map[int]error, place int, err error) {
	if *errs == nil {
		*errs = map[int]error{}
	}
	(*errs)[place] = err
}
