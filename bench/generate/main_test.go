package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pilotgraph/internal/datapackage"
)

func TestALineForEachTableAndTheTotal(t *testing.T) {
	var out, live strings.Builder
	dir := filepath.Join(t.TempDir(), "package")
	if err := generate(flags{Out: dir, Scale: "small"}, &out, &live); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	formats := datapackage.Tables()
	if len(lines) != len(formats)+1 {
		t.Fatalf("%d lines for %d tables", len(lines), len(formats))
	}
	for at, format := range formats {
		info, err := os.Stat(filepath.Join(dir, format.Name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		if size := grouped(int(info.Size())) + " bytes"; !strings.HasPrefix(lines[at], format.Name+" ") || !strings.HasSuffix(lines[at], " "+size) {
			t.Errorf("the line %q of %s, which has %s", lines[at], format.Name, size)
		}
	}
	if total := lines[len(formats)]; !strings.HasPrefix(total, dir) {
		t.Errorf("the total is %q", total)
	}
	if !strings.Contains(live.String(), "\rinstitutions") {
		t.Errorf("a terminal shows %q", live.String())
	}
}

func TestGrouped(t *testing.T) {
	for number, text := range map[int]string{0: "0", 999: "999", 1_000: "1,000", 100_000: "100,000", 1_234_567: "1,234,567"} {
		if got := grouped(number); got != text {
			t.Errorf("%s instead of %s", got, text)
		}
	}
}
