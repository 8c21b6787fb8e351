package release

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"entgo.io/ent/dialect"
	"github.com/gofrs/flock"
	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"pilotgraph/internal/datapackage"
)

// stoppedPublication is what happened where the context ended in a publication.
const stoppedPublication = "stopped before the release was published"

// publish builds a release from a package and makes it the current one, as Publish says.
func (s server) publish(ctx context.Context, source *datapackage.Package, origin Origin) (done Publication, err error) {
	defer func() { err = orStopped(ctx, s.name, stoppedPublication, err) }()
	// Before the package is read, which may take long.
	if err := s.with(ctx, func(connection *pgx.Conn) error { return s.mayWrite(ctx, connection) }); err != nil {
		return Publication{}, err
	}
	hash, err := publisher{options: s.options}.examine(ctx, source)
	if err != nil {
		return Publication{}, err
	}
	err = s.locked(ctx, func(connection *pgx.Conn) error {
		c, err := s.readControl(ctx, connection)
		if err != nil {
			return err
		}
		next, err := s.prepare(c, source.Descriptor(), hash, origin)
		if err != nil {
			return err
		}
		if next.known != nil {
			done, err = s.again(ctx, connection, c, *next.known)
			return err
		}
		m, err := s.build(ctx, connection, source, next.manifest, next.earlier, true, func(path string, m manifest, before past) (err error) {
			done, err = publisher{options: s.options}.publication(ctx, path, m, before)
			return err
		})
		if err == nil {
			s.options.Log.Info("release published", "release", m.id(), "build", m.build, "origin", m.Origin, "database", s.name)
		}
		return err
	})
	return done, err
}

// prepare refuses what may not be published, and describes what would be.
func (s server) prepare(c control, descriptor datapackage.Descriptor, hash string, origin Origin) (preparation, error) {
	if err := refuseAmong(s.name, "database", c.kept, descriptor, hash); err != nil {
		return preparation{}, err
	}
	if slices.Contains(c.removed, descriptor.Version) {
		return preparation{}, wasRemoved(s.name, descriptor.Version)
	}
	return prepareAfter(c.kept, descriptor, hash, origin), nil
}

// again is the publication of a release that is there. One that an older version of PilotGraph built is built again.
func (s server) again(ctx context.Context, connection *pgx.Conn, c control, m manifest) (Publication, error) {
	done := Publication{Info: m.info(), Outcome: Unchanged, Current: c.at.version}
	if m.StorageFormat < storageFormat {
		m, err := s.rebuild(ctx, connection, c, m)
		done.Info, done.Outcome = m.info(), Mended
		return done, err
	}
	s.options.Log.Info("nothing to publish: the release has this content already", "release", m.id(), "current", "release:"+c.at.version)
	return done, nil
}

// plan tells what publish would do, and changes nothing.
func (s server) plan(ctx context.Context, source *datapackage.Package, origin Origin) (planned Publication, err error) {
	defer func() { err = orStopped(ctx, s.name, "stopped before the plan was made", err) }()
	p := publisher{options: s.options}
	hash, err := p.examine(ctx, source)
	if err != nil {
		return Publication{}, err
	}
	err = s.with(ctx, func(connection *pgx.Conn) error {
		c, err := s.readControl(ctx, connection)
		if err != nil {
			return err
		}
		next, err := s.prepare(c, source.Descriptor(), hash, origin)
		if err != nil {
			return err
		}
		if next.known != nil {
			planned = Publication{Info: next.known.info(), Outcome: Unchanged, Current: c.at.version}
			return nil
		}
		return inTemporaryFolder(func(folder string) error {
			m := next.manifest
			path, before, err := s.fill(ctx, connection, folder, source, &m, next.earlier)
			if err == nil {
				planned, err = p.publication(ctx, path, m, before)
			}
			planned.Outcome, planned.Current = Planned, c.at.version
			return err
		})
	})
	return planned, err
}

// temporaryName begins the names of folders for what is built before it is copied.
const temporaryName = "pilotgraph-build-"

// inTemporaryFolder calls a function with a folder that is removed afterwards, and removes those of processes that were
// killed.
func inTemporaryFolder(do func(folder string) error) error {
	others, _ := filepath.Glob(filepath.Join(os.TempDir(), temporaryName+"*")) // the pattern is good
	for _, other := range others {
		lock := flock.New(filepath.Join(other, lockName))
		if held, err := lock.TryLock(); err == nil && held {
			_ = os.RemoveAll(other) // another one tries again
		}
		_ = lock.Close()
	}
	folder, err := os.MkdirTemp("", temporaryName)
	if err != nil {
		return failure(os.TempDir(), err)
	}
	defer os.RemoveAll(folder)
	lock := flock.New(filepath.Join(folder, lockName))
	if _, err := lock.TryLock(); err != nil {
		return failure(folder, err)
	}
	defer lock.Close()
	return do(folder)
}

// fill builds the database of a release in a folder, and returns its path and what the release follows.
func (s server) fill(ctx context.Context, connection *pgx.Conn, folder string, source *datapackage.Package, m *manifest, earlier []manifest) (string, past, error) {
	path := filepath.Join(folder, databaseName)
	before, err := s.pastOf(ctx, connection, folder, earlier)
	if err != nil {
		return path, before, err
	}
	err = buildDatabase(ctx, path, dialect.Postgres, source, m, before, s.options.meter)
	if err == nil {
		s.options.meter.stage("verifying", nil)
		err = verifyDatabase(ctx, path, *m)
	}
	return path, before, err
}

