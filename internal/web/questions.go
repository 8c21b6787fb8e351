package web

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/semaphore"

	"pilotgraph/graph"
	"pilotgraph/graph/fault"
)

// questions answers GraphQL over HTTP.
type questions struct {
	releases  Releases
	settings  Settings
	documents *documents
	known     *knownRequests
	cache     *cache   // nil where answers are not kept
	flights   *flights // nil where equal questions are not joined
	busy      *busy
	files     *semaphore.Weighted // that are written at once
	rates     *rates
}

// outcome is what executing a question led to: an answer, or an error.
type outcome struct {
	answer    *graph.Answer
	kept      *kept // the answer, one for all who asked at once
	err       error // *fault.Error, *tooMany, or of the context
	operation string
	cost      int
	prepare   time.Duration
	execute   time.Duration
}

// ServeHTTP answers on the release that the path names, or on the current one.
func (q *questions) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	if header["Vary"] == nil {
		header["Vary"] = varies
	} else {
		header["Vary"] = append(header["Vary"], varies...)
	}
	isPost := r.Method == http.MethodPost
	if !isPost && r.Method != http.MethodGet && r.Method != http.MethodHead {
		header.Set("Allow", "GET, HEAD, POST")
		q.settings.refuse(w, r, http.StatusMethodNotAllowed, fault.MethodNotAllowed,
			"%s takes GET, HEAD, POST, not %s", fault.Shorten(r.URL.Path), fault.Shorten(r.Method))
		return
	}
	format, err := formatOf(r)
	if err != nil {
		q.fail(w, plainMedia, err)
		return
	}
	media := plainMedia
	if format == "" {
		media = acceptedMedia(r.Header, plainMedia, graphqlMedia, plainMedia)
	}
	if media == "" {
		q.settings.refuse(w, r, http.StatusNotAcceptable, fault.NotAcceptable, "answers are %s, %s or text/csv; accept one of them", graphqlMedia, plainMedia)
		return
	}
	served, done, err := q.releases(r.Context(), r.PathValue("release"))
	if err != nil {
		q.fail(w, plainMedia, err)
		return
	}
	defer done()
	asked, err := q.read(w, r)
	if err == nil {
		err = q.documents.resolve(asked)
	}
	if err != nil {
		q.fail(w, media, err)
		return
	}
	if format != "" {
		q.export(w, r, served, asked, format)
		return
	}
	q.answer(w, r, served, asked, media)
}

