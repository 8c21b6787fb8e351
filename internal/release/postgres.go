package release

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// server is a PostgreSQL database that holds the releases of one package: a schema for each build, and the schema
// pilotgraph with what is kept and what is current.
//
//	pilotgraph.releases    a row for each build, with its manifest
//	pilotgraph.current     version and build that are served
//	pilotgraph.packages    the packages, in parts
//	pilotgraph_<build>     the tables of a build
//
// All of a publication happens in one transaction, so one that is stopped leaves nothing.
type server struct {
	options Options
	config  *pgx.ConnConfig
	name    string // the address, without a password
}

// IsDatabase tells whether releases are kept in PostgreSQL, and not in a directory.
func IsDatabase(data string) bool {
	return strings.HasPrefix(data, "postgres://") || strings.HasPrefix(data, "postgresql://")
}

// Name is where releases are kept, as it may be shown: the address of a database without its password.
func Name(data string) string {
	if !IsDatabase(data) {
		return data
	}
	address, err := url.Parse(data)
	if err != nil {
		return "the address of the database"
	}
	if address.User != nil {
		address.User = url.User(address.User.Username())
	}
	values := address.Query()
	values.Del("password")
	address.RawQuery = values.Encode()
	return address.String()
}

// openServer returns a database that may be empty; nothing is asked of it yet.
func openServer(options Options) (server, error) {
	name := Name(options.Directory)
	config, err := pgx.ParseConfig(options.Directory)
	if err != nil { // what it says repeats parts of the address
		return server{}, &Error{
			Path:    name,
			Message: "this is not the address of a PostgreSQL database",
			Remedy:  "Write it like postgres://role@host:5432/database, with what is special in a password in per cent signs; better give the password in PGPASSWORD or ~/.pgpass.",
		}
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	return server{options, config, name}, nil
}

// connectTimeout is how long a server may take to answer, unless the address says otherwise.
const connectTimeout = 5 * time.Second

// connect opens a connection to the primary.
func (s server) connect(ctx context.Context) (*pgx.Conn, error) {
	connection, err := pgx.ConnectConfig(ctx, s.config)
	if err != nil {
		return nil, s.failure(err)
	}
	if encoding := connection.PgConn().ParameterStatus("server_encoding"); encoding != "UTF8" {
		_ = connection.Close(ctx)
		return nil, &Error{Path: s.name, Message: "the database is in the encoding " + encoding + ", not in UTF8", Remedy: "Make another one: createdb --encoding=UTF8 --template=template0."}
	}
	return connection, nil
}

// with calls a function with a connection to the primary.
func (s server) with(ctx context.Context, do func(*pgx.Conn) error) error {
	connection, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer connection.Close(context.WithoutCancel(ctx)) //nolint:errcheck // nothing was left to do
	if err := do(connection); err != nil {
		return s.failure(err)
	}
	return nil
}

// createControl makes the tables of what is kept.
var createControl = []string{
	`CREATE SCHEMA pilotgraph`,
	`CREATE TABLE pilotgraph.releases (
		build text COLLATE "C" PRIMARY KEY, version text COLLATE "C" NOT NULL, format integer NOT NULL, manifest json NOT NULL,
		replaced_at timestamptz, removed_at timestamptz)`,
	`CREATE TABLE pilotgraph.current (
		single boolean PRIMARY KEY DEFAULT true CHECK (single), version text NOT NULL, build text NOT NULL, chosen boolean NOT NULL, number bigint NOT NULL)`,
	`CREATE TABLE pilotgraph.packages (version text COLLATE "C", part integer, content bytea NOT NULL, PRIMARY KEY (version, part))`,
	`ALTER TABLE pilotgraph.packages ALTER content SET STORAGE EXTERNAL`, // it is packed already
}

// hasControl tells whether anything was ever published into the database.
func hasControl(ctx context.Context, on querier) (there bool, err error) {
	err = on.QueryRow(ctx, "SELECT to_regclass('pilotgraph.current') IS NOT NULL").Scan(&there)
	return there, err
}

// querier is a connection or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// control is what a database says of its releases.
type control struct {
	number  int64 // grows with each change of what is current
	at      location
	state   currentState
	chosen  bool
	kept    []manifest // the latest build of each release, in the order of their publication
	removed []string   // versions
}

// readControl reads what is kept and what is current.
func (s server) readControl(ctx context.Context, on querier) (c control, err error) {
	there, err := hasControl(ctx, on)
	if err != nil || !there {
		return c, err
	}
	err = on.QueryRow(ctx, "SELECT version, build, chosen, number FROM pilotgraph.current").Scan(&c.at.version, &c.at.build, &c.chosen, &c.number)
	switch {
	case err == nil:
		c.state = currentGood
	case !errors.Is(err, pgx.ErrNoRows):
		return c, err
	}
	rows, err := on.Query(ctx, "SELECT version, build, manifest::text, removed_at IS NOT NULL FROM pilotgraph.releases WHERE replaced_at IS NULL")
	if err != nil {
		return c, err
	}
	defer rows.Close()
	for rows.Next() {
		var version, build, content string
		var removed bool
		if err := rows.Scan(&version, &build, &content, &removed); err != nil {
			return c, err
		}
		if removed {
			c.removed = append(c.removed, version)
			continue
		}
		m := manifest{}
		if err := json.Unmarshal([]byte(content), &m); err != nil {
			return c, err
		}
		if m.StorageFormat > storageFormat {
			return c, newerFormat(s.name)
		}
		m.build = build
		c.kept = append(c.kept, m)
	}
	slices.SortFunc(c.kept, manifest.before)
	return c, rows.Err()
}

// find returns a release that is kept, by its version or id.
func (s server) find(c control, name string) (manifest, error) {
	version := strings.TrimPrefix(name, "release:")
	var known []string
	for _, m := range c.kept {
		if m.Version == version {
			return m, nil
		}
		known = append(known, m.Version)
	}
	if slices.Contains(c.removed, version) {
		return manifest{}, notKept(s.name, "release "+version+" was removed", known)
	}
	return manifest{}, notKept(s.name, "there is no release "+shorten(version), known)
}

// schemaOf is the schema of a build.
func schemaOf(build string) string { return schemaPrefix + build }

// schemaPrefix begins the names of the schemas of builds.
const schemaPrefix = "pilotgraph_"

// lockNumber is that of the lock that a publisher holds: the letters "PilG".
const lockNumber = applicationID

// locked calls a function with a connection that holds the lock of publishers; the tables of what is kept are there.
func (s server) locked(ctx context.Context, do func(*pgx.Conn) error) error {
	return s.with(ctx, func(connection *pgx.Conn) error {
		if err := s.mayWrite(ctx, connection); err != nil {
			return err
		}
		if err := s.lock(ctx, connection); err != nil {
			return err
		}
		defer func() {
			_, _ = connection.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(lockNumber)) // else with the connection
		}()
		there, err := hasControl(ctx, connection)
		if err != nil {
			return err
		}
		if !there {
			err := pgx.BeginFunc(ctx, connection, func(tx pgx.Tx) error { return executeAll(ctx, tx, createControl...) })
			if err != nil {
				return err
			}
		}
		if err := s.dropLeftovers(ctx, connection); err != nil {
			return err
		}
		return do(connection)
	})
}

