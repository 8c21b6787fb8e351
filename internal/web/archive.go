package web

import (
	"encoding/base64"
	"encoding/hex"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"pilotgraph/graph/fault"
)

// archive answers with the package of a release, whole or in ranges, with its checksum. Each piece must be read within a time.
func archive(packages func() []Package, each time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		version := strings.TrimPrefix(r.PathValue("release"), "release:")
		var kept []Package
		if packages != nil {
			kept = packages()
		}
		i := slices.IndexFunc(kept, func(p Package) bool { return p.Version == version })
		if i < 0 {
			refuse(w, http.StatusNotFound, fault.NotFound, "The release %s is not kept here; /releases lists those that are.", fault.Quote(version))
			return
		}
		file, err := kept[i].Open(r.Context())
		if err != nil {
			refuse(w, http.StatusServiceUnavailable, fault.Unavailable, "The package of release %s cannot be read now; try again later.", fault.Quote(version))
			return
		}
		defer file.Close()
		header := w.Header()
		header["Cache-Control"] = immutable
		header.Set("Content-Type", "application/zip")
		header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": kept[i].Name}))
		if sum, err := hex.DecodeString(kept[i].SHA256); err == nil && len(sum) > 0 {
			header.Set("Etag", `"`+kept[i].SHA256+`"`)
			header.Set("Repr-Digest", "sha-256=:"+base64.StdEncoding.EncodeToString(sum)+":")
		}
		http.ServeContent(patient{w, http.NewResponseController(w), each}, r, "", time.Time{}, file)
	})
}

// patient gives each piece of an answer the time that else the whole answer has.
type patient struct {
	http.ResponseWriter
	control *http.ResponseController
	each    time.Duration
}

// Write writes a piece.
func (p patient) Write(piece []byte) (int, error) {
	_ = p.control.SetWriteDeadline(time.Now().Add(p.each)) // a server without deadlines needs none
	return p.ResponseWriter.Write(piece)
}
