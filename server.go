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
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"syscall"
	"time"

	"entgo.io/ent/dialect/sql"

	"pilotgraph/graph"
	"pilotgraph/graph/fault"
	"pilotgraph/internal/command"
	"pilotgraph/internal/release"
	"pilotgraph/internal/web"
	"pilotgraph/seed"
)

const description = `Serves a graph of pilot programmes: zones, institutions, sectors and agencies,
every record cited in the words of a source. Needs nothing but a directory to
keep its releases in.

Examples:
  pilotgraph                                   serve http://127.0.0.1:8080/
  pilotgraph --listen :80 --data /srv/pilots   serve to other machines
  PILOTGRAPH_LISTEN=127.0.0.1:0 pilotgraph     take a free port, told in the log
  pilotgraph check ./china-pilots              look for mistakes in a package
  pilotgraph publish ./china-pilots            make it what is served

Addresses:
  /                start page, with a query to try
  /graphql         GraphQL, by GET and POST
  /graphiql        a playground, with examples, tables, charts and files
  /releases        the releases, their changes, and packages to download
  /schema.graphql  the contract: every type and field with its meaning
  /healthz         answers while the process lives
  /readyz          answers with the release that is served

Each flag of serve has an environment variable, such as PILOTGRAPH_LISTEN for
--listen and PILOTGRAPH_DATA for --data; a flag wins.

SIGINT or SIGTERM ends open requests and stops; a second one stops at once.`

// lockWait is how long a start waits for another one that publishes into the same directory.
const lockWait = 10 * time.Second

func main() {
	tuneMemory()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // from then on a second signal kills
	if err := run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr); err != nil {
		code := 1
		var exit *command.Exit
		if errors.As(err, &exit) {
			code = exit.Code
		}
		if err.Error() != "" {
			fmt.Fprintln(os.Stderr, "pilotgraph:", err)
		}
		os.Exit(code)
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
func run(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) error {
	var chosen settings
	parser, err := newParser(&chosen, getenv, stdout, stderr)
	if err != nil {
		return err
	}
	parsed, err := parser.Parse(args)
	switch {
	case errors.Is(err, errAnswered):
		return nil
	case err != nil:
		return fmt.Errorf("%w (pilotgraph --help lists what there is)", err)
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	parsed.Bind(environment(getenv))
	return parsed.Run(command.Environment{Data: chosen.Data, Seed: seed.Files(), Stdin: stdin, Stdout: stdout, Stderr: stderr})
}

// Run serves until the context ends.
func (s *serving) Run(ctx context.Context, getenv environment, env command.Environment) error {
	log := newLog(env.Stderr)
	// Before the release is opened, so that a port in use is known before anything is built.
	listener, err := listen("--listen", s.Listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	metrics, err := s.watch(ctx, log)
	if err != nil {
		return err
	}
	tracing, err := web.NewTracing(ctx, getenv)
	if err != nil {
		return fmt.Errorf("the variables OTEL_… ask for traces that cannot be sent: %w", err)
	}
	defer tracing.Close(context.WithoutCancel(ctx))

	keeper, err := release.NewKeeper(ctx, release.Options{Directory: env.Data, Replicas: s.Replicas, Seed: env.Seed, Log: log, LockWait: lockWait}, s.open(log))
	if err != nil {
		return err
	}
	lease, err := keeper.Current()
	if err != nil {
		return err
	}
	first := lease.Info
	lease.Done()
	following, stop := context.WithCancel(ctx)
	var follower sync.WaitGroup
	follower.Go(func() { keeper.Follow(following) })
	defer func() {
		stop()
		follower.Wait()
		keeper.Close()
	}()
	releases := lend(keeper)
	metrics.Watch(releases)
	handler, err := web.New(web.Config{Releases: releases, Packages: downloads(keeper), Settings: s.Web, Metrics: metrics, Tracing: tracing, Log: log})
	if err != nil {
		return err
	}
	log.Info("serving", "address", openAddress(listener.Addr()), "release", first.ID, "data", release.Name(env.Data))
	return web.Serve(ctx, listener, handler, s.Web, log)
}

// open returns what makes of a release what serves it.
func (s *serving) open(log *slog.Logger) func(*release.Release) (*web.Served, error) {
	return func(opened *release.Release) (*web.Served, error) {
		return &web.Served{
			Graph: graph.New(graph.Config{
				Driver:      sql.OpenDB(opened.Dialect, opened.DB),
				Release:     opened.Info.ID,
				Version:     opened.Info.Version,
				Languages:   opened.Info.Languages,
				Limits:      s.Web.Limits,
				PublicURL:   s.Web.PublicURL,
				Executor:    graph.Executor(s.Executor),
				KeptRows:    s.KeptRows,
				Log:         log,
				CitedFields: release.Fields,
			}),
			Release: web.Release{ID: opened.Info.ID, Version: opened.Info.Version, Title: opened.Info.Title, PublishedAt: opened.Info.PublishedAt},
			// The limits and the public address stand in answers.
			Build:    fmt.Sprintf("%s %s %+v %s", opened.Info.Build, version(), s.Web.Limits, s.Web.PublicURL),
			Verified: opened.Verified,
		}, nil
	}
}

// lend hands out releases that a keeper keeps.
func lend(keeper *release.Keeper[*web.Served]) web.Releases {
	return func(ctx context.Context, name string) (*web.Served, func(), error) {
		if name == "" {
			lease, err := keeper.Current()
			if err != nil {
				return nil, nil, fault.New(fault.Unavailable, "the release is damaged and is being built again; try again later")
			}
			return lease.Value, lease.Done, nil
		}
		lease, err := keeper.Find(ctx, name)
		switch {
		case errors.Is(err, release.ErrNotKept):
			return nil, nil, fault.New(fault.NotFound, "the release %s is not kept here; /releases lists those that are", fault.Quote(name))
		case err != nil:
			return nil, nil, fault.New(fault.Unavailable, "the release %s cannot be opened now; try again later", fault.Quote(name))
		}
		return lease.Value, lease.Done, nil
	}
}

// downloads lists the packages that can be downloaded.
func downloads(keeper *release.Keeper[*web.Served]) func() []web.Package {
	return func() (found []web.Package) {
		for _, each := range keeper.List() {
			found = append(found, web.Package{
				Version: each.Version, Name: each.Info.Package + "-" + each.Version + ".zip", Size: each.Package.Size, SHA256: each.Package.SHA256,
				Open: func(ctx context.Context) (io.ReadSeekCloser, error) { return keeper.OpenArchive(ctx, each.Version) },
			})
		}
		return found
	}
}

// watch serves the address for operators, where one is wanted, until the context ends.
func (s *serving) watch(ctx context.Context, log *slog.Logger) (*web.Metrics, error) {
	if s.OperationsListen == "" {
		if s.Profiles {
			return nil, errors.New("--profiles is set without --operations-listen, which says where to show them")
		}
		return nil, nil
	}
	listener, err := listen("--operations-listen", s.OperationsListen)
	if err != nil {
		return nil, err
	}
	metrics := web.NewMetrics()
	server := &http.Server{Handler: web.Operations(metrics, s.Profiles), ReadHeaderTimeout: 5 * time.Second}
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
			switch {
			case setting.Key == "vcs.revision":
				revision = ", revision " + setting.Value
			case setting.Key == "vcs.modified" && setting.Value == "true":
				revision += ", modified"
			}
		}
	}
	return fmt.Sprintf("PilotGraph %s%s, built with %s for %s/%s", number, revision, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
