package search

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	entsql "entgo.io/ent/dialect/sql"
)

// Field is the sort of text in which a term was found.
type Field string

// The fields of a record.
const (
	FieldName   Field = "NAME"
	FieldAlias  Field = "ALIAS"
	FieldID     Field = "ID"
	FieldCode   Field = "CODE"
	FieldPinyin Field = "PINYIN" // a name or alias, by how it is read
)

// Match is a text of a record in which terms were found, and where.
type Match struct {
	Field    Field
	Language string // empty for an id or a code
	Text     string // as written
	// Ranges are offsets in the characters (code points) of Text, each from the first to the one after the last, in order and apart.
	Ranges [][2]int
}

// addMatches says for each hit where the terms were found, by one statement for all.
func (s Search) addMatches(ctx context.Context, reader Reader, hits []Hit) error {
	if len(hits) == 0 {
		return nil
	}
	byOrd := make(map[int64]*Hit, len(hits))
	args := make([]any, len(hits))
	for i := range hits {
		byOrd[hits[i].Place.Ord] = &hits[i]
		args[i] = hits[i].Place.Ord
	}
	texts := map[int64][]Match{}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(hits)), ", ")
	err := scan(ctx, reader, fmt.Sprintf(textsStatement, marks), args, func(rows *entsql.Rows) error {
		var ord int64
		var text Match
		err := rows.Scan(&ord, &text.Field, &text.Language, &text.Text)
		texts[ord] = append(texts[ord], text)
		return err
	})
	for ord, hit := range byOrd {
		hit.MatchedOn = s.Query.matches(hit.ID, texts[ord], hit.Place.Tier == soundTier)
	}
	return err
}

// matches returns the texts of a record in which terms are written, then those by whose pinyin the other terms are found.
// A record that stands where it does by its pinyin has that first, also for terms that are written in it.
func (q Query) matches(id string, texts []Match, bySound bool) []Match {
	var found, heard []Match
	written := make([]bool, len(q.terms))
	for _, m := range append(texts, Match{Field: FieldID, Text: id}) {
		folded := foldWithOffsets(m.Text)
		for i, t := range q.terms {
			ranges := q.ranges(t, m.Field, folded)
			written[i] = written[i] || len(ranges) > 0
			m.Ranges = append(m.Ranges, ranges...)
		}
		if len(m.Ranges) > 0 {
			m.Ranges = merge(m.Ranges)
			found = append(found, m)
		}
	}
	for _, m := range texts {
		if m.Field == FieldCode {
			continue
		}
		folded := foldWithOffsets(m.Text)
		m.Field = FieldPinyin
		for i, t := range q.terms {
			if (bySound || !written[i]) && isPinyin(string(t.text)) {
				m.Ranges = append(m.Ranges, soundRanges(string(t.text), folded)...)
			}
		}
		if len(m.Ranges) > 0 {
			m.Ranges = merge(m.Ranges)
			heard = append(heard, m)
		}
	}
	if bySound {
		return append(heard, found...)
	}
	return append(found, heard...)
}

// ranges returns where a term is written in a text by which it finds the record.
func (q Query) ranges(t term, field Field, folded foldedText) (ranges [][2]int) {
	if field == FieldID || field == FieldCode {
		return q.codeRanges(t, field, folded)
	}
	if !t.alone {
		return folded.find(t.text)
	}
	for _, run := range runs(folded.runes) {
		if run.text[0] == t.text[0] {
			ranges = append(ranges, folded.written(run.at, run.at+1))
		}
	}
	return ranges
}

// codeRanges returns where a term, or the whole text, is an id or a code.
func (q Query) codeRanges(t term, field Field, folded foldedText) [][2]int {
	text := string(folded.runes)
	for _, code := range []string{string(t.text), q.whole} {
		if code == text {
			return [][2]int{folded.written(0, len(folded.runes))}
		}
		if field == FieldID && code == localID(text) {
			return [][2]int{folded.written(len(folded.runes)-len([]rune(code)), len(folded.runes))}
		}
	}
	return nil
}

// find returns where a term is written, without overlaps.
func (f foldedText) find(term []rune) (ranges [][2]int) {
	for at := 0; at+len(term) <= len(f.runes); at++ {
		if slices.Equal(f.runes[at:at+len(term)], term) {
			ranges = append(ranges, f.written(at, at+len(term)))
		}
	}
	return ranges
}

// written returns where a part of the folded text stands in the text as written.
func (f foldedText) written(from, to int) [2]int { return [2]int{f.from[from], f.to[to-1]} }

// soundRanges returns where Chinese characters are read as the term, or have it as initials.
func soundRanges(term string, folded foldedText) (ranges [][2]int) {
	beginning := true
	for _, p := range pieces(folded.runes) {
		if !p.han {
			continue
		}
		for _, way := range waysToRead(p.text) {
			for start := way.from; start < way.to; start++ {
				letters := cut(term, soundClass(start, beginning))
				if length := soundLength(letters, way.syllables[start:]); length > 0 {
					ranges = append(ranges, folded.written(p.at+start, p.at+start+length))
				}
			}
		}
		beginning = false
	}
	return ranges
}

// soundLength returns how many of the first syllables a term is, or 0.
func soundLength(term string, syllables []string) int {
	for _, typed := range sounds(syllables) {
		if !strings.HasPrefix(typed, term) {
			continue
		}
		if len(typed) <= len(syllables) { // initials
			return len(term)
		}
		length := 0
		for rest := len(term); rest > 0; length++ {
			rest -= utf8.RuneCountInString(syllables[length])
		}
		return length
	}
	return 0
}

// merge sorts ranges and joins those that overlap or touch.
func merge(ranges [][2]int) [][2]int {
	slices.SortFunc(ranges, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	merged := ranges[:1]
	for _, r := range ranges[1:] {
		if last := &merged[len(merged)-1]; r[0] <= last[1] {
			last[1] = max(last[1], r[1])
		} else {
			merged = append(merged, r)
		}
	}
	return merged
}
