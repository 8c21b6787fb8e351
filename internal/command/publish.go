package command

import (
	"context"
	"fmt"
	"io"
	"math"
	"strings"

	"pilotgraph/internal/release"
)

// Publish publishes a package.
type Publish struct {
	Package string `arg:"" help:"Directory or zip file with datapackage.json, or - for a zip file on the standard input."`
	DryRun  bool   `help:"Print the plan and change nothing."`
	Limit   int    `default:"20" help:"How many changes of each type and kind the plan shows; 0 for all. All are counted."`
}

// Help returns examples.
func (Publish) Help() string {
	return `Checks the package, builds it into a release of its version and makes that one
current, all or nothing; servers on the directory switch by themselves and drop no
request. The same content again changes nothing, but puts back what is damaged of the
release; the same version with other content is refused.

--dry-run builds the release in the directory for temporary files and prints what it
would change: field by field, how complete the lists become, and a note for readers.

Examples:

	pilotgraph publish ./china-pilots --dry-run
	pilotgraph publish china-pilots.zip
	git archive --format=zip v0.3.0:data | pilotgraph publish -
	pilotgraph publish ./china-pilots --data /srv/pilots`
}

// Run publishes, or prints the plan.
func (p *Publish) Run(ctx context.Context, env Environment) error {
	spareMemory()
	source, err := env.openPackage(p.Package)
	if err != nil {
		return err
	}
	defer source.Close()
	meter := newMeter(env.Stderr)
	options := env.options()
	options.Progress = meter.show
	do := release.Publish
	if p.DryRun {
		do = release.Plan
		if options.Shown = p.Limit; p.Limit <= 0 {
			options.Shown = math.MaxInt32
		}
	} else {
		options.Shown = vanishedShown // of each type
	}
	done, err := do(ctx, options, source, release.OriginPackage)
	meter.end()
	if err != nil {
		return err
	}
	if _, err := io.WriteString(env.Stdout, publicationText(done)); err != nil {
		return err
	}
	_, err = io.WriteString(env.Stderr, vanishedText(done))
	return err
}

// publicationText says what a publication did or would do.
func publicationText(p release.Publication) string {
	switch p.Outcome {
	case release.Planned:
		return planText(p)
	case release.Published:
		text := fmt.Sprintf("release %s is published and current: %s", p.Version, counted(totalOf(p.Records, countOf), "record"))
		if p.Before == "" {
			return text + ".\n"
		}
		return text + fmt.Sprintf("; %s since %s.\n", changesText(p.Records), p.Before)
	case release.Completed:
		return fmt.Sprintf("release %s was built before by a publication that was stopped; it is current now.\n", p.Version)
	case release.Mended:
		return fmt.Sprintf("release %s has this content already; what was damaged of it is put back.\n", p.Version) + currentText(p)
	}
	return fmt.Sprintf("release %s has this content already: nothing to do.\n", p.Version) + currentText(p)
}

// currentText names the current release where it is another one.
func currentText(p release.Publication) string {
	if p.Current == p.Version {
		return ""
	}
	return fmt.Sprintf("Release %s is current; pilotgraph use %s makes this one so.\n", p.Current, p.Version)
}

// vanishedShown is how many ids of each type are named that are there no more.
const vanishedShown = 10

// vanishedText warns of ids that are there no more.
func vanishedText(p release.Publication) string {
	if p.Vanished == 0 {
		return ""
	}
	var named []string
	counts := map[string]int{}
	for _, c := range p.Changes {
		if c.Kind == release.Removed && counts[c.Type()] < vanishedShown {
			counts[c.Type()]++
			named = append(named, c.ID)
		}
	}
	list := strings.Join(named, ", ")
	if more := p.Vanished - len(named); more > 0 {
		list += fmt.Sprintf(" and %s more", grouped(int64(more)))
	}
	vanish := "ids vanish"
	if p.Vanished == 1 {
		vanish = "id vanishes"
	}
	return fmt.Sprintf("WARNING: %s %s: %s.\nWhoever asks for them is told that they are gone (GONE), and links to them break. An id is never used\nagain; give a row whose id was only changed its old one back.\n",
		strings.ToUpper(grouped(int64(p.Vanished))), vanish, list)
}
