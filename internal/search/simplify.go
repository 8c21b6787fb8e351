package search

import (
	"sync"
	"unicode"

	"github.com/longbridgeapp/opencc"
)

// isHan reports whether r is a Chinese character.
func isHan(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 0x2E80 && unicode.Is(unicode.Han, r)
}

// simplify returns the simplified form of a Chinese character, and every other rune as it is. It looks at one character
// alone, not at words, so that a part of a name folds as it does inside the whole.
func simplify(r rune) rune {
	if simple, ok := simplified()[r]; ok {
		return simple
	}
	return r
}

// simplifyAll returns the simplified form of each character.
func simplifyAll(text []rune) []rune {
	simple := make([]rune, len(text))
	for i, r := range text {
		simple[i] = simplify(r)
	}
	return simple
}

// simplified has the characters whose simplified form is another.
var simplified = sync.OnceValue(func() map[rune]rune {
	converter, err := opencc.New("t2s")
	if err != nil {
		panic("the dictionary of Chinese characters is embedded, but cannot be read: " + err.Error())
	}
	convert := func(r rune) rune {
		text, err := converter.Convert(string(r))
		if runes := []rune(text); err == nil && len(runes) == 1 {
			return runes[0]
		}
		return r
	}
	found := map[rune]rune{}
	for _, block := range unicode.Han.R16 {
		addSimplified(found, rune(block.Lo), rune(block.Hi), convert)
	}
	for _, block := range unicode.Han.R32 {
		addSimplified(found, rune(block.Lo), rune(block.Hi), convert)
	}
	return found
})

// addSimplified converts until nothing changes: a few simplified forms have a simpler one.
func addSimplified(found map[rune]rune, first, last rune, convert func(rune) rune) {
	for r := first; r <= last; r++ {
		simple := convert(r)
		for next := convert(simple); next != simple; next = convert(simple) {
			simple = next
		}
		if simple != r {
			found[r] = simple
		}
	}
}
