package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns a text as search, filters and orders compare it: compatible forms made one, without case and accents, Chinese in
// simplified characters, without quotation marks, apostrophes and what cannot be seen, with single spaces. Fold(Fold(x)) is Fold(x).
func Fold(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	fold(text, func(r rune, _, _ int) { b.WriteRune(r) })
	return b.String()
}

// foldedText is a folded text that remembers where each of its runes stands in the text as written.
type foldedText struct {
	runes    []rune
	from, to []int // offsets in the runes of the text as written
}

func foldWithOffsets(text string) foldedText {
	var f foldedText
	fold(text, func(r rune, from, to int) {
		f.runes = append(f.runes, r)
		f.from = append(f.from, from)
		f.to = append(f.to, to)
	})
	return f
}

// fold calls emit with each rune of the folded text and where it stands in the runes of text.
func fold(text string, emit func(r rune, from, to int)) {
	kept, offsets := dropIgnored(text)
	started, space, spaceAt := false, false, 0
	put := func(r rune, from, to int) {
		if unicode.IsSpace(r) {
			if !space {
				space, spaceAt = true, from
			}
			return
		}
		if offsets != nil {
			from, to = offsets[from], offsets[to-1]+1
		}
		if space && started {
			at := spaceAt
			if offsets != nil {
				at = offsets[at]
			}
			emit(' ', at, at+1)
		}
		started, space = true, false
		emit(r, from, to)
	}
	for i, at := 0, 0; i < len(kept); {
		size, runes := foldSegment(kept[i:], at, put)
		i, at = i+size, at+runes
	}
}

// dropIgnored removes what never counts, before it can keep apart what belongs together. It returns the offset of each rune that
// stays, or nil where all stay.
func dropIgnored(text string) (kept string, offsets []int) {
	if strings.IndexFunc(text, isIgnored) < 0 {
		return text, nil
	}
	var b strings.Builder
	at := 0
	for _, r := range text {
		if !isIgnored(r) {
			b.WriteRune(r)
			offsets = append(offsets, at)
		}
		at++
	}
	return b.String(), offsets
}

// isIgnored reports whether r is a quotation mark, has no shape and is no space, or stands for what is not UTF-8.
func isIgnored(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r == '\'' || r == '"' || r < ' ' && !unicode.IsSpace(r) || r == 0x7F
	case r == utf8.RuneError || r == 'ʼ' || r == 'ʻ' || unicode.Is(unicode.Quotation_Mark, r):
		return true
	case isAccent(r):
		return norm.NFKD.PropertiesString(string(r)).CCC() == 0 // the others are needed to find their letter
	}
	return !unicode.IsGraphic(r) && !unicode.IsSpace(r)
}

// foldSegment folds the first characters of a text that belong together, and returns how many bytes and runes they are.
func foldSegment(text string, at int, put func(r rune, from, to int)) (size, runes int) {
	if text[0] < utf8.RuneSelf && (len(text) == 1 || text[1] < utf8.RuneSelf) {
		put(unicode.ToLower(rune(text[0])), at, at+1)
		return 1, 1
	}
	if r, size := utf8.DecodeRuneInString(text); r >= 0x3400 && r <= 0x9FFF && isHan(r) {
		put(simplify(r), at, at+1)
		return size, 1
	}
	size = max(norm.NFKC.NextBoundaryInString(text, true), 1)
	runes = utf8.RuneCountInString(text[:size])
	var b strings.Builder
	for _, r := range norm.NFKD.String(text[:size]) {
		if !isAccent(r) && !isIgnored(r) {
			b.WriteString(foldLetter(simplify(r)))
		}
	}
	for _, r := range norm.NFC.String(b.String()) {
		put(r, at, at+runes)
	}
	return size, runes
}

// isAccent reports whether r is a mark that goes with letters of any script. The voice marks of Japanese make another letter, so they stay.
func isAccent(r rune) bool {
	return r >= 0x300 && unicode.Is(unicode.Inherited, r) && unicode.IsMark(r) && r != '\u3099' && r != '\u309A'
}

// foldLetter removes the case of a letter, and what Unicode does not count as an accent.
func foldLetter(r rune) string {
	r = unicode.ToLower(unicode.ToUpper(r)) // both, because Σ has two small forms
	switch r {
	case 'ß', 'ẞ':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'þ':
		return "th"
	case 'ø':
		return "o"
	case 'đ', 'ð':
		return "d"
	case 'ħ':
		return "h"
	case 'ı':
		return "i"
	case 'ĸ':
		return "k"
	case 'ł':
		return "l"
	case 'ŋ':
		return "n"
	case 'ŧ':
		return "t"
	case '‐', '‒', '–', '—', '―', '−':
		return "-"
	case '⁄', '∕':
		return "/"
	}
	return string(r)
}
