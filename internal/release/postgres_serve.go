package release

import (
	"context"
	"errors"
	"slices"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"github.com/jackc/pgx/v5"

	"pilotgraph/ent"
	"pilotgraph/internal/datapackage"
)

// first opens the current release, as Open says.
func (c *cluster) first(ctx context.Context) (*Release, error) {
	newest, ok := c.newest()
	if !ok {
		return nil, c.silence(ctx)
	}
	if newest.state != currentGood {
		if err := c.publishSeed(ctx); err != nil {
			return nil, err
		}
	} else if err := c.publishNewerSeed(ctx, newest); err != nil {
		return nil, err
	}
	c.ask(ctx)
	if newest, ok = c.newest(); !ok {
		return nil, c.silence(ctx)
	}
	return c.open(ctx, newest.at)
}

// silence is the Error where no server answers: what the primary says, or does not.
func (c *cluster) silence(ctx context.Context) error {
	err := c.with(ctx, func(connection *pgx.Conn) error {
		_, err := c.readControl(ctx, connection)
		return err
	})
	if err == nil {
		err = &Error{Path: c.name, Message: "no server answers", Remedy: "Start again in a moment."}
	}
	return err
}

// publishSeed publishes the embedded package into an empty database.
func (c *cluster) publishSeed(ctx context.Context) error {
	if c.options.Seed == nil {
		return &Error{Path: c.name, Message: "nothing is published here", Remedy: "Publish a package into this database first."}
	}
	seed, err := datapackage.New(c.options.Seed)
	if err != nil {
		return packageFailure(err)
	}
	_, err = c.publish(ctx, seed, OriginSeed)
	return err
}

// publishNewerSeed publishes the seed where an older one is current. What is current is served on where that fails.
func (c *cluster) publishNewerSeed(ctx context.Context, newest control) error {
	current := slices.IndexFunc(newest.kept, func(m manifest) bool { return m.build == newest.at.build })
	if current < 0 {
		return nil
	}
	seed, err := newerSeed(c.options, c.name, newest.kept[current].info(), newest.chosen)
	if err != nil || seed == nil {
		return err
	}
	_, err = c.publish(ctx, seed, OriginSeed)
	switch {
	case err == nil || ctx.Err() != nil:
		return err
	case errors.Is(err, errMayNotWrite):
		c.options.Log.Info("the seed of this program is newer; it is left to a role that may publish", "release", newest.kept[current].id(), "database", c.name)
	default:
		c.options.Log.Error("the newer seed cannot be published; the older one is served", "error", err.Error())
	}
	return nil
}

// open opens a build. One that an older version of PilotGraph made is built again, where this role may do so.
func (c *cluster) open(ctx context.Context, at location) (*Release, error) {
	newest, answers := c.newest()
	if !answers {
		return nil, &Error{Path: c.name, Message: "no server answers", Remedy: "Try again in a moment."}
	}
	i := slices.IndexFunc(newest.kept, func(m manifest) bool { return m.build == at.build })
	if i < 0 {
		return nil, &Error{Path: c.name, Message: "there is no release " + shorten(at.version), Remedy: "Name one that is kept.", cause: ErrNotKept}
	}
	m := newest.kept[i]
	if m.StorageFormat < storageFormat {
		if _, err := c.renew(ctx, m.Version); err != nil {
			return nil, err
		}
		c.ask(ctx)
		newest, _ := c.newest()
		if m, err := c.find(newest, m.Version); err == nil && m.StorageFormat == storageFormat {
			return c.open(ctx, location{m.Version, m.build})
		}
		return nil, &Error{Path: c.name, Message: "release " + m.Version + " was built again, but is not to be seen yet", Remedy: "Try again in a moment."}
	}
	db := c.pool(m.build)
	var releases int // reading a table shows that this role may
	if err := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM releases").Scan(&releases); err != nil {
		return nil, errors.Join(c.failure(err), db.Close())
	}
	driver := entsql.OpenDB(dialect.Postgres, db)
	opened := &Release{Client: ent.NewClient(ent.Driver(driver)), DB: db, Dialect: dialect.Postgres, Info: m.info(), Package: Archive{Size: m.PackageSize, SHA256: m.PackageSHA256}}
	opened.verified.Store(true)
	return opened, nil
}

// verify has nothing to compare: PostgreSQL answers for what it keeps.
func (c *cluster) verify(location) error { return nil }

// renew builds a release again that an older version of PilotGraph built.
func (s server) renew(ctx context.Context, version string) (m manifest, err error) {
	err = s.locked(ctx, func(connection *pgx.Conn) error {
		c, err := s.readControl(ctx, connection)
		if err != nil {
			return err
		}
		if m, err = s.find(c, version); err == nil && m.StorageFormat < storageFormat {
			m, err = s.rebuild(ctx, connection, c, m)
		}
		return err
	})
	return m, err
}

// current returns the build that is served.
func (c *cluster) current() (location, currentState, error) {
	newest, _ := c.newest()
	return newest.at, newest.state, nil
}

// latest returns the manifest of a release.
func (c *cluster) latest(version string) (manifest, bool) {
	newest, _ := c.newest()
	m, err := c.find(newest, version)
	return m, err == nil
}

// isRemoved tells whether a release was removed.
func (c *cluster) isRemoved(version string) bool {
	newest, _ := c.newest()
	return slices.Contains(newest.removed, version)
}

// place is where the releases are.
func (c *cluster) place() string { return c.name }

// close ends what watches the servers.
func (c *cluster) close() {
	c.stop()
	c.watching.Wait()
	c.copies.close()
}
