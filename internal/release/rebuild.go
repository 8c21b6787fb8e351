package release

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"pilotgraph/internal/datapackage"
)

// openOrRebuild opens a build; one that is damaged is made again, once.
func openOrRebuild(ctx context.Context, options Options, d directory, at location) (*Release, error) {
	opened, err := d.openBuild(ctx, at, options)
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
	now, state, err := d.current()
	isCurrent := err == nil && state == currentGood && now.version == at.version
	latest, known := p.latest(at.version)
	switch {
	case isCurrent && now != at:
		at = now // another process was faster
	case !isCurrent && known && latest.build != at.build:
		at = location{at.version, latest.build}
	default:
		m, err := p.rebuild(ctx, at, broken)
		if err != nil {
			return nil, err
		}
		at = location{m.Version, m.build}
		if isCurrent {
			if err := d.replaceCurrent(at); err != nil {
				return nil, err
			}
		}
	}
	opened, err = d.openBuild(ctx, at, options)
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

// rebuild makes a new build of a release from its package. A package that is lost is put back where it is that of the
// seed. What is current stays so.
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
	lostPackage := err
	if err != nil {
		seed := p.seedOf(at.version, known.Hash)
		if seed == nil || ctx.Err() != nil {
			return manifest{}, lost(p.d, at, broken, err)
		}
		source, hash = seed, known.Hash
	}
	defer source.Close()
	m := newManifest(source.Descriptor(), hash, p.originOf(hash), time.Now().UTC().Truncate(time.Millisecond))
	if known.Hash != "" {
		m.Origin, m.PublishedAt = known.Origin, known.PublishedAt
	}
	keep := func(m *manifest) (err error) {
		m.PackageSize, m.PackageSHA256, err = checksum(p.d.archive(m.Version))
		return err
	}
	if lostPackage != nil {
		p.options.Log.Warn("the package of a release is lost and put back from the seed", "release", m.id())
		keep = p.pack(source)
	}
	earlier = slices.DeleteFunc(earlier, func(other manifest) bool {
		return other.Version == at.version || other.PublishedAt.After(m.PublishedAt)
	})
	p.options.Log.Warn("a release is built again from its package", "release", m.id(), "reason", broken.reason)
	if m, err = p.build(ctx, source, m, p.pastOf(earlier), keep, nil); err != nil {
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
		Remedy: "Publish that package again, put the file back from a copy, or make another release current with use.",
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
