package api

import (
	"context"
	"errors"
	"math"
	"net/http"
	"sync"
	"time"
)

// The bounds of how much a client asks of its host in the background.
const (
	// DefaultShare is the part of the host's limit a minute that reads nobody waits
	// for may use.
	DefaultShare = 0.30
	// MaxShare is the largest Options.Share, and the part of the host's limit up to
	// which the burst at the start goes: the rest is the user's.
	MaxShare = 0.80
	// assumedLimit is taken for a host that names none, a minute.
	assumedLimit = 1000
	// defaultHold is how long a 429 that names no time is heeded.
	defaultHold = time.Minute
	// maxHold bounds what a 429 may ask; GitLab's longest period is ten minutes.
	maxHold = 10 * time.Minute
)

// Usage is what a client asked of its host lately, and what it may ask yet.
type Usage struct {
	// Sent is how many requests were under way at some time of the last 60 s, the
	// user's and retries included.
	Sent int
	// Limit is the host's own, a minute; 0 while it named none.
	Limit int
	// Ceiling is how many a minute may be reads that nobody waits for. Once after the
	// start they may go beyond it, up to MaxShare of the limit.
	Ceiling int
	// Free is how many such reads may begin now, without those that wait already.
	// It says nothing of AtOnce.
	Free int
	// Room is how many reads that were asked for by the hundred may begin now, beside
	// Free and without those that wait already.
	Room int
	// Again is when Free grows, at the latest; zero while it is above 0.
	Again time.Time
	// Held is until when a 429 asked to be left alone; zero when none does.
	Held time.Time
	// Queued is how many requests were asked for and may not begin yet.
	Queued int
	// AtOnce is how many reads that nobody waits for may be under way at once now.
	AtOnce int
}

// Usage reads the budget. It waits for nothing and is cheap enough for each frame. Call
// it every second or so while something is read: that a read hangs, and makes room for
// another, is noticed then or when any other request begins or ends.
func (c *Client) Usage() Usage { return c.budget.usage() }

type backgroundKey struct{}

// Background marks the reads made with a context as such that nobody waits for.
// They begin in the order they came, when the host's budget and a free place are
// there, and end with the context's error where that comes first. Writes take no
// notice of it.
func Background(ctx context.Context) context.Context {
	return context.WithValue(ctx, backgroundKey{}, true)
}

// Asked marks the reads made with a context as such that the user asked for many at once:
// they go before those that nobody waits for but behind what the user does meanwhile, and
// are not counted as what nobody waits for. They may use MaxShare of the host's limit, but
// for what those others may still take of theirs: neither waits until the other is done.
// Else they are as those of Background.
func Asked(ctx context.Context) context.Context {
	return context.WithValue(ctx, backgroundKey{}, askedMark{})
}

type askedMark struct{}

// IsBackground reports whether reads made with a context wait for the budget.
func IsBackground(ctx context.Context) bool { return ctx.Value(backgroundKey{}) != nil }

func isAsked(ctx context.Context) bool {
	_, ok := ctx.Value(backgroundKey{}).(askedMark)
	return ok
}

func checkShare(share float64) error {
	if math.IsNaN(share) || share < 0 || share > MaxShare {
		return errors.New("the share of the host's limit must be between 0 and 0.8")
	}
	return nil
}

// budget decides when a request may begin. All requests of a client pass it.
type budget struct {
	now   func() time.Time
	sleep func(context.Context, time.Duration) error
	share float64

	mu sync.Mutex
	// last is the latest time seen, to notice a clock that was set back.
	last time.Time
	// all counts every request, crew those that nobody waits for.
	all, crew window
	limits    limits
	held      time.Time
	pace      pace
	queue     queue
	// turns are the background reads under way, the oldest first.
	turns []*turn
	// spent is how many requests ever began, until the burst is over.
	spent int
	calm  bool
}

func newBudget(share float64, room int, now func() time.Time, sleep func(context.Context, time.Duration) error) *budget {
	if share == 0 {
		share = DefaultShare
	}
	return &budget{now: now, sleep: sleep, share: share, last: now(), pace: newPace(room)}
}

