package search

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a text may be at most.
const (
	MaxCharacters = 200
	MaxTerms      = 10
)

// Error says why a text cannot be searched.
type Error struct{ Code, Message string }

// Error returns the message, which is for people.
func (e *Error) Error() string { return e.Message }

// The codes of errors.
const (
	TextTooLong  = "TEXT_TOO_LONG"
	TooManyTerms = "TOO_MANY_TERMS"
	NothingAsked = "NOTHING_ASKED"
)

// Warning says what was done otherwise than a text asks, or why there is no hit.
type Warning struct{ Code, Message string }

// The codes of warnings.
const (
	NothingFound    = "NOTHING_FOUND"
	SingleCharacter = "SINGLE_CHARACTER"
	Ignored         = "IGNORED"
)

// Query is a text that can be searched. Parse makes it.
type Query struct {
	whole    string // folded
	terms    []term
	warnings []Warning
}

// term is a part of the text between spaces, folded. Each must be found.
type term struct {
	text  []rune
	alone bool // one character, not Chinese: found only where it begins a word
}

// Parse reads what a person typed. It returns an *Error where that is too long or has nothing to search for.
func Parse(text string) (Query, error) {
	if count := utf8.RuneCountInString(text); count > MaxCharacters {
		return Query{}, &Error{TextTooLong, fmt.Sprintf("The text has %d characters; at most %d can be searched.", count, MaxCharacters)}
	}
	text, lost := withoutControl(text)
	q := Query{whole: Fold(text)}
	var ignored []string
	if lost > 0 {
		q.warnings = append(q.warnings, Warning{Ignored, fmt.Sprintf("Not searched: %d characters that cannot be printed.", lost)})
	}
	for each := range strings.FieldsSeq(q.whole) {
		if !strings.ContainsFunc(each, isSearchable) {
			ignored = append(ignored, each)
			continue
		}
		runes := []rune(each)
		q.terms = append(q.terms, term{text: runes, alone: len(runes) == 1 && !isHan(runes[0])})
	}
	switch {
	case len(q.terms) == 0:
		return Query{}, &Error{NothingAsked, "The text has no letter, digit or Chinese character, so there is nothing to search for."}
	case len(q.terms) > MaxTerms:
		return Query{}, &Error{TooManyTerms, fmt.Sprintf("The text has %d words; at most %d can be searched at once.", len(q.terms), MaxTerms)}
	}
	q.warn(ignored)
	return q, nil
}

// withoutControl puts spaces in the place of characters that are no text, and counts them: control characters, and what stands
// for a half of a surrogate pair or for bytes that are not UTF-8.
func withoutControl(text string) (cleaned string, lost int) {
	cleaned = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return r
		case r == '\u200B' || r == '\uFEFF': // spaces without width
			return ' '
		case r == utf8.RuneError || unicode.IsControl(r):
			lost++
			return ' '
		}
		return r
	}, text)
	return cleaned, lost
}

// isSearchable reports whether names are likely to be known by r.
func isSearchable(r rune) bool { return unicode.In(r, unicode.L, unicode.N, unicode.M) }

func (q *Query) warn(ignored []string) {
	if len(ignored) > 0 {
		q.warnings = append(q.warnings, Warning{Ignored, fmt.Sprintf("Not searched, for it has neither letter nor digit: %s", shorten(strings.Join(ignored, " ")))})
	}
	for _, t := range q.terms {
		if t.alone {
			q.warnings = append(q.warnings, Warning{SingleCharacter,
				fmt.Sprintf("%s is one character, so only what has a word beginning with it is found; two find it inside words too.", string(t.text))})
		}
	}
}

// shorten keeps what a message repeats of the input short.
func shorten(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// tierCount is how many ways there are to be found, from the whole text to pinyin inside a name.
const tierCount = 5

// soundTier is where pinyin begins a name; what is only written inside one comes after it.
const soundTier = 3

// scoreOf returns the score of a tier: 1, 0.8, 0.6, 0.4 or 0.2.
func scoreOf(tier int) float64 { return float64(tierCount+1-tier) / tierCount }

// adds is what a tier finds a term by that better tiers do not, or empty. The first tier looks at the whole text alone.
func (t term) adds(tier int) string {
	switch {
	case tier == 2:
		return oneOf(wordsOf(t.text).String(), t.code())
	case tier == 3 && isPinyin(string(t.text)):
		return t.sounds(firstClass)
	case tier == 4 && !t.alone:
		return gramsOf(t.text).String()
	case tier == 5 && isPinyin(string(t.text)):
		return t.sounds(laterClass)
	}
	return ""
}

// upTo is what finds a term in a tier or a better one.
func (t term) upTo(tier int) string {
	if tier < 4 || t.alone {
		return oneOf(present(t.adds(2), t.adds(min(tier, 3)), t.adds(tier))...)
	}
	return oneOf(present(t.adds(4), t.code(), t.adds(3), t.adds(tier))...) // a word that begins so contains it too
}

// present returns the expressions that are there, each once.
func present(expressions ...string) []string {
	var found []string
	for _, each := range expressions {
		if each != "" && !slices.Contains(found, each) {
			found = append(found, each)
		}
	}
	return found
}

func (t term) code() string { return phrase{tokens: []string{token(codeClass, t.text)}}.String() }

func (t term) sounds(class string) string {
	return phrase{tokens: []string{class + cut(string(t.text), class)}, prefix: true}.String()
}

// equals is where the whole text is a name, alias, id or code.
func (q Query) equals() string {
	whole := []rune(q.whole)
	return oneOf(phrase{tokens: []string{token(wholeClass, whole)}}.String(), phrase{tokens: []string{token(codeClass, whole)}}.String())
}

// upTo is what has a tier or a better one: the whole text, or each term in a way that is at least so good.
func (q Query) upTo(tier int) string {
	if tier == 1 {
		return q.equals()
	}
	return oneOf(q.equals(), q.eachTerm(tier))
}

// only is what has a tier and no better one, or empty where nothing can.
func (q Query) only(tier int) string {
	adds := func(t term) bool { return t.adds(tier) != "" }
	switch {
	case tier == 1:
		return q.equals()
	case !slices.ContainsFunc(q.terms, adds):
		return ""
	case len(q.terms) == 1:
		return without(q.terms[0].adds(tier), q.upTo(tier-1))
	}
	return without(q.eachTerm(tier), q.upTo(tier-1))
}

func (q Query) eachTerm(tier int) string {
	var all []string
	for _, t := range q.terms {
		all = append(all, t.upTo(tier))
	}
	return allOf(all...)
}
