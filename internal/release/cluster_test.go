package release_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pilotgraph/internal/postgrestest"
	"pilotgraph/internal/release"
)

// newCluster starts a primary and a replica of its own for a test.
func newCluster(t *testing.T) (primary, replica *postgrestest.Server) {
	t.Helper()
	primary, err := postgrestest.Start()
	postgrestest.Require(t, err)
	t.Cleanup(primary.Stop)
	replica, err = primary.Replica()
	postgrestest.Require(t, err)
	t.Cleanup(replica.Stop)
	return primary, replica
}

// asked is a keeper that tells of each release which server it was read from.
type asked struct {
	*release.Keeper[*release.Release]
	log *logBuffer
}

// keepCluster serves what a cluster has, and looks often what is current.
func keepCluster(t *testing.T, options release.Options, log *logBuffer) asked {
	t.Helper()
	options.Poll = 20 * time.Millisecond
	keeper, err := release.NewKeeper(t.Context(), options, func(r *release.Release) (*release.Release, error) { return r, nil })
	if err != nil {
		t.Fatalf("%v: %s", err, cause(err))
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		keeper.Follow(ctx)
	}()
	t.Cleanup(func() {
		stop()
		<-done
		keeper.Close()
	})
	return asked{keeper, log}
}

// port asks the current release which server answers.
func (a asked) port() (port int, version string, err error) {
	lease, err := a.Current()
	if err != nil {
		return 0, "", err
	}
	defer lease.Done()
	err = lease.Value.DB.QueryRow("SELECT inet_server_port(), version FROM releases WHERE id = $1", lease.Info.ID).Scan(&port, &version)
	return port, version, err
}

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for until := time.Now().Add(time.Minute); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("never: %s", what)
		}
	}
}

// answersFrom waits until a server answers with a version.
func (a asked) answersFrom(t *testing.T, server *postgrestest.Server, version string) {
	t.Helper()
	eventually(t, fmt.Sprintf("%s is read from %d", version, server.Port), func() bool {
		port, found, err := a.port()
		return err == nil && port == server.Port && found == version
	})
}

func TestReplicas(t *testing.T) {
	primary, replica := newCluster(t)
	name, err := primary.NewDatabase()
	if err != nil {
		t.Fatal(err)
	}
	options, log := logged(primary.URL("pilotgraph", name), nil)
	if _, err := publish(t, options, seedOf(t, "1.0.0")); err != nil {
		t.Fatal(err)
	}
	reading := options
	reading.Directory, reading.Replicas = primary.URL("reader", name), []string{replica.Address()}
	keeper := keepCluster(t, reading, log)
	keeper.answersFrom(t, replica, "1.0.0")

	t.Run("a release that a replica does not have yet is read from the primary", func(t *testing.T) {
		if err := replica.Execute("postgres", "SELECT pg_wal_replay_pause()"); err != nil {
			t.Fatal(err)
		}
		if _, err := publish(t, options, seedOf(t, "1.1.0")); err != nil {
			t.Fatal(err)
		}
		keeper.answersFrom(t, primary, "1.1.0")
		if err := replica.Execute("postgres", "SELECT pg_wal_replay_resume()"); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("a replica that is gone is not asked", func(t *testing.T) {
		replica.Halt()
		keeper.answersFrom(t, primary, "1.1.0")
		eventually(t, "the log says so", func() bool { return strings.Contains(log.String(), "does not answer") })
		if err := replica.Run(); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("a replica serves while the primary is gone, and is promoted", func(t *testing.T) {
		fresh := keepCluster(t, reading, log) // with connections of its own
		fresh.answersFrom(t, replica, "1.1.0")
		primary.Halt()
		for range 20 {
			if port, _, err := fresh.port(); err != nil || port != replica.Port {
				t.Fatalf("%d answers: %v", port, err)
			}
		}
		if err := replica.Execute("postgres", "SELECT pg_promote()"); err != nil {
			t.Fatal(err)
		}
		promoted := options
		promoted.Directory = replica.URL("pilotgraph", name)
		if _, err := publish(t, promoted, seedOf(t, "1.2.0")); err != nil {
			t.Fatal(err)
		}
		fresh.answersFrom(t, replica, "1.2.0")
		if err := primary.Run(); err != nil { // with the state of before
			t.Fatal(err)
		}
		eventually(t, "the old primary answers", func() bool {
			return strings.Contains(log.String(), `"a database server answers" server=`+primary.Address())
		})
		if _, version, err := fresh.port(); err != nil || version != "1.2.0" {
			t.Errorf("the old primary leads back to %s: %v", version, err)
		}
	})
}
