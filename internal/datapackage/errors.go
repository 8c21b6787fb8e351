package datapackage

import (
	"archive/zip"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"syscall"
)

// Error says for people why a package, or a file in it, cannot be read: where, what and what to do.
type Error struct {
	Path    string // the package or the file in it
	Row     int    // the row as a spreadsheet shows it, 0 where no row is meant
	Message string // what is wrong, without a full stop
	Remedy  string // what to do, a sentence
	cause   error
}

// Error returns one line such as "zones.csv, row 7: the row has 3 cells, the header 5. Add the missing cells."
func (e *Error) Error() string {
	where := e.Path
	if e.Row > 0 {
		where = fmt.Sprintf("%s, row %d", where, e.Row)
	}
	return where + ": " + e.Message + ". " + e.Remedy
}

// Unwrap returns the error behind this one, such as fs.ErrNotExist, or nil.
func (e *Error) Unwrap() error { return e.cause }

var (
	errNotRegular = errors.New("not a regular file")
	errDangling   = fmt.Errorf("dangling link: %w", fs.ErrNotExist)
	errRowTooLong = errors.New("row too long")
)

// unreadable turns an error of opening or reading a file into an Error without technical vocabulary.
func unreadable(path string, err error, remedy string) *Error {
	return &Error{Path: path, Message: reason(err), Remedy: remedy, cause: err}
}

// reason says in plain words why a file cannot be opened or read.
func reason(err error) string {
	switch {
	case errors.Is(err, errDangling):
		return "the symbolic link leads to a file that is not there"
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file"
	case errors.Is(err, fs.ErrPermission):
		return "reading it is not permitted"
	case errors.Is(err, errNotRegular):
		return "it is not a file that can be read"
	case errors.Is(err, zip.ErrFormat):
		return "the file is not a zip file, or it is damaged"
	case errors.Is(err, errDirectory):
		return fmt.Sprintf("the list of files in the zip file is longer than %d MiB", maxDirectory>>20)
	case errors.Is(err, errExpansion):
		return fmt.Sprintf("the file unpacks to more than %d times its size in the zip file, which no table does", maxExpansion)
	case errors.Is(err, errShared):
		return "files in the zip file share their bytes"
	case errors.Is(err, syscall.ENOSPC):
		return "the disk is full"
	case errors.Is(err, syscall.EROFS):
		return "the file system is read-only"
	case errors.Is(err, syscall.ELOOP):
		return "the symbolic links lead in a circle"
	case errors.Is(err, syscall.ENOTDIR):
		return "a part of the path is a file, not a directory"
	case damaged(err):
		return "the zip file is damaged or of a kind that cannot be read"
	case strings.Contains(err.Error(), "path escapes from parent"): // os.Root has no value to compare with
		return "the file lies outside of the package"
	}
	return "it cannot be read"
}

// damaged tells whether an error comes from the content of a zip file, not from the disk that it lies on.
func damaged(err error) bool {
	var corrupt flate.CorruptInputError
	return errors.Is(err, zip.ErrFormat) || errors.Is(err, zip.ErrChecksum) || errors.Is(err, zip.ErrAlgorithm) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &corrupt)
}
