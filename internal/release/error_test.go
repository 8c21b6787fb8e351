//go:build cgo

package release

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"github.com/mattn/go-sqlite3"
)

func TestFailuresAreSentences(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{syscall.ENOSPC, "full"},
		{syscall.EDQUOT, "full"},
		{&fs.PathError{Op: "write", Path: "/x", Err: syscall.EFBIG}, "full"},
		{sqlite3.Error{Code: sqlite3.ErrFull}, "full"},
		{fmt.Errorf("x: %w", sqlite3.Error{Code: sqlite3.ErrIoErr, SystemErrno: syscall.EFBIG}), "full"},
		{&fs.PathError{Op: "mkdir", Path: "/x", Err: syscall.EROFS}, "read-only"},
		{syscall.EACCES, "permission"},
		{sqlite3.Error{Code: sqlite3.ErrReadonly}, "permission"},
		{syscall.ELOOP, "circle"},
		{syscall.ENOTDIR, "not a directory"},
		{syscall.ENAMETOOLONG, "too long"},
		{syscall.EMFILE, "too many files"},
		{fs.ErrNotExist, "no such file"},
		{syscall.EIO, "failed"},
		{errors.New("open /x: sqlite errno"), "failed"},
	} {
		problem := failure("/data", c.err)
		text := problem.Error()
		if !strings.HasPrefix(text, "/data: ") || !strings.Contains(text, c.want) || strings.Contains(strings.ToLower(text), "sql") {
			t.Errorf("%v became %q", c.err, text)
		}
		if problem.Unwrap() != c.err {
			t.Errorf("the cause of %v is lost", c.err)
		}
	}
}
