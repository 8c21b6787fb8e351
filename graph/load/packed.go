package load

import (
	"context"
	stdsql "database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"entgo.io/ent/dialect/sql"
)

// A statement brings all its rows as one text: each value with a sign that ends it, and another sign in the place of null.
// Neither can be in a value, for the check of a package refuses control characters. The database takes less time to write
// them than a driver takes to bring each value by itself, and the texts of the rows are parts of the one text.
const (
	endOfValue = "\x1f"
	noValue    = "\x1e"
)

// packed returns the statement that brings the outputs of a selector as one text.
func packed(selector *sql.Selector, outputs ...sql.Querier) sql.Querier {
	selector.AppendSelectExprAs(sql.ExprFunc(func(b *sql.Builder) {
		b.WriteString("concat(")
		for i, output := range outputs {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString("COALESCE((").Join(output).WriteString(")" + asText(b)).WriteString(", '" + noValue + "'), '" + endOfValue + "'")
		}
		b.WriteString(")")
	}), "packed")
	return sql.ExprFunc(func(b *sql.Builder) {
		b.WriteString("SELECT string_agg(packed, '') FROM (").Join(selector).WriteString(") AS q")
	})
}

// packedForEach returns the statement that brings what a packed one brings for each id.
func packedForEach(rows sql.Querier) sql.Querier {
	return sql.ExprFunc(func(b *sql.Builder) {
		b.WriteString("SELECT string_agg((").Join(rows).WriteString("), '') FROM ")
		each(b)
	})
}

// query calls each for every row of a statement. One that is steady brings its rows without much work between them,
// and is not interrupted when the request ends; any other is.
func (r *reader) query(ctx context.Context, s *statement, arguments []any, each func(*packedRows) error) error {
	if err := r.database.told(ctx, s.reads, s.text); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	waits := ctx
	if s.steady {
		waits = r.patient
	}
	text, err := r.value(waits, s.text, arguments)
	if err == nil {
		err = (&packedRows{text}).each(each)
	}
	if err != nil {
		return fmt.Errorf("%w (%s)", err, s.reads)
	}
	return nil
}

// driverValue returns the one value of a statement. It asks the driver of SQLite without the rows of database/sql, which
// start a goroutine for each statement that can be interrupted.
func (r *reader) driverValue(ctx context.Context, text string, arguments []any) (value string, err error) {
	named := make([]driver.NamedValue, len(arguments))
	for i, argument := range arguments {
		named[i].Ordinal = i + 1
		if named[i].Value, err = driver.DefaultParameterConverter.ConvertValue(argument); err != nil {
			return "", err
		}
	}
	err = r.connection.Raw(func(connection any) (err error) {
		rows, err := connection.(driver.QueryerContext).QueryContext(ctx, text, named)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		var found [1]driver.Value
		err = rows.Next(found[:])
		value, _ = found[0].(string) // null where there are no rows
		return err
	})
	return value, err
}

// packedRows are those that are left of the text of a statement.
type packedRows struct{ text string }

var errPacked = errors.New("load: a statement has brought no packed values")

// each calls a function until nothing is left.
func (p *packedRows) each(row func(*packedRows) error) error {
	for p.text != "" {
		if err := row(p); err != nil {
			return err
		}
	}
	return nil
}

// next returns the next value, and whether there is one and not null.
func (p *packedRows) next() (value string, given bool, err error) {
	value, rest, found := strings.Cut(p.text, endOfValue)
	if !found {
		return "", false, errPacked
	}
	if p.text = rest; value == noValue {
		return "", false, nil
	}
	return value, true, nil
}

// number returns the next value, a whole number.
func (p *packedRows) number() (int, error) {
	value, _, err := p.next()
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(value)
}

// place returns the next value, the place of one of so many ids.
func (p *packedRows) place(of int) (int, error) {
	place, err := p.number()
	if err == nil && (place < 0 || place >= of) {
		err = errPacked
	}
	return place, err
}

// into puts the next values into targets: pointers to what they are, or to pointers that are nil for null.
func (p *packedRows) into(targets ...any) error {
	for _, target := range targets {
		value, given, err := p.next()
		if err != nil {
			return err
		}
		if err := assign(target, value, given); err != nil {
			return err
		}
	}
	return nil
}

func assign(target any, value string, given bool) (err error) {
	switch target := target.(type) {
	case *string:
		*target = value
	case **string:
		if given {
			*target = &value
		}
	case *int:
		*target, err = strconv.Atoi(value)
	case **int:
		err = optionally(target, given, value, strconv.Atoi)
	case **float64:
		err = optionally(target, given, value, func(text string) (float64, error) { return strconv.ParseFloat(text, 64) })
	case *bool:
		*target, err = strconv.ParseBool(value)
	case stdsql.Scanner:
		err = target.Scan(value)
	default:
		err = fmt.Errorf("load: no value can be put into a %T", target)
	}
	return err
}

func optionally[T any](target **T, given bool, text string, parse func(string) (T, error)) error {
	if !given {
		return nil
	}
	value, err := parse(text)
	*target = &value
	return err
}
