package release

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// newSuffix ends the name of everything that is not complete; what bears it belongs to a publisher that is at work or was killed.
const newSuffix = ".new"

// writeFile writes a file whole or not at all: under a temporary name, synced, then renamed.
func writeFile(path string, write func(io.Writer) error) error {
	temporary := path + newSuffix
	file, err := os.Create(temporary)
	if err != nil {
		return err
	}
	err = errors.Join(write(file), file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(temporary, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	return syncFolder(filepath.Dir(path))
}

// syncFile waits until the content of a file is on the disk.
func syncFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// syncFolder waits until the names in a folder are on the disk, where the system can say so.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	defer folder.Close()
	if err := folder.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) {
		return err
	}
	return nil
}

// checksum returns the size of a file and its SHA-256 in hexadecimal digits.
func checksum(path string) (size int64, sum string, err error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer file.Close()
	return hashOf(file)
}

// hashOf returns the size and the SHA-256 of what is read.
func hashOf(reader io.Reader) (size int64, sum string, err error) {
	hash := sha256.New()
	size, err = io.Copy(hash, reader)
	return size, hex.EncodeToString(hash.Sum(nil)), err
}

// buildLayout is the form of the time in the name of a build.
const buildLayout = "20060102T150405Z"

// newBuildName returns a name that was never used before: the time and eight random bytes.
func newBuildName(at time.Time) string {
	random := make([]byte, 8)
	rand.Read(random)
	return at.UTC().Format(buildLayout) + "-" + hex.EncodeToString(random)
}

// laterBuildName returns the name of the build m, or a later one where a build of the release would follow it: the
// clock was set back.
func (p publisher) laterBuildName(m manifest) string {
	name := m.build
	entries, _ := os.ReadDir(p.d.release(m.Version)) // what cannot be read is not followed
	for _, entry := range entries {
		known := strings.TrimSuffix(entry.Name(), newSuffix)
		text, _, _ := strings.Cut(known, "-")
		if at, err := time.Parse(buildLayout, text); err == nil && known >= name {
			name = newBuildName(at.Add(time.Second))
		}
	}
	return name
}
