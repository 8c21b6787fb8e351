package web_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// FuzzPages asks for pages and files at whatever address: the answer is never a fault of the server.
func FuzzPages(f *testing.F) {
	server := serve(f)
	f.Add("/zones", "kind=COMPREHENSIVE_PILOT&order=NAME&after=x&lang=de", "text/html", "zh")
	f.Add("/zones/bc-haidian", "", "application/json;q=0.5, text/html", "de, en;q=0.5")
	f.Add("/search", "q=%E6%B5%B7%E6%B7%80&type=ZONE", "*/*", "")
	f.Add("/suggestions", "q=a", "", "zh-Hant")
	f.Add("/suggestions", "", "", "")
	f.Add("/releases/0.2.0/pictures/bars.svg", "programme=x", "image/svg+xml", "")
	f.Add("/graphql", "format=csv&query={zones{nodes{id}}}", "text/csv", "en")
	f.Add("/releases/9.9.9/zones/%00", "q=%ff", "text/html", "\xff")
	f.Add("0//..", "", "text/html", "")
	f.Fuzz(func(t *testing.T, path, query, accept, language string) {
		request := httptest.NewRequest("GET", "/", nil)
		request.URL = &url.URL{Path: path, RawQuery: query}
		request.Header.Set("Accept", accept)
		request.Header.Set("Accept-Language", language)
		recorder := httptest.NewRecorder()
		server.ServeHTTP(recorder, request)
		if recorder.Code >= 500 {
			t.Fatalf("%d %s", recorder.Code, recorder.Body)
		}
		body := recorder.Body.String()
		if path == "/suggestions" && strings.TrimSpace(body) == "" {
			return // nothing was typed
		}
		if recorder.Code/100 != 3 && strings.HasPrefix(recorder.Header().Get("Content-Type"), "text/html") && !strings.HasSuffix(strings.TrimSpace(body), ">") {
			t.Fatalf("half a page: %s", body)
		}
	})
}
