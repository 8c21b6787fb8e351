package explorer

import (
	"net/http"
	"regexp"
	"strings"
)

// changesView is what the page of a release shows of what it changed.
type changesView struct {
	Kinds   []option // of changes, with the number of each
	Changes []change
	Pages   pages
}

// change is what a release did to a record.
type change struct {
	Kind   string // "ADDED", "CHANGED" or "REMOVED"
	Type   string // of the record, for people
	Label  *Name  // of the record; nil where it has none
	ID     string // of the record
	Href   string // where the record can be read: in this release, or in the last one that had it
	Since  string // version of the release before
	By     string // version of the release that did it
	Fields []fieldChange
}

// fieldChange is what a release did to a field.
type fieldChange struct {
	Field         string // for people
	Language      string // of a name, or ""
	Column        string // of the package, where the field has several; else ""
	Before, After string // "" where it was or is empty
}

// changesOf reads what a release changed.
func (q *request) changesOf(release map[string]any) *changesView {
	told := object(release, "changes")
	found := &changesView{Changes: q.changes(told), Pages: q.pages(told)}
	chosen, total := q.values.Get("kind"), 0
	for _, kind := range []string{"ADDED", "CHANGED", "REMOVED"} {
		count := object(release, strings.ToLower(kind))["totalCount"]
		total += number(object(release, strings.ToLower(kind)), "totalCount")
		found.Kinds = append(found.Kinds, option{Text: q.Label("ChangeKind", kind), Count: count, Href: q.Here("kind", kind), IsChosen: kind == chosen})
	}
	all := option{Text: q.T("change.all"), Count: total, Href: q.Here("kind", ""), IsChosen: chosen == ""}
	found.Kinds = append([]option{all}, found.Kinds...)
	return found
}

// changes reads the changes of a page of a connection.
func (q *request) changes(told map[string]any) (found []change) {
	for _, each := range objects(told, "nodes") {
		found = append(found, q.change(each))
	}
	return found
}

// change reads a change.
func (q *request) change(told map[string]any) change {
	id := text(told, "recordId")
	found := change{Kind: text(told, "kind"), ID: id, Since: text(object(told, "since"), "version"), By: text(object(told, "release"), "version")}
	prefix, _, _ := strings.Cut(id, ":")
	of, _ := kindBy(name, prefix)
	found.Type = q.T("type." + of.Typename)
	at := *q
	if at.release = found.By; found.Kind == "REMOVED" {
		at.release = found.Since
	}
	found.Href = at.href(id)
	found.Fields = q.fieldChanges(objects(told, "fields"))
	found.Label = q.labelOfChanged(object(told, "record"), objects(told, "fields"))
	return found
}

// labelOfChanged is what a record is called, or was.
func (q *request) labelOfChanged(record map[string]any, fields []map[string]any) *Name {
	if label, ok := record["label"].(*Name); ok {
		return label
	}
	for _, member := range []string{"title", "text"} {
		if title := text(record, member); title != "" {
			return &Name{Text: title, Language: text(record, "language")}
		}
	}
	var names []any
	for _, each := range fields {
		if before := text(each, "before"); text(each, "field") == "name" && before != "" && !strings.HasSuffix(text(each, "column"), "_basis") {
			names = append(names, map[string]any{"text": before, "language": text(each, "language")})
		}
	}
	if len(names) == 0 {
		return nil
	}
	return q.chooseName(names)
}

// fieldChanges reads what was done to fields.
func (q *request) fieldChanges(told []map[string]any) (found []fieldChange) {
	columns := map[string]int{}
	field := func(each map[string]any) string {
		if strings.HasSuffix(text(each, "column"), "_basis") {
			return text(each, "column")
		}
		return text(each, "field") + " " + text(each, "language")
	}
	for _, each := range told {
		columns[field(each)]++
	}
	for _, each := range told {
		read := fieldChange{Field: text(each, "field"), Language: text(each, "language"), Before: q.wording(text(each, "before")), After: q.wording(text(each, "after"))}
		if strings.HasSuffix(text(each, "column"), "_basis") && read.Field == "name" {
			read.Field, read.Before, read.After = "nameBasis", q.basis(text(each, "before")), q.basis(text(each, "after"))
		}
		if title, ok := q.texts["field."+read.Field]; ok {
			read.Field = title
		}
		if columns[field(each)] > 1 {
			read.Column = text(each, "column")
		}
		found = append(found, read)
	}
	return found
}

// basis is how a name is known, for people; "" where that is not said.
func (q *request) basis(value string) string {
	if value == "" {
		return ""
	}
	return q.Label("NameBasis", value)
}

var enumForm = regexp.MustCompile(`^[A-Z][A-Z0-9_]+$`)

// wording is a value of a column for people: values of enums have labels, where all enums that have the value agree.
func (q *request) wording(value string) string {
	if !enumForm.MatchString(value) {
		return value
	}
	found := ""
	for _, values := range q.labels {
		label := values[value][q.Tag]
		if label != "" && found != "" && label != found {
			return value
		}
		if label != "" {
			found = label
		}
	}
	if found == "" {
		return value
	}
	return found
}

// gone fills the page of a record that a release removed.
func (q *request) gone(of kind, id string) (*Content, error) {
	found, err := q.run("gone", map[string]any{"id": id})
	if err != nil {
		return nil, err
	}
	for _, each := range objects(object(found.data, "releases"), "nodes") {
		for _, removal := range q.changes(object(each, "changes")) {
			view := &view{Title: q.T("gone.title"), answer: found, Missing: &missingView{ID: id, Kind: of, Removal: &removal}}
			return q.show(http.StatusGone, "missing", view)
		}
	}
	return q.missingIn(found, &missingView{ID: id, Kind: of})
}
