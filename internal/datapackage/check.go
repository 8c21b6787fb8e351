package datapackage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
)

// checker holds one check. It reads every table twice, keys first and then rows, so that it never holds more than
// keys in memory.
type checker struct {
	*collector
	pack   *Package
	format *format
	tables []*table
	intern map[string]string
}

// Check examines the whole package. All problems are counted; the first limit of each rule are kept, or all of them
// where limit is 0 or less. The error is that of ctx or of the disk, never what is wrong in the package.
func (p *Package) Check(ctx context.Context, limit int) (*Report, error) {
	c := &checker{collector: newCollector(limit), pack: p, format: parseFormat(), intern: map[string]string{}}
	c.checkDescriptor()
	if err := c.openTables(ctx); err != nil {
		return nil, err
	}
	c.link()
	for _, t := range c.citationsLast() {
		if err := c.collect(ctx, t); err != nil {
			return nil, err
		}
	}
	for _, t := range c.tables {
		t.findCycles()
		if err := c.checkRows(ctx, t); err != nil {
			return nil, err
		}
	}
	return c.report(), nil
}

// table returns a table of the package, or nil.
func (c *checker) table(name string) *table {
	for _, t := range c.tables {
		if t.name == name {
			return t
		}
	}
	return nil
}

// citationsLast orders the tables for the first pass: what citations support must be known by then.
func (c *checker) citationsLast() []*table {
	tables := slices.Clone(c.tables)
	slices.SortStableFunc(tables, func(a, b *table) int {
		return map[bool]int{true: 1}[a.name == citationsTable] - map[bool]int{true: 1}[b.name == citationsTable]
	})
	return tables
}

