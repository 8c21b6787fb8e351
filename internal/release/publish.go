package release

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"pilotgraph/internal/datapackage"
)

// Publish builds a release from a package and makes it the current one of the data directory. The same content again
// changes nothing, except that what is damaged of that release is put back. It returns an *Error, and leaves the
// directory as it was, where the package has errors, is another one than that of the directory, or has the version of a
// release with other content, and where the context ends before.
func Publish(ctx context.Context, options Options, source *datapackage.Package, origin Origin) (Publication, error) {
	options = options.withDefaults()
	if IsDatabase(options.Directory) {
		s, err := openServer(options)
		if err != nil {
			return Publication{}, err
		}
		return s.publish(ctx, source, origin)
	}
	d, err := openDirectory(options.Directory)
	if err != nil {
		return Publication{}, err
	}
	published, err := publish(ctx, options, d, source, origin)
	return published, orStopped(ctx, d.path, "stopped before the release was published", err)
}

func publish(ctx context.Context, options Options, d directory, source *datapackage.Package, origin Origin) (Publication, error) {
	p := publisher{options, d}
	state, err := source.State()
	if err != nil {
		return Publication{}, packageFailure(err)
	}
	hash, err := p.examine(ctx, source)
	if err != nil {
		return Publication{}, err
	}
	unlock, err := d.lock(ctx, options)
	if err != nil {
		return Publication{}, err
	}
	defer unlock()
	return p.publish(ctx, source, state, hash, origin)
}

// stayed returns an Error where the files of a package are others than before. They are read several times, and a release of
// parts of both would not be what was checked.
func stayed(source *datapackage.Package, before string) error {
	now, err := source.State()
	switch {
	case err != nil:
		return packageFailure(err)
	case now != before:
		return &Error{Message: "the package was changed while it was read; nothing was published", Remedy: "Publish it again."}
	}
	return nil
}

