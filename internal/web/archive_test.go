package web_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"pilotgraph/explorer"
	"pilotgraph/internal/web"
)

// TestPackageOfARelease downloads a package whole, in part, again, and one that there is not.
func TestPackageOfARelease(t *testing.T) {
	kept := openSeed().Package
	handler, err := web.New(web.Config{
		Settings: defaults(), Log: slog.New(slog.DiscardHandler),
		Packages: func() []explorer.Package {
			return []explorer.Package{
				{Version: "0.2.0", Name: "china-pilots-0.2.0.zip", Size: kept.Size, SHA256: kept.SHA256, Open: opening(kept.Path)},
				{Version: "0.1.0", Name: "lost.zip", Open: opening(kept.Path + "-lost")},
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(method, path string, header ...string) *httptest.ResponseRecorder {
		request := httptest.NewRequest(method, path, nil)
		for i := 0; i+1 < len(header); i += 2 {
			request.Header.Set(header[i], header[i+1])
		}
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		return recorder
	}
	content, err := os.ReadFile(kept.Path)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(content)
	const path = "/releases/0.2.0/package.zip"
	whole := ask(http.MethodGet, path)
	want := map[string]string{
		"Content-Type": "application/zip", "Content-Disposition": "attachment; filename=china-pilots-0.2.0.zip", "Accept-Ranges": "bytes",
		"Etag": `"` + hex.EncodeToString(sum[:]) + `"`, "Repr-Digest": "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":",
		"Cache-Control": "public, max-age=31536000, immutable",
	}
	for name, value := range want {
		if got := whole.Header().Get(name); got != value {
			t.Errorf("%s: %q, want %q", name, got, value)
		}
	}
	if whole.Code != http.StatusOK || !bytes.Equal(whole.Body.Bytes(), content) {
		t.Errorf("status %d, %d bytes of %d", whole.Code, whole.Body.Len(), len(content))
	}
	if part := ask(http.MethodGet, path, "Range", "bytes=10-19"); part.Code != http.StatusPartialContent || !bytes.Equal(part.Body.Bytes(), content[10:20]) || part.Header().Get("Repr-Digest") != want["Repr-Digest"] {
		t.Errorf("a part: %d %q", part.Code, part.Body)
	}
	if again := ask(http.MethodGet, path, "If-None-Match", want["Etag"]); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("again: %d", again.Code)
	}
	if head := ask(http.MethodHead, "/releases/release:0.2.0/package.zip"); head.Code != http.StatusOK || head.Body.Len() != 0 || head.Header().Get("Etag") != want["Etag"] {
		t.Errorf("HEAD: %d", head.Code)
	}
	for path, status := range map[string]int{"/releases/9.9.9/package.zip": http.StatusNotFound, "/releases/..%2f..%2fetc/package.zip": http.StatusNotFound, "/releases/0.1.0/package.zip": http.StatusServiceUnavailable} {
		if got := ask(http.MethodGet, path); got.Code != status || strings.Contains(got.Body.String(), kept.Path) {
			t.Errorf("%s: %d %s", path, got.Code, got.Body)
		}
	}
	if got := ask(http.MethodPost, path); got.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", got.Code)
	}
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	if descriptor, err := archive.Open("datapackage.json"); err != nil {
		t.Errorf("the package lacks its descriptor, which has the licence: %v", err)
	} else {
		descriptor.Close()
	}
}

// opening opens a file of the disk.
func opening(path string) func(context.Context) (io.ReadSeekCloser, error) {
	return func(context.Context) (io.ReadSeekCloser, error) { return os.Open(path) }
}
