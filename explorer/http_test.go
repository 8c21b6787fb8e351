package explorer_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pilotgraph/internal/web"
)

// TestHeaders reads what pages say beside their content.
func TestHeaders(t *testing.T) {
	site := seedSite()
	for _, address := range []string{"/", "/zones", "/releases/0.2.0/zones/bc-haidian", "/search?q=bank", "/pictures/bars.svg", "/releases.atom"} {
		answer := site.get(address, "Accept-Language", "de")
		header := answer.Header()
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
			"Cache-Control":           "private, max-age=60, stale-while-revalidate=600", "Content-Language": "de", "X-Content-Type-Options": "nosniff", "Set-Cookie": "",
		} {
			if got := header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", address, name, got, want)
			}
		}
		for _, name := range []string{"Accept-Language", "Accept-Encoding", "Accept"} {
			if !strings.Contains(strings.Join(header.Values("Vary"), ", "), name) {
				t.Errorf("%s varies by %q, not by %s", address, header.Values("Vary"), name)
			}
		}
		tag := header.Get("ETag")
		if again := site.get(address, "Accept-Language", "de", "If-None-Match", tag); again.Code != http.StatusNotModified || again.Body.Len() != 0 || again.Header().Get("ETag") != tag {
			t.Errorf("%s is sent again: %d, %d bytes", address, again.Code, again.Body.Len())
		}
		for what, other := range map[string]*httptest.ResponseRecorder{
			"language": site.get(address, "Accept-Language", "zh"), "parameter": site.get(with(address, "lang", "de")),
			"setting": serve(openSeed(), func(s *web.Settings) { s.ReportTo = "x@y.example" }).get(address, "Accept-Language", "de"),
		} {
			if other.Header().Get("ETag") == tag {
				t.Errorf("%s has the same tag with another %s", address, what)
			}
		}
	}
}

func TestMethods(t *testing.T) {
	for _, address := range []string{"/", "/zones", "/zones/bc-haidian", "/releases", "/releases.json", "/search", "/nothing", "/pictures/bars.svg"} {
		request := httptest.NewRequest(http.MethodPost, address, nil)
		recorder := httptest.NewRecorder()
		seedSite().ServeHTTP(recorder, request)
		if recorder.Code != http.StatusMethodNotAllowed || recorder.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("POST %s: %d, Allow %q", address, recorder.Code, recorder.Header().Get("Allow"))
		}
		request = httptest.NewRequest(http.MethodHead, address, nil)
		recorder = httptest.NewRecorder()
		seedSite().ServeHTTP(recorder, request)
		if address != "/nothing" && (recorder.Code != http.StatusOK || recorder.Body.Len() != 0) {
			t.Errorf("HEAD %s: %d, %d bytes", address, recorder.Code, recorder.Body.Len())
		}
	}
}

// TestASlashTooMany asks for pages with a slash at the end of their address.
func TestASlashTooMany(t *testing.T) {
	for address, want := range map[string]string{
		"/zones/": "/zones", "/zones/?lang=de&kind=PILOT_CITY": "/zones?lang=de&kind=PILOT_CITY", "/releases/": "/releases", "/releases/0.2.0/": "/releases/0.2.0",
		"/releases/0.2.0/institutions/": "/releases/0.2.0/institutions",
	} {
		if answer := seedSite().get(address); answer.Code != http.StatusMovedPermanently || answer.Header().Get("Location") != want {
			t.Errorf("%s: status %d, to %s; want %s", address, answer.Code, answer.Header().Get("Location"), want)
		}
	}
	for _, address := range []string{"/nothing/", "/aliases/"} {
		seedSite().pageWith(t, http.StatusNotFound, address)
	}
}

// TestProgramsGetJSON asks for records as programs do that prefer JSON.
func TestProgramsGetJSON(t *testing.T) {
	for _, address := range []string{"/zones/bc-haidian", "/releases/0.2.0/zones/bc-haidian"} {
		answer := seedSite().get(address, "Accept", "application/json")
		location := answer.Header().Get("Location")
		if answer.Code != http.StatusSeeOther || !strings.HasPrefix(location, "/releases/0.2.0/graphql?query=") {
			t.Fatalf("%s: %d to %s", address, answer.Code, location)
		}
		if found := seedSite().get(location, "Accept", "application/json"); !strings.Contains(found.Body.String(), `"id":"zone:bc-haidian"`) {
			t.Errorf("%s leads to %s", address, found.Body)
		}
		for _, accept := range []string{"*/*", ""} {
			if page := seedSite().get(address, "Accept", accept); page.Code != http.StatusOK || !strings.Contains(page.Body.String(), "<h1>") {
				t.Errorf("%s with Accept %q: %d", address, accept, page.Code)
			}
		}
	}
}

// TestBusyServer asks for a page where no operation finds a place: people read that, programs get the error.
func TestBusyServer(t *testing.T) {
	limited := serve(openSeed(), func(s *web.Settings) { s.RateCost = 1 })
	limited.get("/sectors") // takes all that one address may ask in this minute
	answer := limited.get("/zones", "Accept-Language", "de")
	if answer.Code != http.StatusTooManyRequests || answer.Header().Get("Retry-After") == "" || answer.Header().Get("Cache-Control") != "no-store" ||
		!strings.Contains(answer.Body.String(), "zu viele Anfragen") {
		t.Errorf("%d %v %s", answer.Code, answer.Header(), answer.Body)
	}
	parse(t, "/zones", answer.Body.String()).isSound(t)
	if answer := limited.get("/institutions", "Accept", "*/*"); answer.Code != http.StatusTooManyRequests || !strings.Contains(answer.Body.String(), "TOO_MANY_REQUESTS") {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
	narrow := serve(openSeed(), func(s *web.Settings) { s.Limits.Cost = 10 })
	if answer := narrow.get("/zones"); answer.Code != http.StatusInternalServerError || !strings.Contains(answer.Body.String(), "failed to make this page") {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
}
