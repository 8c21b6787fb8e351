package release

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// Names in a data directory.
const (
	releasesName = "releases"
	currentName  = "current"
	lockName     = "lock"
	packageName  = "package.zip"
	databaseName = "graph.db"
	manifestName = "manifest"
	removedName  = "removed"
)

// directory is a data directory:
//
//	current                                  version and build that are served
//	lock                                     held by the one who publishes
//	releases/<version>/package.zip           the package
//	releases/<version>/<build>/graph.db      its database
//	releases/<version>/<build>/manifest      what the database must be
//	releases/<version>/removed               instead of all that: the release was removed
type directory struct {
	path string
}

// location names a build in a data directory.
type location struct {
	version, build string
}

// openDirectory returns a data directory that may not exist yet. It refuses what can never be one.
func openDirectory(path string) (directory, error) {
	absolute, err := filepath.Abs(path)
	if path == "" || err != nil {
		return directory{}, &Error{Message: "no data directory is named", Remedy: "Name one with --data.", cause: err}
	}
	d := directory{absolute}
	info, err := os.Stat(absolute)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return d, nil
	case err != nil:
		return d, failure(absolute, err)
	case !info.IsDir():
		return d, &Error{Path: absolute, Message: "this is a file, not a directory", Remedy: "Name a directory for the data."}
	}
	return d, d.refuseForeign()
}

// refuseForeign returns an Error where the directory holds files of somebody else and no release of ours.
func (d directory) refuseForeign() error {
	if _, state, _ := d.current(); state == currentGood {
		return nil
	}
	entries, err := os.ReadDir(d.path)
	if err != nil {
		return failure(d.path, err)
	}
	// The last two are made by systems: at the root of a disk, and in folders that were looked at.
	ours := []string{releasesName, currentName, currentName + newSuffix, lockName, "lost+found", ".DS_Store"}
	for _, entry := range entries {
		if !slices.Contains(ours, entry.Name()) {
			return &Error{
				Path:    d.path,
				Message: "this directory holds other things, such as " + shorten(entry.Name()),
				Remedy:  "Name an empty directory, or one that does not exist yet; nothing was touched.",
			}
		}
	}
	return nil
}

// shorten keeps the first 100 characters of a text.
func shorten(text string) string {
	if characters := []rune(text); len(characters) > 100 {
		return string(characters[:99]) + "…"
	}
	return text
}

// create makes the directory with its folder of releases, where they are not there yet.
func (d directory) create() error {
	if info, err := os.Stat(d.join(releasesName)); err == nil && !info.IsDir() {
		return &Error{Path: d.join(releasesName), Message: "this is a file, not a directory", Remedy: "Remove it, or name another directory."}
	}
	if err := os.MkdirAll(d.join(releasesName), 0o755); err != nil {
		return failure(d.path, err)
	}
	if err := errors.Join(syncFolder(filepath.Dir(d.path)), syncFolder(d.path)); err != nil {
		return failure(d.path, err)
	}
	return nil
}

// lockPause is how long a publisher waits before it tries again to get the lock.
const lockPause = 100 * time.Millisecond

// lock keeps other publishers away until unlock is called, and removes what a killed one left behind. It waits for
// one that is at work as long as the options say.
func (d directory) lock(ctx context.Context, options Options) (unlock func(), err error) {
	if err := d.create(); err != nil {
		return nil, err
	}
	lock := flock.New(d.join(lockName), flock.SetPermissions(0o644))
	held, err := lock.TryLock()
	if err == nil && !held && options.LockWait > 0 {
		options.Log.Info("another process is publishing into this directory; waiting for it", "directory", d.path, "atMost", options.LockWait.String())
		limited, cancel := context.WithTimeout(ctx, options.LockWait)
		defer cancel()
		if held, err = lock.TryLockContext(limited, lockPause); ctx.Err() == nil && limited.Err() != nil {
			err = nil // it was not released in time
		}
	}
	if err != nil {
		return nil, orStopped(ctx, d.path, "stopped while another process was publishing into this directory", failure(d.path, err))
	}
	if !held {
		return nil, &Error{
			Path:    d.path,
			Message: "another process is publishing into this directory",
			Remedy:  "Wait until it is done and start again.",
		}
	}
	unlock = func() { lock.Unlock() }
	if err := d.removeLeftovers(); err != nil {
		unlock()
		return nil, failure(d.path, err)
	}
	return unlock, nil
}

// currentState says what the file current tells.
type currentState int

const (
	currentMissing currentState = iota
	currentGarbage
	currentGood
)

