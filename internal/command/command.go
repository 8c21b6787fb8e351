// Package command is what curators and operators do on the command line: check, publish, go back, compare, export and
// remove. It prints what internal/datapackage and internal/release know.
package command

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"runtime/debug"

	"pilotgraph/internal/datapackage"
	"pilotgraph/internal/release"
)

// Commands are all commands, as kong reads them: arguments and flags are fields, Help has examples.
type Commands struct {
	Check      Check      `cmd:"" help:"Check a package, or what is published."`
	Publish    Publish    `cmd:"" help:"Publish a package as a release."`
	Releases   Releases   `cmd:"" help:"List the releases that are kept."`
	Use        Use        `cmd:"" help:"Make another release current: go back, or forward."`
	Diff       Diff       `cmd:"" help:"Tell what differs between two releases or packages."`
	Export     Export     `cmd:"" help:"Write the package of a release into a directory."`
	Remove     Remove     `cmd:"" help:"Remove a release that is not the current one."`
	Completion Completion `cmd:"" help:"Print what makes a shell complete commands."`
	Complete   Complete   `cmd:"" hidden:""`
}

// Environment is what a command works with.
type Environment struct {
	Data   string    // the directory of the releases
	Seed   fs.FS     // the package that comes with the program
	Stdin  io.Reader // a package where - is named
	Stdout io.Writer // what was asked for
	Stderr io.Writer // progress and warnings
}

// Exit ends the program with a code of its own. Err is nil where everything was said already.
type Exit struct {
	Code int
	Err  error
}

// Error returns the message, or "".
func (e *Exit) Error() string {
	if e.Err == nil {
		return ""
	}
	return e.Err.Error()
}

// Unwrap returns Err.
func (e *Exit) Unwrap() error { return e.Err }

// options are those of every command that works on releases. The log has what the output does not say.
func (e Environment) options() release.Options {
	return release.Options{Directory: e.Data, Seed: e.Seed, Log: slog.New(warnings{e.Stderr})}
}

// openPackage opens the package at a path, or on the standard input.
func (e Environment) openPackage(path string) (*datapackage.Package, error) {
	if path == "-" {
		if isTerminal(e.Stdin) {
			return nil, errors.New("- reads a zip file from the standard input, which is a terminal; write pilotgraph … - < package.zip")
		}
		return datapackage.OpenStream(e.Stdin)
	}
	return datapackage.Open(path)
}

// spareMemory has little left behind between collections, unless the environment says otherwise: a command shares the
// machine with a server.
func spareMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(100)
	}
}

// isTerminal tells whether a stream is a terminal.
func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// counted is a number with its noun: "1 row", "2,512 rows".
func counted(count int, noun string) string {
	if count == 1 {
		return "1 " + noun
	}
	return grouped(int64(count)) + " " + noun + "s"
}

// grouped writes a number with commas between its thousands.
func grouped(number int64) string {
	if number < 0 {
		return "-" + grouped(-number)
	}
	if number < 1000 {
		return fmt.Sprint(number)
	}
	return fmt.Sprintf("%s,%03d", grouped(number/1000), number%1000)
}

// size writes a number of bytes for people.
func size(bytes int64) string {
	switch {
	case bytes < 1<<10:
		return fmt.Sprintf("%d B", bytes)
	case bytes < 1<<20:
		return fmt.Sprintf("%.1f KiB", float64(bytes)/(1<<10))
	case bytes < 1<<30:
		return fmt.Sprintf("%.1f MiB", float64(bytes)/(1<<20))
	}
	return fmt.Sprintf("%.1f GiB", float64(bytes)/(1<<30))
}