// answer answers what was asked of a release.
func (q *questions) answer(w http.ResponseWriter, r *http.Request, served *Served, asked *parameters, media string) {
	header, isPost := w.Header(), r.Method == http.MethodPost
	languages := served.Graph.Languages(r.Header.Get("Accept-Language"))
	header["Content-Language"] = languages.Header
	watched := exchangeOf(r.Context())
	watched.release, watched.document = served.Release.ID, asked.persisted[:16]

	key := keyOf(served, asked, languages)
	tag, condition := "", ""
	if !isPost {
		tag, condition = tagOf(key, media), r.Header.Get("If-None-Match")
	}
	if condition != "" && matchesTag(condition, tag) {
		watched.cache = "not modified"
		if q.cache.get(key) != nil { // so it is valid
			q.documents.remember(asked)
		}
		cacheable(header, tag, served, r.PathValue("release") != "")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	found, err := q.find(r, key, served, asked, languages)
	if err != nil {
		q.fail(w, media, err)
		return
	}
	header["Server-Timing"] = found.timing
	if found.executed || found.code == "" {
		q.documents.remember(asked)
	}
	status := found.status(media)
	switch {
	case found.code != "" || isPost:
		header["Cache-Control"] = noStore
	default:
		cacheable(header, tag, served, r.PathValue("release") != "")
		if strings.TrimSpace(condition) == "*" {
			status = http.StatusNotModified
		}
	}
	switch status {
	case http.StatusNotModified:
		w.WriteHeader(status)
		return
	case http.StatusMethodNotAllowed:
		header["Allow"] = []string{http.MethodPost}
	}
	content, coding := q.cache.coded(key, found, acceptedCoding(r.Header))
	write(w, r, status, media, coding, content)
}

// found is the answer to a question, with how it was found.
type found struct {
	answer   *kept
	code     fault.Code // of its first error; "" where it has none
	executed bool       // whether it has data
	timing   []string   // value of Server-Timing
}

// find returns the answer that is kept, or executes the question.
func (q *questions) find(r *http.Request, key answerKey, served *Served, asked *parameters, languages *graph.Languages) (*found, error) {
	watched := exchangeOf(r.Context())
	if answer := q.cache.get(key); answer != nil {
		watched.cache = "hit"
		watched.operation, watched.cost = answer.operation, watched.cost+answer.cost
		return &found{answer: answer, executed: true, timing: cacheTiming}, nil
	}
	done, err := q.execute(r, key, served, asked, languages)
	if err == nil {
		err = done.err
	}
	if err != nil {
		return nil, err
	}
	watched.operation, watched.cost = done.operation, watched.cost+done.cost
	watched.prepare, watched.execute = watched.prepare+done.prepare, watched.execute+done.execute
	timing := fmt.Sprintf("prepare;dur=%.3f, execute;dur=%.3f", milliseconds(done.prepare), milliseconds(done.execute))
	return &found{done.kept, done.answer.Code, done.answer.Executed, []string{timing}}, nil
}

// status is the status of an answer. As application/json, older clients expect 200 wherever the request was one of GraphQL.
func (f *found) status(media string) int {
	switch {
	case f.code == fault.MethodNotAllowed:
		return http.StatusMethodNotAllowed
	case f.executed || media == plainMedia:
		return http.StatusOK
	}
	return http.StatusBadRequest
}

// Values of headers that do not change.
var (
	noStore        = []string{"no-store"}
	plainContent   = []string{plainMedia + "; charset=utf-8"}
	graphqlContent = []string{graphqlMedia + "; charset=utf-8"}
	varies         = []string{"Accept, Accept-Encoding, Accept-Language"}
	cacheTiming    = []string{`cache;desc="hit"`}
	uncertain      = []string{"no-cache"}
	fresh          = []string{"public, max-age=60, stale-while-revalidate=600"}
	immutable      = []string{"public, max-age=31536000, immutable"}
)

// cacheable marks an answer that others may keep: for ever where the address names the release, but only with a question
// before each use while nobody knows whether the database is as it was written.
func cacheable(header http.Header, tag string, served *Served, named bool) {
	header["Etag"] = []string{tag}
	switch {
	case !served.verified():
		header["Cache-Control"] = uncertain
	case named:
		header["Cache-Control"] = immutable
	default:
		header["Cache-Control"] = fresh
	}
}

// nameOrigin keeps an answer that says where the server is reached out of shared caches, where the server has not been told and
// takes the client's word for it.
func (s Settings) nameOrigin(header http.Header) {
	if s.PublicURL == "" {
		header["Cache-Control"] = []string{strings.Replace(header["Cache-Control"][0], "public", "private", 1)}
	}
}

// execute executes a question, or waits for an equal one that is being executed.
func (q *questions) execute(r *http.Request, key answerKey, served *Served, asked *parameters, languages *graph.Languages) (outcome, error) {
	watched, isPost := exchangeOf(r.Context()), r.Method == http.MethodPost
	request := graph.Request{Query: asked.query, OperationName: asked.operationName, Languages: languages, OnlyQueries: !isPost}
	who := clientAddress(r, q.settings.TrustedProxies)
	work := func(ctx context.Context) outcome {
		if answer := q.cache.get(key); answer != nil { // an equal question has just ended
			return outcome{kept: answer, answer: &graph.Answer{Body: answer.plain, Executed: true}, operation: answer.operation, cost: answer.cost}
		}
		request.Variables = asked.values()
		done := q.work(ctx, served, request, who)
		if done.answer == nil {
			return done
		}
		done.kept = newKept(done.answer.Body)
		done.kept.operation, done.kept.cost = done.operation, done.cost
		if done.answer.Code == "" {
			q.cache.keep(key, done.kept)
		}
		return done
	}
	alone := func() (outcome, error) {
		ctx, cancel := context.WithTimeout(r.Context(), q.settings.Duration)
		defer cancel()
		return work(ctx), nil
	}
	if q.flights == nil {
		watched.cache = "off"
		return alone()
	}
	watched.cache = "miss"
	together := key
	if isPost {
		together[0] ^= 1 // a GET refuses what a POST may not
	}
	done, joined, err := q.flights.do(r.Context(), together, work)
	if !joined || err != nil {
		return done, err
	}
	watched.cache = "joined"
	var others *tooMany
	switch {
	case errors.As(done.err, &others): // the points of another address, not of this one
		return alone()
	case done.err == nil && done.cost > 0:
		done.err = q.rates.charge(who, done.cost)
	}
	return done, nil
}

// work executes a question as soon as there is a place.
func (q *questions) work(ctx context.Context, served *Served, request graph.Request, who string) outcome {
	leave, err := q.busy.enter(ctx)
	if err != nil {
		return outcome{err: err}
	}
	defer leave()
	checking, checked := span(ctx, "prepare")
	operation, refusal := served.Graph.Prepare(checking, request)
	checked.End()
	if refusal != nil {
		return outcome{answer: refusal}
	}
	done := outcome{operation: operation.Name, cost: operation.Cost, prepare: operation.Prepared}
	if done.err = q.rates.charge(who, operation.Cost); done.err != nil {
		return done
	}
	start := time.Now()
	executing, executed := span(ctx, "execute")
	done.answer = operation.Answer(executing)
	executed.End()
	done.execute = time.Since(start)
	if done.answer.Code == fault.Unavailable {
		done.err = fault.New(fault.Unavailable, "the data cannot be read now; try again in a moment")
	}
	return done
}

func milliseconds(duration time.Duration) float64 { return duration.Seconds() * 1000 }

// keyOf is the hash of all that decides an answer: the build of the release and of the program, document, operation,
// variables and languages.
func keyOf(served *Served, asked *parameters, languages *graph.Languages) answerKey {
	text := make([]byte, 0, 512)
	field := func(value string) {
		text = strconv.AppendInt(text, int64(len(value)), 10) // so that no field can pass for a part of another
		text = append(append(text, ':'), value...)
	}
	field(served.Build)
	field(asked.persisted)
	field(asked.operationName)
	field(languages.Descriptions)
	for _, name := range languages.Names {
		field(name)
	}
	text = append(text, asked.variables...)
	return sha256.Sum256(text)
}

// tagOf is the entity tag of an answer in a media type. It is weak, because codings differ.
func tagOf(key answerKey, media string) string {
	tag := base64.RawURLEncoding.AppendEncode([]byte(`W/"`), key[:18])
	if media == graphqlMedia {
		return string(append(tag, `-g"`...))
	}
	return string(append(tag, `-j"`...))
}

// fail answers what was not executed.
func (q *questions) fail(w http.ResponseWriter, media string, err error) {
	var known *fault.Error
	var refusal *refused
	var tooMany *tooMany
	switch {
	case errors.As(err, &refusal):
		status := refusal.status
		if status == http.StatusOK && media == graphqlMedia {
			status = http.StatusNotFound // 200 would promise data there
		}
		q.settings.refuseQuestion(w, media, status, refusal.err)
	case errors.As(err, &tooMany):
		tooMany.tell(w.Header())
		q.settings.refuseQuestion(w, media, http.StatusTooManyRequests, fault.New(fault.TooManyRequests, "%s", tooMany.Error()))
	case errors.As(err, &known) && known.Code == fault.NotFound:
		q.settings.refuseQuestion(w, media, http.StatusNotFound, known)
	case errors.As(err, &known):
		w.Header().Set("Retry-After", "1")
		q.settings.refuseQuestion(w, media, http.StatusServiceUnavailable, known)
	default: // the client has left, or the server stops
		w.Header().Set("Retry-After", "1")
		q.settings.refuseQuestion(w, media, http.StatusServiceUnavailable, fault.New(fault.Unavailable, "the operation was stopped before it ended"))
	}
}

// contentType is the value of Content-Type for a media type.
func contentType(media string) []string {
	switch media {
	case plainMedia:
		return plainContent
	case graphqlMedia:
		return graphqlContent
	}
	return []string{media + "; charset=utf-8"}
}

// write sends content in a coding.
func write(w http.ResponseWriter, r *http.Request, status int, media, coding string, content []byte) {
	header := w.Header()
	header["Content-Type"] = contentType(media)
	if coding != "" {
		header["Content-Encoding"] = []string{coding}
	}
	header["Content-Length"] = []string{strconv.Itoa(len(content))}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(content) // an error here means that the client has left
	}
}
