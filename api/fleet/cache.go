package fleet

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"greenlight/api"
	"greenlight/api/snapshot"
)

// Store keeps the last state of an instance between two runs. Its methods are called
// from several goroutines.
type Store interface {
	// Read returns what was kept for an instance and scope; fs.ErrNotExist where that is
	// nothing, and snapshot.RefusedError where it must not be used.
	Read(ctx context.Context, host, scope string) (*snapshot.State, error)
	// Write replaces it, whole or not at all.
	Write(ctx context.Context, e *snapshot.Encoded) error
}

// Restored is what was known of an instance when it was saved last.
type Restored struct {
	Host string
	// Me is whose rows these are, with id, user name, name, and whether an
	// administrator. Where a Discovery has another id all of it is void: the fleet has
	// dropped it by then.
	Me api.CurrentUser
	// SavedAt is never later than now.
	SavedAt time.Time
	// AgeUnknown is true where the clock has gone back since then: SavedAt is now, and
	// the rows count as a day old.
	AgeUnknown bool
	// Projects are those of all pieces, with the first piece, in the order in which they
	// matter: where something waits or runs first.
	Projects []Project
	// Snapshots are the next of them. A row has the ReadAt that it had.
	Snapshots []Snapshot
	// More is true where this is not the last piece.
	More bool
}

const (
	// clockSlack is how far ahead of now a state may have been saved: clocks are set.
	clockSlack = time.Minute
	// unknownAge is how old what has no known age counts as: too old to be trusted.
	unknownAge = 24 * time.Hour
	// agesKept is how long the ages in a saved state may be behind where nothing else
	// is: a file of some megabytes is not written every minute to say that all is well.
	agesKept = 10 * time.Minute
)

var errNoStore = errors.New("no place for snapshots is configured")

// Cache says where the last state is kept. Call it before anything is read.
func (f *Fleet) Cache(store Store) { f.store = store }

// Restore fills the fleet with what was saved of an instance last, and returns it
// judged, in pieces: call it again while there is more, and from one goroutine at a time.
// It asks GitLab nothing. What was read in this run already stays, and comes not with what
// is returned. Without an answer of GitLab's there is no telling whose token it is: a
// Discover by somebody else drops all of it.
func (f *Fleet) Restore(ctx context.Context, name string) (Restored, error) {
	h, err := f.host(name)
	if err != nil {
		return Restored{Host: name}, err
	}
	if f.store == nil {
		return Restored{Host: name}, errNoStore
	}
	h.mu.Lock()
	if h.early == nil {
		h.early = f.early(ctx, h)
	}
	e := h.early
	h.mu.Unlock()
	r, err := e.next(ctx)
	if err != nil && ctx.Err() != nil {
		return Restored{Host: name}, err // it may be asked for again
	}
	if err != nil || !r.More {
		h.mu.Lock()
		h.early = nil
		h.mu.Unlock()
	}
	return r, err
}

// Save keeps what is known of all instances for the next start, where it differs from
// what was kept last; written is true where it was for any. It asks GitLab nothing, and
// ends with its context.
func (f *Fleet) Save(ctx context.Context) (written bool, err error) {
	if f.store == nil {
		return false, nil
	}
	var errs []error
	for _, name := range f.order {
		if err := ctx.Err(); err != nil {
			return written, errors.Join(append(errs, err)...)
		}
		var did bool
		var err error
		if late := aside(ctx, func() { did, err = f.hosts[name].save(ctx, f.store) }); late != nil {
			return written, errors.Join(append(errs, late)...)
		}
		written = written || did
		errs = append(errs, err)
	}
	return written, errors.Join(errs...)
}

// savedState is what was saved last.
type savedState struct {
	// begun is how many reads had begun.
	begun uint64
	says  [32]byte
	at    time.Time
}

// alone waits until nobody else saves or restores, and others lets them.
func (h *host) alone(ctx context.Context) error {
	select {
	case h.saving <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *host) others() { <-h.saving }

func (h *host) save(ctx context.Context, store Store) (bool, error) {
	if err := h.alone(ctx); err != nil {
		return false, err
	}
	defer h.others()
	if h.reads() == h.saved.begun {
		return false, nil
	}
	s, begun := h.toSave()
	if s == nil {
		return false, nil
	}
	s.tidy()
	e, err := snapshot.EncodeLists(ctx, &s.State, s.asLists())
	if err != nil {
		return false, err
	}
	if e.Says == h.saved.says && recent(h.saved.at, s.SavedAt, agesKept) {
		h.saved.begun = begun
		return false, nil
	}
	if err := store.Write(ctx, e); err != nil {
		return false, err
	}
	h.saved = savedState{begun, e.Says, s.SavedAt}
	return true, nil
}

// reads is how many reads have begun.
func (h *host) reads() uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.begun
}

// scope says what is shown of an instance, whatever order it was named in.
func (h *host) scope() string {
	sorted := func(names []string) string { return strings.Join(slices.Sorted(slices.Values(names)), "\n") }
	return sorted(h.source.Projects) + "\x00" + sorted(h.source.Groups)
}

// dropRestored forgets what was restored for somebody else. The host's mutex is held.
func (h *host) dropRestored() {
	if h.restored == 0 {
		return
	}
	h.early = nil
	for id, p := range h.projects {
		if h.isRestored(p) {
			delete(h.projects, id)
			continue
		}
		for id, l := range p.looked {
			if l.begun == h.restored {
				delete(p.looked, id)
				p.outline = nil
			}
		}
	}
}

// isRestored reports whether a project is from an earlier run alone. The host's mutex is held.
func (h *host) isRestored(p *project) bool {
	return h.restored != 0 && p.listedBegun == h.restored || p.saved && p.listedBegun == 0
}
