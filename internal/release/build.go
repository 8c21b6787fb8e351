package release

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"entgo.io/ent/dialect"
	"golang.org/x/sync/errgroup"

	"pilotgraph/internal/datapackage"
)

// verifyPackage compares the kept package of a release with what was written.
func (p publisher) verifyPackage(m manifest) error {
	if m.PackageSHA256 == "" { // an older version of PilotGraph wrote the manifest
		hash, err := p.packageHash(m.Version)
		if err == nil && hash != m.Hash {
			err = errors.New("the package has another hash than the manifest")
		}
		return err
	}
	size, sum, err := checksum(p.d.archive(m.Version))
	if err == nil && (size != m.PackageSize || sum != m.PackageSHA256) {
		err = errors.New("the package is not as it was written")
	}
	return err
}

// pastOf returns what a new release follows. A release whose package is damaged is left out: what was changed since
// cannot be told.
func (p publisher) pastOf(earlier []manifest) past {
	before := past{open: func(m manifest) (*datapackage.Package, error) { return datapackage.Open(p.d.archive(m.Version)) }}
	for _, m := range slices.Backward(earlier) {
		if err := p.verifyPackage(m); err != nil {
			p.options.Log.Warn("the package of a release is damaged, so nobody can ask what was changed since; publish it again to put it back",
				"release", m.id(), "package", p.d.archive(m.Version), "cause", err.Error())
			continue
		}
		at := location{m.Version, m.build}
		if _, err := p.d.verify(at); err == nil && len(before.releases) == 0 {
			before.database, before.releases = p.d.database(at), []manifest{m}
			return before
		}
		before.releases = append(before.releases, m)
	}
	slices.Reverse(before.releases)
	return before
}

// writePackage keeps the package beside the databases that are built from it, and writes into m what it is.
func (p publisher) writePackage(source *datapackage.Package, m *manifest) error {
	path := p.d.archive(m.Version)
	err := os.MkdirAll(filepath.Dir(path), 0o755)
	if err == nil {
		hash := sha256.New()
		err = writeFile(path, func(w io.Writer) error { return source.WriteZip(io.MultiWriter(w, hash)) })
		m.PackageSHA256 = hex.EncodeToString(hash.Sum(nil))
	}
	if err == nil {
		var info fs.FileInfo
		if info, err = os.Stat(path); err == nil {
			m.PackageSize = info.Size()
		}
	}
	if err != nil {
		return p.stopped(path, err)
	}
	return nil
}

// pack returns what keeps the package, while the database is built.
func (p publisher) pack(source *datapackage.Package) func(*manifest) error {
	return func(m *manifest) error { return p.writePackage(source.Silent(), m) }
}

// build makes the database of a release under a temporary name, has it looked at, and then gives it its own name. keep
// sees to the package meanwhile.
func (p publisher) build(ctx context.Context, source *datapackage.Package, m manifest, before past, keep func(*manifest) error, look func(path string, m manifest) error) (manifest, error) {
	m.build = p.laterBuildName(m)
	at := location{m.Version, m.build}
	temporary := p.d.build(at) + newSuffix
	err := os.MkdirAll(temporary, 0o755)
	if err == nil {
		err = p.fill(ctx, temporary, source, &m, before, keep)
	}
	if err == nil && look != nil {
		err = look(filepath.Join(temporary, databaseName), m)
	}
	if err == nil {
		err = os.Rename(temporary, p.d.build(at))
	}
	if err != nil {
		_ = os.RemoveAll(temporary) // what stays is removed by the next publisher
		return m, p.stopped(p.d.path, err)
	}
	err = errors.Join(syncFolder(filepath.Dir(temporary)), syncFolder(p.d.join(releasesName)))
	if err != nil {
		return m, failure(p.d.path, err)
	}
	return m, nil
}

// fill writes the files of a build and waits until they are on the disk.
func (p publisher) fill(ctx context.Context, folder string, source *datapackage.Package, m *manifest, before past, keep func(*manifest) error) error {
	path := filepath.Join(folder, databaseName)
	kept := *m
	var keeping errgroup.Group
	keeping.Go(func() error { return keep(&kept) })
	err := buildDatabase(ctx, path, dialect.SQLite, source, m, before, p.options.meter)
	if err = errors.Join(err, keeping.Wait()); err != nil {
		return err
	}
	m.PackageSize, m.PackageSHA256 = kept.PackageSize, kept.PackageSHA256
	p.options.meter.stage("verifying", nil)
	var group errgroup.Group
	built := *m // the checksum is written into m meanwhile
	group.Go(func() error { return verifyDatabase(ctx, path, built) })
	group.Go(func() error { return syncFile(path) })
	group.Go(func() (err error) {
		m.Size, m.SHA256, err = checksum(path)
		return err
	})
	if err := group.Wait(); err != nil {
		return err
	}
	return m.write(filepath.Join(folder, manifestName))
}

// stopped turns an error in the middle of a build into an Error; those of the package keep their place.
func (p publisher) stopped(path string, err error) error {
	var problem *datapackage.Error
	if errors.As(err, &problem) {
		return packageFailure(err)
	}
	return failure(path, err)
}
