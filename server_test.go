package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// timeLimit is how long a test waits for what should happen soon, on a busy machine.
const timeLimit = 60 * time.Second

// logBuffer is a stderr that is written and read at once.
type logBuffer struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (b *logBuffer) Write(content []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.Write(content)
}

func (b *logBuffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.String()
}

// lines returns the lines that have this message.
func (b *logBuffer) lines(message string) (lines []map[string]any) {
	for text := range strings.Lines(b.String()) {
		var line map[string]any
		if json.Unmarshal([]byte(text), &line) == nil && line["msg"] == message {
			lines = append(lines, line)
		}
	}
	return lines
}

// program is a run that is under way.
type program struct {
	url   string // with a slash at its end
	log   *logBuffer
	stop  context.CancelFunc // stands for the signal
	ended chan error
}

// startProgram runs the program on a free port and waits until it is ready.
func startProgram(t *testing.T, getenv func(string) string, args ...string) *program {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	p := &program{log: new(logBuffer), stop: stop, ended: make(chan error, 1)}
	go func() { p.ended <- run(ctx, args, getenv, strings.NewReader(""), io.Discard, p.log) }()
	t.Cleanup(p.stop)

	for deadline := time.Now().Add(timeLimit); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		select {
		case err := <-p.ended:
			t.Fatalf("the program ended: %v\n%s", err, p.log)
		default:
		}
		serving := p.log.lines("serving")
		if len(serving) == 0 {
			continue
		}
		p.url = serving[0]["address"].(string)
		if status, _ := get(t, p.url+"readyz"); status == http.StatusOK {
			return p
		}
	}
	t.Fatalf("not ready after %s:\n%s", timeLimit, p.log)
	return nil
}

// end stops the program and returns what run returned.
func (p *program) end(t *testing.T) error {
	t.Helper()
	p.stop()
	select {
	case err := <-p.ended:
		return err
	case <-time.After(timeLimit):
		t.Fatalf("still running after %s", timeLimit)
		return nil
	}
}

// get returns status and body of an address.
func get(t *testing.T, address string) (int, string) {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	return readResponse(t, response)
}

// getJSON returns status and body of an address that has a page for people, too.
func getJSON(t *testing.T, address string) (int, string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	return readResponse(t, response)
}

