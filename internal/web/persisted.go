package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/maypok86/otter/v2"
	"github.com/vektah/gqlparser/v2"

	"pilotgraph/graph"
	"pilotgraph/graph/fault"
)

// rememberedQueries is how many bytes of automatic persisted queries are kept.
const rememberedQueries = 16 << 20

// documents are those that a client need not send.
type documents struct {
	registered map[string]string // by their id and by their SHA-256
	only       bool              // nothing else is answered
	persisted  *otter.Cache[string, string]
}

// newDocuments reads the registered documents from a JSON file; "" for none. The error names the file and what is wrong.
func newDocuments(path string, only bool) (*documents, error) {
	d := &documents{registered: map[string]string{}, only: only, persisted: otter.Must(&otter.Options[string, string]{
		MaximumWeight: rememberedQueries,
		Weigher:       func(hash, query string) uint32 { return uint32(len(hash) + len(query) + 100) },
	})}
	if path == "" {
		return d, nil
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("--documents: %s cannot be read; name a JSON file of documents by their ids", path)
	}
	var manifest map[string]string
	if err := json.Unmarshal(content, &manifest); err != nil || len(manifest) == 0 {
		return nil, fmt.Errorf("--documents: %s is not a JSON object of documents by their ids, such as {\"id\": \"query { ... }\"}", path)
	}
	for id, text := range manifest {
		if _, problems := gqlparser.LoadQueryWithRules(graph.Schema(), text, nil); len(problems) > 0 {
			return nil, fmt.Errorf("--documents: the document %s of %s is not valid: %s; generate the file again from the documents of the client", fault.Quote(id), path, problems[0].Message)
		}
		d.registered[strings.TrimPrefix(id, hashScheme)] = text
		d.registered[hashOf(text)] = text
	}
	return d, nil
}

// hashScheme begins the id of a document that is its hash.
const hashScheme = "sha256:"

// hashOf is the SHA-256 of a document in hexadecimal digits.
func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// resolve sets the document and its hash where the request names it by an id or a hash. The error is a *refused.
func (d *documents) resolve(asked *parameters) error {
	switch {
	case asked.documentID != "" && (asked.query != "" || asked.persisted != ""):
		return refusedf(http.StatusBadRequest, fault.BadUserInput, "documentId is given beside query or a persisted query; give one of them")
	case asked.documentID != "":
		return d.resolveID(asked)
	case asked.persisted == "":
		asked.persisted = hashOf(asked.query)
	case asked.query == "":
		return d.resolveHash(asked)
	case asked.persisted != hashOf(asked.query):
		return refusedf(http.StatusBadRequest, fault.BadUserInput, "extensions.persistedQuery.sha256Hash is not the SHA-256 of query")
	default:
		asked.registers = true
	}
	if d.only && d.registered[asked.persisted] == "" {
		return refusedf(http.StatusForbidden, fault.DocumentNotRegistered, "this server answers registered documents alone, and this is none of them")
	}
	return nil
}

// resolveID finds a registered document, or a persisted query by its hash.
func (d *documents) resolveID(asked *parameters) error {
	id := strings.TrimPrefix(asked.documentID, hashScheme)
	if asked.query = d.registered[id]; asked.query == "" && !d.only {
		asked.query, _ = d.persisted.GetIfPresent(id)
	}
	if asked.query == "" {
		return refusedf(http.StatusNotFound, fault.PersistedQueryNotFound, "documentId is %s, which is not registered here; send the document as query", fault.Quote(asked.documentID))
	}
	asked.persisted = hashOf(asked.query)
	return nil
}

// resolveHash finds an automatic persisted query. Clients know by the message that they have to send it once.
func (d *documents) resolveHash(asked *parameters) error {
	if asked.query = d.registered[asked.persisted]; asked.query == "" && !d.only {
		asked.query, _ = d.persisted.GetIfPresent(asked.persisted)
	}
	if asked.query != "" {
		asked.persisted = hashOf(asked.query) // a file may register a document under the hash of another
	}
	if asked.query == "" {
		return refusedf(http.StatusOK, fault.PersistedQueryNotFound, "PersistedQueryNotFound")
	}
	return nil
}

// remember keeps a document that was sent with its hash and is valid.
func (d *documents) remember(asked *parameters) {
	if asked.registers && d.registered[asked.persisted] == "" {
		d.persisted.SetIfAbsent(asked.persisted, asked.query)
	}
}

// persistedHash reads the extension of automatic persisted queries: a hash, or "" where it is not there.
func persistedHash(extensions map[string]any) (string, error) {
	given, ok := extensions["persistedQuery"]
	if !ok || given == nil {
		return "", nil
	}
	members, _ := given.(map[string]any)
	version, _ := members["version"].(json.Number)
	hash, _ := members["sha256Hash"].(string)
	if raw, err := hex.DecodeString(hash); version != "1" || err != nil || len(raw) != sha256.Size {
		return "", refusedf(http.StatusBadRequest, fault.BadUserInput,
			"extensions.persistedQuery has not the version 1 and a sha256Hash of 64 hexadecimal digits")
	}
	return strings.ToLower(hash), nil
}
