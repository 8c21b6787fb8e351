package release

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/semver"

	"pilotgraph/internal/datapackage"
)

// Open opens the current release of a data directory. It publishes the seed where nothing is published yet, or where
// an older seed is current; it builds a release that is damaged again from its package. A release of a curator is left
// alone. Every error is an *Error; the caller closes the release.
func Open(ctx context.Context, options Options) (*Release, error) {
	options = options.withDefaults()
	d, err := openDirectory(options.Directory)
	if err != nil {
		return nil, err
	}
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
		m, err = p.rebuild(ctx, at, &damage{reason: "its database is missing"})
	default:
		err = &Error{
			Path:    d.path,
			Message: "the file \"current\" does not name a release, and there is no other release",
			Remedy:  "Remove the directory and start again.",
		}
	}
	return location{m.Version, m.build}, err
}

// archives returns the versions whose package is there, the latest last.
func (d directory) archives() []string {
	found, _ := filepath.Glob(d.join(releasesName, "*", packageName))
	versions := make([]string, len(found))
	for i, name := range found {
		versions[i] = path.Base(path.Dir(filepath.ToSlash(name)))
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
	info, err := Publish(ctx, options, seed, OriginSeed)
	return location{info.Version, info.Build}, err
}

// openOrRebuild opens a build; one that is damaged is made again, once.
func openOrRebuild(ctx context.Context, options Options, d directory, at location) (*Release, error) {
	opened, err := d.openBuild(ctx, at, options.Connections)
	var broken *damage
	if !errors.As(err, &broken) {
		return opened, err
	}
	unlock, err := d.lock(ctx, options)
	if err != nil {
		return nil, orStopped(ctx, d.path, stoppedRebuild, unmended(d, at, broken, err))
	}
	defer unlock()
	p := publisher{options, d}
	if now, state, err := d.current(); err == nil && state == currentGood && now != at {
		at = now // another process was faster
	} else {
		m, err := p.rebuild(ctx, at, broken)
		if err != nil {
			return nil, err
		}
		at = location{m.Version, m.build}
	}
	opened, err = d.openBuild(ctx, at, options.Connections)
	if errors.As(err, &broken) {
		return nil, unmended(d, at, broken, err)
	}
	return opened, err
}

// unmended is the Error for a build that is damaged and cannot be made again.
func unmended(d directory, at location, broken *damage, err error) *Error {
	known := failure(d.path, err)
	return &Error{
		Path: d.path,
		Message: fmt.Sprintf("release %s is damaged (%s) and cannot be built again: %s",
			at.version, broken.reason, known.Message),
		Remedy: known.Remedy,
		cause:  errors.Join(broken, err),
	}
}

// stoppedRebuild is what happened where the context ended in a rebuild.
const stoppedRebuild = "stopped before the release was built again"

// rebuild makes a new build of a release from its package, and makes it the current one. A package that is lost is put
// back where it is that of the seed.
func (p publisher) rebuild(ctx context.Context, at location, broken *damage) (_ manifest, err error) {
	defer func() { err = orStopped(ctx, p.d.path, stoppedRebuild, err) }()
	earlier, err := p.releases()
	if err != nil {
		return manifest{}, err
	}
	var known manifest
	if i := slices.IndexFunc(earlier, func(m manifest) bool { return m.Version == at.version }); i >= 0 {
		known = earlier[i]
	}
	source, hash, err := p.packageOf(ctx, at.version, known.Hash)
	if errors.Is(err, fs.ErrPermission) {
		return manifest{}, packageFailure(err)
	}
	if err != nil {
		seed := p.seedOf(at.version, known.Hash)
		if seed == nil || ctx.Err() != nil {
			return manifest{}, lost(p.d, at, broken, err)
		}
		if err := p.writePackage(seed, at.version); err != nil {
			return manifest{}, unmended(p.d, at, broken, err)
		}
		p.options.Log.Warn("the package of a release is lost and put back from the seed", "release", known.id())
		source, hash = seed, known.Hash
	}
	defer source.Close()
	m := newManifest(source.Descriptor(), hash, p.originOf(hash), time.Now().UTC().Truncate(time.Millisecond))
	if known.Hash != "" {
		m.Origin, m.PublishedAt = known.Origin, known.PublishedAt
	}
	earlier = slices.DeleteFunc(earlier, func(other manifest) bool {
		return other.Version == at.version || other.PublishedAt.After(m.PublishedAt)
	})
	p.options.Log.Warn("a release is built again from its package", "release", m.id(), "reason", broken.reason)
	if m, err = p.build(ctx, source, m, earlier); err != nil {
		return m, unmended(p.d, at, broken, err)
	}
	return m, nil
}

// lost is the Error for a build that is damaged together with its package.
func lost(d directory, at location, broken *damage, err error) *Error {
	return &Error{
		Path: d.path,
		Message: fmt.Sprintf("release %s is damaged (%s), and so is the package that it was built from (%s)",
			at.version, broken.reason, d.archive(at.version)),
		Remedy: "Put that file back from a copy, or remove the directory and start again.",
		cause:  errors.Join(broken, err),
	}
}

// packageOf opens the kept package of a version and returns its hash; the package must be without errors, and have
// the hash that is given, if any.
func (p publisher) packageOf(ctx context.Context, version, hash string) (*datapackage.Package, string, error) {
	source, err := datapackage.Open(p.d.archive(version))
	if err != nil {
		return nil, "", err
	}
	found, err := source.Hash()
	switch {
	case err != nil:
	case hash != "" && found != hash:
		err = errors.New("the package has another hash than the manifest")
	case source.Descriptor().Version != version:
		err = errors.New("the package has another version than its folder")
	default:
		err = checkPackage(ctx, source)
	}
	if err != nil {
		source.Close()
		return nil, "", err
	}
	return source, found, nil
}

// seedOf returns the embedded package where it has this version and hash, else nil.
func (p publisher) seedOf(version, hash string) *datapackage.Package {
	if p.options.Seed == nil {
		return nil
	}
	seed, err := datapackage.New(p.options.Seed)
	if err != nil || seed.Descriptor().Version != version {
		return nil
	}
	if found, err := seed.Hash(); err != nil || found != hash {
		return nil
	}
	return seed
}

// originOf tells whether content is that of the seed, where no manifest says so.
func (p publisher) originOf(hash string) Origin {
	if p.options.Seed != nil {
		if seed, err := datapackage.New(p.options.Seed); err == nil {
			if seedHash, err := seed.Hash(); err == nil && seedHash == hash {
				return OriginSeed
			}
		}
	}
	return OriginPackage
}

// packageHash returns the hash of the package of a version.
func (p publisher) packageHash(version string) (string, error) {
	source, err := datapackage.Open(p.d.archive(version))
	if err != nil {
		return "", err
	}
	defer source.Close()
	return source.Hash()
}

// publishNewerSeed publishes the seed where an older one is current, and returns it. What is current is served on
// where that fails.
func publishNewerSeed(ctx context.Context, options Options, d directory, current Info) (*Info, error) {
	if options.Seed == nil {
		return nil, nil
	}
	seed, err := datapackage.New(options.Seed)
	if err != nil {
		return nil, packageFailure(err)
	}
	descriptor := seed.Descriptor()
	log := options.Log.With("release", current.ID, "seed", descriptor.Version, "directory", d.path)
	order := compareVersions(descriptor.Version, current.Version)
	switch {
	case current.Origin != OriginSeed:
		log.Info("a curator has published into this directory; the seed is left aside")
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
	published, err := Publish(ctx, options, seed, OriginSeed)
	if err != nil && ctx.Err() == nil {
		log.Error("the newer seed cannot be published; the older one is served", "error", err.Error(), "cause", strings.TrimSpace(fmt.Sprint(errors.Unwrap(err))))
		return nil, nil
	}
	return &published, err
}
