package release

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"slices"
	"strings"

	"entgo.io/ent/dialect"
	"golang.org/x/sync/errgroup"

	"pilotgraph/ent/alias"
	"pilotgraph/ent/identifier"
	"pilotgraph/internal/datapackage"
	"pilotgraph/internal/search"
)

// searched is a type that search finds.
type searched struct {
	kind  string // first part of its ids
	table string
	codes []string // columns with codes that it is known by
}

// searchedTypes returns what search finds; of equally good hits those of earlier types come first.
func searchedTypes() []searched {
	return []searched{
		{"programme", "programmes", []string{"document_number"}},
		{"agency", "agencies", nil},
		{"region", "regions", []string{"code", "iso_code"}},
		{"zone", "zones", nil},
		{"institution", "institutions", nil},
		{"sector", "sectors", nil},
		{"sector-group", "sector_groups", nil},
		{"event", "events", nil},
		{"objective", "objectives", nil},
		{"source", "sources", nil},
	}
}

// index is the index of search while it is made, in a database of its own: cutting names takes as long as linking rows,
// and SQLite writes to a database from one place at a time.
type index struct {
	path  string
	stop  context.CancelFunc
	group errgroup.Group
}

// indexBeside begins to make the index of search of the package, in a new database at path.
func (b builder) indexBeside(ctx context.Context, path string) *index {
	ctx, stop := context.WithCancel(ctx)
	made := &index{path: path, stop: stop}
	made.group.Go(func() (err error) {
		beside := builder{dialect: b.dialect, source: b.source.Silent()} // without languages: nothing is sorted by name
		for _, t := range b.tables {
			if hasNames(t.target) {
				beside.tables = append(beside.tables, t.forSearch(b.languages))
			}
		}
		if err := beside.open(path); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, beside.db.Close()) }()
		if err := b.execute(ctx, beside.db, header()...); err != nil {
			return err
		}
		return beside.inTransaction(ctx, func(b builder) error {
			if err := b.execute(ctx, b.tx, search.Tables(b.dialect)...); err != nil {
				return err
			}
			return b.index(ctx)
		})
	})
	return made
}

// wait returns when the index is made.
func (i *index) wait() error { return i.group.Wait() }

// remove ends what is being made, and removes the database.
func (i *index) remove() error {
	i.stop()
	_ = i.group.Wait()
	if err := os.Remove(i.path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// index fills the tables of search, and before them those that it reads.
func (b builder) index(ctx context.Context) error {
	for _, t := range b.tables {
		create := fmt.Sprintf("CREATE TABLE %s (%s)", t.target, strings.Join(t.columnNames(), ", "))
		if err := b.execute(ctx, b.tx, create); err != nil {
			return err
		}
		if _, err := b.load(ctx, t); err != nil {
			return err
		}
	}
	if err := b.execute(ctx, b.tx, namesBySubject()...); err != nil {
		return err
	}
	if err := search.Write(ctx, b.tx, b.dialect, b.records(ctx)); err != nil {
		return err
	}
	return b.execute(ctx, b.tx, search.Optimize(b.dialect)...)
}

// hasNames tells whether a table has what records are found by.
func hasNames(target string) bool {
	return target == alias.Table || target == identifier.Table ||
		slices.ContainsFunc(searchedTypes(), func(s searched) bool { return s.table == target })
}

// forSearch returns the table with nothing but what the index is made from.
func (t table) forSearch(languages []string) table {
	read := []string{"id", "subject_id", "language", "text", "title", "value", "document_number", "code", "iso_code"}
	var columns []column
	for _, c := range t.columns {
		if slices.Contains(read, c.name) {
			columns = append(columns, c)
		}
	}
	if t.source.Named {
		columns = append(columns, column{name: "names", value: func(row datapackage.Row) (any, error) {
			return asJSON(namesOf(row, languages)) // without pinyin, which search reads itself
		}})
	}
	t.columns = columns
	return t
}

// namesBySubject makes the indexes by which the other names of a record are found.
func namesBySubject() []string {
	return []string{
		"CREATE INDEX alias_of ON " + alias.Table + " (" + alias.FieldSubjectID + ")",
		"CREATE INDEX identifiers_of ON " + identifier.Table + " (" + identifier.FieldSubjectID + ")",
	}
}

// takeIndex copies the tables of search from the database that is attached as beside.
func (b builder) takeIndex(ctx context.Context) error {
	statements := search.Tables(b.dialect)
	for _, table := range search.Stored(b.dialect) {
		statements = append(statements, fmt.Sprintf("INSERT INTO main.%s SELECT * FROM beside.%[1]s", table))
	}
	statements = append(statements, search.Indexes(b.dialect)...)
	if b.dialect == dialect.SQLite {
		statements = append(statements, "ANALYZE main")
	}
	return b.execute(ctx, b.tx, statements...)
}

// records are what search finds, in the order of their rank: by type and by id.
func (b builder) records(ctx context.Context) iter.Seq2[search.Record, error] {
	return func(yield func(search.Record, error) bool) {
		for _, each := range searchedTypes() {
			if !b.recordsOf(ctx, each, yield) {
				return
			}
		}
	}
}

// recordsOf yields the records of one type; it returns false where no more are wanted.
func (b builder) recordsOf(ctx context.Context, each searched, yield func(search.Record, error) bool) bool {
	rows, err := b.tx.QueryContext(ctx, each.query())
	if err != nil {
		return yield(search.Record{}, err)
	}
	defer rows.Close()
	for rows.Next() {
		record, err := scanRecord(rows)
		record.Kind = each.kind
		if !yield(record, err) || err != nil {
			return false
		}
	}
	if err := rows.Err(); err != nil {
		return yield(search.Record{}, err)
	}
	return true
}

// query returns the SQL for id, names, aliases and codes of all rows of the type.
func (s searched) query() string {
	names := "r.names"
	if s.kind == "source" {
		names = "json_array(json_object('language', r.language, 'text', r.title))"
	}
	codes := ""
	for _, column := range s.codes {
		codes += " UNION ALL SELECT r." + column + " WHERE r." + column + " IS NOT NULL"
	}
	return fmt.Sprintf(`
SELECT r.id, %s,
	(SELECT json_group_array(json_object('language', language, 'text', text)) FROM alias WHERE subject_id = r.id),
	(SELECT json_group_array(value) FROM (SELECT value FROM identifiers WHERE subject_id = r.id%s))
FROM %s r
ORDER BY r.id`, names, codes, s.table)
}

func scanRecord(rows *sql.Rows) (search.Record, error) {
	var record search.Record
	var names, aliases, codes []byte
	if err := rows.Scan(&record.ID, &names, &aliases, &codes); err != nil {
		return record, err
	}
	err := errors.Join(json.Unmarshal(names, &record.Names), json.Unmarshal(aliases, &record.Aliases), json.Unmarshal(codes, &record.Codes))
	return record, err
}
