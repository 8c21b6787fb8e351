package main

import (
	"archive/zip"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofrs/flock"
	"github.com/rogpeppe/go-internal/testscript"

	"pilotgraph/seed"
)

// TestMain lets scripts run the program.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pilotgraph": main})
}

var update = flag.Bool("update", false, "write docs/settings.md and the files that scripts compare with anew")

// TestCommands runs the scripts in testdata/commands: each is what somebody types, and what they must see. Beside what
// testscript has, they know: seed DIR (the data that comes with the program), replace FILE OLD NEW (every occurrence),
// append FILE TEXT, flip FILE (a byte in its middle), lock DIR (publish into a directory for ever), zip DIR FILE, and
// exits CODE PROGRAM ARGUMENTS.
func TestCommands(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:   "testdata/commands",
		Setup: func(env *testscript.Env) error { env.Setenv("TMPDIR", env.WorkDir); return nil },
		Cmds:  scriptCommands(),

		UpdateScripts: *update,
		Condition: func(name string) (bool, error) { // where CI is set nothing may be skipped
			return name == "CI" && os.Getenv("CI") != "", nil
		},
	})
}

func scriptCommands() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){
		"seed": func(ts *testscript.TestScript, _ bool, args []string) {
			ts.Check(os.CopyFS(ts.MkAbs(args[0]), seed.Files()))
		},
		"replace": func(ts *testscript.TestScript, _ bool, args []string) {
			text := ts.ReadFile(args[0])
			if !strings.Contains(text, args[1]) {
				ts.Fatalf("%s has no %q", args[0], args[1])
			}
			ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.ReplaceAll(text, args[1], unescape(args[2]))), 0o644))
		},
		"append": func(ts *testscript.TestScript, _ bool, args []string) {
			ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(ts.ReadFile(args[0])+unescape(args[1])), 0o644))
		},
		"exits": func(ts *testscript.TestScript, _ bool, args []string) {
			code := 0
			var ended *exec.ExitError
			if err := ts.Exec(args[1], args[2:]...); errors.As(err, &ended) {
				code = ended.ExitCode()
			} else {
				ts.Check(err)
			}
			if fmt.Sprint(code) != args[0] {
				ts.Fatalf("it ended with %d instead of %s", code, args[0])
			}
		},
		"flip": func(ts *testscript.TestScript, _ bool, args []string) {
			paths, err := filepath.Glob(ts.MkAbs(args[0]))
			if err != nil || len(paths) != 1 {
				ts.Fatalf("%s is %d files: %v", args[0], len(paths), err)
			}
			content, err := os.ReadFile(paths[0])
			ts.Check(err)
			content[len(content)/2] ^= 1
			ts.Check(os.WriteFile(paths[0], content, 0o644))
		},
		"lock": func(ts *testscript.TestScript, _ bool, args []string) {
			lock := flock.New(filepath.Join(ts.MkAbs(args[0]), "lock"))
			held, err := lock.TryLock()
			ts.Check(err)
			if !held {
				ts.Fatalf("somebody else has the lock")
			}
			ts.Defer(func() { lock.Close() })
		},
		"zip": func(ts *testscript.TestScript, _ bool, args []string) {
			file, err := os.Create(ts.MkAbs(args[1]))
			ts.Check(err)
			archive := zip.NewWriter(file)
			ts.Check(archive.AddFS(os.DirFS(ts.MkAbs(args[0]))))
			ts.Check(errors.Join(archive.Close(), file.Close()))
		},
	}
}

// unescape has \n stand for the end of a line.
func unescape(text string) string { return strings.ReplaceAll(text, `\n`, "\n") }
