package datapackage

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const byteOrderMark = "\uFEFF"

// textFault says what makes a text unfit for every database and reader, or "" where nothing does.
func textFault(text string) string {
	ascii := true
	for i := range len(text) {
		b := text[i]
		if b >= utf8.RuneSelf {
			ascii = false
		} else if (b < ' ' && b != '\n' && b != '\t') || b == 0x7F {
			return controlFault(b)
		}
	}
	if ascii {
		return ""
	}
	if !utf8.ValidString(text) {
		return "The text is not valid UTF-8."
	}
	if strings.Contains(text, byteOrderMark) {
		return "The text holds a byte order mark."
	}
	if strings.ContainsFunc(text, isHighControl) {
		return "The text holds a control character."
	}
	return ""
}

func controlFault(b byte) string {
	switch b {
	case 0:
		return "The text holds a NUL character."
	case '\r':
		return "The text holds a carriage return that does not end a line."
	}
	return "The text holds a control character."
}

func isHighControl(r rune) bool { return r >= 0x80 && unicode.IsControl(r) }
