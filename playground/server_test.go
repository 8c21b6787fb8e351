package playground_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync/atomic"
	"testing"

	"pilotgraph/examples"
	"pilotgraph/playground"
)

// address is the root of a server over the seed, that all tests share; sent counts the bytes of its answers.
var (
	address string
	sent    atomic.Int64
)

func TestMain(m *testing.M) {
	code, err := withServer(m.Run)
	closeBrowser()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(code)
}

// withServer runs tests while the program answers, as people run it, with the playground of this folder before it.
func withServer(run func() int) (code int, err error) {
	folder, err := os.MkdirTemp("", "pilotgraph-playground")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(folder)
	program := filepath.Join(folder, "pilotgraph")
	if output, err := exec.Command("go", "build", "-o", program, "..").CombinedOutput(); err != nil {
		return 0, fmt.Errorf("go build: %w\n%s", err, output)
	}
	server := exec.Command(program, "--listen", "127.0.0.1:0", "--data", filepath.Join(folder, "data"))
	log, err := server.StderrPipe()
	if err != nil {
		return 0, err
	}
	if err := server.Start(); err != nil {
		return 0, err
	}
	defer func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	}()
	root, err := rootInLog(log)
	if err != nil {
		return 0, err
	}
	handler, err := newHandler(root)
	if err != nil {
		return 0, err
	}
	front := httptest.NewServer(counted(handler))
	defer front.Close()
	address = front.URL
	return run(), nil
}

// rootInLog reads a log until it says where the program listens, and goes on reading, so that the program can write.
func rootInLog(log io.Reader) (*url.URL, error) {
	place := regexp.MustCompile(`"address":"(http:[^"]*)"`)
	lines := bufio.NewScanner(log)
	var all []byte
	for lines.Scan() {
		all = append(append(all, lines.Bytes()...), '\n')
		if found := place.FindSubmatch(lines.Bytes()); found != nil {
			go func() { _, _ = io.Copy(io.Discard, log) }()
			return url.Parse(string(found[1]))
		}
	}
	return nil, errors.New("the program ended:\n" + string(all))
}

// counted adds up what a handler sends.
func counted(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(counter{w}, r) })
}

type counter struct{ http.ResponseWriter }

// Write counts the bytes.
func (c counter) Write(content []byte) (int, error) {
	sent.Add(int64(len(content)))
	return c.ResponseWriter.Write(content)
}

// newHandler puts the playground before a program.
func newHandler(program *url.URL) (http.Handler, error) {
	offered, err := examples.JSON()
	if err != nil {
		return nil, err
	}
	page, err := playground.Handler(offered)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle(playground.Root, page)
	mux.Handle(playground.Root+"/", page)
	mux.Handle("/", standIn(httputil.NewSingleHostReverseProxy(program)))
	return mux, nil
}
