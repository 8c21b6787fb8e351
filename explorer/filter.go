package explorer

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"pilotgraph/graph/fault"
)

// list is a collection that has a page with all of it.
type list struct {
	orders  string   // the enum of what it can be sorted by
	columns []string // fields of orders that the page offers
	order   string   // how it is sorted where the address does not say, such as "-DESIGNATED_ON"
	filters []filter
}

// filter is a parameter of a list's address.
type filter struct {
	name  string   // of the parameter
	field []string // where its value stands in the filter of the contract; {"kind", "eq"}
	enum  string   // the enum that the value is of, or
	kind  string   // the kind of record that the value is the key of, or
	form  *regexp.Regexp
	facet bool // whether the page counts what there is of each value
	// hasUnknown is whether the value unknown takes what has none.
	hasUnknown bool
}

// unknown is the value of a filter that takes what has none.
const unknown = "unknown"

// Forms of filters that are texts.
var (
	anyText   = regexp.MustCompile(`(?s).`)
	yearForm  = regexp.MustCompile(`^\d{4}$`)
	shortForm = regexp.MustCompile(`^[\w-]{1,35}$`)
)

func byEnum(name, enum string) filter {
	return filter{name: name, field: []string{name, "eq"}, enum: enum}
}

func byRecord(name, kind string) filter {
	return filter{name: name, field: []string{name, "eq"}, kind: kind}
}

// byYear takes what has a date of a year, or none.
func byYear(field string) filter {
	return filter{name: "year", field: []string{field, "from to"}, form: yearForm, hasUnknown: true}
}

// inRegion takes what lies inside of a region.
var inRegion = filter{name: "region", field: []string{"region", "within"}, kind: "region"}

// byName takes what has a name that contains a text.
var byName = filter{name: "q", field: []string{"name", "contains"}, form: anyText}

// counted makes a filter that the page counts each value of.
func (f filter) counted() filter {
	f.facet = true
	return f
}

var lists = map[string]*list{
	"programmes": {
		orders: "ProgrammeOrderField", columns: []string{"NAME", "ZONES", "INSTITUTIONS"}, order: "-INSTITUTIONS -ZONES",
		filters: []filter{byName, byEnum("kind", "ProgrammeKind"), byRecord("agency", "agency"), byRecord("sector", "sector"),
			byRecord("zone", "zone"), byRecord("institution", "institution")},
	},
	"zones": {
		orders: "ZoneOrderField", columns: []string{"NAME", "KIND", "REGION", "DESIGNATED_ON", "CONFIDENCE", "INSTITUTIONS"}, order: "NAME",
		filters: []filter{byName, byRecord("programme", "programme").counted(), inRegion.counted(), byEnum("kind", "ZoneKind").counted(),
			byYear("designatedOn").counted(), byEnum("confidence", "Confidence").counted(),
			byEnum("precision", "Precision"), byRecord("sector", "sector"), byRecord("agency", "agency"), byRecord("institution", "institution")},
	},
	"institutions": {
		orders: "InstitutionOrderField", columns: []string{"NAME", "KIND", "REGION", "PILOTS"}, order: "NAME",
		filters: []filter{byName, byEnum("kind", "InstitutionKind").counted(), inRegion.counted(), byRecord("sector", "sector").counted(),
			byRecord("programme", "programme").counted(), byRecord("zone", "zone"), byRecord("agency", "agency")},
	},
	"sectors": {
		orders: "SectorOrderField", columns: []string{"ORDER", "NAME", "INSTITUTIONS"}, order: "ORDER",
		filters: []filter{byName, byRecord("programme", "programme").counted(), byRecord("group", "sector-group").counted(),
			byRecord("agency", "agency"), byRecord("institution", "institution"), byRecord("zone", "zone")},
	},
	"agencies": {
		orders: "AgencyOrderField", columns: []string{"NAME"}, order: "NAME",
		filters: []filter{byName, byRecord("programme", "programme").counted(), byRecord("sector", "sector").counted(),
			byRecord("zone", "zone"), byRecord("institution", "institution")},
	},
	"regions": {
		orders: "RegionOrderField", columns: []string{"NAME", "LEVEL", "ZONES", "INSTITUTIONS"}, order: "-ZONES NAME",
		filters: []filter{byName, byEnum("level", "RegionLevel"), inRegion},
	},
	"pilots": {
		orders: "PilotOrderField", columns: []string{"KIND", "STAGE", "CONFIDENCE"}, order: "ID",
		filters: []filter{byRecord("programme", "programme").counted(), byRecord("sector", "sector").counted(), byEnum("kind", "PilotKind").counted(),
			byEnum("stage", "PilotStage").counted(), byEnum("confidence", "Confidence").counted(), byRecord("institution", "institution"),
			byRecord("zone", "zone"), inRegion, {name: "group", field: []string{"sectorGroup", "eq"}, kind: "sector-group"}},
	},
	"events": {
		orders: "EventOrderField", columns: []string{"DATE", "NAME", "KIND", "CONFIDENCE"}, order: "DATE",
		filters: []filter{byName, byRecord("programme", "programme"), byEnum("kind", "EventKind"), byRecord("agency", "agency"),
			byYear("date")},
	},
	"sources": {
		orders: "SourceOrderField", columns: []string{"TITLE", "PUBLISHED", "KIND", "RELIABILITY"}, order: "-PUBLISHED",
		filters: []filter{{name: "q", field: []string{"title", "contains"}, form: anyText}, byEnum("kind", "SourceKind"), byEnum("reliability", "Reliability"),
			{name: "language", field: []string{"language", "eq"}, form: shortForm}},
	},
}

