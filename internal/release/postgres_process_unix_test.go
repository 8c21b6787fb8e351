//go:build unix

package release_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pilotgraph/internal/postgrestest"
	"pilotgraph/internal/release"
	"pilotgraph/seed"
)

// TestKilledPublisherOnPostgres kills publishers at random moments: what is served is the old release or the new one,
// whole, and the next publication leaves nothing behind of them.
func TestKilledPublisherOnPostgres(t *testing.T) {
	server := postgrestest.Shared(t)
	t.Setenv("TMPDIR", t.TempDir()) // of the children as well
	older, _ := onPostgres(t)
	older.Seed = seedOf(t, "0.1.0")
	opened, err := release.Open(t.Context(), older)
	if err != nil {
		t.Fatal(err)
	}
	opened.Close()
	copied := func() string {
		name, err := server.Copy(inDatabase(t, older.Directory))
		if err != nil {
			t.Fatal(err)
		}
		return server.URL("pilotgraph", name)
	}
	started := time.Now()
	command, out, log := child(t, os.Args[0], copied())
	wantServed(t, command, out, log, "0.2.0")
	whole := time.Since(started)
	news := 0
	for round := range max(4, *kills/4) {
		address := copied()
		command, _, _ := child(t, os.Args[0], address)
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(rand.N(whole))
		if err := command.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = command.Wait() // it was killed, or was done before
		options, _ := logged(address, nil)
		options.LockWait = time.Minute // until the server has seen the end of the other
		if found, err := release.Verify(t.Context(), options); err != nil || len(found.Findings) != 0 {
			t.Errorf("round %d: %+v, %v", round, found, err)
		}
		opened, err := release.Open(t.Context(), options)
		if err != nil {
			t.Fatal(err)
		}
		if zones := count(t, opened, "SELECT COUNT(*) FROM zones"); zones != 93 {
			t.Errorf("round %d: %d zones", round, zones)
		}
		if opened.Info.Version == "0.2.0" {
			news++
		}
		opened.Close()
		options.Seed = seed.Files()
		if opened, err = release.Open(t.Context(), options); err != nil || opened.Info.Version != "0.2.0" {
			t.Fatalf("round %d: %v: %v", round, opened, err)
		}
		if schemas := count(t, opened, `SELECT COUNT(*) FROM pg_namespace WHERE nspname LIKE 'pilotgraph\_%'`); schemas != 2 {
			t.Errorf("round %d: %d schemas for two releases", round, schemas)
		}
		opened.Close()
	}
	t.Logf("%d of the killed had published", news)
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "pilotgraph-build-*")); len(left) > 1 { // that of the last one, where all was done already
		t.Errorf("folders are left: %v", left)
	}
}
