package load

import (
	"fmt"
	"sync"
	"testing"
)

// TestWhatManyAskAtOnceIsOneSelection shows that fields which begin at one moment share a selection, without which each
// would be read by a statement of its own.
func TestWhatManyAskAtOnceIsOneSelection(t *testing.T) {
	database := openSeed(t)
	for round := range 500 {
		wanted := Selection{Filter: map[string]any{"name": map[string]any{"eq": fmt.Sprint(round)}}}
		made := make([]*selection, 4)
		begin := make(chan struct{})
		var all sync.WaitGroup
		for i := range made {
			all.Go(func() {
				<-begin
				made[i], _ = database.selection(Zones, wanted)
			})
		}
		close(begin)
		all.Wait()
		for _, each := range made {
			if each == nil || each != made[0] {
				t.Fatalf("round %d: not one selection for all: %p", round, made)
			}
		}
	}
}
