package web

import (
	"io"
	"sync"
	"sync/atomic"
)

// CountCompressions counts from now on how often something is compressed. The returned function ends that.
func CountCompressions() (count *atomic.Int64, end func()) {
	count = &atomic.Int64{}
	before := compressors
	compressors = map[string]*sync.Pool{}
	for coding, pool := range before {
		compressors[coding] = &sync.Pool{New: func() any { return counted{pool.New().(compressor), count} }}
	}
	return count, func() { compressors = before }
}

// counted is a compressor that counts how often it begins.
type counted struct {
	compressor
	count *atomic.Int64
}

// Reset begins anew.
func (c counted) Reset(w io.Writer) {
	c.count.Add(1)
	c.compressor.Reset(w)
}