// readResponse returns status and body of a response.
func readResponse(t *testing.T, response *http.Response) (int, string) {
	t.Helper()
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

// noEnvironment has no variable.
func noEnvironment(string) string { return "" }

func TestServe(t *testing.T) {
	data := filepath.Join(t.TempDir(), "new", "data")
	args := []string{"--listen", "127.0.0.1:0", "--data", data}
	var answers []string
	for _, start := range []string{"first", "second"} {
		t.Run(start+" start", func(t *testing.T) {
			p := startProgram(t, noEnvironment, args...)
			answers = append(answers, checkProgram(t, p))
			if err := p.end(t); err != nil {
				t.Errorf("run returned %v", err)
			}
			if len(p.log.lines("stopped")) != 1 {
				t.Errorf("the log does not say that it stopped:\n%s", p.log)
			}
		})
	}
	if len(answers) != 2 || answers[0] != answers[1] {
		t.Errorf("the second start answers otherwise:\n%s", strings.Join(answers, "\n"))
	}
}

// checkProgram asks what a newcomer would, and returns the answer to one query.
func checkProgram(t *testing.T, p *program) string {
	t.Helper()
	_, ready := get(t, p.url+"readyz")
	if release := p.log.lines("serving")[0]["release"]; !strings.Contains(ready, fmt.Sprintf("%q", release)) {
		t.Errorf("ready says %s, the log %v", ready, release)
	}

	const query = "{ zones(first: 1) { totalCount nodes { id name } } }"
	status, byGet := get(t, p.url+"graphql?query="+url.QueryEscape(query))
	if status != http.StatusOK || !strings.Contains(byGet, `"totalCount":`) || strings.Contains(byGet, `"errors"`) {
		t.Fatalf("GET: %d %s", status, byGet)
	}
	response, err := http.Post(p.url+"graphql", "application/json", strings.NewReader(fmt.Sprintf(`{"query":%q}`, query)))
	if err != nil {
		t.Fatal(err)
	}
	if status, byPost := readResponse(t, response); status != http.StatusOK || byPost != byGet {
		t.Errorf("POST: %d %s, GET: %s", status, byPost, byGet)
	}
	checkPermalinks(t, p)
	checkStartPage(t, p)
	if status, schema := get(t, p.url+"schema.graphql"); status != http.StatusOK || !strings.Contains(schema, "type Zone ") {
		t.Errorf("schema: %d %.200s", status, schema)
	}
	return byGet
}

// checkPermalinks follows the permalink of one record of each type.
func checkPermalinks(t *testing.T, p *program) {
	t.Helper()
	fields := []string{
		"programmes", "zones", "institutions", "sectors", "sectorGroups", "agencies", "regions", "pilots", "agencyRoles",
		"sectorMandates", "events", "objectives", "reportedCounts", "aliases", "identifiers",
	}
	checkOtherLinks(t, p)
	query := "{"
	for _, field := range fields {
		query += " " + field + "(first: 1) { nodes { id permalink } }"
	}
	_, body := get(t, p.url+"graphql?query="+url.QueryEscape(query+" }"))
	var answer struct {
		Data map[string]struct {
			Nodes []struct{ ID, Permalink string }
		}
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil || len(answer.Data) != len(fields) {
		t.Fatalf("%v: %s", err, body)
	}
	for field, page := range answer.Data {
		if len(page.Nodes) != 1 {
			t.Errorf("%s has no record", field)
			continue
		}
		record := page.Nodes[0]
		status, body := getJSON(t, strings.TrimSuffix(p.url, "/")+record.Permalink)
		if status != http.StatusOK || !strings.Contains(body, fmt.Sprintf(`"id":%q`, record.ID)) || strings.Contains(body, `"errors"`) {
			t.Errorf("%s: %d %s", record.Permalink, status, body)
		}
	}
}

// checkStartPage runs the query that the start page shows.
func checkStartPage(t *testing.T, p *program) {
	t.Helper()
	_, page := get(t, p.url)
	links := regexp.MustCompile(`href="(/[^"]*graphql\?[^"]*)"`).FindAllStringSubmatch(page, -1)
	links = slices.DeleteFunc(links, func(link []string) bool { return strings.Contains(link[1], "format=") })
	if len(links) == 0 {
		t.Fatalf("the start page leads to no query:\n%s", page)
	}
	status, body := get(t, strings.TrimSuffix(p.url, "/")+html.UnescapeString(links[0][1]))
	if status != http.StatusOK || strings.Contains(body, `"errors"`) || !strings.Contains(body, `"totalCount":`) {
		t.Errorf("the query of the start page: %d %s", status, body)
	}
}

func TestDrain(t *testing.T) {
	p := startProgram(t, noEnvironment, "--listen", "127.0.0.1:0", "--data", t.TempDir())
	body, rest := io.Pipe()
	type result struct {
		response *http.Response
		err      error
	}
	answered := make(chan result, 1)
	request, err := http.NewRequest(http.MethodPost, p.url+"graphql", body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Expect", "100-continue") // so that the body is not read before the server asks for it
	client := &http.Client{Transport: &http.Transport{ExpectContinueTimeout: timeLimit}}
	go func() {
		response, err := client.Do(request)
		answered <- result{response, err}
	}()
	if _, err := rest.Write([]byte(`{"query":`)); err != nil {
		t.Fatal(err)
	}
	p.stop()
	waitForRefusal(t, p.url)

	if _, err := rest.Write([]byte(`"{ __typename }"}`)); err != nil {
		t.Fatal(err)
	}
	if err := rest.Close(); err != nil {
		t.Fatal(err)
	}
	got := <-answered
	if got.err != nil {
		t.Fatalf("the open request was cut: %v", got.err)
	}
	if status, text := readResponse(t, got.response); status != http.StatusOK || !strings.Contains(text, `"Query"`) {
		t.Errorf("the open request: %d %s", status, text)
	}
	if err := p.end(t); err != nil {
		t.Errorf("run returned %v", err)
	}
}

// waitForRefusal returns when the address takes no more connections.
func waitForRefusal(t *testing.T, address string) {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(timeLimit); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		connection, err := net.Dial("tcp", parsed.Host)
		if err != nil {
			return
		}
		_ = connection.Close()
	}
	t.Fatal("new connections are still taken")
}

// runToEnd runs what does not serve, and returns its stdout.
func runToEnd(args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeLimit)
	defer cancel()
	var stdout bytes.Buffer
	err := run(ctx, args, noEnvironment, strings.NewReader(""), &stdout, io.Discard)
	return stdout.String(), errors.Join(err, ctx.Err())
}

func TestRefusesToStart(t *testing.T) {
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("content"), 0o600); err != nil {
		t.Fatal(err)
	}

	tests := []struct {
		name     string
		args     []string
		contains []string
	}{
		{"busy port", []string{"--listen", busy.Addr().String()}, []string{busy.Addr().String(), "in use", "--listen"}},
		{"no port", []string{"--listen", "localhost"}, []string{`--listen: "localhost"`, "host:port"}},
		{"empty address", []string{"--listen="}, []string{"--listen", "host:port"}},
		{"port too large", []string{"--listen", "127.0.0.1:65536"}, []string{"65536", "0 to 65535"}},
		{"negative port", []string{"--listen", "127.0.0.1:-1"}, []string{"-1", "0 to 65535"}},
		{"foreign address", []string{"--listen", "192.0.2.1:0"}, []string{"192.0.2.1:0", "--listen"}},
		{"unknown host", []string{"--listen", "nowhere.invalid:0"}, []string{"nowhere.invalid:0", "--listen"}},
		{"unknown flag", []string{"--colour"}, []string{"--colour", "--help"}},
		{"unknown word", []string{"sing"}, []string{"sing", "--help"}},
		{"unknown word of serving", []string{"serve", "sing"}, []string{"sing", "--help"}},
		{"flag without a value", []string{"--data"}, []string{"--data: a value is missing; write --data=VALUE", "--help"}},
		{"flag before a flag", []string{"--listen", "--data", "x"}, []string{"--listen: a value is missing", "--help"}},
		{"value of a choice", []string{"--version=perhaps"}, []string{`--version: "perhaps" is not true or false`, "--help"}},
		{"no number", []string{"--limit-cost=many"}, []string{`--limit-cost: "many" is not a whole number`}},
		{"no limit", []string{"--limit-cost=0"}, []string{"Cost is 0; give 1 or more"}},
		{"no time", []string{"--limit-duration=5"}, []string{`--limit-duration: "5" is not a time; write it like 5s`}},
		{"no network", []string{"--trusted-proxies=nowhere"}, []string{"--trusted-proxies"}},
		{"profiles nowhere", []string{"--listen=127.0.0.1:0", "--profiles"}, []string{"--profiles", "--operations-listen"}},
		{"no documents", []string{"--listen=127.0.0.1:0", "--documents=/nowhere.json"}, []string{"--documents: /nowhere.json cannot be read"}},
		{"data that is a file", []string{"--listen", "127.0.0.1:0", "--data", file}, []string{file, "file"}},
		{"data below a file", []string{"--listen", "127.0.0.1:0", "--data", filepath.Join(file, "below")}, []string{file}},
		{"no data", []string{"--listen", "127.0.0.1:0", "--data", ""}, []string{"--data"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Chdir(t.TempDir()) // where a default directory would be made
			stdout, err := runToEnd(test.args...)
			if err == nil {
				t.Fatal("it ran")
			}
			for _, text := range test.contains {
				if !strings.Contains(err.Error(), text) {
					t.Errorf("the error lacks %q: %v", text, err)
				}
			}
			for _, foreign := range []string{"\n", "goroutine", "tcp", "syscall", "strconv", "bind:", "EOL", "sqlite", "ent:", "%!"} {
				if strings.Contains(err.Error(), foreign) {
					t.Errorf("the error has %q: %v", foreign, err)
				}
			}
			if stdout != "" {
				t.Errorf("stdout is not empty: %s", stdout)
			}
		})
	}
	if content, err := os.ReadFile(file); err != nil || string(content) != "content" {
		t.Errorf("the file is changed: %q, %v", content, err)
	}
}

