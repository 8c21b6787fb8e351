package release

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// Keeper keeps releases open for a server, each as a T, which is what the server makes of a release: the current one,
// and those that were asked for by name. It follows what is current. A release is closed when nobody reads it any more
// and another one is wanted in its place. All methods may be called from any number of goroutines.
//
//	keeper, err := release.NewKeeper(ctx, options, func(r *release.Release) (http.Handler, error) { … })
//	go keeper.Follow(ctx)
//	…
//	lease, err := keeper.Current() // for each request
//	defer lease.Done()
//	lease.Value.ServeHTTP(w, r)
type Keeper[T any] struct {
	options Options
	shelf   shelf
	serve   func(*Release) (T, error)

	mutex   sync.Mutex
	current *kept[T]
	others  map[string]*kept[T]    // by version, without the current one
	opening map[string]*opening[T] // by version
	failed  location               // what could not be made current, so that it is said once
	retryAt time.Time              // when it is tried again

	listing sync.Mutex
	listed  []Listed
	listAt  time.Time // when listed is to be read anew
}

// kept is a release that is open.
type kept[T any] struct {
	release *Release
	value   T
	readers int
	idle    time.Time // since when nobody reads it
	retired bool      // closed as soon as nobody reads it
	damaged bool      // not handed out any more
}

func (k *kept[T]) location() location { return location{k.release.Info.Version, k.release.Info.Build} }

// opening is a release that is being opened, or that could not be.
type opening[T any] struct {
	done  chan struct{} // closed at the end
	err   error
	until time.Time // when it may be tried again
}

// How long a Keeper remembers, and keeps.
const (
	retryAfter = 30 * time.Second // after a release could not be opened
	keepIdle   = 5 * time.Minute  // a release beside the current one that nobody reads
)

// NewKeeper opens the current release as Open does, but Follow compares its database with the manifest, so that it is
// handed out at once. serve makes of each release what the server hands out; its error is that of opening the release.
func NewKeeper[T any](ctx context.Context, options Options, serve func(*Release) (T, error)) (*Keeper[T], error) {
	options = options.withDefaults()
	shelf, err := openShelf(ctx, options)
	if err != nil {
		return nil, err
	}
	opened, err := shelf.first(ctx)
	if err != nil {
		shelf.close()
		return nil, err
	}
	value, err := serve(opened)
	if err != nil {
		opened.Close()
		shelf.close()
		return nil, err
	}
	return &Keeper[T]{
		options: options, shelf: shelf, serve: serve, current: &kept[T]{release: opened, value: value},
		others: map[string]*kept[T]{}, opening: map[string]*opening[T]{},
	}, nil
}

// Lease is the right to read a release. Whoever has one calls Done once, when nothing of the release is used any more.
type Lease[T any] struct {
	Value  T    // what the server made of the release
	Info   Info // which release it is
	keeper *Keeper[T]
	kept   *kept[T]
}

// Done ends the lease.
func (l Lease[T]) Done() {
	l.keeper.mutex.Lock()
	defer l.keeper.mutex.Unlock()
	l.kept.readers--
	l.kept.idle = time.Now()
	l.keeper.closeIfDone(l.kept)
}

// lease hands out a release that is not damaged; the mutex is held.
func (k *Keeper[T]) lease(one *kept[T]) (Lease[T], error) {
	if one.damaged {
		return Lease[T]{}, &Error{
			Path:    k.shelf.place(),
			Message: "release " + one.release.Info.Version + " is damaged and is not served",
			Remedy:  "It is being built again from its package; the log says where that fails.",
		}
	}
	one.readers++
	return Lease[T]{Value: one.value, Info: one.release.Info, keeper: k, kept: one}, nil
}

// Current hands out the current release. It never waits. The error says that it is damaged, until it is built again.
func (k *Keeper[T]) Current() (Lease[T], error) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	return k.lease(k.current)
}

// Find hands out a release by its version or id, and opens it first where it is not open; one that an older version of
// PilotGraph built, or that is damaged, is built again for that. The error has ErrNotKept behind it where there is no
// such release. Every other error means that it cannot be had now: too many others are being read, it takes longer than
// ctx (and goes on, so that a later call finds it), or it is damaged beyond repair.
func (k *Keeper[T]) Find(ctx context.Context, name string) (Lease[T], error) {
	version := strings.TrimPrefix(name, "release:")
	for {
		lease, wait, err := k.find(version)
		if wait == nil && err == nil && lease.kept == nil {
			wait, err = k.begin(version)
		}
		if err != nil || wait == nil {
			return lease, err
		}
		select {
		case <-wait.done:
		case <-ctx.Done():
			return Lease[T]{}, ctx.Err()
		}
	}
}

