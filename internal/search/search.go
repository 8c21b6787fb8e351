// Package search finds records by what a person types, and filters them by name. It has one way to cut texts into tokens, for the index and
// for what is asked, and keeps the index in tables beside the records.
package search

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
)

// Reader is what search asks for rows; ent's drivers are.
type Reader interface {
	Query(ctx context.Context, query string, args, v any) error
	Dialect() string
}

// statements are those of a database. Their placeholders are question marks.
type statements struct {
	count, facets, tier string
	names               string                                 // what follows the columns of a statement for NameFilter
	place               string                                 // a column by which those are in the order of ids
	placeOf             func(kind string, forward bool) string // its value for an id; nil where the id is the place
	match               func(expression string) string         // an expression of FTS4 as the database reads it
	number              func(statement string) string          // a statement as the database reads it
}

// of returns the statements of a dialect.
func of(name string) *statements {
	if name == dialect.Postgres {
		return &onPostgres
	}
	return &onSQLite
}

// textsStatement selects the texts of records.
const textsStatement = `SELECT ord, field, language, text FROM search_texts WHERE ord IN (%s) ORDER BY ord, position`

// tierStatement selects the hits of a tier between two ranks. Those of several tiers come one after the other, and only until there are enough.
func (s *statements) tierStatement(tier int, backward bool) string {
	direction := "ASC"
	if backward {
		direction = "DESC"
	}
	return fmt.Sprintf(s.tier, tier, direction)
}

// Search is a query over the records of some kinds, or of all where Kinds is empty.
type Search struct {
	Query Query
	Kinds []string
}

// Place is where a hit stands in the order of all hits: by tier, then by the rank of the record. The zero Place is nowhere.
type Place struct {
	Tier int   // from 1, the best, to 5
	Ord  int64 // the number of the record in the order in which Write had it
}

// Hit is a record that was found.
//
// Its score says by what: 1 where the whole text is a name, alias, id or code; 0.8 where each term begins a word (or a run of Chinese characters) of
// a name or alias, or is an id or code; 0.6 where it is also the pinyin or the initials of a name's beginning; 0.4 where it also stands inside a
// name or alias; 0.2 where it is also pinyin or initials from a later syllable. Terms may differ: the worst decides.
type Hit struct {
	ID        string
	Kind      string
	Place     Place
	Score     float64
	MatchedOn []Match
}

// Facet is how many hits are of a kind.
type Facet struct {
	Kind  string
	Count int
}

// Page returns at most limit hits that stand after one place and before another, in order, and whether there are more of them. It takes
// the first of them, or the last where backward is set.
func (s Search) Page(ctx context.Context, reader Reader, after, before Place, limit int, backward bool) (hits []Hit, more bool, err error) {
	statement, args := s.pageStatement(of(reader.Dialect()), after, before, limit+1, backward)
	if statement == "" {
		return nil, false, nil
	}
	err = scan(ctx, reader, statement, args, func(rows *entsql.Rows) error {
		var hit Hit
		err := rows.Scan(&hit.Place.Tier, &hit.Place.Ord, &hit.ID, &hit.Kind)
		hit.Score = scoreOf(hit.Place.Tier)
		hits = append(hits, hit)
		return err
	})
	if err != nil {
		return nil, false, err
	}
	if more = len(hits) > limit; more {
		hits = hits[:limit]
	}
	if backward {
		slices.Reverse(hits)
	}
	return hits, more, s.addMatches(ctx, reader, hits)
}

// pageStatement asks the tiers one after the other, as few of them as give enough hits; it is empty where no tier can have any.
func (s Search) pageStatement(on *statements, after, before Place, limit int, backward bool) (statement string, args []any) {
	var tiers []string
	for i := range tierCount {
		tier := i + 1
		if backward {
			tier = tierCount - i
		}
		expression := s.Query.only(tier)
		if tier < after.Tier || before.Tier != 0 && tier > before.Tier || expression == "" {
			continue
		}
		low, high := int64(0), int64(math.MaxInt64)
		if after.Tier == tier {
			low = after.Ord
		}
		if before.Tier == tier {
			high = before.Ord
		}
		tiers = append(tiers, on.tierStatement(tier, backward))
		args = append(args, on.match(s.ofKinds(expression)), low, high, limit)
	}
	if len(tiers) == 0 {
		return "", nil
	}
	return strings.Join(tiers, " UNION ALL ") + " LIMIT ?", append(args, limit)
}

// ofKinds restricts an expression to the kinds of the search.
func (s Search) ofKinds(expression string) string {
	if len(s.Kinds) == 0 {
		return expression
	}
	var kinds []string
	for _, kind := range s.Kinds {
		kinds = append(kinds, kindPhrase(kind))
	}
	return allOf(expression, oneOf(kinds...))
}

// kindPhrase is what all records of a kind have.
func kindPhrase(kind string) string {
	return phrase{tokens: []string{token(kindClass, []rune(Fold(kind)))}}.String()
}

// Count returns how many hits there are.
func (s Search) Count(ctx context.Context, reader Reader) (int, error) {
	return s.count(ctx, reader, s.Query.upTo(tierCount))
}

func (s Search) count(ctx context.Context, reader Reader, expression string) (count int, err error) {
	on := of(reader.Dialect())
	err = scan(ctx, reader, on.count, []any{on.match(s.ofKinds(expression))}, func(rows *entsql.Rows) error { return rows.Scan(&count) })
	return count, err
}

// Facets returns how many hits are of each kind, in the order of their best records, without those that have none.
func (s Search) Facets(ctx context.Context, reader Reader) (facets []Facet, err error) {
	on := of(reader.Dialect())
	args := []any{on.match(s.ofKinds(s.Query.upTo(tierCount)))}
	err = scan(ctx, reader, on.facets, args, func(rows *entsql.Rows) error {
		var f Facet
		err := rows.Scan(&f.Kind, &f.Count)
		facets = append(facets, f)
		return err
	})
	return facets, err
}

// Warnings returns what a person should know about the hits; where there are none, always the reason.
func (s Search) Warnings(ctx context.Context, reader Reader) ([]Warning, error) {
	warnings := slices.Clone(s.Query.warnings)
	hits, _, err := s.Page(ctx, reader, Place{}, Place{}, 1, false)
	if err != nil || len(hits) > 0 {
		return warnings, err
	}
	var found []string
	for _, t := range s.Query.terms {
		count, err := s.count(ctx, reader, t.upTo(tierCount))
		if err != nil {
			return nil, err
		}
		found = append(found, fmt.Sprintf("%s is in %d", shorten(string(t.text)), count))
	}
	message := fmt.Sprintf("No record has %s", shorten(string(s.Query.terms[0].text)))
	if len(found) > 1 {
		message = "No record has all of it: " + strings.Join(found, ", ")
	}
	if len(s.Kinds) > 0 {
		message += "; searched were only records of " + shorten(strings.Join(s.Kinds, ", "))
	}
	return append(warnings, Warning{NothingFound, message + "."}), nil
}

// scan calls each for every row of a statement.
func scan(ctx context.Context, reader Reader, statement string, args []any, each func(*entsql.Rows) error) error {
	var rows entsql.Rows
	if err := reader.Query(ctx, of(reader.Dialect()).number(statement), args, &rows); err != nil {
		return err
	}
	for rows.Next() {
		if err := each(&rows); err != nil {
			_ = rows.Close()
			return err
		}
	}
	if err := rows.Err(); err != nil {
		_ = rows.Close()
		return err
	}
	return rows.Close()
}
