package release

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"pilotgraph/internal/datapackage"
)

// Publish builds a release from a package and makes it the current one of the data directory. The same content again
// changes nothing, and the log says so. It returns an *Error, and leaves the directory as it was, where the package
// has errors, is another one than that of the directory, or has the version of a release with other content, and where
// the context ends before.
func Publish(ctx context.Context, options Options, source *datapackage.Package, origin Origin) (Info, error) {
	options = options.withDefaults()
	d, err := openDirectory(options.Directory)
	if err != nil {
		return Info{}, err
	}
	info, err := publish(ctx, options, d, source, origin)
	return info, orStopped(ctx, d.path, "stopped before the release was published", err)
}

func publish(ctx context.Context, options Options, d directory, source *datapackage.Package, origin Origin) (Info, error) {
	if err := checkPackage(ctx, source); err != nil {
		return Info{}, err
	}
	hash, err := source.Hash()
	if err != nil {
		return Info{}, packageFailure(err)
	}
	unlock, err := d.lock(ctx, options)
	if err != nil {
		return Info{}, err
	}
	defer unlock()
	p := publisher{options, d}
	m, err := p.publish(ctx, source, hash, origin)
	if err != nil {
		return Info{}, err
	}
	return m.info(), nil
}

// checkPackage returns an Error with the number of errors and the first of them.
func checkPackage(ctx context.Context, source *datapackage.Package) error {
	report, err := source.Check(ctx, 1)
	if err != nil {
		return packageFailure(err)
	}
	first := slices.IndexFunc(report.Problems, func(p datapackage.Problem) bool {
		return p.Severity == datapackage.SeverityError
	})
	switch count := report.Errors(); {
	case count == 0 || first < 0:
		return nil
	case count == 1:
		return brokenPackage("the package has an error", report.Problems[first])
	default:
		return brokenPackage(fmt.Sprintf("the package has %d errors, the first of them", count), report.Problems[first])
	}
}

func brokenPackage(message string, p datapackage.Problem) *Error {
	where := p.File
	if p.Row > 0 {
		where += fmt.Sprintf(", row %d", p.Row)
	}
	if p.Column != "" {
		where += fmt.Sprintf(", column %s", p.Column)
	}
	if p.Value != "" {
		where += fmt.Sprintf(", value %q", p.Value)
	}
	return &Error{Message: message + " in " + where, Remedy: p.Message + " " + p.Remedy + " Nothing was published."}
}

// packageFailure turns an error of reading a package into an Error.
func packageFailure(err error) *Error {
	var problem *datapackage.Error
	if errors.As(err, &problem) {
		return &Error{Path: problem.Path, Message: problem.Message, Remedy: problem.Remedy, cause: err}
	}
	known := failure("", err)
	known.Message = "the package cannot be read: " + known.Message
	return known
}

// publisher works on a data directory under its lock.
type publisher struct {
	options Options
	d       directory
}

// publish does what Publish promises for a package that was checked.
func (p publisher) publish(ctx context.Context, source *datapackage.Package, hash string, origin Origin) (manifest, error) {
	earlier, err := p.releases()
	if err != nil {
		return manifest{}, err
	}
	descriptor := source.Descriptor()
	if err := p.refuseOther(descriptor, hash, earlier); err != nil {
		return manifest{}, err
	}
	for _, m := range earlier {
		if m.Version == descriptor.Version {
			return p.again(ctx, m)
		}
	}
	publishedAt := time.Now().UTC().Truncate(time.Millisecond)
	if last := len(earlier) - 1; last >= 0 && !publishedAt.After(earlier[last].PublishedAt) {
		publishedAt = earlier[last].PublishedAt.Add(time.Millisecond) // the clock was set back
	}
	m := newManifest(descriptor, hash, origin, publishedAt)
	_, absent := os.Stat(p.d.release(m.Version))
	if err = p.writePackage(source, m.Version); err == nil {
		m, err = p.build(ctx, source, m, earlier)
	}
	if err != nil {
		if errors.Is(absent, fs.ErrNotExist) {
			p.forget(m)
		}
		return m, err
	}
	p.options.Log.Info("release published", "release", m.id(), "build", m.build, "origin", m.Origin, "directory", p.d.path)
	return m, nil
}

// forget removes what is there of a new release that could not be published, unless its build is complete.
func (p publisher) forget(m manifest) {
	if _, err := os.Stat(p.d.build(location{m.Version, m.build})); errors.Is(err, fs.ErrNotExist) {
		_ = os.RemoveAll(p.d.release(m.Version)) // what stays does no harm
		_ = os.Remove(p.d.join(releasesName))    // fails where there are others
	}
}

