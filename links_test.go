package main

import (
	"net/http"
	"strings"
	"testing"
)

// checkOtherLinks follows addresses of what is no record, and of what is not there.
func checkOtherLinks(t *testing.T, p *program) {
	t.Helper()
	version := strings.TrimPrefix(p.log.lines("serving")[0]["release"].(string), "release:")
	for path, want := range map[string]string{
		"":                              `"version":"` + version,
		"sources/chinabankingnews-2022": `"publisher":`,
		"citations/c0382":               `"quote":"The local governments of Haidian`,
		"zones/atlantis":                "has no record",
		"zones/Not%20an%20id":           "has no record",
	} {
		status, body := getJSON(t, strings.TrimSuffix(p.url+"releases/"+version+"/"+path, "/"))
		if missing := want == "has no record"; !strings.Contains(body, want) || missing != (status == http.StatusNotFound) || missing != strings.Contains(body, `"errors"`) {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
}

func TestTheAddressInTheLogCanBeOpened(t *testing.T) {
	for _, listen := range []string{":0", "0.0.0.0:0", "localhost:0"} {
		p := startProgram(t, noEnvironment, "--listen", listen, "--data", t.TempDir()) // which asks that address
		if !strings.HasPrefix(p.url, "http://localhost:") && !strings.HasPrefix(p.url, "http://127.0.0.1:") {
			t.Errorf("%s: the log names %s", listen, p.url)
		}
	}
}
