package release_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pilotgraph/ent/schema"
	"pilotgraph/internal/datapackage"
	"pilotgraph/internal/release"
	"pilotgraph/internal/search"
	"pilotgraph/seed"
)

// stored says for every column of every table of the package where its values are: "column", "column=stored",
// with ":prefix" where it is an id and "!" where it is a value of an enum.
func stored() map[string]string {
	return map[string]string{
		"programmes (programmes)":           "id:programme country kind! document_no=document_number notes",
		"events (events)":                   "id:event programme=programme_id:programme kind! date agency=agency_id:agency channel confidence! notes",
		"objectives (objectives)":           "id:objective programme=programme_id:programme order confidence! notes",
		"regions (regions)":                 "id:region country level! division_type parent=parent_id:region iso_3166_2=iso_code code code_scheme lat=latitude lon=longitude coord_basis=location_basis! coord_source=location_source_id:source tile_row tile_col=tile_column notes",
		"agencies (agencies)":               "id:agency country notes",
		"programme_agencies (agency_roles)": "id:agency-role programme=programme_id:programme agency=agency_id:agency role! stage! confidence! notes",
		"sector_groups (sector_groups)":     "id:sector-group order programme=programme_id:programme notes",
		"sectors (sectors)":                 "id:sector order programme=programme_id:programme group=group_id:sector-group group_basis! notes",
		"agency_sectors (sector_mandates)":  "id:sector-mandate agency=agency_id:agency sector=sector_id:sector programme=programme_id:programme role! confidence! notes",
		"zones (zones)":                     "id:zone programme=programme_id:programme zone_kind=kind! region=region_id:region precision! batch designated_on confidence! notes",
		"institutions (institutions)":       "id:institution kind! region=region_id:region region_basis! notes",
		"pilots (pilots)":                   "id:pilot programme=programme_id:programme institution=institution_id:institution kind! sector=sector_id:sector zone=zone_id:zone stage! partners confidence! notes",
		"aliases (alias)":                   "id:alias language text kind! notes",
		"identifiers (identifiers)":         "id:identifier scheme! value notes",
		"counts (reported_counts)":          "id:reported-count programme=programme_id:programme measure! stage! value preferred notes",
		"sources (sources)":                 "id:source url title publisher language published retrieved kind! reliability! notes",
		"citations (citations)":             "id:citation source=source_id:source quote note",
	}
}

// cell is where a value of the package is stored.
type cell struct {
	column, prefix string
	enum           bool
}

func parseStored(specification string) map[string]cell {
	cells := map[string]cell{}
	for word := range strings.FieldsSeq(specification) {
		word, enum := strings.CutSuffix(word, "!")
		word, prefix, _ := strings.Cut(word, ":")
		from, to, renamed := strings.Cut(word, "=")
		if !renamed {
			to = from
		}
		cells[from] = cell{to, prefix, enum}
	}
	return cells
}

// expected returns the text that a value of the package is stored as.
func (c cell) expected(value string) string {
	switch {
	case value != "" && c.prefix != "":
		return c.prefix + ":" + value
	case value == "true":
		return "1"
	case value == "false":
		return "0"
	case c.enum:
		return strings.ToUpper(strings.ReplaceAll(value, "-", "_"))
	}
	return value
}

func TestEveryCellArrives(t *testing.T) {
	r := open(t, t.TempDir(), seed.Files())
	tested := map[string]bool{"zone_regions": true} // TestLinks compares it
	for name, specification := range stored() {
		source, target, _ := strings.Cut(strings.TrimSuffix(name, ")"), " (")
		tested[source] = true
		t.Run(source, func(t *testing.T) { compareTable(t, r, source, target, parseStored(specification)) })
	}
	for _, table := range datapackage.Tables() {
		if !tested[table.Name] {
			t.Errorf("no test for the table %s", table.Name)
		}
	}
	files, err := fs.Glob(seed.Files(), "*.csv")
	if err != nil || len(files) != len(tested) {
		t.Errorf("%d tables tested, %d in the package (%v)", len(tested), len(files), err)
	}
}

