package load

import (
	"context"
	"slices"

	"entgo.io/ent/dialect/sql"
)

// Rows returns the rows with ids of one kind, with some of their columns, in the order of the ids; nil for those that
// are not there. The ids differ.
func (l *Loaders) Rows(ctx context.Context, columns *Columns, ids []string) ([]Node, error) {
	return inReader(ctx, l, func(r *reader) ([]Node, error) { return r.rows(ctx, columns, ids) })
}

// Some returns some columns of the rows of a kind, none of which may be missing, in the order of the ids, which differ.
func Some(ctx context.Context, kind string, columns, ids []string) ([]Node, error) {
	loaders := From(ctx)
	wanted := loaders.Columns(kind, columns)
	found, err := load[[]Node](ctx, loaders, key{what: aTask, task: &task{func(ctx context.Context, r *reader) (any, error) {
		return r.rows(ctx, wanted, ids)
	}}})
	if missing := slices.Index(found, nil); err == nil && missing >= 0 {
		return nil, Missing(ids[missing])
	}
	return found, err
}

// rows returns rows, those that are kept without reading them.
func (r *reader) rows(ctx context.Context, columns *Columns, ids []string) ([]Node, error) {
	kept := r.database.kept
	if kept == nil || len(ids) == 0 {
		return r.readRows(ctx, columns, ids, false)
	}
	found := make([]Node, len(ids))
	missing := kept.get(columns, ids, found)
	if len(missing) == 0 {
		return found, r.database.told(ctx, columns.kind, "")
	}
	others := make([]string, len(missing))
	for i, place := range missing {
		others[i] = ids[place]
	}
	rows, err := r.readRows(ctx, columns, others, true)
	if err != nil {
		return nil, err
	}
	for i, place := range missing {
		found[place] = rows[i]
	}
	kept.put(columns, others, rows)
	return found, nil
}

// readRows reads rows. They are parts of one piece of memory, but where each is to live alone.
func (r *reader) readRows(ctx context.Context, columns *Columns, ids []string, alone bool) ([]Node, error) {
	found := make([]Node, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	reading := r.database.rowsStatement(columns, len(ids) > 1)
	together := len(ids)
	if alone {
		together = 1
	}
	next := columns.table.several(together)
	err := r.query(ctx, reading, reading.fill(ids, nil, noPage), func(read *packedRows) error {
		place, err := read.place(len(found))
		if err == nil && alone {
			read, err = columns.cut(read)
		}
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
