package release

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"pilotgraph/internal/datapackage"
)

// list returns the releases that are kept, as List says.
func (s server) list(ctx context.Context) (list []Listed, err error) {
	err = s.with(ctx, func(connection *pgx.Conn) error {
		c, err := s.readControl(ctx, connection)
		for _, m := range c.kept {
			isCurrent := m.Version == c.at.version
			list = append(list, Listed{
				Info: m.info(), Size: m.Size, Records: m.records(), Package: Archive{Size: m.PackageSize, SHA256: m.PackageSHA256},
				IsCurrent: isCurrent, IsChosen: isCurrent && c.chosen,
			})
		}
		return err
	})
	return list, err
}

// use makes a release current, as Use says.
func (s server) use(ctx context.Context, name string) (info Info, changed bool, err error) {
	defer func() { err = orStopped(ctx, s.name, "stopped before the release was made current", err) }()
	err = s.locked(ctx, func(connection *pgx.Conn) error {
		c, err := s.readControl(ctx, connection)
		if err != nil {
			return err
		}
		m, err := s.find(c, name)
		if err == nil && m.StorageFormat < storageFormat {
			m, err = s.rebuild(ctx, connection, c, m)
		}
		if err != nil {
			return err
		}
		info, changed = m.info(), c.at.version != m.Version
		chosen := c.kept[len(c.kept)-1].Version != m.Version
		return pgx.BeginFunc(ctx, connection, func(tx pgx.Tx) error {
			return setCurrent(ctx, tx, location{m.Version, m.build}, chosen)
		})
	})
	return info, changed, err
}

// rebuild builds a release again from its package, in the place of a build that an older version of PilotGraph made.
func (s server) rebuild(ctx context.Context, connection *pgx.Conn, c control, known manifest) (manifest, error) {
	source, err := s.openPackage(ctx, connection, known.Version)
	if err != nil {
		return known, err
	}
	defer source.Close()
	hash, err := source.Hash()
	if err == nil && hash != known.Hash {
		err = &Error{Path: s.name, Message: "the package of release " + known.Version + " is damaged", Remedy: "Publish it again under a new version."}
	}
	if err == nil {
		err = checkPackage(ctx, source)
	}
	if err != nil {
		return known, err
	}
	s.options.Log.Warn("a release is built again from its package", "release", known.id(), "reason", "an older version of PilotGraph built it")
	m := newManifest(source.Descriptor(), hash, known.Origin, known.PublishedAt)
	earlier := slices.DeleteFunc(slices.Clone(c.kept), func(other manifest) bool { return !other.PublishedAt.Before(known.PublishedAt) })
	return s.build(ctx, connection, source, m, earlier, false, nil)
}

// letGo is how long servers may take to see that a release was removed, and to end what they read of it.
const letGo = 3 * pollEvery

// remove removes a release, as Remove says. Its tables are dropped when servers have let go of it.
func (s server) remove(ctx context.Context, name string) (info Info, err error) {
	defer func() { err = orStopped(ctx, s.name, "stopped before the release was removed", err) }()
	err = s.locked(ctx, func(connection *pgx.Conn) error {
		c, err := s.readControl(ctx, connection)
		if err != nil {
			return err
		}
		m, err := s.find(c, name)
		if err != nil {
			return err
		}
		if c.at.version == m.Version {
			return &Error{Path: s.name, Message: fmt.Sprintf("release %s is the current one", m.Version), Remedy: "Make another release current first, with use."}
		}
		info = m.info()
		err = pgx.BeginFunc(ctx, connection, func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE pilotgraph.releases SET removed_at = now() WHERE version = $1", m.Version)
			if err == nil {
				_, err = tx.Exec(ctx, "DELETE FROM pilotgraph.packages WHERE version = $1", m.Version)
			}
			return err
		})
		if err != nil {
			return err
		}
		s.options.Log.Info("release removed", "release", m.id(), "database", s.name)
		select {
		case <-ctx.Done(): // it is removed; its tables are dropped by the next publication
			return nil
		case <-time.After(letGo):
		}
		return s.drop(ctx, connection, "SELECT nspname::text FROM pg_namespace JOIN pilotgraph.releases ON nspname = $2 || build WHERE version = $1", m.Version, schemaPrefix)
	})
	return info, err
}

