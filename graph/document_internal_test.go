package graph

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// TestDocumentsWeighWhatTheyTake compares the weight of documents with the memory that they take: what is kept is bounded by it.
func TestDocumentsWeighWhatTheyTake(t *testing.T) {
	const many = 60
	heap := func() uint64 {
		runtime.GC()
		runtime.GC()
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		return memory.HeapAlloc
	}
	schema := Schema()
	for name, fields := range map[string]string{
		"short fields": strings.Repeat("id ", 300),
		"arguments":    strings.Repeat(`citations(first: 1, filter: {or: [{id: {eq: "a"}}, {id: {eq: "b"}}]}) {totalCount} `, 30),
		"fragments":    strings.Repeat("... on Zone {id} ", 100),
	} {
		kept := make([]*ast.QueryDocument, many)
		var weight uint64
		before := heap()
		for i := range kept {
			text := fmt.Sprintf(`{zone(id: "zone:%d") {%s}}`, i, fields)
			kept[i] = gqlparser.MustLoadQueryWithRules(schema, text, nil)
			weight += uint64(weigh(text, kept[i]))
		}
		took := heap() - before
		runtime.KeepAlive(kept)
		if took > weight {
			t.Errorf("%s: documents take %d bytes and weigh %d", name, took, weight)
		}
		t.Logf("%s: %.1f times the weight", name, float64(took)/float64(weight))
	}
}
