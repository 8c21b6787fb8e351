package explorer

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// rowsPerPage is how many rows a list shows at once.
const rowsPerPage = 25

// listView is what a page with a list shows.
type listView struct {
	of         *list
	order      string
	Collection string
	Total      any
	Rows       []map[string]any
	Pages      pages
	Text       string      // what the form looks for
	Hidden     [][2]string // parameters that the form keeps
	Chosen     []chip
	Facets     []facet
	CSV        string
	CitedCSV   string
}

// pages are the addresses of other pages of a list, and which of its rows this one has; "" for none.
type pages struct{ First, Previous, Next, Place string }

// chip is a filter that is set.
type chip struct {
	Title, Value string
	Label        *Name // of a record
	Remove       string
}

// facet is a filter with what there is of each value.
type facet struct {
	Title   string
	Options []option
}

// option is a value of a facet.
type option struct {
	Text     string
	Label    *Name // of a record; the text otherwise
	Count    any
	Href     string // "" where it cannot be chosen
	IsChosen bool
}

// column is what a list can be sorted by.
type column struct {
	Text, Href string
	Sorted     string // "ascending", "descending" or "none"
}

// List is the page of a collection, or nil where it has none.
func (e *Explorer) List(r *http.Request) *Page {
	collection := r.PathValue("collection")
	if lists[collection] == nil {
		return nil
	}
	return e.page(r, "/"+collection, func(q *request) (*Content, error) { return q.list(collection, lists[collection]) })
}

// list fills the page of a collection.
func (q *request) list(collection string, of *list) (*Content, error) {
	chosen, notes := q.choices(of)
	order, complaint := q.order(of)
	if complaint != "" {
		notes = append(notes, complaint)
	}
	// What the graph does not know is left out, and said; each round leaves out more.
	for {
		found, err := q.run(collection, q.listVariables(of, chosen, order))
		if err != nil {
			return nil, err
		}
		if left, more, isMended := q.mend(found, chosen); isMended {
			chosen, notes = left, append(notes, more...)
			continue
		}
		if len(found.errors) > 0 {
			return nil, &Failure{"INTERNAL", "the query of the list failed: " + found.errors[0].Message}
		}
		return q.fillList(collection, of, found, chosen, order, notes)
	}
}

// mend takes from what is chosen what an answer complains of: records that there are not, then a place in the list, then a text.
func (q *request) mend(found *answer, chosen []choice) (left []choice, notes []string, isMended bool) {
	records := slices.DeleteFunc(slices.Clone(chosen), func(c choice) bool { return c.kind == "" })
	left = chosen
	for i, each := range objectsOrNil(found.data, "chosen") {
		if each == nil && i < len(records) {
			unknown := records[i]
			left = slices.DeleteFunc(slices.Clone(left), func(c choice) bool { return c.name == unknown.name })
			notes = append(notes, q.complaint(unknown))
		}
	}
	switch {
	case len(notes) > 0:
		return left, notes, true
	case len(found.errors) == 0:
		return left, nil, false
	case q.values.Get("after")+q.values.Get("before") != "":
		q.values = url.Values{}
		for _, each := range chosen {
			q.values.Set(each.name, each.value)
		}
		return left, []string{q.T("list.unknownPlace")}, true
	}
	for _, each := range chosen {
		if each.form != nil {
			left = slices.DeleteFunc(slices.Clone(left), func(c choice) bool { return c.name == each.name })
			return left, []string{q.complaint(each)}, true
		}
	}
	return left, nil, false
}

// objectsOrNil are the members of a list of objects, with nil for null.
func objectsOrNil(of map[string]any, name string) (found []map[string]any) {
	list, _ := of[name].([]any)
	for _, each := range list {
		object, _ := each.(map[string]any)
		found = append(found, object)
	}
	return found
}

// order is how a list is sorted: fields, with a minus before those that go down. The complaint is "" or says that there is no
// such order.
func (q *request) order(of *list) (order, complaint string) {
	wanted := q.values.Get("order")
	if wanted == "" {
		return of.order, ""
	}
	for _, each := range of.columns {
		if field := strings.TrimPrefix(wanted, "-"); parameterOf(each) == field {
			return strings.TrimSuffix(wanted, field) + each, ""
		}
	}
	q.values.Del("order")
	return of.order, q.T("list.unknownOrder")
}

// parameterOf is how a field of an order is written in an address.
func parameterOf(field string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(field, "-")), "_", "-")
}

// orderBy is an order as the contract has it.
func orderBy(order string) (columns []map[string]any) {
	for field := range strings.FieldsSeq(order) {
		column := map[string]any{"field": strings.TrimPrefix(field, "-")}
		if strings.HasPrefix(field, "-") {
			column["direction"] = "DESC"
		}
		columns = append(columns, column)
	}
	return columns
}

// listVariables are the variables of the query of a list.
func (q *request) listVariables(of *list, chosen []choice, order string) map[string]any {
	ids := []string{}
	for _, each := range chosen {
		if each.kind != "" {
			ids = append(ids, each.id())
		}
	}
	variables := map[string]any{"orderBy": orderBy(order), "chosen": ids}
	q.place(variables, rowsPerPage)
	setFilter(variables, "filter", input(chosen, ""))
	for _, each := range of.filters {
		if each.facet {
			setFilter(variables, each.name, input(chosen, each.name))
		}
	}
	return variables
}

