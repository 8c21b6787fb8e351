package release

import (
	"context"
	"io"
	"os"
)

// shelf is where a Keeper finds releases: a data directory, or a PostgreSQL database with its replicas.
type shelf interface {
	// first opens the current release, as Open does, but its database may be left to verify.
	first(ctx context.Context) (*Release, error)
	// verify compares the database of a build with what was written.
	verify(at location) error
	// open opens a build; one that is damaged or of an older storage format is made again.
	open(ctx context.Context, at location) (*Release, error)
	current() (location, currentState, error)
	latest(version string) (manifest, bool)
	isRemoved(version string) bool
	// archive opens the kept package of a release.
	archive(ctx context.Context, version string) (io.ReadSeekCloser, error)
	// place is where it is, for people.
	place() string
	close()
}

// openShelf opens what the options name.
func openShelf(ctx context.Context, options Options) (shelf, error) {
	if IsDatabase(options.Directory) {
		s, err := openServer(options)
		if err != nil {
			return nil, err
		}
		return openCluster(ctx, s)
	}
	d, err := openDirectory(options.Directory)
	return publisher{options, d}, err
}

// openOnce opens the current release of a database, which is watched until the release is closed.
func openOnce(ctx context.Context, options Options) (*Release, error) {
	from, err := openShelf(ctx, options)
	if err != nil {
		return nil, err
	}
	opened, err := from.first(ctx)
	if err != nil {
		from.close()
		return nil, err
	}
	opened.close = from.close
	return opened, nil
}

func (p publisher) first(ctx context.Context) (*Release, error) {
	options := p.options
	options.beside = true
	return openCurrent(ctx, options, p.d)
}

func (p publisher) verify(at location) error {
	_, err := p.d.verify(at)
	return err
}

func (p publisher) open(ctx context.Context, at location) (*Release, error) {
	return openOrRebuild(ctx, p.options, p.d, at)
}

func (p publisher) current() (location, currentState, error) { return p.d.current() }

func (p publisher) isRemoved(version string) bool { return p.d.isRemoved(version) }

func (p publisher) archive(_ context.Context, version string) (io.ReadSeekCloser, error) {
	return os.Open(p.d.archive(version))
}

func (p publisher) place() string { return p.d.path }

func (p publisher) close() {}
