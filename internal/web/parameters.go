package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/maypok86/otter/v2"

	"pilotgraph/graph/fault"
	"pilotgraph/graph/guard"
)

// parameters are those of GraphQL over HTTP.
type parameters struct {
	query         string
	documentID    string // "" where none is given
	operationName string
	variables     []byte // a JSON object with its names in order; nil for none
	persisted     string // hexadecimal SHA-256 of the document
	registers     bool   // whether the document is sent to be asked by its hash from now on
}

// values returns the variables, with numbers as json.Number. They are made anew, because executing changes them.
func (p *parameters) values() map[string]any {
	var values map[string]any
	if p.variables != nil {
		if err := decode(p.variables, &values); err != nil {
			panic("web: variables are JSON: " + err.Error())
		}
	}
	return values
}

// sortedJSON is variables as JSON, with their names in order.
func sortedJSON(variables map[string]any) []byte {
	if len(variables) == 0 {
		return nil
	}
	text, err := json.Marshal(variables)
	if err != nil {
		panic("web: variables come from JSON: " + err.Error())
	}
	return text
}

// refused is an error of a request, with the status of its answer.
type refused struct {
	status int
	err    *fault.Error
}

func (r *refused) Error() string { return r.err.Message }

// refusedf returns an error of a request.
func refusedf(status int, code fault.Code, format string, values ...any) error {
	return &refused{status, fault.New(code, format, values...)}
}

// knownRequests have what texts of requests ask, by the hash of the text: most are sent again and again.
type knownRequests struct {
	asked *otter.Cache[[sha256.Size]byte, *parameters]
}

// rememberedRequests is how many bytes of them are kept.
const rememberedRequests = 8 << 20

func newKnownRequests() *knownRequests {
	return &knownRequests{otter.Must(&otter.Options[[sha256.Size]byte, *parameters]{
		MaximumWeight: rememberedRequests,
		Weigher: func(_ [sha256.Size]byte, asked *parameters) uint32 {
			return uint32(len(asked.query) + len(asked.documentID) + len(asked.operationName) + len(asked.variables) + 300)
		},
	})}
}

// get returns what a text asks: that of an address, or a body. What is read keeps nothing else of the text alive.
func (k *knownRequests) get(text []byte, isBody bool, parse func([]byte) (*parameters, error)) (*parameters, error) {
	key := sha256.Sum256(text)
	if isBody {
		key[0] ^= 1 // so that neither passes for the other
	}
	known, ok := k.asked.GetIfPresent(key)
	if !ok {
		var err error
		if known, err = parse(text); err != nil {
			return nil, err
		}
		k.asked.Set(key, known)
	}
	asked := *known
	return &asked, nil
}

// read reads the parameters of a request from its address or its body. The error is a *refused.
func (q *questions) read(w http.ResponseWriter, r *http.Request) (*parameters, error) {
	if r.Method != http.MethodPost {
		return q.known.get([]byte(r.URL.RawQuery), false, q.parseAddress)
	}
	content, err := q.readBody(w, r)
	if err != nil {
		return nil, err
	}
	return q.known.get(content, true, q.parseBody)
}

// parseAddress reads the query of an address.
func (q *questions) parseAddress(query []byte) (*parameters, error) {
	values, err := url.ParseQuery(string(query))
	if err != nil {
		return nil, refusedf(http.StatusBadRequest, fault.BadUserInput, "the address is not encoded as a URL is")
	}
	for _, name := range []string{"query", "documentId", "operationName", "variables", "extensions"} {
		if len(values[name]) > 1 {
			return nil, refusedf(http.StatusBadRequest, fault.BadUserInput, "%s is given %d times; give it once", name, len(values[name]))
		}
		if !utf8.ValidString(values.Get(name)) {
			return nil, refusedf(http.StatusBadRequest, fault.BadUserInput, "%s is not UTF-8", name)
		}
	}
	members := members{Variables: json.RawMessage(values.Get("variables")), Extensions: json.RawMessage(values.Get("extensions"))}
	for name, member := range map[string]*any{"query": &members.Query, "documentId": &members.DocumentID, "operationName": &members.OperationName} {
		if values.Get(name) != "" {
			*member = strings.Clone(values.Get(name)) // a part of the address, which is not kept
		}
	}
	return q.check(members)
}

// members are those of the body of a POST.
type members struct {
	Query         any             `json:"query"`
	DocumentID    any             `json:"documentId"`
	OperationName any             `json:"operationName"`
	Variables     json.RawMessage `json:"variables"`
	Extensions    json.RawMessage `json:"extensions"`
}

