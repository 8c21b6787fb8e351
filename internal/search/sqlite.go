package search

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strings"

	"entgo.io/ent/dialect"

	"pilotgraph/internal/insert"
)

// What only SQLite understands stands here, and how tables are filled. Those of PostgreSQL are filled in SQLite as well, and then copied.

// Tables returns the statements of SQLite that create the tables of search, for a database of a dialect.
func Tables(name string) []string {
	if name == dialect.Postgres {
		return tablesToCopy()
	}
	return []string{
		`CREATE TABLE search_records (ord INTEGER PRIMARY KEY, id TEXT NOT NULL, kind TEXT NOT NULL)`,
		`CREATE TABLE search_texts (ord INTEGER NOT NULL, position INTEGER NOT NULL, field TEXT NOT NULL, language TEXT NOT NULL,
			text TEXT NOT NULL, PRIMARY KEY (ord, position)) WITHOUT ROWID`,
		// Without content it keeps only what leads to the rows; matchinfo=fts3 leaves out lengths that nothing asks for.
		`CREATE VIRTUAL TABLE search_index USING fts4(tokens, content="", tokenize=simple, matchinfo=fts3)`,
	}
}

// Optimize returns the statements that put the index in order when all records are there.
func Optimize(name string) []string {
	if name == dialect.Postgres {
		return nil
	}
	return []string{`INSERT INTO search_index (search_index) VALUES ('optimize')`}
}

// Indexes returns the statements that make the tables fast, for after the load.
func Indexes(name string) []string {
	if name == dialect.Postgres {
		return nil
	}
	return []string{`CREATE UNIQUE INDEX search_records_id ON search_records (id)`}
}

// Stored returns the tables that have the rows, also those that FTS4 keeps its index in: they can be copied to where Tables has made the same.
func Stored(name string) []string {
	if name == dialect.Postgres {
		return []string{"search_records", "search_texts"}
	}
	return []string{"search_records", "search_texts", "search_index_segments", "search_index_segdir", "search_index_stat"}
}

// onSQLite are the statements of SQLite. Those of tiers have a tier and a direction.
var onSQLite = statements{
	count: `SELECT COUNT(*) FROM search_index WHERE search_index MATCH ?`,
	facets: `SELECT r.kind, COUNT(*) FROM search_index f CROSS JOIN search_records r ON r.ord = f.docid
		WHERE f.search_index MATCH ? GROUP BY r.kind ORDER BY MIN(f.docid)`,
	names: ` FROM search_index f CROSS JOIN search_records r ON r.ord = f.docid WHERE f.search_index MATCH ?`,
	place: "f.docid", // FTS4 finds in this order, so that a page ends with its last row
	placeOf: func(kind string, forward bool) string {
		if forward {
			return fmt.Sprintf("COALESCE((SELECT ord FROM search_records WHERE id >= ? AND id < '%s;' ORDER BY id LIMIT 1), %d)", kind, math.MaxInt64)
		}
		return fmt.Sprintf("COALESCE((SELECT ord FROM search_records WHERE id <= ? AND id > '%s:' ORDER BY id DESC LIMIT 1), 0)", kind)
	},
	tier: `SELECT * FROM (SELECT %d, f.docid, r.id, r.kind FROM search_index f CROSS JOIN search_records r ON r.ord = f.docid
		WHERE f.search_index MATCH ? AND f.docid > ? AND f.docid < ? ORDER BY f.docid %s LIMIT ?)`,
	match:  func(expression string) string { return expression },
	number: func(statement string) string { return statement },
}

// phrase is a row of tokens that follow each other; the last may be the beginning of one.
type phrase struct {
	tokens []string
	prefix bool
}

// String writes a phrase. The tokens hold only letters, digits and characters beyond ASCII, so nothing ends the quotation.
func (p phrase) String() string {
	text := `"` + strings.Join(p.tokens, " ")
	if p.prefix {
		text += "*"
	}
	return text + `"`
}

func oneOf(expressions ...string) string { return "(" + strings.Join(expressions, " OR ") + ")" }

func allOf(expressions ...string) string { return "(" + strings.Join(expressions, " AND ") + ")" }

func without(expression, excluded string) string { return "(" + expression + " NOT " + excluded + ")" }

// newWriter returns what fills the tables. A statement that can take back several rows makes FTS4 write out what it gathers in memory, so
// rows of the index come one by one, and the others by a statement that takes nothing back.
func newWriter(ctx context.Context, tx *sql.Tx, name string) *writer {
	w := &writer{
		ctx:    ctx,
		texts:  insert.New(tx, `INSERT OR FAIL INTO search_texts (ord, position, field, language, text)`, 5, insert.AtOnce),
		sounds: map[[2]string]bool{},
	}
	if name == dialect.Postgres {
		w.records = insert.New(tx, `INSERT OR FAIL INTO search_records (ord, id, kind, tokens)`, 4, insert.AtOnce)
		return w
	}
	w.records = insert.New(tx, `INSERT OR FAIL INTO search_records (ord, id, kind)`, 3, insert.AtOnce)
	w.index = insert.New(tx, `INSERT INTO search_index (docid, tokens)`, 2, 1)
	return w
}
