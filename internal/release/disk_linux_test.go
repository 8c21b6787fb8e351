package release_test

import (
	"errors"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"pilotgraph/internal/release"
)

// TestADiskThatFillsUp publishes on a disk that has room for one release. Where mounting one is not allowed,
// TestFullDisk shows the same with a limit on the size of files.
func TestADiskThatFillsUp(t *testing.T) {
	disk := t.TempDir()
	err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=5000k")
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EACCES) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := syscall.Unmount(disk, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	}()
	directory := filepath.Join(disk, "data")
	options, log := logged(directory, seedOf(t, "0.1.0"))
	keeper := keep(t, options)
	lease := current(t, keeper)
	defer lease.Done()
	before := names(t, directory, "releases/*")

	for range 2 {
		_, err := publish(t, options, seedOf(t, "0.2.0"))
		wantSentence(t, err, "the disk is full", "Make room and start again; nothing was changed.")
		wantWhole(t, lease.Value)
		if after := names(t, directory, "releases/*"); len(after) != len(before) {
			t.Errorf("what could not be published is still there: %v", after)
		}
	}
	options.Seed = seedOf(t, "0.3.0")
	r, err := release.Open(t.Context(), options)
	if err != nil || r.Info.Version != "0.1.0" {
		t.Fatalf("%v, %s", r, cause(err))
	}
	r.Close()
	if !strings.Contains(log.String(), "the newer seed cannot be published") {
		t.Errorf("the log says %s", log)
	}
	if version := currentVersion(t, keeper); version != "0.1.0" {
		t.Errorf("%s is served", version)
	}
}
