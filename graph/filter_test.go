package graph_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"

	"pilotgraph/graph"
	"pilotgraph/internal/search"
)

// facts are what filters can ask of a type, by their fields, as a query without any filter answers it. All scalars
// below an alias are the values of the field.
var facts = map[string]string{
	"programmes":     `country kind agency: agencies(first: 100) {nodes {id}} sector: sectors(first: 100) {nodes {id}} zone: zones(first: 100) {nodes {id}} institution: institutions(first: 100) {nodes {id}} ` + ofNamed,
	"events":         `programme {id} agency {id} kind date confidence ` + ofNamed,
	"objectives":     `programme {id} confidence ` + ofNamed,
	"zones":          `programme {id} kind precision batch designatedOn confidence region: regions(first: 100) {nodes {id}} around: regions(first: 100) {nodes {id ancestors {id}}} points: regions(first: 100) {nodes {location {latitude longitude}}} sector: sectors(first: 100) {nodes {id}} agency: agencies(first: 100) {nodes {id}} institution: institutions(first: 100) {nodes {id}} ` + ofNamed,
	"institutions":   `kind regionBasis region {id} around: region {id ancestors {id}} points: region {location {latitude longitude}} programme: programmes(first: 100) {nodes {id}} sector: sectors(first: 100) {nodes {id}} zone: zones(first: 100) {nodes {id}} agency: agencies(first: 100) {nodes {id}} ` + ofNamed,
	"pilots":         `programme {id} institution {id} institutionKind: institution {kind} sector {id} sectorGroup: sector {group {id}} zone {id} region: institution {region {id}} around: institution {region {id ancestors {id}}} kind stage confidence`,
	"sectors":        `programme {id} group {id} agency: agencies(first: 100) {nodes {id}} institution: institutions(first: 100) {nodes {id}} zone: zones(first: 100) {nodes {id}} ` + ofNamed,
	"sectorGroups":   `programme {id} ` + ofNamed,
	"agencies":       `country programme: programmes(first: 100) {nodes {id}} sector: sectors(first: 100) {nodes {id}} zone: zones(first: 100) {nodes {id}} institution: institutions(first: 100) {nodes {id}} ` + ofNamed,
	"agencyRoles":    `programme {id} agency {id} role stage confidence`,
	"sectorMandates": `programme {id} sector {id} agency {id} role confidence`,
	"regions":        `country level divisionType parent {id} region: id around: ancestors {id} points: location {latitude longitude} isoCode code ` + ofNamed,
	"aliases":        `subject {id} language kind text`,
	"identifiers":    `subject {id} scheme value`,
	"reportedCounts": `programme {id} scope {id} measure stage preferred`,
	"sources":        `name: title publisher language kind reliability published retrieved`,
	"citations":      `subject {id} subjectType: subject {__typename} source {id}`,
	"releases":       `version`,
}

const ofNamed = `name: names {text basis} aliases {text} identifier: identifiers {scheme value}`

// row is what a row says, by the fields of its filter.
type row map[string][]string

// factsOf reads every row of a type without a filter.
func factsOf(t failer, server *server, root string) []row {
	return rowsOf(t, server, root, facts[root])
}

// rowsOf reads every row of a type, with what a selection asks of it.
func rowsOf(t failer, server *server, root, selection string) (rows []row) {
	t.Helper()
	after := "null"
	for {
		var data map[string]struct {
			Nodes    []map[string]any
			PageInfo struct {
				HasNextPage bool
				EndCursor   string
			}
		}
		server.read(t, &data, fmt.Sprintf("{%s(first: 100, after: %s) {nodes {id %s} pageInfo {hasNextPage endCursor}}}", root, after, selection), nil)
		for _, node := range data[root].Nodes {
			rows = append(rows, rowFrom(node))
		}
		if !data[root].PageInfo.HasNextPage {
			return rows
		}
		after = strconv.Quote(data[root].PageInfo.EndCursor)
	}
}

