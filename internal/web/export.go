package web

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2"

	"pilotgraph/explorer"
	"pilotgraph/graph"
	"pilotgraph/graph/connection"
	"pilotgraph/graph/fault"
	"pilotgraph/internal/rows"
)

// formats are those in which rows of any query can be had, by the name in an address.
var formats = map[string]rowFormat{
	"csv":    {"text/csv", newCSVFile},
	"xlsx":   {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", newSpreadsheet},
	"ndjson": {"application/x-ndjson", newLines},
}

// rowFormat is a way of writing rows.
type rowFormat struct {
	media string
	open  func(w io.Writer, about rows.Origin, columns []string) rowFile
}

// rowFile is a file of rows that is being written.
type rowFile interface {
	row(values []any) error
	close(remarks []string) error // with what there is to say at the end
	discard()                     // afterwards, and instead where writing is given up
}

// formatOf returns the name of the format that a request wants; "" for JSON. The error is a *refused.
func formatOf(r *http.Request) (string, error) {
	if name := r.URL.Query().Get("format"); name != "" && name != "json" {
		if _, ok := formats[name]; !ok {
			return "", refusedf(http.StatusBadRequest, fault.BadUserInput, "format is %s; ask for json, csv, xlsx or ndjson", fault.Quote(name))
		}
		return name, nil
	}
	accept := r.Header.Get("Accept")
	for _, name := range []string{"csv", "xlsx", "ndjson"} {
		media := formats[name].media
		if strings.Contains(accept, media) && acceptedMedia(r.Header, plainMedia, graphqlMedia, plainMedia, media) == media {
			return name, nil
		}
	}
	return "", nil
}

// export answers with the rows of a question: all of its outermost connection, page by page in one release.
func (q *questions) export(w http.ResponseWriter, r *http.Request, served *Served, asked *parameters, name string) {
	header, isPost := w.Header(), r.Method == http.MethodPost
	languages := served.Graph.Languages(r.Header.Get("Accept-Language"))
	header["Content-Language"] = languages.Header
	watched := exchangeOf(r.Context())
	watched.release, watched.document, watched.cache = served.Release.ID, asked.persisted[:16], "off"
	about := q.origin(r, served, asked, name)
	tag := fileTag(keyOf(served, asked, languages), name, q.settings.Rows, about)
	if !isPost && matchesTag(r.Header.Get("If-None-Match"), tag) {
		watched.cache = "not modified"
		cacheable(header, tag, served, r.PathValue("release") != "")
		q.settings.nameOrigin(header)
		w.WriteHeader(http.StatusNotModified)
		return
	}
	leave, err := q.enterFile()
	if err != nil {
		q.failExport(w, err)
		return
	}
	defer leave()
	licences, err := q.credit(r, served, &about)
	if err != nil {
		q.failExport(w, err)
		return
	}
	walker := &walker{questions: q, served: served, languages: languages, onlyQueries: !isPost, who: clientAddress(r, q.settings.TrustedProxies)}
	page, err := walker.begin(r.Context(), asked)
	if err != nil {
		q.failExport(w, err)
		return
	}
	file := formats[name]
	header["Content-Disposition"] = []string{fmt.Sprintf(`attachment; filename="%s-%s.%s"`, fileName(walker.operation), served.Release.Version, name)}
	header["Content-Type"] = contentType(file.media)
	if header["Cache-Control"] = noStore; !isPost {
		cacheable(header, tag, served, r.PathValue("release") != "")
		q.settings.nameOrigin(header)
	}
	if len(about.Address) <= longestLink {
		header.Add("Link", "<"+about.Address+`>; rel="canonical"`)
	}
	for _, each := range licences {
		header.Add("Link", each.link(q.releaseAddress(r, served)))
	}
	if r.Method == http.MethodHead {
		return
	}
	body, end := compressing(w, r, name != "xlsx") // which is a zip file itself
	writing := file.open(body, about, walker.walk.Plan.Columns())
	defer writing.discard()
	isWhole := q.writeRows(w, r, walker, page, writing)
	if end() != nil {
		panic(http.ErrAbortHandler)
	}
	if !isWhole {
		_ = http.NewResponseController(w).Flush() // so that the client reads why
		panic(http.ErrAbortHandler)
	}
}

// longestLink is how many bytes the address of a file has at the most in a header: proxies take few more.
const longestLink = 2 << 10

// fileTag is the entity tag of a file: the answers, how many rows it may have, and what it says of itself.
func fileTag(key answerKey, format string, most int, about rows.Origin) string {
	sum := sha256.Sum256(fmt.Appendf(key[:], "%s %d %q %q", format, most, about.Address, about.Language))
	return `W/"` + base64.RawURLEncoding.EncodeToString(sum[:18]) + "-" + format + `"`
}

// enterFile takes one of the places for files. The caller leaves it. The error is a *fault.Error with the code UNAVAILABLE.
func (q *questions) enterFile() (leave func(), err error) {
	if !q.files.TryAcquire(1) {
		return nil, fault.New(fault.Unavailable, "%d files are being written, which is the most at once; try again in a few seconds", q.settings.Files)
	}
	return func() { q.files.Release(1) }, nil
}

// credit adds the licences of the data and whom to credit.
func (q *questions) credit(r *http.Request, served *Served, about *rows.Origin) (licences []licence, err error) {
	ctx, cancel := context.WithTimeout(r.Context(), q.settings.Duration)
	defer cancel()
	licences, about.Attribution, err = served.credits(ctx)
	for _, each := range licences {
		about.Licences = append(about.Licences, each.text())
	}
	return licences, err
}

// writeRows writes page after page. What fails in the middle cuts the connection, so that half a file is never taken for a whole one.
// A file whose time is over ends with a remark and is not whole: with more time, its address gives another.
func (q *questions) writeRows(w http.ResponseWriter, r *http.Request, walker *walker, page *rows.Page, file rowFile) (isWhole bool) {
	var remarks []string
	written, cut := 0, false
	isWhole = true
	control, end := http.NewResponseController(w), time.Now().Add(q.settings.FileTime)
	for {
		_ = control.SetWriteDeadline(time.Now().Add(q.settings.AnswerTime)) // of each page
		cut = cut || page.Cut
		for row := range page.Rows {
			if written == q.settings.Rows {
				remarks = append(remarks, fmt.Sprintf("Stopped after %d rows, which is the most that one file has; narrow the question by a filter.", written))
				page.More = false
				break
			}
			if err := file.row(row); err != nil {
				panic(http.ErrAbortHandler)
			}
			written++
		}
		if page.More && time.Now().After(end) {
			remarks = append(remarks, fmt.Sprintf("Stopped after %d rows and %s, which is the longest that one file is written; narrow the question by a filter.", written, q.settings.FileTime))
			isWhole = false
			break
		}
		if !page.More {
			break
		}
		var err error
		if page, err = walker.patient(r.Context()); err != nil {
			panic(http.ErrAbortHandler)
		}
	}
	if cut {
		remarks = append(remarks, "Lists inside have more than their page; ask for larger ones (first: 100), or for rows of the inner list.")
	}
	if err := file.close(remarks); err != nil {
		panic(http.ErrAbortHandler)
	}
	return isWhole
}

// walker asks for page after page of one release.
type walker struct {
	*questions
	served      *Served
	languages   *graph.Languages
	onlyQueries bool
	who         string
	operation   string
	walk        *rows.Walk
	size        int
}

// begin checks what was asked and brings the first page, as large as the limit of cost allows.
func (k *walker) begin(ctx context.Context, asked *parameters) (*rows.Page, error) {
	if err := k.prepare(ctx, asked); err != nil {
		return nil, err
	}
	for k.size = connection.Maximum; ; k.size /= 2 {
		page, err := k.next(ctx)
		var refused *refusedAnswer
		if k.size > 1 && k.walk.IsPaged() && errors.As(err, &refused) && refused.answer.Code == fault.LimitExceeded {
			continue
		}
		return page, err
	}
}

// prepare checks what was asked and makes a walk of it, in a place among the operations: both are work.
func (k *walker) prepare(ctx context.Context, asked *parameters) error {
	leave, err := k.busy.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	operation, refusal := k.served.Graph.Prepare(ctx, graph.Request{
		Query: asked.query, OperationName: asked.operationName, Variables: asked.values(), Languages: k.languages, OnlyQueries: k.onlyQueries})
	if refusal != nil {
		return &refusedAnswer{refusal}
	}
	k.operation = operation.Name
	schema := graph.Schema()
	document, problems := gqlparser.LoadQueryWithRules(schema, asked.query, nil)
	if len(problems) > 0 {
		return fault.New(fault.ValidationFailed, "the document is not valid") // it was a moment ago
	}
	chosen := document.Operations.ForName(asked.operationName)
	k.walk, err = rows.NewWalk(schema, document, chosen, operation.Variables())
	return err
}

// patient brings the next page, and asks again while the server is busy: what is written already would be lost.
func (k *walker) patient(ctx context.Context) (*rows.Page, error) {
	for attempt := range 10 {
		page, err := k.next(ctx)
		var known *fault.Error
		if !errors.As(err, &known) || known.Code != fault.Unavailable || attempt == 9 {
			return page, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(k.settings.WaitingTime):
		}
	}
	panic("unreachable")
}

// next brings the next page.
func (k *walker) next(ctx context.Context) (*rows.Page, error) {
	ctx, cancel := context.WithTimeout(ctx, k.settings.Duration)
	defer cancel()
	done := k.work(ctx, k.served, graph.Request{
		Query: k.walk.Document, Variables: k.walk.Variables(k.size), Languages: k.languages, OnlyQueries: k.onlyQueries}, k.who)
	switch {
	case done.err != nil:
		return nil, done.err
	case done.answer.Code != "":
		return nil, &refusedAnswer{errorsAlone(done.answer)}
	}
	watched := exchangeOf(ctx)
	watched.operation, watched.cost = k.operation, watched.cost+done.cost
	watched.prepare, watched.execute = watched.prepare+done.prepare, watched.execute+done.execute
	var answer struct {
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(done.answer.Body, &answer); err != nil {
		return nil, err
	}
	return k.walk.Page(answer.Data)
}

// errorsAlone leaves of an answer what the client asked: its data, and the places of its errors, are those of the document of a walk.
func errorsAlone(answer *graph.Answer) *graph.Answer {
	var told struct {
		Errors []struct {
			Message    string          `json:"message"`
			Path       json.RawMessage `json:"path,omitempty"`
			Extensions json.RawMessage `json:"extensions,omitempty"`
		} `json:"errors"`
		Extensions json.RawMessage `json:"extensions,omitempty"`
	}
	if err := json.Unmarshal(answer.Body, &told); err != nil {
		panic("web: an answer is JSON: " + err.Error())
	}
	body, err := json.Marshal(told)
	if err != nil {
		panic("web: an answer is JSON: " + err.Error())
	}
	return &graph.Answer{Body: body, Code: answer.Code}
}

// refusedAnswer is an answer with errors, which has no rows.
type refusedAnswer struct{ answer *graph.Answer }

func (*refusedAnswer) Error() string { return "the answer has errors" }

// failExport answers in JSON what has no rows.
func (q *questions) failExport(w http.ResponseWriter, err error) {
	var refused *refusedAnswer
	if !errors.As(err, &refused) {
		q.fail(w, plainMedia, err)
		return
	}
	status := http.StatusBadRequest
	switch refused.answer.Code {
	case fault.Timeout, fault.Unavailable:
		status = http.StatusServiceUnavailable
	case fault.Internal:
		status = http.StatusInternalServerError
	case fault.MethodNotAllowed:
		status = http.StatusMethodNotAllowed
		w.Header()["Allow"] = []string{http.MethodPost}
	}
	w.Header()["Cache-Control"] = noStore
	w.Header()["Content-Type"] = contentType(plainMedia)
	w.WriteHeader(status)
	_, _ = w.Write(refused.answer.Body)
}

// fileName is the name of an operation as that of a file.
func fileName(operation string) string {
	if operation == "" {
		return "rows"
	}
	return operation
}

// releaseAddress is where the page of a release is.
func (q *questions) releaseAddress(r *http.Request, served *Served) string {
	return explorer.Origin(q.settings.PublicURL, r) + "/releases/" + served.Release.Version
}

// origin says where rows come from, with a link that gives the same file again.
func (q *questions) origin(r *http.Request, served *Served, asked *parameters, format string) rows.Origin {
	variables := string(asked.variables)
	values := url.Values{"query": {asked.query}}
	for name, value := range map[string]string{"variables": variables, "operationName": asked.operationName, "format": format} {
		if value != "" {
			values.Set(name, value)
		}
	}
	return rows.Origin{
		Title: served.Release.Title, Release: served.Release.Version, Query: asked.query, Variables: variables,
		Address:  q.releaseAddress(r, served) + "/graphql?" + values.Encode(),
		Language: r.Header.Get("Accept-Language"),
	}
}
