package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// FuzzNegotiation reads whatever may stand in a header: nothing is chosen that is not offered.
func FuzzNegotiation(f *testing.F) {
	for _, text := range []string{"", "*/*", "application/json;q=0.5, */*;q=0.1", "gzip;q=1.0, *;q=0", `W/"x", "y"`, "a/b;q=;;;", ",,,", "\x00", "application/json;q=1e400"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		header := http.Header{"Accept": {text}, "Accept-Encoding": {text}}
		if media := acceptedMedia(header, plainMedia, graphqlMedia, plainMedia); media != "" && media != plainMedia && media != graphqlMedia {
			t.Errorf("%q: %s is not offered", text, media)
		}
		if coding := acceptedCoding(header); coding != "" && !strings.Contains("zstd br gzip", coding) {
			t.Errorf("%q: %s is not offered", text, coding)
		}
		if matchesTag(text, `W/"tag"`) && !strings.Contains(text, `"tag"`) {
			t.Errorf("%q has no tag", text)
		}
		request := httptest.NewRequest("GET", "/", nil)
		request.Header.Set("X-Forwarded-For", text)
		if clientAddress(request, nil) == "" {
			t.Errorf("%q: no address", text)
		}
	})
}
