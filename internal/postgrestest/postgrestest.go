// Package postgrestest starts PostgreSQL servers for tests, from the binaries that are installed, in directories for
// temporary files. They end with the program that started them, however it ends.
package postgrestest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrAbsent says that PostgreSQL is not installed, and how to get it.
var ErrAbsent = errors.New("PostgreSQL is not installed, so nothing is tried on it; apt-get install postgresql has it (only its programs are used)")

// Server is a server that runs. It has the role pilotgraph, who owns databases, the role reader, who may only read,
// and the role locked, whose password is Password; the others need none.
type Server struct {
	Port      int
	folder    string // of its own
	programs  string
	identity  *identity
	process   *exec.Cmd
	stdin     io.Closer       // the server ends when it is closed
	ended     <-chan struct{} // closed when it has ended
	log       *os.File
	settings  []string
	databases atomic.Int64
}

// Password is that of the role locked.
const Password = "not-to-be-told"

// Start starts a server with settings such as "max_connections=20". It returns ErrAbsent where PostgreSQL is not
// installed.
func Start(settings ...string) (*Server, error) {
	s, err := newServer(settings)
	if err != nil {
		return nil, err
	}
	if err := s.create(); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

func newServer(settings []string) (*Server, error) {
	programs, err := findPrograms()
	if err != nil {
		return nil, err
	}
	identity, err := findIdentity()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "pilotgraph-postgres-")
	if err != nil {
		return nil, err
	}
	return &Server{folder: folder, programs: programs, identity: identity, settings: settings}, identity.give(folder)
}

// findPrograms returns the directory with initdb and postgres: the newest that is installed.
func findPrograms() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // where Debian has them; the pattern is good
	if path, err := exec.LookPath("initdb"); err == nil {
		found = append(found, path)
	}
	if len(found) == 0 {
		return "", ErrAbsent
	}
	version := func(path string) int {
		number, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path)))) // 0 where the name is none
		return number
	}
	return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })), nil
}

// create makes the data and the roles.
func (s *Server) create() error {
	err := s.run("initdb", "--pgdata", s.data(), "--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions")
	if err != nil {
		return err
	}
	// The first line that fits is taken.
	access := "host all locked all scram-sha-256\nhost all all 127.0.0.1/32 trust\nhost replication all 127.0.0.1/32 trust\n"
	if err := os.WriteFile(filepath.Join(s.data(), "pg_hba.conf"), []byte(access), 0o600); err != nil {
		return err
	}
	if err := s.identity.give(filepath.Join(s.data(), "pg_hba.conf")); err != nil {
		return err
	}
	if err := s.Run(); err != nil {
		return err
	}
	return s.Execute("postgres", "CREATE ROLE pilotgraph LOGIN", "CREATE ROLE reader LOGIN IN ROLE pg_read_all_data",
		"CREATE ROLE stranger LOGIN", "CREATE ROLE locked LOGIN PASSWORD '"+Password+"'")
}

// Replica starts a server that follows this one.
func (s *Server) Replica(settings ...string) (*Server, error) {
	replica, err := newServer(settings)
	if err != nil {
		return nil, err
	}
	err = replica.run("pg_basebackup", "--pgdata", replica.data(), "--host=127.0.0.1", "--port="+strconv.Itoa(s.Port), "--username=postgres",
		"--checkpoint=fast", "--no-sync", "--write-recovery-conf", "--wal-method=stream")
	if err == nil {
		err = replica.Run()
	}
	if err != nil {
		replica.Stop()
		return nil, err
	}
	return replica, nil
}

func (s *Server) data() string { return filepath.Join(s.folder, "data") }

// run runs a program of PostgreSQL to its end.
func (s *Server) run(program string, args ...string) error {
	command := exec.Command(filepath.Join(s.programs, program), args...)
	command.Dir = s.folder
	s.identity.become(command)
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", program, err, output)
	}
	return nil
}

// keeper runs a server until its standard input ends, and so no longer than the program that started it; if that was
// killed, the data goes too.
const keeper = `exec 3<&0; "$@" 3<&- & server=$!; (read -r _ <&3; kill -INT $server 2>/dev/null) & exec 3<&-; wait $server; (sleep 2; [ -d "$OWNER" ] || rm -rf "$FOLDER") &`

