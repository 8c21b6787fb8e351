package release

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// rowsPerInsert was measured: more rows in a statement are not faster.
const rowsPerInsert = 50

// inserter writes rows into a table, many with one statement.
type inserter struct {
	tx      *sql.Tx
	table   string
	columns []string
	full    *sql.Stmt // inserts rowsPerInsert rows; made when first needed
	values  []any     // of the rows that wait
}

func newInserter(tx *sql.Tx, table string, columns []string) *inserter {
	return &inserter{tx: tx, table: table, columns: columns}
}

// add writes a row, now or with those that follow.
func (i *inserter) add(ctx context.Context, values ...any) (err error) {
	i.values = append(i.values, values...)
	if len(i.values) < rowsPerInsert*len(i.columns) {
		return nil
	}
	if i.full == nil {
		if i.full, err = i.tx.PrepareContext(ctx, i.statement(rowsPerInsert)); err != nil {
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

// close writes the rows that still wait.
func (i *inserter) close(ctx context.Context) (err error) {
	if len(i.values) > 0 {
		_, err = i.tx.ExecContext(ctx, i.statement(len(i.values)/len(i.columns)), i.values...)
	}
	if i.full != nil {
		i.full.Close()
	}
	return err
}

// statement returns the SQL that inserts a number of rows.
func (i *inserter) statement(rows int) string {
	marks := "(" + strings.Repeat("?, ", len(i.columns)-1) + "?)"
	return fmt.Sprintf(`INSERT INTO "%s" ("%s") VALUES %s%s`,
		i.table, strings.Join(i.columns, `", "`), strings.Repeat(marks+", ", rows-1), marks)
}