// clock reads the time and lets go what is over.
func (b *budget) clock() time.Time {
	now := b.now()
	if back := b.last.Sub(now); back > 0 {
		b.shift(-back)
	}
	b.last = now
	b.all.prune(now)
	b.crew.prune(now)
	b.limits.renew(now)
	if !b.held.After(now) {
		b.held = time.Time{}
	}
	return now
}

// shift moves all that is kept with a clock that was set back, else it would hold
// for as long as the clock was ahead.
func (b *budget) shift(d time.Duration) {
	b.all.shift(d)
	b.crew.shift(d)
	b.limits.shift(d)
	if !b.held.IsZero() {
		b.held = b.held.Add(d)
	}
}

// ceiling is the steady state's bound on background reads a minute.
func (b *budget) ceiling() int {
	return b.part(b.share)
}

// top bounds all requests of a minute where one more would be a background read.
func (b *budget) top() int { return b.part(MaxShare) }

// part is a share of the host's limit a minute, or of what is taken for it.
func (b *budget) part(share float64) int {
	limit := b.limits.minute()
	if limit == 0 {
		limit = assumedLimit
	}
	return max(1, int(float64(limit)*share))
}

// aside is how many requests are kept for what nobody waits for while others are asked for
// by the hundred: what they may still take of their ceiling, but never more than half.
func (b *budget) aside() int {
	if !b.calm {
		return 0
	}
	return min(max(b.ceiling()-b.crew.count(), 0), b.top()/2)
}

// free is how many background reads may begin by the budget, and below 1 when that
// changes at the latest if wanted of them are to begin. Asked are not held to the ceiling,
// and leave alone what is kept aside.
func (b *budget) free(now time.Time, wanted int, asked bool) (n int, again time.Time) {
	aside := 0
	if asked {
		aside = b.aside()
	}
	n, again = b.all.free(now, b.top()-aside, wanted)
	narrow := func(m int, at time.Time) {
		n = min(n, m)
		if m < wanted && at.After(again) {
			again = at
		}
	}
	if b.calm && !asked {
		narrow(b.crew.free(now, b.ceiling(), wanted))
	}
	if left, reset, ok := b.limits.leave(b.all.open, now); ok {
		narrow(left-aside, reset)
	}
	if !b.held.IsZero() {
		narrow(0, b.held)
	}
	return max(n, 0), again
}

func (b *budget) usage() Usage {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.clock()
	b.queue.stir()
	waiting := len(b.queue.crew)
	n, again := b.free(now, waiting+1, false)
	asked, _ := b.free(now, 1, true)
	u := Usage{Sent: b.all.count(), Limit: b.limits.minute(), Ceiling: b.ceiling(), Free: max(n-waiting, 0), Held: b.held, AtOnce: b.pace.most()}
	u.Room = max(asked-len(b.queue.asked), 0)
	u.Queued = waiting + len(b.queue.asked) + len(b.queue.user)
	if u.Free == 0 {
		u.Again = again
	}
	return u
}

// took counts a request that begins.
func (b *budget) took(t *turn) {
	b.all.open++
	if t.background {
		b.turns = append(b.turns, t)
	}
	if t.counts() {
		b.crew.open++
	}
	if b.calm {
		return
	}
	b.spent++
	b.calm = b.spent >= b.top()
}

// replied learns from a reply. server is the host's clock.
func (b *budget) replied(t *turn, status int, h http.Header, server func() time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.clock()
	skew := server().Sub(now)
	b.limits.read(h, now, skew)
	switch status {
	case http.StatusTooManyRequests:
		b.hold(now, retryAfter(h, now.Add(skew)))
		b.pace.troubled(t.number)
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		b.pace.troubled(t.number)
	default:
		b.pace.answered(t, now.Sub(t.began), len(b.turns))
	}
	b.queue.stir()
}

// hold stops the background reads. A later 429 never shortens it.
func (b *budget) hold(now time.Time, asked time.Duration) {
	if asked <= 0 {
		asked = defaultHold
	}
	if until := now.Add(min(asked, maxHold)); until.After(b.held) {
		b.held = until
	}
}

// lost learns that a request had no reply, be it that its time was up.
func (b *budget) lost(t *turn, late bool) {
	if !late {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pace.troubled(t.number)
}
