package connection

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
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

// Values returns those of the key, strings and int64, or nil where it is not the
// key of a row in the order.
func (o Order) Values(place Key) []any {
	decoder := json.NewDecoder(strings.NewReader(string(place)))
	decoder.UseNumber()
	var values []any
	if decoder.Decode(&values) != nil || len(values) != len(o) {
		return nil
	}
	for i, value := range values {
		switch value := value.(type) {
		case string:
		case json.Number:
			number, err := value.Int64()
			if err != nil {
				return nil
			}
			values[i] = number
		default:
			return nil
		}
	}
	return values
}

// Cursor returns the opaque cursor of a row's key in a list in this order. It is
// sealed with both, so that a cursor from elsewhere is found out.
func (o Order) Cursor(list string, place Key) string {
	cursor := make([]byte, 0, 1+sealLength+len(place))
	cursor = append(cursor, cursorVersion)
	cursor = append(cursor, o.seal(list, place)...)
	cursor = append(cursor, place...)
	return base64.RawURLEncoding.EncodeToString(cursor)
}

func (o Order) seal(list string, place Key) []byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%v\x00%s", list, o, place))
	return sum[:sealLength]
}

// parse returns the key of a cursor of the list.
func (o Order) parse(argument, list string, cursor *string) (Key, error) {
	if cursor == nil {
		return "", nil
	}
	malformed := fault.New(fault.BadUserInput, "%s is not a cursor: %s; take one from edges or pageInfo", argument, fault.Quote(*cursor))
	raw, err := base64.RawURLEncoding.Strict().DecodeString(*cursor)
	if err != nil || base64.RawURLEncoding.EncodeToString(raw) != *cursor || len(raw) <= 1+sealLength || raw[0] != cursorVersion {
		return "", malformed
	}
	place := Key(raw[1+sealLength:])
	if string(raw[1:1+sealLength]) != string(o.seal(list, place)) {
		return "", fault.New(fault.BadUserInput, "%s is a cursor of another connection, another parent, another order or another release; take one from the edges or pageInfo of this one", argument)
	}
	if o.Values(place) == nil {
		return "", malformed // sealed by someone else than this server
	}
	return place, nil
}
