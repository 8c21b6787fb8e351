package web

import (
	"bytes"
	"io"
	"net/http"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// codings are the content codings, that which costs least first.
var codings = []string{"zstd", "br", "gzip"}

// leastCompressed is the size in bytes below which an answer is sent as it is.
const leastCompressed = 1 << 10

// compressor is a writer that can be used again.
type compressor interface {
	io.WriteCloser
	Reset(io.Writer)
}

// compressors keep writers for each coding, because making one costs more than using it.
var compressors = map[string]*sync.Pool{
	"zstd": {New: func() any {
		// One window is enough for answers, and no goroutines outlive a request.
		encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20))
		if err != nil {
			panic("web: the options of zstd: " + err.Error())
		}
		return encoder
	}},
	"br":   {New: func() any { return brotli.NewWriterLevel(nil, 4) }},
	"gzip": {New: func() any { return gzip.NewWriter(nil) }},
}

// compress returns the content in a coding.
func compress(coding string, content []byte) []byte {
	pool := compressors[coding]
	writer := pool.Get().(compressor)
	var compressed bytes.Buffer
	compressed.Grow(len(content) / 4)
	writer.Reset(&compressed)
	_, _ = writer.Write(content) // a buffer takes everything
	_ = writer.Close()
	pool.Put(writer)
	return compressed.Bytes()
}

// compressing returns a writer of a body in the coding that the client wants most, and what ends it. The header must not have been
// written.
func compressing(w http.ResponseWriter, r *http.Request, wanted bool) (body io.Writer, end func() error) {
	coding := acceptedCoding(r.Header)
	if !wanted || coding == "" {
		return w, func() error { return nil }
	}
	w.Header()["Content-Encoding"] = []string{coding}
	pool := compressors[coding]
	writer := pool.Get().(compressor)
	writer.Reset(w)
	return writer, func() error {
		defer pool.Put(writer)
		return writer.Close()
	}
}
