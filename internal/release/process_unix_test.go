//go:build unix

package release_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"pilotgraph/internal/postgrestest"
	"pilotgraph/internal/release"
	"pilotgraph/seed"
)

// The tests of this file run their own program again: as a process that is killed, as another user, or with a limit on
// the size of files, which stands for a full disk.
const (
	directoryVariable = "RELEASE_TEST_DIRECTORY"
	limitVariable     = "RELEASE_TEST_LIMIT"
)

func TestMain(m *testing.M) {
	if directory := os.Getenv(directoryVariable); directory != "" {
		os.Exit(openAsChild(directory, os.Getenv(limitVariable)))
	}
	code := m.Run()
	postgrestest.Stop()
	os.Exit(code)
}

// openAsChild opens a directory and prints the version that is served, or the error.
func openAsChild(directory, limit string) int {
	if limit != "" {
		bytes, err := strconv.ParseUint(limit, 10, 63)
		if err != nil {
			return 2
		}
		signal.Ignore(syscall.SIGXFSZ)
		var rlimit syscall.Rlimit
		if syscall.Getrlimit(syscall.RLIMIT_FSIZE, &rlimit) != nil {
			return 2
		}
		rlimit.Cur = min(rlimit.Max, bytes)
		if syscall.Setrlimit(syscall.RLIMIT_FSIZE, &rlimit) != nil {
			return 2
		}
	}
	r, err := release.Open(context.Background(), release.Options{
		Directory: directory, Seed: seed.Files(), Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
	if err != nil {
		io.WriteString(os.Stdout, err.Error())
		return 1
	}
	defer r.Close()
	io.WriteString(os.Stdout, r.Info.Version)
	return 0
}

// child is this program, to be run on a directory.
func child(t *testing.T, program, directory string) (command *exec.Cmd, out, log *bytes.Buffer) {
	t.Helper()
	out, log = &bytes.Buffer{}, &bytes.Buffer{}
	command = exec.Command(program)
	command.Env = append(os.Environ(), directoryVariable+"="+directory)
	command.Stdout, command.Stderr = out, log
	return command, out, log
}

// wantRefusal runs a child that must end with an error, and checks its sentence.
func wantRefusal(t *testing.T, command *exec.Cmd, out, log *bytes.Buffer, parts ...string) {
	t.Helper()
	var ended *exec.ExitError
	if err := command.Run(); !errors.As(err, &ended) || ended.ExitCode() != 1 {
		t.Fatalf("it ended with %v: %s\n%s", err, out, log)
	}
	wantText(t, out.String(), parts...)
}

// wantServed runs a child that must serve a version.
func wantServed(t *testing.T, command *exec.Cmd, out, log *bytes.Buffer, version string) {
	t.Helper()
	if err := command.Run(); err != nil || out.String() != version {
		t.Fatalf("%v, %q instead of %s\n%s", err, out, version, log)
	}
}

var kills = flag.Int("kills", 6, "at how many random moments a publisher is killed")

func TestKilledPublisher(t *testing.T) {
	started := time.Now()
	command, out, log := child(t, os.Args[0], filepath.Join(t.TempDir(), "data"))
	wantServed(t, command, out, log, "0.2.0")
	whole := time.Since(started)
	older := t.TempDir()
	open(t, older, seedOf(t, "0.1.0")).Close()
	olds, news := 0, 0
	for round := range *kills {
		directory := filepath.Join(t.TempDir(), "data")
		if round%2 == 1 {
			directory = copied(t, older)
		}
		command, _, _ := child(t, os.Args[0], directory)
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(rand.N(whole))
		if err := command.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = command.Wait() // it was killed, or was done before
		if _, err := os.Stat(filepath.Join(directory, "current")); err == nil {
			old := open(t, directory, nil) // without completing anything
			wantWhole(t, old)
			old.Close()
			if old.Info.Version == "0.2.0" {
				news++
			} else {
				olds++
			}
		}
		r := open(t, directory, seed.Files())
		if wantWhole(t, r); r.Info.Version != "0.2.0" {
			t.Errorf("round %d: %+v", round, r.Info)
		}
		if changes := count(t, r, "SELECT COUNT(*) FROM changes"); changes != 0 {
			t.Errorf("round %d: %d changes between two packages with the same rows", round, changes)
		}
		r.Close()
		wantNoLeftovers(t, directory)
		if found, err := release.Verify(t.Context(), release.Options{Directory: directory}); err != nil || len(found.Findings) > 0 {
			t.Errorf("round %d: %+v %v", round, found.Findings, err)
		}
	}
	t.Logf("%d kills: %d times the old release, %d times the new one, else none yet", *kills, olds, news)
}

func wantNoLeftovers(t *testing.T, directory string) {
	t.Helper()
	err := filepath.WalkDir(directory, func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".new") {
			t.Errorf("%s is still there", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestFullDisk(t *testing.T) {
	published := t.TempDir()
	open(t, published, seedOf(t, "0.1.0")).Close()
	for _, limit := range []string{"10", "10000", "200000"} {
		directory := filepath.Join(t.TempDir(), "data")
		command, out, log := child(t, os.Args[0], directory)
		command.Env = append(command.Env, limitVariable+"="+limit)
		wantRefusal(t, command, out, log, "the disk is full", "Make room")
		if _, err := os.Stat(filepath.Join(directory, "current")); err == nil {
			t.Errorf("at %s bytes: something is current", limit)
		}
		wantNothingNew(t, t.TempDir(), directory)
		wantWhole(t, open(t, directory, seed.Files()))

		older := copied(t, published)
		command, out, log = child(t, os.Args[0], older)
		command.Env = append(command.Env, limitVariable+"="+limit)
		wantServed(t, command, out, log, "0.1.0")
		if !strings.Contains(log.String(), "the disk is full") {
			t.Errorf("at %s bytes the log says %s", limit, log)
		}
	}
}

// stranger prepares a run as a user who owns nothing; it needs a program and a folder that everybody can reach.
type stranger struct {
	program, folder string
}

func newStranger(t *testing.T) stranger {
	t.Helper()
	folder, err := os.MkdirTemp("", "release-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		setModes(t, folder, 0o700)
		os.RemoveAll(folder)
	})
	content, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(folder, "program")
	if err := errors.Join(os.WriteFile(program, content, 0o755), os.Chmod(folder, 0o755)); err != nil {
		t.Fatal(err)
	}
	return stranger{program, folder}
}

// child is a run on a directory as a user who is bound by permissions: nobody, where this is root.
func (s stranger) child(t *testing.T, directory string) (command *exec.Cmd, out, log *bytes.Buffer) {
	t.Helper()
	command, out, log = child(t, s.program, directory)
	command.Dir = s.folder
	if os.Geteuid() == 0 {
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	return command, out, log
}

// setModes gives all files under a path a mode, and folders the right to be looked into.
func setModes(t *testing.T, root string, mode fs.FileMode) {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			err = os.Chmod(path, mode|mode>>2&0o111)
		} else if err == nil {
			paths = append(paths, path)
		}
		return err
	})
	for _, path := range paths {
		err = errors.Join(err, os.Chmod(path, mode&^0o111))
	}
	if err != nil {
		t.Error(err)
	}
}

func TestReadOnlyDirectory(t *testing.T) {
	s := newStranger(t)
	published := map[string]string{"0.1.0": t.TempDir(), "0.2.0": t.TempDir()}
	for version, directory := range published {
		open(t, directory, seedOf(t, version)).Close()
	}
	served := func(t *testing.T, name, version string) string {
		directory := filepath.Join(s.folder, name)
		if err := os.CopyFS(directory, os.DirFS(published[version])); err != nil {
			t.Fatal(err)
		}
		return directory
	}
	t.Run("good", func(t *testing.T) {
		directory := served(t, "good", "0.2.0")
		setModes(t, directory, 0o444)
		command, out, log := s.child(t, directory)
		wantServed(t, command, out, log, "0.2.0")
	})
	t.Run("older", func(t *testing.T) {
		directory := served(t, "older", "0.1.0")
		setModes(t, directory, 0o444)
		command, out, log := s.child(t, directory)
		wantServed(t, command, out, log, "0.1.0")
		if !strings.Contains(log.String(), "no permission") {
			t.Errorf("the log says %s", log)
		}
	})
	t.Run("damaged", func(t *testing.T) {
		directory := served(t, "damaged", "0.2.0")
		write(t, filepath.Join(currentBuild(t, directory), "graph.db"), 20_000, 'x', 'y')
		setModes(t, directory, 0o444)
		command, out, log := s.child(t, directory)
		wantRefusal(t, command, out, log, directory, "release 0.2.0 is damaged", "no permission")
	})
	t.Run("empty", func(t *testing.T) {
		directory := filepath.Join(s.folder, "empty")
		if err := os.Mkdir(directory, 0o555); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{directory, filepath.Join(directory, "inside")} {
			command, out, log := s.child(t, path)
			wantRefusal(t, command, out, log, path, "no permission", "another directory")
		}
	})
	t.Run("secret", func(t *testing.T) {
		for _, name := range []string{"current", "releases", "releases/0.2.0", "graph.db", "manifest", "."} {
			directory := served(t, "secret-"+strings.ReplaceAll(name, "/", "-"), "0.2.0")
			setModes(t, directory, 0o444)
			path := filepath.Join(directory, filepath.FromSlash(name))
			if name == "graph.db" || name == "manifest" {
				path = filepath.Join(currentBuild(t, directory), name)
			}
			if err := os.Chmod(path, 0); err != nil {
				t.Fatal(err)
			}
			command, out, log := s.child(t, directory)
			wantRefusal(t, command, out, log, directory, "no permission")
		}
	})
}
