package release

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"entgo.io/ent/schema/field"
	"github.com/jackc/pgx/v5"

	"pilotgraph/ent/change"
	"pilotgraph/ent/migrate"
	"pilotgraph/ent/release"
	"pilotgraph/ent/reportedcount"
	"pilotgraph/internal/datapackage"
)

// pastOf returns what a new release follows. What the database of the release before says of the past is copied into a
// database of SQLite, as the builder reads it.
func (s server) pastOf(ctx context.Context, connection *pgx.Conn, folder string, earlier []manifest) (past, error) {
	before := past{open: func(m manifest) (*datapackage.Package, error) { return s.openPackage(ctx, connection, m.Version) }}
	if len(earlier) == 0 {
		return before, nil
	}
	last := earlier[len(earlier)-1]
	if last.StorageFormat < storageFormat {
		before.releases = earlier // compared anew
		return before, nil
	}
	before.database, before.releases = filepath.Join(folder, "past.db"), []manifest{last}
	return before, s.copyPast(ctx, connection, before.database, last.build)
}

// copyPast copies what a build says of releases, of their steps and of what sources count.
func (s server) copyPast(ctx context.Context, connection *pgx.Conn, path, build string) (err error) {
	db, err := sql.Open("sqlite3", fileAddress(path)+"?mode=rwc&_journal_mode=OFF&_synchronous=OFF&_foreign_keys=on")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	statements, err := builder{db: db}.schemaStatements(ctx)
	if err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, "PRAGMA foreign_keys = off"); err != nil { // most of the tables are not there
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after the commit
	for _, table := range migrate.Tables {
		condition := ""
		switch table.Name {
		case change.Table:
			condition = " WHERE step_id IS NOT NULL"
		case release.Table, reportedcount.Table:
		default:
			continue
		}
		for _, statement := range statements.tables {
			if strings.HasPrefix(statement, "CREATE TABLE `"+table.Name+"` ") {
				if _, err := tx.ExecContext(ctx, statement); err != nil {
					return err
				}
			}
		}
		columns, outputs := []string{}, []string{}
		for _, c := range table.Columns {
			output := pgx.Identifier{c.Name}.Sanitize()
			if c.Type == field.TypeJSON {
				output += "::text"
			}
			columns, outputs = append(columns, c.Name), append(outputs, output)
		}
		rows, err := connection.Query(ctx, "SELECT "+strings.Join(outputs, ", ")+" FROM "+pgx.Identifier{schemaOf(build), table.Name}.Sanitize()+condition)
		if err != nil {
			return err
		}
		if err := insertAll(ctx, tx, table.Name, columns, rows); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// insertAll inserts rows into a table of SQLite.
func insertAll(ctx context.Context, tx *sql.Tx, table string, columns []string, rows pgx.Rows) error {
	defer rows.Close()
	into := newInserter(tx, table, columns)
	for rows.Next() {
		values, err := rows.Values()
		if err != nil {
			return err
		}
		if err := into.Add(ctx, values...); err != nil {
			return err
		}
	}
	return errors.Join(rows.Err(), into.Close(ctx))
}

// openPackage opens the package of a version, after it has been copied into a temporary file.
func (s server) openPackage(ctx context.Context, connection *pgx.Conn, version string) (*datapackage.Package, error) {
	return datapackage.OpenStream(&archiveReader{ctx: ctx, on: connection, version: version})
}

// archiveReader reads a package part by part.
type archiveReader struct {
	ctx     context.Context
	on      querier
	version string
	next    int
	rest    []byte
}

func (r *archiveReader) Read(into []byte) (int, error) {
	if len(r.rest) == 0 {
		err := r.on.QueryRow(r.ctx, "SELECT content FROM pilotgraph.packages WHERE version = $1 AND part = $2", r.version, r.next).Scan(&r.rest)
		if errors.Is(err, pgx.ErrNoRows) {
			return 0, io.EOF
		}
		if err != nil {
			return 0, err
		}
		r.next++
	}
	size := copy(into, r.rest)
	r.rest = r.rest[size:]
	return size, nil
}
