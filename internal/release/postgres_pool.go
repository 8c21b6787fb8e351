package release

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/stdlib"
)

// cluster is a primary and its replicas. Once a second each is asked what it has; connections go to those that answer.
type cluster struct {
	server
	primary  *address
	replicas []*address
	turn     atomic.Uint64
	copies   archives
	stop     context.CancelFunc
	watching sync.WaitGroup
}

// address is one server of a cluster.
type address struct {
	name   string
	config *pgx.ConnConfig

	asking sync.Mutex
	probe  *pgx.Conn // asks what it has

	mutex sync.Mutex
	up    bool
	has   control // what it said last
}

// probeTimeout is how long a server may take to say what it has.
const probeTimeout = 2 * time.Second

// openCluster asks each server what it has, and goes on doing so until close.
func openCluster(ctx context.Context, s server) (*cluster, error) {
	c := &cluster{server: s, primary: &address{name: net.JoinHostPort(s.config.Host, fmt.Sprint(s.config.Port)), config: s.config}}
	for _, replica := range s.options.Replicas {
		config, err := s.at(replica)
		if err != nil {
			return nil, err
		}
		c.replicas = append(c.replicas, &address{name: replica, config: config})
	}
	c.ask(ctx)
	watch, stop := context.WithCancel(context.WithoutCancel(ctx))
	c.stop = stop
	for _, each := range c.addresses() {
		c.watching.Go(func() { c.watch(watch, each, s.options.Poll) })
	}
	return c, nil
}

// at returns how to connect to another server, as to the primary.
func (s server) at(replica string) (*pgx.ConnConfig, error) {
	wrong := &Error{Path: replica, Message: "this is not the address of a replica", Remedy: "Write host:port in --replicas; role, password and database are those of --data."}
	address, err := url.Parse(s.options.Directory)
	if err != nil {
		return nil, wrong
	}
	if _, _, err := net.SplitHostPort(replica); err != nil {
		return nil, wrong
	}
	address.Host = replica
	config, err := pgx.ParseConfig(address.String())
	if err != nil {
		return nil, wrong
	}
	config.ConnectTimeout = s.config.ConnectTimeout
	return config, nil
}

func (c *cluster) addresses() []*address { return append([]*address{c.primary}, c.replicas...) }

// ask asks all servers once.
func (c *cluster) ask(ctx context.Context) {
	var asking sync.WaitGroup
	for _, each := range c.addresses() {
		asking.Go(func() { c.look(ctx, each) })
	}
	asking.Wait()
}

// watch asks a server again and again.
func (c *cluster) watch(ctx context.Context, a *address, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			if a.probe != nil {
				_ = a.probe.Close(context.WithoutCancel(ctx))
			}
			return
		case <-ticker.C:
			c.look(ctx, a)
		}
	}
}

// look asks a server what it has.
func (c *cluster) look(ctx context.Context, a *address) {
	a.asking.Lock()
	defer a.asking.Unlock()
	limited, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	has, err := c.probe(limited, a)
	if ctx.Err() != nil {
		return
	}
	if err != nil && a.probe != nil {
		_ = a.probe.Close(limited)
		a.probe = nil
	}
	a.mutex.Lock()
	defer a.mutex.Unlock()
	switch was := a.up; {
	case err != nil && was:
		c.options.Log.Warn("a database server does not answer; others are asked", "server", a.name, "error", c.failure(err).Message)
	case err == nil && !was:
		c.options.Log.Info("a database server answers", "server", a.name)
	}
	if a.up = err == nil; a.up {
		a.has = has
	}
}

func (c *cluster) probe(ctx context.Context, a *address) (has control, err error) {
	if a.probe == nil {
		if a.probe, err = pgx.ConnectConfig(ctx, a.config); err != nil {
			return has, err
		}
	}
	return c.readControl(ctx, a.probe)
}

// isUp tells whether a server answers, and what it has.
func (a *address) isUp() (control, bool) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	return a.has, a.up
}

// failed notes that a server does not answer, until it is asked again.
func (a *address) failed() {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.up = false
}

// newest is what the server says that has seen the last change of what is current: a replica may lag, and a primary that
// comes back may be an old one. Where none answers it is what was said last, and answers is false.
func (c *cluster) newest() (newest control, answers bool) {
	for _, each := range c.addresses() {
		if has, up := each.isUp(); up && !answers || up == answers && has.number > newest.number {
			newest, answers = has, up
		}
	}
	return newest, answers
}

// errNoServer says that no server with a build answers.
var errNoServer = errors.New("no database server with the release answers")

// connector opens connections to servers that have a build: to replicas in turn, else to the primary.
type connector struct {
	cluster *cluster
	build   string
	each    map[*address]driver.Connector
}

// pool returns the connections that read a build.
func (c *cluster) pool(build string) *sql.DB {
	k := &connector{cluster: c, build: build, each: map[*address]driver.Connector{}}
	for _, a := range c.addresses() {
		config := a.config.Copy()
		config.RuntimeParams["search_path"] = `"` + schemaOf(build) + `"`
		config.RuntimeParams["application_name"] = "pilotgraph"
		config.RuntimeParams["default_transaction_read_only"] = "on"
		config.RuntimeParams["max_parallel_workers_per_gather"] = "0" // searches come tier by tier; and servers answer many at once
		config.BuildContextWatcherHandler = func(connection *pgconn.PgConn) ctxwatch.Handler {
			return &pgconn.CancelRequestContextWatcherHandler{Conn: connection, DeadlineDelay: time.Second} // the statement stops, the connection stays
		}
		k.each[a] = stdlib.GetConnector(*config, stdlib.OptionResetSession(func(context.Context, *pgx.Conn) error {
			if _, up := a.isUp(); !up || a == c.primary && k.replicaReads() {
				return driver.ErrBadConn // another one is opened
			}
			return nil
		}))
	}
	db := sql.OpenDB(k)
	db.SetMaxOpenConns(c.options.Connections)
	db.SetMaxIdleConns(c.options.Connections)
	db.SetConnMaxIdleTime(time.Minute)
	db.SetConnMaxLifetime(maxLifetime)
	return db
}

// replicaReads tells whether a replica has the build, so that the primary need not be read.
func (k *connector) replicaReads() bool {
	return slices.ContainsFunc(k.cluster.replicas, func(each *address) bool {
		has, up := each.isUp()
		return up && has.hasBuild(k.build)
	})
}

// maxLifetime is after how long a connection is made anew, so that all replicas are read when one comes back.
const maxLifetime = time.Minute

// Connect opens a connection.
func (k *connector) Connect(ctx context.Context) (driver.Conn, error) {
	err := errNoServer
	for _, a := range k.cluster.inTurn() {
		if has, up := a.isUp(); !up || !has.hasBuild(k.build) {
			continue
		}
		connection, failed := k.each[a].Connect(ctx)
		if failed == nil {
			return connection, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		a.failed()
		err = errors.Join(err, failed)
	}
	return nil, err
}

// Driver is there because database/sql asks for it.
func (k *connector) Driver() driver.Driver { return stdlib.GetDefaultDriver() }

// inTurn are the servers in the order in which they are to be tried.
func (c *cluster) inTurn() []*address {
	if len(c.replicas) == 0 {
		return []*address{c.primary}
	}
	first := int(c.turn.Add(1) % uint64(len(c.replicas)))
	return append(append(slices.Clone(c.replicas[first:]), c.replicas[:first]...), c.primary)
}

// hasBuild tells whether a build is there.
func (c control) hasBuild(build string) bool {
	return slices.ContainsFunc(c.kept, func(m manifest) bool { return m.build == build })
}
