package web

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// asset is content that is the same for all who ask.
type asset struct {
	media   string
	tag     string
	control []string // value of Cache-Control
	content []byte
	coded   []func() []byte // by the place of the coding in codings; compressed once
}

func newAsset(media string, content []byte, control []string) *asset {
	sum := sha256.Sum256(content)
	a := &asset{media: media, tag: `W/"` + base64.RawURLEncoding.EncodeToString(sum[:18]) + `"`, content: content, control: control}
	for _, coding := range codings {
		a.coded = append(a.coded, sync.OnceValue(func() []byte { return compress(coding, content) }))
	}
	return a
}

// ServeHTTP sends the content compressed, and not at all where the client has it.
func (a *asset) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Add("Vary", "Accept-Encoding")
	header["Etag"] = []string{a.tag}
	header["Cache-Control"] = a.control
	if condition := r.Header.Get("If-None-Match"); strings.TrimSpace(condition) == "*" || matchesTag(condition, a.tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	content, coding := a.content, acceptedCoding(r.Header)
	if len(content) < leastCompressed {
		coding = ""
	}
	if coding != "" {
		content = a.coded[slices.Index(codings, coding)]()
	}
	write(w, r, http.StatusOK, a.media, coding, content)
}
