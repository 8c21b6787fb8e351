package graph_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pilotgraph/bench/dataset"
	"pilotgraph/graph/fault"
	"pilotgraph/graph/load"
	"pilotgraph/internal/datapackage"
	"pilotgraph/internal/release"
)

// history is a release with others before it, and the packages of all of them, the oldest first. Each was edited from
// the first or from the one before it, so that rows come, go and come back.
type history struct {
	*release.Release
	packages []*datapackage.Package
}

var histories []*datapackage.Package // of the one history, made once

// openHistory publishes the history once.
func openHistory(t *testing.T) history {
	t.Helper()
	opened := once("history", func() *release.Release {
		options := release.Options{Directory: newPlace(t), Log: quiet}
		if histories == nil {
			histories = writeHistory(t)
		}
		for _, source := range histories {
			if _, err := release.Publish(context.Background(), options, source, release.OriginPackage); err != nil {
				t.Fatal(err)
			}
		}
		opened, err := release.Open(context.Background(), options)
		if err != nil {
			t.Fatal(err)
		}
		return opened
	})
	return history{opened, histories}
}

// writeHistory writes packages, each of them made from one before.
func writeHistory(t *testing.T) (packages []*datapackage.Package) {
	t.Helper()
	folders := filepath.Join(testDirectory, "history-packages")
	for i, from := range []int{0, 0, 1, 0, 3} {
		folder := filepath.Join(folders, fmt.Sprint(i))
		var err error
		if i == 0 {
			err = dataset.Write(folder, randomSize(0), nil)
		} else {
			err = dataset.Edit(filepath.Join(folders, fmt.Sprint(from)), folder, dataset.Edits{Seed: uint64(i % 2), Version: fmt.Sprintf("1.%d.0", i), PerMille: 80})
		}
		if err != nil {
			t.Fatal(err)
		}
		source, err := datapackage.Open(folder)
		if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, source)
	}
	return packages
}

func (h history) id(i int) string { return "release:" + h.packages[i].Descriptor().Version }

// place is where a release stands in the history.
func (h history) place(id string) int {
	return slices.IndexFunc(h.packages, func(p *datapackage.Package) bool { return "release:"+p.Descriptor().Version == id })
}

func (h history) latest() int { return len(h.packages) - 1 }

// told is a change as a client sees it.
type told struct {
	ID, Kind, RecordID, RecordType string
	Record                         *struct{ ID string }
	Since, Release                 struct{ ID string }
	Fields                         []struct {
		Field, Column           string
		Language, Before, After *string
	}
}

const changeFields = "id kind recordId recordType record {id} since {id} release {id} fields {field language column before after}"

// readChanges goes through all changes of a connection by pages; at is what stands around it, with its arguments.
func readChanges(t *testing.T, server *server, at string, size int) (all []told) {
	t.Helper()
	for after := "null"; ; {
		var data struct {
			Of struct {
				Changes struct {
					Nodes    []told
					PageInfo struct {
						HasNextPage bool
						EndCursor   *string
					}
				}
			}
		}
		page := fmt.Sprintf("first: %d, after: %s) {nodes {%s} pageInfo {hasNextPage endCursor}}", size, after, changeFields)
		if strings.HasPrefix(at, "release") {
			server.read(t, &data, fmt.Sprintf("{of: %s {changes(%s}}", at, page), nil)
		} else {
			server.read(t, &data.Of, fmt.Sprintf("{changes: changes(%s, %s}", at, page), nil)
		}
		all = append(all, data.Of.Changes.Nodes...)
		if !data.Of.Changes.PageInfo.HasNextPage {
			return all
		}
		after = fmt.Sprintf("%q", *data.Of.Changes.PageInfo.EndCursor)
	}
}

// apply makes the rows of a package into others, as a client would that keeps them.
func apply(t *testing.T, rows dataset.Cells, changes []told) {
	t.Helper()
	value := func(text *string) string {
		if text == nil {
			return ""
		}
		return *text
	}
	for _, c := range changes {
		next := dataset.Change{Kind: c.Kind, ID: c.RecordID}
		for _, f := range c.Fields {
			next.Fields = append(next.Fields, dataset.FieldChange{Column: f.Column, Before: value(f.Before), After: value(f.After)})
		}
		if err := rows.Apply(next); err != nil {
			t.Error(err)
		}
	}
}

