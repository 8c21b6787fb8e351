package graph

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"pilotgraph/ent"
	"pilotgraph/ent/region"
	"pilotgraph/ent/sector"
	"pilotgraph/ent/sectorgroup"
	"pilotgraph/graph/fault"
	"pilotgraph/graph/load"
	"pilotgraph/graph/model"
	"pilotgraph/internal/search"
	"pilotgraph/schema"
)

// maximumGroups is how many groups one answer has.
const maximumGroups = 1000

// statistics counts the rows of a type by dimensions, in an order.
func (r *Resolver) statistics(ctx context.Context, of *load.Statistic, groupBy []string, filter map[string]any, orderBy []map[string]any) (*model.Statistics, error) {
	columns, err := statisticOrder(orderBy)
	if err != nil {
		return nil, err
	}
	groups, dimensions, err := of.Count(ctx, groupBy, filter)
	if err != nil {
		return nil, err
	}
	sorted := make([]sortedGroup, len(groups))
	numbers := make([]int, 2*len(groups)*len(dimensions)) // of all groups, so that they are one piece of memory
	for i, group := range groups {
		sorted[i].Group = group
		sorted[i].keys, numbers = numbers[:len(dimensions)], numbers[len(dimensions):]
		sorted[i].labels, numbers = numbers[:len(dimensions)], numbers[len(dimensions):]
	}
	labelled := slices.ContainsFunc(columns, func(c statisticColumn) bool { return c.field == "LABEL" })
	for i, dimension := range dimensions {
		values, which := valuesOf(groups, i)
		keys, labels, err := r.places(ctx, groupBy[i], dimension, values, labelled)
		if err != nil {
			return nil, err
		}
		for j, value := range which {
			sorted[j].keys[i], sorted[j].labels[i] = keys[value], labels[value]
		}
	}
	compare := compareGroups(columns)
	order := inOrder(len(sorted), func(a, b int) int { return compare(&sorted[a], &sorted[b]) })
	return answerStatistics(groupBy, dimensions, sorted, order), nil
}

// answerStatistics returns the first groups in an order, and how many there are beyond them.
func answerStatistics(groupBy []string, dimensions []load.Dimension, groups []sortedGroup, order []int) *model.Statistics {
	shown := min(len(groups), maximumGroups)
	answer := &model.Statistics{Groups: make([]*model.StatisticGroup, shown), Omitted: len(groups) - shown}
	for i := range groups {
		answer.Total += groups[i].Count
	}
	made := make([]model.StatisticGroup, shown) // one piece of memory, as are the keys
	keys, pointers := make([]model.StatisticKey, shown*len(groupBy)), make([]*model.StatisticKey, shown*len(groupBy))
	for i, place := range order[:shown] {
		group, from := &groups[place], i*len(groupBy)
		for j, dimension := range groupBy {
			keys[from+j] = model.StatisticKey{Dimension: dimension, Value: group.Values[j], Enum: dimensions[j].Enum}
			pointers[from+j] = &keys[from+j]
		}
		made[i] = model.StatisticGroup{Keys: pointers[from : from+len(groupBy) : from+len(groupBy)], Count: group.Count}
		answer.Groups[i] = &made[i]
	}
	return answer
}

// statisticColumn is one column of an order of groups.
type statisticColumn struct {
	field      string
	descending bool
}

// statisticOrder reads the argument orderBy; the keys decide last.
func statisticOrder(orderBy []map[string]any) ([]statisticColumn, error) {
	const maximum = 3
	if len(orderBy) > maximum {
		return nil, fault.New(fault.BadUserInput, "orderBy has %d columns; give at most %d", len(orderBy), maximum)
	}
	var columns []statisticColumn
	for i, each := range orderBy {
		column := statisticColumn{field: each["field"].(string), descending: isDescending(each)}
		if slices.ContainsFunc(columns, func(c statisticColumn) bool { return c.field == column.field }) {
			return nil, fault.New(fault.BadUserInput, "orderBy[%d] sorts by %s again; name each field once", i, column.field)
		}
		columns = append(columns, column)
	}
	return append(columns, statisticColumn{field: "KEYS"}), nil
}

