package release_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"pilotgraph/bench/dataset"
	"pilotgraph/internal/datapackage"
	"pilotgraph/internal/release"
)

// numbered is a package of which all zones and institutions have its number in their notes.
func numbered(t *testing.T, number int) *datapackage.Package {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "package")
	err := dataset.Write(folder, dataset.Size{Programmes: 1, Zones: 3, Institutions: 5, Pilots: 5, Sources: 1}, nil)
	if err == nil {
		err = dataset.Annotate(folder, fmt.Sprintf("1.%d.0", number), fmt.Sprintf("number %d", number), "zones", "institutions")
	}
	if err != nil {
		t.Fatal(err)
	}
	return openPackage(t, folder)
}

// versionIn returns the version that a release answers with, after it has compared all its rows with it.
func versionIn(r *release.Release) (string, error) {
	var version, notes string
	var different int
	err := r.DB.QueryRow("SELECT version FROM releases ORDER BY number DESC LIMIT 1").Scan(&version)
	if err == nil {
		err = r.DB.QueryRow(`SELECT MIN(notes), COUNT(DISTINCT notes) FROM (SELECT notes FROM zones UNION ALL SELECT notes FROM institutions)`).Scan(&notes, &different)
	}
	if err != nil {
		return "", err
	}
	if wanted := "number " + strings.TrimSuffix(strings.TrimPrefix(version, "1."), ".0"); different != 1 || notes != wanted {
		return "", fmt.Errorf("release %s has %d different notes, such as %q", version, different, notes)
	}
	return version, nil
}

// keep returns a Keeper that hands out the releases themselves, and follows until the test ends.
func keep(t *testing.T, options release.Options) *release.Keeper[*release.Release] {
	t.Helper()
	options.Poll = time.Millisecond
	keeper, err := release.NewKeeper(t.Context(), options, func(r *release.Release) (*release.Release, error) { return r, nil })
	if err != nil {
		t.Fatal(cause(err))
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		keeper.Follow(ctx)
		close(ended)
	}()
	t.Cleanup(func() {
		stop()
		<-ended
		keeper.Close()
	})
	return keeper
}

// waitFor waits until something holds.
func waitFor(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not after 30 s", what)
		}
	}
}

// current returns the lease of a release that must be there.
func current(t *testing.T, k *release.Keeper[*release.Release]) release.Lease[*release.Release] {
	t.Helper()
	lease, err := k.Current()
	if err != nil {
		t.Fatal(cause(err))
	}
	return lease
}

func currentVersion(t *testing.T, k *release.Keeper[*release.Release]) string {
	t.Helper()
	lease := current(t, k)
	defer lease.Done()
	return lease.Info.Version
}

// TestReadersNeverFailThroughTwentyPublications reads the current release and older ones without a pause while releases
// are published. Each answer is that of one release, and versions never go back.
func TestReadersNeverFailThroughTwentyPublications(t *testing.T) {
	const publications = 20
	options := release.Options{Directory: t.TempDir(), Older: 2}
	publish := func(number int) {
		if _, err := release.Publish(t.Context(), options, numbered(t, number), release.OriginPackage); err != nil {
			t.Fatal(cause(err))
		}
	}
	publish(1)
	keeper := keep(t, options)
	var reads, older atomic.Int64
	stop := make(chan struct{})
	var group sync.WaitGroup
	read := func(lease release.Lease[*release.Release]) {
		defer lease.Done()
		version, err := versionIn(lease.Value)
		if err != nil || version != lease.Info.Version {
			t.Errorf("release %s answers as %s: %v", lease.Info.Version, version, err)
		}
	}
	for range 4 {
		group.Go(func() {
			last := time.Time{}
			for {
				select {
				case <-stop:
					return
				default:
				}
				lease, err := keeper.Current()
				if err != nil {
					t.Error(cause(err))
					return
				}
				if lease.Info.PublishedAt.Before(last) {
					t.Errorf("%s after a later one", lease.Info.Version)
				}
				last = lease.Info.PublishedAt
				read(lease)
				reads.Add(1)
				if lease, err := keeper.Find(t.Context(), "1.1.0"); err == nil {
					read(lease)
					older.Add(1)
				} else if !strings.Contains(err.Error(), "too many releases") {
					t.Errorf("the first release: %v", cause(err))
				}
			}
		})
	}
	for number := range publications {
		publish(number + 2)
	}
	waitFor(t, "the last release", func() bool { return currentVersion(t, keeper) == fmt.Sprintf("1.%d.0", publications+1) })
	close(stop)
	group.Wait()
	if reads.Load() < publications || older.Load() == 0 {
		t.Errorf("only %d reads, %d of the first release", reads.Load(), older.Load())
	}
}

