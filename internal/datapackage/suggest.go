package datapackage

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// suggestionLimit is how many problems of a rule get a suggestion: looking for one takes a look at every id.
const suggestionLimit = 100

// suggest adds to the problem that was just added what was meant perhaps: the nearest of some names.
func (c *collector) suggest(value string, names iter.Seq[string]) {
	if c.kept && c.counts[c.problems[len(c.problems)-1].Rule] <= suggestionLimit {
		c.suggestText(nearest(value, names))
	}
}

// suggestText adds a text to the problem that was just added, where that is kept.
func (c *collector) suggestText(text string) {
	if c.kept {
		c.problems[len(c.problems)-1].Suggestion = short(text)
	}
}

// nearest returns the name that is most like a value, or "" where none is like it. Of equally near ones it takes the
// first by code points.
func nearest(value string, names iter.Seq[string]) string {
	best, least := "", likeness(value)+1
	for name := range names {
		difference := len(name) - len(value)
		if max(difference, -difference) > least || name == value {
			continue
		}
		if distance := levenshtein.ComputeDistance(value, name); distance < least || distance == least && best != "" && name < best {
			best, least = name, distance
		}
	}
	if best != "" || len(value) < minimumPart {
		return best
	}
	return nearestPart(value, names)
}

// likeness is how many letters may differ in a text that is still like another one.
func likeness(value string) int {
	switch length := len(value); {
	case length < 3:
		return 0
	case length < 6:
		return 1
	case length < 12:
		return 2
	default:
		return 3
	}
}

// minimumPart is the least length of a value that is looked for inside names.
const minimumPart = 4

// nearestPart returns the shortest name that holds the value between hyphens, or that the value holds.
func nearestPart(value string, names iter.Seq[string]) string {
	var found []string
	for name := range names {
		if holds(name, value) || len(name) >= minimumPart && holds(value, name) {
			found = append(found, name)
		}
	}
	if len(found) == 0 {
		return ""
	}
	return slices.MinFunc(found, func(a, b string) int {
		return cmp.Or(cmp.Compare(abs(len(a)-len(value)), abs(len(b)-len(value))), strings.Compare(a, b))
	})
}

func abs(number int) int { return max(number, -number) }

// holds tells whether a name has a part as one or more of its words.
func holds(name, part string) bool {
	words := strings.NewReplacer("-", " ", "_", " ")
	return strings.Contains(" "+words.Replace(name)+" ", " "+words.Replace(part)+" ")
}

// ids are the keys of an index.
func (k *keyIndex) ids() iter.Seq[string] { return maps.Keys(k.rows) }

// absentColumns are the columns that a table may have and its header has not.
func (t *table) absentColumns() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, c := range t.columns {
			if t.position(c.name) < 0 && !yield(c.name) {
				return
			}
		}
	}
}

// unknownColumns are the columns of the header that nothing asks for.
func (t *table) unknownColumns() iter.Seq[string] {
	return func(yield func(string) bool) {
		for i, name := range t.header {
			if t.plan[i] == nil && name != "" && !yield(name) {
				return
			}
		}
	}
}

// absentTables are the tables of the format that the package has not.
func (c *checker) absentTables() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, t := range c.format.Tables {
			named := slices.ContainsFunc(c.pack.descriptor.Resources, func(r rawResource) bool { return r.Name == t.Name })
			if !named && !yield(t.Name) {
				return
			}
		}
	}
}

// unknownTables are the tables of the package that the format has not.
func (c *checker) unknownTables() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, r := range c.pack.descriptor.Resources {
			if c.format.table(r.Name) == nil && !yield(r.Name) {
				return
			}
		}
	}
}

// allowed are the values of a column that is a closed set.
func (c *column) allowed() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, value := range c.enums[0] {
			everywhere := !slices.ContainsFunc(c.enums, func(enum []string) bool { return !slices.Contains(enum, value) })
			if everywhere && !yield(value) {
				return
			}
		}
	}
}

// asID returns an id that a text may stand for, or "".
func asID(text string) string {
	id := strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') }), "-")
	if !isID(id) {
		return ""
	}
	return id
}
