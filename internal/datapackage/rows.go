package datapackage

import (
	"errors"
	"io"
	"iter"
)

// Row is a row of a table. It may be kept.
type Row struct {
	columns map[string]int
	cells   []string
	number  int
}

// Get returns the cell of a column: "" where the cell is empty or the table has no such column.
func (r Row) Get(column string) string {
	position, ok := r.columns[column]
	if !ok {
		return ""
	}
	return cellAt(r.cells, position)
}

// Number returns the number of the row as a spreadsheet shows it: the header is row 1.
func (r Row) Number() int { return r.number }

// Rows streams the rows of a table in the order of its file; a table that the package does not have has no rows. The
// first thing that cannot be read ends it with an *Error, so check a package before using its rows.
func (p *Package) Rows(table string) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		r := p.resource(table)
		if r == nil {
			return
		}
		path, refused := r.file()
		if refused != nil {
			yield(Row{}, refused.asError(table))
			return
		}
		for row, err := range readRows(p, path) {
			if !yield(row, err) {
				return
			}
		}
	}
}

// readRows streams the rows of a CSV file; after an error there is nothing more.
func readRows(p *Package, path string) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		file, err := p.openCSV(path)
		if err != nil {
			yield(Row{}, plainError(path, err))
			return
		}
		defer file.close()
		file.csv.ReuseRecord = false // rows may be kept
		columns := map[string]int{}
		for i, name := range file.header {
			if _, twice := columns[name]; !twice {
				columns[name] = i
			}
		}
		for {
			record, err := file.next()
			if err == io.EOF {
				return
			}
			if fault := file.shapeFault(record); err == nil && fault != nil {
				err = fault
			}
			if err != nil {
				yield(Row{}, plainError(path, err))
				return
			}
			if !yield(Row{columns, record, file.row}, nil) {
				return
			}
		}
	}
}

// resource returns the resource of a table, or nil.
func (p *Package) resource(name string) *rawResource {
	for i := range p.descriptor.Resources {
		if p.descriptor.Resources[i].Name == name {
			return &p.descriptor.Resources[i]
		}
	}
	return nil
}

// asError turns a refusal into an error.
func (r *refusal) asError(table string) error {
	return &Error{Path: descriptorFile + ", table " + short(table), Message: clause(r.message), Remedy: r.remedy}
}

// plainError turns what went wrong in a file into an *Error.
func plainError(path string, err error) error {
	var fault *rowFault
	if errors.As(err, &fault) {
		return &Error{Path: path, Row: fault.row, Message: clause(fault.message), Remedy: fault.remedy, cause: fault.cause}
	}
	return err
}
