package load

import (
	"context"
	"database/sql"
	"fmt"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
)

// reader reads with one connection of the release, for one request or one batch of it, in one read transaction. The
// driver keeps the statements of a connection prepared.
type reader struct {
	database   *Database
	connection *sql.Conn
	patient    context.Context // that of the request, on SQLite without its end
	totals     map[*selection]int
}

// reader takes a connection; the caller closes the reader.
func (d *Database) reader(ctx context.Context) (*reader, error) {
	connection, err := d.connect(ctx)
	if err != nil {
		return nil, err
	}
	made := &reader{database: d, connection: connection, patient: ctx}
	if d.dialect == dialect.SQLite {
		made.patient = context.WithoutCancel(ctx)
	}
	return made, nil
}

// connect takes a connection.
func (d *Database) connect(ctx context.Context) (*sql.Conn, error) {
	connection, err := d.db.Conn(ctx)
	if err != nil && ctx.Err() == nil && d.dialect == dialect.Postgres {
		err = fmt.Errorf("%w: %w", errUnreachable, err)
	}
	return connection, err
}

// Dialect is that of the database, for internal/search.
func (r *reader) Dialect() string { return r.database.dialect }

// close gives the connection back.
func (r *reader) close() {
	_ = r.connection.Close() // it is given back in any case
}

// Query is how ent's drivers read, for internal/search.
func (r *reader) Query(ctx context.Context, query string, arguments, target any) error {
	if err := r.database.told(ctx, "search", query); err != nil {
		return err
	}
	given := arguments.([]any)
	if r.database.dialect == dialect.Postgres {
		given = planned(query, given)
	}
	rows, err := r.connection.QueryContext(ctx, query, given...)
	if err != nil {
		return err
	}
	*target.(*entsql.Rows) = entsql.Rows{ColumnScanner: rows}
	return nil
}

// told tells the watcher what is about to be read.
func (d *Database) told(ctx context.Context, reads, text string) error {
	if d.config.Watch == nil {
		return nil
	}
	return d.config.Watch(ctx, reads, text)
}
