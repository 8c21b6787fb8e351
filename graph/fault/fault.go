// Package fault is the closed list of error codes that clients see, and the one
// place where an error becomes an answer.
package fault

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// Code says what kind of error it is; clients find it in extensions.code.
type Code string

// The codes. docs/errors.md lists them; a test compares the two.
const (
	ParseFailed            Code = "GRAPHQL_PARSE_FAILED"
	ValidationFailed       Code = "GRAPHQL_VALIDATION_FAILED"
	LimitExceeded          Code = "LIMIT_EXCEEDED"
	BadUserInput           Code = "BAD_USER_INPUT"
	NotFound               Code = "NOT_FOUND"
	Gone                   Code = "GONE"
	PersistedQueryNotFound Code = "PERSISTED_QUERY_NOT_FOUND"
	DocumentNotRegistered  Code = "DOCUMENT_NOT_REGISTERED"
	MethodNotAllowed       Code = "METHOD_NOT_ALLOWED"
	NotAcceptable          Code = "NOT_ACCEPTABLE"
	UnsupportedMediaType   Code = "UNSUPPORTED_MEDIA_TYPE"
	PayloadTooLarge        Code = "PAYLOAD_TOO_LARGE"
	URITooLong             Code = "URI_TOO_LONG"
	HeaderTooLarge         Code = "HEADER_TOO_LARGE"
	TooManyRequests        Code = "TOO_MANY_REQUESTS"
	Timeout                Code = "TIMEOUT"
	Unavailable            Code = "UNAVAILABLE"
	Internal               Code = "INTERNAL"
)

// Codes returns every code with its meaning, in the order of the documentation.
func Codes() []struct {
	Code    Code
	Meaning string
} {
	return []struct {
		Code    Code
		Meaning string
	}{
		{ParseFailed, "The document is not GraphQL."},
		{ValidationFailed, "The document does not fit the schema, or its variables do not fit the document."},
		{LimitExceeded, "The request asks for more than the server answers at once; the message names the limit."},
		{BadUserInput, "An argument has a value that is not allowed; the message names the rule."},
		{NotFound, "No record has this id, or nothing is at this address."},
		{Gone, "A record had this id; the message names the release that removed it. The id is never used again."},
		{PersistedQueryNotFound, "No document is known by this id or hash; send the document itself."},
		{DocumentNotRegistered, "The server answers registered documents alone, and this is none of them."},
		{MethodNotAllowed, "The address, or the kind of operation, does not go with this method."},
		{NotAcceptable, "The client accepts no media type that the server can answer in."},
		{UnsupportedMediaType, "The body is not plain application/json in UTF-8."},
		{PayloadTooLarge, "The body is larger than the server reads."},
		{URITooLong, "The path and query of the address are longer than the server reads."},
		{HeaderTooLarge, "The header has more fields than the server reads."},
		{TooManyRequests, "This client has asked too much within a minute; Retry-After says when to go on."},
		{Timeout, "The operation took longer than the server allows."},
		{Unavailable, "The server cannot answer now; try again later."},
		{Internal, "A fault of the server; the log has the details under the request id."},
	}
}

// Error is an error that may be shown to a client.
type Error struct {
	Code    Code
	Message string
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

// New returns an error with a code and a message for people.
func New(code Code, format string, values ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, values...)}
}

// Failed is what a client sees of a fault that the log has the details of.
func Failed() *Error {
	return New(Internal, "the server failed to answer this; its log has the details")
}

// maximumQuote is how much of the input a message repeats, in characters.
const maximumQuote = 100

// Quote returns input in double quotes, cut to what a message may repeat.
func Quote(input string) string { return `"` + Shorten(input) + `"` }

// Shorten cuts input to what a message may repeat; what cannot be printed becomes U+FFFD.
func Shorten(input string) string {
	runes := []rune(input[:min(len(input), maximumQuote*utf8.UTFMax)])
	for i, r := range runes {
		if !unicode.IsPrint(r) {
			runes[i] = unicode.ReplacementChar
		}
	}
	if len(runes) > maximumQuote || len(input) > maximumQuote*utf8.UTFMax {
		return string(runes[:min(len(runes), maximumQuote)]) + "…"
	}
	return string(runes)
}
