package graph_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pilotgraph/graph"
	"pilotgraph/internal/search"
)

// sortedBy is the field that each order promises to sort by, where it has not the order's own name.
var sortedBy = map[string]string{
	"DESIGNATED_ON": "designatedOn", "PUBLISHED_AT": "publishedAt", "SUBJECT": "subject {id}", "SOURCE": "source {id}",
	"ZONES": "zones {totalCount}", "INSTITUTIONS": "institutions {totalCount}", "PILOTS": "pilots {totalCount}",
	"NAME": "names {language text}", "REGION": "region {country code isoCode id ancestors {code isoCode id}}",
	"Region.REGION": "country code isoCode ancestors {code isoCode id}",
}

// sortValue is what a row is sorted by; unknown says that it has nothing of the kind.
type sortValue struct {
	id      string
	text    string
	number  int
	unknown bool
}

// sortColumn is a column of an order.
type sortColumn struct{ field, direction, language string }

// String is the column as a query writes it.
func (c sortColumn) String() string {
	language := ""
	if c.language != "" {
		language = fmt.Sprintf(", language: %q", c.language)
	}
	return fmt.Sprintf("{field: %s, direction: %s%s}", c.field, c.direction, language)
}

// selection asks for what the column sorts by, under an alias.
func (c sortColumn) selection(typename, alias string) string {
	switch own := sortedBy[typename+"."+c.field]; {
	case own != "":
		return own
	case c.field == "ID":
		return ""
	}
	return alias + ": " + cmp.Or(sortedBy[c.field], strings.ToLower(c.field))
}

// valueOf reads what a node is sorted by.
func valueOf(typename, order, language, alias string, node map[string]any) sortValue {
	found := sortValue{id: node["id"].(string)}
	value := node[alias]
	switch {
	case order == "ID":
		found.text = found.id
	case order == "NAME":
		found.unknown = true
		for _, name := range value.([]any) {
			if name := name.(map[string]any); name["language"] == language {
				found.text, found.unknown = search.SortKey(name["text"].(string), language), false
			}
		}
	case order == "TITLE":
		found.text = search.Fold(value.(string))
	case order == "REGION":
		if typename == "Region" {
			value = node
		}
		if found.unknown = value == nil; !found.unknown {
			found.text = regionKey(value.(map[string]any))
		}
	case value == nil:
		found.unknown = true
	default:
		found.text = scalars(value)[0]
		if rank, isEnum := rankOf(typename, order, found.text); isEnum {
			found.text, found.number = "", rank
		} else if number, isNumber := value.(float64); isNumber || strings.HasSuffix(sortedBy[order], "{totalCount}") {
			found.text = ""
			found.number = int(number)
			if !isNumber {
				found.number = int(value.(map[string]any)["totalCount"].(float64))
			}
		}
	}
	return found
}

// rankOf is the place of a value in the enum of the field that an order is called after.
func rankOf(typename, order, value string) (rank int, isEnum bool) {
	field := graph.Schema().Types[typename].Fields.ForName(strings.ToLower(order))
	if field == nil {
		return 0, false
	}
	values := graph.Schema().Types[field.Type.Name()].EnumValues
	for i, each := range values {
		if each.Name == value {
			return i, true
		}
	}
	return 0, false
}

// regionKey has the codes of a region from the outermost inwards.
func regionKey(region map[string]any) string {
	codes := []string{}
	code := func(each map[string]any) string {
		for _, name := range []string{"code", "isoCode", "id"} {
			if text, ok := each[name].(string); ok {
				return text
			}
		}
		return ""
	}
	codes = append(codes, code(region))
	for _, around := range region["ancestors"].([]any) {
		codes = append(codes, code(around.(map[string]any)))
	}
	slices.Reverse(codes)
	return region["country"].(string) + "/" + strings.Join(codes, "/")
}

func (v sortValue) compare(other sortValue, descending bool) int {
	if v.unknown != other.unknown {
		if v.unknown {
			return 1
		}
		return -1
	}
	order := cmp.Or(cmp.Compare(v.number, other.number), cmp.Compare(v.text, other.text))
	if descending {
		return -order
	}
	return order
}

// compareRows compares by each column in turn, and then by id in the direction of the last one.
func compareRows(columns []sortColumn) func(a, b []sortValue) int {
	return func(a, b []sortValue) int {
		for i, column := range columns {
			if order := a[i].compare(b[i], column.direction == "DESC"); order != 0 {
				return order
			}
		}
		order := cmp.Compare(a[0].id, b[0].id)
		if columns[len(columns)-1].direction == "DESC" {
			return -order
		}
		return order
	}
}

// TestEveryOrderSortsByWhatItSays walks every connection of the root in every order it has, in both directions, and
// sorts the rows once more in Go.
func TestEveryOrderSortsByWhatItSays(t *testing.T) {
	checkOrders(t, quick(t))
}

