package schema

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// JSON returns what scans a column of JSON into the target, a pointer to a value of its type.
func JSON(target any) sql.Scanner { return jsonColumn{target} }

type jsonColumn struct{ target any }

// Scan reads the text of the column.
func (c jsonColumn) Scan(value any) error {
	text, err := textOf(value)
	if err != nil || text == "" {
		return err
	}
	return json.Unmarshal([]byte(text), c.target)
}

// textOf is the text that a driver has read; null is "".
func textOf(value any) (string, error) {
	switch value := value.(type) {
	case nil:
		return "", nil
	case string:
		return value, nil
	case []byte:
		return string(value), nil
	}
	return "", fmt.Errorf("schema: a column of JSON is read as %T", value)
}

// NameList is the column of names. Reading it is most of what reading a row costs, so it has a way of its own.
type NameList []Name

// Scan reads the text of the column.
func (l *NameList) Scan(value any) error {
	text, err := textOf(value)
	if err != nil || text == "" {
		return err
	}
	if names, ok := parseNames(text); ok {
		*l = names
		return nil
	}
	return json.Unmarshal([]byte(text), (*[]Name)(l))
}

// parseNames reads names as the builder writes them, without copying a text; it says no to whatever looks otherwise.
func parseNames(text string) (NameList, bool) {
	if strings.IndexByte(text, '\\') >= 0 || !utf8.ValidString(text) {
		return nil, false
	}
	count := strings.Count(text, "{")
	names, bases := make(NameList, 0, count), make([]string, 0, count)
	rest, ok := strings.CutPrefix(text, "[")
	for ok && rest != "]" {
		var name Name
		if name, rest, ok = parseName(rest, &bases); ok {
			names = append(names, name)
			rest = strings.TrimPrefix(rest, ",")
		}
	}
	return names, ok
}

// parseName reads one name and returns what follows it. Its basis is kept in a list that is long enough.
func parseName(text string, bases *[]string) (name Name, rest string, ok bool) {
	if name.Language, rest, ok = parseMember(text, `{"language":"`); !ok {
		return name, "", false
	}
	if name.Text, rest, ok = parseMember(rest, `,"text":"`); !ok {
		return name, "", false
	}
	if basis, after, has := parseMember(rest, `,"basis":"`); has {
		*bases = append(*bases, basis)
		name.Basis, rest = &(*bases)[len(*bases)-1], after
	}
	rest, ok = strings.CutPrefix(rest, "}")
	return name, rest, ok
}

// parseMember reads a member of an object, without its closing quote, and returns what follows it.
func parseMember(text, head string) (value, rest string, ok bool) {
	if rest, ok = strings.CutPrefix(text, head); !ok {
		return "", "", false
	}
	return strings.Cut(rest, `"`)
}
