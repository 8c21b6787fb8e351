package load

import (
	"context"
	"database/sql"
)

// Rows returns the rows with ids of one kind, with some of their columns, in the order of the ids; nil for those that
// are not there. The ids differ.
func (l *Loaders) Rows(ctx context.Context, columns *Columns, ids []string) ([]Node, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	reader, err := l.reader(ctx)
	if err != nil {
		return nil, l.database.failed(ctx, err)
	}
	rows, err := reader.rows(ctx, columns, ids)
	return rows, l.database.failed(ctx, err)
}

func (r *reader) rows(ctx context.Context, columns *Columns, ids []string) ([]Node, error) {
	found := make([]Node, len(ids))
	reading := &columns.several
	if len(ids) == 1 {
		reading = &columns.one
	}
	var place int
	var nothing any
	targets := make([]any, 0, len(columns.names)+2)
	err := r.query(ctx, reading, reading.fill(ids, nil, noPage), func(rows *sql.Rows) error {
		made, targets := columns.target(append(targets, &place, &nothing))
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		found[place] = made
		return nil
	})
	return found, err
}
