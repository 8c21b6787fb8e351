package search

import (
	"context"
	"database/sql"
	"iter"
	"strings"
)

// Record is what search may find, with all its texts.
type Record struct {
	ID      string // such as "zone:bc-haidian"
	Kind    string // such as "zone"
	Names   []Text
	Aliases []Text
	Codes   []string // official codes, numbers in registries and of documents
}

// Text is a name in a language.
type Text struct{ Language, Text string }

// Write fills the tables with records. They come in the order of their rank, in which hits of equal score stand, and are numbered so.
// It reads the records once and keeps only a few of them.
func Write(ctx context.Context, tx *sql.Tx, records iter.Seq2[Record, error]) error {
	w := newWriter(ctx, tx)
	defer w.close()
	for record, err := range records {
		if err != nil {
			return err
		}
		if err := w.add(record); err != nil {
			return err
		}
	}
	return w.flush()
}

// writer adds records to the three tables.
type writer struct {
	records, texts, index *insertion
	ord                   int64
	document              []byte             // the tokens of the record at hand
	sounds                map[[2]string]bool // its pinyin: class and letters
}

func (w *writer) add(record Record) error {
	w.ord++
	if err := w.records.add(w.ord, record.ID, record.Kind); err != nil {
		return err
	}
	w.document = w.document[:0]
	clear(w.sounds)
	w.put(kindClass, []rune(Fold(record.Kind)))
	position := 0
	text := func(field Field, language, text string) error {
		position++
		return w.texts.add(w.ord, position, string(field), language, text)
	}
	for _, code := range append([]string{record.ID, localID(record.ID)}, record.Codes...) {
		w.put(codeClass, []rune(Fold(code)))
	}
	for _, name := range record.Names {
		if err := text(FieldName, name.Language, name.Text); err != nil {
			return err
		}
		w.addName(name.Text)
	}
	for _, alias := range record.Aliases {
		if err := text(FieldAlias, alias.Language, alias.Text); err != nil {
			return err
		}
		w.addName(alias.Text)
	}
	for _, code := range record.Codes {
		if err := text(FieldCode, "", code); err != nil {
			return err
		}
	}
	return w.index.add(w.ord, string(w.document))
}

// addName adds the tokens of a name or alias. The whole name stands first, and so keeps phrases from crossing into the next.
func (w *writer) addName(name string) {
	folded := []rune(Fold(name))
	if len(folded) == 0 {
		return
	}
	w.put(wholeClass, folded)
	for _, word := range words(folded) {
		w.put(wordClass, word)
	}
	w.document = appendGrams(w.document, folded)
	soundsOf(folded, func(class, letters string) {
		if key := [2]string{class, letters}; !w.sounds[key] {
			w.sounds[key] = true
			w.document = append(append(append(w.document, class...), letters...), ' ')
		}
	})
}

func (w *writer) put(class string, text []rune) {
	w.document = append(appendToken(w.document, class, text), ' ')
}

// localID returns an id without its kind: "bc-haidian" of "zone:bc-haidian".
func localID(id string) string {
	_, local, _ := strings.Cut(id, ":")
	return local
}

func (w *writer) flush() error {
	for _, each := range []*insertion{w.records, w.texts, w.index} {
		if err := each.flush(); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) close() {
	for _, each := range []*insertion{w.records, w.texts, w.index} {
		each.close()
	}
}
