package datapackage

import (
	"slices"
)

// table is a table of the package during a check: what is asked of it, and what the first pass learned of it.
type table struct {
	name, file string
	format     *formatTable // nil where the format has no such table
	resource   *rawResource // of the descriptor
	schema     *schema      // of the resource
	columns    []*column    // that the format or the descriptor ask for
	names      []nameColumns
	header     []string
	positions  map[string]int
	plan       []*column // by position; nil where nothing is asked
	readable   bool
	keys       []*keyIndex
	references []*reference

	wantsProgrammes bool     // because other tables must agree with it
	programmes      []string // by row
	parent          int      // position of the reference to the same table, -1 without
	parents         []string // by row
	cyclic          map[int]string
	cited           []bool // by row
}

// nameColumns are the positions of a name in one language and of its basis, -1 where absent.
type nameColumns struct {
	language    string
	name, basis int
}

// column returns the column of a name, which is made where it is not there yet.
func (t *table) column(name string) *column {
	for _, c := range t.columns {
		if c.name == name {
			return c
		}
	}
	c := newColumn(name)
	t.columns = append(t.columns, c)
	return c
}

// position returns where a column stands in the header, or -1.
func (t *table) position(name string) int {
	if position, ok := t.positions[name]; ok {
		return position
	}
	return -1
}

// index returns the index of some columns, which is made where it is not there yet, or nil where the table lacks them.
func (t *table) index(columns []string) *keyIndex {
	for _, k := range t.keys {
		if slices.Equal(k.columns, columns) {
			return k
		}
	}
	if !t.readable || len(columns) == 0 {
		return nil
	}
	k := &keyIndex{columns: columns, rows: map[string]int{}}
	for _, name := range columns {
		position := t.position(name)
		if position < 0 {
			return nil
		}
		k.positions = append(k.positions, position)
	}
	t.keys = append(t.keys, k)
	return k
}

// readHeader takes the columns of the file and lays out what is checked where.
func (t *table) readHeader(header []string, languages []string) {
	t.header, t.readable = slices.Clone(header), true
	t.positions = map[string]int{}
	for i, name := range t.header {
		if _, twice := t.positions[name]; !twice {
			t.positions[name] = i
		}
	}
	t.plan = make([]*column, len(t.header))
	for _, c := range t.columns {
		if position := t.position(c.name); position >= 0 {
			t.plan[position] = c
		}
	}
	if t.format != nil && t.format.Named {
		for _, language := range languages {
			t.names = append(t.names, nameColumns{
				language, t.position("name_" + language), t.position("name_" + language + "_basis"),
			})
		}
	}
	t.parent = -1
	if t.format != nil {
		for _, key := range t.format.Schema.ForeignKeys {
			if key.Reference.Resource == "" {
				t.parent = t.position(key.Fields[0])
			}
		}
	}
}

// key returns the index of the id, or nil.
func (t *table) key() *keyIndex { return t.index([]string{"id"}) }

func (t *table) place(row, column int) place {
	at := place{file: t.file, row: row}
	if column >= 0 && column < len(t.header) {
		at.column = t.header[column]
	}
	return at
}
