package release

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"pilotgraph/internal/datapackage"
)

// Listed is a release in the list of those that are kept.
type Listed struct {
	Info
	IsCurrent bool  // whether it is the one that is served
	IsChosen  bool  // whether it was chosen with Use, so that a newer seed does not replace it
	Records   int   // how many records it has
	Size      int64 // of its database in bytes
	Package   Archive
}

// Archive is the package of a release, as it is kept.
type Archive struct {
	Path   string // of the zip file
	Size   int64  // in bytes; 0 where an older version of PilotGraph kept it
	SHA256 string // in hexadecimal digits; "" where Size is 0
}

// archiveOf is the package that a build was made from.
func (d directory) archiveOf(m manifest) Archive {
	return Archive{d.archive(m.Version), m.PackageSize, m.PackageSHA256}
}

// List returns the releases that are kept, in the order of their publication. It returns an *Error where the directory
// cannot be read.
func List(ctx context.Context, options Options) ([]Listed, error) {
	if IsDatabase(options.Directory) {
		s, err := openServer(options.withDefaults())
		if err != nil {
			return nil, err
		}
		return s.list(ctx)
	}
	p, err := existing(options)
	if err != nil {
		return nil, err
	}
	manifests, err := p.releases()
	if err != nil {
		return nil, err
	}
	at, _, err := p.d.current()
	if err != nil {
		return nil, err
	}
	list := make([]Listed, len(manifests))
	for i, m := range manifests {
		list[i] = Listed{
			Info: m.info(), Size: m.Size,
			Package:   p.d.archiveOf(m),
			IsCurrent: m.Version == at.version, IsChosen: m.Version == at.version && p.d.isChosen(),
			Records: m.records(),
		}
	}
	return list, nil
}

// existing returns a publisher on a data directory that must be there.
func existing(options Options) (publisher, error) {
	options = options.withDefaults()
	d, err := openDirectory(options.Directory)
	if err != nil {
		return publisher{}, err
	}
	if _, err := os.Stat(d.path); errors.Is(err, fs.ErrNotExist) {
		return publisher{}, &Error{Path: d.path, Message: "there is no such directory", Remedy: "Name that of the releases with --data, or publish a package first.", cause: err}
	} else if err != nil {
		return publisher{}, failure(d.path, err)
	}
	return publisher{options, d}, nil
}

// ErrNotKept is behind the *Error for a release that is not, or no longer, in the data directory.
var ErrNotKept = errors.New("release not kept")

// find returns the manifest of a release by its version or id.
func (p publisher) find(name string) (manifest, error) {
	version := strings.TrimPrefix(name, "release:")
	all, err := p.releases()
	if err != nil {
		return manifest{}, err
	}
	var known []string
	for _, m := range all {
		if m.Version == version {
			return m, nil
		}
		known = append(known, m.Version)
	}
	if safeName.MatchString(version) && p.d.isRemoved(version) {
		return manifest{}, notKept(p.d.path, "release "+version+" was removed", known)
	}
	return manifest{}, notKept(p.d.path, "there is no release "+shorten(version), known)
}

// notKept is the Error for a release that is not there.
func notKept(path, message string, known []string) *Error {
	remedy := "Nothing is published here."
	if len(known) > 0 {
		remedy = "Name one of " + list(known) + "."
	}
	return &Error{Path: path, Message: message, Remedy: remedy, cause: ErrNotKept}
}

// list joins the last names of a list for a sentence.
func list(names []string) string {
	const most = 10
	text := ""
	if len(names) > most {
		text, names = "… ", names[len(names)-most:]
	}
	return text + strings.Join(names, ", ")
}

// Use makes a release that is kept the current one, an earlier or a later one; name is its version or id. A release
// that is damaged is built again first. changed is false where it was current already. An *Error says why not.
func Use(ctx context.Context, options Options, name string) (_ Info, changed bool, err error) {
	if IsDatabase(options.Directory) {
		s, err := openServer(options.withDefaults())
		if err != nil {
			return Info{}, false, err
		}
		return s.use(ctx, name)
	}
	p, err := existing(options)
	if err != nil {
		return Info{}, false, err
	}
	unlock, err := p.d.lock(ctx, p.options)
	if err != nil {
		return Info{}, false, err
	}
	defer unlock()
	m, err := p.find(name)
	if err != nil {
		return Info{}, false, err
	}
	before, _, err := p.d.current()
	if err != nil {
		return Info{}, false, err
	}
	_, err = p.d.verify(location{m.Version, m.build})
	var broken *damage
	if errors.As(err, &broken) {
		m, err = p.rebuild(ctx, location{m.Version, m.build}, broken)
	}
	if err != nil {
		return Info{}, false, err
	}
	return m.info(), before.version != m.Version, p.use(m)
}

// use makes a build the current one. The release that was published last needs no mark to stay current.
func (p publisher) use(m manifest) error {
	all, err := p.releases()
	if err != nil {
		return err
	}
	if all[len(all)-1].Version == m.Version {
		return p.d.setCurrent(location{m.Version, m.build})
	}
	return p.d.choose(location{m.Version, m.build})
}

// Remove removes a release that is not the current one, by its version or id. Later releases still know what it
// changed, and its version is never used again. An *Error says why not.
func Remove(ctx context.Context, options Options, name string) (Info, error) {
	if IsDatabase(options.Directory) {
		s, err := openServer(options.withDefaults())
		if err != nil {
			return Info{}, err
		}
		return s.remove(ctx, name)
	}
	p, err := existing(options)
	if err != nil {
		return Info{}, err
	}
	unlock, err := p.d.lock(ctx, p.options)
	if err != nil {
		return Info{}, err
	}
	defer unlock()
	m, err := p.find(name)
	if err != nil {
		return Info{}, err
	}
	at, state, err := p.d.current()
	switch {
	case err != nil:
		return Info{}, err
	case state != currentGood:
		return Info{}, &Error{Path: p.d.path, Message: "no release is current", Remedy: "Make one current first, with use."}
	case at.version == m.Version:
		return Info{}, &Error{
			Path:    p.d.path,
			Message: fmt.Sprintf("release %s is the current one", m.Version),
			Remedy:  "Make another release current first, with use.",
		}
	}
	folder := p.d.release(m.Version)
	err = writeFile(filepath.Join(folder, removedName), func(w io.Writer) error {
		_, err := io.WriteString(w, m.Hash+"\n")
		return err
	})
	if err != nil {
		return Info{}, failure(folder, err)
	}
	p.d.clear(folder)
	p.options.Log.Info("release removed", "release", m.id(), "directory", p.d.path)
	return m.info(), nil
}

// OpenPackage opens the package that a release was built from, by the release's version or id. It is compared with
// what was published first. The caller closes it; errors are *Errors.
func OpenPackage(ctx context.Context, options Options, name string) (*datapackage.Package, error) {
	if IsDatabase(options.Directory) {
		s, err := openServer(options.withDefaults())
		if err != nil {
			return nil, err
		}
		return s.packageOf(ctx, name)
	}
	p, err := existing(options)
	if err != nil {
		return nil, err
	}
	m, err := p.find(name)
	if err != nil {
		return nil, err
	}
	if err := p.verifyPackage(m); err != nil {
		return nil, &Error{
			Path:    p.d.archive(m.Version),
			Message: "the package is damaged or lost",
			Remedy:  "Publish the package of release " + m.Version + " again to put it back, or put the file back from a copy.",
			cause:   err,
		}
	}
	source, err := datapackage.Open(p.d.archive(m.Version))
	if err != nil {
		return nil, packageFailure(err)
	}
	return source, nil
}
