package datapackage

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"strings"
)

// hashes are the ways in which a descriptor may give the hash of a file; without a name it is MD5 (Data Package).
var hashes = map[string]func() hash.Hash{"": md5.New, "md5": md5.New, "sha1": sha1.New, "sha256": sha256.New, "sha512": sha512.New}

// hashing returns by what a hash was made, and the hash itself.
func (r *rawResource) hashing() (way, digits string) {
	way, digits, named := strings.Cut(r.Hash, ":")
	if !named {
		way, digits = "", r.Hash
	}
	return strings.ToLower(way), digits
}

// checkContent compares the file of a table with the size and the hash that the descriptor gives.
func (c *checker) checkContent(t *table) error {
	r := t.resource
	if r.Bytes == nil && r.Hash == "" {
		return nil
	}
	file, err := openRegular(c.pack.files, t.file)
	if err != nil {
		return unreadable(t.file, err, "It changed during the check; check again.")
	}
	defer file.Close()
	way, want := r.hashing()
	digest := hashes[way]()
	size, err := io.Copy(digest, file)
	if err != nil {
		return unreadable(t.file, err, "Check the disk, or the zip file.")
	}
	const remedy = "Take the file as it was published; where you changed it, correct or remove %s in " + descriptorFile + "."
	if r.Bytes != nil && *r.Bytes != size {
		c.add(ruleFile, place{file: t.file}, "", fmt.Sprintf("The file has %d bytes, and the descriptor says %d.", size, *r.Bytes), fmt.Sprintf(remedy, "bytes"))
	}
	if got := hex.EncodeToString(digest.Sum(nil)); r.Hash != "" && !strings.EqualFold(got, want) {
		c.add(ruleFile, place{file: t.file}, "", "The file has another hash than the descriptor says: "+got+".", fmt.Sprintf(remedy, "hash"))
	}
	return nil
}
