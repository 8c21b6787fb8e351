package release

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"

	"pilotgraph/internal/datapackage"
	"pilotgraph/internal/search"
)

// failure turns an error of working with the database into an Error. Nothing of it repeats a password.
func (s server) failure(err error) *Error {
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	var problem *datapackage.Error
	if errors.As(err, &problem) {
		return packageFailure(err)
	}
	message, remedy := s.reason(err)
	return &Error{Path: s.name, Message: message, Remedy: remedy, cause: err}
}

// reason says in plain words what an error of the database or on the way to it means, and what to do.
func (s server) reason(err error) (message, remedy string) {
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return s.reasonOf(said)
	}
	var tooLong *search.Error
	var lookup *net.DNSError
	var connecting *pgconn.ConnectError
	switch {
	case errors.As(err, &tooLong):
		return tooLong.Message, "Shorten it; nothing was published."
	case errors.As(err, &lookup):
		return "the host name " + shorten(lookup.Name) + " is not known", "Check the address."
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, os.ErrNotExist) && errors.As(err, &connecting):
		return "no server answers at this address", "Start PostgreSQL, or check host and port."
	case errors.Is(err, context.DeadlineExceeded) && errors.As(err, &connecting), errors.Is(err, os.ErrDeadlineExceeded):
		return "no server answers at this address in time", "Check host and port, and what stands between."
	case errors.As(err, &connecting) && strings.Contains(err.Error(), "tls"):
		return "the server does not speak TLS as the address asks", "Check sslmode in the address, and the certificates."
	case errors.As(err, &connecting):
		return "the server cannot be reached", "Check the address; the log of the server may say more."
	}
	message, remedy = reason(err)
	switch {
	case message != unknownReason:
		return "on this machine, " + message, remedy
	case isConnectionLost(err):
		return "the connection to the database was lost", "Nothing was changed; start again when the server answers."
	}
	return message, "Nothing was changed; look at the log of the server, and for room in the directory for temporary files."
}

// isConnectionLost tells whether the server, or what lies between, has ended the connection.
func isConnectionLost(err error) bool {
	var network net.Error
	return errors.As(err, &network) || isAny(err, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, syscall.EPIPE, syscall.ECONNRESET, errNoServer)
}

// reasonOf says in plain words what the server said.
func (s server) reasonOf(said *pgconn.PgError) (message, remedy string) {
	role, database := shorten(s.config.User), shorten(s.config.Database)
	switch said.Code {
	case "28P01":
		return "the server refuses the password of the role " + role, "Check it: in the address, PGPASSWORD or ~/.pgpass."
	case "28000":
		return "the server does not let the role " + role + " in", "Check the name of the role, and pg_hba.conf on the server."
	case "3D000":
		return "there is no database " + database, fmt.Sprintf("Make it: createdb --encoding=UTF8 --owner=%s %s.", role, database)
	case "42501":
		return "the role " + role + " has no right to do this", "Publish as the owner of the database; give readers theirs: GRANT pg_read_all_data TO " + role + "."
	case "25006":
		return "this server only reads: it is a replica, or set so", "Name the primary with --data."
	case "53300":
		return "the server has as many connections as it takes", "Raise max_connections, or run fewer servers."
	case "53100":
		return "the disk of the database is full", "Make room and start again; nothing was changed."
	case "54000":
		return "a text is too long for PostgreSQL to sort by", "Shorten names, aliases and codes of more than 600 characters; nothing was published."
	case "57P03":
		return "the server is starting or stopping", "Start again in a moment."
	case "57P01", "57P02":
		return "the server was stopped", "Nothing was changed; start again when it answers."
	}
	return "the database failed to do this", "Nothing was changed; the log of the server has the details."
}
