package web

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// flights join equal questions of one moment, so that each is executed once.
type flights struct {
	timeout time.Duration
	mutex   sync.Mutex
	flying  map[answerKey]*flight
}

// flight is a question that is being executed.
type flight struct {
	done    chan struct{}
	stop    context.CancelFunc
	askers  int
	outcome outcome
	fault   any // what it panicked with
}

// do executes a question, or waits for an equal one that is being executed. The work goes on while anybody waits for it, and
// has a time limit of its own. The error is that of the context.
func (f *flights) do(ctx context.Context, key answerKey, execute func(context.Context) outcome) (result outcome, joined bool, err error) {
	f.mutex.Lock()
	current, joined := f.flying[key]
	if !joined {
		work, stop := context.WithTimeout(context.WithoutCancel(ctx), f.timeout)
		current = &flight{done: make(chan struct{}), stop: stop}
		f.flying[key] = current
		go f.run(work, key, current, execute)
	}
	current.askers++
	f.mutex.Unlock()

	select {
	case <-current.done:
		if current.fault != nil {
			panic(current.fault) // in the request that asked, where it is answered and logged
		}
		return current.outcome, joined, nil
	case <-ctx.Done():
		f.leave(key, current)
		return outcome{}, joined, ctx.Err()
	}
}

// run executes and tells everybody who waits.
func (f *flights) run(ctx context.Context, key answerKey, current *flight, execute func(context.Context) outcome) {
	defer close(current.done)
	defer current.stop()
	defer func() {
		f.mutex.Lock()
		defer f.mutex.Unlock()
		if f.flying[key] == current {
			delete(f.flying, key)
		}
	}()
	defer func() {
		if reason := recover(); reason != nil {
			current.fault = fmt.Sprintf("%v\n%s", reason, debug.Stack())
		}
	}()
	current.outcome = execute(ctx)
}

// leave stops the work when nobody waits for it any more.
func (f *flights) leave(key answerKey, current *flight) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if current.askers--; current.askers == 0 {
		current.stop()
		if f.flying[key] == current {
			delete(f.flying, key) // whoever asks from now on begins anew
		}
	}
}
