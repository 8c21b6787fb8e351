package command

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"pilotgraph/internal/datapackage"
	"pilotgraph/internal/release"
)

// Check checks a package, or without one the data directory.
type Check struct {
	Package string `arg:"" optional:"" help:"Directory or zip file with datapackage.json, or - for a zip file on the standard input."`
	Format  string `enum:"text,json" default:"text" help:"text for people, json for programs."`
	Limit   int    `default:"20" help:"How many problems of each rule are shown; 0 for all. All are counted."`
	Strict  bool   `help:"End with 1 also where there are only warnings."`
}

// Exit codes of check.
const (
	exitWarnings = 1
	exitErrors   = 2
)

// Help returns examples.
func (Check) Help() string {
	return `Prints every problem with file, row, column, rule and remedy, what was meant perhaps,
and institutions that are likely the same. docs/data.md lists the rules.

Without a package it compares every database and package of the data directory with
what was written, byte for byte.

Ends with 0; with 2 where there are errors; with --strict with 1 where there are warnings.

Examples:

	pilotgraph check ./china-pilots
	pilotgraph check china-pilots.zip --format json
	curl -s https://example.org/china-pilots.zip | pilotgraph check -
	pilotgraph check --data /srv/pilots`
}

// Run checks, and returns an *Exit where something is wrong.
func (c *Check) Run(ctx context.Context, env Environment) error {
	spareMemory()
	if c.Package == "" {
		return c.runData(ctx, env)
	}
	p, err := env.openPackage(c.Package)
	if err != nil {
		return &Exit{exitErrors, err}
	}
	defer p.Close()
	meter := newMeter(env.Stderr)
	p.OnRead(meter.rows("checking"))
	report, err := p.Check(ctx, c.Limit)
	if err != nil {
		meter.end()
		return &Exit{exitErrors, err}
	}
	found := checked{Name: p.Descriptor().Name, Version: p.Descriptor().Version, Errors: report.Errors(), Warnings: report.Warnings(), Report: report}
	if found.Errors == 0 { // a table that is broken cannot be compared
		found.Duplicates, err = c.duplicates(ctx, p)
	}
	meter.end()
	if err != nil {
		return &Exit{exitErrors, err}
	}
	if err := c.print(env.Stdout, found); err != nil {
		return err
	}
	return c.exit(found.Errors, found.Warnings)
}

// duplicates finds institutions that are likely the same.
func (c *Check) duplicates(ctx context.Context, p *datapackage.Package) (duplicates, error) {
	all, err := Duplicates(ctx, p)
	found := duplicates{Count: len(all), Pairs: all}
	if c.Limit > 0 {
		found.Pairs = all[:min(c.Limit, len(all))]
	}
	return found, err
}

// exit is how the program ends.
func (c *Check) exit(errors, warnings int) error {
	switch {
	case errors > 0:
		return &Exit{Code: exitErrors}
	case warnings > 0 && c.Strict:
		return &Exit{Code: exitWarnings}
	}
	return nil
}

// checked is what check prints as JSON.
type checked struct {
	Name     string `json:"name"`
	Version  string `json:"version"`
	Errors   int    `json:"errors"`
	Warnings int    `json:"warnings"`
	*datapackage.Report
	Duplicates duplicates `json:"duplicates"`
}

// duplicates are pairs of institutions that are likely the same.
type duplicates struct {
	Count int         `json:"count"`
	Pairs []Duplicate `json:"pairs"` // the likeliest, as many as the limit says
}

func (c *Check) print(out io.Writer, found checked) error {
	if c.Format == "json" {
		return printJSON(out, found)
	}
	if err := found.Write(out); err != nil {
		return err
	}
	return printDuplicates(out, found.Duplicates)
}

// printJSON writes a value as people and programs read it.
func printJSON(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// runData compares what is published with what was written.
func (c *Check) runData(ctx context.Context, env Environment) error {
	meter := newMeter(env.Stderr)
	options := env.options()
	options.Progress = meter.show
	found, err := release.Verify(ctx, options)
	meter.end()
	if err != nil {
		return &Exit{exitErrors, err}
	}
	errors, warnings := 0, 0
	for _, finding := range found.Findings {
		if finding.Severity == datapackage.SeverityError {
			errors++
		} else {
			warnings++
		}
	}
	if c.Format == "json" {
		err = printJSON(env.Stdout, found)
	} else {
		err = printVerification(env.Stdout, found, errors, warnings)
	}
	if err != nil {
		return err
	}
	return c.exit(errors, warnings)
}

func printVerification(out io.Writer, found release.Verification, errors, warnings int) error {
	var text strings.Builder
	for _, f := range found.Findings {
		where := f.Path
		if f.Release != "" {
			where = "release " + f.Release + ", " + where
		}
		fmt.Fprintf(&text, "%s: %s: %s\n    %s\n", where, f.Severity, f.Message, f.Remedy)
	}
	if len(found.Findings) > 0 {
		fmt.Fprintln(&text)
	}
	fmt.Fprintf(&text, "%s compared, %s: %s, %s\n", counted(found.Releases, "release"), size(found.Bytes), counted(errors, "error"), counted(warnings, "warning"))
	_, err := io.WriteString(out, text.String())
	return err
}
