//go:build unix

package postgrestest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// identity is whom PostgreSQL runs as: nil for whoever runs the test. It refuses to run as root.
type identity struct{ user, group int }

// findIdentity returns nil unless root runs the test.
func findIdentity() (*identity, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		owner, err := strconv.Atoi(found.Uid)
		group, groupErr := strconv.Atoi(found.Gid)
		if err := errors.Join(err, groupErr); err != nil {
			return nil, err
		}
		return &identity{owner, group}, nil
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")
}

// become has a command run as the identity.
func (i *identity) become(command *exec.Cmd) {
	if i != nil {
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(i.user), Gid: uint32(i.group)}}
	}
}

// give gives a file or directory to the identity.
func (i *identity) give(path string) error {
	if i == nil {
		return nil
	}
	if err := os.Chown(path, i.user, i.group); err != nil {
		return err
	}
	for folder := filepath.Dir(path); folder != "/"; folder = filepath.Dir(folder) {
		if info, err := os.Stat(folder); err == nil && info.Mode()&0o001 == 0 {
			if owner, ok := info.Sys().(*syscall.Stat_t); !ok || int(owner.Uid) != i.user {
				return fmt.Errorf("%s is closed to the user that PostgreSQL runs as; set TMPDIR to a directory that is open", folder)
			}
		}
	}
	return nil
}
