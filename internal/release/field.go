package release

import (
	"slices"
	"strings"
	"sync"

	"pilotgraph/internal/datapackage"
)

// citableFields is computed once, because a query may ask for each of its rows.
var citableFields = sync.OnceValue(func() map[string][]string {
	fields := map[string][]string{}
	for _, t := range datapackage.Tables() {
		if !t.Cited {
			continue
		}
		var names []string
		if t.Named {
			names = append(names, "name")
		}
		for _, c := range t.Columns {
			names = append(names, fieldName(c.Name))
		}
		fields[kindOf(t.Prefix)] = unique(names)
	}
	return fields
})

// Fields returns the fields of a GraphQL type ("Zone") that a citation may name, as the API calls them. It returns nil
// for a type that nothing cites.
func Fields(typename string) []string {
	return slices.Clone(citableFields()[typename])
}

// fieldName returns what the API calls a column of the package.
func fieldName(column string) string {
	switch column {
	case "document_no":
		return "documentNumber"
	case "iso_3166_2":
		return "isoCode"
	case "lat", "lon", "coord_basis", "coord_source":
		return "location"
	case "tile_row", "tile_col":
		return "tile"
	case "zone_kind":
		return "kind"
	case "subject_table", "subject_id":
		return "subject"
	case "scope_table", "scope_id":
		return "scope"
	}
	words := strings.Split(column, "_")
	for i, word := range words[1:] {
		if word != "" {
			words[i+1] = strings.ToUpper(word[:1]) + word[1:]
		}
	}
	return strings.Join(words, "")
}

// citedFields turns the columns that a citation names into fields of the API, each between spaces. A column of names
// stands for "name" and for "name@" with its language.
func citedFields(columns string) string {
	var names []string
	for _, column := range strings.Fields(columns) {
		if language, isName := strings.CutPrefix(column, "name_"); isName {
			names = append(names, "name", "name@"+strings.TrimSuffix(language, "_basis"))
			continue
		}
		names = append(names, fieldName(column))
	}
	if len(names) == 0 {
		return ""
	}
	return " " + strings.Join(unique(names), " ") + " "
}

// unique drops what occurred before, and keeps the order.
func unique(names []string) []string {
	var kept []string
	for _, name := range names {
		if !slices.Contains(kept, name) {
			kept = append(kept, name)
		}
	}
	return kept
}
