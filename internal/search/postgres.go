package search

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// What only PostgreSQL understands stands here. A record has its tokens as a tsvector, and an expression of FTS4 becomes
// a tsquery: both find the same.

// tablesToCopy returns the statements of SQLite that create what is copied to PostgreSQL.
func tablesToCopy() []string {
	return []string{
		`CREATE TABLE search_records (ord INTEGER PRIMARY KEY, id TEXT NOT NULL, kind TEXT NOT NULL, tokens TEXT NOT NULL)`,
		`CREATE TABLE search_texts (ord INTEGER NOT NULL, position INTEGER NOT NULL, field TEXT NOT NULL, language TEXT NOT NULL,
			text TEXT NOT NULL, PRIMARY KEY (ord, position)) WITHOUT ROWID`,
	}
}

// CopiedTable is a table that is filled in SQLite and copied.
type CopiedTable struct {
	Name, Create string
	Columns      []string
	Indexes      []string // for after the copy
}

// CopiedTables returns the tables of PostgreSQL.
func CopiedTables() []CopiedTable {
	return []CopiedTable{{
		Name:    "search_records",
		Create:  `CREATE TABLE search_records (ord bigint NOT NULL, id text COLLATE "C" NOT NULL, kind text COLLATE "C" NOT NULL, tokens tsvector NOT NULL)`,
		Columns: []string{"ord", "id", "kind", "tokens"},
		Indexes: []string{
			`ALTER TABLE search_records ADD PRIMARY KEY (ord)`,
			`CREATE INDEX search_records_tokens ON search_records USING gin (tokens) WITH (fastupdate = off)`,
		},
	}, {
		Name: "search_texts",
		Create: `CREATE TABLE search_texts (ord bigint NOT NULL, position integer NOT NULL, field text NOT NULL, language text NOT NULL,
			text text NOT NULL)`,
		Columns: []string{"ord", "position", "field", "language", "text"},
		Indexes: []string{`ALTER TABLE search_texts ADD PRIMARY KEY (ord, position)`},
	}}
}

// onPostgres are the statements of PostgreSQL.
var onPostgres = statements{
	count:  `SELECT COUNT(*) FROM search_records WHERE tokens @@ ?::tsquery`,
	facets: `SELECT kind, COUNT(*) FROM search_records WHERE tokens @@ ?::tsquery GROUP BY kind ORDER BY MIN(ord)`,
	names:  ` FROM search_records r WHERE r.tokens @@ ?::tsquery`,
	place:  "r.id",
	tier: `SELECT * FROM (SELECT %d AS tier, ord, id, kind FROM search_records
		WHERE tokens @@ ?::tsquery AND ord > ? AND ord < ? ORDER BY ord %s LIMIT ?) AS hits`,
	match:  tsquery,
	number: numbered,
}

// operators are those of FTS4 as a tsquery has them.
var operators = strings.NewReplacer(" OR ", " | ", " AND ", " & ", " NOT ", " & !")

// tsquery writes an expression of FTS4 as a tsquery: phrases stand in quotation marks, and no token holds one.
func tsquery(expression string) string {
	parts := strings.Split(expression, `"`)
	for i, part := range parts {
		if i%2 == 0 {
			parts[i] = operators.Replace(part)
			continue
		}
		tokens, prefix := strings.CutSuffix(part, "*")
		parts[i] = "('" + strings.ReplaceAll(tokens, " ", "' <-> '") + "'"
		if prefix {
			parts[i] += ":*"
		}
		parts[i] += ")"
	}
	return strings.Join(parts, "")
}

// numbered gives the placeholders of a statement their numbers.
func numbered(statement string) string {
	parts := strings.Split(statement, "?")
	var text strings.Builder
	for i, part := range parts[:len(parts)-1] {
		text.WriteString(part + "$" + strconv.Itoa(i+1))
	}
	return text.String() + parts[len(parts)-1]
}

// What a tsvector holds of a record.
const (
	maxPositions = 16_383 // in all
	maxRepeats   = 256    // of one token
	maxToken     = 2_046  // bytes of one
)

// vector writes tokens as a tsvector. Only those that phrases are made of have positions.
type vector struct{ position, longest int }

// token adds a token to a document.
func (v *vector) token(document []byte, class string, write func([]byte) []byte) []byte {
	document = append(document, '\'')
	from := len(document)
	document = write(document)
	v.longest = max(v.longest, len(document)-from)
	document = append(document, '\'')
	switch class {
	case wholeClass:
		v.position++ // nobody has it, so that no phrase goes on in the next name
	case wordClass, gramClass:
		v.position++
		document = strconv.AppendInt(append(document, ':'), int64(v.position), 10)
	}
	return append(document, ' ')
}

// check returns an *Error where PostgreSQL would keep less of a document than there is.
func (v *vector) check(id string, document []byte) error {
	if v.longest <= maxToken && v.position <= maxPositions && (v.position <= maxRepeats || mostRepeated(document) <= maxRepeats) {
		return nil
	}
	return &Error{TextTooLong, fmt.Sprintf("%s has a name that is too long for PostgreSQL, or too many names: one may have %d characters, all of a record %d",
		id, maxToken/3, maxPositions/3)}
}

// mostRepeated returns how often the token is there that is there most often.
func mostRepeated(document []byte) int {
	most, counts := 0, map[string]int{}
	for each := range bytes.FieldsSeq(document) {
		token, _, _ := bytes.Cut(each, []byte("':"))
		counts[string(token)]++
		most = max(most, counts[string(token)])
	}
	return most
}
