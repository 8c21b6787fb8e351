// Package insert writes rows into tables of SQLite, many with one statement.
package insert

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

// AtOnce is how many rows go into one statement. It was measured: more are not faster.
const AtOnce = 50

// Inserter writes rows into one table. Close writes those that still wait; a transaction that is taken back needs no Close.
type Inserter struct {
	tx      *sql.Tx
	head    string
	columns int
	full    *sql.Stmt // inserts as many rows as values has room for; made when first needed
	values  []any     // of the rows that wait
}

// New returns an Inserter. The head is a statement up to VALUES, such as INSERT INTO zones (id, kind), for rows with so many columns; atOnce is
// how many rows go into one statement.
func New(tx *sql.Tx, head string, columns, atOnce int) *Inserter {
	return &Inserter{tx: tx, head: head, columns: columns, values: make([]any, 0, columns*atOnce)}
}

// Add writes a row, now or with those that follow. It takes a value for each column, in the order of the head.
func (i *Inserter) Add(ctx context.Context, values ...any) (err error) {
	i.values = append(i.values, values...)
	if len(i.values) < cap(i.values) {
		return nil
	}
	if i.full == nil {
		if i.full, err = i.tx.PrepareContext(ctx, i.statement()); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	// The driver starts a goroutine for what can be stopped halfway, which takes longer than these rows.
	_, err = i.full.ExecContext(context.WithoutCancel(ctx), i.values...)
	i.values = i.values[:0]
	return err
}

// Close writes the rows that still wait.
func (i *Inserter) Close(ctx context.Context) (err error) {
	if len(i.values) > 0 {
		_, err = i.tx.ExecContext(ctx, i.statement(), i.values...)
	}
	if i.full != nil {
		err = errors.Join(err, i.full.Close())
	}
	return err
}

// statement returns the SQL that inserts the rows that wait.
func (i *Inserter) statement() string {
	marks := "(" + strings.Repeat("?, ", i.columns-1) + "?)"
	return i.head + " VALUES " + strings.Repeat(marks+", ", len(i.values)/i.columns-1) + marks
}
