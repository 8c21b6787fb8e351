package datapackage

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
)

// WriteDirectory writes the package in canonical form into a directory, which is made where it does not exist and must
// be empty: reading it back gives the same hash. It returns an *Error. The descriptor comes last, so that what was
// interrupted is not a package.
func (p *Package) WriteDirectory(directory string) error {
	entries, err := p.entries()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return unreadable(directory, err, "Name another directory.")
	}
	there, err := os.ReadDir(directory)
	if err != nil {
		return unreadable(directory, err, "Name another directory.")
	}
	if len(there) > 0 {
		return &Error{
			Path: directory, Message: fmt.Sprintf("the directory is not empty; it holds %s", short(there[0].Name())),
			Remedy: "Name an empty directory, or one that does not exist yet; nothing was touched.",
		}
	}
	root, err := os.OpenRoot(directory)
	if err != nil {
		return unreadable(directory, err, "Name another directory.")
	}
	defer root.Close()
	var descriptor entry
	for _, e := range entries {
		if e.name == descriptorFile {
			descriptor = e
		} else if err := writeEntry(root, e); err != nil {
			return notWritten(directory, err)
		}
	}
	return notWritten(directory, writeEntry(root, descriptor))
}

func writeEntry(root *os.Root, e entry) error {
	if folder := path.Dir(e.name); folder != "." {
		if err := root.MkdirAll(filepath.FromSlash(folder), 0o755); err != nil {
			return err
		}
	}
	file, err := root.Create(filepath.FromSlash(e.name))
	if err != nil {
		return err
	}
	return errors.Join(e.write(io.Writer(file)), file.Close())
}

// notWritten explains why a package could not be written.
func notWritten(directory string, err error) error {
	var known *Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return &Error{Path: directory, Message: "writing failed: " + reason(err), Remedy: "Check the permissions, and whether the disk is full; the package there is not whole.", cause: err}
}
