package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

var commandBlock = regexp.MustCompile("(?s)\n```sh\n(.*?)```\n(?:```text\n(.*?)```\n)?")

// TestTheCommandsOfTheDocsRun runs the commands of docs/curation.md and of the example packages one after the other, and
// finds what the page shows in their output, in that order; … stands for anything.
func TestTheCommandsOfTheDocsRun(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("sh is not installed")
		}
		t.Skip("the commands of docs/curation.md need a POSIX shell; install one")
	}
	directory := t.TempDir()
	for _, name := range []string{"seed", "examples/packages"} {
		if err := os.CopyFS(directory+"/"+name, os.DirFS(name)); err != nil {
			t.Fatal(err)
		}
	}
	blocks := commandBlock.FindAllStringSubmatch(readPage(t, "docs/curation.md"), -1)
	shown := 0
	for _, block := range blocks {
		command := exec.Command("sh", "-eu", "-c", block[1])
		command.Dir = directory
		output, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%s\nfailed: %v\n%s", block[1], err, output)
		}
		rest := string(output)
		for part := range strings.SplitSeq(block[2], "…") {
			part = strings.TrimPrefix(part, "\n")
			_, after, found := strings.Cut(rest, part)
			if !found {
				t.Errorf("%s\nprints\n%s\nwhich does not have, in this order,\n%s", block[1], output, part)
				break
			}
			rest = after
			if part != "" {
				shown++
			}
		}
	}
	if len(blocks) < 12 || shown < 12 {
		t.Errorf("only %d blocks of commands with %d parts of output were found", len(blocks), shown)
	}
}