// valuesOf are the different values of one dimension, and which of them each group has.
func valuesOf(groups []load.Group, dimension int) (values []string, which []int) {
	known := map[string]int{}
	which = make([]int, len(groups))
	for i, group := range groups {
		value := group.Values[dimension]
		place, ok := known[value]
		if !ok {
			place = len(values)
			known[value] = place
			values = append(values, value)
		}
		which[i] = place
	}
	return values, which
}

// isOwn says whether a value is one of the dimension, and not unknown or several.
func isOwn(value string) bool { return value != load.Unknown && value != load.Several }

// places returns where each value of a dimension stands among all: in its own order, and by its label where that is
// needed.
func (r *Resolver) places(ctx context.Context, name string, dimension load.Dimension, values []string, labelled bool) (keys, labels []int, err error) {
	ranks, texts := make([]string, len(values)), make([]string, len(values))
	if dimension.Kind != "" && (labelled || rankColumns[dimension.Kind] != nil) {
		err = r.rank(ctx, dimension.Kind, values, ranks, texts, labelled)
	} else {
		declared := map[string]string{}
		if dimension.Enum != "" {
			for i, each := range Schema().Types[dimension.Enum].EnumValues {
				declared[each.Name] = string(rune('A' + i))
			}
		}
		for i, value := range values {
			ranks[i] = cmp.Or(declared[value], value)
			if labelled {
				texts[i] = search.Fold(r.label(ctx, name, dimension.Enum, value))
			}
		}
	}
	return numbered(values, ranks), numbered(values, texts), err
}

// rankColumns are the columns that the values of a kind are sorted by; the other kinds are sorted by id.
var rankColumns = map[string][]string{
	"sector": {sector.FieldOrder}, "sector-group": {sectorgroup.FieldOrder}, "region": {region.FieldRegionKey},
}

// rank writes what each value that is an id is sorted by, and what by its label where that is needed.
func (r *Resolver) rank(ctx context.Context, kind string, values, ranks, labels []string, labelled bool) error {
	columns := slices.Concat(rankColumns[kind], []string{"id"})
	if labelled {
		columns = append(columns, "names")
	}
	var own []string
	var at []int
	for i, value := range values {
		if isOwn(value) {
			own, at = append(own, value), append(at, i)
		}
	}
	nodes, err := load.Some(ctx, kind, columns, own)
	for i, node := range nodes {
		ranks[at[i]] = nodeRank(node)
		if labelled {
			labels[at[i]] = search.SortKey(r.nodeName(ctx, node))
		}
	}
	return err
}

// numbered returns the places of values by their texts; equal texts share one. Several and unknown come last.
func numbered(values, texts []string) []int {
	order, places := inOrder(len(values), func(a, b int) int { return cmp.Compare(texts[a], texts[b]) }), make([]int, len(values))
	place := 0
	for i, value := range order {
		if i > 0 && texts[value] != texts[order[i-1]] {
			place++
		}
		places[value] = place
		switch values[value] {
		case load.Several:
			places[value] = severalPlace
		case load.Unknown:
			places[value] = unknownPlace
		}
	}
	return places
}

// The places of what is not a value of its own, after all others.
const (
	severalPlace = 1 << 30
	unknownPlace = severalPlace + 1
)

// keyID is the id of the record that a value stands for, or nil.
func keyID(key *model.StatisticKey) *string {
	switch key.Dimension {
	case "PROGRAMME", "SECTOR_GROUP", "SECTOR", "ZONE", "ADM1":
		if isOwn(key.Value) {
			return &key.Value
		}
	}
	return nil
}

// keyNode is the record that a value stands for, or nil.
func keyNode(ctx context.Context, key *model.StatisticKey) (load.Node, error) {
	id := keyID(key)
	if id == nil {
		return nil, nil
	}
	return load.From(ctx).Node(ctx, *id)
}

