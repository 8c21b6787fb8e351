package load

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"entgo.io/ent/dialect/sql"
	"golang.org/x/mod/semver"

	"pilotgraph/ent"
	"pilotgraph/ent/change"
	"pilotgraph/ent/release"
	"pilotgraph/graph/fault"
)

// changeKind is the first part of the ids of changes.
const changeKind = "change"

// Edges to changes: those that a release made, and those since a release, which is the variant.
var (
	ReleaseChanges = rowsOf("Release.changes", changes, change.FieldStepID)
	ChangesSince   = since(root("changes", changes)).by(change.FieldChangedIn)

	// removals leads from the id of a record that is gone to the change that removed it.
	removals = latestRemoval(rowsOf("Node.removals", changes, change.FieldRecordID))
)

// since narrows changes to those that hold from a release on to the one that answers: the number of the release lies
// between those of the change.
func since(edge *Edge) *Edge {
	edge.where = func(selector *sql.Selector, id string) {
		selector.Where(sql.P(func(b *sql.Builder) {
			numbers := sql.Table(release.Table)
			number := sql.Select(numbers.C(release.FieldNumber)).From(numbers).Where(sql.EQ(numbers.C(release.FieldID), id))
			b.Ident(rowsAlias.C(change.FieldUnchangedFrom)).WriteString(" <= (").Join(number).WriteString(") AND ")
			b.Ident(rowsAlias.C(change.FieldChangedIn)).WriteString(" > (").Join(number).WriteString(")")
		}))
	}
	return edge
}

// latestRemoval narrows changes to removals that nothing has followed.
func latestRemoval(edge *Edge) *Edge {
	edge.where = func(selector *sql.Selector, _ string) {
		selector.Where(sql.And(sql.EQ(rowsAlias.C(change.FieldKind), "REMOVED"),
			sql.NotNull(rowsAlias.C(change.FieldStepID)), sql.NotNull(rowsAlias.C(change.FieldChangedIn))))
	}
	return edge
}

// changeForm is the form of what follows the type in the id of a change.
var changeForm = regexp.MustCompile(`^([^:]+?)\.\.([^:]+):([a-z-]+):([^:]+)$`)

// checkChange says what is wrong with what follows the type in the id of a change, or "".
func checkChange(key string) string {
	parts := changeForm.FindStringSubmatch(key)
	if parts == nil || !semver.IsValid("v"+parts[1]) || !semver.IsValid("v"+parts[2]) || tables[parts[3]].several == nil || !keyForm.MatchString(parts[4]) || len(parts[4]) > maximumKey {
		return "two versions and the id of a record follow the colon, such as change:0.2.0..0.3.0:zone:bc-haidian"
	}
	return ""
}

// IfThere returns the object with an id, or nil where the release does not have it.
func IfThere(ctx context.Context, id string) (Node, error) {
	return load[Node](ctx, From(ctx), nodeKey(id))
}

// CheckKnown returns an error that says so where a client names a release that is not known here.
func CheckKnown(ctx context.Context, id string) error {
	_, err := One[ent.Release](ctx, "release", id)
	var wrong *fault.Error
	if errors.As(err, &wrong) && wrong.Code == fault.NotFound {
		return fault.New(fault.NotFound, "%s is not known here, so nobody can tell what was changed since; ask for everything anew", fault.Shorten(id))
	}
	return err
}

// Absent returns for each id that a client asks for and that no object has its error: GONE, with the release that removed it,
// for what was there before, else NOT_FOUND.
func (l *Loaders) Absent(ctx context.Context, ids []string) []error {
	errs := make([]error, len(ids))
	if len(ids) == 0 {
		return errs
	}
	removed, err := l.database.selection(removals, Selection{})
	promises := make([]promise, len(ids))
	for i, id := range ids {
		if errs[i] = err; err == nil {
			promises[i] = l.ask(ctx, key{what: aList, id: id, selection: removed})
		}
	}
	for i, made := range promises {
		if errs[i] != nil {
			continue
		}
		found, err := keep[pageOf](ctx, made)
		switch {
		case err != nil:
			errs[i] = err
		case len(found.items) > 0:
			errs[i] = fault.New(fault.Gone, "%s was removed by release:%s", fault.Shorten(ids[i]), releaseOf(found.items[0].id))
		default:
			errs[i] = fault.New(fault.NotFound, "there is no %s", fault.Shorten(ids[i]))
		}
	}
	return errs
}

// releaseOf is the version of the release that a change ends with, from the id of the change.
func releaseOf(id string) string {
	return changeForm.FindStringSubmatch(strings.TrimPrefix(id, changeKind+":"))[2]
}
