package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pilotgraph/bench/dataset"
	"pilotgraph/internal/datapackage"
	"pilotgraph/internal/release"
)

var (
	publications = flag.Int("publications", 3, "how many releases are published while a server is asked")
	rate         = flag.Int("rate", 200, "how many requests a second the server is asked meanwhile")
	lasting      = flag.Duration("lasting", 2*time.Second, "how long the server is asked at the least")
)

// publishNumber publishes version 1.N.0, in which all zones and institutions have the note N.
func publishNumber(t *testing.T, data string, number int) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "package")
	err := dataset.Write(folder, dataset.Size{Programmes: 1, Zones: 9, Institutions: 9, Pilots: 20, Regions: 9, Sources: 1}, nil)
	if err == nil {
		err = dataset.Annotate(folder, fmt.Sprintf("1.%d.0", number), fmt.Sprint(number), "zones", "institutions")
	}
	if err != nil {
		t.Fatal(err)
	}
	p, err := datapackage.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if _, err := release.Publish(t.Context(), release.Options{Directory: data}, p, release.OriginPackage); err != nil {
		t.Fatal(err)
	}
}

// askWhole asks for parts that are read one after the other, and returns the release that all of them are of.
func askWhole(address string) (version string, err error) {
	response, err := http.Get(address)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var answer struct {
		Data struct {
			Release struct{ Version string }
			Zones   struct {
				Nodes []struct {
					Notes        string
					Institutions struct{ Nodes []struct{ Notes string } }
				}
			}
			Institutions struct{ Nodes []struct{ Notes string } }
		}
		Errors []any
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || response.StatusCode != http.StatusOK || len(answer.Errors) > 0 {
		return "", fmt.Errorf("%d %v %w", response.StatusCode, answer.Errors, err)
	}
	notes := map[string]bool{}
	for _, zone := range answer.Data.Zones.Nodes {
		notes[zone.Notes] = true
		for _, institution := range zone.Institutions.Nodes {
			notes[institution.Notes] = true
		}
	}
	for _, institution := range answer.Data.Institutions.Nodes {
		notes[institution.Notes] = true
	}
	version = answer.Data.Release.Version
	for note := range notes {
		if len(notes) != 1 || version != "1."+note+".0" {
			return version, fmt.Errorf("release %s answers with the notes %v", version, notes)
		}
	}
	return version, nil
}

// TestAServerSwitchesWithoutDroppingARequest asks a server at a steady rate while releases are published. No request
// fails, no answer mixes two releases, and the last one is served in the end.
func TestAServerSwitchesWithoutDroppingARequest(t *testing.T) {
	data := t.TempDir()
	publishNumber(t, data, 0)
	server := startProgram(t, noEnvironment, "--listen", "127.0.0.1:0", "--data", data)
	const query = `{release {version} zones(first: 9) {nodes {notes institutions(first: 9) {nodes {notes}}}} institutions(first: 9) {nodes {notes}}}`
	address := server.url + "graphql?query=" + url.QueryEscape(query)

	var asked, failed atomic.Int64
	versions := sync.Map{}
	stop := make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() {
		ticker := time.NewTicker(time.Second / time.Duration(*rate))
		defer ticker.Stop()
		for {
			select {
			case <-stop:
				return
			case <-ticker.C:
			}
			group.Go(func() {
				asked.Add(1)
				version, err := askWhole(address)
				if err != nil && failed.Add(1) < 5 {
					t.Error(err)
				}
				versions.Store(version, true)
			})
		}
	})
	began := time.Now()
	for number := range *publications {
		publishNumber(t, data, number+1)
		last := fmt.Sprintf("1.%d.0", number+1)
		for deadline := time.Now().Add(timeLimit); ; time.Sleep(10 * time.Millisecond) {
			if _, served := versions.Load(last); served {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("%s is not served:\n%s", last, server.log)
			}
		}
	}
	time.Sleep(*lasting - time.Since(began))
	close(stop)
	group.Wait()
	t.Logf("%d requests through %d publications, %d failed", asked.Load(), *publications, failed.Load())
	if asked.Load() < int64(*publications) || failed.Load() > 0 {
		t.Errorf("%d requests, %d failed", asked.Load(), failed.Load())
	}
}
