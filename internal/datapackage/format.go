package datapackage

import (
	_ "embed"
	"encoding/json"
	"strings"
)

//go:embed format.json
var formatJSON []byte

// Table is a table of the format.
type Table struct {
	Name     string // such as "programme_agencies"
	Title    string
	Prefix   string   // type of its ids in the graph, such as "agency-role"; empty for zone_regions
	Columns  []Column // without those of names
	Key      []string // the columns of its primary key
	Named    bool     // its rows have names, in the columns name_<language> and name_<language>_basis
	Cited    bool     // its rows need citations
	Required bool     // a package without it is not valid
}

// Column is a column of a table of the format.
type Column struct {
	Name        string
	Type        string // string, integer, number, boolean or date (Table Schema)
	Format      string // "partial-date" or empty
	Description string
	Enum        []string // the values that are allowed; nil where any is
	Required    bool     // no cell may be empty
	Reference   string   // the table whose id stands in the column, or empty
}

// Tables returns the format of a package: its tables in their order. The caller may change what it gets.
func Tables() []Table {
	var tables []Table
	for _, t := range parseFormat().Tables {
		table := Table{
			Name: t.Name, Title: t.Title, Prefix: t.Prefix, Key: t.Schema.PrimaryKey,
			Named: t.Named, Cited: t.Cited, Required: t.Required,
		}
		for _, f := range t.Schema.Fields {
			table.Columns = append(table.Columns, Column{
				Name: f.Name, Type: f.Type, Format: f.Format, Description: f.Description,
				Enum: enumTexts(f.Constraints.Enum), Required: f.Constraints.Required, Reference: t.reference(f.Name),
			})
		}
		tables = append(tables, table)
	}
	return tables
}

// format is format.json.
type format struct {
	Name, Basis field // of the columns of names
	Tables      []formatTable
}

type formatTable struct {
	Name, Title, Prefix    string
	Named, Cited, Required bool
	Subject                *subject
	Needs                  []need
	Schema                 schema
}

// need says that a cell must not be empty where another one of its row is filled in, or has a value.
type need struct {
	Column string // the other one
	Value  string // that it has; "" for any
	Needs  string // the column that must not be empty
}

// subject names the two columns that together refer to a row of any table.
type subject struct {
	Table, ID     string
	SameProgramme bool
}

// parseFormat reads the embedded format; each caller has a copy of its own.
func parseFormat() *format {
	var f format
	if err := json.Unmarshal(formatJSON, &f); err != nil {
		panic("format.json, which is part of this program, cannot be read: " + err.Error())
	}
	return &f
}

func (f *format) table(name string) *formatTable {
	for i := range f.Tables {
		if f.Tables[i].Name == name {
			return &f.Tables[i]
		}
	}
	return nil
}

// reference returns the table that a column refers to, or "".
func (t *formatTable) reference(column string) string {
	for _, key := range t.Schema.ForeignKeys {
		if len(key.Fields) == 1 && key.Fields[0] == column {
			if key.Reference.Resource == "" {
				return t.Name
			}
			return key.Reference.Resource
		}
	}
	return ""
}

// enumTexts returns the values of an enum as they are written in a cell.
func enumTexts(values []any) []string {
	var texts []string
	for _, value := range values {
		switch value := value.(type) {
		case string:
			texts = append(texts, value)
		case json.Number:
			texts = append(texts, value.String())
		case bool:
			texts = append(texts, map[bool]string{true: "true", false: "false"}[value])
		}
	}
	return texts
}

// nameColumn splits the name of a column of names into its language and whether it holds the basis.
func nameColumn(column string) (language string, basis, ok bool) {
	language, ok = strings.CutPrefix(column, "name_")
	if !ok {
		return "", false, false
	}
	language, basis = strings.CutSuffix(language, "_basis")
	return language, basis, language != ""
}
