package web_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"pilotgraph/internal/web"
)

// document makes the body of a POST.
func document(text string) string {
	quoted, _ := json.Marshal(text)
	return `{"query":` + string(quoted) + `}`
}

// nested repeats what stands around something.
func nested(times int, before, inner, after string) string {
	return strings.Repeat(before, times) + inner + strings.Repeat(after, times)
}

// numbered joins many texts, each with its number.
func numbered(count int, format string) string {
	var text strings.Builder
	for i := range count {
		fmt.Fprintf(&text, format, i)
	}
	return text.String()
}

func bomb(fragments int) string {
	text := "{...f0} "
	for i := range fragments - 1 {
		text += fmt.Sprintf("fragment f%d on Query {...f%[2]d ...f%[2]d} ", i, i+1)
	}
	return text + fmt.Sprintf("fragment f%d on Query {zones {totalCount}}", fragments-1)
}

// hostile requests are those of people who want to do harm, and of programs that are broken.
var hostile = map[string]struct {
	body string
	code string // of the refusal; "" where the request is answered
}{
	"a body of 50 MB":                    {strings.Repeat("x", 50<<20), "PAYLOAD_TOO_LARGE"},
	"100,000 tokens":                     {document("{" + strings.Repeat("a ", 40_000) + "}"), "LIMIT_EXCEEDED"},
	"comments":                           {document("{__typename " + strings.Repeat("#\n", 30_000) + "}"), "LIMIT_EXCEEDED"},
	"10,000 levels of fields":            {document(nested(10_000, "{a", "", "}")), "LIMIT_EXCEEDED"},
	"1,900 levels of fields":             {document("{" + nested(1_000, "zone{", "id", "}") + "}"), "LIMIT_EXCEEDED"},
	"10,000 levels of lists":             {document(`{nodes(ids: ` + nested(10_000, "[", "", "]") + `) {id}}`), "LIMIT_EXCEEDED"},
	"900 levels of lists":                {document(`{nodes(ids: ` + nested(900, "[", "", "]") + `) {id}}`), "LIMIT_EXCEEDED"},
	"10,000 levels of input objects":     {document(`{zones(filter: ` + nested(10_000, "{not:", "{}", "}") + `) {totalCount}}`), "LIMIT_EXCEEDED"},
	"900 levels of input objects":        {document(`{zones(filter: ` + nested(900, "{not:", "{}", "}") + `) {totalCount}}`), "LIMIT_EXCEEDED"},
	"26 fragments of 2 spreads":          {document(bomb(26)), "LIMIT_EXCEEDED"},
	"60 fragments of 2 spreads":          {document(bomb(60)), "LIMIT_EXCEEDED"},
	"45 fragments that lead nowhere":     {document(strings.ReplaceAll(bomb(45), "zones {totalCount}", "...missing")), "GRAPHQL_VALIDATION_FAILED"},
	"a fragment in itself":               {document("{...a} fragment a on Query {...a}"), "GRAPHQL_VALIDATION_FAILED"},
	"fragments in a circle":              {document("{...a} fragment a on Query {zones {nodes {...b}}} fragment b on Zone {programme {zones {nodes {...b}}}}"), "GRAPHQL_VALIDATION_FAILED"},
	"10,000 __typename":                  {document("{" + strings.Repeat("__typename ", 9_000) + "}"), "LIMIT_EXCEEDED"},
	"900 __typename":                     {document(`{zone(id: "zone:bc-haidian") {` + strings.Repeat("__typename ", 900) + "}}"), "LIMIT_EXCEEDED"},
	"190 __typename":                     {document(`{zone(id: "zone:bc-haidian") {` + strings.Repeat("__typename ", 190) + "}}"), ""},
	"990 fields of one name":             {document(`{zone(id: "zone:bc-haidian") {` + strings.Repeat("a: id a: kind a: precision ", 330) + "}}"), "LIMIT_EXCEEDED"},
	"198 fields of one name":             {document(`{zone(id: "zone:bc-haidian") {` + strings.Repeat("a: id a: kind a: precision ", 66) + "}}"), "GRAPHQL_VALIDATION_FAILED"},
	"49 fragments under one name":        {document("{zones {nodes {" + numbered(49, "...f%d ") + "}}} " + numbered(49, "fragment f%d on Zone {"+strings.Repeat("a: id a: kind ", 10)+"} ")), "LIMIT_EXCEEDED"},
	"a missing fragment, 1,320 fields":   {document(`{...missing zone(id: "zone:x") {` + strings.Repeat("a: id a: kind a: precision ", 440) + "}}"), "GRAPHQL_VALIDATION_FAILED"},
	"a fragment that nothing spreads":    {document("{__typename} fragment x on Zone {" + strings.Repeat("a: id a: kind a: precision ", 440) + "}"), "LIMIT_EXCEEDED"},
	"two fragments of one name":          {document("{zones {nodes {...x}}} fragment x on Zone {id} fragment x on Zone {" + strings.Repeat("a: id a: kind ", 490) + "}"), "LIMIT_EXCEEDED"},
	"990 inline fragments":               {document("{zones {nodes " + nested(990, "{...", "{id id id id id id}", "}") + "}}"), "LIMIT_EXCEEDED"},
	"a long name in many circles":        {document("{...f0} " + nested(1, numbered(44, "fragment f%[1]d"+strings.Repeat("x", 800)+" on Query {...f%[1]d} "), "fragment f0 on Query {"+strings.Repeat("...f0 ", 900)+"}", "")), "GRAPHQL_VALIDATION_FAILED"},
	"2,000 aliases with other arguments": {document("{" + numbered(2_000, `a%[1]d: zone(id: "zone:x%[1]d") {id} `) + "}"), "LIMIT_EXCEEDED"},
	"600 aliases with other arguments":   {document("{" + numbered(600, `a%[1]d: zone(id: "zone:x%[1]d") {id} `) + "}"), "LIMIT_EXCEEDED"},
	"conflicting fields":                 {document(`{zone(id: "zone:bc-haidian") {` + numbered(390, `a: name(language: "x%d") `) + "}}"), "LIMIT_EXCEEDED"},
	"conflicting fields, nested":         {document(`{` + numbered(19, `z: zone(id: "zone:x") {b%d: id `+numbered(20, `a: name(language: "y%%[1]d-%d") `)+`} `) + "}"), "LIMIT_EXCEEDED"},
	"10,000 directives":                  {document("{zones " + strings.Repeat("@skip(if: false) ", 10_000) + "{totalCount}}"), "PAYLOAD_TOO_LARGE"},
	"10,000 short directives":            {document("{zones " + strings.Repeat("@a ", 10_000) + "{totalCount}}"), "LIMIT_EXCEEDED"},
	"4,000 directives":                   {document("{zones " + strings.Repeat("@skip(if: false) ", 4_000) + "{totalCount}}"), "LIMIT_EXCEEDED"},
	"600 directives":                     {document("{zones " + strings.Repeat("@skip(if: false) ", 600) + "{totalCount}}"), "LIMIT_EXCEEDED"},
	"5,000 operations":                   {document(strings.Repeat("query {a} ", 5_000)), "LIMIT_EXCEEDED"},
	"introspection 30 deep":              {document("{__schema {types {" + nested(15, "fields {type {", "name", "}}") + "}}}"), "LIMIT_EXCEEDED"},
	"introspection of everything":        {document("{__schema {types {name fields {name args {name type {name}} type {name}}}}}"), ""},
	"100,000 variables":                  {`{"query": "{__typename}", "variables": {` + strings.TrimSuffix(numbered(100_000, `"v%d":1,`), ",") + `}}`, "PAYLOAD_TOO_LARGE"},
	"100,000 variables declared":         {document("query(" + numbered(100_000, "$v%d:Int ") + ") {__typename}"), "PAYLOAD_TOO_LARGE"},
	"9,000 variables":                    {`{"query": "{__typename}", "variables": {` + strings.TrimSuffix(numbered(9_000, `"v%d":1,`), ",") + `}}`, "LIMIT_EXCEEDED"},
	"2,000 variables declared":           {document("query(" + numbered(2_000, "$v%d: Int ") + ") {__typename}"), "LIMIT_EXCEEDED"},
	"a variable of 10 MB":                {`{"query": "{__typename}", "variables": {"v": "` + strings.Repeat("v", 10<<20) + `"}}`, "PAYLOAD_TOO_LARGE"},
	"a variable of 90 KB":                {`{"query": "{__typename}", "variables": {"v": "` + strings.Repeat("v", 90<<10) + `"}}`, "LIMIT_EXCEEDED"},
	"a variable 5,000 deep":              {`{"query": "{__typename}", "variables": {"v": ` + nested(5_000, "[", "", "]") + `}}`, "LIMIT_EXCEEDED"},
	"JSON 20,000 deep":                   {nested(20_000, "[", "", "]"), "BAD_USER_INPUT"},
	"a number of 10,000 digits":          {document("{zones(first: " + strings.Repeat("9", 10_000) + ") {totalCount}}"), "GRAPHQL_VALIDATION_FAILED"},
	"a variable of 10,000 digits":        {`{"query": "query($n: Int) {zones(first: $n) {totalCount}}", "variables": {"n": ` + strings.Repeat("9", 10_000) + `}}`, "GRAPHQL_VALIDATION_FAILED"},
	"an exponent":                        {`{"query": "query($n: Int) {zones(first: $n) {totalCount}}", "variables": {"n": 1e999999999}}`, "GRAPHQL_VALIDATION_FAILED"},
	"invalid UTF-8":                      {"{\"query\": \"{__typename \xff}\"}", "BAD_USER_INPUT"},
	"NUL in a document":                  {document("{__typename \x00}"), "GRAPHQL_PARSE_FAILED"},
	"NUL in a text":                      {document("{search(text: \"\\u0000\") {totalCount}}"), "BAD_USER_INPUT"},
	"BOM before a document":              {document("\ufeff{__typename}"), ""},
	"BOM before the body":                {"\ufeff" + document("{__typename}"), "BAD_USER_INPUT"},
	"a lone surrogate":                   {`{"query": "{zone(id: \"zone:\ud800\") {id}}"}`, "BAD_USER_INPUT"},
	"a lone surrogate in a document":     {document(`{zone(id: "zone:\ud800") {id}}`), ""}, // one code or the other, below
	"duplicate keys":                     {`{"query": "{a}", "query": "{__typename}"}`, ""},
	"query is a number":                  {`{"query": 1}`, "BAD_USER_INPUT"},
	"query is a list":                    {`{"query": ["{__typename}"]}`, "BAD_USER_INPUT"},
	"variables are a text":               {`{"query": "{__typename}", "variables": "{}"}`, "BAD_USER_INPUT"},
	"variables are a list":               {`{"query": "{__typename}", "variables": []}`, "BAD_USER_INPUT"},
	"operationName is an object":         {`{"query": "{__typename}", "operationName": {}}`, "BAD_USER_INPUT"},
	"extensions are a number":            {`{"query": "{__typename}", "extensions": 1}`, "BAD_USER_INPUT"},
	"a persisted query of nothing":       {`{"extensions": {"persistedQuery": null}}`, "BAD_USER_INPUT"},
	"a persisted query of a list":        {`{"extensions": {"persistedQuery": []}}`, "BAD_USER_INPUT"},
	"a batch":                            {`[{"query": "{__typename}"}, {"query": "{__typename}"}]`, "BAD_USER_INPUT"},
	"nothing":                            {``, "BAD_USER_INPUT"},
	"null":                               {`null`, "BAD_USER_INPUT"},
	"a long name":                        {document("{" + strings.Repeat("a", 90_000) + "}"), "GRAPHQL_VALIDATION_FAILED"},
	"a long text":                        {document(`{search(text: "` + strings.Repeat("a", 90_000) + `") {totalCount}}`), "BAD_USER_INPUT"},
	"a block text of 90 KB":              {document(`{search(text: """` + strings.Repeat("a\n", 30_000) + `""") {totalCount}}`), "BAD_USER_INPUT"},
	"3,000 ids":                          {document(`{nodes(ids: [` + numbered(1_300, `"zone:%d" `) + `]) {id}}`), "BAD_USER_INPUT"},
	"the dearest operation":              {document("{zones(first: 100) {nodes {" + nested(6, "institutions(first: 100) {nodes {zones(first: 100) {nodes {", "id", "}}}}") + "}}}"), "LIMIT_EXCEEDED"},
	"as dear as may be":                  {document("{a: institutions(first: 100) {nodes {zones(first: 100) {nodes {institutions(first: 3) {nodes {id}}}}}}}"), ""},
}

