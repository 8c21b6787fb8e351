package command

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"pilotgraph/ent/schema"
	"pilotgraph/internal/release"
)

// planText says what a publication would change.
func planText(p release.Publication) string {
	var text strings.Builder
	fmt.Fprintf(&text, "Plan for release %s of %s", p.Version, p.Package)
	switch {
	case p.Before == "":
		fmt.Fprint(&text, ", the first one\n\n")
	case p.Current != p.Before:
		fmt.Fprintf(&text, ", which follows %s (%s is current)\n\n", p.Before, p.Current)
	default:
		fmt.Fprintf(&text, ", which follows %s\n\n", p.Before)
	}
	writeTotals(&text, p)
	writeChanges(&text, p)
	writeCoverage(&text, p)
	fmt.Fprintf(&text, "\nNote for readers\n\n%s\nNothing was published: this was a dry run.\n", indented(noteText(p)))
	return text.String()
}

// writeTotals writes how many records of each type there are and are changed.
func writeTotals(text *strings.Builder, p release.Publication) {
	table := tabwriter.NewWriter(text, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "records\tadded\tchanged\tremoved\t")
	for _, t := range p.Records {
		if t.Count+t.Added+t.Changed+t.Removed == 0 {
			continue
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t %s\n", grouped(int64(t.Count)), orDot(t.Added), orDot(t.Changed), orDot(t.Removed), plural(t.Type))
	}
	table.Flush()
}

func orDot(number int) string {
	if number == 0 {
		return "."
	}
	return grouped(int64(number))
}

// writeChanges writes changes field by field, and how many more there are.
func writeChanges(text *strings.Builder, p release.Publication) {
	for _, total := range p.Records {
		for _, kind := range []release.ChangeKind{release.Added, release.Changed, release.Removed} {
			count := map[release.ChangeKind]int{release.Added: total.Added, release.Changed: total.Changed, release.Removed: total.Removed}[kind]
			for _, c := range p.Changes {
				if c.Kind == kind && c.Type() == total.Type {
					text.WriteString("\n" + changeText(c))
					count--
				}
			}
			if count > 0 && p.Before != "" {
				fmt.Fprintf(text, "\n… and %s %s more\n", grouped(int64(count)), kindText(kind))
			}
		}
	}
}

func kindText(kind release.ChangeKind) string { return strings.ToLower(string(kind)) }

// changeText writes one change: + is added, ~ changed, - removed. Columns and values are those of the package.
func changeText(c release.Change) string {
	var text strings.Builder
	sign := map[release.ChangeKind]string{release.Added: "+", release.Changed: "~", release.Removed: "-"}[c.Kind]
	fmt.Fprintf(&text, "%s %s\n", sign, c.ID)
	for _, f := range c.Fields {
		before, after := cellText(f, f.Before), cellText(f, f.After)
		value := before + " → " + after
		switch c.Kind {
		case release.Added:
			value = after
		case release.Removed:
			value = before
		}
		fmt.Fprintf(&text, "    %-18s %s\n", f.Column, value)
	}
	return text.String()
}

// cellText writes what a cell was or is.
func cellText(f schema.FieldChange, value *string) string {
	if value == nil {
		return "(empty)"
	}
	return oneLine(release.PackageValue(f.Column, *value))
}

// oneLine keeps a text on its line, without what a terminal would take for a command.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F {
			return '␤'
		}
		return r
	}, text)
}

// writeCoverage writes how complete the lists become.
func writeCoverage(text *strings.Builder, p release.Publication) {
	if len(p.Coverage) == 0 {
		return
	}
	fmt.Fprintln(text, "\nCoverage")
	for _, c := range p.Coverage {
		fmt.Fprintln(text, "  "+coverageText(c))
	}
}