func rowFrom(node map[string]any) row {
	found := row{}
	for field, value := range node {
		found[field] = scalars(value)
	}
	if names, ok := node["name"].([]any); ok {
		found["name"] = nil
		for _, name := range names {
			if name := name.(map[string]any); name["basis"] != "DERIVED" { // filters ask for what the package says
				found["name"] = append(found["name"], name["text"].(string))
			}
		}
		found["name"] = append(found["name"], found["aliases"]...)
	}
	if list, ok := node["identifier"].([]any); ok {
		found["identifier"] = nil
		for _, each := range list {
			each := each.(map[string]any)
			found["identifier"] = append(found["identifier"], fmt.Sprint(each["scheme"], " ", each["value"]))
		}
	}
	for i, typename := range found["subjectType"] {
		found["subjectType"][i] = strings.ToUpper(strings.ReplaceAll(kebab(typename), "-", "_"))
	}
	found["around"] = append(found["around"], found["region"]...)
	return found
}

// scalars are all values below a value, in the order of their names.
func scalars(value any) (found []string) {
	switch value := value.(type) {
	case nil:
	case []any:
		for _, each := range value {
			found = append(found, scalars(each)...)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			found = append(found, scalars(value[name])...)
		}
	default:
		found = append(found, fmt.Sprint(value))
	}
	return found
}

// holds is the plain meaning of a filter.
func (r row) holds(filter map[string]any) bool {
	for field, value := range filter {
		var ok bool
		switch field {
		case "and":
			ok = !slices.ContainsFunc(value.([]map[string]any), func(each map[string]any) bool { return !r.holds(each) })
		case "or":
			ok = slices.ContainsFunc(value.([]map[string]any), r.holds)
		case "not":
			ok = !r.holds(value.(map[string]any))
		default:
			ok = r.term(field, value.(map[string]any))
		}
		if !ok {
			return false
		}
	}
	return true
}

func (r row) term(field string, value map[string]any) bool {
	if field == "title" {
		field = "name"
	}
	if south, ok := value["south"]; ok {
		return r.inBox(south.(float64), value["west"].(float64), value["north"].(float64), value["east"].(float64))
	}
	if scheme, ok := value["scheme"]; ok {
		return slices.Contains(r["identifier"], fmt.Sprint(scheme, " ", value["value"]))
	}
	for operator, wanted := range value {
		var ok bool
		switch {
		case field == "name":
			ok = slices.ContainsFunc(r["name"], func(name string) bool { return matches(operator, search.Fold(name), search.Fold(wanted.(string))) })
		case operator == "eq":
			ok = slices.Contains(r[field], fmt.Sprint(wanted))
		case operator == "in":
			ok = slices.ContainsFunc(wanted.([]string), func(each string) bool { return slices.Contains(r[field], each) })
		case operator == "within":
			ok = slices.Contains(r["around"], wanted.(string))
		case operator == "from":
			ok = len(r[field]) > 0 && !lastDay(r[field][0]).Before(firstDay(wanted.(string)))
		case operator == "to":
			ok = len(r[field]) > 0 && !firstDay(r[field][0]).After(lastDay(wanted.(string)))
		}
		if !ok {
			return false
		}
	}
	return true
}

func matches(operator, name, wanted string) bool {
	switch operator {
	case "eq":
		return name == wanted
	case "startsWith":
		return strings.HasPrefix(name, wanted)
	}
	return strings.Contains(name, wanted)
}

func firstDay(date string) time.Time {
	day, _ := time.Parse("2006-01-02", date+"-01-01"[min(len(date)-4, 6):])
	return day
}

func lastDay(date string) time.Time {
	switch len(date) {
	case 4:
		return firstDay(date).AddDate(1, 0, -1)
	case 7:
		return firstDay(date).AddDate(0, 1, -1)
	}
	return firstDay(date)
}

// inBox goes over the points, each a latitude and a longitude.
func (r row) inBox(south, west, north, east float64) bool {
	for i := 0; i+1 < len(r["points"]); i += 2 {
		latitude, _ := strconv.ParseFloat(r["points"][i], 64)
		longitude, _ := strconv.ParseFloat(r["points"][i+1], 64)
		between := longitude >= west && longitude <= east
		if west > east {
			between = longitude >= west || longitude <= east
		}
		if latitude >= south && latitude <= north && between {
			return true
		}
	}
	return false
}