// hostileForms are bodies that pages of other origins may post unasked, by their media type.
var hostileForms = map[string]string{
	"multipart/form-data; boundary=b":           "--b\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n{\"query\":\"{__typename}\"}\r\n--b--\r\n",
	"multipart/form-data; boundary=many":        strings.Repeat("--many\r\nContent-Disposition: form-data; name=\"map\"; filename=\"f\"\r\n\r\nx\r\n", 500_000) + "--many--\r\n",
	"application/x-www-form-urlencoded":         "query=" + url.QueryEscape("{zones {totalCount}}"),
	"application/x-www-form-urlencoded; x=many": strings.Repeat("query=%7Ba%7D&", 1_000_000),
	"text/plain":                         document("{zones {totalCount}}"),
	"text/plain; charset=utf-8; x=large": document("{zones {totalCount}}" + strings.Repeat(" ", 20<<20)),
}

// TestHostileRequestsAreRefusedCheaply posts each to a server over the network. None takes more than 250 ms of processor time
// or 32 MiB of memory (read from the allocator, so that other processes do not count), and a plain question works afterwards.
func TestHostileRequestsAreRefusedCheaply(t *testing.T) {
	handler := serve(t)
	server := httptest.NewServer(handler)
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{ExpectContinueTimeout: time.Minute}} // the server says first whether it wants the body
	defer client.CloseIdleConnections()
	post := func(media, body string) (int, string) {
		request, err := http.NewRequest("POST", server.URL+"/graphql", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", media)
		request.Header.Set("Expect", "100-continue")
		response, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, read(t, response)
	}
	const plainMedia = "application/json"
	post(plainMedia, document("{zones {totalCount}}"))
	check := func(name, media, sent, code string) {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			cpu := processorTime()
			status, body := post(media, sent)
			took := processorTime() - cpu
			runtime.ReadMemStats(&after)
			if took > slowdown*250*time.Millisecond || after.TotalAlloc-before.TotalAlloc > 32<<20 {
				t.Errorf("%s of processor time, %d KiB of memory", took, (after.TotalAlloc-before.TotalAlloc)>>10)
			}
			isRefused := strings.Contains(body, `"errors"`)
			if name == "a lone surrogate in a document" {
				code, isRefused = "", false // it is or is not
			}
			if status >= 500 || (code == "") == isRefused || code != "" && !strings.Contains(body, `"code":"`+code+`"`) || len(body) > 300_000 {
				t.Errorf("%d, want %s: %.500s", status, code, body)
			}
			if status, body := post(plainMedia, document("{zones {totalCount}}")); status != 200 || !strings.Contains(body, `"totalCount":93`) {
				t.Errorf("a plain question afterwards: %d %s", status, body)
			}
		})
	}
	for name, request := range hostile {
		check(name, plainMedia, request.body, request.code)
	}
	for media, body := range hostileForms {
		check(media, media, body, "UNSUPPORTED_MEDIA_TYPE")
	}
	if log := handler.log.String(); strings.Contains(log, `"level":"ERROR"`) {
		t.Errorf("a hostile request is a fault of the server: %.2000s", log)
	}
}