func checkOrders(t *testing.T, server *server) {
	for root := range facts {
		for _, field := range graph.Schema().Types[nodeOf(root)+"OrderField"].EnumValues {
			languages := []string{""}
			if field.Name == "NAME" {
				languages = server.release.Info.Languages
			}
			for _, language := range languages {
				for _, direction := range []string{"ASC", "DESC"} {
					column := sortColumn{field.Name, direction, language}
					t.Run(fmt.Sprintf("%s by %s", root, column), func(t *testing.T) {
						checkOrder(t, server, paged{typename: "Query", field: root}, "", nodeOf(root), []sortColumn{column})
					})
				}
			}
		}
	}
}

// checkDrawnOrders draws orders of one to three columns of each type, at the root and below a parent.
func checkDrawnOrders(t *testing.T, server *server) {
	above := map[string][]nesting{}
	for _, each := range everyNesting(t) {
		above[each.to] = append(above[each.to], each)
	}
	for root := range facts {
		t.Run(root, func(t *testing.T) {
			rapid.Check(t, func(r *rapid.T) {
				connection, parent := paged{typename: "Query", field: root}, ""
				if len(above[root]) > 0 && rapid.Bool().Draw(r, "below") {
					from := rapid.SampledFrom(above[root]).Draw(r, "connection")
					if ids := firstIDs(r, server, from.root); len(ids) > 0 {
						parent = rapid.SampledFrom(ids).Draw(r, "parent")
						connection = paged{typename: nodeOf(from.root), field: from.field, narrowed: from.narrowed}
					}
				}
				checkOrder(r, server, connection, parent, nodeOf(root), drawColumns(r, server, nodeOf(root)))
			})
		})
	}
}

// drawColumns draws an order of a type.
func drawColumns(t *rapid.T, server *server, typename string) (columns []sortColumn) {
	fields := graph.Schema().Types[typename+"OrderField"].EnumValues
	for _, place := range rapid.SliceOfNDistinct(rapid.IntRange(0, len(fields)-1), 1, min(3, len(fields)), rapid.ID[int]).Draw(t, "columns") {
		column := sortColumn{field: fields[place].Name, direction: rapid.SampledFrom([]string{"ASC", "DESC"}).Draw(t, "direction")}
		if column.field == "NAME" {
			column.language = rapid.SampledFrom(server.release.Info.Languages).Draw(t, "language")
		}
		columns = append(columns, column)
	}
	return columns
}

// checkOrder walks a connection in an order, and sorts the rows once more in Go.
func checkOrder(t failer, server *server, connection paged, parent, typename string, columns []sortColumn) {
	t.Helper()
	var selection, order []string
	for i, column := range columns {
		selection = append(selection, column.selection(typename, fmt.Sprint("v", i)))
		order = append(order, column.String())
	}
	arguments := connection.narrowed + "orderBy: [" + strings.Join(order, ", ") + "]"
	fields := fmt.Sprintf("nodes {id %s} pageInfo {hasNextPage endCursor} totalCount", strings.Join(selection, " "))
	var got [][]sortValue
	after, total := "", 0
	for more := true; more; {
		page := orderedPage(t, server, connection, parent, "first: 17, "+arguments+after, fields)
		for _, node := range page.Nodes {
			row := make([]sortValue, len(columns))
			for i, column := range columns {
				row[i] = valueOf(typename, column.field, column.language, fmt.Sprint("v", i), node)
			}
			got = append(got, row)
		}
		more, after, total = page.PageInfo.HasNextPage, fmt.Sprintf(", after: %q", page.PageInfo.EndCursor), page.TotalCount
	}
	if total != len(got) {
		t.Fatalf("%s %s(%s): the walk has %d rows of %d", parent, connection.field, arguments, len(got), total)
	}
	want := slices.Clone(got)
	slices.SortFunc(want, compareRows(columns))
	if diff := gocmp.Diff(want, got, gocmp.AllowUnexported(sortValue{})); diff != "" {
		t.Fatalf("%s %s(%s) (-sorted in Go +as it came):\n%s", parent, connection.field, arguments, diff)
	}
}

// sortedPage is a page with what its nodes are sorted by.
type sortedPage struct {
	Nodes    []map[string]any
	PageInfo struct {
		HasNextPage bool
		EndCursor   string
	}
	TotalCount int
}

func orderedPage(t failer, server *server, connection paged, parent, arguments, fields string) sortedPage {
	t.Helper()
	asked := fmt.Sprintf("%s(%s) {%s}", connection.field, arguments, fields)
	if parent == "" {
		var data map[string]sortedPage
		server.read(t, &data, "{"+asked+"}", nil)
		return data[connection.field]
	}
	var data struct{ Node map[string]sortedPage }
	server.read(t, &data, fmt.Sprintf("{node(id: %q) {... on %s {%s}}}", parent, connection.typename, asked), nil)
	return data.Node[connection.field]
}
