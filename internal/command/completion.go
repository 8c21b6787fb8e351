package command

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"pilotgraph/internal/release"
)

// Completion prints what makes a shell complete commands, flags and releases.
type Completion struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// Help returns examples.
func (Completion) Help() string {
	return `Prints a script that makes a shell complete commands, flags, their values and releases;
files where none of these fits.

Examples:

	source <(pilotgraph completion bash)
	source <(pilotgraph completion zsh)
	pilotgraph completion fish > ~/.config/fish/completions/pilotgraph.fish`
}

// scripts ask the program itself what fits, so they never grow old.
var scripts = map[string]string{
	"bash": `_pilotgraph() {
  local IFS=$'\n'
  COMPREPLY=($(pilotgraph complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _pilotgraph pilotgraph
`,
	"zsh": `#compdef pilotgraph
_pilotgraph() {
  local -a fitting
  fitting=("${(@f)$(pilotgraph complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$fitting" ]]; then compadd -a fitting; else _files; fi
}
if [[ "${funcstack[1]}" == _pilotgraph ]]; then _pilotgraph; else compdef _pilotgraph pilotgraph; fi
`,
	"fish": `function __pilotgraph
  set -l words (commandline -opc) (commandline -ct)
  set -e words[1]
  pilotgraph complete -- $words 2>/dev/null
end
complete -c pilotgraph -a '(__pilotgraph)'
`,
}

// Run prints the script.
func (c *Completion) Run(env Environment) error {
	_, err := io.WriteString(env.Stdout, scripts[c.Shell])
	return err
}

// Complete prints what fits behind words that were typed; the scripts call it.
type Complete struct {
	Words []string `arg:"" optional:"" passthrough:"" help:"What was typed behind the name of the program; the last word is not complete."`
}

// Run prints what fits, one on a line; nothing where a file is wanted.
func (c *Complete) Run(ctx *kong.Context, env Environment) error {
	for _, word := range (&completer{ctx.Model.Node, env}).fitting(c.Words) {
		if _, err := fmt.Fprintln(env.Stdout, word); err != nil {
			return err
		}
	}
	return nil
}

// completer completes words by the model of the commands.
type completer struct {
	root *kong.Node
	env  Environment
}

// fitting returns what the last word may become.
func (c *completer) fitting(words []string) []string {
	words = slices.DeleteFunc(slices.Clone(words), func(word string) bool { return word == "=" }) // bash splits at =
	if len(words) > 0 && words[0] == "--" {
		words = words[1:] // the end of our own flags
	}
	if len(words) == 0 {
		words = []string{""}
	}
	typed, last := words[:len(words)-1], words[len(words)-1]
	command, arguments, awaiting := c.read(typed)
	name, value, joined := strings.Cut(last, "=")
	var all []string
	switch {
	case awaiting != nil:
		all = awaiting.EnumSlice()
	case joined && strings.HasPrefix(name, "--"):
		if flag := c.flag(command, strings.TrimPrefix(name, "--")); flag != nil {
			last, all = value, flag.EnumSlice()
		}
	case strings.HasPrefix(last, "-"):
		for _, flag := range c.flags(command) {
			all = append(all, "--"+flag.Name)
		}
	case command == nil:
		for _, child := range c.root.Children {
			if !child.Hidden {
				all = append(all, child.Name)
			}
		}
	case arguments < len(command.Positional):
		all = c.values(command.Positional[arguments])
	}
	all = slices.DeleteFunc(all, func(word string) bool { return word == "" || !strings.HasPrefix(word, last) })
	slices.Sort(all)
	return all
}

// read goes through the words before the last: which command they name, how many arguments it has, and the flag whose
// value comes next.
func (c *completer) read(typed []string) (command *kong.Node, arguments int, awaiting *kong.Flag) {
	for _, word := range typed {
		switch {
		case awaiting != nil:
			c.take(awaiting, word)
			awaiting = nil
		case strings.HasPrefix(word, "--"):
			name, value, joined := strings.Cut(strings.TrimPrefix(word, "--"), "=")
			flag := c.flag(command, name)
			if flag != nil && joined {
				c.take(flag, value)
			} else if flag != nil && !flag.IsBool() {
				awaiting = flag
			}
		case strings.HasPrefix(word, "-") && word != "-":
		case command == nil:
			if command = c.child(word); command == nil {
				return c.root, 0, nil // not a command: nothing is known of what follows
			}
		default:
			arguments++
		}
	}
	return command, arguments, awaiting
}

// take remembers the data directory that was named.
func (c *completer) take(flag *kong.Flag, value string) {
	if flag.Name == "data" {
		c.env.Data = value
	}
}

func (c *completer) child(name string) *kong.Node {
	for _, child := range c.root.Children {
		if child.Name == name {
			return child
		}
	}
	return nil
}

// flags are those of a command, those of every command included; without one those of serving.
func (c *completer) flags(command *kong.Node) []*kong.Flag {
	if command == nil {
		command = c.root
		if c.root.DefaultCmd != nil {
			command = c.root.DefaultCmd
		}
	}
	return slices.Concat(command.AllFlags(true)...)
}

func (c *completer) flag(command *kong.Node, name string) *kong.Flag {
	for _, flag := range c.flags(command) {
		if flag.Name == name {
			return flag
		}
	}
	return nil
}

// values are what an argument may be; nothing for a path.
func (c *completer) values(argument *kong.Positional) []string {
	if argument.Enum != "" {
		return argument.EnumSlice()
	}
	if !slices.Contains([]string{"release", "before", "after"}, argument.Name) {
		return nil
	}
	all, _ := release.List(context.Background(), c.env.options()) // nothing to offer where there is no directory
	var versions []string
	for _, l := range all {
		versions = append(versions, l.Version)
	}
	return versions
}
