package connection

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"

	"pilotgraph/graph/fault"
)

// Key is a place in an order: the values of the row's sort columns and its id,
// as a JSON list. The empty key is no place.
type Key string

const (
	cursorVersion = 1
	sealLength    = 8
)

// NewKey returns the key of a row: strings and integers, the id last.
func NewKey(values ...any) Key {
	text, err := json.Marshal(values)
	if err != nil {
		panic("connection: a key holds strings and integers: " + err.Error())
	}
	return Key(text)
}

// Values returns what NewKey was given: strings and json.Numbers.
func (k Key) Values() []any {
	decoder := json.NewDecoder(strings.NewReader(string(k)))
	decoder.UseNumber()
	var values []any
	if decoder.Decode(&values) != nil {
		return nil
	}
	for i, value := range values {
		if number, ok := value.(json.Number); ok {
			values[i], _ = number.Int64()
		}
	}
	return values
}

// Cursor returns the opaque cursor of the key in the connection and order that
// the binding names. It is sealed, so that one from elsewhere is found out.
func (k Key) Cursor(binding string) string {
	cursor := make([]byte, 0, 1+sealLength+len(k))
	cursor = append(cursor, cursorVersion)
	cursor = append(cursor, seal(binding, string(k))...)
	cursor = append(cursor, k...)
	return base64.RawURLEncoding.EncodeToString(cursor)
}

func seal(binding, key string) []byte {
	sum := sha256.Sum256([]byte(binding + "\x00" + key))
	return sum[:sealLength]
}

func parse(argument, binding string, cursor *string) (Key, error) {
	if cursor == nil {
		return "", nil
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(*cursor)
	if err != nil || len(raw) <= 1+sealLength || raw[0] != cursorVersion {
		return "", fault.New(fault.BadUserInput, "%s is not a cursor: %s; take one from edges or pageInfo", argument, fault.Quote(*cursor))
	}
	key := string(raw[1+sealLength:])
	if string(raw[1:1+sealLength]) != string(seal(binding, key)) {
		return "", fault.New(fault.BadUserInput, "%s is a cursor of another connection, another parent or another order; take one from the edges or pageInfo of this one", argument)
	}
	return Key(key), nil
}
