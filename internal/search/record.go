package search

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"strings"

	"pilotgraph/internal/insert"
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

// Write fills the tables with records. They come in the order of their rank, in which hits of equal score stand, and are numbered so: kind by kind, each
// by id.
// It reads the records once and keeps only a few of them. The transaction is one of SQLite; the dialect says for which database the tables are.
func Write(ctx context.Context, tx *sql.Tx, dialect string, records iter.Seq2[Record, error]) error {
	w := newWriter(ctx, tx, dialect)
	for record, err := range records {
		if err != nil {
			return err
		}
		if err := w.add(record); err != nil {
			return err
		}
	}
	return w.close()
}

// writer adds records to the tables.
type writer struct {
	ctx            context.Context
	records, texts *insert.Inserter
	index          *insert.Inserter // of FTS4; nil for PostgreSQL, where records have their tokens
	ord            int64
	document       []byte // the tokens of the record at hand
	vector         vector
	sounds         map[[2]string]bool // its pinyin: class and letters
}

func (w *writer) add(record Record) error {
	w.ord++
	w.document = w.document[:0]
	w.vector = vector{}
	clear(w.sounds)
	w.put(kindClass, []rune(Fold(record.Kind)))
	position := 0
	text := func(field Field, language, text string) error {
		position++
		return w.texts.Add(w.ctx, w.ord, position, string(field), language, text)
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
	return w.keep(record)
}

// keep writes the record with its tokens.
func (w *writer) keep(record Record) error {
	if w.index == nil {
		if err := w.vector.check(record.ID, w.document); err != nil {
			return err
		}
		return w.records.Add(w.ctx, w.ord, record.ID, record.Kind, string(w.document))
	}
	if err := w.records.Add(w.ctx, w.ord, record.ID, record.Kind); err != nil {
		return err
	}
	return w.index.Add(w.ctx, w.ord, string(w.document))
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
	for gram := range grams(folded) {
		w.put(gramClass, gram)
	}
	soundsOf(folded, func(class, letters string) {
		if key := [2]string{class, letters}; !w.sounds[key] {
			w.sounds[key] = true
			w.token(class, func(document []byte) []byte { return append(append(document, class...), letters...) })
		}
	})
}

func (w *writer) put(class string, text []rune) {
	w.token(class, func(document []byte) []byte { return appendToken(document, class, text) })
}

// token adds a token to the document, as the database reads it.
func (w *writer) token(class string, write func(document []byte) []byte) {
	if w.index == nil {
		w.document = w.vector.token(w.document, class, write)
	} else {
		w.document = append(write(w.document), ' ')
	}
}

// localID returns an id without its kind: "bc-haidian" of "zone:bc-haidian".
func localID(id string) string {
	_, local, _ := strings.Cut(id, ":")
	return local
}

// close writes the rows that wait.
func (w *writer) close() error {
	err := errors.Join(w.records.Close(w.ctx), w.texts.Close(w.ctx))
	if w.index != nil {
		err = errors.Join(err, w.index.Close(w.ctx))
	}
	return err
}