// Run starts a server that was halted, on the port that it had.
func (s *Server) Run() error {
	for range 5 { // another program may be faster with the port
		if err := s.launch(); err != nil {
			return err
		}
		if err := s.await(); err == nil {
			return nil
		}
		s.Halt()
		if s.databases.Load() == 0 {
			s.Port = 0
		}
	}
	log, _ := os.ReadFile(filepath.Join(s.folder, "log")) // it only explains
	return fmt.Errorf("PostgreSQL does not start: %s", log)
}

func (s *Server) launch() (err error) {
	if s.Port == 0 {
		if s.Port, err = FreePort(); err != nil {
			return err
		}
	}
	if s.log, err = os.Create(filepath.Join(s.folder, "log")); err != nil {
		return err
	}
	args := []string{"-c", keeper, "sh", filepath.Join(s.programs, "postgres"), "-D", s.data()}
	for _, setting := range append([]string{
		"port=" + strconv.Itoa(s.Port), "listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "full_page_writes=off",
		"synchronous_commit=off", "max_connections=200", "shared_buffers=64MB", "max_wal_size=2GB",
	}, s.settings...) {
		args = append(args, "-c", setting)
	}
	s.process = exec.Command("/bin/sh", args...)
	s.process.Dir, s.process.Stdout, s.process.Stderr = s.folder, s.log, s.log
	s.process.Env = append(os.Environ(), "FOLDER="+s.folder, fmt.Sprintf("OWNER=/proc/%d", os.Getpid()))
	s.identity.become(s.process)
	if s.stdin, err = s.process.StdinPipe(); err != nil {
		return err
	}
	if err := s.process.Start(); err != nil {
		return err
	}
	ended, process := make(chan struct{}), s.process
	go func() {
		_ = process.Wait() // await tells why it ended
		close(ended)
	}()
	s.ended = ended
	return nil
}

// await waits until the server answers.
func (s *Server) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for {
		connection, err := pgx.Connect(ctx, s.URL("postgres", "postgres"))
		if err == nil {
			return connection.Close(ctx)
		}
		select {
		case <-s.ended:
			return fmt.Errorf("the server has ended: %w", err)
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Halt stops the server; its data stays.
func (s *Server) Halt() {
	if s.process == nil {
		return
	}
	_ = s.stdin.Close()
	select {
	case <-s.ended:
	case <-time.After(20 * time.Second):
		_ = s.process.Process.Kill()
	}
	_ = s.log.Close()
	s.process = nil
}

// Stop stops the server and removes its data.
func (s *Server) Stop() {
	s.Halt()
	_ = os.RemoveAll(s.folder) // what stays is in the directory for temporary files
}

// Address is the server's host and port.
func (s *Server) Address() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(s.Port)) }

// URL is the address of a database, for a role.
func (s *Server) URL(role, database string) string {
	return (&url.URL{Scheme: "postgres", User: url.User(role), Host: s.Address(), Path: "/" + database, RawQuery: "sslmode=disable"}).String()
}

// NewDatabase makes an empty database that pilotgraph owns, and returns its name. It sorts as people in a language do,
// where the server can: so nothing that is byte by byte is so by chance.
func (s *Server) NewDatabase() (string, error) {
	name := fmt.Sprintf("pilots_%d", s.databases.Add(1))
	create := "CREATE DATABASE " + name + " OWNER pilotgraph TEMPLATE template0"
	err := s.Execute("postgres", create+" LOCALE_PROVIDER icu ICU_LOCALE 'de' LOCALE 'C.UTF-8'")
	if err != nil && strings.Contains(err.Error(), "ICU") {
		err = s.Execute("postgres", create)
	}
	return name, err
}

// Copy makes a database that is like another one, which nobody uses meanwhile, and returns its name.
func (s *Server) Copy(database string) (string, error) {
	name := fmt.Sprintf("pilots_%d", s.databases.Add(1))
	return name, s.Execute("postgres", "CREATE DATABASE "+name+" OWNER pilotgraph TEMPLATE "+database)
}

// Execute executes statements in a database, one by one, with all rights.
func (s *Server) Execute(database string, statements ...string) error {
	ctx := context.Background()
	connection, err := pgx.Connect(ctx, s.URL("postgres", database))
	if err != nil {
		return err
	}
	for _, statement := range statements {
		if _, err = connection.Exec(ctx, statement); err != nil {
			break
		}
	}
	return errors.Join(err, connection.Close(ctx))
}

// FreePort is a port that nobody uses.
func FreePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return listener.Addr().(*net.TCPAddr).Port, listener.Close()
}
