package datapackage

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// DefaultLimit is how many problems of each rule a report keeps unless asked otherwise.
const DefaultLimit = 20

// maxValue is how many characters of a value a problem repeats.
const maxValue = 100

// Report is what a check found: all problems counted, and the first of each rule in full.
type Report struct {
	Totals   []Total   `json:"totals"`   // the rules that were broken, in the order of Rules
	Problems []Problem `json:"problems"` // the descriptor first, then headers, then rows table by table
	Rows     int       `json:"rows"`     // how many rows were checked
}

// Total is how often a rule was broken.
type Total struct {
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	Count    int      `json:"count"`
}

// Problem is one thing that is wrong in a package.
type Problem struct {
	Severity Severity `json:"severity"`
	Rule     string   `json:"rule"`
	File     string   `json:"file,omitempty"`
	Row      int      `json:"row,omitempty"`    // as a spreadsheet shows it: the header is row 1
	Column   string   `json:"column,omitempty"` // in the descriptor the property, such as "resources/3/path"
	Value    string   `json:"value,omitempty"`  // at most 100 characters of it
	Message  string   `json:"message"`
	Remedy   string   `json:"remedy"`
	// Suggestion is what was meant perhaps: an id, a column, a table or a value. Empty where nothing is like it.
	Suggestion string `json:"suggestion,omitempty"`
}

// Errors returns the number of all errors, those that are not kept included.
func (r *Report) Errors() int { return r.count(SeverityError) }

// Warnings returns the number of all warnings, those that are not kept included.
func (r *Report) Warnings() int { return r.count(SeverityWarning) }

func (r *Report) count(severity Severity) int {
	sum := 0
	for _, total := range r.Totals {
		if total.Severity == severity {
			sum += total.Count
		}
	}
	return sum
}

// Write prints the report for people. It returns the error of w.
func (r *Report) Write(w io.Writer) error {
	out := bufio.NewWriter(w)
	kept := map[string]int{}
	for _, p := range r.Problems {
		kept[p.Rule]++
		fmt.Fprintf(out, "%s: %s %s: %s\n    %s\n", p.where(), p.Severity, p.Rule, p.Message, p.Remedy)
		if p.Suggestion != "" {
			fmt.Fprintf(out, "    Did you mean %s?\n", quoteUnprintable(p.Suggestion))
		}
	}
	if len(r.Problems) > 0 {
		fmt.Fprintln(out)
	}
	for _, t := range r.Totals {
		fmt.Fprintf(out, "%7d  %-7s  %s", t.Count, t.Severity, t.Rule)
		if more := t.Count - kept[t.Rule]; more > 0 {
			fmt.Fprintf(out, " (%d more not shown)", more)
		}
		fmt.Fprintln(out)
	}
	fmt.Fprintf(out, "%s checked: %s, %s\n", plural(r.Rows, "row"), plural(r.Errors(), "error"), plural(r.Warnings(), "warning"))
	return out.Flush()
}

// where names the place of a problem in one line.
func (p Problem) where() string {
	parts := []string{p.File}
	if p.Row > 0 {
		parts = append(parts, fmt.Sprintf("row %d", p.Row))
	}
	if p.Column != "" {
		parts = append(parts, quoteUnprintable(p.Column))
	}
	if p.Value != "" {
		parts = append(parts, fmt.Sprintf("%q", p.Value))
	}
	return strings.Join(parts, ", ")
}

// collector counts problems and keeps the first of each rule.
type collector struct {
	limit      int
	severities map[string]Severity
	counts     map[string]int
	problems   []Problem
	kept       bool // whether the problem that was added last is among them
	rows       int
}

func newCollector(limit int) *collector {
	c := &collector{limit: limit, severities: map[string]Severity{}, counts: map[string]int{}}
	for _, rule := range Rules() {
		c.severities[rule.Name] = rule.Severity
	}
	return c
}

// place is where a problem is.
type place struct {
	file   string
	row    int
	column string
}

// add counts a problem, and keeps it while there are few of its rule.
func (c *collector) add(rule string, at place, value, message, remedy string) {
	c.counts[rule]++
	if c.kept = c.limit <= 0 || c.counts[rule] <= c.limit; !c.kept {
		return
	}
	c.problems = append(c.problems, Problem{
		Severity: c.severities[rule], Rule: rule, File: short(at.file), Row: at.row, Column: short(at.column),
		Value: short(value), Message: message, Remedy: remedy,
	})
}

func (c *collector) report() *Report {
	r := &Report{Totals: []Total{}, Problems: c.problems, Rows: c.rows}
	if r.Problems == nil {
		r.Problems = []Problem{}
	}
	for _, rule := range Rules() {
		if count := c.counts[rule.Name]; count > 0 {
			r.Totals = append(r.Totals, Total{Rule: rule.Name, Severity: rule.Severity, Count: count})
		}
	}
	return r
}

// short cuts a text at 100 characters and makes it valid UTF-8. It copies, so that a problem never holds a whole row.
func short(text string) string {
	if len(text) > maxValue*utf8.UTFMax {
		text = text[:maxValue*utf8.UTFMax]
	}
	text = strings.ToValidUTF8(text, "\uFFFD")
	if utf8.RuneCountInString(text) > maxValue {
		text = string([]rune(text)[:maxValue-1]) + "…"
	}
	return strings.Clone(text)
}

func plural(count int, noun string) string {
	if count == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", count, noun)
}

// quoteUnprintable quotes a text only where a terminal could not show it.
func quoteUnprintable(text string) string {
	if quoted := fmt.Sprintf("%q", text); quoted != `"`+text+`"` {
		return quoted
	}
	return text
}