// packageOf opens the package of a release, as OpenPackage says.
func (s server) packageOf(ctx context.Context, name string) (source *datapackage.Package, err error) {
	err = s.with(ctx, func(connection *pgx.Conn) error {
		c, err := s.readControl(ctx, connection)
		if err != nil {
			return err
		}
		m, err := s.find(c, name)
		if err != nil {
			return err
		}
		if err := s.verifyArchive(ctx, connection, m); err != nil {
			return err
		}
		source, err = s.openPackage(ctx, connection, m.Version)
		return err
	})
	return source, err
}

// verifyArchive compares the kept package of a release with what was written.
func (s server) verifyArchive(ctx context.Context, connection *pgx.Conn, m manifest) error {
	// SQL adds up the hash of each part as it comes, so that no more than one is in memory.
	size, sum, err := hashOf(&archiveReader{ctx: ctx, on: connection, version: m.Version})
	if err == nil && (size != m.PackageSize || sum != m.PackageSHA256) {
		err = &Error{Path: s.name, Message: "the package of release " + m.Version + " is not as it was written", Remedy: "Restore the database from a copy."}
	}
	return err
}

// verify compares packages and tables with what was written, as Verify says. The bytes of tables are the server's to check:
// see data_checksums of PostgreSQL.
func (s server) verify(ctx context.Context) (v Verification, err error) {
	v = Verification{Directory: s.name, Findings: []Finding{}}
	defer func() { err = orStopped(ctx, s.name, "stopped before everything was compared", err) }()
	err = s.with(ctx, func(connection *pgx.Conn) error {
		c, err := s.readControl(ctx, connection)
		if err != nil {
			return err
		}
		v.Releases, v.Current = len(c.kept), c.at.version
		for _, m := range c.kept {
			s.options.meter.stage("comparing release "+m.Version, nil)
			if err := s.verifyRelease(ctx, connection, m, &v); err != nil {
				return err
			}
		}
		if c.state != currentGood {
			v.Findings = append(v.Findings, Finding{datapackage.SeverityError, "", s.name, "no release is current", "Make one current with use, or publish a package."})
		}
		return nil
	})
	return v, err
}

func (s server) verifyRelease(ctx context.Context, connection *pgx.Conn, m manifest, v *Verification) error {
	find := func(severity datapackage.Severity, message, remedy string) {
		v.Findings = append(v.Findings, Finding{severity, m.Version, s.name, message, remedy})
	}
	v.Bytes += m.PackageSize
	if err := s.verifyArchive(ctx, connection, m); err != nil {
		known := s.failure(err)
		find(datapackage.SeverityError, known.Message, known.Remedy)
	}
	if m.StorageFormat < storageFormat {
		find(datapackage.SeverityWarning, "an older version of PilotGraph built it", "Build it again: pilotgraph use "+m.Version+".")
		return nil
	}
	targets := map[string]string{}
	for _, t := range tables(m.Languages) {
		targets[t.kind] = t.target
	}
	for _, expected := range m.Counts {
		var found int
		err := connection.QueryRow(ctx, "SELECT COUNT(*) FROM "+pgx.Identifier{schemaOf(m.build), targets[expected.Type]}.Sanitize()).Scan(&found)
		if err != nil {
			known := s.failure(err)
			find(datapackage.SeverityError, "the table "+targets[expected.Type]+" cannot be read: "+known.Message, "Restore the database from a copy, or publish the package under a new version.")
			continue
		}
		if found != expected.Count {
			find(datapackage.SeverityError, fmt.Sprintf("%s has %d rows instead of %d", targets[expected.Type], found, expected.Count),
				"Somebody changed it: restore the database from a copy, or publish the package under a new version.")
		}
	}
	return nil
}
