package fault

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// maximumMessage is the length of a message, in characters.
const maximumMessage = 300

// input is what a message of the parser repeats: in quotes, or a long word.
var input = regexp.MustCompile(`"(?:[^"\\]|\\.)*"?|\S{` + strconv.Itoa(maximumQuote+1) + `,}`)

// What begins the messages of the parser that stopped at a limit, which follows.
const (
	tokenLimit = "exceeded token limit of "
	depthLimit = "exceeded maximum nesting depth of "
)

// Presenter returns the function that makes an answer's error out of any error:
// what is meant for clients with its code; everything else as INTERNAL, bare,
// and whole in the log.
func Presenter(log *slog.Logger) graphql.ErrorPresenterFunc {
	return func(ctx context.Context, err error) *gqlerror.Error {
		shown := &gqlerror.Error{}
		var located *gqlerror.Error
		if errors.As(err, &located) {
			shown.Path, shown.Locations = located.Path, located.Locations
		}
		if shown.Path == nil {
			shown.Path = graphql.GetPath(ctx)
		}
		if stopped := ctx.Err(); stopped != nil {
			err = errors.Join(stopped, err) // a statement that was interrupted does not say why
		}
		code, message := classify(err, located)
		var told *Error // a fault that was logged where it happened
		if code == Internal && !errors.As(err, &told) {
			log.ErrorContext(ctx, "a field failed", "path", shown.Path.String(), "error", err)
		}
		shown.Message = message
		shown.Extensions = map[string]any{"code": code}
		return shown
	}
}

// classify returns the code of an error and the words that a client may see.
func classify(err error, located *gqlerror.Error) (Code, string) {
	var ours *Error
	var number *strconv.NumError
	var overflow *graphql.NumberOverflowError
	switch {
	case errors.As(err, &ours):
		return ours.Code, trim(ours.Message)
	case errors.Is(err, context.DeadlineExceeded):
		return Timeout, "the operation took longer than the server allows; ask for less at once"
	case errors.Is(err, context.Canceled):
		return Unavailable, "the operation was stopped before it ended"
	case errors.As(err, &number), errors.As(err, &overflow):
		return BadUserInput, "an argument is not a number of 32 bits"
	case located != nil && strings.HasPrefix(located.Message, tokenLimit):
		return LimitExceeded, "the document has more than " + strings.TrimPrefix(located.Message, tokenLimit) +
			" tokens (names, values, signs, comments), which is the limit; ask for less at once, or in several requests"
	case located != nil && strings.HasPrefix(located.Message, depthLimit):
		return LimitExceeded, "the document has more than " + strings.TrimPrefix(located.Message, depthLimit) + " brackets inside one another; ask for less below"
	case located != nil && located.Extensions["code"] == string(ParseFailed):
		return ParseFailed, trim(input.ReplaceAllStringFunc(located.Message, Shorten))
	case located != nil && located.Message == "operation  not found":
		return ValidationFailed, "the document has several operations; choose one by operationName"
	case located != nil && located.Extensions["code"] == string(ValidationFailed):
		return ValidationFailed, trim(input.ReplaceAllStringFunc(located.Message, Shorten))
	}
	return Internal, Failed().Message
}

// trim cuts a message to what may be shown.
func trim(message string) string {
	if runes := []rune(message); len(runes) > maximumMessage {
		message = string(runes[:maximumMessage]) + "…"
	}
	return message
}

// Recover makes an error of a panic in a resolver; the Presenter logs it whole.
func Recover(_ context.Context, reason any) error {
	return fmt.Errorf("panic: %v\n%s", reason, debug.Stack())
}
