package load

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	entdialect "entgo.io/ent/dialect"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"pilotgraph/graph/fault"
)

// errUnreachable is behind every error that says that no server with the release can be reached.
var errUnreachable = errors.New("load: no database server answers")

// unreachable is what a client sees of it.
func unreachable() *fault.Error {
	return fault.New(fault.Unavailable, "the database cannot be reached now; try again in a moment")
}

// value returns the one value of a statement.
func (r *reader) value(ctx context.Context, text string, arguments []any) (value string, err error) {
	if r.database.dialect != entdialect.Postgres {
		return r.driverValue(ctx, text, arguments)
	}
	var found *string // null where there are no rows
	err = r.connection.Raw(func(connection any) error {
		return connection.(*stdlib.Conn).Conn().QueryRow(ctx, text, planned(text, arguments)...).Scan(&found)
	})
	if found != nil {
		value = *found
	}
	return value, err
}

// planned has PostgreSQL plan a search by the words that are searched: how often they occur differs by far. Other statements
// keep their plans.
func planned(text string, arguments []any) []any {
	if !strings.Contains(text, "@@") {
		return arguments
	}
	return append([]any{pgx.QueryExecModeCacheDescribe}, arguments...)
}

// again reads, and once more with another connection where the one it had was lost: reading changes nothing.
func again[T any](ctx context.Context, r *reader, read func() (T, error)) (T, error) {
	tries := 2
	if r.database.dialect == entdialect.Postgres {
		tries += r.database.db.Stats().MaxOpenConnections // as many may have been lost at once
	}
	for {
		found, err := read()
		if err == nil || ctx.Err() != nil || !r.isLost(err) {
			return found, err
		}
		if tries--; tries == 0 {
			return found, fmt.Errorf("%w: %w", errUnreachable, err)
		}
		_ = r.connection.Close() // it is given back, and found to be lost
		connection, err := r.database.connect(ctx)
		if err != nil {
			return found, err
		}
		r.connection = connection
	}
}

// isLost tells whether an error is one of the connection or of the server, and not of the statement.
func (r *reader) isLost(err error) bool {
	if r.database.dialect != entdialect.Postgres {
		return false
	}
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return serverIsLost(said.Code)
	}
	closed := true
	inner := r.connection.Raw(func(connection any) error {
		closed = connection.(*stdlib.Conn).Conn().IsClosed()
		return nil
	})
	return closed || errors.Is(inner, driver.ErrBadConn)
}

// serverIsLost tells whether another connection may have what the server of this one has not.
func serverIsLost(code string) bool {
	switch code {
	case "40001", // a replica must go on with what its primary wrote
		"42P01", "3F000": // a table or schema that was dropped, or is not there yet
		return true
	}
	return strings.HasPrefix(code, "08") || strings.HasPrefix(code, "57P") // connections; the server stops or starts
}