// find hands out a release that is open, returns what to wait for, or nothing.
func (k *Keeper[T]) find(version string) (Lease[T], *opening[T], error) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if k.current.release.Info.Version == version {
		lease, err := k.lease(k.current)
		return lease, nil, err
	}
	if one, ok := k.others[version]; ok {
		lease, err := k.lease(one)
		return lease, nil, err
	}
	under, ok := k.opening[version]
	switch {
	case !ok:
		return Lease[T]{}, nil, nil
	case under.err == nil:
		return Lease[T]{}, under, nil
	case time.Now().Before(under.until):
		return Lease[T]{}, nil, under.err
	}
	delete(k.opening, version)
	return Lease[T]{}, nil, nil
}

// begin begins to open a release, and returns what to wait for.
func (k *Keeper[T]) begin(version string) (*opening[T], error) {
	m, known := manifest{}, false
	if safeName.MatchString(version) {
		m, known = k.shelf.latest(version)
	}
	if !known {
		return nil, &Error{Path: k.shelf.place(), Message: "there is no release " + shorten(version), Remedy: "Name one that is kept.", cause: ErrNotKept}
	}
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if k.others[version] != nil || k.opening[version] != nil || k.current.release.Info.Version == version {
		return nothing[T](), nil // somebody else was faster
	}
	if !k.makeRoom() {
		return nil, &Error{Path: k.shelf.place(), Message: "too many releases are being read at once", Remedy: "Try again later."}
	}
	under := &opening[T]{done: make(chan struct{})}
	k.opening[version] = under
	go k.open(under, location{version, m.build})
	return under, nil
}

// nothing is nothing to wait for.
func nothing[T any]() *opening[T] {
	under := &opening[T]{done: make(chan struct{})}
	close(under.done)
	return under
}

// makeRoom closes a release that nobody reads where as many are open as may be, and tells whether there is room then.
func (k *Keeper[T]) makeRoom() bool {
	open := len(k.others)
	for _, under := range k.opening {
		if under.err == nil {
			open++
		}
	}
	if open < k.options.Older {
		return true
	}
	var longest *kept[T]
	for _, one := range k.others {
		if one.readers == 0 && (longest == nil || one.idle.Before(longest.idle)) {
			longest = one
		}
	}
	if longest != nil {
		k.retire(longest)
	}
	return longest != nil
}

// open opens a release beside the current one. It goes on when whoever asked has left.
func (k *Keeper[T]) open(under *opening[T], at location) {
	one, err := k.make(context.Background(), at)
	k.mutex.Lock()
	defer k.mutex.Unlock()
	defer close(under.done)
	if err != nil {
		k.options.Log.Error("a release cannot be opened", "release", "release:"+at.version, "error", err.Error())
		under.err, under.until = err, time.Now().Add(retryAfter)
		return
	}
	delete(k.opening, at.version)
	if k.current.release.Info.Version == at.version {
		one.retired = true // it has become the current one meanwhile
		k.closeIfDone(one)
		return
	}
	k.others[at.version] = one
}

// make opens a release and makes of it what the server hands out.
func (k *Keeper[T]) make(ctx context.Context, at location) (*kept[T], error) {
	opened, err := k.shelf.open(ctx, at)
	if err != nil {
		return nil, err
	}
	value, err := k.serve(opened)
	if err != nil {
		opened.Close()
		return nil, err
	}
	return &kept[T]{release: opened, value: value, idle: time.Now()}, nil
}

// retire has a release beside the current one closed when its last reader has left; the mutex is held.
func (k *Keeper[T]) retire(one *kept[T]) {
	delete(k.others, one.release.Info.Version)
	one.retired = true
	k.closeIfDone(one)
}

// closeIfDone closes a release that is retired and that nobody reads; the mutex is held.
func (k *Keeper[T]) closeIfDone(one *kept[T]) {
	if one.retired && one.readers == 0 {
		go closeRelease(one.release, k.options.Log) // a query that was given up may still be running
	}
}

func closeRelease(r *Release, log *slog.Logger) {
	if err := r.Close(); err != nil {
		log.Error("closing a release", "release", r.Info.ID, "cause", err)
	}
}

