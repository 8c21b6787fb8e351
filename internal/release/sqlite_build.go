package release

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"

	"pilotgraph/ent"
	"pilotgraph/ent/citation"
	"pilotgraph/ent/institutionagency"
	"pilotgraph/ent/migrate"
	"pilotgraph/ent/namekey"
	"pilotgraph/ent/schema"
	"pilotgraph/ent/zoneinstitution"
	"pilotgraph/internal/datapackage"
	"pilotgraph/internal/insert"
)

// builder fills the database of one release.
type builder struct {
	dialect   string // of the database that it is for
	source    *datapackage.Package
	languages []string
	tables    []table
	db        *sql.DB
	tx        *sql.Tx
	progress  *meter
}

// buildDatabase writes the database of a package to a file that does not exist yet; one for PostgreSQL is to be copied. It
// fills in the counts of m.
func buildDatabase(ctx context.Context, path, dialect string, source *datapackage.Package, m *manifest, before past, progress *meter) (err error) {
	b := builder{dialect: dialect, source: source, languages: m.Languages, tables: tables(m.Languages), progress: progress}
	if err := b.open(path); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.db.Close()) }()
	statements, err := b.schemaStatements(ctx) // before the header: ent looks whether foreign keys are on
	if err != nil {
		return err
	}
	if err := b.execute(ctx, b.db, header()...); err != nil {
		return err
	}
	names := b.indexBeside(ctx, path+".names")
	defer func() { err = errors.Join(err, names.remove()) }()
	if before.database != "" {
		if err := b.attach(ctx, "past", before.database); err != nil {
			return err
		}
	}
	if err := b.inTransaction(ctx, func(b builder) error { return b.fill(ctx, statements, m, before) }); err != nil {
		return err
	}
	b.progress.stage("indexing names", nil)
	if err := names.wait(); err != nil {
		return err
	}
	if err := b.attach(ctx, "beside", names.path); err != nil {
		return err
	}
	return b.inTransaction(ctx, func(b builder) error { return b.takeIndex(ctx) })
}

// open opens a database to build at path. A build that stops halfway is thrown away, so nothing needs a journal.
func (b *builder) open(path string) (err error) {
	b.db, err = sql.Open("sqlite3", fileAddress(path)+"?mode=rwc&_journal_mode=OFF&_synchronous=OFF&_cache_size=-32768&_foreign_keys=on")
	if err == nil {
		b.db.SetMaxOpenConns(1)
	}
	return err
}

// attach has statements read another database, which nothing writes to, by a name.
func (b builder) attach(ctx context.Context, name, path string) error {
	_, err := b.db.ExecContext(ctx, "ATTACH ? AS "+name, fileAddress(path)+"?mode=ro&immutable=1")
	return err
}

// inTransaction has a builder with a transaction do something, and commits it.
func (b builder) inTransaction(ctx context.Context, do func(builder) error) (err error) {
	if b.tx, err = b.db.BeginTx(ctx, nil); err != nil {
		return err
	}
	defer func() { _ = b.tx.Rollback() }() // does nothing after the commit
	if err := do(b); err != nil {
		return err
	}
	return b.tx.Commit()
}

// header returns what marks the file as ours. Foreign keys are checked at the end, a table at once, but for links, which are made from rows that are checked.
func header() []string {
	return []string{
		"PRAGMA page_size = 8192", // publishing asks the system less often than with the usual 4096
		fmt.Sprintf("PRAGMA application_id = %d", applicationID),
		fmt.Sprintf("PRAGMA user_version = %d", storageFormat),
		"PRAGMA foreign_keys = off",
	}
}

