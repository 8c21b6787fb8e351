//go:build cgo

package release

import (
	"context"
	"errors"
	"syscall"

	"github.com/mattn/go-sqlite3"
)

// systemError returns what the operating system said, where the database only passes it on.
func systemError(err error) error {
	var driver sqlite3.Error
	if !errors.As(err, &driver) {
		return err
	}
	switch {
	case driver.SystemErrno != 0:
		return driver.SystemErrno
	case driver.Code == sqlite3.ErrFull:
		return syscall.ENOSPC
	case driver.Code == sqlite3.ErrPerm, driver.Code == sqlite3.ErrReadonly:
		return syscall.EACCES
	case driver.Code == sqlite3.ErrInterrupt:
		return context.Canceled // the only one who interrupts
	}
	return err
}