// choice is a filter that the address sets.
type choice struct {
	filter
	value string
}

// id is the id of the record that is chosen.
func (c choice) id() string { return c.kind + ":" + c.value }

// isUnknown says whether what has no value is chosen.
func (c choice) isUnknown() bool { return c.hasUnknown && c.value == unknown }

// choices reads the filters of an address. What is no filter of the list, or no value of the filter, comes back as complaints.
func (q *request) choices(of *list) (chosen []choice, complaints []string) {
	for _, name := range sortedNames(q.values) {
		value := strings.TrimSpace(q.values.Get(name))
		i := slices.IndexFunc(of.filters, func(f filter) bool { return f.name == name })
		switch {
		case slices.Contains([]string{"order", "after", "before", "from"}, name), i >= 0 && value == "":
		case i < 0:
			complaints = append(complaints, q.T("list.unknownFilter", fault.Shorten(name)))
		case !of.filters[i].takes(value, q.labels):
			complaints = append(complaints, q.complaint(choice{of.filters[i], value}))
		default:
			chosen = append(chosen, choice{of.filters[i], value})
		}
	}
	const most = 3 // an address may have any number
	return chosen, complaints[:min(len(complaints), most)]
}

// complaint says that a filter has no such value.
func (q *request) complaint(c choice) string {
	return q.T("list.unknownValue", fault.Shorten(c.value), q.T("field."+c.title()))
}

// title is the text that names the filter.
func (f filter) title() string {
	if f.name == "q" {
		return "name"
	}
	return f.name
}

var keyForm = regexp.MustCompile(`^[a-z0-9]+(-+[a-z0-9]+)*$`)

// takes says whether a value has the form that the filter takes.
func (f filter) takes(value string, labels map[string]map[string]map[string]string) bool {
	switch {
	case f.hasUnknown && value == unknown:
		return true
	case f.enum != "":
		return labels[f.enum][value] != nil
	case f.kind != "":
		return keyForm.MatchString(value) && len(value) <= 200
	}
	return f.form.MatchString(value)
}

// sortedNames are the names of parameters.
func sortedNames(values url.Values) (names []string) {
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// input is the filter of the contract for what is chosen, but for one filter.
func input(chosen []choice, without string) map[string]any {
	whole := map[string]any{}
	for _, each := range chosen {
		if each.name == without {
			continue
		}
		value := each.value
		if each.kind != "" {
			value = each.id()
		}
		if each.isUnknown() {
			// Every date is in this range; what has none is not.
			whole["not"] = map[string]any{each.field[0]: map[string]any{"from": "0001"}}
			continue
		}
		inner := map[string]any{}
		for _, operator := range strings.Fields(each.field[1]) {
			inner[operator] = value
		}
		whole[each.field[0]] = inner
	}
	return whole
}
