package datapackage

// keyIndex knows the keys of a table, one column or several, and the first row of each.
type keyIndex struct {
	columns   []string
	positions []int // of the columns in the header
	primary   bool
	unique    bool
	rows      map[string]int
	buffer    []byte
}

// separator stands between the parts of a key of several columns; in a cell it is a problem of its own.
const separator = 0

// key returns the key of a record and whether none of its parts is empty. It is valid until the next call.
func (k *keyIndex) key(record []string) (key []byte, complete bool) {
	k.buffer, complete = joinCells(k.buffer[:0], record, k.positions)
	return k.buffer, complete
}

// joinCells appends the cells at some positions to a buffer.
func joinCells(buffer []byte, record []string, positions []int) (joined []byte, complete bool) {
	complete = true
	for i, position := range positions {
		if i > 0 {
			buffer = append(buffer, separator)
		}
		cell := cellAt(record, position)
		complete = complete && cell != ""
		buffer = append(buffer, cell...)
	}
	return buffer, complete
}

// add remembers the row of a key that was not there before.
func (k *keyIndex) add(record []string, row int) {
	key, complete := k.key(record)
	if !complete {
		return
	}
	if _, there := k.rows[string(key)]; !there {
		k.rows[string(key)] = row
	}
}

// reference is a foreign key of a table.
type reference struct {
	key       foreignKey
	positions []int
	table     string
	target    *table    // nil where the package has no such table
	index     *keyIndex // nil where the target cannot be read
	same      bool      // both rows must be of the same programme
	buffer    []byte
}

// cellAt returns a cell of a record; one that is not there is empty.
func cellAt(record []string, position int) string {
	if position < 0 || position >= len(record) {
		return ""
	}
	return record[position]
}

// setAt stores a value for a row in a slice that grows as needed.
func setAt[T any](values []T, row int, value T) []T {
	for len(values) <= row {
		var none T
		values = append(values, none)
	}
	values[row] = value
	return values
}

// at returns the value of a row, or nothing where there is none.
func at[T any](values []T, row int) T {
	if row < 0 || row >= len(values) {
		var none T
		return none
	}
	return values[row]
}
