package web

import (
	"fmt"
	"strings"
	"testing"
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