// keyLabel is the value of a group for people.
func (r *Resolver) keyLabel(ctx context.Context, key *model.StatisticKey, wanted *string) (string, error) {
	if wanted != nil {
		if err := checkLanguage(*wanted); err != nil {
			return "", err
		}
		ctx = context.WithValue(ctx, languagesKey{}, []string{*wanted})
	}
	node, err := keyNode(ctx, key)
	if err != nil {
		return "", err
	}
	if node == nil {
		return r.label(ctx, key.Dimension, key.Enum, key.Value), nil
	}
	text, _ := r.nodeName(ctx, node)
	return text, nil
}

// nodeRank is what a node is sorted by among the nodes of its type.
func nodeRank(node load.Node) string {
	switch node := node.(type) {
	case *ent.Sector:
		return ordinal(node.Order) + node.ID
	case *ent.SectorGroup:
		return ordinal(node.Order) + node.ID
	case *ent.Region:
		return node.RegionKey
	}
	return node.NodeID()
}

// ordinal is a number as text that sorts like it.
func ordinal(number int) string { return fmt.Sprintf("%010d", number) }

// nodeName is the name of a node in the language of the request, and that language.
func (r *Resolver) nodeName(ctx context.Context, node load.Node) (text, tag string) {
	named, ok := node.(load.Named)
	if !ok {
		return node.NodeID(), ""
	}
	text, _ = name(ctx, named.AllNames(), nil)
	return text, r.languages[r.requestLanguage(ctx)]
}

// label is a value that is no id, for people. The enum is that of the value, or "".
func (r *Resolver) label(ctx context.Context, dimension, enum, value string) string {
	if !isOwn(value) {
		enum = "Statistics"
	}
	if texts := schema.Labels()[enum][value]; texts != nil {
		return texts[r.labelLanguage(ctx)]
	}
	if dimension == "COUNTRY" {
		region, err := language.ParseRegion(value)
		if namer := display.Regions(language.Make(r.languages[r.requestLanguage(ctx)])); err == nil && namer != nil {
			return namer.Name(region)
		}
	}
	return value
}

// labelLanguage is the language of labels that the request wants most, else the first that the package has too.
func (r *Resolver) labelLanguage(ctx context.Context) string {
	wanted, _ := ctx.Value(languagesKey{}).([]string)
	for _, candidate := range slices.Concat(wanted, r.languages) {
		if i := lookup(len(schema.LabelLanguages), func(i int) string { return schema.LabelLanguages[i] }, candidate); i >= 0 {
			return schema.LabelLanguages[i]
		}
	}
	return schema.LabelLanguages[0]
}

// sortedGroup is a group with the places of its values in each dimension: in their own order, and by label.
type sortedGroup struct {
	load.Group
	keys, labels []int
}

// inOrder returns the places of what a function compares by place, sorted: moving groups themselves would take longer than comparing them.
func inOrder(count int, compare func(a, b int) int) []int {
	order := make([]int, count)
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, compare)
	return order
}

// compareGroups compares groups by columns.
func compareGroups(columns []statisticColumn) func(a, b *sortedGroup) int {
	return func(a, b *sortedGroup) int {
		for _, column := range columns {
			order := 0
			switch column.field {
			case "COUNT":
				order = cmp.Compare(a.Count, b.Count)
				if column.descending {
					order = -order
				}
			case "LABEL":
				order = comparePlaces(a.labels, b.labels, column.descending)
			default:
				order = comparePlaces(a.keys, b.keys, column.descending)
			}
			if order != 0 {
				return order
			}
		}
		return slices.Compare(a.Values, b.Values)
	}
}

// comparePlaces compares the places of two groups in turn; several and unknown come last, also downward.
func comparePlaces(a, b []int, descending bool) int {
	for i := range a {
		order := cmp.Compare(a[i], b[i])
		if descending && max(a[i], b[i]) < severalPlace {
			order = -order
		}
		if order != 0 {
			return order
		}
	}
	return 0
}
