package fleet

import (
	"context"

	"greenlight/api"
	"greenlight/api/snapshot"
)

// The first piece of what is restored is about as many rows as the largest screen has,
// and on it before the last are judged; of the others each is worth a frame.
const (
	firstPiece = 400
	nextPiece  = 1500
)

// early is what is restored of an instance, whether or not anybody has asked for it yet.
type early struct {
	// work ends with the first piece, or an error instead of it.
	work  *workers
	first Restored
	err   error
	// told is true once the first piece was handed out.
	told bool
	// rest makes the other pieces, nil where there are none. They wait for nobody.
	rest   *workers
	pieces chan Restored
}

// early begins to restore an instance.
func (f *Fleet) early(ctx context.Context, h *host) *early {
	e := &early{work: side()}
	e.work.Go(func() error { e.first, e.err = f.restore(ctx, h, e); return nil })
	return e
}

// next is the next piece.
func (e *early) next(ctx context.Context) (Restored, error) {
	if !e.told {
		if err := aside(ctx, func() { _ = e.work.Wait() }); err != nil {
			return Restored{}, err
		}
		e.told = true
		return e.first, e.err
	}
	select {
	case r, ok := <-e.pieces:
		if !ok {
			return Restored{}, e.rest.Wait() // it has thrown something
		}
		return r, nil
	case <-ctx.Done():
		return Restored{}, ctx.Err()
	}
}

// restore reads what was saved, makes the first piece, and begins with the others.
// Nobody saves before the last: the next start would have no more than is there by then.
func (f *Fleet) restore(ctx context.Context, h *host, e *early) (Restored, error) {
	none := Restored{Host: h.name}
	s, err := f.store.Read(ctx, h.name, h.scope())
	if err != nil {
		return none, err
	}
	if err := h.alone(ctx); err != nil {
		return none, err
	}
	v, err := h.revival(s)
	if err != nil {
		h.others()
		return none, err
	}
	first := h.piece(v, firstPiece)
	first.Projects = v.shown
	if !first.More {
		h.others()
		return first, nil
	}
	e.rest, e.pieces = side(), make(chan Restored, len(s.Projects))
	e.rest.Go(func() error {
		defer h.others()
		defer close(e.pieces)
		for more := true; more; {
			r := h.piece(v, nextPiece)
			e.pieces <- r
			more = r.More
		}
		return nil
	})
	return first, nil
}

// revival is a state that is brought back piece by piece.
type revival struct {
	state *snapshot.State
	age   ages
	// about is what every piece says, shown are the projects of all of them.
	about Restored
	shown []Project
	// at is the next project.
	at int
}

// revival begins to fill the host. All of it counts as one read that began before any
// other of this run: whatever GitLab says from now on is newer. Nobody else restores or
// saves.
func (h *host) revival(s *snapshot.State) (*revival, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.me.ID != 0 && h.me.ID != s.Me.ID {
		return nil, &snapshot.RefusedError{Path: "of " + h.name, Why: snapshot.OtherUser}
	}
	now := h.now()
	v := &revival{state: s, about: Restored{Host: h.name, Me: s.Me, SavedAt: s.SavedAt}}
	if s.SavedAt.After(now.Add(clockSlack)) {
		v.about.AgeUnknown = true
	}
	if s.SavedAt.After(now) {
		v.about.SavedAt = now
	}
	v.age = ages{now: now, unknown: v.about.AgeUnknown}
	if h.restored == 0 {
		h.begun++
		h.restored = h.begun
	}
	if h.me.ID == 0 {
		h.me = s.Me
	}
	for _, g := range s.Groups {
		if _, asked := h.asked[g.Key]; !asked {
			h.groups[g.Key], h.asked[g.Key] = g.Coverage, v.age.of(g.At)
		}
	}
	h.recallNames(s)
	for i := range s.Projects {
		info := &s.Projects[i].Info
		if h.discovered != nil && !h.discovered[info.ID] {
			continue
		}
		if h.projects[info.ID] == nil {
			h.projects[info.ID] = newProject(*info, &h.dict)
			h.projects[info.ID].saved = true
		}
		v.shown = append(v.shown, h.named(info))
	}
	return v, nil
}

// named is a project as the screen knows it.
func (h *host) named(info *api.Project) Project {
	return Project{Ref: api.ProjectRef{Host: h.name, ID: info.ID}, Path: info.PathWithNamespace}
}

// piece brings back the next projects, up to some number of rows. Once somebody else was
// found to look there is nothing more.
func (h *host) piece(v *revival, rows int) Restored {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := v.about
	all := v.state.Projects
	if h.me.ID != v.state.Me.ID {
		return out
	}
	for n := 0; v.at < len(all) && n < rows; v.at++ {
		saved := &all[v.at]
		if h.discovered != nil && !h.discovered[saved.Info.ID] {
			continue
		}
		if p := h.revive(saved, v.age); p != nil {
			out.Snapshots = append(out.Snapshots, h.revived(p))
			n += len(p.listed)
		}
	}
	out.More = v.at < len(all)
	if !out.More && h.begun == h.restored {
		h.saved.begun = h.begun // there is nothing yet that is not kept already
	}
	return out
}
