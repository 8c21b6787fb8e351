// Command measure publishes the small and the large package of bench/dataset, asks both the same questions in this
// process, and prints the processor time of each answer as a table in Markdown. What a release has been built to is kept
// in the directory that it is given.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/alecthomas/kong"

	"pilotgraph/bench/dataset"
	"pilotgraph/graph"
	"pilotgraph/graph/guard"
	"pilotgraph/internal/datapackage"
	"pilotgraph/internal/release"
)

type settings struct {
	Data     string        `required:"" help:"Directory for packages and releases; what is there is used again."`
	Duration time.Duration `default:"1s" help:"How long each question is asked."`
}

func main() {
	var chosen settings
	kong.Parse(&chosen, kong.Name("measure"))
	if err := run(context.Background(), chosen, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, chosen settings, out io.Writer) error {
	small, err := prepare(ctx, chosen.Data, "small", dataset.Small, out)
	if err != nil {
		return err
	}
	large, err := prepare(ctx, chosen.Data, "large", dataset.Large, out)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "\n| question | small, ms | large, ms | ratio |\n|---|---:|---:|---:|")
	for _, each := range questions() {
		var times [2]time.Duration
		for i, server := range []*graph.Server{small, large} {
			if times[i], err = measure(server, each, chosen.Duration); err != nil {
				return fmt.Errorf("%s: %w", each.name, err)
			}
		}
		fmt.Fprintf(out, "| %s | %.2f | %.2f | %.1f |\n", each.name, milliseconds(times[0]), milliseconds(times[1]), float64(times[1])/float64(times[0]))
	}
	return nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// prepare publishes a package of a size, where that has not been done, and returns its server.
func prepare(ctx context.Context, directory, name string, size dataset.Size, out io.Writer) (*graph.Server, error) {
	log := slog.New(slog.DiscardHandler)
	options := release.Options{Directory: filepath.Join(directory, name), Log: log}
	opened, err := release.Open(ctx, options)
	if err != nil {
		if err := publish(ctx, options, filepath.Join(directory, name+"-package"), size, out); err != nil {
			return nil, err
		}
		if opened, err = release.Open(ctx, options); err != nil {
			return nil, err
		}
	}
	return graph.New(graph.Config{
		Driver: sql.OpenDB(dialect.SQLite, opened.DB), Release: opened.Info.ID, Version: opened.Info.Version,
		Languages: opened.Info.Languages, Limits: guard.Default(), Log: log, CitedFields: release.Fields,
	}), nil
}

// publish makes a package and publishes it, and prints how long that took.
func publish(ctx context.Context, options release.Options, folder string, size dataset.Size, out io.Writer) error {
	if _, err := os.Stat(folder); err != nil {
		if err := dataset.Write(folder, size, nil); err != nil {
			return err
		}
	}
	source, err := datapackage.Open(folder)
	if err != nil {
		return err
	}
	defer source.Close()
	start := time.Now()
	cpu := processorTime()
	if _, err := release.Publish(ctx, options, source, release.OriginPackage); err != nil {
		return err
	}
	fmt.Fprintf(out, "published %s in %.1f s, %.1f s of processor time\n", folder, time.Since(start).Seconds(), (processorTime() - cpu).Seconds())
	return nil
}

// measure asks a question for a while and returns the processor time of one answer.
func measure(server *graph.Server, asked question, length time.Duration) (time.Duration, error) {
	request := graph.Request{Query: asked.document, Variables: map[string]any{"region": "region:region-0001"}, Languages: server.Languages("")}
	ask := func() []byte {
		operation, answer := server.Prepare(context.Background(), request)
		if answer == nil {
			answer = operation.Answer(context.Background())
		}
		return answer.Body
	}
	var answer struct{ Errors []any }
	if err := json.Unmarshal(ask(), &answer); err != nil || len(answer.Errors) > 0 {
		return 0, fmt.Errorf("the answer has errors: %v %v", answer.Errors, err)
	}
	count := 0
	cpu := processorTime()
	for start := time.Now(); time.Since(start) < length; count++ {
		ask()
	}
	return (processorTime() - cpu) / time.Duration(count), nil
}