// readBody reads the body of a POST.
func (q *questions) readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if message := unfitBody(r.Header); message != "" {
		return nil, refusedf(http.StatusUnsupportedMediaType, fault.UnsupportedMediaType, "%s", message)
	}
	maximum := int64(q.settings.Body) << 10
	if r.ContentLength > maximum {
		return nil, unreadBody(&http.MaxBytesError{Limit: maximum})
	}
	content, err := readWhole(http.MaxBytesReader(w, r.Body, maximum), r.ContentLength)
	if err != nil {
		return nil, unreadBody(err)
	}
	return content, nil
}

// parseBody reads a JSON object.
func (q *questions) parseBody(content []byte) (*parameters, error) {
	if !utf8.Valid(content) {
		return nil, refusedf(http.StatusBadRequest, fault.BadUserInput, "the body is not UTF-8")
	}
	var members members
	if err := json.Unmarshal(content, &members); err != nil {
		return nil, refusedf(http.StatusBadRequest, fault.BadUserInput,
			"the body is not a JSON object with query, and with operationName, variables and extensions where wanted")
	}
	return q.check(members)
}

// readWhole reads to the end; the length is how much is announced, or -1.
func readWhole(body io.Reader, length int64) ([]byte, error) {
	var content bytes.Buffer
	content.Grow(int(max(length, 0)) + bytes.MinRead)
	_, err := content.ReadFrom(body)
	return content.Bytes(), err
}

// unfitBody says what is wrong with what a header says of a body, or "". The types other than application/json are
// those that a page of another origin may send unasked.
func unfitBody(header http.Header) string {
	if content := header.Get("Content-Type"); content != plainMedia { // what most clients send
		media, parameters, err := mime.ParseMediaType(content)
		if err != nil || media != plainMedia {
			return "the body of a POST must be application/json, and its Content-Type must say so"
		}
		if charset, given := parameters["charset"]; given && !strings.EqualFold(charset, "utf-8") {
			return fmt.Sprintf("the body is in the charset %s; send UTF-8", fault.Quote(charset))
		}
	}
	if coding := header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return fmt.Sprintf("the body has the Content-Encoding %s; send it as it is", fault.Quote(coding))
	}
	return ""
}

// unreadBody says why a body was not read to its end.
func unreadBody(err error) error {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return refusedf(http.StatusRequestEntityTooLarge, fault.PayloadTooLarge, "the body is larger than %d KiB; send less at once", tooLarge.Limit>>10)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return refusedf(http.StatusRequestTimeout, fault.Timeout, "the body came too slowly")
	}
	return refusedf(http.StatusBadRequest, fault.BadUserInput, "the body ended too early")
}

// check reads the members of a request.
func (q *questions) check(members members) (*parameters, error) {
	asked := &parameters{}
	var isText [3]bool
	asked.query, isText[0] = optional[string](members.Query)
	asked.documentID, isText[1] = optional[string](members.DocumentID)
	asked.operationName, isText[2] = optional[string](members.OperationName)
	if isText != [3]bool{true, true, true} {
		return nil, refusedf(http.StatusBadRequest, fault.BadUserInput, "query, documentId and operationName are texts")
	}
	limits := q.settings.Limits
	if length := len(members.Variables); length > limits.Variables<<10 {
		return nil, refusedf(http.StatusBadRequest, fault.LimitExceeded, "variables have %d bytes; the limit is %d KiB: send fewer at once", length, limits.Variables)
	}
	variables, err := object(members.Variables, "variables")
	if err != nil {
		return nil, err
	}
	if depth := guard.Depth(variables) - 1; depth > limits.VariableDepth {
		return nil, refusedf(http.StatusBadRequest, fault.LimitExceeded, "variables are %d levels deep; the limit is %d: ask with fewer lists and objects inside one another", depth, limits.VariableDepth)
	}
	asked.variables = sortedJSON(variables)
	extensions, err := object(members.Extensions, "extensions")
	if err != nil {
		return nil, err
	}
	if asked.persisted, err = persistedHash(extensions); err != nil {
		return nil, err
	}
	if strings.TrimSpace(asked.query) == "" && asked.persisted == "" && asked.documentID == "" {
		return nil, refusedf(http.StatusBadRequest, fault.BadUserInput, "there is no query; send the GraphQL document as query")
	}
	return asked, nil
}

// object reads a JSON object; it is nil where it is absent or null.
func object(text json.RawMessage, name string) (map[string]any, error) {
	if len(text) == 0 {
		return nil, nil
	}
	var value map[string]any
	if err := decode(text, &value); err != nil {
		return nil, refusedf(http.StatusBadRequest, fault.BadUserInput, "%s is not a JSON object", name)
	}
	return value, nil
}

// optional returns a value of the type T; null and absent are its zero value.
func optional[T any](value any) (T, bool) {
	found, ok := value.(T)
	return found, ok || value == nil
}

// decode reads exactly one JSON value, with numbers as they are written.
func decode(text []byte, target any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(target); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the JSON value")
	}
	return nil
}
