package load

import (
	"context"

	"entgo.io/ent/dialect/sql"
)

// Rows returns the rows with ids of one kind, with some of their columns, in the order of the ids; nil for those that
// are not there. The ids differ.
func (l *Loaders) Rows(ctx context.Context, columns *Columns, ids []string) ([]Node, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return inReader(ctx, l, func(r *reader) ([]Node, error) { return r.rows(ctx, columns, ids) })
}

func (r *reader) rows(ctx context.Context, columns *Columns, ids []string) ([]Node, error) {
	found := make([]Node, len(ids))
	reading := r.database.rowsStatement(columns, len(ids) > 1)
	next := columns.table.several(len(ids))
	err := r.query(ctx, reading, reading.fill(ids, nil, noPage), func(read *packedRows) error {
		place, err := read.number()
		if err == nil {
			found[place], err = columns.read(next(), read)
		}
		return err
	})
	return found, err
}

// rowsStatement reads rows by id: one, or several.
func (d *Database) rowsStatement(c *Columns, several bool) *statement {
	kept := &c.one
	if several {
		kept = &c.several
	}
	made := kept.Load()
	if made == nil {
		outputs := append([]sql.Querier{sql.Raw(place(several))}, c.outputs(rowsAlias)...)
		made = d.newStatement(c.kind, true, packed(d.selectByID(c.table.name, several), outputs...))
		kept.Store(made)
	}
	return made
}