func compareTable(t *testing.T, r *release.Release, source, target string, cells map[string]cell) {
	prefixes := prefixesOf()
	rows := rowsOf(t, source)
	if found := count(t, r, "SELECT COUNT(*) FROM "+target); found != len(rows) {
		t.Errorf("%d rows, not %d", found, len(rows))
	}
	found := readTable(t, r, target)
	for _, row := range rows {
		record := found[cells["id"].expected(row["id"])]
		if record == nil {
			t.Fatalf("%s is not there", row["id"])
		}
		for column, value := range row {
			place, known := cells[column]
			switch {
			case strings.HasPrefix(column, "name_"):
				continue // compared together below
			case strings.HasSuffix(column, "_table"), strings.HasSuffix(column, "_id"):
				owner := column[:strings.LastIndex(column, "_")]
				if got, want := record[owner+"_id"], prefixes[row[owner+"_table"]]+":"+row[owner+"_id"]; got != want {
					t.Errorf("%s: %s is %q, not %q", row["id"], owner, got, want)
				}
			case column == "fields":
				if (record["cited_fields"] == "") != (value == "") {
					t.Errorf("%s: %q became %q", row["id"], value, record["cited_fields"])
				}
			case !known:
				t.Fatalf("no test for the column %s", column)
			case !sameText(record[place.column], place.expected(value)):
				t.Errorf("%s: %s is %q, not %q", row["id"], place.column, record[place.column], place.expected(value))
			}
		}
		compareNames(t, row, record["names"])
	}
}

