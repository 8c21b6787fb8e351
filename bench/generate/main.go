// Generate writes a package of made-up data, so that everything can be tried at its full size.
package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"pilotgraph/bench/dataset"
)

type flags struct {
	Out   string `required:"" placeholder:"DIR" help:"Where the package goes: a directory that is empty, or made."`
	Scale string `enum:"small,large" default:"small" help:"small: as many rows as the real data. large: 200,000 institutions with 400,000 pilots and a million citations."`
	Seed  uint64 `default:"0" help:"Another number gives other rows; it ends the version of the package."`
}

func main() {
	var chosen flags
	kong.Parse(&chosen, kong.Name("generate"), kong.Description("Writes a package of made-up data; the same flags give the same bytes."))
	live := io.Discard
	if info, err := os.Stderr.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		live = os.Stderr
	}
	if err := generate(chosen, os.Stdout, live); err != nil {
		fmt.Fprintln(os.Stderr, "generate: "+err.Error())
		os.Exit(1)
	}
}

// generate writes the package and says so on out, a line for each table. On live, a terminal, it counts rows meanwhile.
func generate(chosen flags, out, live io.Writer) error {
	size := dataset.Small
	if chosen.Scale == "large" {
		size = dataset.Large
	}
	size.Seed = chosen.Seed
	p := progress{directory: chosen.Out, out: out, live: live}
	began := time.Now()
	if err := dataset.Write(chosen.Out, size, p.tell); err != nil {
		return err
	}
	if err := p.endTable(); err != nil {
		return err
	}
	fmt.Fprintf(out, "%-20s %13s %17s  %s\n", chosen.Out, grouped(p.allRows)+" rows", grouped(p.allBytes)+" bytes", time.Since(began).Round(time.Millisecond))
	return nil
}

// progress prints what Write tells.
type progress struct {
	directory         string
	out, live         io.Writer
	table             string // that is being written
	rows              int
	allRows, allBytes int
	err               error
}

// tell is what Write calls.
func (p *progress) tell(table string, rows int) {
	if table != p.table {
		p.err = p.endTable()
	}
	p.table, p.rows = table, rows
	fmt.Fprintf(p.live, "\r%-20s %13s", table, grouped(rows)+" rows")
}

// endTable prints the line of a table, whose file is closed by then.
func (p *progress) endTable() error {
	if p.table == "" || p.err != nil {
		return p.err
	}
	info, err := os.Stat(filepath.Join(p.directory, p.table+".csv"))
	if err != nil {
		return err
	}
	fmt.Fprint(p.live, "\r")
	fmt.Fprintf(p.out, "%-20s %13s %17s\n", p.table, grouped(p.rows)+" rows", grouped(int(info.Size()))+" bytes")
	p.allRows += p.rows
	p.allBytes += int(info.Size())
	return nil
}

// grouped writes a number with commas between its thousands.
func grouped(number int) string {
	digits := fmt.Sprint(number)
	var text strings.Builder
	for at, digit := range digits {
		if at > 0 && (len(digits)-at)%3 == 0 {
			text.WriteByte(',')
		}
		text.WriteRune(digit)
	}
	return text.String()
}
