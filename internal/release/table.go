package release

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"pilotgraph/ent/migrate"
	"pilotgraph/ent/schema"
	"pilotgraph/internal/datapackage"
	"pilotgraph/internal/search"
)

// table says how a table of the package becomes one of the database.
type table struct {
	source  datapackage.Table
	target  string // table of the database
	kind    string // type of the graph, such as "AgencyRole"; empty for zone_regions
	columns []column
	stored  map[string]bool // columns of the target, with whether they may be NULL
}

// column says how a column of the database comes from the cells of a row; a nil value is NULL.
type column struct {
	name  string
	from  []string // columns of the package
	value func(row datapackage.Row) (any, error)
}

// targetTables are the tables whose name in the database is not that in the package.
func targetTables() map[string]string {
	return map[string]string{
		"programme_agencies": "agency_roles",
		"agency_sectors":     "sector_mandates",
		"aliases":            "alias",
		"counts":             "reported_counts",
	}
}

// targetColumns are the columns whose name in the database does not follow from that in the package.
func targetColumns() map[string]string {
	return map[string]string{
		"document_no":  "document_number",
		"iso_3166_2":   "iso_code",
		"lat":          "latitude",
		"lon":          "longitude",
		"coord_basis":  "location_basis",
		"coord_source": "location_source_id",
		"tile_col":     "tile_column",
		"zone_kind":    "kind",
		"fields":       "cited_fields",
	}
}

// tables returns every table of the package with its place in the database, for a package in these languages.
func tables(languages []string) []table {
	sources := datapackage.Tables()
	prefixes := map[string]string{}
	for _, s := range sources {
		prefixes[s.Name] = s.Prefix
	}
	targets := targetTables()
	var all []table
	for _, s := range sources {
		t := table{source: s, target: s.Name, kind: kindOf(s.Prefix)}
		if name, ok := targets[s.Name]; ok {
			t.target = name
		}
		t.stored = storedColumns(t.target)
		if s.Named {
			t.columns = append(t.columns, namesColumn(languages))
		}
		for _, c := range s.Columns {
			t.columns = append(t.columns, t.convert(c, prefixes)...)
		}
		for i, c := range t.columns {
			if t.stored[c.name] {
				t.columns[i].value = emptyAsNull(c.value)
			}
		}
		all = append(all, t)
	}
	return all
}

