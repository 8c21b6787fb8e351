package datapackage

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

const (
	citationsTable  = "citations"
	programmesTable = "programmes"
)

// collect is the first pass over a table: its keys, and what rows of other tables are compared with.
func (c *checker) collect(ctx context.Context, t *table) error {
	programme := t.position("programme")
	return c.each(ctx, t, func(f *csvFile, record []string) {
		for _, k := range t.keys {
			k.add(record, f.row)
		}
		if t.wantsProgrammes && programme >= 0 {
			t.programmes = setAt(t.programmes, f.row, c.shared(cellAt(record, programme)))
		}
		if t.parent >= 0 {
			t.parents = setAt(t.parents, f.row, c.shared(cellAt(record, t.parent)))
		}
		if t.name == citationsTable {
			if target, row, found := c.subject(t, record); found {
				target.cited = setAt(target.cited, row, true)
			}
		}
	}, nil)
}

// shared returns one copy of a text for all its occurrences.
func (c *checker) shared(text string) string {
	if known, ok := c.intern[text]; ok {
		return known
	}
	text = strings.Clone(text)
	c.intern[text] = text
	return text
}

// subject finds the row that a record speaks of.
func (c *checker) subject(t *table, record []string) (target *table, row int, found bool) {
	target = c.table(cellAt(record, t.position(t.format.Subject.Table)))
	if target == nil || target.key() == nil {
		return target, 0, false
	}
	row, found = target.key().rows[cellAt(record, t.position(t.format.Subject.ID))]
	return target, row, found
}

// findCycles finds the rows of a table that lie in themselves; each circle counts once, at its first row.
func (t *table) findCycles() {
	k := t.key()
	if t.parent < 0 || k == nil {
		return
	}
	t.cyclic = map[int]string{}
	done := make([]int, len(t.parents)) // the row from which a row was reached first
	for start := range t.parents {
		path := []int{}
		for row := start; row > 0 && done[row] == 0; row = k.rows[at(t.parents, row)] {
			done[row] = start
			path = append(path, row)
		}
		if len(path) == 0 {
			continue
		}
		end := k.rows[t.parents[path[len(path)-1]]]
		if i := slices.Index(path, end); i >= 0 {
			t.cyclic[slices.Min(path[i:])] = fmt.Sprintf("The row lies in itself; the circle has %s.", plural(len(path)-i, "row"))
		}
	}
}

// rowCheck is the second pass over one table.
type rowCheck struct {
	*checker
	table     *table
	file      *csvFile
	programme int
	preferred map[string]int // the first preferred count of each kind
}

// checkRows is the second pass over a table: everything that can be said of a row.
func (c *checker) checkRows(ctx context.Context, t *table) error {
	r := &rowCheck{checker: c, table: t, programme: t.position("programme"), preferred: map[string]int{}}
	return c.each(ctx, t, func(f *csvFile, record []string) {
		r.file = f
		r.row(record)
	}, func(fault *rowFault) { c.addFault(t, fault) })
}

func (r *rowCheck) row(record []string) {
	r.rows++
	if fault := r.file.shapeFault(record); fault != nil {
		r.addFault(r.table, fault) // its cells may stand in the wrong columns
		return
	}
	for i, cell := range record {
		r.cell(i, cell)
	}
	r.keys(record)
	r.references(record)
	t := r.table
	if t.format == nil {
		return
	}
	r.needs(record)
	if t.format.Named {
		r.names(record)
	}
	if t.format.Subject != nil {
		r.subjects(record)
	}
	if circle := t.cyclic[r.file.row]; circle != "" {
		r.problem(ruleCycle, t.parent, cellAt(record, t.parent), circle, "Correct the parent of one of its rows.")
	}
	if t.format.Cited && !at(t.cited, r.file.row) {
		r.problem(ruleNoCitation, -1, "", "No citation supports this row.", "Add a row to citations.csv with the words of a source.")
	}
}

