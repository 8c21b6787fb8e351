package search

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

//go:embed readings.txt
var readingsFile string

// reading is how one Chinese character is read in its word: a syllable with its tone, such as "lǜ".
type reading struct {
	syllable string
	others   []string // other common readings, where no known word decides
}

// lexicon has the words and characters of readings.txt.
type lexicon struct {
	words      map[string][]string // the syllable of each character
	characters map[rune][]string   // the readings of a character
	longest    map[rune]int        // characters of the longest word that begins with one
}

var readings = sync.OnceValue(func() lexicon {
	l := lexicon{words: map[string][]string{}, characters: map[rune][]string{}, longest: map[rune]int{}}
	for line := range strings.Lines(readingsFile) {
		fields := strings.Fields(line)
		if len(fields) < 2 || fields[0] == "#" {
			continue
		}
		word := simplifyAll([]rune(fields[0])) // 乾 is read qián in names, but compared as 干
		if len(word) == 1 {
			l.characters[word[0]] = fields[1:]
		} else {
			l.words[string(word)] = fields[1:]
			l.longest[word[0]] = max(l.longest[word[0]], len(word))
		}
	}
	return l
})

// read returns how a run of Chinese characters, simplified, is read: by its longest words from the left, the rest by character.
func (l lexicon) read(run []rune) []reading {
	read := make([]reading, 0, len(run))
	for len(read) < len(run) {
		rest := run[len(read):]
		if syllables := l.wordAt(rest); syllables != nil {
			for _, s := range syllables {
				read = append(read, reading{syllable: s})
			}
			continue
		}
		read = append(read, l.readCharacter(rest[0]))
	}
	return read
}

func (l lexicon) wordAt(rest []rune) []string {
	for length := min(l.longest[rest[0]], len(rest)); length > 1; length-- {
		if syllables := l.words[string(rest[:length])]; syllables != nil {
			return syllables
		}
	}
	return nil
}

// readCharacter returns the reading of a character alone; one that no dictionary has is read as itself.
func (l lexicon) readCharacter(r rune) reading {
	if known := l.characters[r]; known != nil {
		return reading{syllable: known[0], others: known[1:]}
	}
	first, _, _ := strings.Cut(pinyin.PinyinDict[int(r)], ",")
	if first == "" {
		first = string(r)
	}
	return reading{syllable: first}
}

// toneless removes the tone of a syllable and nothing else: ǜ becomes ü.
func toneless(syllable string) string {
	for i := range len(syllable) {
		if syllable[i] >= utf8.RuneSelf {
			return syllable[:i] + strings.Map(withoutTone, syllable[i:])
		}
	}
	return syllable
}

func withoutTone(r rune) rune {
	switch r {
	case 'ā', 'á', 'ǎ', 'à':
		return 'a'
	case 'ē', 'é', 'ě', 'è':
		return 'e'
	case 'ī', 'í', 'ǐ', 'ì':
		return 'i'
	case 'ō', 'ó', 'ǒ', 'ò':
		return 'o'
	case 'ū', 'ú', 'ǔ', 'ù':
		return 'u'
	case 'ǖ', 'ǘ', 'ǚ', 'ǜ':
		return 'ü'
	case 'ḿ':
		return 'm'
	case 'ń', 'ň', 'ǹ':
		return 'n'
	}
	return r
}

// piece is a part of a text: a run of Chinese characters, or what stands between two of them.
type piece struct {
	han  bool
	text []rune
	at   int // offset in the text
}

// pieces cuts a text where Chinese characters begin and end.
func pieces(text []rune) []piece {
	var all []piece
	for at := 0; at < len(text); {
		end := at + 1
		for end < len(text) && isHan(text[end]) == isHan(text[at]) {
			end++
		}
		all = append(all, piece{han: isHan(text[at]), text: text[at:end], at: at})
		at = end
	}
	return all
}

// Latin returns the pinyin of a Chinese name with tones, a syllable for each character, as it is shown for zh-Latn: "Guì yáng shì". What
// is not Chinese stays as it is. It returns "" where no character is Chinese.
func Latin(text string) string {
	if !strings.ContainsFunc(text, isHan) {
		return ""
	}
	var parts []string
	for _, p := range pieces([]rune(text)) {
		if !p.han {
			parts = append(parts, strings.Fields(string(p.text))...)
			continue
		}
		for _, each := range readings().read(simplifyAll(p.text)) {
			parts = append(parts, each.syllable)
		}
	}
	joined := []rune(strings.Join(parts, " "))
	joined[0] = unicode.ToUpper(joined[0])
	return string(joined)
}

// SortKey returns what a text of a language sorts by in the order of bytes; it is empty only for the empty text. For most languages
// that is the folded text. For Chinese it is the pinyin without tones, a tab, and the folded text: syllables have a space between them, so
// that a name sorts before those it begins, and ü is written u! and so sorts directly after u.
func SortKey(text, language string) string {
	folded := Fold(text)
	if folded == "" {
		return strings.Repeat("\uFFFD", min(len(text), 1)) // of nothing but quotation marks: after the rest
	}
	primary, _, _ := strings.Cut(language, "-")
	if !strings.EqualFold(primary, "zh") {
		return folded
	}
	var parts []string
	for _, p := range pieces([]rune(folded)) {
		if !p.han {
			parts = append(parts, strings.Fields(string(p.text))...)
			continue
		}
		for _, each := range readings().read(p.text) {
			parts = append(parts, strings.ReplaceAll(toneless(each.syllable), "ü", "u!"))
		}
	}
	return strings.Join(parts, " ") + "\t" + folded
}
