package command

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// warnings is a log for people who watch a command: its warnings and errors, each on a line.
type warnings struct{ out io.Writer }

// Enabled lets warnings and errors pass; a command says itself what it did.
func (warnings) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelWarn }

// Handle writes a line such as "warning: the package of a release is damaged (release:0.1.0)".
func (w warnings) Handle(_ context.Context, record slog.Record) error {
	var details []string
	record.Attrs(func(a slog.Attr) bool {
		if a.Key != "cause" && a.Key != "build" && a.Key != "directory" {
			details = append(details, a.Value.String())
		}
		return true
	})
	line := strings.ToLower(strings.Replace(record.Level.String(), "WARN", "warning", 1)) + ": " + record.Message
	if len(details) > 0 {
		line += " (" + strings.Join(details, ", ") + ")"
	}
	_, err := fmt.Fprintln(w.out, line)
	return err
}

// WithAttrs drops attributes: they are about the directory that was named.
func (w warnings) WithAttrs([]slog.Attr) slog.Handler { return w }

// WithGroup has no groups.
func (w warnings) WithGroup(string) slog.Handler { return w }