// place sets the variables of a page of a connection.
func (q *request) place(variables map[string]any, size int) {
	if before := q.values.Get("before"); before != "" {
		variables["last"], variables["before"] = size, before
		return
	}
	variables["first"] = size
	if after := q.values.Get("after"); after != "" {
		variables["after"] = after
	}
}

func setFilter(variables map[string]any, name string, filter map[string]any) {
	if len(filter) > 0 {
		variables[name] = filter
	}
}

// fillList fills the template of a list.
func (q *request) fillList(collection string, of *list, found *answer, chosen []choice, order string, notes []string) (*Content, error) {
	rows, release := object(found.data, "rows"), object(found.data, "release")
	list := &listView{of: of, order: order, Collection: collection, Total: rows["totalCount"], Rows: objects(rows, "nodes"), Pages: q.pages(rows)}
	variables := map[string]any{"orderBy": orderBy(order)}
	setFilter(variables, "filter", input(chosen, ""))
	list.CSV = q.csv(collection, variables, texts(release, "languages"), false)
	list.CitedCSV = q.csv(collection, variables, texts(release, "languages"), true)
	records := objects(found.data, "chosen")
	for _, each := range chosen {
		chip := chip{Title: q.T("field." + each.title()), Value: each.value, Remove: q.Here(each.name, "")}
		switch {
		case each.name == "q":
			list.Text = each.value
		case each.isUnknown():
			chip.Value = q.T("unknown")
		case each.enum != "":
			chip.Value = q.Label(each.enum, each.value)
		case each.kind != "":
			chip.Label, _ = records[0]["label"].(*Name)
			records = records[1:]
		}
		list.Chosen = append(list.Chosen, chip)
		if each.name != "q" {
			list.Hidden = append(list.Hidden, [2]string{each.name, each.value})
		}
	}
	if wanted := q.values.Get("order"); wanted != "" {
		list.Hidden = append(list.Hidden, [2]string{"order", wanted})
	}
	for _, each := range of.filters {
		if each.facet {
			list.Facets = append(list.Facets, q.facet(each, object(found.data, each.name)))
		}
	}
	return q.show(http.StatusOK, collection, &view{Title: q.T("collection." + collection), answer: found, List: list, Notes: notes})
}

// facet is what there is of each value of a filter: groups of a statistic, or records with how many rows each has.
func (q *request) facet(f filter, counted map[string]any) facet {
	found, chosen := facet{Title: q.T("field." + f.title())}, q.values.Get(f.name)
	add := func(value string, each option, isOwn bool) {
		each.IsChosen = value == chosen
		switch {
		case each.IsChosen:
			each.Href = q.Here(f.name, "")
		case isOwn:
			each.Href = q.Here(f.name, value)
		}
		if each.IsChosen || fmt.Sprint(each.Count) != "0" {
			found.Options = append(found.Options, each)
		}
	}
	for _, group := range objects(counted, "groups") {
		key := objects(group, "keys")[0]
		value := text(key, "value")
		each := option{Text: text(key, "label"), Count: group["count"]}
		if node := object(key, "node"); node != nil {
			each.Label, _ = node["label"].(*Name)
			_, value, _ = strings.Cut(value, ":")
		}
		if value == "UNKNOWN" && f.hasUnknown {
			value = unknown
		}
		add(value, each, value != "UNKNOWN" && value != "SEVERAL")
	}
	for _, node := range objects(counted, "nodes") {
		_, key, _ := strings.Cut(text(node, "id"), ":")
		label, _ := node["label"].(*Name)
		add(key, option{Label: label, Count: object(node, "rows")["totalCount"]}, true)
	}
	return found
}

// pages are the addresses of the pages of a connection around this one.
func (q *request) pages(connection map[string]any) pages {
	var found pages
	info, shown, total := object(connection, "pageInfo"), len(objects(connection, "nodes"))+len(objects(connection, "edges")), number(connection, "totalCount")
	first := q.firstRow(info, shown, total)
	from := func(row int) string {
		if first == 0 || row < 1 {
			return ""
		}
		return strconv.Itoa(row)
	}
	if info["hasPreviousPage"] == true {
		found.Previous, found.First = q.Here("before", text(info, "startCursor"), "from", from(first-rowsPerPage)), q.Here()
	}
	if info["hasNextPage"] == true {
		found.Next = q.Here("after", text(info, "endCursor"), "from", from(first+shown))
	}
	if first > 0 && found.Previous+found.Next != "" {
		found.Place = q.T("list.place", first, first+shown-1, total)
	}
	return found
}

// firstRow is the number of the first row of a page, or 0 where it is not known: cursors do not tell it, so the address does.
func (q *request) firstRow(info map[string]any, shown, total int) int {
	switch {
	case info["hasPreviousPage"] != true:
		return 1
	case info["hasNextPage"] != true:
		return total - shown + 1
	}
	row, err := strconv.Atoi(q.values.Get("from"))
	if err != nil || row < 2 || row > total-shown {
		return 0
	}
	return row
}

// Column is the head of a column that a list can be sorted by.
func (v *view) Column(field string) column {
	found := column{Text: v.Label(v.List.of.orders, field), Sorted: "none", Href: v.Here("order", parameterOf(field))}
	switch first, _, _ := strings.Cut(v.List.order, " "); first {
	case field:
		found.Sorted, found.Href = "ascending", v.Here("order", "-"+parameterOf(field))
	case "-" + field:
		found.Sorted = "descending"
	}
	return found
}
