package command

import (
	"context"
	"fmt"
	"slices"
	"text/tabwriter"
	"time"

	"pilotgraph/internal/release"
)

// Releases lists the releases that are kept.
type Releases struct {
	Format string `enum:"text,json" default:"text" help:"text for people, json for programs."`
}

// Help returns examples.
func (Releases) Help() string {
	return `Lists the releases that are kept, the latest first; * marks the one that is current.

Examples:

	pilotgraph releases
	pilotgraph releases --format json --data /srv/pilots`
}

// listed is a release as JSON.
type listed struct {
	ID          string         `json:"id"`
	Version     string         `json:"version"`
	Hash        string         `json:"hash"`
	Package     string         `json:"package"`
	Title       string         `json:"title"`
	Origin      release.Origin `json:"origin"`
	PublishedAt time.Time      `json:"publishedAt"`
	Records     int            `json:"records"`
	Bytes       int64          `json:"bytes"`
	IsCurrent   bool           `json:"isCurrent"`
	IsChosen    bool           `json:"isChosen"`
}

// Run prints the list.
func (r *Releases) Run(ctx context.Context, env Environment) error {
	all, err := release.List(ctx, env.options())
	if err != nil {
		return err
	}
	slices.Reverse(all)
	if r.Format == "json" {
		list := make([]listed, len(all))
		for i, l := range all {
			list[i] = listed{l.ID, l.Version, l.Hash, l.Info.Package, l.Title, l.Origin, l.PublishedAt, l.Records, l.Size, l.IsCurrent, l.IsChosen}
		}
		return printJSON(env.Stdout, list)
	}
	if len(all) == 0 {
		_, err := fmt.Fprintln(env.Stdout, "Nothing is published here.")
		return err
	}
	table := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "\tversion\tpublished\torigin\trecords\tsize\t")
	for _, l := range all {
		mark, note := "", ""
		if l.IsCurrent {
			mark = "*"
		}
		if l.IsChosen {
			note = "chosen with use"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", mark, l.Version, l.PublishedAt.Format("2006-01-02 15:04 UTC"), l.Origin, grouped(int64(l.Records)), size(l.Size), note)
	}
	return table.Flush()
}

// Use makes another release current.
type Use struct {
	Release string `arg:"" help:"Version or id of a release that is kept."`
}

// Help returns examples.
func (Use) Help() string {
	return `Makes a release that is kept the current one, an earlier or a later one. Servers on the
directory switch by themselves and drop no request. The choice stays until something is
published: a newer version of the program does not replace it with its own data.

Examples:

	pilotgraph use 0.2.0
	pilotgraph use release:0.3.0 --data /srv/pilots`
}

// Run makes the release current.
func (u *Use) Run(ctx context.Context, env Environment) error {
	spareMemory()
	meter := newMeter(env.Stderr)
	options := env.options()
	options.Progress = meter.show
	info, changed, err := release.Use(ctx, options, u.Release)
	meter.end()
	if err != nil {
		return err
	}
	if !changed {
		_, err = fmt.Fprintf(env.Stdout, "release %s is current already.\n", info.Version)
	} else {
		_, err = fmt.Fprintf(env.Stdout, "release %s is current.\n", info.Version)
	}
	return err
}

// Remove removes a release.
type Remove struct {
	Release string `arg:"" help:"Version or id of a release that is kept and not current."`
}

// Help returns examples.
func (Remove) Help() string {
	return `Removes database and package of a release, never of the current one. Later releases still
know what it changed. Its version is never used again, so that no link gets another
answer; export it first if anybody might want it.

Examples:

	pilotgraph export 0.1.0 ./china-pilots-0.1.0
	pilotgraph remove 0.1.0`
}

// Run removes the release.
func (r *Remove) Run(ctx context.Context, env Environment) error {
	info, err := release.Remove(ctx, env.options(), r.Release)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.Stdout, "release %s is removed.\n", info.Version)
	return err
}

// Export writes the package of a release.
type Export struct {
	Release   string `arg:"" help:"Version or id of a release that is kept."`
	Directory string `arg:"" help:"Where the package goes: a directory that is empty, or made."`
}

// Help returns examples.
func (Export) Help() string {
	return `Writes the package that a release was built from, in canonical form: the same rows in the
same order, with line feeds, no more quotes than needed, and properties in order.

Examples:

	pilotgraph export 0.2.0 ./china-pilots
	pilotgraph export release:0.2.0 ./china-pilots --data /srv/pilots`
}

// Run writes the package.
func (e *Export) Run(ctx context.Context, env Environment) error {
	source, err := release.OpenPackage(ctx, env.options(), e.Release)
	if err != nil {
		return err
	}
	defer source.Close()
	if err := source.WriteDirectory(e.Directory); err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.Stdout, "the package of release %s is in %s.\n", source.Descriptor().Version, e.Directory)
	return err
}
