package playground

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

// policy lets the page use what comes with it, and nothing else. The editors need styles in the page, pictures in their
// style sheets, and workers; a large spreadsheet is packed by workers that the page writes itself.
const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// contentTypes are those of what a build has, by the ending of the name.
var contentTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".json": "application/json",
	".ttf":  "font/ttf",
	".txt":  "text/plain; charset=utf-8",
}

// file is what is at an address, by content coding.
type file struct {
	name         string
	brotli, gzip *coded
}

// coded is content in a coding, with its ETag.
type coded struct {
	content []byte
	tag     string
}

// newFile returns content as a file.
func newFile(name string, content []byte) (*file, error) {
	var zipped bytes.Buffer
	writer := gzip.NewWriter(&zipped)
	if _, err := writer.Write(content); err != nil {
		return nil, err
	}
	if err := writer.Close(); err != nil {
		return nil, err
	}
	made := &file{name: name}
	return made, made.add(".gz", zipped.Bytes())
}

// add adds a coding by the ending of its file.
func (f *file) add(ending string, content []byte) error {
	sum := sha256.Sum256(content)
	added := &coded{content, `"` + hex.EncodeToString(sum[:12]) + `"`}
	switch ending {
	case ".br":
		f.brotli = added
	case ".gz":
		f.gzip = added
	default:
		return fmt.Errorf("playground: %s%s is not compressed; build it with playground/ci", f.name, ending)
	}
	return nil
}

// ServeHTTP answers in the best coding that the client takes.
func (f *file) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	chosen, coding := f.choose(r.Header.Get("Accept-Encoding"))
	header := w.Header()
	header.Set("Content-Type", contentTypes[path.Ext(f.name)])
	header.Set("Content-Security-Policy", policy)
	header.Add("Vary", "Accept-Encoding")
	header.Set("ETag", chosen.tag)
	header.Set("Content-Length", strconv.Itoa(len(chosen.content)))
	if coding != "" {
		header.Set("Content-Encoding", coding)
	}
	if strings.HasPrefix(f.name, "/assets/") { // its name changes with its content
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		header.Set("Cache-Control", "no-cache")
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(chosen.content))
}

// choose returns the content in the smallest coding that an Accept-Encoding header allows.
func (f *file) choose(accepted string) (*coded, string) {
	switch {
	case f.brotli != nil && accepts(accepted, "br"):
		return f.brotli, "br"
	case accepts(accepted, "gzip"):
		return f.gzip, "gzip"
	}
	return f.plain(), ""
}

// plain unpacks the content, for the few clients that take no coding.
func (f *file) plain() *coded {
	reader, err := gzip.NewReader(bytes.NewReader(f.gzip.content))
	if err != nil {
		panic(err) // a test reads every file
	}
	content, err := io.ReadAll(reader)
	if err != nil {
		panic(err)
	}
	return &coded{content, strings.TrimSuffix(f.gzip.tag, `"`) + `-plain"`}
}

// accepts reports whether an Accept-Encoding header names a coding, with a weight above 0.
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, parameter, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		weight, given := strings.CutPrefix(strings.ReplaceAll(parameter, " ", ""), "q=")
		quality, err := strconv.ParseFloat(weight, 64)
		return !given || err == nil && quality > 0
	}
	return false
}
