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

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/alecthomas/kong"

	"pilotgraph/graph"
	"pilotgraph/internal/command"
	"pilotgraph/internal/release"
	"pilotgraph/internal/web"
	"pilotgraph/seed"
)

// settings is every command and flag. The variable of a flag is the environment variable that stands for it.
type settings struct {
	Serve serving `cmd:"" default:"withargs" help:"Serve the graph. This is what the program does without a command."`
	command.Commands

	Data    string `default:"pilotgraph-data" variable:"PILOTGRAPH_DATA" help:"Directory of the releases. An empty or missing one begins with the data that comes with the program."`
	Version choice `help:"Print the version and exit."`
	Help    choice `short:"h" help:"Print this help and exit."`
}

// serving is every flag of serving.
type serving struct {
	Listen string `default:"127.0.0.1:8080" variable:"PILOTGRAPH_LISTEN" help:"Address to listen on, as host:port. Without a host: every address of this machine. Port 0: any free port."`
}

// Run serves until the context ends.
func (s *serving) Run(ctx context.Context, env command.Environment) error {
	return start(ctx, s.Listen, env.Data, newLog(env.Stderr))
}

// errAnswered says that everything that was asked for is printed.
var errAnswered = errors.New("answered")

// BeforeReset prints help or version before kong looks for arguments.
func (*settings) BeforeReset(ctx *kong.Context) error {
	for _, each := range ctx.Path {
		switch {
		case each.Flag == nil:
		case each.Flag.Name == "help":
			return errors.Join(ctx.PrintUsage(false), errAnswered)
		case each.Flag.Name == "version":
			_, err := fmt.Fprintln(ctx.Stdout, version())
			return errors.Join(err, errAnswered)
		}
	}
	return nil
}

// choice is a flag without a value.
type choice bool

// IsBool tells kong that no value follows.
func (*choice) IsBool() bool { return true }

// IgnoreDefault has the help be that of the whole program where no command is named.
func (choice) IgnoreDefault() {}

// Decode refuses a value after an equals sign.
func (c *choice) Decode(ctx *kong.DecodeContext) error {
	if ctx.Scan.Peek().Type == kong.FlagValueToken {
		return errors.New("it takes no value")
	}
	*c = true
	return nil
}

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
  /schema.graphql  the contract: every type and field with its meaning
  /healthz         answers while the process lives
  /readyz          answers with the release that is served

Environment (a flag wins):
  PILOTGRAPH_LISTEN  stands for --listen
  PILOTGRAPH_DATA    stands for --data

SIGINT or SIGTERM ends open requests and stops; a second one stops at once.`

// drainTime is how long open requests may take after the signal to stop.
const drainTime = 10 * time.Second

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
	parser, err := kong.New(&chosen,
		kong.Name("pilotgraph"),
		kong.Description(description),
		kong.NoDefaultHelp(), // it would end the process
		command.Strings(),
		kong.ConfigureHelp(kong.HelpOptions{NoAppDescFormat: true, Compact: true, WrapUpperBound: 80}),
		kong.Writers(stdout, stderr),
		kong.Resolvers(environment(getenv)))
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
	return parsed.Run(command.Environment{Data: chosen.Data, Seed: seed.Files(), Stdin: stdin, Stdout: stdout, Stderr: stderr})
}

// start opens the release, listens and serves until the context ends.
func start(ctx context.Context, address, data string, log *slog.Logger) error {
	// Before the release is opened, so that a port in use is known before anything is built.
	listener, err := listen(address)
	if err != nil {
		return err
	}
	defer listener.Close()

	keeper, err := release.NewKeeper(ctx, release.Options{Directory: data, Seed: seed.Files(), Log: log, LockWait: lockWait},
		func(opened *release.Release) (http.Handler, error) { return handle(opened, log), nil })
	if err != nil {
		return err
	}
	following, stop := context.WithCancel(ctx)
	var follower sync.WaitGroup
	follower.Go(func() { keeper.Follow(following) })
	defer func() {
		stop()
		follower.Wait()
		keeper.Close()
	}()
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lease := keeper.Current()
		defer lease.Done()
		lease.Value.ServeHTTP(w, r)
	})
	current := keeper.Current()
	current.Done()
	log.Info("serving", "address", openAddress(listener.Addr()), "release", current.Info.ID, "data", data)
	return serve(ctx, listener, handler, log)
}

// handle returns what answers from a release.
func handle(opened *release.Release, log *slog.Logger) http.Handler {
	config := graph.Config{
		Driver:      sql.OpenDB(dialect.SQLite, opened.DB),
		Release:     opened.Info.ID,
		Version:     opened.Info.Version,
		Languages:   opened.Info.Languages,
		Log:         log,
		CitedFields: release.Fields,
	}
	return web.New(web.Config{
		Graph:  graph.New(config),
		Exists: graph.Exists(config),
		Schema: graph.SDL,
		Release: web.Release{
			ID:          opened.Info.ID,
			Version:     opened.Info.Version,
			Title:       opened.Info.Title,
			PublishedAt: opened.Info.PublishedAt,
		},
		Log: log,
	})
}

// serve answers requests until the context ends, and then those that are open.
func serve(ctx context.Context, listener net.Listener, handler http.Handler, log *slog.Logger) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second, // from the header on: reading, answering and sending together
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serving ended: %s", cause(err))
	case <-ctx.Done():
	}

	log.Info("stopping", "drain", drainTime.String())
	deadline, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	if err := server.Shutdown(deadline); err != nil {
		_ = server.Close() // the requests that did not end are cut
		return fmt.Errorf("stopped, but some requests had not ended after %s", drainTime)
	}
	log.Info("stopped")
	return nil
}

// listen opens an address, and says what to do where it cannot.
func listen(address string) (net.Listener, error) {
	_, port, err := net.SplitHostPort(address)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return nil, fmt.Errorf("--listen: %q is not an address; write host:port, such as 127.0.0.1:8080 or :8080, with a port from 0 to 65535", address)
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %s; choose another address with --listen (port 0 takes any free one)", address, cause(err))
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

// environment resolves flags from getenv. kong's own way would read the environment of the process.
func environment(getenv func(string) string) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		variable := flag.Tag.Get("variable")
		if variable == "" || getenv(variable) == "" {
			return nil, nil
		}
		return getenv(variable), nil
	})
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