// releases returns the manifest of the latest build of each release, in the order of their publication.
func (p publisher) releases() ([]manifest, error) {
	builds, err := p.d.manifests()
	if err != nil {
		return nil, err
	}
	latest := map[string]string{}
	for _, m := range builds { // builds of one release are published at the same time, so in the order of their names
		latest[m.Version] = m.build
	}
	return slices.DeleteFunc(builds, func(m manifest) bool { return latest[m.Version] != m.build }), nil
}

// refuseOther returns an Error for another package, and for a version that was published with other content.
func (p publisher) refuseOther(descriptor datapackage.Descriptor, hash string, earlier []manifest) error {
	for _, m := range earlier {
		if m.Package != descriptor.Name {
			return &Error{
				Path:    p.d.path,
				Message: fmt.Sprintf("this directory holds the package %s, not %s", shorten(m.Package), shorten(descriptor.Name)),
				Remedy:  "Name another directory for another package.",
			}
		}
		if m.Version == descriptor.Version && m.Hash != hash {
			return otherContent(p.d.path, m.Version)
		}
	}
	at, state, err := p.d.current()
	if err != nil || state != currentGood || at.version != descriptor.Version {
		return err
	}
	// The current release may have lost its manifest; its package still tells what it is.
	if published, err := p.packageHash(at.version); err == nil && published != hash {
		return otherContent(p.d.path, at.version)
	}
	return nil
}

func otherContent(path, version string) *Error {
	return &Error{
		Path:    path,
		Message: fmt.Sprintf("release %s is published already, with other content", version),
		Remedy:  "Give the package a new version in datapackage.json.",
	}
}

// again is the publication of a release that is there. It becomes current only where a publisher was killed before that.
func (p publisher) again(ctx context.Context, m manifest) (manifest, error) {
	at, state, err := p.d.current()
	if err != nil {
		return m, err
	}
	if state == currentGood {
		current, err := readManifest(p.d.manifest(at))
		if at.version == m.Version || err == nil && current.PublishedAt.After(m.PublishedAt) {
			p.options.Log.Info("nothing to publish: the release has this content already", "release", m.id(), "current", "release:"+at.version)
			return m, nil
		}
	}
	return p.adopt(ctx, m)
}

// adopt makes a build that is complete the current one, or a new build where it is damaged.
func (p publisher) adopt(ctx context.Context, m manifest) (manifest, error) {
	at := location{m.Version, m.build}
	_, err := p.d.verify(at)
	var broken *damage
	if errors.As(err, &broken) {
		return p.rebuild(ctx, at, broken)
	}
	if err != nil {
		return m, err
	}
	if err := p.d.setCurrent(at); err != nil {
		return m, err
	}
	p.options.Log.Warn("a publication that was interrupted is completed", "release", m.id(), "build", m.build)
	return m, nil
}

// writePackage keeps the package beside the databases that are built from it.
func (p publisher) writePackage(source *datapackage.Package, version string) error {
	path := p.d.archive(version)
	err := os.MkdirAll(filepath.Dir(path), 0o755)
	if err == nil {
		err = writeFile(path, func(w io.Writer) error { return source.WriteZip(w) })
	}
	if err != nil {
		return p.stopped(path, err)
	}
	return nil
}

// build makes the database of a release under a temporary name, and then the current one.
func (p publisher) build(ctx context.Context, source *datapackage.Package, m manifest, earlier []manifest) (manifest, error) {
	at := location{m.Version, m.build}
	temporary := p.d.build(at) + newSuffix
	err := os.Mkdir(temporary, 0o755)
	if err == nil {
		err = p.fill(ctx, temporary, source, &m, earlier)
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
	return m, p.d.setCurrent(at)
}

// fill writes the files of a build and waits until they are on the disk.
func (p publisher) fill(ctx context.Context, folder string, source *datapackage.Package, m *manifest, earlier []manifest) error {
	path := filepath.Join(folder, databaseName)
	err := buildDatabase(ctx, path, source, m, earlier)
	if err == nil {
		err = syncFile(path)
	}
	if err == nil {
		m.Size, m.SHA256, err = checksum(path)
	}
	if err == nil {
		err = m.write(filepath.Join(folder, manifestName))
	}
	return err
}

// stopped turns an error in the middle of a build into an Error; those of the package keep their place.
func (p publisher) stopped(path string, err error) error {
	var problem *datapackage.Error
	if errors.As(err, &problem) {
		return packageFailure(err)
	}
	return failure(path, err)
}
