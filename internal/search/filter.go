package search

import "strings"

// NameOperator is how a filter compares a name.
type NameOperator int

// A name or alias, folded, has the folded text in it, begins with it, or is it.
const (
	Contains NameOperator = iota
	StartsWith
	Equals
)

// commonKind is the kind that most records are of. Its token would cost more than it saves: of 200,000 records 8 ms instead of 4; that of
// a kind with 2,000 of them saves all but 0.2 ms of 5.
const commonKind = "institution"

// NameFilter selects records by name.
type NameFilter struct{ expression string }

// WithName returns the filter of the records of a kind a name or alias of which stands so to a text. All is compared folded. It may
// let records of another kind pass, too. A text of which folding leaves nothing is an *Error.
func WithName(operator NameOperator, text, kind string) (NameFilter, error) {
	folded := []rune(Fold(text))
	if len(folded) == 0 {
		return NameFilter{}, &Error{NothingAsked, "The text has nothing to compare names with."}
	}
	expression := phrase{tokens: []string{token(wholeClass, folded)}, prefix: operator == StartsWith}.String()
	if operator == Contains {
		expression = gramsOf(folded).String()
	}
	if kind != commonKind {
		expression = allOf(expression, kindPhrase(kind))
	}
	return NameFilter{expression}, nil
}

// Subquery returns a statement over the records r: with their ids, and with their places where those are wanted. It is cut into what stands up to its
// argument, the argument, and what follows it. Records of one kind have places in the order of their ids.
func (f NameFilter) Subquery(dialect string, withPlaces bool) (before string, argument any, after string) {
	on := of(dialect)
	before, after, _ = strings.Cut(on.names, "?")
	columns := "SELECT r.id"
	if withPlaces {
		columns += ", " + on.place + " AS place"
	}
	return columns + before, on.match(f.expression), after
}

// PlaceOf returns an expression of one argument, an id: the place of the last record of a kind up to it, or with forward of the first from it on. There
// need be no record with the id.
func PlaceOf(dialect, kind string, forward bool) string {
	if on := of(dialect); on.placeOf != nil {
		return on.placeOf(kind, forward)
	}
	return "?"
}
