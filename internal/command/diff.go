package command

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"pilotgraph/ent/schema"
	"pilotgraph/internal/datapackage"
	"pilotgraph/internal/release"
)

// Diff tells what differs between two packages.
type Diff struct {
	Before string `arg:"" help:"Version or id of a release that is kept, or a package: a directory, a zip file, or - for the standard input."`
	After  string `arg:"" help:"The same for what it is compared with."`
	Format string `enum:"text,json,csv" default:"text" help:"text for people, json and csv for programs: csv has a row for each field."`
}

// Help returns examples.
func (Diff) Help() string {
	return `Tells record by record and field by field what was added (+), changed (~) and removed (-).
A name that is both a release and a path is the release; write ./0.2.0 for the path.

Examples:

	pilotgraph diff 0.1.0 0.2.0
	pilotgraph diff 0.2.0 ./china-pilots
	pilotgraph diff old.zip new.zip --format csv > changes.csv`
}

// Run prints the difference.
func (d *Diff) Run(ctx context.Context, env Environment) error {
	spareMemory()
	before, err := d.open(ctx, env, d.Before)
	if err != nil {
		return err
	}
	defer before.Close()
	after, err := d.open(ctx, env, d.After)
	if err != nil {
		return err
	}
	defer after.Close()
	out := bufio.NewWriter(env.Stdout)
	printer := d.printer(out, before, after)
	if err := printer.begin(); err != nil {
		return err
	}
	for c, err := range release.Differences(ctx, before, after) {
		if err == nil {
			err = printer.change(c)
		}
		if err != nil {
			return errors.Join(out.Flush(), err)
		}
	}
	return errors.Join(printer.end(), out.Flush())
}

// open opens a release that is kept, else a package, which must be without errors.
func (d *Diff) open(ctx context.Context, env Environment, name string) (*datapackage.Package, error) {
	p, err := release.OpenPackage(ctx, env.options(), name)
	inDatabase := release.IsDatabase(env.Data) && !errors.Is(err, release.ErrNotKept) // which says why it cannot tell
	if err == nil || inDatabase || strings.HasPrefix(name, "release:") || isKept(ctx, env, name) {
		return p, err
	}
	if p, err = env.openPackage(name); err != nil {
		return nil, fmt.Errorf("%w %s is no release that is kept either; pilotgraph releases lists those", err, oneLine(name))
	}
	report, err := p.Check(ctx, 1)
	if err == nil && report.Errors() > 0 {
		err = fmt.Errorf("%s: the package has %s, so it cannot be compared; pilotgraph check tells which", name, counted(report.Errors(), "error"))
	}
	if err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// isKept tells whether a release is in the list, though perhaps damaged.
func isKept(ctx context.Context, env Environment, name string) bool {
	all, _ := release.List(ctx, env.options()) // a directory that is not there keeps none
	for _, l := range all {
		if l.Version == name {
			return true
		}
	}
	return false
}

// diffPrinter writes a difference as it comes.
type diffPrinter interface {
	begin() error
	change(release.Change) error
	end() error
}

func (d *Diff) printer(out *bufio.Writer, before, after *datapackage.Package) diffPrinter {
	switch d.Format {
	case "json":
		return &jsonDiff{out: out, before: before, after: after}
	case "csv":
		return &csvDiff{csv.NewWriter(out)}
	}
	return &textDiff{out: out, before: before, after: after, counts: map[release.ChangeKind]int{}}
}

// textDiff is for people.
type textDiff struct {
	out           io.Writer
	before, after *datapackage.Package
	counts        map[release.ChangeKind]int
}

func (d *textDiff) begin() error {
	_, err := fmt.Fprintf(d.out, "%s %s → %s %s\n", d.before.Descriptor().Name, d.before.Descriptor().Version, d.after.Descriptor().Name, d.after.Descriptor().Version)
	return err
}

func (d *textDiff) change(c release.Change) error {
	d.counts[c.Kind]++
	_, err := fmt.Fprint(d.out, "\n"+changeText(c))
	return err
}

func (d *textDiff) end() error {
	_, err := fmt.Fprintf(d.out, "\n%s added, %s changed, %s removed\n", grouped(int64(d.counts[release.Added])), grouped(int64(d.counts[release.Changed])), grouped(int64(d.counts[release.Removed])))
	return err
}

// jsonDiff is one object with a list.
type jsonDiff struct {
	out           *bufio.Writer
	before, after *datapackage.Package
	some          bool
}

// jsonChange is a change in the list.
type jsonChange struct {
	Kind   release.ChangeKind   `json:"kind"`
	ID     string               `json:"id"`
	Type   string               `json:"type"`
	Fields []schema.FieldChange `json:"fields"`
}

func (d *jsonDiff) begin() error {
	side := func(p *datapackage.Package) map[string]string {
		return map[string]string{"name": p.Descriptor().Name, "version": p.Descriptor().Version}
	}
	before, err := json.Marshal(side(d.before))
	after, afterErr := json.Marshal(side(d.after))
	if err := errors.Join(err, afterErr); err != nil {
		return err
	}
	_, err = fmt.Fprintf(d.out, "{\"before\": %s, \"after\": %s, \"changes\": [", before, after)
	return err
}

func (d *jsonDiff) change(c release.Change) error {
	if d.some {
		d.out.WriteByte(',')
	}
	d.some = true
	d.out.WriteString("\n  ")
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(jsonChange{c.Kind, c.ID, c.Type(), append([]schema.FieldChange{}, c.Fields...)}); err != nil {
		return err
	}
	_, err := d.out.WriteString(strings.TrimSuffix(text.String(), "\n"))
	return err
}

func (d *jsonDiff) end() error {
	_, err := d.out.WriteString("\n]}\n")
	return err
}

// csvDiff has a row for each field that differs.
type csvDiff struct{ out *csv.Writer }

func (d *csvDiff) begin() error {
	return d.out.Write([]string{"kind", "id", "type", "field", "language", "column", "before", "after"})
}

func (d *csvDiff) change(c release.Change) error {
	if len(c.Fields) == 0 {
		return d.out.Write([]string{string(c.Kind), c.ID, c.Type(), "", "", "", "", ""})
	}
	for _, f := range c.Fields {
		err := d.out.Write([]string{string(c.Kind), c.ID, c.Type(), f.Field, orEmpty(f.Language), f.Column, orEmpty(f.Before), orEmpty(f.After)})
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *csvDiff) end() error {
	d.out.Flush()
	return d.out.Error()
}

func orEmpty(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}
