package web

import (
	"crypto/sha256"
	"slices"

	"github.com/maypok86/otter/v2"
)

// answerKey is the SHA-256 of all that decides an answer.
type answerKey [sha256.Size]byte

// kept is an answer in the codings in which it was sent. It never changes.
type kept struct {
	plain     []byte
	coded     [][]byte // by the place of the coding in codings; nil where it was not sent so
	operation string   // its name
	cost      int      // of the operation
}

// size is how many bytes an answer takes in memory.
func (k *kept) size() int {
	size := len(k.plain) + 200
	for _, coded := range k.coded {
		size += len(coded)
	}
	return size
}

// cache keeps answers of releases, which never change. A nil cache keeps nothing.
type cache struct {
	answers *otter.Cache[answerKey, *kept]
}

// newCache returns a cache of some MiB, or nil for 0.
func newCache(mebibytes int) *cache {
	if mebibytes == 0 {
		return nil
	}
	return &cache{otter.Must(&otter.Options[answerKey, *kept]{
		MaximumWeight: uint64(mebibytes) << 20,
		Weigher:       func(_ answerKey, answer *kept) uint32 { return uint32(answer.size()) },
	})}
}

// get returns the answer to a question, or nil.
func (c *cache) get(key answerKey) *kept {
	if c == nil {
		return nil
	}
	answer, _ := c.answers.GetIfPresent(key)
	return answer
}

// keep keeps an answer.
func (c *cache) keep(key answerKey, answer *kept) {
	if c != nil {
		c.answers.Set(key, answer)
	}
}

// coded returns an answer in a coding ("" for as it is), and the coding it really has: small ones stay plain. Only answers
// without errors are kept in the coding.
func (c *cache) coded(key answerKey, found *found, coding string) (content []byte, has string) {
	answer := found.answer
	if coding == "" || len(answer.plain) < leastCompressed {
		return answer.plain, ""
	}
	place := slices.Index(codings, coding)
	if answer.coded != nil && answer.coded[place] != nil {
		return answer.coded[place], coding
	}
	if c == nil || found.code != "" {
		return compress(coding, answer.plain), coding
	}
	more := *answer
	more.coded = make([][]byte, len(codings))
	copy(more.coded, answer.coded)
	more.coded[place] = compress(coding, answer.plain)
	c.keep(key, &more)
	return more.coded[place], coding
}