// errMayNotWrite is behind the Error for a role or a server that only reads.
var errMayNotWrite = errors.New("may not write")

// mayWrite returns an Error where this role or server cannot publish.
func (s server) mayWrite(ctx context.Context, on querier) error {
	var readOnly, mayCreate bool
	err := on.QueryRow(ctx, "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on', has_database_privilege(current_database(), 'CREATE')").
		Scan(&readOnly, &mayCreate)
	switch {
	case err != nil:
		return err
	case readOnly:
		return &Error{Path: s.name, Message: "this server only reads: it is a replica, or set so", Remedy: "Name the primary with --data.", cause: errMayNotWrite}
	case !mayCreate:
		return &Error{
			Path:    s.name,
			Message: "the role " + s.config.User + " may only read here",
			Remedy:  "Publish as the owner of the database; servers need no more than they have.",
			cause:   errMayNotWrite,
		}
	}
	return nil
}

// lockGrace is how long the server may take to see that a publisher before is gone.
const lockGrace = time.Second

// lock keeps other publishers away as long as the connection lives. It waits for one that is at work as long as the
// options say.
func (s server) lock(ctx context.Context, connection *pgx.Conn) error {
	until := time.Now().Add(max(s.options.LockWait, lockGrace))
	for said := false; ; {
		var held bool
		if err := connection.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", int64(lockNumber)).Scan(&held); err != nil || held {
			return err
		}
		if !time.Now().Before(until) {
			return &Error{Path: s.name, Message: "another process is publishing into this database", Remedy: "Wait until it is done and start again."}
		}
		if !said && s.options.LockWait > 0 {
			s.options.Log.Info("another process is publishing into this database; waiting for it", "database", s.name, "atMost", s.options.LockWait.String())
			said = true
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lockPause):
		}
	}
}

// executeAll executes statements one after the other.
func executeAll(ctx context.Context, tx pgx.Tx, statements ...string) error {
	for _, statement := range statements {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// dropLeftovers drops the schemas that no release has, and those of builds that were removed or replaced some time
// ago. One that is being read is left for the next time.
func (s server) dropLeftovers(ctx context.Context, connection *pgx.Conn) error {
	return s.drop(ctx, connection, `SELECT n.nspname::text FROM pg_namespace n
		LEFT JOIN pilotgraph.releases r ON n.nspname = $1 || r.build
		WHERE starts_with(n.nspname, $1) AND (r.build IS NULL OR LEAST(r.removed_at, r.replaced_at) < now() - $2::interval)`, schemaPrefix, pruneAfter)
}

// drop drops the schemas that a statement selects.
func (s server) drop(ctx context.Context, connection *pgx.Conn, statement string, arguments ...any) error {
	rows, err := connection.Query(ctx, statement, arguments...)
	if err != nil {
		return err
	}
	schemas, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, name := range schemas {
		err := pgx.BeginFunc(ctx, connection, func(tx pgx.Tx) error {
			return executeAll(ctx, tx, "SET LOCAL lock_timeout = '2s'", "DROP SCHEMA "+pgx.Identifier{name}.Sanitize()+" CASCADE")
		})
		if err != nil && ctx.Err() == nil {
			s.options.Log.Warn("the tables of an old build cannot be dropped now; the next publication tries again", "schema", name, "cause", err.Error())
			continue
		}
		if err != nil {
			return err
		}
		s.options.Log.Info("the tables of an old build are dropped", "schema", name)
	}
	return nil
}
