package search

// NameOperator is how a filter compares a name.
type NameOperator int

// A name or alias, folded, has the folded text in it, begins with it, or is it.
const (
	Contains NameOperator = iota
	StartsWith
	Equals
)

// WithName returns a subquery and its arguments that selects the ids of the records a name or alias of which stands so to a text. All
// is compared folded. A text of which folding leaves nothing is an *Error.
func WithName(operator NameOperator, text string) (subquery string, args []any, err error) {
	folded := []rune(Fold(text))
	if len(folded) == 0 {
		return "", nil, &Error{NothingAsked, "The text has nothing to compare names with."}
	}
	p := phrase{tokens: []string{token(wholeClass, folded)}, prefix: operator == StartsWith}
	if operator == Contains {
		p = gramsOf(folded)
	}
	return namesStatement, []any{p.String()}, nil
}
