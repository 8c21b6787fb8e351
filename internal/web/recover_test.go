package web

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestPanicInTheMiddleOfAnAnswerCutsIt holds that half an answer is never taken for a whole one.
func TestPanicInTheMiddleOfAnAnswerCutsIt(t *testing.T) {
	handler := recoverPanics(Settings{}, slog.New(slog.DiscardHandler))(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"data":`))
		panic("secret cause")
	}))
	defer func() {
		if cause := recover(); cause != http.ErrAbortHandler {
			t.Errorf("the connection is not cut: %v", cause)
		}
	}()
	handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/graphql", nil))
}
