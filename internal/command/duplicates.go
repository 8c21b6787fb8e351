package command

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"pilotgraph/internal/datapackage"
	"pilotgraph/internal/search"
)

// Duplicate is a pair of institutions that are likely the same.
type Duplicate struct {
	Score        float64   `json:"score"`  // from 0.6 to 1, as docs/curation.md explains it
	Reason       string    `json:"reason"` // a sentence
	Institutions [2]Likely `json:"institutions"`
}

// Likely is an institution of a pair.
type Likely struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Region string `json:"region,omitempty"`
	Row    int    `json:"row"` // in institutions.csv, as a spreadsheet shows it
}

// What a pair scores for its best reason, and what is taken off.
const (
	scoreIdentifier = 1.00
	scoreName       = 0.95
	scoreAlias      = 0.90
	scoreWords      = 0.85
	scoreLetters    = 0.75

	minusUnknownRegion = 0.05
	minusOtherKind     = 0.10
	minusOtherRegion   = 0.30

	leastScore = 0.60
)

// Duplicates returns the pairs of institutions of a package that are likely the same, the likeliest first. The package
// must be without errors. Of many with one name only neighbours make a pair. The error is that of ctx or of reading.
func Duplicates(ctx context.Context, p *datapackage.Package) ([]Duplicate, error) {
	f := finder{parents: map[string]string{}, pairs: map[[2]int]reason{}}
	for _, read := range []func(*datapackage.Package) error{f.readRegions, f.readInstitutions, f.readAliases, f.readIdentifiers} {
		if err := read(p); err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	f.compareNames()
	f.compareWords()
	f.compareLetters()
	return f.result(), nil
}

// institution is what is known of one.
type institution struct {
	Likely
	kind  string
	names []spelling
}

// spelling is a name or an alias.
type spelling struct {
	text, folded string
	language     string
	isAlias      bool
}

// reason is why two institutions are likely the same.
type reason struct {
	score    float64
	sentence string
}

// finder finds pairs of institutions that are likely the same.
type finder struct {
	parents      map[string]string // of regions
	institutions []institution
	byID         map[string]int
	pairs        map[[2]int]reason
}

func (f *finder) readRegions(p *datapackage.Package) error {
	for row, err := range p.Rows("regions") {
		if err != nil {
			return err
		}
		f.parents[row.Get("id")] = row.Get("parent")
	}
	return nil
}

func (f *finder) readInstitutions(p *datapackage.Package) error {
	f.byID = map[string]int{}
	languages := p.Descriptor().Languages
	for row, err := range p.Rows("institutions") {
		if err != nil {
			return err
		}
		one := institution{Likely: Likely{ID: strings.Clone(row.Get("id")), Region: strings.Clone(row.Get("region")), Row: row.Number()}, kind: strings.Clone(row.Get("kind"))}
		for _, language := range languages {
			if text := strings.Clone(row.Get("name_" + language)); text != "" {
				one.names = append(one.names, spelling{text, search.Fold(text), language, false})
			}
		}
		if len(one.names) > 0 {
			one.Name = one.names[0].text
		}
		f.byID[one.ID] = len(f.institutions)
		f.institutions = append(f.institutions, one)
	}
	return nil
}

func (f *finder) readAliases(p *datapackage.Package) error {
	for row, err := range p.Rows("aliases") {
		if err != nil {
			return err
		}
		if i, ok := f.byID[row.Get("subject_id")]; ok && row.Get("subject_table") == "institutions" {
			text := strings.Clone(row.Get("text"))
			f.institutions[i].names = append(f.institutions[i].names, spelling{text, search.Fold(text), row.Get("language"), true})
		}
	}
	return nil
}

func (f *finder) readIdentifiers(p *datapackage.Package) error {
	known := map[string]int{}
	for row, err := range p.Rows("identifiers") {
		if err != nil {
			return err
		}
		i, ok := f.byID[row.Get("subject_id")]
		if !ok || row.Get("subject_table") != "institutions" {
			continue
		}
		number := row.Get("scheme") + " " + row.Get("value")
		if other, twice := known[number]; twice {
			f.pair(other, i, scoreIdentifier, "both have the number "+number)
		}
		known[strings.Clone(number)] = i
	}
	return nil
}

// pair remembers a reason for two institutions, unless there is a better one.
func (f *finder) pair(a, b int, score float64, sentence string) {
	if a == b {
		return
	}
	key := [2]int{min(a, b), max(a, b)}
	if score != scoreIdentifier {
		score -= f.minus(f.institutions[a], f.institutions[b])
	}
	if score = math.Round(score*100) / 100; score >= leastScore && score > f.pairs[key].score {
		f.pairs[key] = reason{score, sentence}
	}
}

// minus is what speaks against a pair.
func (f *finder) minus(a, b institution) float64 {
	minus := 0.0
	if a.kind != b.kind {
		minus += minusOtherKind
	}
	switch {
	case a.Region == "" || b.Region == "":
		minus += minusUnknownRegion
	case !f.inside(a.Region, b.Region) && !f.inside(b.Region, a.Region):
		minus += minusOtherRegion
	}
	return minus
}

// inside tells whether a region is another one or lies in it.
func (f *finder) inside(region, other string) bool {
	for ; region != ""; region = f.parents[region] {
		if region == other {
			return true
		}
	}
	return false
}

// place is a spelling of an institution.
type place struct {
	institution, spelling int
}

func (f *finder) at(p place) spelling { return f.institutions[p.institution].names[p.spelling] }

// groups calls a function for each two neighbours of those with the same key; "" has no group.
func (f *finder) groups(key func(spelling) string, each func(a, b place)) {
	last := map[string]place{}
	for i := range f.institutions {
		for j := range f.institutions[i].names {
			text := key(f.institutions[i].names[j])
			if text == "" {
				continue
			}
			if before, ok := last[text]; ok {
				each(before, place{i, j})
			}
			last[text] = place{i, j}
		}
	}
}

// compareNames finds those with the same name but for case, accents, width and Chinese variant.
func (f *finder) compareNames() {
	f.groups(func(s spelling) string { return s.folded }, func(a, b place) {
		one, other := f.at(a), f.at(b)
		switch {
		case !one.isAlias && !other.isAlias && one.language == other.language:
			f.pair(a.institution, b.institution, scoreName, "both are called "+other.text)
		case one.isAlias != other.isAlias:
			f.pair(a.institution, b.institution, scoreAlias, "the name of one, "+other.text+", is another name of the other")
		default:
			f.pair(a.institution, b.institution, scoreAlias, "both are also called "+other.text)
		}
	})
}

// fillers are words that say little about which institution is meant.
var fillers = []string{"the", "of", "and", "for", "in", "at", "co", "ltd", "inc", "corp", "company", "limited", "corporation"}

// words are the words of a name in order, without fillers; "" for fewer than two.
func words(s spelling) string {
	list := strings.FieldsFunc(s.folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	list = slices.DeleteFunc(list, func(word string) bool { return slices.Contains(fillers, word) })
	if len(list) < 2 {
		return ""
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

// compareWords finds those whose names have the same words.
func (f *finder) compareWords() {
	f.groups(words, func(a, b place) {
		if one, other := f.at(a), f.at(b); one.folded != other.folded {
			f.pair(a.institution, b.institution, scoreWords, fmt.Sprintf("%s and %s have the same words", one.text, other.text))
		}
	})
}

// compareLetters finds those whose names in Latin letters differ in a letter or two: near each other in the order of
// the names, or of the names read backwards.
func (f *finder) compareLetters() {
	const near = 3 // how many neighbours each is compared with
	type entry struct {
		key string
		place
	}
	for _, backwards := range []bool{false, true} {
		var entries []entry
		for i := range f.institutions {
			for j, s := range f.institutions[i].names {
				if !isLatin(s.folded) || len(s.folded) < 8 {
					continue
				}
				key := s.folded
				if backwards {
					bytes := []byte(key)
					slices.Reverse(bytes)
					key = string(bytes)
				}
				entries = append(entries, entry{key, place{i, j}})
			}
		}
		slices.SortStableFunc(entries, func(a, b entry) int { return strings.Compare(a.key, b.key) })
		for i, a := range entries {
			for _, b := range entries[i+1 : min(i+1+near, len(entries))] {
				if one, other := f.at(a.place), f.at(b.place); differsInLetters(one.folded, other.folded) {
					f.pair(a.institution, b.institution, scoreLetters, fmt.Sprintf("%s and %s differ in a letter or two", one.text, other.text))
				}
			}
		}
	}
}

func isLatin(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
}

// differsInLetters tells whether two names are one with a slip of the pen: not those that differ in a number.
func differsInLetters(a, b string) bool {
	most := 1
	if min(len(a), len(b)) >= 16 {
		most = 2
	}
	if a == b || len(a)-len(b) > most || len(b)-len(a) > most || levenshtein.ComputeDistance(a, b) > most {
		return false
	}
	digits := func(text string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return r
			}
			return -1
		}, text)
	}
	return digits(a) == digits(b)
}

// result are the pairs, the likeliest first, then by id.
func (f *finder) result() []Duplicate {
	all := make([]Duplicate, 0, len(f.pairs))
	for key, why := range f.pairs {
		all = append(all, Duplicate{why.score, why.sentence, [2]Likely{f.institutions[key[0]].Likely, f.institutions[key[1]].Likely}})
	}
	slices.SortFunc(all, func(a, b Duplicate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.Institutions[0].ID, b.Institutions[0].ID), strings.Compare(a.Institutions[1].ID, b.Institutions[1].ID))
	})
	return all
}

// printDuplicates writes pairs for people.
func printDuplicates(out io.Writer, found duplicates) error {
	if found.Count == 0 {
		return nil
	}
	var text strings.Builder
	are := map[bool]string{true: "is", false: "are"}[found.Count == 1]
	fmt.Fprintf(&text, "\n%s of institutions %s likely the same; merge them, or leave them where they are not:\n", counted(found.Count, "pair"), are)
	for _, d := range found.Pairs {
		one, other := d.Institutions[0], d.Institutions[1]
		fmt.Fprintf(&text, "  %.2f  %s (row %d) and %s (row %d): %s\n", d.Score, one.ID, one.Row, other.ID, other.Row, d.Reason)
	}
	if more := found.Count - len(found.Pairs); more > 0 {
		fmt.Fprintf(&text, "  … and %d more\n", more)
	}
	_, err := io.WriteString(out, text.String())
	return err
}
