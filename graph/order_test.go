package graph_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

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

// valueOf reads what a node is sorted by.
func valueOf(typename, order, language string, node map[string]any) sortValue {
	found := sortValue{id: node["id"].(string)}
	value := node["value"]
	switch {
	case order == "ID":
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
	order := cmp.Or(cmp.Compare(v.number, other.number), cmp.Compare(v.text, other.text), cmp.Compare(v.id, other.id))
	if descending {
		return -order
	}
	return order
}

// TestEveryOrderSortsByWhatItSays walks every connection of the root in every order it has, in both directions, and
// sorts the rows once more in Go.
func TestEveryOrderSortsByWhatItSays(t *testing.T) {
	checkOrders(t, quick(t))
}

func checkOrders(t *testing.T, server *server) {
	schema := graph.Schema()
	for root := range facts {
		node := strings.TrimSuffix(schema.Types["Query"].Fields.ForName(root).Type.Name(), "Connection")
		for _, field := range schema.Types[node+"OrderField"].EnumValues {
			languages := []string{""}
			if field.Name == "NAME" {
				languages = server.release.Info.Languages
			}
			for _, language := range languages {
				for _, direction := range []string{"ASC", "DESC"} {
					t.Run(fmt.Sprintf("%s by %s %s %s", root, field.Name, direction, language), func(t *testing.T) {
						checkOrder(t, server, root, node, field.Name, language, direction)
					})
				}
			}
		}
	}
}

func checkOrder(t *testing.T, server *server, root, typename, field, language, direction string) {
	selection := "value: " + cmp.Or(sortedBy[field], strings.ToLower(field))
	if own := sortedBy[typename+"."+field]; own != "" {
		selection = own
	}
	if field == "ID" {
		selection = ""
	}
	order := fmt.Sprintf("orderBy: [{field: %s, direction: %s}]", field, direction)
	if language != "" {
		order = fmt.Sprintf("orderBy: [{field: %s, direction: %s, language: %q}]", field, direction, language)
	}
	var got []sortValue
	after := ""
	for more := true; more; {
		var data map[string]struct {
			Nodes    []map[string]any
			PageInfo struct {
				HasNextPage bool
				EndCursor   string
			}
		}
		server.read(t, &data, fmt.Sprintf("{%s(first: 17, %s%s) {nodes {id %s} pageInfo {hasNextPage endCursor}}}", root, order, after, selection), nil)
		for _, node := range data[root].Nodes {
			got = append(got, valueOf(typename, field, language, node))
		}
		more, after = data[root].PageInfo.HasNextPage, fmt.Sprintf(", after: %q", data[root].PageInfo.EndCursor)
	}
	var total map[string]struct{ TotalCount int }
	server.read(t, &total, fmt.Sprintf("{%s(%s) {totalCount}}", root, order), nil)
	if total[root].TotalCount != len(got) {
		t.Errorf("the walk has %d rows of %d", len(got), total[root].TotalCount)
	}
	want := slices.Clone(got)
	slices.SortFunc(want, func(a, b sortValue) int { return a.compare(b, direction == "DESC") })
	if diff := gocmp.Diff(want, got, gocmp.AllowUnexported(sortValue{})); diff != "" {
		t.Errorf("(-sorted in Go +as it came):\n%s", diff)
	}
}