// build builds a release, has it looked at, and puts it into the database with its package: all of it in one transaction.
func (s server) build(ctx context.Context, connection *pgx.Conn, source *datapackage.Package, m manifest, earlier []manifest, makeCurrent bool, look func(path string, m manifest, before past) error) (manifest, error) {
	err := inTemporaryFolder(func(folder string) error {
		archive := filepath.Join(folder, packageName)
		kept := m
		var packing errgroup.Group
		packing.Go(func() error { return writeArchive(archive, source.Silent(), &kept) })
		path, before, err := s.fill(ctx, connection, folder, source, &m, earlier)
		if err := errors.Join(err, packing.Wait()); err != nil {
			return err
		}
		m.PackageSize, m.PackageSHA256 = kept.PackageSize, kept.PackageSHA256
		if look != nil {
			if err := look(path, m, before); err != nil {
				return err
			}
		}
		return s.load(ctx, connection, path, archive, &m, makeCurrent)
	})
	return m, err
}

// writeArchive writes a package into a file, and into m what it is.
func writeArchive(path string, source *datapackage.Package, m *manifest) error {
	file, err := os.Create(path)
	if err != nil {
		return failure(path, err)
	}
	hash := sha256.New()
	err = source.WriteZip(io.MultiWriter(file, hash))
	info, infoErr := file.Stat()
	if err := errors.Join(err, infoErr, file.Close()); err != nil {
		return err
	}
	m.PackageSize, m.PackageSHA256 = info.Size(), hex.EncodeToString(hash.Sum(nil))
	return nil
}

// load copies what was built, and makes it known.
func (s server) load(ctx context.Context, connection *pgx.Conn, path, archive string, m *manifest, makeCurrent bool) error {
	return pgx.BeginFunc(ctx, connection, func(tx pgx.Tx) error {
		schema := pgx.Identifier{schemaOf(m.build)}.Sanitize()
		err := executeAll(ctx, tx, "CREATE SCHEMA "+schema, "SET LOCAL search_path = "+schema, "SET LOCAL maintenance_work_mem = '256MB'",
			"SET LOCAL synchronous_commit = on")
		if err != nil {
			return err
		}
		if err := s.copyAll(ctx, connection, tx, path); err != nil {
			return err
		}
		s.options.meter.stage("writing the package", nil)
		if err := copyArchive(ctx, tx, m.Version, archive); err != nil {
			return err
		}
		const size = "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind = 'r'"
		if err := tx.QueryRow(ctx, size, schemaOf(m.build)).Scan(&m.Size); err != nil {
			return err
		}
		return s.register(ctx, tx, *m, makeCurrent)
	})
}

// copyAll copies all tables, and then makes their indexes.
func (s server) copyAll(ctx context.Context, connection *pgx.Conn, tx pgx.Tx, path string) error {
	db, err := openDatabase(ctx, path, 1)
	if err != nil {
		return err
	}
	defer db.Close()
	from, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer from.Close()
	tables := copiedTables()
	s.options.meter.stage("copying to PostgreSQL", nil)
	for _, t := range tables {
		if _, err := tx.Exec(ctx, t.create); err != nil {
			return err
		}
		copied, err := copyTable(ctx, from, connection, t)
		if err != nil {
			return err
		}
		var there int64
		if err := from.QueryRowContext(ctx, "SELECT COUNT(*) FROM `"+t.name+"`").Scan(&there); err != nil {
			return err
		}
		if copied != there {
			return fmt.Errorf("%d of %d rows of %s were copied", copied, there, t.name)
		}
	}
	s.options.meter.stage("indexing in PostgreSQL", nil)
	for _, t := range tables {
		if err := executeAll(ctx, tx, t.indexes...); err != nil {
			return err
		}
	}
	for _, t := range tables {
		if _, err := tx.Exec(ctx, "ANALYZE "+pgx.Identifier{t.name}.Sanitize()); err != nil {
			return err
		}
	}
	return nil
}

// partSize is how much of a package stands in one row.
const partSize = 1 << 20

// copyArchive writes a package, in parts.
func copyArchive(ctx context.Context, tx pgx.Tx, version, archive string) error {
	file, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := tx.Exec(ctx, "DELETE FROM pilotgraph.packages WHERE version = $1", version); err != nil {
		return err
	}
	part := make([]byte, partSize)
	for number := 0; ; number++ {
		size, err := io.ReadFull(file, part)
		if size > 0 {
			if _, err := tx.Exec(ctx, "INSERT INTO pilotgraph.packages VALUES ($1, $2, $3)", version, number, part[:size]); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// register makes a build known, in the place of another one of the same release.
func (s server) register(ctx context.Context, tx pgx.Tx, m manifest, makeCurrent bool) error {
	content, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "UPDATE pilotgraph.releases SET replaced_at = now() WHERE version = $1 AND replaced_at IS NULL", m.Version); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "INSERT INTO pilotgraph.releases (build, version, format, manifest) VALUES ($1, $2, $3, $4)", m.build, m.Version, m.StorageFormat, string(content))
	if err != nil {
		return err
	}
	if makeCurrent {
		return setCurrent(ctx, tx, location{m.Version, m.build}, false)
	}
	_, err = tx.Exec(ctx, "UPDATE pilotgraph.current SET build = $2, number = number + 1 WHERE version = $1", m.Version, m.build)
	return err
}

// setCurrent makes a build the one that is served.
func setCurrent(ctx context.Context, tx pgx.Tx, at location, chosen bool) error {
	_, err := tx.Exec(ctx, `INSERT INTO pilotgraph.current (version, build, chosen, number) VALUES ($1, $2, $3, 1)
		ON CONFLICT (single) DO UPDATE SET version = $1, build = $2, chosen = $3, number = pilotgraph.current.number + 1`, at.version, at.build, chosen)
	return err
}
