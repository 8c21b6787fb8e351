// Command pilotgraph serves a graph of pilot programmes over GraphQL.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"reflect"
	"runtime"
	"runtime/debug"
	"strconv"
	"syscall"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/alecthomas/kong"

	"pilotgraph/graph"
	"pilotgraph/graph/fault"
	"pilotgraph/internal/release"
	"pilotgraph/internal/web"
	"pilotgraph/seed"
)

// settings is every flag of serving. Each has an environment variable: PILOTGRAPH_ and its name in capitals.
type settings struct {
	Listen           string `default:"127.0.0.1:8080" group:"Serving" help:"Address to listen on, as host:port. Without a host: every address of this machine. Port 0: any free port."`
	Data             string `default:"pilotgraph-data" group:"Serving" help:"Directory of the releases. An empty or missing one begins with the data that comes with the program."`
	OperationsListen string `placeholder:"HOST:PORT" group:"Watching" help:"Address for operators: /metrics for Prometheus. Off where it is not given."`
	Profiles         bool   `group:"Watching" help:"Profiles of the program at /debug/pprof/ of the address for operators."`

	Executor string `default:"plan" enum:"plan,gqlgen" group:"Serving" help:"What executes queries: plan, level by level, or gqlgen, field by field. The answers are the same."`
	KeptRows int    `default:"50000" group:"Caching" help:"Rows that were read by id and are kept in memory, about 600 bytes each. 0: none."`

	Web web.Settings `embed:""`

	Version bool `help:"Print the version and exit."`
	Help    bool `short:"h" help:"Print this help and exit."`
}

const description = `Serves a graph of pilot programmes: zones, institutions, sectors and agencies,
every record cited in the words of a source. Needs nothing but a directory to
keep its releases in.

Examples:
  pilotgraph                                   serve http://127.0.0.1:8080/
  pilotgraph --listen :80 --data /srv/pilots   serve to other machines
  PILOTGRAPH_LISTEN=127.0.0.1:0 pilotgraph     take a free port, told in the log

Addresses:
  /                start page, with a query to try
  /graphql         GraphQL, by GET and POST
  /schema.graphql  the contract: every type and field with its meaning
  /healthz         answers while the process lives
  /readyz          answers with the release that is served

Each flag has an environment variable, such as PILOTGRAPH_LISTEN for --listen
and PILOTGRAPH_LIMIT_COST for --limit-cost; a flag wins.

SIGINT or SIGTERM ends open requests and stops; a second one stops at once.`

// lockWait is how long a start waits for another one that publishes into the same directory.
const lockWait = 10 * time.Second

func main() {
	tuneMemory()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // from then on a second signal kills
	if err := run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "pilotgraph:", err)
		os.Exit(1)
	}
}

// tuneMemory trades memory for time, unless the environment says otherwise: short requests leave much behind at once.
func tuneMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(512 << 20)
	}
}

// run is the whole program: it returns when it has stopped.
func run(ctx context.Context, args []string, getenv func(string) string, _ io.Reader, stdout, stderr io.Writer) error {
	var chosen settings
	parser, err := newParser(&chosen, getenv, stdout, stderr)
	if err != nil {
		return err
	}
	parsed, err := parser.Parse(args)
	switch {
	case err != nil:
		return fmt.Errorf("%w (pilotgraph --help lists what there is)", err)
	case chosen.Help:
		return parsed.PrintUsage(false)
	case chosen.Version:
		_, err := fmt.Fprintln(stdout, version())
		return err
	}
	return start(ctx, chosen, getenv, newLog(stderr))
}

// newParser returns the parser of the command line.
func newParser(chosen *settings, getenv func(string) string, stdout, stderr io.Writer) (*kong.Kong, error) {
	return kong.New(chosen,
		kong.Name("pilotgraph"),
		kong.Description(description),
		kong.NoDefaultHelp(), // it would end the process
		kong.ConfigureHelp(kong.HelpOptions{NoAppDescFormat: true, NoExpandSubcommands: true}),
		kong.Writers(stdout, stderr),
		kong.KindMapper(reflect.String, kong.MapperFunc(readText)),
		kong.KindMapper(reflect.Int, kong.MapperFunc(readNumber)),
		kong.KindMapper(reflect.Bool, choiceMapper{}),
		kong.TypeMapper(reflect.TypeFor[time.Duration](), kong.MapperFunc(readDuration)),
		kong.Resolvers(environment(getenv)))
}