// filters draws filters of a type, with values that occur in its rows.
type filters struct {
	definition *ast.Definition
	rows       []row
}

func (f filters) draw(t *rapid.T, depth int) map[string]any {
	filter := map[string]any{}
	for range rapid.IntRange(0, 2).Draw(t, "terms") {
		field := rapid.SampledFrom(f.definition.Fields).Draw(t, "field")
		switch {
		case field.Name == "and" || field.Name == "or":
			list := []map[string]any{}
			for range rapid.IntRange(1, 2).Draw(t, "filters") {
				if depth < 4 {
					list = append(list, f.draw(t, depth+1))
				}
			}
			if len(list) > 0 {
				filter[field.Name] = list
			}
		case field.Name == "not":
			if depth < 4 {
				filter["not"] = f.draw(t, depth+1)
			}
		default:
			if value := f.term(t, field); value != nil {
				filter[field.Name] = value
			}
		}
	}
	return filter
}

// row draws a row; one that has nothing where there is none.
func (f filters) row(t *rapid.T) row {
	if len(f.rows) == 0 {
		return row{}
	}
	return rapid.SampledFrom(f.rows).Draw(t, "row")
}

// term draws what a filter asks of a field.
func (f filters) term(t *rapid.T, field *ast.FieldDefinition) map[string]any {
	name := field.Name
	if name == "title" {
		name = "name"
	}
	value := func() string {
		return rapid.SampledFrom(append(slices.Clone(f.row(t)[name]), "none")).Draw(t, "value")
	}
	switch kind := field.Type.Name(); kind {
	case "BoundingBoxFilter":
		south, north := rapid.Float64Range(0, 60).Draw(t, "south"), rapid.Float64Range(0, 60).Draw(t, "north")
		return map[string]any{"south": min(south, north), "north": max(south, north),
			"west": rapid.Float64Range(-180, 180).Draw(t, "west"), "east": rapid.Float64Range(-180, 180).Draw(t, "east")}
	case "IdentifierValueFilter":
		scheme, number, ok := strings.Cut(value(), " ")
		if !ok {
			scheme, number = "ROR", "none"
		}
		return map[string]any{"scheme": scheme, "value": number}
	case "NameFilter":
		text := []rune(value())
		from := rapid.IntRange(0, len(text)-1).Draw(t, "from")
		part := string(text[from:rapid.IntRange(from+1, len(text)).Draw(t, "to")])
		if search.Fold(part) == "" {
			return nil
		}
		return map[string]any{rapid.SampledFrom([]string{"eq", "startsWith", "contains", "contains"}).Draw(t, "operator"): part}
	case "PartialDateFilter":
		from, to := drawDate(t), drawDate(t)
		if firstDay(from).After(lastDay(to)) {
			from, to = to, from
		}
		return rapid.SampledFrom([]map[string]any{{"from": from}, {"to": to}, {"from": from, "to": to}, {}}).Draw(t, "range")
	case "BooleanFilter":
		return map[string]any{"eq": rapid.Bool().Draw(t, "truth")}
	default:
		return f.values(t, field.Name, kind, value)
	}
}

func (f filters) values(t *rapid.T, field, kind string, value func() string) map[string]any {
	if kind == "RegionReferenceFilter" && rapid.Bool().Draw(t, "within") {
		if around := f.row(t)["around"]; len(around) > 0 {
			return map[string]any{"within": rapid.SampledFrom(around).Draw(t, "value")}
		}
	}
	list := slices.DeleteFunc([]string{value(), value(), value()}, func(each string) bool { return each == "none" })
	switch {
	case len(list) == 0:
		return nil
	case rapid.Bool().Draw(t, "one"):
		return map[string]any{"eq": list[0]}
	}
	return map[string]any{"in": list}
}

func drawDate(t *rapid.T) string {
	year, month, day := rapid.IntRange(2017, 2026).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day")
	return fmt.Sprintf("%d-%02d-%02d", year, month, day)[:rapid.SampledFrom([]int{4, 7, 10}).Draw(t, "known")]
}