// problem reports something at a column of the row, -1 for the row as a whole.
func (r *rowCheck) problem(rule string, column int, value, message, remedy string) {
	r.add(rule, r.table.place(r.file.row, column), value, message, remedy)
}

func (r *rowCheck) cell(i int, cell string) {
	column := r.table.plan[i]
	if cell == "" {
		if column != nil && column.required {
			r.problem(ruleRequired, i, "", "The cell is empty.", "Fill it in.")
		}
		return
	}
	if len(cell) > maxCell {
		r.problem(ruleCSV, i, cell, fmt.Sprintf("The cell is longer than %d MiB.", maxCell>>20), "Shorten it, or look for a quote that is not closed.")
		return
	}
	if fault := textFault(cell); fault != "" {
		r.problem(ruleEncoding, i, cell, fault, "Save the file as UTF-8, and remove the character.")
		return
	}
	if column == nil {
		return
	}
	if v := column.violation(cell); v != nil {
		r.problem(v.rule, i, cell, v.message, v.remedy)
		switch v.rule {
		case ruleEnum:
			r.suggest(cell, column.allowed())
		case rulePattern:
			if column.hasPattern(idPattern) {
				r.suggestText(asID(cell))
			}
		}
	}
}

func (r *rowCheck) keys(record []string) {
	for _, k := range r.table.keys {
		if !k.primary && !k.unique {
			continue
		}
		key, complete := k.key(record)
		if !complete {
			r.incomplete(k, record)
			continue
		}
		first := k.rows[string(key)]
		if first == r.file.row {
			continue
		}
		rule := ruleUnique
		if k.primary {
			rule = rulePrimaryKey
		}
		value := strings.ReplaceAll(string(key), string(rune(separator)), ", ")
		r.problem(rule, k.positions[0], value, fmt.Sprintf("Row %d has the same.", first), "Change one of the two, or remove a row.")
	}
}

// incomplete reports an empty part of a primary key, unless its column is required and the rule of that reports it.
func (r *rowCheck) incomplete(k *keyIndex, record []string) {
	for _, position := range k.positions {
		column := r.table.plan[position]
		if k.primary && cellAt(record, position) == "" && (column == nil || !column.required) {
			r.problem(rulePrimaryKey, position, "", "A part of the key is empty.", "Fill it in.")
		}
	}
}

func (r *rowCheck) references(record []string) {
	for _, ref := range r.table.references {
		var complete bool
		ref.buffer, complete = joinCells(ref.buffer[:0], record, ref.positions)
		if !complete || (ref.target != nil && ref.index == nil) {
			continue
		}
		cell := cellAt(record, ref.positions[0])
		if ref.target == nil {
			r.problem(ruleForeignKey, ref.positions[0], cell, "The package has no table "+ref.table+".", "Add the table, or leave the cell empty.")
			continue
		}
		row, found := ref.index.rows[string(ref.buffer)]
		if !found {
			r.problem(ruleForeignKey, ref.positions[0], cell, "The table "+short(ref.table)+" has no such row.", "Correct the reference, or add the row to "+short(ref.target.file)+".")
			if len(ref.positions) == 1 {
				r.suggest(cell, ref.index.ids())
			}
			continue
		}
		if ref.same {
			r.programmes(record, ref.positions[0], at(ref.target.programmes, row))
		}
	}
}

// programmes compares the programme of the row with that of the row it refers to.
func (r *rowCheck) programmes(record []string, column int, other string) {
	if own := cellAt(record, r.programme); own != "" && other != "" && own != other {
		r.problem(ruleProgrammeMismatch, column, cellAt(record, column),
			"This is of the programme "+short(other)+", the row of "+short(own)+".", "Correct one of the two; nothing crosses programmes.")
	}
}

