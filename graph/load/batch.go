package load

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// Loaders gathers the reads of one request. There is one batch for everything,
// so that all branches of a query go down level by level together.
type Loaders struct {
	database *Database
	atOnce   bool    // batches are read when they are first waited for
	open     *reader // of a request that reads at once

	mutex    sync.Mutex
	pending  *batch          // gathers keys; nil where none is open
	promised map[key]promise // every key of the request is read once
}

// batch is what is read together.
type batch struct {
	loaders *Loaders
	keys    []key
	values  []any
	errs    []error
	done    chan struct{}
}

// promise is one key of a batch.
type promise struct {
	batch *batch
	place int
}

// ask promises to read a key, without waiting for it.
func (l *Loaders) ask(ctx context.Context, wanted key) promise {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if made, ok := l.promised[wanted]; ok {
		return made
	}
	if l.pending == nil {
		l.pending = &batch{loaders: l, done: make(chan struct{})}
		if !l.atOnce {
			go l.gather(ctx, l.pending)
		}
	}
	made := promise{l.pending, len(l.pending.keys)}
	l.pending.keys = append(l.pending.keys, wanted)
	l.promised[wanted] = made
	return made
}

// longestGather is how many waits a batch gathers at the most, should keys never cease to come.
const longestGather = 50

// gather reads a batch as soon as no more keys come. A fixed time would cut the
// levels of wide queries in pieces, and make narrow ones wait.
func (l *Loaders) gather(ctx context.Context, b *batch) {
	seen := 1
	for range longestGather {
		time.Sleep(l.database.config.Wait)
		l.mutex.Lock()
		gathered := len(b.keys)
		l.mutex.Unlock()
		if gathered == seen {
			break
		}
		seen = gathered
	}
	l.mutex.Lock()
	l.pending = nil
	l.mutex.Unlock()
	defer func() {
		if reason := recover(); reason != nil {
			b.fail(fmt.Errorf("load: panic: %v\n%s", reason, debug.Stack()))
			close(b.done)
		}
	}()
	reader, err := l.database.reader(ctx)
	if err != nil {
		b.fail(l.database.failed(ctx, err))
		close(b.done)
		return
	}
	defer reader.close()
	b.read(ctx, reader)
}

// read reads the batch.
func (b *batch) read(ctx context.Context, r *reader) {
	b.values, b.errs = r.read(ctx, b.keys)
	close(b.done)
}

// readAtOnce reads a batch that someone waits for.
func (b *batch) readAtOnce(ctx context.Context) {
	l := b.loaders
	if l.pending != b {
		return // it was read
	}
	l.pending = nil
	reader, err := l.reader(ctx)
	if err != nil {
		b.fail(l.database.failed(ctx, err))
		close(b.done)
		return
	}
	b.read(ctx, reader)
}

// reader is that of a request that reads at once.
func (l *Loaders) reader(ctx context.Context) (_ *reader, err error) {
	if l.open == nil {
		l.open, err = l.database.reader(ctx)
	}
	return l.open, err
}

// Close gives back the connection of a request that reads at once.
func (l *Loaders) Close() {
	if l.open != nil {
		l.open.close()
		l.open = nil
	}
}

// fail is the answer to every key of the batch.
func (b *batch) fail(err error) {
	b.values, b.errs = make([]any, len(b.keys)), make([]error, len(b.keys))
	for i := range b.errs {
		b.errs[i] = err
	}
}

// keep waits for what was promised. A request that has ended gets nothing more,
// also of what was read already, so that its work stops.
func keep[T any](ctx context.Context, made promise) (found T, err error) {
	if err := ctx.Err(); err != nil {
		return found, err
	}
	if made.batch.loaders.atOnce {
		made.batch.readAtOnce(ctx)
	}
	select {
	case <-made.batch.done:
		found, _ = made.batch.values[made.place].(T)
		return found, made.batch.errs[made.place]
	case <-ctx.Done():
		return found, ctx.Err()
	}
}

// load reads a key. One that was not found gives the zero value.
func load[T any](ctx context.Context, loaders *Loaders, wanted key) (T, error) {
	return keep[T](ctx, loaders.ask(ctx, wanted))
}
