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

// NameFilter selects records by name.
type NameFilter struct{ phrase phrase }

// WithName returns the filter of the records a name or alias of which stands so to a text. All is compared folded. A text
// of which folding leaves nothing is an *Error.
func WithName(operator NameOperator, text string) (NameFilter, error) {
	folded := []rune(Fold(text))
	if len(folded) == 0 {
		return NameFilter{}, &Error{NothingAsked, "The text has nothing to compare names with."}
	}
	if operator == Contains {
		return NameFilter{gramsOf(folded)}, nil
	}
	return NameFilter{phrase{tokens: []string{token(wholeClass, folded)}, prefix: operator == StartsWith}}, nil
}

// Subquery returns the statement that selects the ids, from a table r with a column kind, up to its argument, the argument, and what follows it.
func (f NameFilter) Subquery(dialect string) (before string, argument any, after string) {
	on := of(dialect)
	before, after, _ = strings.Cut(on.names, "?")
	return before, on.match(f.phrase.String()), after
}
