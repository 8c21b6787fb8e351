package main

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"pilotgraph/internal/command"
	"pilotgraph/internal/web"
)

// settings is every command and flag.
type settings struct {
	Serve serving `cmd:"" default:"withargs" help:"Serve the graph. This is what the program does without a command."`
	command.Commands

	Data    string `default:"pilotgraph-data" group:"Releases" help:"Directory of the releases, or address of a PostgreSQL database: postgres://role@host:5432/database. An empty or missing one begins with the data that comes with the program."`
	Version answer `help:"Print the version and exit."`
	Help    answer `short:"h" help:"Print this help and exit."`
}

// serving is every flag of serving. Each has an environment variable: PILOTGRAPH_ and its name in capitals.
type serving struct {
	Replicas []string `placeholder:"HOST:PORT,…" group:"Releases" help:"Servers that follow the PostgreSQL server of --data and are read in its place; it is read itself while none of them answers."`

	Listen           string `default:"127.0.0.1:8080" group:"Serving" help:"Address to listen on, as host:port. Without a host: every address of this machine. Port 0: any free port."`
	Executor         string `default:"plan" enum:"plan,gqlgen" group:"Serving" help:"What executes queries: plan, level by level, or gqlgen, field by field. The answers are the same."`
	KeptRows         int    `default:"50000" group:"Caching" help:"Rows that were read by id and are kept in memory, about 600 bytes each. 0: none."`
	OperationsListen string `placeholder:"HOST:PORT" group:"Watching" help:"Address for operators: /metrics for Prometheus. Off where it is not given."`
	Profiles         bool   `group:"Watching" help:"Profiles of the program at /debug/pprof/ of the address for operators."`

	Web web.Settings `embed:""`
}

// answer is a flag that is answered before anything else is looked at.
type answer bool

// IgnoreDefault has the help be that of the whole program where no command is named.
func (answer) IgnoreDefault() {}

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

// newParser returns the parser of the command line.
func newParser(chosen *settings, getenv environment, stdout, stderr io.Writer) (*kong.Kong, error) {
	return kong.New(chosen,
		kong.Name("pilotgraph"),
		kong.Description(description),
		kong.NoDefaultHelp(), // it would end the process
		kong.ConfigureHelp(kong.HelpOptions{NoAppDescFormat: true, Compact: true, WrapUpperBound: 80}),
		kong.Writers(stdout, stderr),
		kong.KindMapper(reflect.String, kong.MapperFunc(readText)),
		kong.KindMapper(reflect.Int, kong.MapperFunc(readNumber)),
		kong.KindMapper(reflect.Bool, choiceMapper{}),
		kong.TypeMapper(reflect.TypeFor[time.Duration](), kong.MapperFunc(readDuration)),
		kong.Resolvers(getenv))
}

// environment has the variables of the environment. kong's own way would read those of the process.
type environment func(string) string

// Validate has nothing to say: variables that no flag has are those of others.
func (environment) Validate(*kong.Application) error { return nil }

// Resolve returns the value of a flag of serving. Flags of commands have no variables, and no group.
func (e environment) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if flag.Group == nil {
		return nil, nil
	}
	if value := e(variable(flag.Name)); value != "" {
		return value, nil
	}
	return nil, nil
}

// variable is the environment variable of a flag.
func variable(flag string) string {
	return "PILOTGRAPH_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// value takes the value of a flag, and says in words of our own where there is none.
func value(ctx *kong.DecodeContext) (string, error) {
	token := ctx.Scan.Pop()
	if !token.IsValue() {
		return "", fmt.Errorf("a value is missing; write --%s=VALUE", ctx.Value.Name)
	}
	return token.String(), nil
}

// readText reads a flag that is a text.
func readText(ctx *kong.DecodeContext, target reflect.Value) error {
	text, err := value(ctx)
	target.SetString(text)
	return err
}

// readNumber reads a flag that is a whole number.
func readNumber(ctx *kong.DecodeContext, target reflect.Value) error {
	text, err := value(ctx)
	if err != nil {
		return err
	}
	number, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		return fmt.Errorf("%q is not a whole number", text)
	}
	target.SetInt(number)
	return nil
}

// readDuration reads a flag that is a time.
func readDuration(ctx *kong.DecodeContext, target reflect.Value) error {
	text, err := value(ctx)
	if err != nil {
		return err
	}
	duration, err := time.ParseDuration(text)
	if err != nil {
		return fmt.Errorf("%q is not a time; write it like 5s, 500ms or 1m", text)
	}
	target.SetInt(int64(duration))
	return nil
}

// choiceMapper reads a flag that is set or not.
type choiceMapper struct{}

// IsBool tells kong that no value need follow.
func (choiceMapper) IsBool() bool { return true }

// Decode takes true or false after an equals sign, and true without one.
func (choiceMapper) Decode(ctx *kong.DecodeContext, target reflect.Value) error {
	if ctx.Scan.Peek().Type != kong.FlagValueToken {
		target.SetBool(true)
		return nil
	}
	text := ctx.Scan.Pop().String()
	chosen, err := strconv.ParseBool(text)
	if err != nil {
		return fmt.Errorf("%q is not true or false", text)
	}
	target.SetBool(chosen)
	return nil
}
