package release_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"pilotgraph/internal/release"
	"pilotgraph/seed"
)

// TestStoppedAtAnyMoment stops a start at moments from its beginning to its end. Either the release is there, or one
// sentence says what was stopped, and nothing stays of what was begun.
func TestStoppedAtAnyMoment(t *testing.T) {
	older, damaged := t.TempDir(), t.TempDir()
	open(t, older, seedOf(t, "0.1.0")).Close()
	open(t, damaged, seed.Files()).Close()
	overwrite(t, filepath.Join(currentBuild(t, damaged), "graph.db"), "damaged")
	empty := filepath.Join(t.TempDir(), "empty")
	if err := os.Mkdir(empty, 0o755); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	open(t, copied(t, older), seed.Files()).Close()
	whole := time.Since(began)

	for from, sentence := range map[string]string{
		empty:   "stopped before the release was published. Start again.",
		older:   "stopped before the release was published. Start again.",
		damaged: "stopped before the release was built again. Start again.",
	} {
		const moments = 6
		for moment := range moments + 1 {
			directory := copied(t, from)
			ctx, cancel := context.WithTimeout(t.Context(), whole*time.Duration(moment)/moments)
			options, log := logged(directory, seed.Files())
			r, err := release.Open(ctx, options)
			if cancel(); err == nil {
				wantWhole(t, r)
				r.Close()
				continue
			}
			wantSentence(t, err, sentence)
			if !errors.Is(err, ctx.Err()) || strings.Contains(log.String(), "ERROR") {
				t.Errorf("the cause is lost, or the log calls it a failure: %v\n%s", cause(err), log)
			}
			wantNothingNew(t, from, directory)
			if after := open(t, directory, seed.Files()); after.Info.Version != "0.2.0" {
				t.Errorf("the next start serves %+v", after.Info)
			}
		}
	}
}

// wantNothingNew makes sure that a directory holds what another one does, and a lock at most.
func wantNothingNew(t *testing.T, before, after string) {
	t.Helper()
	for _, pattern := range []string{"*", "releases/*", "releases/*/*"} {
		for name := range names(t, after, pattern) {
			if name != "lock" && !names(t, before, pattern)[name] {
				t.Errorf("%s stays", name)
			}
		}
	}
}

// names returns the names in a directory that match a pattern.
func names(t *testing.T, directory, pattern string) map[string]bool {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(directory, filepath.FromSlash(pattern)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	for _, path := range found {
		all[strings.TrimPrefix(path, directory+string(filepath.Separator))] = true
	}
	return all
}

func TestAStopAfterThePublicationIsNoError(t *testing.T) {
	directory := t.TempDir()
	open(t, directory, seed.Files()).Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r, err := release.Open(ctx, release.Options{Directory: directory, Seed: seed.Files()})
	if err != nil {
		t.Fatal(cause(err))
	}
	wantWhole(t, r)
	r.Close()
}

func TestStartsAtOnceWaitForTheFirst(t *testing.T) {
	directory := filepath.Join(t.TempDir(), "data")
	var group sync.WaitGroup
	builds := make([]string, 3)
	for i := range builds {
		group.Go(func() {
			r, err := release.Open(t.Context(), release.Options{Directory: directory, Seed: seed.Files(), LockWait: time.Minute})
			if err != nil {
				t.Error(cause(err))
				return
			}
			builds[i] = r.Info.Build
			r.Close()
		})
	}
	group.Wait()
	if builds[0] == "" || builds[1] != builds[0] || builds[2] != builds[0] {
		t.Errorf("they serve %v", builds)
	}
}

func TestTheWaitForAnotherPublisherEnds(t *testing.T) {
	directory := t.TempDir()
	lock := flock.New(filepath.Join(directory, "lock"))
	if held, err := lock.TryLock(); !held || err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	options, log := logged(directory, seed.Files())
	options.LockWait = 50 * time.Millisecond
	_, err := release.Open(t.Context(), options)
	wantSentence(t, err, "another process is publishing", "Wait")
	if !strings.Contains(log.String(), "waiting for it") {
		t.Errorf("the log says %s", log)
	}
	options.LockWait = time.Minute
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = release.Open(ctx, options)
	wantSentence(t, err, "stopped before the release was published")
}
