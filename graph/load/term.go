package load

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"entgo.io/ent/dialect/sql"
	"golang.org/x/text/language"

	"pilotgraph/ent/identifier"
	"pilotgraph/ent/region"
	"pilotgraph/ent/zoneinstitution"
	"pilotgraph/graph/fault"
	"pilotgraph/internal/search"
)

// text returns a value of a filter that is text, or nil where it is absent.
func text(value any) *string {
	switch value := value.(type) {
	case string:
		return &value
	case *string:
		return value
	}
	return nil
}

// oneOf returns the values of eq or in, nil where neither is given.
func oneOf(path string, value map[string]any) ([]string, error) {
	one := text(value["eq"])
	list, several := value["in"].([]string)
	several = several && list != nil
	switch {
	case one != nil && several:
		return nil, fault.New(fault.BadUserInput, "%s has both eq and in; give one of them", path)
	case one != nil:
		return []string{*one}, nil
	case !several:
		return nil, nil
	case len(list) == 0:
		return nil, fault.New(fault.BadUserInput, "%s.in is empty; give 1 to %d values, or leave it out", path, maximumValues)
	case len(list) > maximumValues:
		return nil, fault.New(fault.BadUserInput, "%s.in has %d values; give 1 to %d", path, len(list), maximumValues)
	}
	return list, nil
}

// values is the term of a column that is compared as it is.
func values(column string) term {
	return term{column: column, compile: func(path string, value map[string]any) (condition, error) {
		list, err := oneOf(path, value)
		if list == nil {
			return nil, err
		}
		if slices.Contains(list, "") {
			return nil, fault.New(fault.BadUserInput, "%s has an empty text, which no record has; leave it out", path)
		}
		return func(rows tableAlias) *sql.Predicate { return in(rows.C(column), list) }, nil
	}}
}

// languages is the term of a column with a language.
func languages(column string) term {
	compare := values(column)
	return term{column: column, compile: func(path string, value map[string]any) (condition, error) {
		list, err := oneOf(path, value)
		for _, tag := range list {
			if _, unknown := language.Parse(tag); unknown != nil || strings.Contains(tag, "_") {
				return nil, fault.New(fault.BadUserInput, "%s: BCP 47 does not have %s; write it like en, zh or zh-Hant", path, fault.Quote(tag))
			}
		}
		if err != nil {
			return nil, err
		}
		return compare.compile(path, value)
	}}
}

// truth is the term of a column that is true or false.
func truth(column string) term {
	return term{column: column, compile: func(_ string, value map[string]any) (condition, error) {
		wanted, ok := value["eq"].(*bool)
		if !ok || wanted == nil {
			return nil, nil
		}
		return func(rows tableAlias) *sql.Predicate { return sql.EQ(rows.C(column), *wanted) }, nil
	}}
}

// ids returns the ids of eq or in, after a look at their form; kind is the type they must have, or "".
func ids(path, kind string, value map[string]any) ([]string, error) {
	list, err := oneOf(path, value)
	for _, id := range list {
		if err := CheckID(id, kind); err != nil {
			return nil, fault.New(fault.BadUserInput, "%s: %s", path, err)
		}
	}
	return list, err
}

// references is the term of a column with the id of a row of a kind ("" for any).
func references(column, kind string) term {
	return term{column: column, compile: func(path string, value map[string]any) (condition, error) {
		list, err := ids(path, kind, value)
		if list == nil {
			return nil, err
		}
		return func(rows tableAlias) *sql.Predicate { return in(rows.C(column), list) }, nil
	}}
}

// neighbours is a table of links, or of rows that refer to others: own is the column that names the row that is
// filtered, other the one that names its neighbour.
type neighbours struct {
	table, own, other string
	kind              string // column with the kind of the row; "" where there is none
}

