package web

import (
	"crypto/sha256"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/maypok86/otter/v2"
)

// answerKey is the SHA-256 of all that decides an answer.
type answerKey [sha256.Size]byte

// kept is an answer, and the codings of it that were wanted: each is made once, for all who ask at once and who ask later.
type kept struct {
	plain     []byte
	coded     []onceCoded // by the place of the coding in codings
	inCodings atomic.Int64
	operation string // its name
	cost      int    // of the operation
}

// onceCoded is a content in one coding as soon as it is wanted.
type onceCoded struct {
	once    sync.Once
	content []byte
}

func newKept(plain []byte) *kept { return &kept{plain: plain, coded: make([]onceCoded, len(codings))} }

// size is how many bytes an answer takes in memory.
func (k *kept) size() int { return len(k.plain) + 300 + int(k.inCodings.Load()) }

// in returns the answer in a coding; isNew tells the one call that made it.
func (k *kept) in(coding string) (content []byte, isNew bool) {
	coded := &k.coded[slices.Index(codings, coding)]
	coded.once.Do(func() {
		coded.content, isNew = compress(coding, k.plain), true
		k.inCodings.Add(int64(len(coded.content)))
	})
	return coded.content, isNew
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

// coded returns an answer in a coding ("" for as it is), and the coding it really has: small ones stay plain.
func (c *cache) coded(key answerKey, found *found, coding string) (content []byte, has string) {
	answer := found.answer
	if coding == "" || len(answer.plain) < leastCompressed {
		return answer.plain, ""
	}
	content, isNew := answer.in(coding)
	if isNew && found.code == "" {
		c.keep(key, answer) // so that it is weighed again
	}
	return content, coding
}
