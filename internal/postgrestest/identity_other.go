//go:build !unix

package postgrestest

import "os/exec"

// identity is whom PostgreSQL runs as: whoever runs the test.
type identity struct{}

func findIdentity() (*identity, error) { return nil, nil }
func (*identity) become(*exec.Cmd)     {}
func (*identity) give(string) error    { return nil }