// needs reports cells that are empty although others of the row need them.
func (r *rowCheck) needs(record []string) {
	for _, n := range r.table.format.Needs {
		value := cellAt(record, r.table.position(n.Column))
		if value == "" || n.Value != "" && value != n.Value || cellAt(record, r.table.position(n.Needs)) != "" {
			continue
		}
		if r.table.position(n.Needs) < 0 && r.table.column(n.Needs).declared {
			continue // reported once, as a missing column
		}
		at := place{r.table.file, r.file.row, n.Needs} // also where the table lacks the column
		if n.Value != "" {
			r.add(ruleTogether, at, "", "The cell is empty, and "+n.Column+" is "+n.Value+".", "Fill it in, or correct "+n.Column+".")
			continue
		}
		r.add(ruleTogether, at, "", "The cell is empty, and "+n.Column+" is not.", "Fill it in, or empty "+n.Column+".")
	}
}

func (r *rowCheck) names(record []string) {
	named := false
	for _, n := range r.table.names {
		name, basis := cellAt(record, n.name), cellAt(record, n.basis)
		named = named || name != ""
		switch {
		case name != "" && basis == "":
			r.add(ruleBasis, place{r.table.file, r.file.row, "name_" + n.language + "_basis"}, "", "The name has no basis.", "Say where the name comes from: "+r.bases()+".")
		case name == "" && basis != "":
			r.problem(ruleBasis, n.basis, basis, "The basis has no name.", "Fill in the name, or empty the cell.")
		}
	}
	if !named {
		r.problem(ruleName, -1, "", "The row has no name in any language of the package.", "Fill in at least one of the columns name_<language>.")
	}
}

func (r *rowCheck) bases() string { return list(enumTexts(r.format.Basis.Constraints.Enum)) }

// subjects checks the two columns that name a row of any table, and what depends on that row.
func (r *rowCheck) subjects(record []string) {
	s := r.table.format.Subject
	tableColumn, idColumn := r.table.position(s.Table), r.table.position(s.ID)
	name, id := cellAt(record, tableColumn), cellAt(record, idColumn)
	if name == "" || id == "" {
		return
	}
	column := r.table.plan[tableColumn]
	if column.violation(name) != nil {
		return // reported as a value that is not allowed
	}
	target, row, found := r.subject(r.table, record)
	if target != nil && target.key() == nil {
		return // that table cannot be read, which was reported
	}
	if !found {
		r.problem(ruleSubject, idColumn, id, "The table "+name+" has no such row.", "Correct "+s.Table+" or "+s.ID+", or add the row.")
		if target != nil {
			r.suggest(id, target.key().ids())
		}
		return
	}
	if s.SameProgramme {
		programme := at(target.programmes, row)
		if name == programmesTable {
			programme = id
		}
		r.programmes(record, idColumn, programme)
		r.prefer(record)
	}
	if r.table.name == citationsTable {
		r.fields(record, target)
	}
}

// prefer reports a second preferred count of the same kind.
func (r *rowCheck) prefer(record []string) {
	if cellAt(record, r.table.position("preferred")) != "true" {
		return
	}
	var positions []int
	for _, name := range []string{"programme", "scope_table", "scope_id", "measure", "stage"} {
		positions = append(positions, r.table.position(name))
	}
	key, _ := joinCells(nil, record, positions)
	if first := r.preferred[string(key)]; first > 0 {
		r.problem(rulePreferred, r.table.position("preferred"), "true",
			fmt.Sprintf("Row %d is preferred for the same programme, scope, measure and stage.", first), "Set preferred to false in all but one of them.")
		return
	}
	r.preferred[string(key)] = r.file.row
}

// fields checks that the columns which a citation supports are columns of its subject.
func (r *rowCheck) fields(record []string, target *table) {
	column := r.table.position("fields")
	for name := range strings.FieldsSeq(cellAt(record, column)) {
		if target.position(name) < 0 {
			r.problem(ruleCitationFields, column, name, "The table "+target.name+" has no such column.", "Name columns of that table, separated by spaces.")
			r.suggest(name, slices.Values(target.header))
		}
	}
}
