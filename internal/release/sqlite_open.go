package release

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"github.com/gofrs/flock"

	"pilotgraph/ent"
)

// applicationID marks a database file as ours: the letters "PilG".
const applicationID = 0x50696C47

// damage says why a build has to be made again from its package.
type damage struct {
	reason   string
	outdated bool // an older version of PilotGraph wrote it
	cause    error
}

func (e *damage) Error() string { return e.reason }
func (e *damage) Unwrap() error { return e.cause }

// openBuild opens the database of a build for reading, after it has been compared with its manifest, unless that is done
// beside. The error is a *damage where the build has to be made again, else an *Error. It is soon done, so it does not
// stop with the context.
func (d directory) openBuild(ctx context.Context, at location, options Options) (*Release, error) {
	lock := flock.New(d.database(at), flock.SetFlag(os.O_RDONLY))
	held, err := lock.TryRLock()
	if err != nil {
		return nil, damageOrFailure(d.database(at), "the database is missing or cannot be read", err)
	}
	if !held {
		return nil, &Error{Path: d.build(at), Message: "this release is being removed", Remedy: "Start again."}
	}
	m, err := d.inspect(at)
	if err == nil && !options.beside {
		err = d.compare(at, m)
	}
	if err != nil {
		lock.Close()
		return nil, err
	}
	db, err := openDatabase(context.WithoutCancel(ctx), d.database(at), options.Connections)
	if err != nil {
		lock.Close()
		if broken := d.compare(at, m); broken != nil {
			return nil, broken
		}
		return nil, failure(d.build(at), err)
	}
	client := ent.NewClient(ent.Driver(entsql.OpenDB(dialect.SQLite, db)))
	opened := &Release{Client: client, DB: db, Dialect: dialect.SQLite, Info: m.info(), Package: d.archiveOf(m), lock: lock}
	opened.verified.Store(!options.beside)
	return opened, nil
}

// verify compares a build with its manifest. The error is a *damage where it has to be made again, else an *Error.
func (d directory) verify(at location) (manifest, error) {
	m, err := d.inspect(at)
	if err == nil {
		err = d.compare(at, m)
	}
	return m, err
}

// inspect looks at all of a build but the content of its database, which takes no time. Its errors are those of verify.
func (d directory) inspect(at location) (manifest, error) {
	format, err := d.databaseFormat(at)
	if format > storageFormat {
		return manifest{}, newerFormat(d.build(at))
	}
	m, manifestErr := readManifest(d.manifest(at))
	if manifestErr == nil && m.StorageFormat > storageFormat {
		return m, newerFormat(d.build(at))
	}
	switch {
	case err != nil:
		return m, err
	case manifestErr != nil || m.Version != at.version:
		return m, damageOrFailure(d.manifest(at), "the manifest is missing or cannot be read", manifestErr)
	case format < storageFormat || m.StorageFormat < storageFormat:
		return m, &damage{reason: "an older version of PilotGraph built it", outdated: true}
	}
	info, err := os.Stat(d.database(at))
	if err != nil {
		return m, damageOrFailure(d.database(at), "the database cannot be read", err)
	}
	if info.Size() != m.Size {
		return m, &damage{reason: "the database is not as it was written"}
	}
	m.build = at.build
	return m, nil
}

// compare compares the database of a build with its manifest, byte for byte. Its errors are those of verify.
func (d directory) compare(at location, m manifest) error {
	_, sum, err := checksum(d.database(at))
	if err != nil {
		return damageOrFailure(d.database(at), "the database cannot be read", err)
	}
	if sum != m.SHA256 {
		return &damage{reason: "the database is not as it was written"}
	}
	return nil
}

// databaseFormat returns the storage format from the header of a database, or a *damage where it is not one of ours.
func (d directory) databaseFormat(at location) (int, error) {
	path := d.database(at)
	file, err := os.Open(path)
	if err != nil {
		return 0, damageOrFailure(path, "the database is missing or cannot be read", err)
	}
	defer file.Close()
	header := make([]byte, 100)
	if _, err := io.ReadFull(file, header); err != nil {
		return 0, damageOrFailure(path, "the database is empty or cut off", err)
	}
	version, application := binary.BigEndian.Uint32(header[60:]), binary.BigEndian.Uint32(header[68:])
	if !strings.HasPrefix(string(header), "SQLite format 3\x00") || application != applicationID {
		return 0, &damage{reason: "the database is not one of PilotGraph"}
	}
	return int(version), nil
}

// damageOrFailure tells what a rebuild can mend from what it cannot.
func damageOrFailure(path, reason string, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return failure(path, err)
	}
	return &damage{reason: reason, cause: err}
}

// openDatabase opens a file that never changes with all its connections at once. A connection that is made later
// could find another file under the name, so none is ever closed.
func openDatabase(ctx context.Context, path string, connections int) (_ *sql.DB, err error) {
	db, err := sql.Open("sqlite3", fileAddress(path)+"?mode=ro&immutable=1&_stmt_cache_size=256&_cache_size=-16384")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	opened := make([]*sql.Conn, 0, connections)
	for range connections {
		var connection *sql.Conn
		if connection, err = db.Conn(ctx); err != nil {
			break
		}
		opened = append(opened, connection)
		var releases int // reading a table makes the connection learn the schema
		if err = connection.QueryRowContext(ctx, "SELECT COUNT(*) FROM releases").Scan(&releases); err != nil {
			break
		}
	}
	for _, connection := range opened {
		err = errors.Join(err, connection.Close())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %d connections: %w", connections, err), db.Close())
	}
	return db, nil
}

// fileAddress returns the URI of a file, in which every character of the path stands for itself.
func fileAddress(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive letter
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}
