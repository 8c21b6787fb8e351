package release

import (
	"context"
	"errors"
	"io"
	"os"
	"sync"

	"github.com/jackc/pgx/v5"
)

// archives are copies of kept packages, so that they can be read in ranges without asking the database again.
type archives struct {
	mutex sync.Mutex
	files map[string]*os.File // by version; their names are gone already
}

// archive opens the package of a release. The first time it is copied from the primary.
func (c *cluster) archive(ctx context.Context, version string) (io.ReadSeekCloser, error) {
	c.copies.mutex.Lock()
	defer c.copies.mutex.Unlock()
	file := c.copies.files[version]
	if file == nil {
		var err error
		if file, err = c.copyArchive(ctx, version); err != nil {
			return nil, err
		}
		if c.copies.files == nil {
			c.copies.files = map[string]*os.File{}
		}
		c.copies.files[version] = file
	}
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	return section{io.NewSectionReader(file, 0, info.Size())}, nil
}

// section reads a copy that others read as well.
type section struct{ *io.SectionReader }

func (section) Close() error { return nil }

// copyArchive writes the package of a release into a file of which no name is left.
func (c *cluster) copyArchive(ctx context.Context, version string) (*os.File, error) {
	file, err := os.CreateTemp("", "pilotgraph-*.zip")
	if err != nil {
		return nil, err
	}
	_ = os.Remove(file.Name()) // where an open file cannot be removed, its name stays
	err = c.with(ctx, func(connection *pgx.Conn) error {
		known, err := c.readControl(ctx, connection)
		if err != nil {
			return err
		}
		m, err := c.find(known, version)
		if err != nil {
			return err
		}
		size, err := io.Copy(file, &archiveReader{ctx: ctx, on: connection, version: m.Version})
		if err == nil && size != m.PackageSize {
			err = io.ErrUnexpectedEOF
		}
		return err
	})
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// close forgets the copies.
func (a *archives) close() {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	for _, file := range a.files {
		_ = file.Close()
	}
	a.files = nil
}