// slow opens connections that send or read almost nothing.
func slow(t *testing.T, address string, count int, send string) {
	t.Helper()
	for range count {
		connection, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = connection.Close() })
		if _, err := io.WriteString(connection, send); err != nil {
			t.Fatal(err)
		}
	}
}

// listen serves as the program does, with its time limits and its limit of connections.
func listen(t *testing.T, change func(*web.Settings)) (address string) {
	t.Helper()
	settings := defaults()
	change(&settings)
	handler := serve(t, change)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- web.Serve(ctx, listener, handler, settings, slog.New(slog.DiscardHandler)) }()
	t.Cleanup(func() { // after the connections are closed, for which it waits
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return listener.Addr().String()
}

// TestSlowClientsHinderNobody has 200 connections each that send half a header, half a body, nothing after an answer, and
// (20 of them) that never read. They hold all connections that there may be: a plain question is answered when their time is over.
func TestSlowClientsHinderNobody(t *testing.T) {
	large := url.QueryEscape("{institutions(first: 100) {nodes {id name names {text} zones(first: 100) {nodes {id name notes}}}}}")
	for name, client := range map[string]struct {
		count int
		send  string
	}{
		"half a header": {200, "GET /graphql?query=%7B__typename%7D HTTP/1.1\r\nHost: x\r\nX-"},
		"half a body":   {200, "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"},
		"nothing more":  {200, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"},
		"no reading":    {20, strings.Repeat("GET /graphql?query="+large+" HTTP/1.1\r\nHost: x\r\n\r\n", 200)},
	} {
		t.Run(name, func(t *testing.T) {
			address := listen(t, func(s *web.Settings) {
				s.Connections, s.HeaderTime, s.BodyTime, s.IdleTime, s.AnswerTime = client.count, 300*time.Millisecond, 300*time.Millisecond, 300*time.Millisecond, 2*time.Second
			})
			slow(t, address, client.count, client.send)
			browser := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Minute}
			response, err := browser.Post("http://"+address+"/graphql", "application/json", strings.NewReader(document("{zones {totalCount}}")))
			if err != nil {
				t.Fatal(err)
			}
			if body := read(t, response); response.StatusCode != 200 || !strings.Contains(body, `"totalCount":93`) {
				t.Errorf("%d %s", response.StatusCode, body)
			}
		})
	}
}

// TestAHeaderThatIsTooLargeIsRefused sends more than --limit-header.
func TestAHeaderThatIsTooLargeIsRefused(t *testing.T) {
	address := listen(t, func(*web.Settings) {})
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	if _, err := io.WriteString(connection, "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Large: "+strings.Repeat("x", 20<<10)); err != nil { // net/http adds 4 KiB
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil || response.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("%v %v", response, err)
	}
}

// TestARequestInTwoLengthsIsRefused sends what proxies and servers may read as two requests or as one.
func TestARequestInTwoLengthsIsRefused(t *testing.T) {
	server := httptest.NewServer(serve(t))
	defer server.Close()
	for name, header := range map[string]string{
		"two lengths":         "Content-Length: 2\r\nContent-Length: 40\r\n",
		"an unknown coding":   "Content-Length: 2\r\nTransfer-Encoding: xchunked\r\n",
		"a length and chunks": "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", // chunks count, and {} is none
		"a negative length":   "Content-Length: -1\r\n",
	} {
		connection, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer connection.Close()
		if _, err := io.WriteString(connection, "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"+header+"\r\n{}GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		response, err := http.ReadResponse(bufio.NewReader(connection), nil)
		if err != nil || response.StatusCode != 400 && response.StatusCode != 501 || !response.Close {
			t.Errorf("%s: %v %v", name, response, err)
		}
	}
}

// FuzzHTTP sends whatever may come: the answer is never a fault of the server, and always JSON.
func FuzzHTTP(f *testing.F) {
	server := serve(f, func(s *web.Settings) { s.ResponseCache = 1 })
	f.Add("POST", "", "application/json", `{"query":"{zones {totalCount}}"}`)
	f.Add("GET", "query=%7B__typename%7D&variables=%7B%7D&extensions=%7B%7D&operationName=", "", "")
	f.Add("POST", "", "application/json; charset=utf-8", `{"documentId":"x","variables":null}`)
	f.Add("PUT", "", "text/plain", "\xff")
	f.Fuzz(func(t *testing.T, method, query, media, body string) {
		request, err := http.NewRequest(method, "/graphql", strings.NewReader(body))
		if err != nil {
			return
		}
		request.URL.RawQuery = query
		request.Header.Set("Content-Type", media)
		recorder := httptest.NewRecorder()
		server.ServeHTTP(recorder, request)
		if recorder.Code >= 500 {
			t.Fatalf("%d %s", recorder.Code, recorder.Body)
		}
		if method != "HEAD" && method != "OPTIONS" && !json.Valid(bytes.TrimSpace(recorder.Body.Bytes())) {
			t.Fatalf("%d %s", recorder.Code, recorder.Body)
		}
	})
}
