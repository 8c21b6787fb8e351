package web

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"golang.org/x/net/netutil"
)

// DrainTime is how long open requests may take after the signal to stop.
const DrainTime = 10 * time.Second

// Serve answers requests until the context ends, and then those that are open. The error says why serving ended, or that
// requests were cut.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler, settings Settings, log *slog.Logger) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: settings.HeaderTime,
		ReadTimeout:       settings.BodyTime,
		WriteTimeout:      settings.AnswerTime,
		IdleTimeout:       settings.IdleTime,
		MaxHeaderBytes:    settings.Header << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(netutil.LimitListener(listener, settings.Connections)) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	log.Info("stopping", "drain", DrainTime.String())
	deadline, cancel := context.WithTimeout(context.WithoutCancel(ctx), DrainTime)
	defer cancel()
	if err := server.Shutdown(deadline); err != nil {
		_ = server.Close() // the requests that did not end are cut
		return fmt.Errorf("stopped, but some requests had not ended after %s", DrainTime)
	}
	log.Info("stopped")
	return nil
}

// Operations returns the handler of the address for operators: metrics, and profiles where they are wanted.
func Operations(metrics *Metrics, profiles bool) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", metrics.handler())
	if profiles {
		mux.HandleFunc("GET /debug/pprof/", pprof.Index)
		mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	}
	return mux
}
