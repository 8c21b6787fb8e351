package release_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"pilotgraph/internal/postgrestest"
	"pilotgraph/internal/release"
	"pilotgraph/seed"
)

// onPostgres are the options of a new database.
func onPostgres(t *testing.T) (release.Options, *logBuffer) {
	t.Helper()
	return logged(postgrestest.Database(t), nil)
}

// inDatabase is the name of the database of an address.
func inDatabase(t *testing.T, address string) string {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(parsed.Path, "/")
}

// as is the address for another role.
func as(t *testing.T, address, role string) string {
	t.Helper()
	return strings.Replace(address, "postgres://pilotgraph@", "postgres://"+role+"@", 1)
}

func TestReleasesOnPostgres(t *testing.T) {
	options, _ := onPostgres(t)
	for i, version := range []string{"1.0.0", "1.1.0", "1.2.0"} {
		done, err := publish(t, options, seedOf(t, version))
		if err != nil || done.Outcome != release.Published || done.Current != version {
			t.Fatalf("%+v, %v", done, err)
		}
		if i > 0 && done.Before == "" {
			t.Errorf("%s follows nothing", version)
		}
	}
	if done, err := publish(t, options, seedOf(t, "1.1.0")); err != nil || done.Outcome != release.Unchanged || done.Current != "1.2.0" {
		t.Errorf("the same again: %+v, %v", done, err)
	}
	changed := seedOf(t, "1.1.0")
	replaceIn(t, changed, "zones.csv", "Haidian", "Heidian")
	_, err := publish(t, options, changed)
	wantSentence(t, err, "release 1.1.0 is published already, with other content")

	info, moved, err := release.Use(t.Context(), options, "release:1.0.0")
	if err != nil || !moved || info.Version != "1.0.0" {
		t.Fatalf("%+v, %v, %v", info, moved, err)
	}
	_, err = release.Remove(t.Context(), options, "1.0.0")
	wantSentence(t, err, "release 1.0.0 is the current one")
	if _, err := release.Remove(t.Context(), options, "1.1.0"); err != nil {
		t.Fatal(err)
	}
	_, err = publish(t, options, seedOf(t, "1.1.0"))
	wantSentence(t, err, "release 1.1.0 was published and removed")

	all, err := release.List(t.Context(), options)
	if err != nil || len(all) != 2 || !all[0].IsCurrent || !all[0].IsChosen || all[1].Version != "1.2.0" || all[1].Records == 0 || all[1].Size == 0 {
		t.Errorf("%+v, %v", all, err)
	}
	source, err := release.OpenPackage(t.Context(), options, "1.2.0")
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	if hash, err := source.Hash(); err != nil || hash != all[1].Hash {
		t.Errorf("the package has the hash %s, not %s: %v", hash, all[1].Hash, err)
	}
	found, err := release.Verify(t.Context(), options)
	if err != nil || len(found.Findings) != 0 || found.Releases != 2 || found.Bytes == 0 {
		t.Errorf("%+v, %v", found, err)
	}
	var schemas int
	opened, err := release.Open(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	if err := opened.DB.QueryRow("SELECT COUNT(*) FROM pg_namespace WHERE nspname LIKE 'pilotgraph\\_2%'").Scan(&schemas); err != nil || schemas != 2 {
		t.Errorf("%d schemas are there; the removed one should be gone: %v", schemas, err)
	}
}

func TestVerifyOnPostgresFindsWhatSomebodyChanged(t *testing.T) {
	options, _ := onPostgres(t)
	done, err := publish(t, options, seedOf(t, "1.0.0"))
	if err != nil {
		t.Fatal(err)
	}
	database := inDatabase(t, options.Directory)
	err = postgrestest.Shared(t).Execute(database,
		fmt.Sprintf("DELETE FROM %q.sources WHERE id IN (SELECT id FROM %q.sources LIMIT 1)", "pilotgraph_"+done.Build, "pilotgraph_"+done.Build),
		"UPDATE pilotgraph.packages SET content = set_byte(content, 1000, get_byte(content, 1000) # 1)")
	if err != nil {
		t.Fatal(err)
	}
	found, err := release.Verify(t.Context(), options)
	if err != nil || len(found.Findings) != 2 {
		t.Fatalf("%+v, %v", found, err)
	}
	for i, part := range []string{"is not as it was written", "sources has 70 rows instead of 71"} {
		if !strings.Contains(found.Findings[i].Message, part) {
			t.Errorf("%+v does not say %q", found.Findings[i], part)
		}
	}
	_, err = release.OpenPackage(t.Context(), options, "1.0.0")
	wantSentence(t, err, "is not as it was written")
}

func TestReaderOnPostgres(t *testing.T) {
	options, _ := onPostgres(t)
	reader := options
	reader.Directory, reader.Seed = as(t, options.Directory, "reader"), seed.Files()
	_, err := release.Open(t.Context(), reader)
	wantSentence(t, err, "the role reader may only read here", "Publish as the owner")
	if _, err := publish(t, options, seedOf(t, "1.0.0")); err != nil {
		t.Fatal(err)
	}
	opened, err := release.Open(t.Context(), reader)
	if err != nil {
		t.Fatalf("%v: %s", err, cause(err))
	}
	defer opened.Close()
	if _, err := opened.DB.Exec("CREATE TABLE mine (id text)"); err == nil {
		t.Error("a server writes")
	}
	_, err = publish(t, reader, seedOf(t, "1.1.0"))
	wantSentence(t, err, "the role reader may only read here")
	stranger := options
	stranger.Directory = as(t, options.Directory, "stranger")
	_, err = release.Open(t.Context(), stranger)
	wantSentence(t, err, "the role stranger has no right", "GRANT pg_read_all_data TO stranger")
}

func TestSentencesOfPostgres(t *testing.T) {
	server := postgrestest.Shared(t)
	good := postgrestest.Database(t)
	name := inDatabase(t, good)
	closed, err := postgrestest.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	const secret = "s3cret-of-mine"
	tests := map[string]struct{ address, sentence string }{
		"a wrong password":  {strings.Replace(good, "pilotgraph@", "locked:"+secret+"@", 1), "the server refuses the password of the role locked"},
		"no such role":      {strings.Replace(good, "pilotgraph@", "nobody:"+secret+"@", 1), "the server does not let the role nobody in"},
		"no such database":  {strings.Replace(good, name, "elsewhere", 1), "there is no database elsewhere"},
		"nobody there":      {fmt.Sprintf("postgres://pilotgraph:%s@127.0.0.1:%d/%s", secret, closed, name), "no server answers at this address"},
		"an unknown host":   {"postgres://pilotgraph:" + secret + "@nowhere.invalid/" + name, "the host name nowhere.invalid is not known"},
		"no address at all": {"postgres://pilotgraph:" + secret + "@:::/x?port=%%", "this is not the address of a PostgreSQL database"},
		"a wrong port":      {"postgres://pilotgraph:" + secret + "@127.0.0.1:port/x", "this is not the address of a PostgreSQL database"},
		"no TLS":            {strings.Replace(good, "sslmode=disable", "sslmode=require", 1), "TLS"},
	}
	for what, test := range tests {
		t.Run(what, func(t *testing.T) {
			options, log := logged(test.address, seed.Files())
			_, opening := release.Open(t.Context(), options)
			_, listing := release.List(t.Context(), options)
			for _, err := range []error{opening, listing} {
				wantSentence(t, err, test.sentence)
				if text := err.Error() + cause(err) + log.String(); strings.Contains(text, secret) || strings.Contains(text, postgrestest.Password) {
					t.Errorf("a password is told: %s", text)
				}
			}
		})
	}
	if _, err := server.NewDatabase(); err != nil {
		t.Fatal(err)
	}
}

func TestLongNamesAreRefusedOnPostgres(t *testing.T) {
	options, _ := onPostgres(t)
	files := seedOf(t, "1.0.0")
	replaceIn(t, files, "zones.csv", "Haidian", "Haidian"+strings.Repeat(" 海淀区", 700))
	_, err := publish(t, options, files)
	wantSentence(t, err, "too long for PostgreSQL", "nothing was published")
	if all, err := release.List(t.Context(), options); err != nil || len(all) != 0 {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestOnlyOnePublishesAtOnceOnPostgres(t *testing.T) {
	options, _ := onPostgres(t)
	var publishing sync.WaitGroup
	errs := make([]error, 3)
	for i := range errs {
		publishing.Go(func() { _, errs[i] = publish(t, options, seedOf(t, fmt.Sprintf("1.%d.0", i))) })
	}
	publishing.Wait()
	published := 0
	for _, err := range errs {
		if err == nil {
			published++
			continue
		}
		wantSentence(t, err, "another process is publishing into this database", "Wait until it is done")
	}
	if all, err := release.List(t.Context(), options); err != nil || published == 0 || len(all) != published {
		t.Errorf("%d said that they have published, %d releases are there: %v", published, len(all), err)
	}
	options.LockWait = time.Minute
	for i := range errs {
		publishing.Go(func() { _, errs[i] = publish(t, options, seedOf(t, fmt.Sprintf("2.%d.0", i))) })
	}
	publishing.Wait()
	for _, err := range errs {
		if err != nil {
			t.Errorf("one that waits fails: %v", err)
		}
	}
}

// TestPublishStopsWhenItsContextEndsOnPostgres ends publications after different times: nothing is left of them.
func TestPublishStopsWhenItsContextEndsOnPostgres(t *testing.T) {
	options, _ := onPostgres(t)
	if _, err := publish(t, options, seedOf(t, "1.0.0")); err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*300*time.Millisecond)
		_, err := publishWithin(ctx, t, options, seedOf(t, fmt.Sprintf("1.%d.0", i+1)))
		cancel()
		if err != nil {
			wantSentence(t, err, "stopped before the release was published")
		}
	}
	if done, err := publish(t, options, seedOf(t, "2.0.0")); err != nil || done.Outcome != release.Published {
		t.Fatalf("%+v, %v", done, err)
	}
	found, err := release.Verify(t.Context(), options)
	if err != nil || len(found.Findings) != 0 {
		t.Errorf("%+v, %v", found, err)
	}
}
