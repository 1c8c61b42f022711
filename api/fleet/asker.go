package fleet

import (
	"context"
	"fmt"
	"time"

	"greenlight/api"
)

// ReadToken reads the token of an instance anew and uses it from then on. Whose it is
// nobody knows before the next discovery, and until then nothing is written.
func (f *Fleet) ReadToken(ctx context.Context, name string) error {
	h, err := f.host(name)
	if err != nil || h.source.Token == nil {
		return err
	}
	token, err := h.source.Token(ctx)
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.tokens++
	h.met = false
	clear(h.answers) // it may be shown something else
	h.renewed()
	h.source.Client.SetToken(token)
	return nil
}

// era tells the tokens apart: what GitLab says of the caller holds for the one with which
// it was asked.
func (h *host) era() uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.tokens
}

// sameToken is the error of an answer to the token that was before. The host's mutex is
// held.
func (h *host) sameToken(era uint64) error {
	if h.tokens != era {
		return &api.Error{Kind: api.Canceled, Op: "tell whose token it is", Target: "on " + h.name, Message: "it was read anew meanwhile"}
	}
	return nil
}

// meet remembers the caller. Another one, after the token was read anew, has other
// memberships. The error is for an answer to the token that was before.
func (h *host) meet(me api.CurrentUser, era uint64) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.sameToken(era); err != nil {
		return err
	}
	if h.me.ID != me.ID {
		clear(h.groups)
		clear(h.asked)
		h.briefs = nil
		h.renewed()
		h.dropRestored()
		for _, p := range h.projects {
			p.role, p.roleAt = nil, time.Time{}
			p.doubted = h.begun + 1 // others see other things
			p.untag()
			p.beats = nil
			clear(p.past)
			p.periods, p.freezes, p.unclear = Known[[]api.FreezePeriod]{}, nil, nil
		}
	}
	h.me, h.met = me, true
	return nil
}

// stranger is the error of a write that another user has confirmed than the one whose
// token would carry it out, or nobody knows whose that is: nothing was sent.
type stranger struct{ host, now string }

// Error is one sentence.
func (s stranger) Error() string {
	if s.now == "" {
		return fmt.Sprintf("nothing was sent: %s has not said yet whose the token is that was read anew", s.host)
	}
	return fmt.Sprintf("nothing was sent: the token for %s is @%s's by now, and the card was made for another user", s.host, s.now)
}

// asks reports whether it is the given user whose token is in use. It is asked right
// before a write: the approval of somebody else cannot be taken back.
func (h *host) asks(me int64) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case !h.met:
		return stranger{host: h.name}
	case h.me.ID != me:
		return stranger{host: h.name, now: h.me.Username}
	}
	return nil
}