// List returns the releases that are kept, as the function List does; what it answers may be as old as Options.Poll. Where the
// directory cannot be read now, it returns what it read last.
func (k *Keeper[T]) List() []Listed {
	k.listing.Lock()
	defer k.listing.Unlock()
	if time.Now().Before(k.listAt) {
		return k.listed
	}
	if listed, err := List(context.Background(), k.options); err == nil {
		k.listed = listed
	}
	k.listAt = time.Now().Add(k.options.Poll)
	return k.listed
}

// OpenArchive opens the package of a release that List has, by its version. The caller closes it. The error is for the log.
func (k *Keeper[T]) OpenArchive(ctx context.Context, version string) (io.ReadSeekCloser, error) {
	return k.shelf.archive(ctx, version)
}

// Follow looks again and again which release is current, and hands out that one from then on, until ctx ends. What
// cannot be opened is said in the log, and the release of before stays, unless it is damaged. Call it once.
func (k *Keeper[T]) Follow(ctx context.Context) {
	go k.compare()
	ticker := time.NewTicker(k.options.Poll)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			k.look(ctx)
			k.tidy()
		}
	}
}

// compare compares the release that was opened first with its manifest. One that is damaged is not handed out any more,
// and built again when it is looked for next.
func (k *Keeper[T]) compare() {
	k.mutex.Lock()
	first := k.current
	k.mutex.Unlock()
	if first.release.Verified() {
		return
	}
	if err := k.shelf.verify(first.location()); err != nil {
		k.options.Log.Error("the release that is served is damaged; it is not served any more, and built again from its package",
			"release", first.release.Info.ID, "error", err.Error())
		k.mutex.Lock()
		defer k.mutex.Unlock()
		if first.damaged = true; first != k.current {
			k.retire(first)
		}
		return
	}
	first.release.verified.Store(true)
}

// look opens what is current where it is another build than the one that is handed out, or that one is damaged.
func (k *Keeper[T]) look(ctx context.Context) {
	at, state, err := k.shelf.current()
	if err != nil || state != currentGood {
		return // it is lost; what is open stays good
	}
	k.mutex.Lock()
	same := k.current.location() == at && !k.current.damaged
	wait := at == k.failed && time.Now().Before(k.retryAt)
	open := k.others[at.version]
	if !same && open != nil && open.location() == at {
		k.swap(open)
		same = true
	}
	k.mutex.Unlock()
	if same || wait {
		return
	}
	next, err := k.make(ctx, at)
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if err != nil {
		if ctx.Err() == nil {
			message := "the new release cannot be opened; the one before is served on"
			if k.current.damaged {
				message = "the release cannot be opened, and the one before is damaged: nothing is served"
			}
			k.options.Log.Error(message, "release", "release:"+at.version, "error", err.Error())
			k.failed, k.retryAt = at, time.Now().Add(retryAfter)
		}
		return
	}
	k.swap(next)
}

// swap makes a release the one that is handed out; the mutex is held. The one of before stays open for those who name
// it, unless another build of the same release takes its place.
func (k *Keeper[T]) swap(next *kept[T]) {
	before := k.current
	if other := k.others[next.release.Info.Version]; other != nil && other != next {
		k.retire(other)
	}
	delete(k.others, next.release.Info.Version)
	k.current, before.idle = next, time.Now()
	if before.damaged || before.release.Info.Version == next.release.Info.Version || len(k.others) >= k.options.Older && !k.makeRoom() {
		before.retired = true
		k.closeIfDone(before)
	} else {
		k.others[before.release.Info.Version] = before
	}
	k.options.Log.Info("another release is served", "release", next.release.Info.ID, "before", before.release.Info.ID)
}

// tidy closes releases beside the current one that were removed, or that nobody has read for long.
func (k *Keeper[T]) tidy() {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	for _, one := range k.others {
		if k.shelf.isRemoved(one.release.Info.Version) || one.readers == 0 && time.Since(one.idle) > keepIdle {
			k.retire(one)
		}
	}
}

// Close closes all releases that nobody reads, and each of the others when its last reader has left. Nothing may be
// asked of the Keeper afterwards. Call it when Follow has returned.
func (k *Keeper[T]) Close() {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	for _, one := range k.others {
		k.retire(one)
	}
	k.current.retired = true
	if k.current.readers == 0 {
		closeRelease(k.current.release, k.options.Log)
	}
	k.shelf.close()
}