// isLocked tells whether somebody has the database of a version open.
func isLocked(t *testing.T, directory, version string) bool {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(directory, "releases", version, "*", "graph.db"))
	if err != nil || len(found) == 0 {
		t.Fatalf("release %s has no database: %v", version, err)
	}
	locked := false
	for _, path := range found {
		lock := flock.New(path, flock.SetFlag(os.O_RDONLY))
		held, err := lock.TryLock()
		if err != nil {
			t.Fatal(err)
		}
		locked = locked || !held
		lock.Close()
	}
	return locked
}

// TestReleasesAreOpenedOnDemandAndWithinABound asks for more releases than may be open.
func TestReleasesAreOpenedOnDemandAndWithinABound(t *testing.T) {
	options := release.Options{Directory: t.TempDir(), Older: 2}
	for number := range 5 {
		if _, err := release.Publish(t.Context(), options, numbered(t, number+1), release.OriginPackage); err != nil {
			t.Fatal(cause(err))
		}
	}
	keeper := keep(t, options)
	find := func(name string) release.Lease[*release.Release] {
		t.Helper()
		lease, err := keeper.Find(t.Context(), name)
		if err != nil {
			t.Fatal(cause(err))
		}
		if version, err := versionIn(lease.Value); err != nil || version != strings.TrimPrefix(name, "release:") {
			t.Errorf("%s answers as %s: %v", name, version, err)
		}
		return lease
	}
	find("1.5.0").Done()
	first, second := find("1.1.0"), find("release:1.2.0")
	_, err := keeper.Find(t.Context(), "1.3.0")
	wantSentence(t, err, "too many releases are being read at once")
	if errors.Is(err, release.ErrNotKept) {
		t.Error("a release that is kept is said not to be")
	}
	find("1.1.0").Done() // which is open
	first.Done()
	third := find("1.3.0") // takes the place of the first
	waitFor(t, "the first release is closed", func() bool { return !isLocked(t, options.Directory, "1.1.0") })
	for _, version := range []string{"1.2.0", "1.3.0", "1.5.0"} {
		if !isLocked(t, options.Directory, version) {
			t.Errorf("release %s is read and closed", version)
		}
	}
	second.Done()
	third.Done()
	for _, name := range []string{"9.9.9", "release:9.9.9", "", "../1.1.0", "1.1.0/..", "*", "[1].1.0"} {
		_, err := keeper.Find(t.Context(), name)
		wantSentence(t, err, "there is no release")
		if !errors.Is(err, release.ErrNotKept) {
			t.Errorf("%q: %v", name, err)
		}
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := keeper.Find(stopped, "1.4.0"); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	waitFor(t, "what was begun is done", func() bool { return isLocked(t, options.Directory, "1.4.0") })
	find("1.4.0").Done()

	reader := find("1.4.0")
	if _, err := release.Remove(t.Context(), options, "1.4.0"); err != nil {
		t.Fatal(cause(err))
	}
	waitFor(t, "a removed release is forgotten", func() bool {
		lease, err := keeper.Find(t.Context(), "1.4.0")
		if err == nil {
			lease.Done()
		}
		return errors.Is(err, release.ErrNotKept)
	})
	for range 20 { // who reads it keeps it
		if version, err := versionIn(reader.Value); err != nil || version != "1.4.0" {
			t.Fatalf("a reader of a removed release sees %q: %v", version, err)
		}
		time.Sleep(time.Millisecond)
	}
	reader.Done()
	waitFor(t, "a removed release is closed", func() bool { return reader.Value.DB.PingContext(t.Context()) != nil })
}

// TestAKeeperGoesBackAndForth uses other releases, and damages one.
func TestAKeeperGoesBackAndForth(t *testing.T) {
	options, log := logged(t.TempDir(), nil)
	for number := range 2 {
		if _, err := release.Publish(t.Context(), options, numbered(t, number+1), release.OriginPackage); err != nil {
			t.Fatal(cause(err))
		}
	}
	keeper := keep(t, release.Options{Directory: options.Directory})
	reader := current(t, keeper)
	for _, version := range []string{"1.1.0", "1.2.0", "release:1.1.0"} {
		info, changed, err := release.Use(t.Context(), options, version)
		if err != nil || !changed {
			t.Fatal(changed, cause(err))
		}
		waitFor(t, version+" is current", func() bool { return currentVersion(t, keeper) == info.Version })
	}
	if version, err := versionIn(reader.Value); err != nil || version != "1.2.0" {
		t.Errorf("a reader of %s sees %s: %v", reader.Info.Version, version, err)
	}
	reader.Done()

	overwrite(t, filepath.Join(currentBuild(t, options.Directory), "graph.db"), "damaged")
	if _, err := release.Publish(t.Context(), options, numbered(t, 3), release.OriginPackage); err != nil {
		t.Fatal(cause(err))
	}
	waitFor(t, "the new release", func() bool { return currentVersion(t, keeper) == "1.3.0" })
	if strings.Contains(log.String(), "ERROR") {
		t.Errorf("the log says %s", log)
	}
}

// TestAReleaseThatCannotBeOpenedDoesNotTakeTheServerDown names one that is damaged with its package.
func TestAReleaseThatCannotBeOpenedDoesNotTakeTheServerDown(t *testing.T) {
	options, log := logged(t.TempDir(), nil)
	for number := range 2 {
		if _, err := release.Publish(t.Context(), options, numbered(t, number+1), release.OriginPackage); err != nil {
			t.Fatal(cause(err))
		}
	}
	if _, _, err := release.Use(t.Context(), options, "1.1.0"); err != nil {
		t.Fatal(cause(err))
	}
	keeper := keep(t, options)
	builds, _ := filepath.Glob(filepath.Join(options.Directory, "releases", "1.2.0", "*", "graph.db"))
	overwrite(t, builds[0], "damaged")
	overwrite(t, filepath.Join(options.Directory, "releases", "1.2.0", "package.zip"), "damaged")
	for range 2 {
		_, err := keeper.Find(t.Context(), "1.2.0")
		wantSentence(t, err, "release 1.2.0 is damaged", "Publish that package again")
	}
	overwrite(t, filepath.Join(options.Directory, "current"), "1.2.0/"+filepath.Base(filepath.Dir(builds[0]))+"\n")
	waitFor(t, "the log says so", func() bool { return strings.Contains(log.String(), "the one before is served on") })
	if version := currentVersion(t, keeper); version != "1.1.0" {
		t.Errorf("%s is served", version)
	}
}

// TestAStartServesWhileItCompares damages a release in a way that only its checksum tells.
func TestAStartServesWhileItCompares(t *testing.T) {
	options, log := logged(t.TempDir(), nil)
	number := numbered(t, 1)
	if _, err := release.Publish(t.Context(), options, number, release.OriginPackage); err != nil {
		t.Fatal(cause(err))
	}
	begin := func() *release.Keeper[*release.Release] {
		t.Helper()
		keeper := keep(t, options)
		if first, err := keeper.Current(); err == nil {
			first.Done()
		} else { // it was compared quicker than this line was reached
			wantSentence(t, err, "release 1.1.0 is damaged and is not served")
		}
		waitFor(t, "it is compared", func() bool {
			lease, err := keeper.Current()
			if err == nil {
				lease.Done()
			}
			return err != nil || lease.Value.Verified()
		})
		return keeper
	}
	if keeper := begin(); currentVersion(t, keeper) != "1.1.0" || strings.Contains(log.String(), "ERROR") {
		t.Errorf("a release that is whole: %s", log)
	}

	damaged := currentBuild(t, options.Directory)
	damage := func() { write(t, filepath.Join(currentBuild(t, options.Directory), "graph.db"), 50_000, 'x', 'y', 'z') }
	damage()
	keeper := begin()
	waitFor(t, "it is built again", func() bool { return currentBuild(t, options.Directory) != damaged })
	waitFor(t, "what was built again is served", func() bool {
		lease, err := keeper.Current()
		if err != nil {
			return false
		}
		defer lease.Done()
		version, err := versionIn(lease.Value)
		return lease.Info.Build != filepath.Base(damaged) && lease.Value.Verified() && version == "1.1.0" && err == nil
	})
	wantLog(t, log, "the release that is served is damaged", "a release is built again from its package", "another release is served")

	damage()
	archive := filepath.Join(options.Directory, "releases", "1.1.0", "package.zip")
	overwrite(t, archive, "damaged")
	keeper = begin()
	waitFor(t, "the log says that it is lost", func() bool { return strings.Contains(log.String(), "nothing is served") })
	for range 3 {
		_, err := keeper.Current()
		wantSentence(t, err, "release 1.1.0 is damaged and is not served")
		_, err = keeper.Find(t.Context(), "1.1.0")
		wantSentence(t, err, "release 1.1.0 is damaged and is not served")
	}
	wantLog(t, log, "Publish that package again")
	if _, err := release.Publish(t.Context(), options, number, release.OriginPackage); err != nil {
		t.Fatal(cause(err))
	}
	waitFor(t, "the package that was published again is served", func() bool {
		lease, err := keeper.Current()
		if err == nil {
			lease.Done()
		}
		return err == nil && lease.Value.Verified()
	})
}

func wantLog(t *testing.T, log *logBuffer, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(log.String(), part) {
			t.Errorf("the log does not say %q: %s", part, log)
		}
	}
}
