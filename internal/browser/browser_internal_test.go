package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestFaultsAreSeen opens a page with everything that a page must not have.
func TestFaultsAreSeen(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self' http://elsewhere.example; script-src 'self' 'unsafe-inline'")
		fmt.Fprint(w, `<!doctype html><html><title>x</title><p style="color: #ddd">pale</p><img src="http://elsewhere.example/x.png">
			<div id="wide"></div><script>console.error('said aloud'); document.querySelector('#wide').style.width = '3000px'; throw new Error('thrown')</script>`)
	}))
	defer server.Close()
	page := Start(t).Open(t, Narrow, server.URL)
	page.Go(server.URL)
	page.Allow("") // they are what this test wants
	page.WaitFor(`document.readyState === 'complete'`)
	violations, wide := strings.Join(page.Violations(), "\n"), page.Overflow()
	page.mutex.Lock()
	faults := strings.Join(page.faults, "\n")
	page.mutex.Unlock()
	for _, want := range []string{"asks another host: http://elsewhere.example/x.png", "said aloud", "thrown", "style"} {
		if !strings.Contains(faults, want) {
			t.Errorf("nobody saw %q: %s", want, faults)
		}
	}
	for _, want := range []string{"html-has-lang", "image-alt"} {
		if !strings.Contains(violations, want) {
			t.Errorf("axe-core does not find %s: %s", want, violations)
		}
	}
	if len(wide) == 0 {
		t.Error("what is too wide is not found")
	}
}
