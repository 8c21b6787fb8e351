package datapackage

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// refusal says why a resource, or a part of it, is not read as it is described.
type refusal struct {
	property        string // within the resource
	value           string
	message, remedy string
}

// isTable tells whether a resource is a table; other resources of a package are not read.
func (r *rawResource) isTable(f *format) bool {
	path, _ := r.Path.(string)
	return f.table(r.Name) != nil || r.Type == "table" || r.Format == "csv" || r.Mediatype == "text/csv" ||
		strings.HasSuffix(path, ".csv")
}

// file returns the path of a table's file, or why it cannot be read.
func (r *rawResource) file() (string, *refusal) {
	if r.Data != nil {
		return "", &refusal{"data", "", "Data inside the descriptor is not read.", "Put the rows into a CSV file and name it in path."}
	}
	path, isText := r.Path.(string)
	if !isText {
		return "", &refusal{"path", "", "A table has exactly one file.", "Give path as one text, such as \"" + r.Name + ".csv\"."}
	}
	if refused := refusePath(path); refused != nil {
		return "", refused
	}
	return path, r.refuseFormat()
}

func refusePath(path string) *refusal {
	refuse := func(message string) *refusal {
		return &refusal{"path", path, message, "Name a file of the package, such as \"zones.csv\", with / between folders."}
	}
	switch {
	case path == descriptorFile:
		return refuse("The descriptor is not a table.")
	case strings.Contains(path, "://"):
		return refuse("A file elsewhere is not read.")
	case strings.ContainsAny(path, "\\\n\t") || textFault(path) != "" || len(path) > 1000:
		return refuse("The path holds a character that is not allowed, or is too long.")
	case !fs.ValidPath(path) || path == ".":
		return refuse("The path leaves the package or is not in its shortest form.")
	}
	return nil
}

// refuseFormat refuses every way of writing a table other than CSV in UTF-8 with the default dialect.
func (r *rawResource) refuseFormat() *refusal {
	if r.Format != "" && r.Format != "csv" {
		return &refusal{"format", r.Format, "A table is a CSV file.", "Save it as CSV and write \"format\": \"csv\"."}
	}
	if encoding := strings.ToLower(r.Encoding); encoding != "" && encoding != "utf-8" && encoding != "utf8" {
		return &refusal{"encoding", r.Encoding, "The encoding is not UTF-8.", "Save the file as UTF-8 and write \"encoding\": \"utf-8\"."}
	}
	if way, _ := r.hashing(); hashes[way] == nil {
		return &refusal{"hash", r.Hash, "This way of hashing is not known.", "Write sha256: and 64 hexadecimal digits, or remove the hash."}
	}
	if r.Compression != nil {
		return &refusal{"compression", "", "Compressed tables are not read.", "Store the CSV file as it is; a zip may hold the whole package."}
	}
	switch dialect := r.Dialect.(type) {
	case nil:
		return nil
	case map[string]any:
		return refuseDialect(dialect)
	}
	return &refusal{"dialect", "", "The dialect is not given in place.", "Remove it: commas, double quotes and one header row are the default."}
}

func refuseDialect(dialect map[string]any) *refusal {
	allowed := map[string][]string{
		"delimiter": {","}, "quoteChar": {`"`}, "doubleQuote": {"true"}, "skipInitialSpace": {"false"},
		"header": {"true"}, "headerRows": {"[1]"}, "lineTerminator": {"\n", "\r\n"},
	}
	ignored := []string{"$schema", "csvddfVersion", "caseSensitiveHeader", "headerJoin"}
	for _, name := range sortedKeys(dialect) {
		value := fmt.Sprint(dialect[name])
		if !slices.Contains(ignored, name) && !slices.Contains(allowed[name], value) {
			return &refusal{
				"dialect/" + name, value, "This dialect of CSV is not read.",
				"Save the file with commas, double quotes and one header row, and remove the dialect.",
			}
		}
	}
	return nil
}

// refuse lists what would change the meaning of cells.
func (s *schema) refuse() []refusal {
	var refused []refusal
	add := func(property, value, message, remedy string) {
		refused = append(refused, refusal{"schema" + property, value, message, remedy})
	}
	if s.Reference != "" {
		add("", s.Reference, "A schema elsewhere is not read.", "Write the schema into the descriptor.")
	}
	if s.MissingValues != nil && fmt.Sprint(s.MissingValues) != "[]" {
		add("/missingValues", fmt.Sprint(s.MissingValues), "Only an empty cell is a missing value.", "Leave such cells empty and remove missingValues.")
	}
	for i, f := range s.Fields {
		at := fmt.Sprintf("/fields/%d", i)
		if (f.TrueValues != nil && fmt.Sprint(f.TrueValues) != "[true]") || (f.FalseValues != nil && fmt.Sprint(f.FalseValues) != "[false]") {
			add(at, f.Name, "Other words for true and false are not read.", "Write true and false, and remove trueValues and falseValues.")
		}
		if (f.DecimalChar != "" && f.DecimalChar != ".") || f.GroupChar != "" || (f.BareNumber != nil && !*f.BareNumber) {
			add(at, f.Name, "Other spellings of numbers are not read.", "Write numbers as 1234.5, and remove decimalChar, groupChar and bareNumber.")
		}
		if f.Type == "date" && f.Format != "" && f.Format != "default" {
			add(at+"/format", f.Format, "Other spellings of dates are not read.", "Write dates as 2022-09-30, and remove the format.")
		}
	}
	return refused
}

// sortedKeys returns the names of a JSON object in order, so that two runs report the same.
func sortedKeys(object map[string]any) []string {
	names := make([]string, 0, len(object))
	for name := range object {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// number returns the number that a constraint gives, as a number or as text.
func number(value any) (float64, bool) {
	switch value := value.(type) {
	case json.Number:
		return parseNumber(value.String())
	case string:
		return parseNumber(value)
	}
	return 0, false
}