// linked is the term of a neighbour of a kind that is one step away.
func linked(by neighbours, kind string) term {
	return term{compile: func(path string, value map[string]any) (condition, error) {
		list, err := ids(path, kind, value)
		if list == nil {
			return nil, err
		}
		return func(rows tableAlias) *sql.Predicate { return linkedTo(rows.C("id"), by, list, nil) }, nil
	}, origin: func(_ string, value, _ map[string]any) *origin {
		if other := onlyOne(value); other != "" {
			return linkOrigin(by, other, nil)
		}
		return nil
	}}
}

// linkedTo holds where a column is one of the own ends of links to one of the others; kinds is nil for all.
func linkedTo(column string, by neighbours, others, kinds []string) *sql.Predicate {
	links := sql.Table(by.table)
	selector := sql.Select(links.C(by.own)).From(links).Where(in(links.C(by.other), others))
	if by.table == zoneinstitution.Table {
		selector.Where(sql.EQ(links.C(zoneinstitution.FieldRelation), "ANY"))
	}
	if by.kind != "" && kinds != nil {
		selector.Where(in(links.C(by.kind), kinds))
	}
	return sql.In(column, selector)
}

// regions is the term of a region: column is the one of the rows that the two tables of links know them by, itself
// those that link them with their own regions (no table where ownColumn has the region), inside those that link them
// with all regions around.
func regions(column string, itself, inside neighbours, ownColumn string) term {
	return term{beside: inside.kind, compile: func(path string, value map[string]any) (condition, error) {
		list, err := ids(path, "region", value)
		if err != nil {
			return nil, err
		}
		if around := text(value["within"]); around != nil {
			if list != nil {
				return nil, fault.New(fault.BadUserInput, "%s has within beside eq or in; give one of them", path)
			}
			if err := CheckID(*around, "region"); err != nil {
				return nil, fault.New(fault.BadUserInput, "%s.within: %s", path, err)
			}
			var kinds []string
			if beside, ok := value[inside.kind].(map[string]any); ok {
				kinds, _ = oneOf("", beside) // its own term says what is wrong with it
			}
			return func(rows tableAlias) *sql.Predicate {
				return linkedTo(rows.C(column), inside, []string{*around}, kinds)
			}, nil
		}
		switch {
		case list == nil:
			return nil, nil
		case ownColumn != "":
			return func(rows tableAlias) *sql.Predicate { return in(rows.C(ownColumn), list) }, nil
		}
		return func(rows tableAlias) *sql.Predicate { return linkedTo(rows.C(column), itself, list, nil) }, nil
	}, origin: func(_ string, value, beside map[string]any) *origin {
		around := text(value["within"])
		if around == nil || column != "id" {
			return nil
		}
		kinds, _ := oneOf("", beside)
		return linkOrigin(inside, *around, kinds)
	}}
}

// names is the term of the names and aliases of a kind in any language, folded.
func names(kind string) term {
	return term{origin: nameOrigin, compile: func(path string, value map[string]any) (condition, error) {
		var all []condition
		for _, operator := range nameOperators {
			wanted := text(value[operator.name])
			if wanted == nil {
				continue
			}
			filter, err := search.WithName(operator.code, *wanted, kind)
			if err != nil {
				return nil, fault.New(fault.BadUserInput, "%s.%s: %s", path, operator.name, err)
			}
			all = append(all, func(rows tableAlias) *sql.Predicate {
				return sql.P(func(b *sql.Builder) {
					b.Ident(rows.C("id")).WriteString(" IN (")
					withName(b, filter, false)
					b.WriteString(")")
				})
			})
		}
		return combine(sql.And, all), nil
	}}
}

// identified is the term of a number in another registry.
func identified(_ string, value map[string]any) (condition, error) {
	scheme, number := text(value["scheme"]), text(value["value"])
	return func(rows tableAlias) *sql.Predicate {
		table := sql.Table(identifier.Table)
		return sql.In(rows.C("id"), sql.Select(table.C(identifier.FieldSubjectID)).From(table).Where(sql.And(
			sql.EQ(table.C(identifier.FieldScheme), *scheme), sql.EQ(table.C(identifier.FieldValue), *number))))
	}, nil
}

