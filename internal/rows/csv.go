package rows

import (
	"bufio"
	"io"
	"strings"
)

// byteOrderMark makes Excel read a file as UTF-8.
const byteOrderMark = "\ufeff"

// CSV writes rows as CSV: UTF-8 with a byte order mark, CRLF, lines of remarks that begin with "#", one line of names.
// Text that a spreadsheet would run as a formula gets an apostrophe before it.
type CSV struct{ writer *bufio.Writer }

// NewCSV returns a CSV writer that has written the remarks and the names of the columns. Errors of w come from Flush.
func NewCSV(w io.Writer, remarks, columns []string) *CSV {
	file := &CSV{bufio.NewWriter(w)}
	file.text(byteOrderMark)
	for _, each := range remarks {
		file.Remark(each)
	}
	names := make([]any, len(columns))
	for i, each := range columns {
		names[i] = each
	}
	file.Write(names)
	return file
}

// Write writes a row of a plan.
func (c *CSV) Write(row []any) {
	for i, value := range row {
		if i > 0 {
			c.text(",")
		}
		c.text(cell(value))
	}
	c.text("\r\n")
}

// Remark writes a text as lines that begin with "#".
func (c *CSV) Remark(text string) {
	for line := range strings.SplitSeq(lineBreaks.Replace(text), "\n") {
		c.text(strings.TrimRight("# "+apart(line), " ") + "\r\n")
	}
}

// Flush sends what is written, and returns the first error of the writer.
func (c *CSV) Flush() error { return c.writer.Flush() }

// text writes text; Flush returns the error.
func (c *CSV) text(text string) { _, _ = c.writer.WriteString(text) }

var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// cell is a value as it stands between commas. Null is nothing, and the empty text is "".
func cell(value any) string {
	text, isText := value.(string)
	if !isText {
		return Text(value)
	}
	if text == "" {
		return `""`
	}
	if strings.ContainsAny(text[:1], "=+-@\t\r\n") || strings.ContainsAny(firstRune(text), "＝＋－＠") {
		text = "'" + text
	}
	// A "#" would begin a remark, and some readers drop spaces at the ends.
	if strings.ContainsAny(text, "\",\r\n#") || strings.Trim(text, " \t") != text {
		return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	}
	return text
}

func firstRune(text string) string {
	for _, first := range text {
		return string(first)
	}
	return ""
}

// apart puts a space between what may separate cells and what begins a formula, so that no part of a remark is one.
func apart(line string) string {
	var text strings.Builder
	separated := false
	for _, each := range line {
		if separated && strings.ContainsRune("=+-@＝＋－＠", each) {
			text.WriteByte(' ')
		}
		text.WriteRune(each)
		separated = strings.ContainsRune(",;\t", each)
	}
	return text.String()
}

// Origin says where rows come from, for the remarks of a file.
type Origin struct {
	Title       string // of the data
	Release     string // its version
	Address     string // where it was asked
	Language    string // the Accept-Language it was asked in
	Licences    []string
	Attribution []string // whom to credit
	Query       string
	Variables   string // JSON; empty where there are none
}

// Remarks returns the texts of an origin, without those of which nothing is known.
func (o Origin) Remarks() []string {
	var remarks []string
	add := func(name, value string) {
		if value != "" {
			remarks = append(remarks, name+": "+value)
		}
	}
	add("Data", o.Title)
	add("Release", o.Release)
	add("Address", o.Address)
	add("Language", o.Language)
	for _, each := range o.Licences {
		add("Licence", each)
	}
	for _, each := range o.Attribution {
		add("Credit", each)
	}
	add("Variables", o.Variables)
	if o.Query != "" {
		remarks = append(remarks, "Query:\n"+o.Query)
	}
	return remarks
}
