package release

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// removeLeftovers removes what is not complete, and what is there still of releases that were removed. It is called
// under the lock, so nobody is at work on it.
func (d directory) removeLeftovers() error {
	leftovers := []string{d.join(currentName + newSuffix)}
	for _, pattern := range []string{"*" + newSuffix, "*/*" + newSuffix, "*/" + removedName} {
		found, err := fs.Glob(os.DirFS(d.join(releasesName)), pattern)
		if err != nil {
			return err
		}
		for _, name := range found {
			path := d.join(releasesName, filepath.FromSlash(name))
			if filepath.Base(path) == removedName {
				d.clear(filepath.Dir(path))
				continue
			}
			leftovers = append(leftovers, path)
		}
	}
	for _, path := range leftovers {
		if err := os.RemoveAll(path); err != nil {
			return err
		}
	}
	return nil
}

// clear removes everything of a release but the mark that it was removed. What a reader still holds open is left
// where the system does not let it go; the next publisher tries again.
func (d directory) clear(folder string) {
	entries, _ := os.ReadDir(folder)
	for _, entry := range entries {
		if entry.Name() != removedName {
			_ = os.RemoveAll(filepath.Join(folder, entry.Name()))
		}
	}
}

// pruneAfter is how long a build is kept after another one has taken its place: whoever was about to open it has done
// so by then.
const pruneAfter = time.Hour

// prune removes builds that others have taken the place of, except those that are read. It is called under the lock.
func (p publisher) prune() {
	kept, err := p.releases()
	if err != nil {
		return
	}
	at, _, _ := p.d.current()
	for _, m := range kept {
		info, err := os.Stat(p.d.build(location{m.Version, m.build}))
		if err != nil || time.Since(info.ModTime()) < pruneAfter {
			continue
		}
		entries, _ := os.ReadDir(p.d.release(m.Version))
		for _, entry := range entries {
			old := location{m.Version, entry.Name()}
			if entry.IsDir() && old.build != m.build && old != at && !strings.HasSuffix(old.build, newSuffix) && !p.d.isRead(old) {
				p.options.Log.Info("an old build is removed", "release", m.id(), "build", old.build)
				_ = os.RemoveAll(p.d.build(old)) // what stays is tried again
			}
		}
	}
}

// isRead tells whether a process has a build open.
func (d directory) isRead(at location) bool {
	if _, err := os.Stat(d.database(at)); err != nil {
		return false
	}
	lock := flock.New(d.database(at), flock.SetFlag(os.O_RDONLY))
	held, err := lock.TryLock()
	_ = lock.Close()
	return err != nil || !held
}
