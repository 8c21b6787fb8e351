package web

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"pilotgraph/internal/rows"
)

// csvFile writes rows as CSV.
type csvFile struct{ *rows.CSV }

func newCSVFile(w io.Writer, about rows.Origin, columns []string) rowFile {
	return csvFile{rows.NewCSV(w, about.Remarks(), columns)}
}

func (f csvFile) row(values []any) error {
	f.Write(values)
	return nil // Flush has the error
}

func (csvFile) discard() {}

func (f csvFile) close(remarks []string) error {
	for _, each := range remarks {
		f.Remark(each)
	}
	return f.Flush()
}

// lines writes each row as a JSON object on a line of its own.
type lines struct {
	writer  *bufio.Writer
	columns []string
	text    []byte
}

func newLines(w io.Writer, _ rows.Origin, columns []string) rowFile {
	return &lines{writer: bufio.NewWriter(w), columns: columns}
}

func (f *lines) row(values []any) error {
	f.text = append(f.text[:0], '{')
	for i, value := range values {
		if i > 0 {
			f.text = append(f.text, ',')
		}
		for _, part := range []any{f.columns[i], value} {
			encoded, err := json.Marshal(part)
			if err != nil {
				return err
			}
			f.text = append(append(f.text, encoded...), ':')
		}
		f.text = f.text[:len(f.text)-1]
	}
	_, err := f.writer.Write(append(f.text, "}\n"...))
	return err
}

func (*lines) discard() {}

// close ends with an object that has the remarks, where there are any.
func (f *lines) close(remarks []string) error {
	if len(remarks) > 0 {
		encoded, err := json.Marshal(map[string][]string{"#": remarks})
		if err != nil {
			return err
		}
		_, _ = f.writer.Write(append(encoded, '\n'))
	}
	return f.writer.Flush()
}

// longestCell is how many characters a cell of a spreadsheet takes.
const longestCell = excelize.TotalCellChars

// spreadsheet writes rows as a sheet, and where they come from as another.
type spreadsheet struct {
	w      io.Writer
	file   *excelize.File
	stream *excelize.StreamWriter
	about  []string
	line   int
	err    error // the first one
}

func newSpreadsheet(w io.Writer, about rows.Origin, columns []string) rowFile {
	f := &spreadsheet{w: w, file: excelize.NewFile(), about: about.Remarks()}
	f.err = f.file.SetSheetName("Sheet1", "Rows")
	if f.err == nil {
		f.stream, f.err = f.file.NewStreamWriter("Rows")
	}
	if f.err == nil {
		f.err = f.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	}
	names := make([]any, len(columns))
	for i, each := range columns {
		names[i] = each
	}
	f.err = firstError(f.err, f.row(names))
	return f
}

func firstError(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

// row writes values: texts as texts, so that none is a formula.
func (f *spreadsheet) row(values []any) error {
	if f.err != nil {
		return f.err
	}
	cells := make([]any, len(values))
	for i, value := range values {
		switch value := value.(type) {
		case json.Number:
			cells[i], _ = value.Float64()
		case string:
			cells[i] = shortened(value)
		default:
			cells[i] = value
		}
	}
	f.line++
	place, err := excelize.CoordinatesToCellName(1, f.line)
	if err != nil {
		return err
	}
	return f.stream.SetRow(place, cells)
}

// shortened is a text as a cell takes it.
func shortened(text string) string {
	if utf8.RuneCountInString(text) <= longestCell {
		return text
	}
	return string([]rune(text)[:longestCell-1]) + "…"
}

// discard removes what rows that are many were written to meanwhile.
func (f *spreadsheet) discard() { _ = f.file.Close() }

// close writes the second sheet and sends the file.
func (f *spreadsheet) close(remarks []string) error {
	if f.err != nil {
		return f.err
	}
	if err := f.stream.Flush(); err != nil {
		return err
	}
	if _, err := f.file.NewSheet("About"); err != nil {
		return err
	}
	for i, each := range append(f.about, remarks...) {
		name, text, _ := strings.Cut(each, ":")
		place, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := f.file.SetSheetRow("About", place, &[]any{name, shortened(strings.TrimSpace(text))}); err != nil {
			return err
		}
	}
	return f.file.Write(f.w)
}
