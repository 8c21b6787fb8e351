package release

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"entgo.io/ent/dialect"

	"pilotgraph/internal/datapackage"
)

// Outcome says what a publication did.
type Outcome string

// The outcomes of a publication.
const (
	Published Outcome = "published" // a new release was built and is current
	Planned   Outcome = "planned"   // a new release would be built; nothing was changed
	Unchanged Outcome = "unchanged" // the release has this content already
	Mended    Outcome = "mended"    // it had, and what was damaged of it is put back
	Completed Outcome = "completed" // it had, and is current now: a publisher was stopped before that
)

// Publication is what a publication did or would do. Beside Info, Outcome and Current all is empty unless the outcome
// is Published or Planned.
type Publication struct {
	Info     // of the release
	Outcome  Outcome
	Current  string         // version that is current now, or stays so; "" for none
	Before   string         // version of the release that it follows; "" for the first
	Records  []RecordTotal  // by type
	Changes  []Change       // the first of each type and kind, as many as Options.Shown says
	Vanished int            // how many ids are there no more
	Coverage []CoverageStep // how complete the lists are, where that changes
}

// RecordTotal is how many records of a type there are, and how many were changed.
type RecordTotal struct {
	Type                    string // as the contract writes types in enums
	Count                   int    // in the release
	Added, Changed, Removed int
}

// CoverageStep is how a row of coverage changes; a side is nil where it is not there.
type CoverageStep struct {
	Programme, Scope, Measure string // ids, and a value of the enum Measure
	Stage                     string // or ""
	Before, After             *CoverageCount
}

// CoverageCount is how much of a reported number is recorded.
type CoverageCount struct {
	Reported int
	Recorded *int // nil where nothing of the kind is recorded
}

// Plan tells what Publish would do, and changes nothing: the database is built in the directory for temporary files, and
// thrown away. Errors are those of Publish.
func Plan(ctx context.Context, options Options, source *datapackage.Package, origin Origin) (_ Publication, err error) {
	options = options.withDefaults()
	if IsDatabase(options.Directory) {
		s, err := openServer(options)
		if err != nil {
			return Publication{}, err
		}
		return s.plan(ctx, source, origin)
	}
	d, err := openDirectory(options.Directory)
	if err != nil {
		return Publication{}, err
	}
	defer func() { err = orStopped(ctx, d.path, "stopped before the plan was made", err) }()
	p := publisher{options, d}
	hash, err := p.examine(ctx, source)
	if err != nil {
		return Publication{}, err
	}
	next, err := p.prepare(source, hash, origin)
	if err != nil {
		return Publication{}, err
	}
	at, _, err := d.current()
	if err != nil {
		return Publication{}, err
	}
	if next.known != nil {
		return Publication{Info: next.known.info(), Outcome: Unchanged, Current: at.version}, nil
	}
	folder, err := os.MkdirTemp("", "pilotgraph-plan-")
	if err != nil {
		return Publication{}, failure(os.TempDir(), err)
	}
	defer os.RemoveAll(folder)
	before := p.pastOf(next.earlier)
	path := filepath.Join(folder, databaseName)
	err = buildDatabase(ctx, path, dialect.SQLite, source, &next.manifest, before, options.meter)
	if err == nil {
		options.meter.stage("verifying", nil)
		err = verifyDatabase(ctx, path, next.manifest)
	}
	if err != nil {
		return Publication{}, p.stopped(folder, err)
	}
	planned, err := p.publication(ctx, path, next.manifest, before)
	planned.Outcome, planned.Current = Planned, at.version
	return planned, err
}

