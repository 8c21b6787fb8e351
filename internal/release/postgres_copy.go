package release

import (
	"bufio"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	entschema "entgo.io/ent/dialect/sql/schema"
	"entgo.io/ent/schema/field"
	"github.com/jackc/pgx/v5"

	"pilotgraph/ent/migrate"
	"pilotgraph/internal/search"
)

// copied is a table that is copied from SQLite.
type copied struct {
	name, create string
	columns      []string
	indexes      []string // for after the copy
}

// copiedTables returns all tables of a release: those of ent and those of search. Texts compare byte by byte, as in SQLite.
// References are not declared: nothing is written afterwards, and those that are not made from others were checked in SQLite.
func copiedTables() []copied {
	var all []copied
	for _, table := range migrate.Tables {
		t := copied{name: table.Name}
		var columns []string
		for _, c := range table.Columns {
			t.columns = append(t.columns, c.Name)
			columns = append(columns, pgx.Identifier{c.Name}.Sanitize()+" "+columnType(c))
		}
		t.create = fmt.Sprintf("CREATE TABLE %s (%s)", pgx.Identifier{t.name}.Sanitize(), strings.Join(columns, ", "))
		if table.PrimaryKey[0].Type == field.TypeString { // nobody looks for the number of a link
			t.indexes = append(t.indexes, fmt.Sprintf("ALTER TABLE %s ADD PRIMARY KEY (%s)", pgx.Identifier{t.name}.Sanitize(), names(table.PrimaryKey)))
		}
		for _, index := range table.Indexes {
			unique := ""
			if index.Unique {
				unique = "UNIQUE "
			}
			t.indexes = append(t.indexes, fmt.Sprintf("CREATE %sINDEX %s ON %s (%s)", unique, pgx.Identifier{index.Name}.Sanitize(),
				pgx.Identifier{t.name}.Sanitize(), names(index.Columns)))
		}
		all = append(all, t)
	}
	for _, t := range search.CopiedTables() {
		all = append(all, copied{t.Name, t.Create, t.Columns, t.Indexes})
	}
	return all
}

// names lists columns.
func names(columns []*entschema.Column) string {
	var list []string
	for _, c := range columns {
		list = append(list, pgx.Identifier{c.Name}.Sanitize())
	}
	return strings.Join(list, ", ")
}

// columnType is the type of a column in PostgreSQL. json keeps a text as it is, which jsonb does not.
func columnType(c *entschema.Column) string {
	name := map[field.Type]string{
		field.TypeString: `text COLLATE "C"`, field.TypeInt: "bigint", field.TypeFloat64: "double precision",
		field.TypeBool: "boolean", field.TypeJSON: "json",
	}[c.Type]
	if !c.Nullable {
		name += " NOT NULL"
	}
	return name
}

// copyTable copies the rows of a table from SQLite and returns how many there are.
func copyTable(ctx context.Context, from *sql.Conn, to *pgx.Conn, t copied) (int64, error) {
	reader, writer := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := writeRows(ctx, from, writer, t)
		_ = writer.CloseWithError(err)
		done <- err
	}()
	columns := make([]string, len(t.columns))
	for i, name := range t.columns {
		columns[i] = pgx.Identifier{name}.Sanitize()
	}
	tag, err := to.PgConn().CopyFrom(ctx, reader, fmt.Sprintf("COPY %s (%s) FROM STDIN WITH (FREEZE)", pgx.Identifier{t.name}.Sanitize(), strings.Join(columns, ", ")))
	_ = reader.CloseWithError(err) // so that the other end stops
	if reading := <-done; err == nil {
		err = reading
	}
	if err != nil {
		err = fmt.Errorf("copy %s: %w", t.name, err)
	}
	return tag.RowsAffected(), err
}

// writeRows writes the rows of a table as COPY reads them. It asks the driver without database/sql, which takes longer
// to hand over a value than the driver to read it.
func writeRows(ctx context.Context, from *sql.Conn, to io.Writer, t copied) error {
	out := bufio.NewWriterSize(to, 1<<16)
	statement := "SELECT `" + strings.Join(t.columns, "`, `") + "` FROM `" + t.name + "`"
	err := from.Raw(func(connection any) (err error) {
		rows, err := connection.(driver.QueryerContext).QueryContext(ctx, statement, nil)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		values, line := make([]driver.Value, len(t.columns)), []byte(nil)
		for {
			if err := rows.Next(values); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
			if line, err = appendRow(line[:0], values); err != nil {
				return err
			}
			if _, err := out.Write(line); err != nil {
				return err
			}
		}
	})
	return errors.Join(err, out.Flush())
}

// appendRow appends a row as COPY reads it.
func appendRow(line []byte, values []driver.Value) ([]byte, error) {
	for i, value := range values {
		if i > 0 {
			line = append(line, '\t')
		}
		switch value := value.(type) {
		case nil:
			line = append(line, `\N`...)
		case string:
			line = appendEscaped(line, value)
		case []byte:
			line = appendEscaped(line, string(value))
		case int64:
			line = strconv.AppendInt(line, value, 10)
		case float64:
			line = strconv.AppendFloat(line, value, 'g', -1, 64)
		case bool:
			line = strconv.AppendBool(line, value)
		default:
			return nil, fmt.Errorf("a value is a %T", value)
		}
	}
	return append(line, '\n'), nil
}

// escapes are what COPY would take for the end of something.
var escapes = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`)

func appendEscaped(line []byte, text string) []byte {
	if strings.ContainsAny(text, "\\\n\r\t") {
		text = escapes.Replace(text)
	}
	return append(line, text...)
}
