// Package datapackage reads and validates a package of PilotGraph: a Data Package (version 2) of CSV files in a
// directory, a zip file or any other file system. docs/data.md describes the format and the rules of the check.
package datapackage

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

// Package is a package that was opened. Its methods may be called from several goroutines at once, except for
// OnRead.
type Package struct {
	files      fs.FS
	closer     io.Closer
	document   map[string]any
	descriptor rawDescriptor
	onRead     func(rows int)
}

// Open opens the package at path, a directory or a zip file, and reads its descriptor. Nothing outside of the
// directory is ever read. An error is an *Error; Close the package when done.
func Open(path string) (*Package, error) {
	files, closer, err := openFiles(path)
	if err != nil {
		return nil, err
	}
	p, err := New(files)
	if err != nil {
		closer.Close()
		return nil, inPackage(path, err)
	}
	p.closer = closer
	return p, nil
}

// inPackage names the package in an error of one of its files.
func inPackage(path string, err error) error {
	var problem *Error
	if errors.As(err, &problem) && problem.Path != path {
		problem.Path = path + ": " + problem.Path
	}
	return err
}

// New reads the descriptor of the package in a file system, such as one that is embedded. It returns an *Error where
// there is no descriptor that can be read as a JSON object; everything else that is wrong is left to Check.
func New(files fs.FS) (*Package, error) {
	content, err := readFile(files, descriptorFile, maxDescriptor)
	if err != nil {
		return nil, err
	}
	p := &Package{files: files}
	if p.document, err = parseDocument(content); err != nil {
		return nil, err
	}
	p.descriptor = decodeDescriptor(content)
	return p, nil
}

// OnRead has a function called while rows are read, by whatever method, with how many were read since its last call.
// It must not be called while another goroutine reads; nil ends it.
func (p *Package) OnRead(read func(rows int)) { p.onRead = read }

// Silent returns the same package without what OnRead set, so that it may be read beside it. It is not closed by itself.
func (p *Package) Silent() *Package {
	silent := *p
	silent.onRead, silent.closer = nil, nil
	return &silent
}

// State tells when the files of the package were written, and how long they are: where it is the same as before, they are
// too. An error is an *Error.
func (p *Package) State() (string, error) {
	var state strings.Builder
	names := []string{descriptorFile}
	for _, r := range p.Descriptor().Resources {
		names = append(names, r.Path)
	}
	for _, name := range names {
		if !fs.ValidPath(name) {
			continue // which the check reports
		}
		info, err := fs.Stat(p.files, name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			fmt.Fprintf(&state, "%s is not there\n", name)
		case err != nil:
			return "", unreadable(name, err, "Check the disk.")
		default:
			fmt.Fprintf(&state, "%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
		}
	}
	return state.String(), nil
}

// Close releases the directory or zip file behind the package; rows can no longer be read afterwards. It returns the
// error of the operating system, if any.
func (p *Package) Close() error {
	if p.closer == nil {
		return nil
	}
	return p.closer.Close()
}

// openFiles returns the files of a directory or of a zip file, and what closes them.
func openFiles(path string) (fs.FS, io.Closer, error) {
	info, err := os.Stat(path)
	if err == nil && !info.IsDir() && !info.Mode().IsRegular() {
		err = errNotRegular // opening a named pipe would wait for ever
	}
	if link, failed := os.Lstat(path); errors.Is(err, fs.ErrNotExist) && failed == nil && link.Mode()&fs.ModeSymlink != 0 {
		err = errDangling
	}
	if err != nil {
		return nil, nil, unreadable(path, err, "Name a directory or a zip file that holds "+descriptorFile+".")
	}
	if info.IsDir() {
		root, err := os.OpenRoot(path)
		if err != nil {
			return nil, nil, unreadable(path, err, "Check the permissions of the directory.")
		}
		return root.FS(), root, nil
	}
	files, closer, err := openZip(path)
	if err != nil {
		return nil, nil, unreadable(path, err, "Name a directory or a zip file that holds "+descriptorFile+".")
	}
	return files, closer, nil
}

// openRegular opens a file for reading. It looks before it opens, because opening a named pipe waits for ever.
func openRegular(files fs.FS, name string) (fs.File, error) {
	info, err := fs.Stat(files, name)
	if errors.Is(err, fs.ErrNotExist) {
		if link, failed := fs.Lstat(files, name); failed == nil && link.Mode()&fs.ModeSymlink != 0 {
			err = errDangling
		}
	}
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNotRegular
	}
	return files.Open(name)
}

// readFile returns the content of a file of at most limit bytes; an error is an *Error.
func readFile(files fs.FS, name string, limit int64) ([]byte, error) {
	remedy := "Put the file at the top of the package, with permission to read it."
	file, err := openRegular(files, name)
	if err != nil {
		return nil, unreadable(name, err, remedy)
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, unreadable(name, err, remedy)
	}
	if int64(len(content)) > limit {
		return nil, &Error{
			Path:    name,
			Message: fmt.Sprintf("the file is larger than %d MiB", limit>>20),
			Remedy:  "Shorten it.",
		}
	}
	return content, nil
}