// examine checks a package and returns its hash, which is made at the same time.
func (p publisher) examine(ctx context.Context, source *datapackage.Package) (hash string, err error) {
	p.options.meter.stage("checking", source)
	var hashing sync.WaitGroup
	hashing.Go(func() { hash, err = source.Silent().Hash() })
	checkErr := checkPackage(ctx, source)
	hashing.Wait()
	if checkErr != nil {
		return "", checkErr
	}
	if err != nil {
		return "", packageFailure(err)
	}
	debug.FreeOSMemory() // what the check kept, before the database takes as much
	return hash, nil
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

// publish does what Publish promises for a package that was examined.
func (p publisher) publish(ctx context.Context, source *datapackage.Package, state, hash string, origin Origin) (Publication, error) {
	next, err := p.prepare(source, hash, origin)
	if err != nil {
		return Publication{}, err
	}
	if next.known != nil {
		if err := stayed(source, state); err != nil {
			return Publication{}, err
		}
		return p.again(ctx, source, *next.known)
	}
	m := next.manifest
	_, absent := os.Stat(p.d.release(m.Version))
	before := p.pastOf(next.earlier)
	var done Publication
	m, err = p.build(ctx, source, m, before, p.pack(source), func(path string, m manifest) (err error) {
		if err = stayed(source, state); err == nil {
			done, err = p.publication(ctx, path, m, before)
		}
		return err
	})
	if err == nil {
		err = p.d.setCurrent(location{m.Version, m.build})
	}
	if err != nil {
		if errors.Is(absent, fs.ErrNotExist) {
			p.forget(m)
		}
		return Publication{}, err
	}
	p.options.Log.Info("release published", "release", m.id(), "build", m.build, "origin", m.Origin, "directory", p.d.path)
	p.prune()
	return done, nil
}

// preparation is what is known of a publication before anything is built.
type preparation struct {
	manifest manifest   // of the new release
	known    *manifest  // of the release that has this content already, or nil
	earlier  []manifest // the releases that are kept, in the order of their publication
}

// prepare refuses what may not be published, and describes what would be.
func (p publisher) prepare(source *datapackage.Package, hash string, origin Origin) (preparation, error) {
	earlier, err := p.releases()
	if err != nil {
		return preparation{}, err
	}
	descriptor := source.Descriptor()
	if err := p.refuseOther(descriptor, hash, earlier); err != nil {
		return preparation{}, err
	}
	return prepareAfter(earlier, descriptor, hash, origin), nil
}

// prepareAfter describes a publication that follows others.
func prepareAfter(earlier []manifest, descriptor datapackage.Descriptor, hash string, origin Origin) preparation {
	publishedAt := time.Now().UTC().Truncate(time.Millisecond)
	if last := len(earlier) - 1; last >= 0 && !publishedAt.After(earlier[last].PublishedAt) {
		publishedAt = earlier[last].PublishedAt.Add(time.Millisecond) // the clock was set back
	}
	next := preparation{manifest: newManifest(descriptor, hash, origin, publishedAt), earlier: earlier}
	if i := slices.IndexFunc(earlier, func(m manifest) bool { return m.Version == descriptor.Version }); i >= 0 {
		next.known = &earlier[i]
	}
	return next
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
	builds, err := p.d.manifests("*")
	if err != nil {
		return nil, err
	}
	latest := map[string]string{}
	for _, m := range builds { // builds of one release are published at the same time, so in the order of their names
		latest[m.Version] = m.build
	}
	return slices.DeleteFunc(builds, func(m manifest) bool { return latest[m.Version] != m.build }), nil
}

// latest returns the manifest of the latest build of a release.
func (p publisher) latest(version string) (manifest, bool) {
	builds, err := p.d.manifests(version)
	if err != nil || len(builds) == 0 {
		return manifest{}, false
	}
	return builds[len(builds)-1], true
}

// refuseOther returns an Error for another package, for a version that was published with other content, and for one
// that was removed.
func (p publisher) refuseOther(descriptor datapackage.Descriptor, hash string, earlier []manifest) error {
	if err := refuseAmong(p.d.path, "directory", earlier, descriptor, hash); err != nil {
		return err
	}
	if p.d.isRemoved(descriptor.Version) {
		return wasRemoved(p.d.path, descriptor.Version)
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

// refuseAmong returns an Error for another package than that of the releases that are kept, and for a version that was
// published with other content.
func refuseAmong(path, noun string, earlier []manifest, descriptor datapackage.Descriptor, hash string) error {
	for _, m := range earlier {
		if m.Package != descriptor.Name {
			return &Error{
				Path:    path,
				Message: fmt.Sprintf("this %s holds the package %s, not %s", noun, shorten(m.Package), shorten(descriptor.Name)),
				Remedy:  fmt.Sprintf("Name another %s for another package.", noun),
			}
		}
		if m.Version == descriptor.Version && m.Hash != hash {
			return otherContent(path, m.Version)
		}
	}
	return nil
}

// wasRemoved is the Error for a version that was removed.
func wasRemoved(path, version string) *Error {
	return &Error{
		Path:    path,
		Message: fmt.Sprintf("release %s was published and removed", version),
		Remedy:  "A version is never used twice: give the package a new one in datapackage.json.",
	}
}

func otherContent(path, version string) *Error {
	return &Error{
		Path:    path,
		Message: fmt.Sprintf("release %s is published already, with other content", version),
		Remedy:  "Give the package a new version in datapackage.json.",
	}
}

// again is the publication of a release that is there. What is damaged of it is put back. It becomes current only
// where a publisher was killed before that.
func (p publisher) again(ctx context.Context, source *datapackage.Package, m manifest) (Publication, error) {
	mended, err := p.putBack(source, &m)
	if err != nil {
		return Publication{}, err
	}
	_, err = p.d.verify(location{m.Version, m.build})
	var broken *damage
	if errors.As(err, &broken) {
		mended = true
		m, err = p.rebuild(ctx, location{m.Version, m.build}, broken)
	}
	if err != nil {
		return Publication{}, err
	}
	done := Publication{Info: m.info(), Outcome: Unchanged}
	if mended {
		done.Outcome = Mended
	}
	at, state, err := p.d.current()
	done.Current = at.version
	switch here := (location{m.Version, m.build}); {
	case err != nil:
		return Publication{}, err
	case state == currentGood && at.version == m.Version:
		if at != here {
			return done, p.d.replaceCurrent(here)
		}
	case state == currentGood && p.staysCurrent(at, m):
	default:
		done.Outcome, done.Current = Completed, m.Version
		p.options.Log.Warn("a publication that was interrupted is completed", "release", m.id(), "build", m.build)
		return done, p.d.setCurrent(here)
	}
	if !mended {
		p.options.Log.Info("nothing to publish: the release has this content already", "release", m.id(), "current", "release:"+at.version)
	}
	return done, nil
}

// staysCurrent tells whether another release stays current when m is published again.
func (p publisher) staysCurrent(at location, m manifest) bool {
	current, err := readManifest(p.d.manifest(at))
	return p.d.isChosen() || err == nil && current.PublishedAt.After(m.PublishedAt)
}

// putBack writes the package of a release again where it is lost or damaged, and tells whether it was.
func (p publisher) putBack(source *datapackage.Package, m *manifest) (was bool, err error) {
	if p.verifyPackage(*m) == nil {
		return false, nil
	}
	before := *m
	if err := p.writePackage(source, m); err != nil {
		return false, err
	}
	p.options.Log.Warn("the package of a release was damaged and is put back", "release", m.id())
	if m.PackageSHA256 == before.PackageSHA256 {
		return true, nil
	}
	if err := m.write(p.d.manifest(location{m.Version, m.build})); err != nil { // another version of Go packs otherwise
		return true, failure(p.d.path, err)
	}
	return true, nil
}
