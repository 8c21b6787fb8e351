package release

import (
	"context"
	"errors"
	"io/fs"
	"syscall"
	"time"
)

// Error says for people why a release cannot be published or opened: where, what and what to do.
type Error struct {
	Path    string // the file or directory, or empty
	Message string // what is wrong, without a full stop
	Remedy  string // what to do, one or more sentences
	cause   error
}

// Error returns one line such as "/data: this is a file, not a directory. Name a directory for the data."
func (e *Error) Error() string {
	text := e.Message + ". " + e.Remedy
	if e.Path != "" {
		text = e.Path + ": " + text
	}
	return text
}

// Unwrap returns the error behind this one, which belongs into a log, or nil.
func (e *Error) Unwrap() error { return e.cause }

// failure turns the error of reading or writing a path into an Error.
func failure(path string, err error) *Error {
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	message, remedy := reason(err)
	return &Error{Path: path, Message: message, Remedy: remedy, cause: err}
}

// orStopped returns err, or where the context has ended an Error that says so: the system and the database have many
// other words for work that was stopped.
func orStopped(ctx context.Context, path, message string, err error) error {
	ended := ctx.Err()
	if deadline, ok := ctx.Deadline(); ok && ended == nil && !time.Now().Before(deadline) {
		ended = context.DeadlineExceeded // the network may be faster to say so than the context
	}
	if err == nil || ended == nil {
		return err
	}
	return &Error{Path: path, Message: message, Remedy: "Start again.", cause: errors.Join(ended, err)}
}

// reason says in plain words what an error of the system or of the database means, and what to do.
func reason(err error) (message, remedy string) {
	err = systemError(err)
	switch {
	case isAny(err, syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG):
		return "the disk is full, or a file may not become so large", "Make room and start again; nothing was changed."
	case isAny(err, syscall.EROFS):
		return "the file system is read-only", "Name a directory on a disk that can be written."
	case isAny(err, fs.ErrPermission):
		return "this user has no permission for it", "Change the permissions, or name another directory."
	case isAny(err, syscall.ELOOP):
		return "the symbolic links lead in a circle", "Remove them, or name another directory."
	case isAny(err, syscall.ENOTDIR):
		return "a part of the path is a file, not a directory", "Name another directory."
	case isAny(err, syscall.ENAMETOOLONG):
		return "the path is too long", "Name a directory with a shorter path."
	case isAny(err, syscall.EMFILE, syscall.ENFILE):
		return "too many files are in use", "Raise the limit of files for this user and start again."
	case isAny(err, fs.ErrNotExist):
		return "there is no such file or directory", "Check the path."
	}
	return unknownReason, "Check the disk and start again; the log has the details."
}

// unknownReason is what happened where nobody knows more.
const unknownReason = "reading or writing failed"

func isAny(err error, targets ...error) bool {
	for _, target := range targets {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}