// fill writes everything: an index is fastest made when its rows are there, and links need those of their rows.
func (b builder) fill(ctx context.Context, statements schemaStatements, m *manifest, before past) error {
	if err := b.execute(ctx, b.tx, statements.tables...); err != nil {
		return err
	}
	b.progress.stage("reading rows", b.source)
	for _, t := range b.tables {
		count, err := b.load(ctx, t)
		if err != nil {
			return err
		}
		if t.kind != "" {
			m.Counts = append(m.Counts, schema.TypeCount{Type: t.kind, Count: count})
		}
	}
	b.progress.stage("comparing with the release before", nil)
	if err := b.writeHistory(ctx, *m, before); err != nil {
		return err
	}
	b.progress.stage("linking", nil)
	if err := b.execute(ctx, b.tx, append(geography(), statements.indexes...)...); err != nil {
		return err
	}
	if err := b.summarize(ctx); err != nil {
		return err
	}
	derived := []string{leadStatement}
	for _, l := range links() {
		derived = append(derived, l.statement())
		derived = append(derived, statements.linkIndexes[l.table]...)
	}
	for _, r := range recordedRules() {
		derived = append(derived, r.statement())
	}
	derived = append(derived, counts()...)
	for _, c := range cubes() {
		derived = append(derived, c.statement())
	}
	if b.dialect == dialect.SQLite {
		derived = append(derived, statements.queryIndexes...)
	}
	return b.execute(ctx, b.tx, derived...)
}

// execer is what statements run on: a database, or a transaction in it.
type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func (b builder) execute(ctx context.Context, on execer, statements ...string) error {
	for _, statement := range statements {
		if _, err := on.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%.200s: %w", statement, err)
		}
	}
	return nil
}

// schemaStatements are the statements that make the schema of ent, apart by when they are needed.
type schemaStatements struct {
	tables       []string
	indexes      []string
	linkIndexes  map[string][]string // of the tables that links fill
	queryIndexes []string            // that building does not look into: made last, and not at all where PostgreSQL makes its own
}

func (b builder) schemaStatements(ctx context.Context) (schemaStatements, error) {
	s := schemaStatements{linkIndexes: map[string][]string{}}
	for _, l := range links() {
		s.linkIndexes[l.table] = nil
	}
	var out bytes.Buffer
	client := ent.NewClient(ent.Driver(entsql.OpenDB(dialect.SQLite, b.db)))
	if err := client.Schema.WriteTo(ctx, &out); err != nil {
		return s, err
	}
	for statement := range strings.SplitSeq(out.String(), "\n") {
		switch {
		case strings.HasPrefix(statement, "CREATE TABLE "):
			s.tables = append(s.tables, statement)
		case strings.HasPrefix(statement, "CREATE INDEX "), strings.HasPrefix(statement, "CREATE UNIQUE INDEX "):
			_, after, _ := strings.Cut(statement, " ON `")
			name, _, _ := strings.Cut(after, "`")
			list, isLink := s.linkIndexes[name]
			switch {
			case isForQueries(name, statement):
				s.queryIndexes = append(s.queryIndexes, statement)
			case isLink:
				s.linkIndexes[name] = append(list, statement)
			default:
				s.indexes = append(s.indexes, statement)
			}
		}
	}
	return s, nil
}

// isForQueries tells the larger indexes that only queries use, and those of what is written last, from those that links and counts are
// made with.
func isForQueries(table, statement string) bool {
	switch {
	case strings.HasPrefix(statement, "CREATE UNIQUE "):
		return false
	case slices.ContainsFunc(cubes(), func(c cube) bool { return c.table == table }):
		return true
	}
	return slices.Contains([]string{citation.Table, zoneinstitution.Table, institutionagency.Table}, table) ||
		strings.Contains(statement, "_key`") || strings.Contains(statement, "_key_descending`") || strings.Contains(statement, "_count`")
}

// newInserter returns what writes rows into a table.
func newInserter(tx *sql.Tx, table string, columns []string) *insert.Inserter {
	return insert.New(tx, fmt.Sprintf(`INSERT INTO "%s" ("%s")`, table, strings.Join(columns, `", "`)), len(columns), insert.AtOnce)
}