func rowsOfPackage(t *testing.T, p *datapackage.Package) dataset.Cells {
	t.Helper()
	rows, err := dataset.Read(p)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestAPackageAndItsChangesMakeTheNext asks what each release changed, and what was changed since each, and does it.
func TestAPackageAndItsChangesMakeTheNext(t *testing.T) {
	h := openHistory(t)
	server := serve(h.Release, 1)
	kinds := map[string]int{}
	for i, p := range h.packages {
		since := readChanges(t, server, fmt.Sprintf("since: %q", h.id(i)), 37)
		rows := rowsOfPackage(t, p)
		apply(t, rows, since)
		if diff := cmp.Diff(rowsOfPackage(t, h.packages[h.latest()]), rows); diff != "" {
			t.Fatalf("since %s (-package +changed):\n%s", h.id(i), diff)
		}
		h.check(t, server, since)
		by := readChanges(t, server, fmt.Sprintf("release(id: %q)", h.id(i)), 41)
		if i == 0 {
			if len(by) > 0 {
				t.Errorf("the first release changed %v", by[0])
			}
			continue
		}
		rows = rowsOfPackage(t, h.packages[i-1])
		apply(t, rows, by)
		if diff := cmp.Diff(rowsOfPackage(t, p), rows); diff != "" {
			t.Fatalf("by %s (-package +changed):\n%s", h.id(i), diff)
		}
		h.check(t, server, by)
		for _, c := range append(by, since...) {
			kinds[c.Kind]++
			if h.place(c.Release.ID)-h.place(c.Since.ID) > 1 {
				kinds["several steps"]++
			}
		}
	}
	for _, kind := range []string{"ADDED", "CHANGED", "REMOVED", "several steps"} {
		if kinds[kind] < 5 {
			t.Errorf("only %d changes are %s, so little is shown", kinds[kind], kind)
		}
	}
}

// check looks at what a change says beside its fields, and asks for it again by its id.
func (h history) check(t *testing.T, server *server, changes []told) {
	t.Helper()
	there := map[string]bool{}
	for _, table := range datapackage.Tables() {
		for row, err := range h.packages[h.latest()].Rows(table.Name) {
			if err != nil {
				t.Fatal(err)
			}
			there[table.Prefix+":"+row.Get("id")] = true
		}
	}
	for i, c := range changes {
		_, since, _ := strings.Cut(c.Since.ID, ":")
		_, until, _ := strings.Cut(c.Release.ID, ":")
		kind, _, _ := strings.Cut(c.RecordID, ":")
		if c.ID != "change:"+since+".."+until+":"+c.RecordID || c.RecordType != strings.ToUpper(strings.ReplaceAll(kind, "-", "_")) {
			t.Errorf("%+v", c)
		}
		if (c.Record != nil) != there[c.RecordID] || c.Record != nil && c.Record.ID != c.RecordID {
			t.Errorf("%s: the record is %v", c.ID, c.Record)
		}
		if i > 30 {
			continue // a request each
		}
		var data struct{ Node told }
		server.read(t, &data, fmt.Sprintf("{node(id: %q) {... on Change {%s}}}", c.ID, changeFields), nil)
		if diff := cmp.Diff(c, data.Node); diff != "" {
			t.Errorf("%s (-listed +node):\n%s", c.ID, diff)
		}
	}
}

// TestChangesAreWalkedAlikeForwardAndBackward pages through changes in all ways.
func TestChangesAreWalkedAlikeForwardAndBackward(t *testing.T) {
	h := openHistory(t)
	server := serve(h.Release, 1)
	for i := range h.packages {
		checkWalks(t, server, paged{typename: "Release", field: "changes", parents: []string{h.id(i)}})
		since := paged{typename: "Query", field: "changes", narrowed: fmt.Sprintf("since: %q, ", h.id(i))}
		whole := since.walk(t, server, "", 100, false)
		if i < h.latest() && len(whole) < 20 {
			t.Errorf("only %d changes since %s", len(whole), h.id(i))
		}
		if i == h.latest() && len(whole) > 0 {
			t.Errorf("changed since the release that answers: %v", whole)
		}
		for _, size := range []int{3, 17} {
			for _, backward := range []bool{false, true} {
				if diff := cmp.Diff(whole, since.walk(t, server, "", size, backward)); diff != "" {
					t.Errorf("since %s by %d, backward %v (-whole +walked):\n%s", h.id(i), size, backward, diff)
				}
			}
		}
		byRecord := paged{typename: "Query", field: "changes", narrowed: since.narrowed + "orderBy: [{field: RECORD, direction: DESC}], "}.walk(t, server, "", 29, false)
		records := make([]string, len(byRecord))
		for j, id := range byRecord {
			_, records[j], _ = strings.Cut(strings.TrimPrefix(id, "change:"), ":")
		}
		if slices.Reverse(records); len(records) != len(whole) || !slices.IsSorted(records) {
			t.Errorf("by record: %v", records)
		}
	}
}

func TestFiltersOfChanges(t *testing.T) {
	h := openHistory(t)
	server := serve(h.Release, 1)
	since := fmt.Sprintf("since: %q", h.id(0))
	all := readChanges(t, server, since, 100)
	for filter, holds := range map[string]func(told) bool{
		`{kind: {eq: REMOVED}}`: func(c told) bool { return c.Kind == "REMOVED" },
		`{recordType: {in: [ZONE, CITATION]}}`: func(c told) bool {
			return c.RecordType == "ZONE" || c.RecordType == "CITATION"
		},
		`{not: {kind: {in: [ADDED, CHANGED]}}, recordType: {eq: PILOT}}`: func(c told) bool { return c.Kind == "REMOVED" && c.RecordType == "PILOT" },
		fmt.Sprintf(`{record: {eq: %q}}`, all[3].RecordID):               func(c told) bool { return c.RecordID == all[3].RecordID },
		fmt.Sprintf(`{id: {in: [%q, %q]}}`, all[0].ID, all[5].ID):        func(c told) bool { return c.ID == all[0].ID || c.ID == all[5].ID },
		`{}`: func(told) bool { return true },
	} {
		want := slices.DeleteFunc(slices.Clone(all), func(c told) bool { return !holds(c) })
		if diff := cmp.Diff(want, readChanges(t, server, since+", filter: "+filter, 20)); diff != "" || len(want) == 0 {
			t.Errorf("%s: %d changes (-want +got):\n%s", filter, len(want), diff)
		}
	}
}

// TestRemovedRecordsStayKnown asks for what is gone, in every way in which it can be asked for.
func TestRemovedRecordsStayKnown(t *testing.T) {
	h := openHistory(t)
	server := serve(h.Release, 1)
	var rows []dataset.Cells
	for _, p := range h.packages {
		rows = append(rows, rowsOfPackage(t, p))
	}
	checked := map[string]bool{}
	for i := range h.packages[1:] {
		for _, c := range readChanges(t, server, fmt.Sprintf("release(id: %q)", h.id(i+1)), 100) {
			if c.Kind != "REMOVED" || c.Record != nil {
				continue
			}
			field := map[string]string{"zone": "zone", "institution": "institution", "pilot": "pilot", "citation": "citation", "alias": "alias"}[strings.ToLower(c.RecordType)]
			if field == "" || checked[c.RecordID] {
				continue
			}
			checked[c.RecordID] = true
			last := h.lastWith(t, rows, c.RecordID)
			message := fmt.Sprintf("%s was removed by %s", c.RecordID, h.id(last+1))
			for _, document := range []string{
				fmt.Sprintf("{it: node(id: %q) {id}}", c.RecordID), fmt.Sprintf("{it: %s(id: %q) {id}}", field, c.RecordID),
				fmt.Sprintf("{it: nodes(ids: [%q]) {id}}", c.RecordID),
			} {
				got := decode(t, server.ask(t, document, nil))
				if len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != string(fault.Gone) || got.Errors[0].Message != message {
					t.Errorf("%s: %s %+v; want %s", document, got.Data, got.Errors, message)
				}
			}
		}
	}
	if len(checked) < 5 {
		t.Errorf("only %d records are gone", len(checked))
	}
}

// lastWith is the last release that has a record.
func (h history) lastWith(t *testing.T, rows []dataset.Cells, id string) int {
	t.Helper()
	prefix, key, _ := strings.Cut(id, ":")
	table := map[string]string{"zone": "zones", "institution": "institutions", "pilot": "pilots", "citation": "citations", "alias": "aliases"}[prefix]
	for i, each := range slices.Backward(rows) {
		if _, there := each[table+"/"+key]; there {
			return i
		}
	}
	t.Fatalf("no release has %s", id)
	return 0
}

func TestWhatCannotBeToldOfChanges(t *testing.T) {
	h := openHistory(t)
	server := serve(h.Release, 1)
	for document, want := range map[string]struct {
		code    fault.Code
		message string
	}{
		`{changes(since: "release:0.9.0") {totalCount}}`:                               {fault.NotFound, "release:0.9.0 is not known here, so nobody can tell what was changed since; ask for everything anew"},
		`{changes(since: "0.9.0") {totalCount}}`:                                       {fault.BadUserInput, "release:id"},
		`{changes(since: "zone:x") {totalCount}}`:                                      {fault.BadUserInput, "begin with release:"},
		`{changes(since: "") {totalCount}}`:                                            {fault.BadUserInput, "release:id"},
		`{changes(since: "release:1.0.0", first: 101) {totalCount}}`:                   {fault.BadUserInput, "0 to 100"},
		`{changes(since: "release:1.0.0", filter: {kind: {in: []}}) {totalCount}}`:     {fault.BadUserInput, "filter.kind.in is empty"},
		`{node(id: "change:1.0.0..1.1.0:zone:atlantis") {id}}`:                         {fault.NotFound, "there is no change:1.0.0..1.1.0:zone:atlantis"},
		`{node(id: "change:1.0.0..1.1.0:zone") {id}}`:                                  {fault.BadUserInput, "two versions and the id of a record follow the colon"},
		`{node(id: "change:1.0.0:zone:x") {id}}`:                                       {fault.BadUserInput, "two versions"},
		`{node(id: "change:1..2:planet:x") {id}}`:                                      {fault.BadUserInput, "two versions"},
		`{node(id: "change:1.0.0..1.1.0:zone:` + strings.Repeat("a", 201) + `") {id}}`: {fault.BadUserInput, "two versions"},
		`{zone(id: "zone:atlantis") {id}}`:                                             {fault.NotFound, "there is no zone:atlantis"},
	} {
		got := decode(t, server.ask(t, document, nil))
		if len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != string(want.code) || !strings.Contains(got.Errors[0].Message, want.message) {
			t.Errorf("%s: %s %+v; want %s %s", document, got.Data, got.Errors, want.code, want.message)
		}
	}
	// A cursor belongs to its release.
	cursor := paged{typename: "Query", field: "changes", narrowed: `since: "release:1.0.0", `}.read(t, server, "", "first: 1").Edges[0].Cursor
	got := decode(t, server.ask(t, fmt.Sprintf(`{changes(since: "release:1.1.0", after: %q) {totalCount}}`, cursor), nil))
	if len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != string(fault.BadUserInput) {
		t.Errorf("a cursor from elsewhere: %s %+v", got.Data, got.Errors)
	}
}

// TestChangesTakeFewStatements counts the SQL of pages of one size and another.
func TestChangesTakeFewStatements(t *testing.T) {
	h := openHistory(t)
	server := serve(h.Release, load.DefaultWait)
	for _, document := range []string{
		`{changes(since: "release:1.0.0", first: %d) {totalCount nodes {` + changeFields + `}}}`,
		`{releases(first: 5) {nodes {changes(first: %d) {totalCount nodes {` + changeFields + `}}}}}`,
		`{changes(since: "release:1.0.0", first: %d, filter: {recordType: {eq: ZONE}}) {nodes {record {... on Zone {name}}}}}`,
	} {
		few, _ := server.count(t, fmt.Sprintf(document, 4))
		many, _ := server.count(t, fmt.Sprintf(document, 90))
		if many > few+10 || many > 25 { // a statement more for each type of record
			t.Errorf("%s: %d statements for few, %d for many", document, few, many)
		}
	}
	gone := `{a: node(id: "zone:none-1") {id} b: node(id: "zone:none-2") {id} nodes(ids: ["zone:none-3", "pilot:none-4"]) {id}}`
	if got, _ := server.count(t, gone); got > 7 { // of each field, one for each type and one for what is not there
		t.Errorf("%d statements for what is not there", got)
	}
}

// TestLinksOfWhatIsGoneLeadNowhere looks for a removed record as the address of a record does.
func TestLinksOfWhatIsGoneLeadNowhere(t *testing.T) {
	h := openHistory(t)
	exists := serve(h.Release, 1).Exists
	for _, c := range readChanges(t, serve(h.Release, 1), fmt.Sprintf("since: %q, filter: {kind: {eq: REMOVED}}", h.id(0)), 100) {
		if there, err := exists(t.Context(), c.RecordID); there || err != nil {
			t.Errorf("%s: %v, %v", c.RecordID, there, err)
		}
		if there, err := exists(t.Context(), c.ID); !there || err != nil {
			t.Errorf("%s: %v, %v", c.ID, there, err)
		}
	}
}

// TestTheExamplePackagesAnswerAsTheirGolden publishes the packages of Examplia and asks what a client of the first must know.
func TestTheExamplePackagesAnswerAsTheirGolden(t *testing.T) {
	const folder = "../examples/packages/examplia"
	options := release.Options{Directory: newPlace(t), Log: quiet}
	for _, version := range []string{"1.0.0", "1.1.0"} {
		source, err := datapackage.Open(filepath.Join(folder, version))
		if err != nil {
			t.Fatal(err)
		}
		defer source.Close()
		report, err := source.Check(t.Context(), 0)
		if err != nil || len(report.Problems) > 0 || source.Descriptor().Version != version {
			t.Fatalf("%s: %+v, %v", version, report, err)
		}
		if _, err := release.Publish(t.Context(), options, source, release.OriginPackage); err != nil {
			t.Fatal(err)
		}
	}
	opened, err := release.Open(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	document, err := os.ReadFile(filepath.Join(folder, "changes.graphql"))
	if err != nil {
		t.Fatal(err)
	}
	got := indent(t, serve(opened, 1).ask(t, string(document), nil))
	golden := filepath.Join(folder, "changes.json")
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
