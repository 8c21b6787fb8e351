package graph

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"pilotgraph/ent"
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
	for i, group := range groups {
		sorted[i] = sortedGroup{Group: group, ranks: make([]string, len(dimensions)), labels: make([]string, len(dimensions))}
	}
	labelled := slices.ContainsFunc(columns, func(c statisticColumn) bool { return c.field == "LABEL" })
	for i, dimension := range dimensions {
		ranks, labels, err := r.places(ctx, groupBy[i], dimension, valuesOf(groups, i), labelled)
		if err != nil {
			return nil, err
		}
		for j := range sorted {
			value := sorted[j].Values[i]
			sorted[j].ranks[i], sorted[j].labels[i] = ranks[value], labels[value]
		}
	}
	slices.SortFunc(sorted, compareGroups(columns))
	return answerStatistics(groupBy, dimensions, sorted), nil
}

// answerStatistics returns the first groups, and how many there are beyond them.
func answerStatistics(groupBy []string, dimensions []load.Dimension, groups []sortedGroup) *model.Statistics {
	answer := &model.Statistics{Groups: []*model.StatisticGroup{}}
	for i, group := range groups {
		answer.Total += group.Count
		if i >= maximumGroups {
			answer.Omitted++
			continue
		}
		keys := make([]*model.StatisticKey, len(groupBy))
		for j, dimension := range groupBy {
			keys[j] = &model.StatisticKey{Dimension: dimension, Value: group.Values[j], Enum: dimensions[j].Enum}
		}
		answer.Groups = append(answer.Groups, &model.StatisticGroup{Keys: keys, Count: group.Count})
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

// valuesOf are the different values of one dimension.
func valuesOf(groups []load.Group, place int) []string {
	values := make([]string, len(groups))
	for i, group := range groups {
		values[i] = group.Values[place]
	}
	slices.Sort(values)
	return slices.Compact(values)
}

// isOwn says whether a value is one of the dimension, and not unknown or several.
func isOwn(value string) bool { return value != load.Unknown && value != load.Several }

// places returns by which text each value of a dimension is sorted: by its own order, and by its label where that is
// needed.
func (r *Resolver) places(ctx context.Context, name string, dimension load.Dimension, values []string, labelled bool) (ranks, labels map[string]string, err error) {
	ranks, labels = map[string]string{}, map[string]string{}
	own := slices.DeleteFunc(slices.Clone(values), func(value string) bool { return !isOwn(value) })
	if dimension.Kind != "" && (labelled || slices.Contains([]string{"sector", "sector-group", "region"}, dimension.Kind)) {
		nodes, err := load.All(ctx, own)
		if err != nil {
			return nil, nil, err
		}
		for i, node := range nodes {
			ranks[own[i]], labels[own[i]] = nodeRank(node), search.SortKey(r.nodeName(ctx, node))
		}
		return ranks, labels, nil
	}
	for _, value := range own {
		ranks[value] = value
		if labelled {
			labels[value] = search.Fold(r.label(ctx, name, dimension.Enum, value))
		}
	}
	if dimension.Enum != "" {
		for i, declared := range Schema().Types[dimension.Enum].EnumValues {
			ranks[declared.Name] = string(rune('A' + i))
		}
	}
	return ranks, labels, nil
}

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

// sortedGroup is a group with what its values are sorted by, in each dimension.
type sortedGroup struct {
	load.Group
	ranks, labels []string
}

// compareGroups compares groups by columns.
func compareGroups(columns []statisticColumn) func(a, b sortedGroup) int {
	return func(a, b sortedGroup) int {
		for _, column := range columns {
			order := 0
			switch column.field {
			case "COUNT":
				order = cmp.Compare(a.Count, b.Count)
				if column.descending {
					order = -order
				}
			case "LABEL":
				order = compareTexts(a, b, a.labels, b.labels, column.descending)
			default:
				order = compareTexts(a, b, a.ranks, b.ranks, column.descending)
			}
			if order != 0 {
				return order
			}
		}
		return slices.Compare(a.Values, b.Values)
	}
}

// compareTexts compares what two groups are sorted by in turn; several and unknown come last, also downward.
func compareTexts(a, b sortedGroup, textsA, textsB []string, descending bool) int {
	for i := range textsA {
		if order := cmp.Compare(class(a.Values[i]), class(b.Values[i])); order != 0 {
			return order
		}
		order := cmp.Compare(textsA[i], textsB[i])
		if descending {
			order = -order
		}
		if order != 0 {
			return order
		}
	}
	return 0
}

// class is 0 for values of the dimension, then several, then unknown.
func class(value string) int {
	switch value {
	case load.Several:
		return 1
	case load.Unknown:
		return 2
	}
	return 0
}