var dateForm = regexp.MustCompile(`^\d{4}(-\d\d(-\d\d)?)?$`)

// checkDate refuses what is not a year, a month or a day of the calendar.
func checkDate(path string, date *string) error {
	if date == nil {
		return nil
	}
	layout := "2006-01-02"
	if _, err := time.Parse(layout[:min(len(*date), len(layout))], *date); err != nil || !dateForm.MatchString(*date) {
		return fault.New(fault.BadUserInput, "%s is %s; write a year, a month or a day like 2022, 2022-09 or 2022-09-30", path, fault.Quote(*date))
	}
	return nil
}

// dates is the term of a column with a partial date. One that stands before others of its kind as text also begins
// before them in time; only the years and months around the first day need to be named.
func dates(column string) term {
	return term{column: column, compile: func(path string, value map[string]any) (condition, error) {
		from, to := text(value["from"]), text(value["to"])
		if err := checkDate(path+".from", from); err != nil {
			return nil, err
		}
		if err := checkDate(path+".to", to); err != nil {
			return nil, err
		}
		const afterAll = "~" // after every character of a date
		if from != nil && to != nil && *from > *to+afterAll {
			return nil, fault.New(fault.BadUserInput, "%s is upside down: from is %s and to is %s", path, *from, *to)
		}
		var all []condition
		if from != nil {
			around := []string{(*from)[:4], (*from)[:min(len(*from), 7)]}
			all = append(all, func(rows tableAlias) *sql.Predicate {
				return sql.Or(sql.GTE(rows.C(column), *from), in(rows.C(column), around))
			})
		}
		if to != nil {
			all = append(all, func(rows tableAlias) *sql.Predicate { return sql.LTE(rows.C(column), *to+afterAll) })
		}
		return combine(sql.And, all), nil
	}}
}

// box is what a bounding box asks of regions.
func box(path string, value map[string]any) (condition, error) {
	edges := map[string]float64{}
	for _, name := range []string{"south", "north", "west", "east"} {
		limit := 180.0
		if name == "south" || name == "north" {
			limit = 90
		}
		edge, _ := value[name].(float64)
		if !(edge >= -limit && edge <= limit) {
			return nil, fault.New(fault.BadUserInput, "%s.%s is %v; give %v to %v degrees", path, name, edge, -limit, limit)
		}
		edges[name] = edge
	}
	if edges["south"] > edges["north"] {
		return nil, fault.New(fault.BadUserInput, "%s is upside down: south is %v and north is %v", path, edges["south"], edges["north"])
	}
	return func(rows tableAlias) *sql.Predicate {
		latitude, longitude := rows.C(region.FieldLatitude), rows.C(region.FieldLongitude)
		join := sql.And
		if edges["west"] > edges["east"] {
			join = sql.Or
		}
		return sql.And(sql.GTE(latitude, edges["south"]), sql.LTE(latitude, edges["north"]),
			join(sql.GTE(longitude, edges["west"]), sql.LTE(longitude, edges["east"])))
	}, nil
}

// located is the term of a bounding box for rows that column leads from to regions: its own, or by links.
func located(column string, by *neighbours) term {
	return term{compile: func(path string, value map[string]any) (condition, error) {
		inside, err := box(path, value)
		if err != nil {
			return nil, err
		}
		return func(rows tableAlias) *sql.Predicate {
			table := sql.Table(region.Table)
			matching := sql.Select(table.C(region.FieldID)).From(table).Where(inside(region.Table))
			if by == nil {
				return sql.In(rows.C(column), matching)
			}
			links := sql.Table(by.table)
			return sql.In(rows.C(column), sql.Select(links.C(by.own)).From(links).Where(sql.In(links.C(by.other), matching)))
		}, nil
	}}
}