// safeName is what a version or a build may look like, so that a name never leads out of the directory.
var safeName = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z.-]{0,99}$`)

// currentText is what the file current holds: version and build, and chosenWord where the release was chosen with use.
var currentText = regexp.MustCompile(`^([0-9A-Za-z][0-9A-Za-z.-]{0,99})/([0-9A-Za-z][0-9A-Za-z.-]{0,99})( ` + chosenWord + `)?\n?$`)

// chosenWord says that the release stays current also where a newer seed is there.
const chosenWord = "chosen"

// readCurrent returns the parts of the file current, nil where it does not hold what it should.
func (d directory) readCurrent() (parts []string, state currentState, err error) {
	file, err := os.Open(d.join(currentName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, currentMissing, nil
	}
	if errors.Is(err, fs.ErrPermission) {
		return nil, currentGarbage, failure(d.join(currentName), err)
	}
	if err != nil {
		return nil, currentGarbage, nil
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, 1000))
	if parts = currentText.FindStringSubmatch(string(content)); err != nil || parts == nil {
		return nil, currentGarbage, nil
	}
	return parts, currentGood, nil
}

// current returns the build that is served.
func (d directory) current() (location, currentState, error) {
	parts, state, err := d.readCurrent()
	if parts == nil {
		return location{}, state, err
	}
	return location{parts[1], parts[2]}, state, nil
}

// isChosen tells whether the current release was chosen with use.
func (d directory) isChosen() bool {
	parts, _, err := d.readCurrent()
	return err == nil && parts != nil && parts[3] != ""
}

// setCurrent makes a build the one that is served.
func (d directory) setCurrent(at location) error {
	return d.writeCurrent(at.version + "/" + at.build)
}

// choose makes a build the one that is served, and that a newer seed does not replace.
func (d directory) choose(at location) error {
	return d.writeCurrent(at.version + "/" + at.build + " " + chosenWord)
}

// replaceCurrent names another build of the release that is current.
func (d directory) replaceCurrent(at location) error {
	if d.isChosen() {
		return d.choose(at)
	}
	return d.setCurrent(at)
}

func (d directory) writeCurrent(text string) error {
	path := d.join(currentName)
	if info, err := os.Lstat(path); err == nil && info.IsDir() {
		return &Error{Path: path, Message: "this is a directory, but should be a file", Remedy: "Remove it and start again."}
	}
	err := writeFile(path, func(w io.Writer) error {
		_, err := io.WriteString(w, text+"\n")
		return err
	})
	if err != nil {
		return failure(path, err)
	}
	return nil
}

// manifests returns the manifests of all builds of a version ("*" for every one) that are complete, in the order of
// their publication. What cannot be read is left out: it counts as not published.
func (d directory) manifests(version string) ([]manifest, error) {
	found, err := fs.Glob(os.DirFS(d.join(releasesName)), version+"/*/"+manifestName)
	if err != nil {
		return nil, failure(d.path, err)
	}
	var manifests []manifest
	for _, name := range found {
		parts := strings.Split(name, "/")
		at := location{parts[0], parts[1]}
		m, err := readManifest(d.manifest(at))
		if err != nil || m.Version != at.version || strings.HasSuffix(at.build, newSuffix) || d.isRemoved(at.version) {
			continue
		}
		if m.StorageFormat > storageFormat {
			return nil, newerFormat(d.build(at))
		}
		m.build = at.build
		manifests = append(manifests, m)
	}
	slices.SortFunc(manifests, manifest.before)
	return manifests, nil
}

// newerFormat is the Error for what this program is too old to read.
func newerFormat(path string) *Error {
	return &Error{
		Path:    path,
		Message: "this was written by a newer version of PilotGraph",
		Remedy:  "Use that version or a later one, or name another directory.",
	}
}

func (d directory) join(names ...string) string {
	return filepath.Join(append([]string{d.path}, names...)...)
}

// isRemoved tells whether a release was removed.
func (d directory) isRemoved(version string) bool {
	_, err := os.Lstat(filepath.Join(d.release(version), removedName))
	return err == nil
}

func (d directory) release(version string) string { return d.join(releasesName, version) }

func (d directory) build(at location) string { return d.join(releasesName, at.version, at.build) }

func (d directory) database(at location) string { return filepath.Join(d.build(at), databaseName) }

func (d directory) manifest(at location) string { return filepath.Join(d.build(at), manifestName) }

func (d directory) archive(version string) string { return d.join(releasesName, version, packageName) }
