package fault_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"pilotgraph/graph/fault"
)

func TestPresenter(t *testing.T) {
	late, cancel := context.WithDeadline(context.Background(), time.Unix(0, 0))
	defer cancel()
	left, leave := context.WithCancel(context.Background())
	leave()
	parser := func(code fault.Code, message string) error {
		return &gqlerror.Error{Message: message, Extensions: map[string]any{"code": string(code)}}
	}
	tests := map[string]struct {
		ctx     context.Context
		err     error
		code    fault.Code
		message string
		logged  string // a part of the log; "" for nothing
	}{
		"ours":                     {err: fault.New(fault.NotFound, "there is no %s", "zone:x"), code: fault.NotFound, message: "there is no zone:x"},
		"ours, wrapped":            {err: gqlerror.WrapPath(nil, fault.New(fault.BadUserInput, "no")), code: fault.BadUserInput, message: "no"},
		"of the parser":            {err: parser(fault.ParseFailed, "Expected Name"), code: fault.ParseFailed, message: "Expected Name"},
		"too many tokens":          {err: parser(fault.ParseFailed, "exceeded token limit of 4000"), code: fault.LimitExceeded, message: "the document has more than 4000 tokens (names, values, signs, comments), which is the limit; ask for less at once, or in several requests"},
		"too many brackets":        {err: parser(fault.ParseFailed, "exceeded maximum nesting depth of 1000"), code: fault.LimitExceeded, message: "the document has more than 1000 brackets inside one another; ask for less below"},
		"of validation":            {err: parser(fault.ValidationFailed, "unknown "+strings.Repeat("x", 200)), code: fault.ValidationFailed, message: "unknown " + strings.Repeat("x", 100) + "…"},
		"no operation is chosen":   {err: parser(fault.ValidationFailed, "operation  not found"), code: fault.ValidationFailed, message: "the document has several operations; choose one by operationName"},
		"a fault":                  {err: errors.New("sql: no such table"), code: fault.Internal, message: "the server failed to answer this; its log has the details", logged: "no such table"},
		"a panic":                  {err: fault.Recover(context.Background(), "index out of range"), code: fault.Internal, message: "the server failed to answer this; its log has the details", logged: "index out of range"},
		"an error that looks ours": {err: &gqlerror.Error{Message: "secret", Extensions: map[string]any{"code": "SECRET"}}, code: fault.Internal, message: "the server failed to answer this; its log has the details", logged: "secret"},
		"too late":                 {ctx: late, err: errors.New("interrupted"), code: fault.Timeout, message: "the operation took longer than the server allows; ask for less at once"},
		"the client left":          {ctx: left, err: errors.New("interrupted"), code: fault.Unavailable, message: "the operation was stopped before it ended"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if test.ctx == nil {
				test.ctx = context.Background()
			}
			var log bytes.Buffer
			shown := fault.Presenter(slog.New(slog.NewTextHandler(&log, nil)))(test.ctx, test.err)
			if shown.Extensions["code"] != test.code || shown.Message != test.message {
				t.Errorf("got %v: %s\nwant %s: %s", shown.Extensions["code"], shown.Message, test.code, test.message)
			}
			if !strings.Contains(log.String(), test.logged) || (test.logged == "") != (log.Len() == 0) {
				t.Errorf("logged %q; want %q", log.String(), test.logged)
			}
		})
	}
}

func TestQuoteRepeatsAtMost100Characters(t *testing.T) {
	if got, want := fault.Quote(strings.Repeat("贵", 101)), fmt.Sprintf("%q", strings.Repeat("贵", 100)+"…"); got != want {
		t.Errorf("got %s", got)
	}
	if got := fault.Quote(strings.Repeat("贵", 100)); got != fmt.Sprintf("%q", strings.Repeat("贵", 100)) {
		t.Errorf("got %s", got)
	}
}