// nullableColumns are the columns of a table that may be NULL.
func nullableColumns(t *testing.T, r *release.Release, table string) map[string]bool {
	t.Helper()
	rows, err := r.DB.QueryContext(t.Context(), `SELECT name FROM pragma_table_info(?) WHERE "notnull" = 0`, table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names := map[string]bool{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names[name] = true
	}
	return names
}

// readTable returns the rows of a table of the database by id, as text; NULL is empty.
func readTable(t *testing.T, r *release.Release, table string) map[string]map[string]string {
	t.Helper()
	rows, err := r.DB.QueryContext(t.Context(), "SELECT * FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	nullable := nullableColumns(t, r, table)
	found := map[string]map[string]string{}
	for rows.Next() {
		values, targets := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		record := map[string]string{}
		for i, column := range columns {
			record[column] = values[i].String
			if nullable[column] && values[i].Valid && values[i].String == "" {
				t.Errorf("%s.%s is an empty text, not NULL", table, column)
			}
		}
		found[record["id"]] = record
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	return found
}

// prefixesOf returns the types of ids by the name of their table.
func prefixesOf() map[string]string {
	prefixes := map[string]string{}
	for _, table := range datapackage.Tables() {
		prefixes[table.Name] = table.Prefix
	}
	return prefixes
}

// sameText compares numbers by value: 39.50 is 39.5.
func sameText(got, want string) bool {
	a, errA := strconv.ParseFloat(got, 64)
	b, errB := strconv.ParseFloat(want, 64)
	return got == want || errA == nil && errB == nil && a == b && strings.Contains(want, ".")
}

func compareNames(t *testing.T, row map[string]string, content string) {
	t.Helper()
	if _, named := row["name_en"]; !named {
		return
	}
	var want, got []schema.Name
	for _, language := range []string{"en", "zh", "de"} {
		if text := row["name_"+language]; text != "" {
			name := schema.Name{Language: language, Text: text}
			if basis := row["name_"+language+"_basis"]; basis != "" {
				basis = strings.ToUpper(basis)
				name.Basis = &basis
			}
			want = append(want, name)
		}
	}
	if text := search.Latin(row["name_zh"]); text != "" {
		derived := "DERIVED"
		want = append(want, schema.Name{Language: "zh-Latn", Text: text, Basis: &derived})
	}
	if err := json.Unmarshal([]byte(content), &got); err != nil {
		t.Fatal(err)
	}
	if difference := cmp.Diff(want, got); difference != "" {
		t.Errorf("names of %s: %s", row["id"], difference)
	}
}

func TestSortKeys(t *testing.T) {
	r := open(t, t.TempDir(), seed.Files())
	for _, query := range []string{
		"SELECT COUNT(*) FROM zones WHERE designated_on_key <> COALESCE(designated_on, '\U0010FFFF') OR designated_on_key_descending <> COALESCE(designated_on, '')",
		"SELECT COUNT(*) FROM events WHERE date_key <> COALESCE(date, '\U0010FFFF') OR date_key_descending <> COALESCE(date, '')",
	} {
		if wrong := count(t, r, query); wrong != 0 {
			t.Errorf("%s: %d", query, wrong)
		}
	}
}

func TestReleaseRows(t *testing.T) {
	directory := t.TempDir()
	open(t, directory, seedOf(t, "0.1.0"))
	r := open(t, directory, seed.Files())
	rows, err := r.Client.Release.Query().All(t.Context())
	if err != nil || len(rows) != 2 {
		t.Fatalf("%d releases, %v", len(rows), err)
	}
	first, second := rows[0], rows[1]
	if first.ID != "release:0.1.0" || first.PreviousID != nil || second.ID != "release:0.2.0" || *second.PreviousID != first.ID {
		t.Errorf("the releases are %v and %v", first, second)
	}
	if second.Hash != r.Info.Hash || first.Hash == second.Hash || len(second.Hash) != 64 {
		t.Errorf("hashes %s and %s", first.Hash, second.Hash)
	}
	if first.PublishedAt >= second.PublishedAt || second.CreatedAt != "2026-11-23T00:00:00Z" {
		t.Errorf("published %s and %s, created %s", first.PublishedAt, second.PublishedAt, second.CreatedAt)
	}
	if second.Licences[0].Name != "CC-BY-4.0" || len(second.Attribution) != 5 || fmt.Sprint(second.Languages) != "[en zh de]" {
		t.Errorf("licences %v, attribution %v, languages %v", second.Licences, second.Attribution, second.Languages)
	}
	if len(second.Counts) != 17 || second.Counts[0] != (schema.TypeCount{Type: "PROGRAMME", Count: 7}) {
		t.Errorf("counts %v", second.Counts)
	}
	if difference := cmp.Diff(first.Counts, second.Counts); difference != "" {
		t.Error(difference)
	}
}

// TestALicenceNeedsNoAddress publishes licences of which one part is known.
func TestALicenceNeedsNoAddress(t *testing.T) {
	files := seedOf(t, "0.2.1")
	replaceIn(t, files, "datapackage.json", `"licenses": [`, `"licenses": [{"name": "ODC-By-1.0"}, {"path": "https://example.org/terms"},`)
	r := open(t, t.TempDir(), files)
	rows, err := r.Client.Release.Query().All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	terms := "https://example.org/terms"
	want := []schema.Licence{{Name: "ODC-By-1.0", Title: "ODC-By-1.0"}, {Name: terms, Title: terms, URL: &terms}}
	if difference := cmp.Diff(want, rows[0].Licences[:2]); difference != "" {
		t.Error(difference)
	}
}

// TestWhatASourceSupportsIsInTheOrderOfTheTables compares the counts of every source with those of its citations.
func TestWhatASourceSupportsIsInTheOrderOfTheTables(t *testing.T) {
	r := open(t, t.TempDir(), seed.Files())
	rows, err := r.Client.Release.Query().All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sources, err := r.Client.Source.Query().All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	citations, err := r.Client.Citation.Query().All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range sources {
		want := []schema.TypeCount{}
		for _, of := range rows[0].Counts {
			found := schema.TypeCount{Type: of.Type}
			for _, citation := range citations {
				if citation.SourceID == source.ID && citation.SubjectType == of.Type {
					found.Count++
				}
			}
			if found.Count > 0 {
				want = append(want, found)
			}
		}
		if difference := cmp.Diff(want, source.Supports); difference != "" {
			t.Errorf("%s: %s", source.ID, difference)
		}
	}
}

func TestFields(t *testing.T) {
	for typename, want := range map[string]string{
		"Zone":          "name id programme kind region precision batch designatedOn confidence notes",
		"Programme":     "name id country kind documentNumber notes",
		"Region":        "name id country level divisionType parent isoCode code codeScheme location tile notes",
		"ReportedCount": "id programme scope measure stage value preferred notes",
		"Alias":         "id subject language text kind notes",
		"AgencyRole":    "id programme agency role stage confidence notes",
		"Citation":      "",
		"Source":        "",
		"Nothing":       "",
	} {
		if got := strings.Join(release.Fields(typename), " "); got != want {
			t.Errorf("%s: %q, not %q", typename, got, want)
		}
	}
}

func TestCitedFields(t *testing.T) {
	files := seedOf(t, "0.2.1")
	for before, after := range map[string]string{
		"name_zh code,Chinese name and":       "name_zh code name_zh_basis lat coord_source tile_row,Chinese name and",
		"iso_3166_2 name_de,ISO 3166-2 code ": ",ISO 3166-2 code ",
	} {
		replaceIn(t, files, "citations.csv", before, after)
	}
	found := readTable(t, open(t, t.TempDir(), files), "citations")
	for id, want := range map[string]string{
		"citation:c0001": " name name@zh code location tile ",
		"citation:c0002": "",
	} {
		if got := found[id]["cited_fields"]; got != want {
			t.Errorf("%s: %q, not %q", id, got, want)
		}
	}
	for id, record := range readTable(t, open(t, t.TempDir(), seed.Files()), "citations") {
		typename := typeOf(record["subject_id"])
		for field := range strings.FieldsSeq(record["cited_fields"]) {
			field, _, _ = strings.Cut(field, "@")
			if !strings.Contains(" "+strings.Join(release.Fields(typename), " ")+" ", " "+field+" ") {
				t.Errorf("%s cites %s, which %s does not have", id, field, typename)
			}
		}
	}
}

// typeOf returns the type of the row that an id names.
func typeOf(id string) string {
	prefix, _, _ := strings.Cut(id, ":")
	words := strings.Split(prefix, "-")
	for i, word := range words {
		words[i] = strings.ToUpper(word[:1]) + word[1:]
	}
	return strings.Join(words, "")
}
