package plan

import (
	"bytes"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
)

// The functions of this file append values as gqlgen writes them; a test compares the bytes.

const null = "null"

// plain is whether a byte of a string stands for itself.
var plain = func() (table [256]bool) {
	for c := range table {
		table[c] = c >= ' ' && c != '"' && c != '\\'
	}
	return table
}()

// String appends a string.
func String(b []byte, value string) []byte {
	for i := range len(value) {
		if !plain[value[i]] {
			return escaped(b, value)
		}
	}
	b = append(b, '"')
	b = append(b, value...)
	return append(b, '"')
}

func escaped(b []byte, value string) []byte {
	buffer := bytes.NewBuffer(b)
	graphql.MarshalString(value).MarshalGQL(buffer)
	return buffer.Bytes()
}

// OptionalString appends a string or null.
func OptionalString(b []byte, value *string) []byte {
	if value == nil {
		return append(b, null...)
	}
	return String(b, *value)
}

// Int appends an integer.
func Int(b []byte, value int) []byte { return strconv.AppendInt(b, int64(value), 10) }

// OptionalInt appends an integer or null.
func OptionalInt(b []byte, value *int) []byte {
	if value == nil {
		return append(b, null...)
	}
	return Int(b, *value)
}

// Float appends a number.
func Float(b []byte, value float64) []byte { return strconv.AppendFloat(b, value, 'g', -1, 64) }

// OptionalFloat appends a number or null.
func OptionalFloat(b []byte, value *float64) []byte {
	if value == nil {
		return append(b, null...)
	}
	return Float(b, *value)
}

// Boolean appends true or false.
func Boolean(b []byte, value bool) []byte { return strconv.AppendBool(b, value) }

// OptionalBoolean appends true, false or null.
func OptionalBoolean(b []byte, value *bool) []byte {
	if value == nil {
		return append(b, null...)
	}
	return Boolean(b, *value)
}

// Strings appends a list of strings.
func Strings(b []byte, values []string) []byte {
	b = append(b, '[')
	for i, value := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = String(b, value)
	}
	return append(b, ']')
}
