package datapackage

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// column is what the format and the descriptor ask of the cells of a column, taken together.
type column struct {
	name                 string
	known                bool // to the format
	declared             bool // by the descriptor
	required, unique     bool
	types                []string
	partialDate          bool
	enums                [][]string
	patterns             []pattern
	minimum, maximum     float64
	minLength, maxLength int
}

type pattern struct {
	text       string
	expression *regexp.Regexp
}

// idPattern is matched by hand, because it is asked for every row.
const idPattern = "[a-z0-9]+(-+[a-z0-9]+)*"

func newColumn(name string) *column {
	return &column{name: name, minimum: math.Inf(-1), maximum: math.Inf(1), maxLength: maxCell}
}

// demand adds what a field asks. It returns the constraint that cannot be used, or "".
func (c *column) demand(f field) (refused string) {
	if f.Type != "" && !slices.Contains(c.types, f.Type) {
		c.types = append(c.types, f.Type)
	}
	c.partialDate = c.partialDate || f.Format == "partial-date"
	c.required = c.required || f.Constraints.Required
	c.unique = c.unique || f.Constraints.Unique
	if enum := enumTexts(f.Constraints.Enum); enum != nil {
		c.enums = append(c.enums, enum)
	}
	if text := f.Constraints.Pattern; text != "" {
		text = withoutAnchors(text)
		expression, err := regexp.Compile("^(?:" + text + ")$")
		if err != nil {
			return "pattern"
		}
		if !slices.ContainsFunc(c.patterns, func(p pattern) bool { return p.text == text }) {
			c.patterns = append(c.patterns, pattern{text, expression})
		}
	}
	if length := f.Constraints.MinLength; length != nil {
		c.minLength = max(c.minLength, int(min(*length, maxCell)))
	}
	if length := f.Constraints.MaxLength; length != nil {
		c.maxLength = min(c.maxLength, int(max(min(*length, maxCell), 0)))
	}
	return c.demandRange(f)
}

