package playground_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/google/go-cmp/cmp"
)

// TestProgramsGetTheSameRows copies programs from the page, runs them as they are, and compares what they get with the page.
func TestProgramsGetTheSameRows(t *testing.T) {
	p := open(t, wide, "/graphiql?lang=en")
	p.example("universities")
	p.button("Table")
	_, shown := p.table()
	answer := decode(t, []byte(read[string](p, response)))["data"]
	p.button("Code")

	t.Run("curl", func(t *testing.T) {
		got := decode(t, output(t, exec.Command("bash", "-c", p.program("curl"))))["data"]
		if diff := cmp.Diff(answer, got); diff != "" {
			t.Errorf("(-page +curl):\n%s", diff)
		}
	})
	t.Run("Python", func(t *testing.T) {
		program := p.program("Python") + "\nprint('ROWS' + json.dumps(rows.astype(object).where(rows.notna(), '').astype(str).values.tolist()))\n"
		python, hasPandas := findPython(t)
		if !hasPandas {
			file := write(t, "program.py", program)
			output(t, exec.Command(python, "-m", "py_compile", file))
			lacks(t, "pandas is not installed, so the program was compiled alone; on Debian: apt-get install python3-pandas")
			return
		}
		checkRows(t, shown, output(t, exec.Command(python, "-c", program)))
	})
	t.Run("R", func(t *testing.T) {
		if exec.Command("Rscript", "-e", "library(httr2); library(jsonlite)").Run() != nil {
			lacks(t, "R with httr2 is not installed, so the program was not run; on Debian: apt-get install r-cran-httr2 r-cran-jsonlite")
		}
		program := p.program("R") + "\nrows[is.na(rows)] <- ''\ncat('ROWS', jsonlite::toJSON(unname(as.matrix(rows))), sep = '')\n"
		checkRows(t, shown, output(t, exec.Command("Rscript", write(t, "program.R", program))))
	})
	t.Run("TypeScript", func(t *testing.T) {
		runnable := write(t, "program.mts", p.program("TypeScript"))
		if exec.Command("node", "--experimental-strip-types", "-e", "").Run() != nil { // before Node 22.6
			tsc, err := filepath.Abs("node_modules/.bin/tsc")
			if err != nil || exec.Command(tsc, "--version").Run() != nil {
				lacks(t, "neither Node 22.6 nor tsc is installed; run npm ci in playground")
				return
			}
			output(t, exec.Command(tsc, "--strict", "--target", "es2022", "--module", "es2022", "--lib", "es2022,dom", "--types", "", "--ignoreConfig", runnable))
			runnable = strings.TrimSuffix(runnable, ".mts") + ".mjs"
		}
		arguments := []string{runnable}
		if strings.HasSuffix(runnable, ".mts") {
			arguments = []string{"--experimental-strip-types", runnable}
		}
		var got any
		if err := json.Unmarshal(output(t, exec.Command("node", arguments...)), &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(answer, got); diff != "" {
			t.Errorf("(-page +TypeScript):\n%s", diff)
		}
	})
	t.Run("on a narrow screen", func(t *testing.T) {
		want := p.program("Python")
		small := open(t, narrow, "/graphiql?lang=en")
		small.example("universities")
		small.button("Code")
		if diff := cmp.Diff(want, small.program("Python")); diff != "" {
			t.Errorf("(-wide +narrow):\n%s", diff)
		}
	})
	for _, name := range []string{"Kotlin", "Swift"} {
		if program := p.program(name); !strings.Contains(program, "UniversitiesQuery(") || !strings.Contains(program, address) {
			t.Errorf("%s: %s", name, program)
		}
	}
}

// TestAProgramThatReadsMoreThanThePageSaysSo asks for a page, in Python and in what asks for JSON.
func TestAProgramThatReadsMoreThanThePageSaysSo(t *testing.T) {
	for query, isPage := range map[string]bool{"{ zones(first: 4) { nodes { id } } }": true, "{ zones { nodes { id institutions(first: 4) { nodes { id } } } } }": false} {
		p := open(t, wide, link("query", query, "lang", "en"))
		p.button("Code")
		for name, isFile := range map[string]bool{"Python": true, "R": true, "curl": false, "TypeScript": false} {
			p.choose("Program", name)
			p.wait(`document.querySelector('.code pre').ariaLabel === '` + name + `'`)
			if note := read[string](p, `[...document.querySelectorAll('.code .note')].map((each) => each.textContent).join(' ')`); strings.Contains(note, "by first or last, but the program reads them all") != (isPage && isFile) {
				t.Errorf("%s of %s: %s", name, query, note)
			}
		}
	}
}

// lacks says what a machine lacks: CI may lack nothing.
func lacks(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// program copies the program in a language from the page.
func (p *page) program(name string) string {
	p.t.Helper()
	command(p, cdppage.BringToFront, cdp.Empty{}) // in a tab behind another one clicks may come late
	p.choose("Program", name)
	p.wait(`document.querySelector('.code pre').ariaLabel === '` + name + `'`)
	p.button("Copy")
	p.wait(`document.querySelector('.code [role=status]').textContent === 'Copied'`)
	program := read[string](p, `navigator.clipboard.readText()`)
	if shown := read[string](p, `document.querySelector('.code pre').textContent`); shown != program {
		p.t.Errorf("%s: what is copied is not what is shown", name)
	}
	return program
}

// findPython returns a Python, one with pandas where there is one.
func findPython(t *testing.T) (path string, hasPandas bool) {
	t.Helper()
	for _, candidate := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(candidate, "-c", "import pandas").Run() == nil {
			return candidate, true
		}
	}
	path, err := exec.LookPath("python3")
	if err != nil {
		lacks(t, "python3 is not installed")
	}
	return path, false
}

func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// output runs a program that must succeed.
func output(t *testing.T, command *exec.Cmd) []byte {
	t.Helper()
	var said bytes.Buffer
	command.Stderr = &said
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%v: %s%s", err, said.String(), out)
	}
	return out
}

func decode(t *testing.T, text []byte) map[string]any {
	t.Helper()
	var value map[string]any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return value
}

// checkRows compares the rows that a program printed after "ROWS" with those on screen.
func checkRows(t *testing.T, shown [][]string, printed []byte) {
	t.Helper()
	_, text, _ := bytes.Cut(printed, []byte("ROWS"))
	var got [][]string
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatalf("%v: %s", err, printed)
	}
	if diff := cmp.Diff(shown, got); diff != "" {
		t.Errorf("(-page +program):\n%s", diff)
	}
}
