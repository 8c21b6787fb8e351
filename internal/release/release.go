// Package release makes packages into databases that never change afterwards, and opens them for reading. A data
// directory holds the releases of one package as files (SQLite); docs/architecture.md describes it.
package release

import (
	"database/sql"
	"errors"
	"io/fs"
	"log/slog"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"

	"pilotgraph/ent"
)

// Options say where releases are kept and how they are opened.
type Options struct {
	Directory   string         // the data directory, made where it does not exist; or the address of a PostgreSQL database, postgres://…
	Replicas    []string       // host:port of servers that follow that of the database, for reading
	Seed        fs.FS          // the package that an empty directory begins with; nil for none
	Log         *slog.Logger   // told what was published, rebuilt or left alone; nil for none
	LockWait    time.Duration  // how long to wait for another process that publishes; 0 for not at all
	Connections int            // how many queries may run at once; 0 for twice the number of processors
	Shown       int            // how many changes of each type and kind a Publication tells; 0 for none
	Older       int            // how many releases a Keeper has open beside the current one; 0 for 4
	Poll        time.Duration  // how often a Keeper looks which release is current; 0 for once a second
	Progress    func(Progress) // told how far a publication is; nil for nobody

	meter  *meter
	beside bool // a Keeper compares the database with its manifest while it serves
}

// pollEvery is how often is looked for what is current, unless the options say otherwise.
const pollEvery = time.Second

// withDefaults fills in what was not given.
func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Connections <= 0 {
		o.Connections = max(4, 2*runtime.GOMAXPROCS(0))
	}
	if o.Poll <= 0 {
		o.Poll = pollEvery
	}
	if o.Older <= 0 {
		o.Older = 4
	}
	o.meter = &meter{report: o.Progress}
	return o
}

// Info describes a release and the build of it that is open.
type Info struct {
	ID          string    // as a node of the graph, such as "release:0.2.0"
	Version     string    // of the package
	Build       string    // differs for each database that was ever built
	Hash        string    // SHA-256 of the package's content, in hexadecimal digits
	Package     string    // name of the package
	Title       string    // of the package
	Origin      Origin    // where the package came from
	PublishedAt time.Time // UTC
	Languages   []string  // BCP 47, in the order in which names fall back
}

// Release is a release that is open for reading, by any number of goroutines.
type Release struct {
	Client  *ent.Client // every type of ent/schema; writing fails
	DB      *sql.DB     // the same connections, for SQL of our own
	Dialect string      // of DB, as ent names it
	Info    Info
	Package Archive // what it was built from

	lock     *flock.Flock // nil in PostgreSQL
	close    func()       // what watches the servers; nil for a directory
	verified atomic.Bool
}

// Verified tells whether the database was compared with its manifest, byte for byte.
func (r *Release) Verified() bool { return r.verified.Load() }

// Close ends all connections and lets the release be removed. It returns what the database or the system said.
func (r *Release) Close() error {
	err := r.Client.Close()
	if r.lock != nil {
		err = errors.Join(err, r.lock.Close())
	}
	if r.close != nil {
		r.close()
	}
	return err
}
