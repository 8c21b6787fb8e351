package load

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"pilotgraph/internal/search"
)

// What SQLite and PostgreSQL understand each in its own way stands here. A statement is made for the dialect of its builder.

// onPostgres tells whether a statement is for PostgreSQL.
func onPostgres(b *sql.Builder) bool { return b.Dialect() == dialect.Postgres }

// listFor is the argument for several texts.
func listFor(name string, values []string) any {
	if name == dialect.Postgres {
		return values
	}
	return list(values)
}

// list is the argument for several texts: a list of JSON.
func list(values []string) string {
	size := 2
	for _, value := range values {
		if strings.ContainsFunc(value, needsEscape) {
			return escapedList(values)
		}
		size += len(value) + 3
	}
	text := make([]byte, 0, size)
	for i, value := range values {
		text = append(text, "[,"[min(i, 1)], '"')
		text = append(append(text, value...), '"')
	}
	return string(append(text, ']'))
}

// needsEscape says whether a character does not stand for itself in JSON. Ids have none such.
func needsEscape(c rune) bool { return c < ' ' || c == '"' || c == '\\' || c == utf8.RuneError }

func escapedList(values []string) string {
	text, err := json.Marshal(values)
	if err != nil {
		panic("load: strings are always JSON: " + err.Error())
	}
	return string(text)
}

// keepPrepared returns a text that stays prepared. Where a column is compared with a bare argument, SQLite plans for its
// value, and so prepares the statement anew whenever the driver clears the arguments; a sign, which changes nothing,
// hides it.
func keepPrepared(text string) string { return strings.ReplaceAll(text, " = ?", " = +?") }

// each is a table of the ids that stand for idsArgument, named p: their places (p.key, from 0) and they themselves (p.value).
func each(b *sql.Builder) {
	if onPostgres(b) {
		b.WriteString("(SELECT u.place - 1 AS key, u.value FROM unnest(").Arg(idsArgument{}).WriteString("::text[]) WITH ORDINALITY AS u(value, place)) AS p")
		return
	}
	b.WriteString("json_each(").Arg(idsArgument{}).WriteString(") AS p")
}

// in holds where the column has one of the values; the text of the statement is
// the same for any number of them above one.
func in(column string, values []string) *sql.Predicate {
	if len(values) == 1 {
		return sql.EQ(column, values[0])
	}
	return sql.P(func(b *sql.Builder) {
		if onPostgres(b) {
			b.Ident(column).WriteString(" = ANY (").Arg(values).WriteString(")")
			return
		}
		b.Ident(column).WriteString(" IN (SELECT value FROM json_each(").Arg(list(values)).WriteString("))")
	})
}

// withName writes the statement that selects the ids of the records that have a name, and their places where they are wanted.
func withName(b *sql.Builder, filter search.NameFilter, places bool) {
	before, argument, after := filter.Subquery(b.Dialect(), places)
	b.WriteString(before).Arg(argument).WriteString(after)
}

// placeOf is the place of an id among the records of a kind: of the last up to it, or with forward of the first from it on.
func placeOf(kind string, id any, forward bool) sql.Querier {
	return sql.ExprFunc(func(b *sql.Builder) {
		before, after, _ := strings.Cut(search.PlaceOf(b.Dialect(), kind, forward), "?")
		b.WriteString(before).Arg(id).WriteString(after)
	})
}

// asText makes the value before it a text, where functions take values of one type alone.
func asText(b *sql.Builder) string {
	if onPostgres(b) {
		return "::text"
	}
	return ""
}

// place is the output with the place of the id that a row was found for.
func place(several bool) string {
	if several {
		return eachAlias.C("key")
	}
	return "'0'"
}

// exactly is a number with all its digits. SQLite writes 15 of them into a text.
func exactly(column string) sql.Querier {
	return sql.ExprFunc(func(b *sql.Builder) {
		if onPostgres(b) {
			b.WriteString(column)
			return
		}
		b.WriteString("CASE WHEN " + column + " IS NOT NULL THEN printf('%!.17g', " + column + ") END")
	})
}

// cursorKey is what the cursor of a row is made of, as a list of JSON, the same on both.
func cursorKey(columns []string) sql.Querier {
	return sql.ExprFunc(func(b *sql.Builder) {
		if onPostgres(b) {
			b.WriteString("concat('[', to_json(" + strings.Join(columns, "), ',', to_json(") + "), ']')")
			return
		}
		b.WriteString("json_array(" + strings.Join(columns, ", ") + ")")
	})
}

// selectByID begins a statement over the rows of a table with ids.
func (d *Database) selectByID(table string, several bool) *sql.Selector {
	if !several {
		return d.selectFrom(table).Where(equals(rowsAlias.C("id"), idArgument{}))
	}
	return d.selectForEach(table).Where(ofEach(rowsAlias.C("id")))
}

// selectForEach begins a statement over each id and the rows of a table. CROSS JOIN is SQLite's word for "in this order".
func (d *Database) selectForEach(table string) *sql.Selector {
	return sql.Dialect(d.dialect).Select().FromExpr(sql.ExprFunc(func(b *sql.Builder) {
		each(b)
		b.WriteString(" CROSS JOIN ").Ident(table).WriteString(" AS ").Ident(string(rowsAlias))
	}))
}

// ofEach holds where a column has the id.
func ofEach(column string) *sql.Predicate {
	return sql.P(func(b *sql.Builder) { b.Ident(column).WriteString(" = " + eachAlias.C("value")) })
}