func TestStoppedWhileStarting(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	data := t.TempDir()
	args := []string{"--listen=127.0.0.1:0", "--data", data}
	err := run(ctx, args, noEnvironment, nil, io.Discard, io.Discard)
	if want := data + ": stopped before the release was published. Start again."; err == nil || err.Error() != want {
		t.Errorf("got %v; want %s", err, want)
	}
	if err := startProgram(t, noEnvironment, args...).end(t); err != nil {
		t.Fatal(err)
	}
	if err := run(ctx, args, noEnvironment, nil, io.Discard, io.Discard); err != nil {
		t.Errorf("stopped with a release that is published: %v", err)
	}
}

func TestLogIsForProgramsOutsideATerminal(t *testing.T) {
	var stderr bytes.Buffer
	newLog(&stderr).Info("hello")
	if !json.Valid(stderr.Bytes()) {
		t.Errorf("not JSON: %s", &stderr)
	}
}

// TestEveryRefusalHasACode sends what is no GraphQL request to the whole program.
func TestEveryRefusalHasACode(t *testing.T) {
	p := startProgram(t, noEnvironment, "--listen", "127.0.0.1:0", "--data", t.TempDir())
	const secret = "SECRET-9417"
	requests := map[string]struct {
		method, target, media, body string
		status                      int
		code                        string
	}{
		"no JSON":               {"POST", "graphql", "application/json", secret + " not json", 400, "BAD_USER_INPUT"},
		"nothing":               {"POST", "graphql", "application/json", "", 400, "BAD_USER_INPUT"},
		"a batch":               {"POST", "graphql", "application/json", `[{"query": "{__typename}"}]`, 400, "BAD_USER_INPUT"},
		"two values":            {"POST", "graphql", "application/json", `{"query": "{__typename}"} {}`, 400, "BAD_USER_INPUT"},
		"no query":              {"POST", "graphql", "application/json", `{"variables": {}}`, 400, "BAD_USER_INPUT"},
		"query is no text":      {"POST", "graphql", "application/json", `{"query": 1}`, 400, "BAD_USER_INPUT"},
		"variables are text":    {"POST", "graphql", "application/json", `{"query": "{__typename}", "variables": "` + secret + `"}`, 400, "BAD_USER_INPUT"},
		"variables by GET":      {"GET", "graphql?query=%7B__typename%7D&variables=" + secret, "", "", 400, "BAD_USER_INPUT"},
		"an address of nothing": {"GET", "graphql?query=%zz", "", "", 400, "BAD_USER_INPUT"},
		"no query by GET":       {"GET", "graphql", "", "", 400, "BAD_USER_INPUT"},
		"a syntax error":        {"POST", "graphql", "application/json", `{"query": "{"}`, 200, "GRAPHQL_PARSE_FAILED"},
		"an unknown operation":  {"POST", "graphql", "application/json", `{"query": "query A {__typename} query B {__typename}"}`, 200, "GRAPHQL_VALIDATION_FAILED"},
		"a mutation by GET":     {"GET", "graphql?query=mutation%7Bpublish%7D", "", "", 405, "METHOD_NOT_ALLOWED"},
		"a form":                {"POST", "graphql", "multipart/form-data", "", 415, "UNSUPPORTED_MEDIA_TYPE"},
		"another method":        {"DELETE", "graphql", "", "", 405, "METHOD_NOT_ALLOWED"},
		"another address":       {"GET", "nothing", "", "", 404, "NOT_FOUND"},
	}
	for name, test := range requests {
		t.Run(name, func(t *testing.T) {
			request, err := http.NewRequest(test.method, p.url+test.target, strings.NewReader(test.body))
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Content-Type", test.media)
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			status, body := readResponse(t, response)
			var answer map[string]json.RawMessage
			var failures []struct{ Extensions struct{ Code string } }
			if err := errors.Join(json.Unmarshal([]byte(body), &answer), json.Unmarshal(answer["errors"], &failures)); err != nil {
				t.Fatalf("%v\n%s", err, body)
			}
			if status != test.status || len(failures) != 1 || failures[0].Extensions.Code != test.code {
				t.Errorf("got %d %s\nwant %d %s", status, body, test.status, test.code)
			}
			if _, hasData := answer["data"]; hasData {
				t.Errorf("a request error has data: %s", body)
			}
		})
	}
	if log := p.log.String(); strings.Contains(log, secret) || strings.Contains(log, `"level":"ERROR"`) {
		t.Errorf("the log repeats a body, or calls a mistake of a client a fault:\n%s", log)
	}
}