// publication reads what a release changes from its database.
func (p publisher) publication(ctx context.Context, path string, m manifest, before past) (_ Publication, err error) {
	done := Publication{Info: m.info(), Outcome: Published, Current: m.Version}
	if last := len(before.releases) - 1; last >= 0 {
		done.Before = before.releases[last].Version
	}
	db, err := openDatabase(ctx, path, 1)
	if err != nil {
		return done, failure(path, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, c := range m.Counts {
		done.Records = append(done.Records, RecordTotal{Type: enumOfType(c.Type), Count: c.Count})
	}
	if err = done.readTotals(ctx, db); err == nil {
		err = done.readChanges(ctx, db, p.options.Shown)
	}
	if err == nil {
		err = done.readCoverage(ctx, db, before.database)
	}
	if err != nil {
		return done, failure(path, err)
	}
	return done, nil
}

// enumOfType writes the name of a type as enums do: "SECTOR_GROUP" for "SectorGroup".
func enumOfType(name string) string {
	var text strings.Builder
	for i, r := range name {
		if r >= 'A' && r <= 'Z' && i > 0 {
			text.WriteByte('_')
		}
		text.WriteRune(r)
	}
	return strings.ToUpper(text.String())
}

// readTotals counts the changes of the release by type and kind.
func (p *Publication) readTotals(ctx context.Context, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, "SELECT record_type, kind, COUNT(*) FROM changes WHERE step_id = ? GROUP BY 1, 2", p.Info.ID)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var kind ChangeKind
		var count int
		if err := rows.Scan(&name, &kind, &count); err != nil {
			return err
		}
		i := slices.IndexFunc(p.Records, func(t RecordTotal) bool { return t.Type == name })
		if i < 0 {
			return fmt.Errorf("a change of the unknown type %s", name)
		}
		switch kind {
		case Added:
			p.Records[i].Added = count
		case Changed:
			p.Records[i].Changed = count
		case Removed:
			p.Records[i].Removed = count
			p.Vanished += count
		}
	}
	return rows.Err()
}

// readChanges reads the first changes of each type and kind.
func (p *Publication) readChanges(ctx context.Context, db *sql.DB, most int) error {
	for _, total := range p.Records {
		for _, kind := range []ChangeKind{Added, Changed, Removed} {
			if err := p.readChangesOf(ctx, db, total.Type, kind, most); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *Publication) readChangesOf(ctx context.Context, db *sql.DB, typename string, kind ChangeKind, most int) error {
	rows, err := db.QueryContext(ctx, `SELECT record_id, fields FROM changes
		WHERE step_id = ? AND record_type = ? AND kind = ? ORDER BY record_id LIMIT ?`, p.Info.ID, typename, kind, most)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		c := Change{Kind: kind}
		var fields []byte
		if err := rows.Scan(&c.ID, &fields); err != nil {
			return err
		}
		if err := json.Unmarshal(fields, &c.Fields); err != nil {
			return err
		}
		p.Changes = append(p.Changes, c)
	}
	return rows.Err()
}

// readCoverage compares how complete the lists are with the database before; "" for none.
func (p *Publication) readCoverage(ctx context.Context, db *sql.DB, path string) (err error) {
	steps, err := coverageOf(ctx, db)
	if err != nil {
		return err
	}
	var older []CoverageStep
	if path != "" {
		old, err := openDatabase(ctx, path, 1)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, old.Close()) }()
		if older, err = coverageOf(ctx, old); err != nil {
			return err
		}
	}
	for _, was := range older {
		i := slices.IndexFunc(steps, func(s CoverageStep) bool { return s.key() == was.key() })
		if i >= 0 {
			steps[i].Before = was.After
		} else {
			steps = append(steps, CoverageStep{Programme: was.Programme, Scope: was.Scope, Measure: was.Measure, Stage: was.Stage, Before: was.After})
		}
	}
	p.Coverage = slices.DeleteFunc(steps, func(s CoverageStep) bool {
		return s.Before != nil && s.After != nil && s.Before.Reported == s.After.Reported && equal(s.Before.Recorded, s.After.Recorded)
	})
	return nil
}

func (s CoverageStep) key() [4]string { return [4]string{s.Programme, s.Scope, s.Measure, s.Stage} }

// equal compares two numbers that may be unknown.
func equal(a, b *int) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// coverageOf reads how complete the lists of a release are, as its After.
func coverageOf(ctx context.Context, db *sql.DB) ([]CoverageStep, error) {
	rows, err := db.QueryContext(ctx, `SELECT programme_id, scope_id, measure, COALESCE(stage, ''), value, recorded
		FROM reported_counts WHERE preferred ORDER BY programme_id, scope_id, measure, stage`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var steps []CoverageStep
	for rows.Next() {
		s := CoverageStep{After: &CoverageCount{}}
		if err := rows.Scan(&s.Programme, &s.Scope, &s.Measure, &s.Stage, &s.After.Reported, &s.After.Recorded); err != nil {
			return nil, err
		}
		steps = append(steps, s)
	}
	return steps, rows.Err()
}