// openTables reads the header of every table.
func (c *checker) openTables(ctx context.Context) error {
	for _, t := range c.tables {
		if err := ctx.Err(); err != nil {
			return err
		}
		if t.file == "" {
			continue // the descriptor's problem, which was reported
		}
		file, err := c.pack.openCSV(t.file)
		var fault *rowFault
		if errors.As(err, &fault) {
			c.addFault(t, fault)
			continue
		}
		if err != nil {
			return err
		}
		t.readHeader(file.header, c.languages())
		file.close()
		c.checkHeader(t)
		if err := c.checkContent(t); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) addFault(t *table, fault *rowFault) {
	c.add(fault.rule, t.place(fault.row, fault.column), "", fault.message, fault.remedy)
}

func (c *checker) languages() []string { return c.pack.descriptor.Languages }

// checkHeader reports columns that occur twice, are missing or unknown.
func (c *checker) checkHeader(t *table) {
	for i, name := range t.header {
		at := place{file: t.file, row: 1, column: name}
		switch fault := textFault(name); {
		case name == "":
			c.add(ruleCSV, at, "", fmt.Sprintf("Column %d has no name.", i+1), "Name the column, or remove it.")
		case fault != "":
			c.add(ruleEncoding, at, name, fault, "Type the name of the column anew.")
		case t.positions[name] != i:
			c.add(ruleCSV, at, name, "Two columns have this name.", "Rename or remove one of them.")
		default:
			c.checkKnown(t, at)
		}
	}
	for _, column := range t.columns {
		if t.position(column.name) < 0 && (column.required || column.declared) {
			c.add(ruleMissingColumn, place{file: t.file, row: 1, column: column.name}, "",
				"The header has no column "+short(column.name)+".", "Add the column; where it is not required, remove it from the descriptor instead.")
			c.suggest(column.name, t.unknownColumns())
		}
	}
}

func (c *checker) checkKnown(t *table, at place) {
	if t.format == nil {
		return // the table as a whole was reported
	}
	if column := t.plan[t.positions[at.column]]; column != nil && column.known {
		return
	}
	if language, _, ok := nameColumn(at.column); ok && t.format.Named {
		c.add(ruleUnknownColumn, at, at.column, "The language "+short(language)+" of this name is not one of the package.",
			"Add it to languages in "+descriptorFile+", or remove the column.")
		return
	}
	c.add(ruleUnknownColumn, at, at.column, "The table "+t.name+" has no such column.", "Remove it, or check the spelling in docs/data.md.")
	c.suggest(at.column, t.absentColumns())
}

// link finds the index behind every key and reference.
func (c *checker) link() {
	for _, t := range c.tables {
		if t.readable {
			c.linkKeys(t)
		}
	}
	for _, t := range c.tables {
		if t.readable {
			c.linkReferences(t)
		}
	}
}

func (c *checker) linkKeys(t *table) {
	schemas := []*schema{t.schema}
	if t.format != nil {
		schemas = append(schemas, &t.format.Schema)
	}
	for _, s := range schemas {
		if k := t.index(s.PrimaryKey); k != nil {
			k.primary = true
		}
		for _, columns := range s.UniqueKeys {
			if k := t.index(columns); k != nil {
				k.unique = true
			}
		}
	}
	for _, column := range t.columns {
		if column.unique {
			if k := t.index([]string{column.name}); k != nil {
				k.unique = true
			}
		}
	}
}

func (c *checker) linkReferences(t *table) {
	if t.format != nil {
		for _, key := range t.format.Schema.ForeignKeys {
			c.linkReference(t, key, true)
		}
		if t.format.Subject != nil && t.format.Subject.SameProgramme {
			c.wantProgrammes(t.format)
		}
	}
	for _, key := range t.schema.ForeignKeys {
		c.linkReference(t, key, false)
	}
}

// wantProgrammes marks the tables that a subject may stand in.
func (c *checker) wantProgrammes(f *formatTable) {
	for _, field := range f.Schema.Fields {
		if field.Name != f.Subject.Table {
			continue
		}
		for _, name := range enumTexts(field.Constraints.Enum) {
			if scope := c.table(name); scope != nil {
				scope.wantsProgrammes = true
			}
		}
	}
}

// linkReference takes a foreign key of the format or of the descriptor.
func (c *checker) linkReference(t *table, key foreignKey, ofFormat bool) {
	name := key.Reference.Resource
	if name == "" {
		name = t.name
	}
	if len(key.Fields) == 0 || len(key.Fields) != len(key.Reference.Fields) {
		return // the descriptor's problem, which was reported
	}
	for _, known := range t.references {
		if known.table == name && slices.Equal(known.key.Fields, key.Fields) && slices.Equal(known.key.Reference.Fields, key.Reference.Fields) {
			return
		}
	}
	r := &reference{key: key, table: name, target: c.table(name)}
	if r.target == nil && !ofFormat {
		return // the descriptor's problem, which was reported
	}
	for _, column := range key.Fields {
		position := t.position(column)
		if position < 0 {
			return
		}
		r.positions = append(r.positions, position)
	}
	if r.target != nil {
		r.index = r.target.index(key.Reference.Fields)
	}
	if len(key.Fields) == 1 && t.format != nil {
		for _, f := range t.format.Schema.Fields {
			r.same = r.same || (f.Name == key.Fields[0] && f.SameProgramme)
		}
	}
	if r.same && r.target != nil {
		r.target.wantsProgrammes = true
	}
	t.references = append(t.references, r)
}

// each calls a function for every record of a table and another for every fault of its form, which may be nil.
func (c *checker) each(ctx context.Context, t *table, record func(f *csvFile, record []string), fault func(*rowFault)) error {
	if !t.readable {
		return nil
	}
	file, err := c.pack.openCSV(t.file)
	if err != nil {
		return unreadable(t.file, err, "It changed during the check; check again.")
	}
	defer file.close()
	for count := 0; ; count++ {
		if count%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		cells, err := file.next()
		var wrong *rowFault
		switch {
		case err == nil:
			record(file, cells)
		case err == io.EOF:
			return nil
		case !errors.As(err, &wrong):
			return err
		default:
			if fault != nil {
				fault(wrong)
			}
			if wrong.last {
				return nil
			}
		}
	}
}