// coverageText writes one row of coverage: "institutions (final) of programme:x: 21 of 164, before 20".
func coverageText(c release.CoverageStep) string {
	name := strings.ToLower(strings.ReplaceAll(c.Measure, "_", " "))
	if c.Stage != "" {
		name += " (" + strings.ToLower(c.Stage) + ")"
	}
	name += " of " + c.Scope
	if !strings.HasPrefix(c.Scope, "programme:") {
		name += " in " + c.Programme
	}
	switch {
	case c.After == nil:
		return name + ": no longer reported, before " + countText(*c.Before)
	case c.Before == nil:
		return name + ": " + countText(*c.After)
	case c.Before.Reported == c.After.Reported && c.Before.Recorded != nil:
		return name + ": " + countText(*c.After) + ", before " + grouped(int64(*c.Before.Recorded))
	}
	return name + ": " + countText(*c.After) + ", before " + countText(*c.Before)
}

func countText(c release.CoverageCount) string {
	if c.Recorded == nil {
		return grouped(int64(c.Reported)) + " reported"
	}
	return grouped(int64(*c.Recorded)) + " of " + grouped(int64(c.Reported))
}

// noteText is a note for readers of the release, in Markdown.
func noteText(p release.Publication) string {
	var text strings.Builder
	fmt.Fprintf(&text, "## %s, %s\n\n", p.Version, p.PublishedAt.Format(time.DateOnly))
	if p.Before == "" {
		fmt.Fprintf(&text, "The first release: %s.\n", recordsText(p.Records, countOf))
		return text.String()
	}
	for _, each := range []struct {
		word  string
		count func(release.RecordTotal) int
	}{{"Added", addedOf}, {"Changed", changedOf}, {"Removed", removedOf}} {
		if list := recordsText(p.Records, each.count); list != "" {
			fmt.Fprintf(&text, "%s: %s.\n", each.word, list)
		}
	}
	if totalOf(p.Records, addedOf)+totalOf(p.Records, changedOf)+totalOf(p.Records, removedOf) == 0 {
		fmt.Fprintln(&text, "No record was changed.")
	}
	for _, c := range p.Coverage {
		fmt.Fprintf(&text, "Coverage: %s.\n", coverageText(c))
	}
	return text.String()
}

func countOf(t release.RecordTotal) int   { return t.Count }
func addedOf(t release.RecordTotal) int   { return t.Added }
func changedOf(t release.RecordTotal) int { return t.Changed }
func removedOf(t release.RecordTotal) int { return t.Removed }

func totalOf(records []release.RecordTotal, count func(release.RecordTotal) int) int {
	sum := 0
	for _, t := range records {
		sum += count(t)
	}
	return sum
}

// recordsText lists how many records of each type: "1 institution, 2 citations"; "" for none.
func recordsText(records []release.RecordTotal, count func(release.RecordTotal) int) string {
	var parts []string
	for _, t := range records {
		switch number := count(t); number {
		case 0:
		case 1:
			parts = append(parts, "1 "+singular(t.Type))
		default:
			parts = append(parts, grouped(int64(number))+" "+plural(t.Type))
		}
	}
	return strings.Join(parts, ", ")
}

// changesText says how many records were changed in all.
func changesText(records []release.RecordTotal) string {
	return fmt.Sprintf("%s added, %s changed, %s removed", grouped(int64(totalOf(records, addedOf))),
		grouped(int64(totalOf(records, changedOf))), grouped(int64(totalOf(records, removedOf))))
}

// singular is the noun for a type: "sector group" for SECTOR_GROUP.
func singular(typename string) string { return strings.ToLower(strings.ReplaceAll(typename, "_", " ")) }

// plural is the noun for several of a type.
func plural(typename string) string {
	noun := singular(typename)
	switch {
	case strings.HasSuffix(noun, "y"):
		return strings.TrimSuffix(noun, "y") + "ies"
	case strings.HasSuffix(noun, "s"):
		return noun + "es"
	}
	return noun + "s"
}

// indented moves lines to the right.
func indented(text string) string {
	lines := slices.Collect(strings.Lines(text))
	for i, line := range lines {
		if line != "\n" {
			lines[i] = "  " + line
		}
	}
	return strings.Join(lines, "")
}
