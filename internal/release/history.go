package release

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"pilotgraph/ent/change"
	"pilotgraph/ent/schema"
	"pilotgraph/internal/datapackage"
	"pilotgraph/internal/insert"
)

// past is what a release follows: the releases before it, and what each of them changed.
type past struct {
	// database is that of the latest release before, which tells all that came before it; "" where it cannot be read.
	database string
	// releases are those before, oldest first: all of them without a database, else the latest alone.
	releases []manifest
	// open returns the package of one of them.
	open func(manifest) (*datapackage.Package, error)
}

// writeHistory writes the releases with what each of them changed, this one last.
func (b builder) writeHistory(ctx context.Context, m manifest, before past) error {
	if before.database != "" {
		if err := b.execute(ctx, b.tx, copyReleases, copySteps); err != nil {
			return err
		}
		latest := before.releases[len(before.releases)-1]
		return b.follow(ctx, latest, m, before.open, b.source)
	}
	for i, each := range before.releases {
		if i == 0 {
			if err := b.insertRelease(ctx, each, ""); err != nil {
				return err
			}
			continue
		}
		source, err := before.open(each)
		if err != nil {
			return err
		}
		err = b.follow(ctx, before.releases[i-1], each, before.open, source)
		source.Close()
		if err != nil {
			return err
		}
	}
	if len(before.releases) == 0 {
		return b.insertRelease(ctx, m, "")
	}
	return b.follow(ctx, before.releases[len(before.releases)-1], m, before.open, b.source)
}

// copyReleases and copySteps take over what the database of the release before says. What several steps make together
// is made anew.
const (
	copyReleases = "INSERT INTO releases SELECT * FROM past.releases"
	copySteps    = `INSERT INTO changes (id, record_id, record_type, kind, since_id, release_id, step_id, fields)
		SELECT id, record_id, record_type, kind, since_id, release_id, step_id, fields FROM past.changes WHERE step_id IS NOT NULL`
)

// follow writes a release and what it changes in the one before it.
func (b builder) follow(ctx context.Context, before, after manifest, open func(manifest) (*datapackage.Package, error), source *datapackage.Package) error {
	if err := b.insertRelease(ctx, after, before.id()); err != nil {
		return err
	}
	old, err := open(before)
	if err != nil {
		return err
	}
	defer old.Close()
	changes := newChangeInserter(b.tx)
	err = compare(ctx, old, source, func(c Change) error {
		return changes.add(ctx, step{Change: c, since: before.id(), release: after.id()}, true, nil, nil)
	})
	if err != nil {
		return err
	}
	return changes.Close(ctx)
}

// step is a change with the releases that it lies between.
type step struct {
	Change
	since, release string // ids
	number         int    // of the release
}

// changeInserter writes changes.
type changeInserter struct{ *insert.Inserter }

func newChangeInserter(tx *sql.Tx) changeInserter {
	return changeInserter{newInserter(tx, change.Table, []string{
		change.FieldID, change.FieldRecordID, change.FieldRecordType, change.FieldKind, change.FieldSinceID,
		change.FieldReleaseID, change.FieldStepID, change.FieldUnchangedFrom, change.FieldChangedIn, change.FieldFields,
	})}
}

// add writes a change: the step of a release, or what several make together from one number of a release on.
func (i changeInserter) add(ctx context.Context, s step, isStep bool, unchangedFrom, changedIn any) error {
	fields, err := json.Marshal(append([]schema.FieldChange{}, s.Fields...))
	if err != nil {
		return err
	}
	var stepOf any
	if isStep {
		stepOf = s.release
	}
	_, since, _ := strings.Cut(s.since, ":")
	_, until, _ := strings.Cut(s.release, ":")
	return i.Inserter.Add(ctx, "change:"+since+".."+until+":"+s.ID, s.ID, s.Type(), string(s.Kind), s.since,
		s.release, stepOf, unchangedFrom, changedIn, string(fields))
}

