package release

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/semver"

	"pilotgraph/internal/datapackage"
)

// Open opens the current release of a data directory. It publishes the seed where nothing is published yet, or where
// an older seed is current; it builds a release that is damaged again from its package. A release of a curator is left
// alone. Every error is an *Error; the caller closes the release.
func Open(ctx context.Context, options Options) (*Release, error) {
	options = options.withDefaults()
	if IsDatabase(options.Directory) {
		return openOnce(ctx, options)
	}
	d, err := openDirectory(options.Directory)
	if err != nil {
		return nil, err
	}
	return openCurrent(ctx, options, d)
}

// openCurrent opens the current release of a data directory.
func openCurrent(ctx context.Context, options Options, d directory) (*Release, error) {
	at, err := settle(ctx, options, d)
	if err != nil {
		return nil, err
	}
	opened, err := openOrRebuild(ctx, options, d, at)
	if err != nil {
		return nil, err
	}
	newer, err := publishNewerSeed(ctx, options, d, opened.Info)
	if err != nil || newer == nil {
		return closeOn(err, opened)
	}
	opened.Close()
	return openOrRebuild(ctx, options, d, location{newer.Version, newer.Build})
}

// closeOn returns the release, or closes it where there is an error.
func closeOn(err error, opened *Release) (*Release, error) {
	if err != nil {
		opened.Close()
		return nil, err
	}
	return opened, nil
}

// settle returns the build that is current. Where none is, it completes what a killed publisher began, or publishes the seed.
func settle(ctx context.Context, options Options, d directory) (location, error) {
	at, state, err := d.current()
	if err != nil || state == currentGood {
		return at, err
	}
	p := publisher{options, d}
	found, err := p.releases()
	if err != nil {
		return at, err
	}
	versions := d.archives()
	if len(found) == 0 && len(versions) == 0 && state == currentMissing {
		return publishSeed(ctx, options)
	}
	unlock, err := d.lock(ctx, options)
	if err != nil {
		return at, err
	}
	defer unlock()
	if at, state, err := d.current(); err != nil || state == currentGood {
		return at, err // another process was faster
	}
	var m manifest
	switch {
	case len(found) > 0:
		m, err = p.adopt(ctx, found[len(found)-1])
	case len(versions) > 0:
		at := location{version: versions[len(versions)-1]}
		if m, err = p.rebuild(ctx, at, &damage{reason: "its database is missing"}); err == nil {
			err = d.setCurrent(location{m.Version, m.build})
		}
	default:
		err = &Error{
			Path:    d.path,
			Message: "the file \"current\" does not name a release, and there is no other release",
			Remedy:  "Remove the directory and start again.",
		}
	}
	return location{m.Version, m.build}, err
}

// adopt makes a build that is complete the current one, or a new build where it is damaged.
func (p publisher) adopt(ctx context.Context, m manifest) (manifest, error) {
	at := location{m.Version, m.build}
	_, err := p.d.verify(at)
	var broken *damage
	if errors.As(err, &broken) {
		m, err = p.rebuild(ctx, at, broken)
	}
	if err == nil {
		err = p.d.setCurrent(location{m.Version, m.build})
	}
	if err != nil {
		return m, err
	}
	p.options.Log.Warn("a publication that was interrupted is completed", "release", m.id(), "build", m.build)
	return m, nil
}

// archives returns the versions whose package is there, the latest last.
func (d directory) archives() []string {
	found, _ := fs.Glob(os.DirFS(d.join(releasesName)), "*/"+packageName) // the pattern is good
	var versions []string
	for _, name := range found {
		if version := path.Dir(name); !d.isRemoved(version) {
			versions = append(versions, version)
		}
	}
	slices.SortFunc(versions, compareVersions)
	return versions
}

// compareVersions orders versions as Semantic Versioning does.
func compareVersions(a, b string) int { return semver.Compare("v"+a, "v"+b) }

// publishSeed publishes the embedded package.
func publishSeed(ctx context.Context, options Options) (location, error) {
	if options.Seed == nil {
		return location{}, &Error{
			Path:    options.Directory,
			Message: "nothing is published here",
			Remedy:  "Publish a package into this directory first.",
		}
	}
	seed, err := datapackage.New(options.Seed)
	if err != nil {
		return location{}, packageFailure(err)
	}
	published, err := Publish(ctx, options, seed, OriginSeed)
	return location{published.Info.Version, published.Info.Build}, err
}

// publishNewerSeed publishes the seed where an older one is current, and returns it. What is current is served on
// where that fails.
func publishNewerSeed(ctx context.Context, options Options, d directory, current Info) (*Info, error) {
	seed, err := newerSeed(options, d.path, current, d.isChosen())
	if err != nil || seed == nil {
		return nil, err
	}
	published, err := Publish(ctx, options, seed, OriginSeed)
	if err != nil && ctx.Err() == nil {
		options.Log.Error("the newer seed cannot be published; the older one is served", "release", current.ID, "directory", d.path,
			"error", err.Error(), "cause", strings.TrimSpace(fmt.Sprint(errors.Unwrap(err))))
		return nil, nil
	}
	return &published.Info, err
}

// newerSeed returns the seed where an older one is current, else nil. The log has why.
func newerSeed(options Options, path string, current Info, isChosen bool) (*datapackage.Package, error) {
	if options.Seed == nil {
		return nil, nil
	}
	seed, err := datapackage.New(options.Seed)
	if err != nil {
		return nil, packageFailure(err)
	}
	descriptor := seed.Descriptor()
	log := options.Log.With("release", current.ID, "seed", descriptor.Version, "directory", path)
	order := compareVersions(descriptor.Version, current.Version)
	switch {
	case current.Origin != OriginSeed:
		log.Info("a curator has published into this directory; the seed is left aside")
		return nil, nil
	case isChosen:
		log.Info("the release was chosen with use; the seed is left aside")
		return nil, nil
	case current.Package != descriptor.Name:
		log.Warn("the directory holds another package than the seed, which is left aside", "package", current.Package)
		return nil, nil
	case order < 0:
		log.Warn("the directory holds a newer seed than this program, which is kept")
		return nil, nil
	case order == 0:
		if hash, err := seed.Hash(); err == nil && hash != current.Hash {
			log.Warn("the seed has changed under the same version and is left aside; give it a new version")
		}
		return nil, nil
	}
	return seed, nil
}