// load copies the rows of a table, a few at a time, and returns how many there are.
func (b builder) load(ctx context.Context, t table) (count int, err error) {
	rows, keys := newInserter(b.tx, t.target, t.columnNames()), newInserter(b.tx, namekey.Table, nameKeyColumns())
	values := make([]any, len(t.columns))
	for row, err := range b.source.Rows(t.source.Name) {
		if err != nil {
			return 0, err
		}
		for i, c := range t.columns {
			if values[i], err = c.value(row); err != nil {
				return 0, fmt.Errorf("%s.%s of row %d: %w", t.source.Name, c.name, count+1, err)
			}
		}
		if err := rows.Add(ctx, values...); err != nil {
			return 0, err
		}
		if t.source.Named {
			for _, key := range nameKeys(row, t.source.Prefix, b.languages) {
				if err := keys.Add(ctx, key...); err != nil {
					return 0, err
				}
			}
		}
		count++
	}
	return count, errors.Join(rows.Close(ctx), keys.Close(ctx))
}

// publishedLayout has a fixed width, so that times sort as text.
const publishedLayout = "2006-01-02T15:04:05.000Z"

// insertRelease writes a release, which follows the one with the id previous, "" for none.
func (b builder) insertRelease(ctx context.Context, m manifest, previous string) error {
	const statement = `INSERT INTO releases (number, id, version, hash, title, description, created_at, published_at,
		languages, licences, attribution, counts, previous_id)
		VALUES ((SELECT COALESCE(MAX(number), 0) + 1 FROM releases), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	optional := func(text string) any {
		if text == "" {
			return nil
		}
		return text
	}
	values := []any{
		m.id(), m.Version, m.Hash, m.Title, optional(m.Description), m.CreatedAt,
		m.PublishedAt.UTC().Format(publishedLayout),
	}
	counts := slices.Clone(m.Counts)
	for i := range counts {
		counts[i].Type = enumOfType(counts[i].Type)
	}
	for _, list := range []any{m.Languages, m.Licences, m.Attribution, counts} {
		content, err := json.Marshal(list)
		if err != nil {
			return err
		}
		values = append(values, string(content))
	}
	_, err := b.tx.ExecContext(ctx, statement, append(values, optional(previous))...)
	return err
}

// verifyDatabase makes sure that a database is sound, that all references but those of links lead somewhere, and that every row arrived.
func verifyDatabase(ctx context.Context, path string, m manifest) error {
	const connections = 2
	db, err := openDatabase(ctx, path, connections)
	if err != nil {
		return err
	}
	defer db.Close()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		var answer string
		if err := db.QueryRowContext(ctx, "PRAGMA quick_check").Scan(&answer); err != nil || answer != "ok" {
			return errors.Join(fmt.Errorf("quick_check says %q", answer), err)
		}
		return nil
	})
	group.Go(func() error { return verifyRows(ctx, db, m) })
	return group.Wait()
}

// verifyRows looks for references that lead nowhere, and counts rows.
func verifyRows(ctx context.Context, db *sql.DB, m manifest) error {
	if err := verifyReferences(ctx, db); err != nil {
		return err
	}
	expected := map[string]int{}
	for _, c := range m.Counts {
		expected[c.Type] = c.Count
	}
	for _, t := range tables(m.Languages) {
		var found int
		if err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM "`+t.target+`"`).Scan(&found); err != nil {
			return err
		}
		if t.kind != "" && found != expected[t.kind] {
			return fmt.Errorf("%s has %d rows instead of %d", t.target, found, expected[t.kind])
		}
	}
	return nil
}

// verifyReferences looks at all tables but those of links: their rows are most of the database, and made from rows of the others.
func verifyReferences(ctx context.Context, db *sql.DB) error {
	for _, t := range migrate.Tables {
		if len(t.ForeignKeys) == 0 || slices.ContainsFunc(links(), func(l link) bool { return l.table == t.Name }) {
			continue
		}
		var broken int
		if err := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM pragma_foreign_key_check(?)", t.Name).Scan(&broken); err != nil {
			return err
		}
		if broken > 0 {
			return fmt.Errorf("%d references of %s lead to rows that are not there", broken, t.Name)
		}
	}
	return nil
}