// latestSteps says of the latest step of each record since which release it is all that happened to the record.
const latestSteps = `
UPDATE changes SET changed_in = l.number, unchanged_from = l.unchanged_from
FROM (
	SELECT c.id, r.number,
		COALESCE(LAG(r.number) OVER (PARTITION BY c.record_id ORDER BY r.number), 0) AS unchanged_from,
		ROW_NUMBER() OVER (PARTITION BY c.record_id ORDER BY r.number DESC) AS place
	FROM changes c JOIN releases r ON r.id = c.step_id
) l WHERE l.id = changes.id AND l.place = 1`

// summarize writes what the steps of each record make together, from each of them on to the latest.
func (b builder) summarize(ctx context.Context) error {
	if err := b.execute(ctx, b.tx, latestSteps); err != nil {
		return err
	}
	changes := newChangeInserter(b.tx)
	for last := ""; ; {
		records, err := b.repeated(ctx, last)
		if err != nil || len(records) == 0 {
			return changes.finish(ctx, err)
		}
		for _, steps := range records {
			for i := range steps[:len(steps)-1] {
				unchangedFrom := 0
				if i > 0 {
					unchangedFrom = steps[i-1].number
				}
				together, something := compose(steps[i:])
				if !something {
					continue
				}
				if err := changes.add(ctx, together, false, unchangedFrom, steps[i].number); err != nil {
					return err
				}
			}
			last = steps[0].ID
		}
	}
}

// finish writes what still waits, unless there was an error.
func (i changeInserter) finish(ctx context.Context, err error) error {
	if err != nil {
		return err
	}
	return i.Close(ctx)
}

// repeatedAtOnce is of how many records the steps are held in memory.
const repeatedAtOnce = 500

// repeated returns the steps of the next records after one that have several, each in the order of the releases.
func (b builder) repeated(ctx context.Context, last string) (records [][]step, err error) {
	rows, err := b.tx.QueryContext(ctx, `
SELECT c.record_id, c.kind, c.since_id, c.release_id, c.fields, r.number
FROM changes c JOIN releases r ON r.id = c.step_id
WHERE c.record_id IN (
	SELECT record_id FROM changes WHERE record_id > ? AND step_id IS NOT NULL
	GROUP BY record_id HAVING COUNT(*) > 1 ORDER BY record_id LIMIT ?
)
ORDER BY c.record_id, r.number`, last, repeatedAtOnce)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s step
		var fields []byte
		if err := rows.Scan(&s.ID, &s.Kind, &s.since, &s.release, &fields, &s.number); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(fields, &s.Fields); err != nil {
			return nil, fmt.Errorf("fields of a change of %s: %w", s.ID, err)
		}
		if n := len(records); n == 0 || records[n-1][0].ID != s.ID {
			records = append(records, nil)
		}
		records[len(records)-1] = append(records[len(records)-1], s)
	}
	return records, rows.Err()
}

// compose returns what the steps of a record make together, and whether that is anything.
func compose(steps []step) (together step, something bool) {
	first, last := steps[0], steps[len(steps)-1]
	together = step{Change: Change{ID: first.ID}, since: first.since, release: last.release, number: last.number}
	for _, s := range steps {
		for _, field := range s.Fields {
			i := slices.IndexFunc(together.Fields, func(known schema.FieldChange) bool { return known.Column == field.Column })
			if i < 0 {
				together.Fields = append(together.Fields, field)
			} else {
				together.Fields[i].After = field.After
			}
		}
	}
	together.Fields = slices.DeleteFunc(together.Fields, func(f schema.FieldChange) bool {
		return f.Before == f.After || f.Before != nil && f.After != nil && *f.Before == *f.After
	})
	was, is := first.Kind != Added, last.Kind != Removed
	switch {
	case was && is:
		together.Kind = Changed
		return together, len(together.Fields) > 0
	case is:
		together.Kind = Added
	case was:
		together.Kind = Removed
	}
	return together, was || is
}
