package search

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The index holds tokens of several classes. The first letter of a token is its class, so that classes never meet.
const (
	wholeClass = "n" // a whole name or alias
	codeClass  = "c" // a whole id or code
	wordClass  = "w" // each run of a name: a word, Chinese characters, punctuation, a space
	gramClass  = "g" // what stands at each character of a name: two characters where it is Chinese, else four
	firstClass = "p" // pinyin or initials from the beginning of a name
	laterClass = "l" // the same from a later syllable
	kindClass  = "k" // the kind of the record
)

// How much of pinyin is indexed and compared.
const (
	firstLimit    = 24 // letters from the beginning of a name
	laterLimit    = 16 // letters from a later syllable
	initialsLimit = 10 // initials
	otherLimit    = 3  // characters of a run whose other readings are indexed
	otherReach    = 5  // syllables before such a character from which they are
)

// token returns a text as one token. Databases cut at ASCII punctuation, so that has its place in the private area, which Fold empties.
func token(class string, text []rune) string { return string(appendToken(nil, class, text)) }

func appendToken(document []byte, class string, text []rune) []byte {
	document = append(document, class...)
	for _, r := range text {
		if r < utf8.RuneSelf && !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') {
			r += 0xE000
		}
		document = utf8.AppendRune(document, r)
	}
	return document
}

// width returns how many characters a gram has that begins with r. Of letters it was measured: three are in so many names that a longer word took up
// to four times as long to find, and the index of four has 4 % more bytes.
func width(r rune) int {
	if isHan(r) {
		return 2
	}
	return 4
}

// grams yields the grams of a folded text, one for each character but spaces: those stand in the gram before.
func grams(text []rune) iter.Seq[[]rune] {
	return func(yield func([]rune) bool) {
		for i, r := range text {
			if r != ' ' && !yield(text[i:min(i+width(r), len(text))]) {
				return
			}
		}
	}
}

// gramsOf returns the phrase that a text has exactly where it contains term: the grams that cover it. The last is a prefix where the term ends inside it.
func gramsOf(term []rune) phrase {
	var p phrase
	for i, covered := 0, 0; covered < len(term); i++ {
		if term[i] == ' ' {
			continue
		}
		end := i + width(term[i])
		p.prefix = end > len(term)
		covered = min(end, len(term))
		p.tokens = append(p.tokens, token(gramClass, term[i:covered]))
	}
	return p
}

// runs cuts a folded text into words, runs of Chinese characters, of punctuation and spaces.
func runs(text []rune) []piece {
	var all []piece
	for at := 0; at < len(text); {
		end := at + 1
		for end < len(text) && kindOf(text[end]) == kindOf(text[at]) {
			end++
		}
		all = append(all, piece{text: text[at:end], at: at})
		at = end
	}
	return all
}

// kindOf tells apart what runs are made of.
func kindOf(r rune) int {
	switch {
	case r == ' ':
		return 0
	case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
		return 2
	case isHan(r):
		return 1
	case unicode.In(r, unicode.L, unicode.N, unicode.M):
		return 2
	}
	return 3
}

// words returns the runs of a folded text, without the spaces that only separate runs of the same kind.
func words(text []rune) [][]rune {
	var found [][]rune
	all := runs(text)
	for i, run := range all {
		separates := run.text[0] == ' ' && kindOf(all[i-1].text[0]) == kindOf(all[i+1].text[0])
		if !separates {
			found = append(found, run.text)
		}
	}
	return found
}

// wordsOf returns the phrase that a text has exactly where term begins a run of it.
func wordsOf(term []rune) phrase {
	p := phrase{prefix: true}
	for _, word := range words(term) {
		p.tokens = append(p.tokens, token(wordClass, word))
	}
	return p
}

// soundsOf calls add with the class and the letters of each token under which a folded name is found by pinyin.
func soundsOf(text []rune, add func(class, letters string)) {
	beginning := true // until the first run of Chinese characters has been
	for _, p := range pieces(text) {
		if p.han {
			for _, way := range waysToRead(p.text) {
				way.addSounds(beginning, add)
			}
			beginning = false
		}
	}
}

// way is a way to read a run of Chinese characters. Only what begins in [from, to) is read otherwise than in the ways before it.
type way struct {
	syllables []string
	from, to  int
}

// waysToRead returns the usual way to read a run, then ways in which one character is read differently.
func waysToRead(run []rune) []way {
	read := readings().read(run)
	usual := make([]string, len(read))
	for i, each := range read {
		usual[i] = toneless(each.syllable)
	}
	ways := []way{{usual, 0, len(usual)}}
	varied := 0
	for at, each := range read {
		if len(each.others) == 0 || varied == otherLimit {
			continue
		}
		varied++
		for _, other := range each.others {
			if plain := toneless(other); plain != usual[at] {
				syllables := slices.Clone(usual)
				syllables[at] = plain
				ways = append(ways, way{syllables, max(0, at-otherReach), at + 1})
			}
		}
	}
	return ways
}

// addSounds adds the pinyin from each syllable on as it is typed, and the initials.
func (w way) addSounds(beginning bool, add func(class, letters string)) {
	for start := w.from; start < w.to; start++ {
		class := soundClass(start, beginning)
		for _, typed := range sounds(w.syllables[start:]) {
			add(class, cut(typed, class))
		}
	}
}

// soundClass returns the class of what is typed for a run from a syllable on.
func soundClass(start int, beginning bool) string {
	if start == 0 && beginning {
		return firstClass
	}
	return laterClass
}

// sounds returns what is typed for syllables: their pinyin, with ü as u and as v, and their initials.
func sounds(syllables []string) []string {
	var joined, initials strings.Builder
	for _, s := range syllables {
		if !isPinyin(s) || joined.Len() >= 2*firstLimit {
			break
		}
		joined.WriteString(s)
		if initials.Len() < initialsLimit {
			initials.WriteByte(s[0])
		}
	}
	if joined.Len() == 0 {
		return nil
	}
	typed := []string{joined.String()}
	if strings.Contains(typed[0], "ü") {
		typed = []string{strings.ReplaceAll(typed[0], "ü", "u"), strings.ReplaceAll(typed[0], "ü", "v")}
	}
	if initials.Len() > 1 {
		typed = append(typed, initials.String())
	}
	return typed
}

// cut returns as many letters of a pinyin as its class has.
func cut(letters, class string) string {
	limit := laterLimit
	if class == firstClass {
		limit = firstLimit
	}
	return letters[:min(len(letters), limit)]
}

// isPinyin reports whether a syllable or a term has only the letters of pinyin.
func isPinyin(text string) bool {
	for _, r := range text {
		if (r < 'a' || r > 'z') && r != 'ü' {
			return false
		}
	}
	return text != ""
}
