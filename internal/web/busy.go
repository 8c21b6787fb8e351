package web

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"pilotgraph/graph/fault"
)

// operationsPerProcessor is how many operations are executed at once where no setting says: some wait for the disk.
const operationsPerProcessor = 4

// busy limits how many operations are executed at once, with a short queue.
type busy struct {
	places  *semaphore.Weighted
	waiting atomic.Int64
	most    int64         // that wait
	longest time.Duration // that one waits
}

func newBusy(settings Settings) *busy {
	operations := settings.Operations
	if operations == 0 {
		operations = operationsPerProcessor * runtime.GOMAXPROCS(0)
	}
	return &busy{places: semaphore.NewWeighted(int64(operations)), most: int64(settings.Waiting), longest: settings.WaitingTime}
}

// enter waits for a place. The caller leaves it. The error is a *fault.Error with the code UNAVAILABLE, or that of the context.
func (b *busy) enter(ctx context.Context) (leave func(), err error) {
	leave = func() { b.places.Release(1) }
	if b.places.TryAcquire(1) {
		return leave, nil
	}
	defer b.waiting.Add(-1)
	if b.waiting.Add(1) > b.most {
		return nil, fault.New(fault.Unavailable, "the server is busy, and %d operations wait already; try again in a second", b.most)
	}
	waiting, cancel := context.WithTimeout(ctx, b.longest)
	defer cancel()
	if b.places.Acquire(waiting, 1) == nil {
		return leave, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return nil, fault.New(fault.Unavailable, "the server was busy for %s; try again in a second", b.longest)
}