// start opens the release, listens and serves until the context ends.
func start(ctx context.Context, chosen settings, getenv func(string) string, log *slog.Logger) error {
	// Before the release is opened, so that a port in use is known before anything is built.
	listener, err := listen("--listen", chosen.Listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	metrics, err := watch(ctx, chosen, log)
	if err != nil {
		return err
	}
	tracing, err := web.NewTracing(ctx, getenv)
	if err != nil {
		return fmt.Errorf("the variables OTEL_… ask for traces that cannot be sent: %w", err)
	}
	defer tracing.Close(context.WithoutCancel(ctx))

	opened, err := release.Open(ctx, release.Options{Directory: chosen.Data, Seed: seed.Files(), Log: log, LockWait: lockWait})
	if err != nil {
		return err
	}
	defer func() {
		if err := opened.Close(); err != nil {
			log.Error("closing the release", "cause", err) // every answer is out: no reason to fail
		}
	}()
	releases := only(opened, chosen, log)
	metrics.Watch(releases)
	handler, err := web.New(web.Config{
		Releases: releases,
		Settings: chosen.Web,
		Metrics:  metrics,
		Tracing:  tracing,
		Log:      log,
	})
	if err != nil {
		return err
	}
	log.Info("serving", "address", openAddress(listener.Addr()), "release", opened.Info.ID, "data", chosen.Data)
	return web.Serve(ctx, listener, handler, chosen.Web, log)
}

// only serves one release.
func only(opened *release.Release, chosen settings, log *slog.Logger) web.Releases {
	served := &web.Served{
		Graph: graph.New(graph.Config{
			Driver:      sql.OpenDB(dialect.SQLite, opened.DB),
			Release:     opened.Info.ID,
			Version:     opened.Info.Version,
			Languages:   opened.Info.Languages,
			Limits:      chosen.Web.Limits,
			Executor:    graph.Executor(chosen.Executor),
			KeptRows:    chosen.KeptRows,
			Log:         log,
			CitedFields: release.Fields,
		}),
		Release: web.Release{ID: opened.Info.ID, Version: opened.Info.Version, Title: opened.Info.Title, PublishedAt: opened.Info.PublishedAt},
		Build:   opened.Info.Build + " " + version(),
	}
	return func(_ context.Context, name string) (*web.Served, func(), error) {
		if name != "" && name != served.Release.Version && name != served.Release.ID {
			return nil, nil, fault.New(fault.NotFound, "the release %s is not served here; %s is", fault.Quote(name), served.Release.Version)
		}
		return served, func() {}, nil
	}
}

// watch serves the address for operators, where one is wanted, until the context ends.
func watch(ctx context.Context, chosen settings, log *slog.Logger) (*web.Metrics, error) {
	if chosen.OperationsListen == "" {
		if chosen.Profiles {
			return nil, errors.New("--profiles is set without --operations-listen, which says where to show them")
		}
		return nil, nil
	}
	listener, err := listen("--operations-listen", chosen.OperationsListen)
	if err != nil {
		return nil, err
	}
	metrics := web.NewMetrics()
	server := &http.Server{Handler: web.Operations(metrics, chosen.Profiles), ReadHeaderTimeout: 5 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("the address for operators ended", "cause", err)
		}
	}()
	log.Info("watched", "address", openAddress(listener.Addr()))
	return metrics, nil
}

// listen opens an address, and says what to do where it cannot.
func listen(flag, address string) (net.Listener, error) {
	_, port, err := net.SplitHostPort(address)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %q is not an address; write host:port, such as 127.0.0.1:8080 or :8080, with a port from 0 to 65535", flag, address)
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %s; choose another address with %s (port 0 takes any free one)", address, cause(err), flag)
	}
	return listener, nil
}

// openAddress is where a browser on this machine finds what listens on an address.
func openAddress(address net.Addr) string {
	host := address.String()
	if tcp, ok := address.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		host = net.JoinHostPort("localhost", strconv.Itoa(tcp.Port)) // every address of this machine
	}
	return "http://" + host + "/"
}

// cause returns what the system said, without the words that Go puts around it.
func cause(err error) string {
	var lookup *net.DNSError
	var system syscall.Errno
	switch {
	case errors.As(err, &lookup):
		return "the host name is not known"
	case errors.As(err, &system):
		return system.Error()
	}
	return err.Error()
}

// newLog returns a log for people on a terminal, else for programs.
func newLog(stderr io.Writer) *slog.Logger {
	if file, ok := stderr.(*os.File); ok {
		if info, err := file.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return slog.New(web.WithRequestID(slog.NewTextHandler(stderr, nil)))
		}
	}
	return slog.New(web.WithRequestID(slog.NewJSONHandler(stderr, nil)))
}

// version returns what was built, from which state, with what.
func version() string {
	number, revision := "(unknown)", ""
	if build, ok := debug.ReadBuildInfo(); ok {
		number = build.Main.Version
		for _, setting := range build.Settings {
			if setting.Key == "vcs.revision" {
				revision = ", revision " + setting.Value
			}
		}
	}
	return fmt.Sprintf("PilotGraph %s%s, built with %s for %s/%s", number, revision, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
