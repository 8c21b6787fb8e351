package rows_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pilotgraph/internal/rows"
)

func TestCSV(t *testing.T) {
	var cases []struct {
		Name    string
		Origin  rows.Origin
		Columns []string
		Rows    [][]any
		Text    string
	}
	read(t, "testdata/csv.json", &cases)
	for _, test := range cases {
		t.Run(test.Name, func(t *testing.T) {
			var text bytes.Buffer
			file := rows.NewCSV(&text, test.Origin.Remarks(), test.Columns)
			for _, row := range test.Rows {
				file.Write(row)
			}
			if err := file.Flush(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.Text, text.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestAReaderOfCSVGetsTheSameTexts writes texts of any kind, and reads them with a reader that knows RFC 4180 and remarks.
func TestAReaderOfCSVGetsTheSameTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// encoding/csv reads CRLF inside quotes as LF, so a text has no CR.
		texts := rapid.SliceOfN(rapid.StringMatching(`[^\r]*`), 1, 4).Draw(t, "texts")
		remark := rapid.String().Draw(t, "remark")
		row := make([]any, len(texts))
		for i, each := range texts {
			row[i] = each
		}
		var text bytes.Buffer
		file := rows.NewCSV(&text, []string{remark}, make([]string, len(texts)))
		file.Write(row)
		if err := file.Flush(); err != nil {
			t.Fatal(err)
		}
		reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(text.String(), "\ufeff")))
		reader.Comment = '#'
		read, err := reader.ReadAll()
		if err != nil || len(read) != 2 {
			t.Fatalf("%v in %q", err, text.String())
		}
		for i, got := range read[1] {
			if got != texts[i] && got != "'"+texts[i] {
				t.Errorf("%q became %q", texts[i], got)
			}
			if got != "" && strings.ContainsAny(got[:1], "=+-@") {
				t.Errorf("%q runs as a formula", got)
			}
		}
	})
}

func TestFlushReturnsTheErrorOfTheWriter(t *testing.T) {
	full := errors.New("the disk is full")
	file := rows.NewCSV(writer(func([]byte) (int, error) { return 0, full }), nil, []string{"a"})
	file.Write([]any{strings.Repeat("x", 10_000)})
	if err := file.Flush(); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}

// writer is a function that writes.
type writer func([]byte) (int, error)

// Write calls it.
func (w writer) Write(content []byte) (int, error) { return w(content) }
