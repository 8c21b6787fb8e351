package web

import (
	"fmt"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"pilotgraph/graph/guard"
)

// TestPersistedQueriesTakeBoundedMemory registers many small documents, and then large ones, as anybody may.
func TestPersistedQueriesTakeBoundedMemory(t *testing.T) {
	stored, err := newDocuments("", false)
	if err != nil {
		t.Fatal(err)
	}
	for _, each := range []struct {
		size, count int
	}{{20, rememberedQueries / 100}, {90 << 10, 2 * rememberedQueries / (90 << 10)}} {
		var last *parameters
		for i := range each.count {
			text := fmt.Sprintf("{a%d: __typename}%s", i, strings.Repeat(" ", each.size))
			last = &parameters{query: text, persisted: hashOf(text), registers: true}
			stored.remember(last)
		}
		stored.persisted.CleanUp() // which else goes on beside
		weight, count := stored.persisted.WeightedSize(), stored.persisted.EstimatedSize()
		if weight > rememberedQueries || weight < rememberedQueries/2 || count > rememberedQueries/100 {
			t.Errorf("of %d documents of %d bytes, %d are kept in %d bytes; the limit is %d", each.count, each.size, count, weight, rememberedQueries)
		}
		asked := &parameters{persisted: last.persisted}
		stored.remember(last)
		if err := stored.resolve(asked); err != nil || asked.query != last.query {
			t.Errorf("the store takes no document of %d bytes any more: %v", each.size, err)
		}
	}
}

// TestKnownRequestsTakeWhatTheyAreWeighedAs asks with short ids in long addresses, as anybody may: nothing of the addresses is kept.
func TestKnownRequestsTakeWhatTheyAreWeighedAs(t *testing.T) {
	q := &questions{known: newKnownRequests(), settings: Settings{Limits: guard.Default()}}
	padding := strings.Repeat("a", 7<<10)
	before := heap()
	const count = 6_000
	for i := range count {
		r := httptest.NewRequest("GET", fmt.Sprintf("/graphql?documentId=%d&padding=%s", i, padding), nil)
		if asked, err := q.read(nil, r); err != nil || asked.documentID != strconv.Itoa(i) {
			t.Fatal(asked, err)
		}
	}
	q.known.asked.CleanUp() // which else goes on beside
	weight := int(q.known.asked.WeightedSize())
	if weight < 300*count || weight > rememberedRequests {
		t.Errorf("%d requests are weighed as %d bytes", count, weight)
	}
	if taken := heap() - before; taken > 4*weight {
		t.Errorf("%d requests take %d bytes; they are weighed as %d", count, taken, weight)
	}
	runtime.KeepAlive(q)
}

// heap is how many bytes are in use.
func heap() int {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int(stats.HeapAlloc)
}
