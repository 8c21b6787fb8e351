package release_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"pilotgraph/internal/release"
)

// changing is a package of which a table becomes another one after it was opened so many times.
type changing struct {
	before, after fstest.MapFS
	table         string
	left          atomic.Int32
}

func (c *changing) Open(name string) (fs.File, error) {
	if name == c.table && c.left.Add(-1) < 0 {
		return c.after.Open(name)
	}
	return c.before.Open(name)
}

// TestAPackageThatChangesWhileItIsReadIsNotPublished changes a table at each moment of a publication.
func TestAPackageThatChangesWhileItIsReadIsNotPublished(t *testing.T) {
	before, after := seedOf(t, "0.3.0"), seedOf(t, "0.3.0")
	replaceIn(t, after, "zones.csv", "Haidian", "Haidiam")
	after["zones.csv"].ModTime = time.Now()
	directory, refused := filepath.Join(t.TempDir(), "data"), 0
	for opened := int32(1); ; opened++ {
		source := &changing{before: before, after: after, table: "zones.csv"}
		source.left.Store(opened)
		_, err := publish(t, release.Options{Directory: directory}, source)
		if err == nil && source.left.Load() >= 0 {
			break // it was read whole before it changed
		}
		var problem *release.Error
		if !errors.As(err, &problem) || problem.Message != "the package was changed while it was read; nothing was published" {
			t.Fatalf("changed after it was opened %d times: %v", opened, err)
		}
		refused++
		if _, err := os.Stat(filepath.Join(directory, "releases", "0.3.0")); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("the release is there: %v", err)
		}
	}
	if refused < 5 {
		t.Errorf("the table was opened %d times only: this shows little", refused)
	}
}
