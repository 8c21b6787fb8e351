package datapackage

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
)

const (
	maxCell    = 1 << 20
	maxRow     = 4 << 20 // bounds the memory that a missing quote or an endless line takes
	maxColumns = 1000
	maxRows    = 10_000_000 // of a table, some of whose columns are held by row
)

// csvFile reads the rows of one CSV file.
type csvFile struct {
	name   string
	file   fs.File
	guard  *guard
	csv    *csv.Reader
	header []string // set by readHeader
	row    int      // of the record read last, as a spreadsheet shows it
	line   int      // at which that record ends
	onRead func(rows int)
	unread int // records that onRead was not told of
}

// rowFault is something wrong in the form of a file, found while reading it.
type rowFault struct {
	rule            string
	row             int
	column          int // position, -1 where none is meant
	message, remedy string
	last            bool  // nothing can be read after it
	cause           error // or nil
}

func (f *rowFault) Error() string { return f.message }

// guard stops a reader after a number of bytes; the number starts anew with every row.
type guard struct {
	reader io.Reader
	left   int
}

func (g *guard) Read(buffer []byte) (int, error) {
	if g.left <= 0 {
		return 0, errRowTooLong
	}
	n, err := g.reader.Read(buffer)
	g.left -= n
	return n, err
}

// openCSV opens a CSV file and reads its header. A *rowFault says what is wrong with the file.
func (p *Package) openCSV(name string) (*csvFile, error) {
	file, err := openRegular(p.files, name)
	if err != nil {
		return nil, &rowFault{
			rule: ruleFile, column: -1, message: sentence(reason(err)), last: true, cause: err,
			remedy: "Put the file where the descriptor says, or correct path.",
		}
	}
	buffered := bufio.NewReaderSize(file, 64<<10)
	start, _ := buffered.Peek(len(byteOrderMark))
	f := &csvFile{name: name, file: file, guard: &guard{reader: buffered}}
	if strings.HasPrefix(string(start), "\xFF\xFE") || strings.HasPrefix(string(start), "\xFE\xFF") {
		file.Close()
		return nil, &rowFault{rule: ruleEncoding, row: 1, column: -1, message: "The file is UTF-16.", remedy: "Save it as UTF-8.", last: true}
	}
	if string(start) == byteOrderMark {
		buffered.Discard(len(byteOrderMark))
	}
	f.csv = csv.NewReader(f.guard)
	f.csv.FieldsPerRecord = -1
	if err := f.readHeader(); err != nil {
		file.Close()
		return nil, err
	}
	f.csv.ReuseRecord = true
	f.onRead, f.unread = p.onRead, 0
	return f, nil
}

func (f *csvFile) close() {
	f.tell()
	f.file.Close()
}

// tellEvery is after how many rows onRead is called.
const tellEvery = 4096

// tell calls onRead with the rows that it was not told of.
func (f *csvFile) tell() {
	if f.onRead != nil && f.unread > 0 {
		f.onRead(f.unread)
	}
	f.unread = 0
}

func (f *csvFile) readHeader() error {
	header, err := f.next()
	if err == io.EOF {
		return &rowFault{rule: ruleCSV, column: -1, message: "The file is empty.", remedy: "Give it a header row, or remove the table from the descriptor.", last: true}
	}
	var fault *rowFault
	if errors.As(err, &fault) {
		fault.last = true
	}
	if err != nil {
		return err
	}
	if len(header) > maxColumns {
		return &rowFault{
			rule: ruleCSV, row: f.row, column: -1, last: true,
			message: fmt.Sprintf("The header has %d columns; at most %d are allowed.", len(header), maxColumns),
			remedy:  "Remove columns, and check that rows end with a line break.",
		}
	}
	f.header = header
	return nil
}

// next returns the next record: io.EOF at the end, a *rowFault for a row that cannot be read (the next call goes on
// unless it is the last), any other error when the disk fails. The record is valid until the next call.
func (f *csvFile) next() ([]string, error) {
	f.guard.left = maxRow
	record, err := f.csv.Read()
	if f.unread++; f.unread == tellEvery {
		f.tell()
	}
	if err == nil {
		first, _ := f.csv.FieldPos(0)
		last := len(record) - 1
		end, _ := f.csv.FieldPos(last)
		f.advance(first, end+strings.Count(record[last], "\n"))
		if f.row > maxRows {
			return nil, &rowFault{
				rule: ruleCSV, row: f.row, column: -1, message: fmt.Sprintf("The table has more than %d million rows.", maxRows/1_000_000),
				remedy: "Nothing after this row was read. Split the package.", last: true,
			}
		}
		return record, nil
	}
	if err == io.EOF {
		return nil, err
	}
	return nil, f.fault(record, err)
}

// advance counts a record, and the empty lines before it, which the reader of CSV skips but a spreadsheet shows.
func (f *csvFile) advance(first, end int) {
	f.row += first - f.line
	f.line = end
}

// fault explains an error of reading a record.
func (f *csvFile) fault(record []string, err error) error {
	var wrong *csv.ParseError
	switch {
	case errors.As(err, &wrong):
		f.advance(wrong.StartLine, wrong.Line)
		return &rowFault{
			rule: ruleCSV, row: f.row, column: len(record), message: "A quote stands where none may be, or is not closed.",
			remedy: `Put the cell into quotes and double each quote within it: "say ""yes""".`,
		}
	case errors.Is(err, errRowTooLong):
		return &rowFault{
			rule: ruleCSV, row: f.row + 1, column: -1, message: fmt.Sprintf("The row is longer than %d MiB.", maxRow>>20),
			remedy: "Look for a quote that is not closed, or shorten the row. Nothing after it was read.", last: true,
		}
	case errors.Is(err, errExpansion):
		return &rowFault{
			rule: ruleFile, row: f.row + 1, column: -1, message: sentence(reason(err)), last: true,
			remedy: "Nothing after this row was read. Pack the tables as they are.",
		}
	case damaged(err):
		return &rowFault{rule: ruleFile, row: f.row + 1, column: -1, message: "The zip file is damaged here.", remedy: "Make the zip file again.", last: true}
	}
	return unreadable(f.name, err, "Check the disk, and try again.")
}

// shapeFault says what is wrong with a record as a row of this file, or nil.
func (f *csvFile) shapeFault(record []string) *rowFault {
	if len(record) == len(f.header) {
		return nil
	}
	return &rowFault{
		rule: ruleCSV, row: f.row, column: -1,
		message: fmt.Sprintf("The row has %s, the header %d.", plural(len(record), "cell"), len(f.header)),
		remedy:  "Give the row one cell for each column; put a text with a comma into quotes.",
	}
}

// clause turns a sentence into the message of an Error.
func clause(sentence string) string {
	return strings.ToLower(sentence[:1]) + strings.TrimSuffix(sentence[1:], ".")
}

// sentence turns the message of an Error into a sentence.
func sentence(message string) string {
	if message == "" {
		return ""
	}
	return strings.ToUpper(message[:1]) + message[1:] + "."
}
