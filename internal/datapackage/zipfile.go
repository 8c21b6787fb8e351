package datapackage

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Limits of zip files, so that a small one takes neither much memory nor much time.
const (
	maxDirectory = 1 << 20 // bytes of the list of its files
	maxExpansion = 200     // how many times its packed size a file may have; tables have 3 to 20
	freeSize     = 64 << 20
	maxStream    = 4 << 30 // bytes of a zip file that is not on the disk
)

var (
	errDirectory = errors.New("the list of files in the zip file is too long")
	errExpansion = errors.New("a file in the zip file is packed too tightly")
	errShared    = errors.New("files in the zip file share their bytes")
)

// openZip opens a zip file. Its files are read through bounds.
func openZip(path string) (fs.FS, io.Closer, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	files, err := readZip(file)
	if err != nil {
		file.Close()
		return nil, nil, err
	}
	return files, file, nil
}

func readZip(file *os.File) (fs.FS, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	bounded := &boundedReaderAt{file: file, left: maxDirectory + 128<<10} // with what is looked through for its end
	archive, err := zip.NewReader(bounded, info.Size())
	if bounded.left < 0 {
		return nil, errDirectory
	}
	if err != nil {
		return nil, err
	}
	bounded.open = true
	packed := uint64(0)
	for _, each := range archive.File {
		if packed += each.CompressedSize64; each.CompressedSize64 > uint64(info.Size()) || packed > uint64(info.Size()) {
			return nil, errShared
		}
	}
	return zipFiles{archive}, nil
}

// boundedReaderAt reads a number of bytes at most, until it is opened.
type boundedReaderAt struct {
	file *os.File
	left int
	open bool
}

func (b *boundedReaderAt) ReadAt(buffer []byte, at int64) (int, error) {
	if !b.open {
		if b.left -= len(buffer); b.left < 0 {
			return 0, errDirectory
		}
	}
	return b.file.ReadAt(buffer, at)
}

// zipFiles are the files of an archive, none of which expands without bound.
type zipFiles struct{ archive *zip.Reader }

// Open opens a file of the archive.
func (z zipFiles) Open(name string) (fs.File, error) {
	file, err := z.archive.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return nil, err
	}
	header, isFile := info.Sys().(*zip.FileHeader)
	if !isFile || info.IsDir() {
		return file, nil
	}
	return &expandingFile{File: file, left: max(freeSize, maxExpansion*int64(header.CompressedSize64))}, nil
}

// expandingFile ends with an error where more comes out than a table could have.
type expandingFile struct {
	fs.File
	left int64
}

func (f *expandingFile) Read(buffer []byte) (int, error) {
	if f.left <= 0 {
		return 0, errExpansion
	}
	n, err := f.File.Read(buffer)
	f.left -= int64(n)
	return n, err
}

// OpenStream opens the package in a zip file that is read to its end, such as the standard input. It is kept in the
// directory for temporary files until the package is closed. Errors are those of Open.
func OpenStream(stream io.Reader) (*Package, error) {
	const name = "the zip file that was read"
	file, err := os.CreateTemp("", "pilotgraph-package-*.zip")
	if err != nil {
		return nil, unreadable("the directory for temporary files", err, "Set TMPDIR to a directory that can be written.")
	}
	temporary := temporaryFile{file}
	size, err := io.Copy(file, io.LimitReader(stream, maxStream+1))
	switch {
	case err == nil && size > maxStream:
		err = &Error{Path: name, Message: fmt.Sprintf("it is larger than %d GiB", maxStream>>30), Remedy: "Name the file instead."}
	case err == nil && size == 0:
		err = &Error{Path: name, Message: "it is empty", Remedy: "Send a zip file that holds " + descriptorFile + "."}
	case err != nil:
		err = unreadable(name, err, "Check that there is room in the directory for temporary files.")
	}
	var files fs.FS
	if err == nil {
		if files, err = readZip(file); err != nil {
			err = unreadable(name, err, "Send a zip file that holds "+descriptorFile+".")
		}
	}
	var p *Package
	if err == nil {
		p, err = New(files)
	}
	if err != nil {
		temporary.Close()
		return nil, inPackage(name, err)
	}
	p.closer = temporary
	return p, nil
}

// temporaryFile is removed when it is closed.
type temporaryFile struct{ *os.File }

// Close closes and removes the file.
func (f temporaryFile) Close() error { return errors.Join(f.File.Close(), os.Remove(f.Name())) }