// TestFiltersMeanWhatAPlainScanFinds compares random filters with their plain meaning, at the root and below a parent.
func TestFiltersMeanWhatAPlainScanFinds(t *testing.T) {
	server := quick(t)
	for root := range facts {
		t.Run(root, func(t *testing.T) { checkFilters(t, server, root) })
	}
}

// filtersOf draws filters of the type of a connection of the root.
func filtersOf(t failer, server *server, root string) (node string, drawn filters) {
	node = nodeOf(root)
	return node, filters{graph.Schema().Types[node+"Filter"], factsOf(t, server, root)}
}

// nodeOf is the type of the nodes of a connection of the root.
func nodeOf(root string) string {
	return strings.TrimSuffix(graph.Schema().Types["Query"].Fields.ForName(root).Type.Name(), "Connection")
}

func checkFilters(t *testing.T, server *server, root string) {
	node, drawn := filtersOf(t, server, root)
	document := fmt.Sprintf("query($filter: %sFilter) {%s(first: 100, filter: $filter) {totalCount nodes {id}}}", node, root)
	rapid.Check(t, func(r *rapid.T) {
		filter := drawn.draw(r, 1)
		want := []string{}
		for _, row := range drawn.rows {
			if row.holds(filter) {
				want = append(want, row["id"][0])
			}
		}
		var data map[string]struct {
			TotalCount int
			Nodes      []struct{ ID string }
		}
		server.read(r, &data, document, map[string]any{"filter": filter})
		got := []string{}
		for _, node := range data[root].Nodes {
			got = append(got, node.ID)
		}
		text, _ := json.Marshal(filter)
		if data[root].TotalCount != len(want) {
			r.Errorf("%s: totalCount is %d; a plain scan finds %d", text, data[root].TotalCount, len(want))
		}
		if diff := cmp.Diff(want[:min(100, len(want))], got); diff != "" {
			r.Errorf("%s (-plain scan +filter):\n%s", text, diff)
		}
	})
}

// TestABoxHasItsEdges asks for boxes that end at a point, and just before it.
func TestABoxHasItsEdges(t *testing.T) {
	server := quick(t)
	var point struct {
		Region struct {
			Location struct{ Latitude, Longitude float64 }
		}
	}
	server.read(t, &point, `{region(id: "region:haidian") {location {latitude longitude}}}`, nil)
	latitude, longitude := point.Region.Location.Latitude, point.Region.Location.Longitude
	const little = 1e-9
	for name, test := range map[string]struct {
		south, west, north, east float64
		want                     int
	}{
		"the point itself":      {latitude, longitude, latitude, longitude, 1},
		"at the northern edge":  {latitude - 1, longitude - 1, latitude, longitude + 1, 1},
		"beyond the northern":   {latitude - 1, longitude - 1, latitude - little, longitude + 1, 0},
		"at the southern edge":  {latitude, longitude - 1, latitude + 1, longitude + 1, 1},
		"beyond the southern":   {latitude + little, longitude - 1, latitude + 1, longitude + 1, 0},
		"at the western edge":   {latitude - 1, longitude, latitude + 1, longitude + 1, 1},
		"beyond the western":    {latitude - 1, longitude + little, latitude + 1, longitude + 1, 0},
		"at the eastern edge":   {latitude - 1, longitude - 1, latitude + 1, longitude, 1},
		"beyond the eastern":    {latitude - 1, longitude - 1, latitude + 1, longitude - little, 0},
		"over the antimeridian": {latitude - 1, longitude, latitude + 1, -longitude, 1},
	} {
		var data struct{ Regions struct{ TotalCount int } }
		box := map[string]any{"south": test.south, "west": test.west, "north": test.north, "east": test.east}
		server.read(t, &data, `query($box: BoundingBoxFilter!) {regions(filter: {id: {eq: "region:haidian"}, within: $box}) {totalCount}}`, map[string]any{"box": box})
		if data.Regions.TotalCount != test.want {
			t.Errorf("%s: %d regions; want %d", name, data.Regions.TotalCount, test.want)
		}
	}
}