// kindOf returns the type of the graph for the prefix of its ids: "agency-role" is AgencyRole.
func kindOf(prefix string) string {
	var kind strings.Builder
	for word := range strings.SplitSeq(prefix, "-") {
		if word != "" {
			kind.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return kind.String()
}

// storedColumns returns the columns of a table of the database, with whether they may be NULL.
func storedColumns(target string) map[string]bool {
	stored := map[string]bool{}
	for _, t := range migrate.Tables {
		for _, c := range t.Columns {
			if t.Name == target {
				stored[c.Name] = c.Nullable
			}
		}
	}
	return stored
}

// convert returns the columns of the database that a column of the package fills; mostly one.
func (t table) convert(c datapackage.Column, prefixes map[string]string) []column {
	name := c.Name
	if target, ok := targetColumns()[name]; ok {
		name = target
	} else if c.Reference != "" {
		name += "_id"
	}
	owner, isSubject := strings.CutSuffix(c.Name, "_id")
	_, sorts := t.stored[name+"_key"]
	switch {
	case c.Name == "id":
		return []column{prefixed(name, c.Name, t.source.Prefix)}
	case strings.HasSuffix(c.Name, "_table"):
		return nil // part of the id of the subject
	case isSubject:
		return t.subjectColumns(owner, prefixes)
	case c.Name == "fields":
		return []column{{name: name, from: []string{c.Name}, value: func(row datapackage.Row) (any, error) {
			return citedFields(row.Get("fields")), nil
		}}}
	case c.Reference != "":
		return []column{prefixed(name, c.Name, prefixes[c.Reference])}
	case c.Type == "integer":
		return []column{simple(name, c.Name, func(text string) (any, error) { return strconv.ParseInt(text, 10, 64) })}
	case c.Type == "number":
		return []column{simple(name, c.Name, func(text string) (any, error) { return strconv.ParseFloat(text, 64) })}
	case c.Type == "boolean":
		return []column{simple(name, c.Name, func(text string) (any, error) { return strconv.ParseBool(text) })}
	case c.Enum != nil:
		columns := []column{simple(name, c.Name, func(text string) (any, error) { return enumName(text), nil })}
		if sorts {
			columns = append(columns, rankColumn(name+"_key", c))
		}
		return columns
	case name == "title":
		return []column{asWritten(name, c.Name), simple("title_key", c.Name, func(text string) (any, error) { return search.Fold(text), nil })}
	case sorts:
		return []column{asWritten(name, c.Name), keyColumn(name+"_key", c.Name, schema.UnknownLast), keyColumn(name+"_key_descending", c.Name, "")}
	}
	return []column{asWritten(name, c.Name)}
}

// asWritten is a column with the text of a cell.
func asWritten(name, from string) column {
	return simple(name, from, func(text string) (any, error) { return text, nil })
}

// simple is a column made from one cell; an empty cell stays empty.
func simple(name, from string, convert func(string) (any, error)) column {
	return column{name: name, from: []string{from}, value: func(row datapackage.Row) (any, error) {
		text := row.Get(from)
		if text == "" {
			return "", nil
		}
		return convert(text)
	}}
}

// prefixed is a column with the id of a row in the graph.
func prefixed(name, from, prefix string) column {
	return simple(name, from, func(text string) (any, error) { return prefix + ":" + text, nil })
}

// subjectColumns are the columns with the id of a row of any table, which two cells name, and with its type where
// that is stored.
func (t table) subjectColumns(owner string, prefixes map[string]string) []column {
	from := []string{owner + "_table", owner + "_id"}
	columns := []column{{name: owner + "_id", from: from, value: func(row datapackage.Row) (any, error) {
		return prefixes[row.Get(from[0])] + ":" + row.Get(from[1]), nil
	}}}
	if _, typed := t.stored[owner+"_type"]; typed {
		columns = append(columns, column{name: owner + "_type", from: from[:1], value: func(row datapackage.Row) (any, error) {
			return enumName(prefixes[row.Get(from[0])]), nil
		}})
	}
	return columns
}

// keyColumn is a column that sorts like a cell, with something else for what is unknown.
func keyColumn(name, from, unknown string) column {
	return column{name: name, from: []string{from}, value: func(row datapackage.Row) (any, error) {
		if text := row.Get(from); text != "" {
			return text, nil
		}
		return unknown, nil
	}}
}

// rankColumn is a column with the place of a value in its enum; the unknown comes last.
func rankColumn(name string, c datapackage.Column) column {
	return column{name: name, from: []string{c.Name}, value: func(row datapackage.Row) (any, error) {
		if place := slices.Index(c.Enum, row.Get(c.Name)); place >= 0 {
			return place, nil
		}
		return len(c.Enum), nil
	}}
}

// emptyAsNull makes the empty text NULL.
func emptyAsNull(value func(datapackage.Row) (any, error)) func(datapackage.Row) (any, error) {
	return func(row datapackage.Row) (any, error) {
		content, err := value(row)
		if content == "" {
			return nil, err
		}
		return content, err
	}
}

// enumName returns the value of an enum of the graph: "comprehensive-pilot" is COMPREHENSIVE_PILOT.
func enumName(text string) string {
	return strings.ToUpper(strings.ReplaceAll(text, "-", "_"))
}

// namesColumn is the column with the names of a row, in the order of the languages.
func namesColumn(languages []string) column {
	c := column{name: "names"}
	for _, language := range languages {
		c.from = append(c.from, "name_"+language, "name_"+language+"_basis")
	}
	c.value = func(row datapackage.Row) (any, error) {
		return asJSON(withLatin(namesOf(row, languages)))
	}
	return c
}

// namesOf returns the names of a row, in the order of the languages.
func namesOf(row datapackage.Row, languages []string) []schema.Name {
	names := []schema.Name{}
	for _, language := range languages {
		text := row.Get("name_" + language)
		if text == "" {
			continue
		}
		name := schema.Name{Language: language, Text: text}
		if basis := enumName(row.Get("name_" + language + "_basis")); basis != "" {
			name.Basis = &basis
		}
		names = append(names, name)
	}
	return names
}

func asJSON(value any) (string, error) {
	content, err := json.Marshal(value)
	return string(content), err
}

// columnNames are the columns of the database that a table fills.
func (t table) columnNames() []string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	return names
}
