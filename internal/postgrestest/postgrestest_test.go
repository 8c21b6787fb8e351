package postgrestest

import (
	"net"
	"testing"
)

func TestServer(t *testing.T) {
	server, err := Start()
	Require(t, err)
	defer server.Stop()
	name, err := server.NewDatabase()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Execute(name, "CREATE TABLE kept (id text)"); err != nil {
		t.Fatal(err)
	}
	server.Halt()
	if connection, err := net.Dial("tcp", server.Address()); err == nil {
		connection.Close()
		t.Error("a server that was halted still answers")
	}
	if err := server.Run(); err != nil {
		t.Fatal(err)
	}
	if err := server.Execute(name, "DROP TABLE kept"); err != nil {
		t.Errorf("the data is not there any more: %v", err)
	}
}