// withoutAnchors drops ^ and $ around a pattern, which Table Schema applies to the whole value anyway.
func withoutAnchors(pattern string) string {
	if strings.HasPrefix(pattern, "^") && strings.HasSuffix(pattern, "$") && !strings.ContainsAny(pattern, `|\`) {
		return pattern[1 : len(pattern)-1]
	}
	return pattern
}

func (c *column) demandRange(f field) (refused string) {
	numeric := f.Type == "integer" || f.Type == "number"
	if f.Constraints.Minimum != nil {
		least, ok := number(f.Constraints.Minimum)
		if !ok || !numeric {
			return "minimum"
		}
		c.minimum = max(c.minimum, least)
	}
	if f.Constraints.Maximum != nil {
		most, ok := number(f.Constraints.Maximum)
		if !ok || !numeric {
			return "maximum"
		}
		c.maximum = min(c.maximum, most)
	}
	return ""
}

// violation is a rule that a value breaks.
type violation struct {
	rule, message, remedy string
}

// violation returns the first rule that a value which is not empty breaks, or nil: a cell has one problem at most.
func (c *column) violation(value string) *violation {
	for _, name := range c.types {
		if v := typeViolation(name, value); v != nil {
			return v
		}
	}
	if c.partialDate && !isPartialDate(value) {
		return &violation{
			rulePartialDate, "This is not a year, a year and month, or a day that exist.",
			"Write 2022, 2022-09 or 2022-09-30, as much as is known.",
		}
	}
	for _, enum := range c.enums {
		if !slices.Contains(enum, value) {
			return &violation{ruleEnum, "This value is not allowed here.", "Write " + list(enum) + "."}
		}
	}
	for _, p := range c.patterns {
		if !p.matches(value) {
			return p.violation()
		}
	}
	return c.rangeViolation(value)
}

// hasPattern tells whether the values must have a form.
func (c *column) hasPattern(text string) bool {
	return slices.ContainsFunc(c.patterns, func(p pattern) bool { return p.text == text })
}

func (p pattern) matches(value string) bool {
	if p.text == idPattern {
		return isID(value)
	}
	return p.expression.MatchString(value)
}

func (p pattern) violation() *violation {
	if p.text == idPattern {
		return &violation{rulePattern, "This is not an id.", "Write lower-case letters a to z and digits, with hyphens between them."}
	}
	return &violation{rulePattern, "The value does not have the form of this column.", "Write a value that matches " + short(p.text) + "."}
}

func (c *column) rangeViolation(value string) *violation {
	if !math.IsInf(c.minimum, -1) || !math.IsInf(c.maximum, 1) {
		if n, ok := parseNumber(value); ok && !(n >= c.minimum && n <= c.maximum) {
			return &violation{ruleRange, "The number is too small or too large.", "Write a number " + span(c.minimum, c.maximum) + "."}
		}
	}
	if len(value) <= c.maxLength && c.minLength == 0 {
		return nil // no text has more characters than bytes
	}
	if length := utf8.RuneCountInString(value); length < c.minLength || length > c.maxLength {
		return &violation{
			ruleRange, "The text is too short or too long: " + plural(length, "character") + ".",
			fmt.Sprintf("Write %d to %d characters.", c.minLength, c.maxLength),
		}
	}
	return nil
}

func typeViolation(name, value string) *violation {
	switch name {
	case "integer":
		if _, err := strconv.ParseInt(value, 10, 64); err != nil {
			return &violation{ruleType, "This is not a whole number.", "Write digits only, such as 164, with a sign where needed."}
		}
	case "number":
		if _, ok := parseNumber(value); !ok {
			return &violation{ruleType, "This is not a number.", "Write a number such as 39.929, with a point and no spaces."}
		}
	case "boolean":
		if !slices.Contains([]string{"true", "True", "TRUE", "1", "false", "False", "FALSE", "0"}, value) {
			return &violation{ruleType, "This is neither true nor false.", "Write true or false."}
		}
	case "date":
		if _, err := time.Parse(time.DateOnly, value); err != nil {
			return &violation{ruleType, "This is not a day that exists.", "Write year, month and day: 2022-09-30."}
		}
	}
	return nil
}

// parseNumber reads a number as Table Schema spells it; Go would also take 0x1p4 and 1_000.
func parseNumber(text string) (float64, bool) {
	if strings.Trim(text, "+-.0123456789eE") != "" && text != "NaN" && text != "INF" && text != "-INF" {
		return 0, false
	}
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil
}

// isPartialDate tells whether a text is a year, a year and month, or a day.
func isPartialDate(text string) bool {
	for _, layout := range []string{"2006", "2006-01", time.DateOnly} {
		if len(text) == len(layout) {
			_, err := time.Parse(layout, text)
			return err == nil
		}
	}
	return false
}

// isID matches idPattern.
func isID(text string) bool {
	for i := range len(text) {
		b := text[i]
		if (b < 'a' || b > 'z') && (b < '0' || b > '9') && b != '-' {
			return false
		}
	}
	return text != "" && text[0] != '-' && text[len(text)-1] != '-'
}

// list joins values for people: "a, b or c"; it names twelve at most.
func list(values []string) string {
	var shown []string
	for _, value := range values[:min(len(values), 12)] {
		shown = append(shown, short(value))
	}
	if more := len(values) - len(shown); more > 0 {
		shown = append(shown, fmt.Sprintf("one of %d more", more))
	}
	if len(shown) == 1 {
		return shown[0]
	}
	last := len(shown) - 1
	return strings.Join(shown[:last], ", ") + " or " + shown[last]
}

func span(minimum, maximum float64) string {
	digits := func(number float64) string { return strconv.FormatFloat(number, 'f', -1, 64) }
	switch {
	case math.IsInf(maximum, 1):
		return "from " + digits(minimum)
	case math.IsInf(minimum, -1):
		return "up to " + digits(maximum)
	}
	return "from " + digits(minimum) + " to " + digits(maximum)
}
