package web_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/alecthomas/kong"

	"pilotgraph/graph"
	"pilotgraph/graph/fault"
	"pilotgraph/graph/guard"
	"pilotgraph/internal/release"
	"pilotgraph/internal/web"
	"pilotgraph/seed"
)

// directory is where the release of the seed is published that all tests read.
var directory string

func TestMain(m *testing.M) {
	flag.Parse()
	var err error
	if directory, err = os.MkdirTemp("", "pilotgraph-web"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(directory)
	os.Exit(code)
}

// openSeed opens the release of the seed.
var openSeed = sync.OnceValue(func() *release.Release {
	opened, err := release.Open(context.Background(), release.Options{Directory: directory, Seed: seed.Files()})
	if err != nil {
		panic(err)
	}
	return opened
})

// defaults are the settings that hold where none is given.
func defaults() web.Settings {
	settings := web.Settings{Limits: guard.Default()}
	if err := kong.ApplyDefaults(&settings); err != nil {
		panic(err)
	}
	return settings
}

// server is a handler on the seed, with its log and the number of its SQL statements.
type server struct {
	http.Handler
	log        *lockedBuffer
	statements *atomic.Int64
	slow       *database
}

// lockedBuffer is written and read at once.
type lockedBuffer struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (b *lockedBuffer) Write(content []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.Write(content)
}

func (b *lockedBuffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.String()
}

// database counts statements, and holds each as long as the test wants.
type database struct {
	statements atomic.Int64
	stopped    atomic.Int64         // statements that were given up
	hold       atomic.Pointer[held] // nil: statements are not held
	failFrom   atomic.Int64         // the number of the first statement that fails; 0 where none does
}

type held struct {
	entered chan struct{} // told of each statement that is held
	release chan struct{} // closed to let them go on
}

func (d *database) watch(ctx context.Context, _, statement string) error {
	if statement == "" {
		return nil
	}
	if number, failing := d.statements.Add(1), d.failFrom.Load(); failing > 0 && number >= failing {
		return errors.New("the disk is gone")
	}
	if hold := d.hold.Load(); hold != nil {
		hold.entered <- struct{}{}
		select {
		case <-hold.release:
		case <-ctx.Done():
			d.stopped.Add(1)
			return ctx.Err()
		}
	}
	return nil
}

// holdStatements makes statements wait until the returned function is called.
func (d *database) holdStatements() (h *held, letGo func()) {
	h = &held{make(chan struct{}, 1000), make(chan struct{})}
	d.hold.Store(h)
	return h, sync.OnceFunc(func() {
		d.hold.Store(nil)
		close(h.release)
	})
}

// serve returns a server with settings other than the defaults.
func serve(t testing.TB, change ...func(*web.Settings)) *server {
	t.Helper()
	return serveWith(t, func(config *web.Config) {
		for _, each := range change {
			each(&config.Settings)
		}
	})
}

// serveWith returns a server with another configuration than the usual one.
func serveWith(t testing.TB, change func(*web.Config)) *server {
	t.Helper()
	opened, log := openSeed(), &lockedBuffer{}
	slow := &database{}
	served := &web.Served{
		Release: web.Release{ID: opened.Info.ID, Version: opened.Info.Version, Title: "Pilots <of> a country",
			PublishedAt: time.Date(2025, 11, 22, 0, 0, 0, 0, time.UTC)},
		Build: opened.Info.Build,
	}
	config := web.Config{
		Settings: defaults(),
		Log:      slog.New(slog.NewJSONHandler(log, nil)),
		Releases: func(_ context.Context, name string) (*web.Served, func(), error) {
			if name != "" && name != served.Release.Version && name != served.Release.ID {
				return nil, nil, fault.New(fault.NotFound, "the release %s is not served here; %s is", fault.Quote(name), served.Release.Version)
			}
			return served, func() {}, nil
		},
	}
	change(&config)
	if err := config.Settings.Validate(); err != nil {
		t.Fatal(err)
	}
	served.Graph = graph.New(graph.Config{
		Driver: sql.OpenDB(dialect.SQLite, opened.DB), Watch: slow.watch, Release: opened.Info.ID, Version: opened.Info.Version, Languages: opened.Info.Languages,
		Limits: config.Settings.Limits, CitedFields: release.Fields, Log: config.Log, Wait: time.Nanosecond,
	})
	handler, err := web.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return &server{handler, log, &slow.statements, slow}
}

// ask sends one request. Header fields are name and value in turn.
func (s *server) ask(method, target, body string, header ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Add(header[i], header[i+1])
	}
	recorder := httptest.NewRecorder()
	s.ServeHTTP(recorder, request)
	return recorder
}

// post asks a document by POST.
func (s *server) post(document string, header ...string) *httptest.ResponseRecorder {
	body, err := json.Marshal(map[string]string{"query": document})
	if err != nil {
		panic(err)
	}
	return s.ask("POST", "/graphql", string(body), append([]string{"Content-Type", "application/json"}, header...)...)
}

// checkRefusal fails unless the answer is one GraphQL error that nobody keeps.
func checkRefusal(t *testing.T, got *httptest.ResponseRecorder, code, message string) {
	t.Helper()
	if got.Header().Get("Content-Type") != "application/json; charset=utf-8" || got.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("content type %q, cache control %q", got.Header().Get("Content-Type"), got.Header().Get("Cache-Control"))
	}
	var answer struct {
		Errors []struct {
			Message    string
			Locations  []any
			Extensions struct{ Code string }
		}
		Extensions any
	}
	decoder := json.NewDecoder(bytes.NewReader(got.Body.Bytes()))
	decoder.DisallowUnknownFields() // no data beside the errors
	if err := decoder.Decode(&answer); err != nil || len(answer.Errors) != 1 {
		t.Fatalf("not the shape of a GraphQL error: %v, %.500s", err, got.Body)
	}
	first := answer.Errors[0]
	if first.Extensions.Code != code || !strings.Contains(first.Message, message) || len(first.Message) > 300 {
		t.Errorf("got %s %q, want %s with %q", first.Extensions.Code, first.Message, code, message)
	}
}

// lines returns the lines of the log with a message.
func (s *server) lines(t *testing.T, message string) (lines []map[string]any) {
	t.Helper()
	for text := range strings.Lines(s.log.String()) {
		var line map[string]any
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatalf("the log line %q: %v", text, err)
		}
		if line["msg"] == message {
			lines = append(lines, line)
		}
	}
	return lines
}

// read returns the whole body of a response.
func read(t *testing.T, response *http.Response) string {
	t.Helper()
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// sha256Hex is the hash of a document, as clients write it.
func sha256Hex(document string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(document))) }
