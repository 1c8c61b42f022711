package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// door is a server whose replies wait until they are let out.
type door struct {
	*gitlab
	came chan string
	out  chan struct{}
}

// doorway answers what is asked by its project's number, once it is let out.
func doorway(t *testing.T, status func() int) *door {
	t.Helper()
	d := &door{came: make(chan string, 1000), out: make(chan struct{})}
	d.gitlab = serve(t, func(w http.ResponseWriter, r *http.Request) {
		d.came <- r.URL.Path
		select {
		case <-d.out:
		case <-r.Context().Done():
			return
		}
		write(w, status(), `{"id":345}`)
	})
	return d
}

func ok() int { return 200 }

// reads sends reads of projects 1 to n side by side, in their order; they are
// waited for at the test's end.
func reads(ctx context.Context, t *testing.T, c *Client, n int) {
	t.Helper()
	var wg sync.WaitGroup
	t.Cleanup(wg.Wait)
	for i := range n {
		wg.Go(func() { _, _ = c.ProjectByID(ctx, int64(i+1)) })
	}
}

// until waits for a state.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for range 5000 {
		if is() {
			return
		}
		_ = sleepTimer(t.Context(), time.Millisecond)
	}
	t.Fatal("it never comes to " + what)
}

// waitFor waits until so many reads are in line for their turn.
func waitFor(t *testing.T, c *Client, background, user int) {
	t.Helper()
	until(t, fmt.Sprintf("%d and %d in line", background, user), func() bool {
		c.budget.mu.Lock()
		defer c.budget.mu.Unlock()
		return len(c.budget.queue.crew) == background && len(c.budget.queue.user) == user
	})
}

func nowOpen(c *Client) int {
	c.budget.mu.Lock()
	defer c.budget.mu.Unlock()
	return c.budget.all.open
}

func TestTheUserHasPlacesOfTheirOwn(t *testing.T) {
	t.Parallel()
	d := doorway(t, ok)
	c := client(t, d.URL)
	ctx, cancel := context.WithCancel(t.Context())
	reads(Background(ctx), t, c, 60)
	t.Cleanup(cancel)
	for range firstAtOnce {
		<-d.came
	}
	waitFor(t, c, 60-firstAtOnce, 0)
	reads(ctx, t, c, kept)
	for range kept {
		<-d.came
	}
	// All places are taken: who comes now is next, whoever waits in the background.
	waitFor(t, c, 60-firstAtOnce, 0)
	go func() { _ = get(ctx, c) }()
	waitFor(t, c, 60-firstAtOnce, 1)
	d.out <- struct{}{}
	// The reply of one in the background makes a second place, and who takes that may be
	// faster on the wire.
	const want = "/api/v4/projects/12/deployments/345"
	if first := <-d.came; first != want {
		if second := <-d.came; second != want {
			t.Errorf("the next ones are %s and %s", first, second)
		}
	}
}

func TestMoreAtOnceWhereTheHostTakesThem(t *testing.T) {
	t.Parallel()
	var status atomic.Int32
	status.Store(200)
	d := doorway(t, func() int { return int(status.Load()) })
	c := client(t, d.URL, func(o *Options) { o.Sleep = (&sleeper{}).sleep })
	if u := c.Usage(); u.AtOnce != firstAtOnce {
		t.Fatalf("%d at first", u.AtOnce)
	}
	ctx, cancel := context.WithCancel(t.Context())
	reads(Background(ctx), t, c, 200)
	t.Cleanup(cancel)
	for range firstAtOnce {
		<-d.came
	}
	// Each reply lets one more in than it ends.
	for range firstAtOnce {
		d.out <- struct{}{}
		<-d.came
		<-d.came
	}
	d.out <- struct{}{}
	<-d.came
	if u := c.Usage(); u.AtOnce != mostAtOnce || u.Sent < 2*firstAtOnce {
		t.Errorf("%+v", u)
	}
	select {
	case <-d.came:
		t.Error("more than the most are under way")
	default:
	}
	status.Store(502)
	d.out <- struct{}{}
	until(t, "half of them after trouble", func() bool { return c.Usage().AtOnce == mostAtOnce/2 })
}

func TestBackgroundReadsBeginInTheirOrder(t *testing.T) {
	t.Parallel()
	d := doorway(t, ok)
	c := client(t, d.URL, func(o *Options) { o.Concurrency = 1 })
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	ask := func(id int64) {
		go func() { _, _ = c.ProjectByID(Background(ctx), id) }()
	}
	ask(1)
	<-d.came
	for i := range 10 {
		ask(int64(i + 2))
		waitFor(t, c, i+1, 0)
	}
	for i := range 10 {
		d.out <- struct{}{}
		if got, want := <-d.came, fmt.Sprintf("/api/v4/projects/%d", i+2); got != want {
			t.Errorf("%s begins in the place of %s", got, want)
		}
	}
}

// One that gives up lets the next one pass, and leaves nothing behind.
func TestWaitingForTheBudgetEndsWithTheContext(t *testing.T) {
	t.Parallel()
	d := doorway(t, ok)
	c := client(t, d.URL, func(o *Options) { o.Concurrency = 1 })
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	go func() { _, _ = c.ProjectByID(Background(ctx), 1) }()
	<-d.came
	first, giveUp := context.WithCancel(Background(t.Context()))
	said := make(chan error)
	go func() { _, err := c.ProjectByID(first, 2); said <- err }()
	waitFor(t, c, 1, 0)
	go func() { _, _ = c.ProjectByID(Background(ctx), 3) }()
	waitFor(t, c, 2, 0)
	giveUp()
	err := <-said
	if fails(t, err, Canceled); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	waitFor(t, c, 1, 0)
	d.out <- struct{}{}
	if got := <-d.came; got != "/api/v4/projects/3" {
		t.Errorf("%s is next", got)
	}
}

// While a 429 holds the background, the user reads and writes on.
func TestThe429OfOneHoldsAll(t *testing.T) {
	t.Parallel()
	var busy atomic.Bool
	g := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if busy.Load() {
			write(w, 429, "Retry later", "Content-Type", "text/plain", "Retry-After", "40")
			return
		}
		write(w, 200, `{"id":345}`)
	})
	clk := &clock{t: noon}
	asleep := make(chan time.Duration, 10)
	c := client(t, g.URL, func(o *Options) {
		o.Now = clk.now
		o.Sleep = func(ctx context.Context, d time.Duration) error {
			asleep <- d
			<-ctx.Done()
			return ctx.Err()
		}
	})
	busy.Store(true)
	if e := fails(t, get(Background(t.Context()), c), RateLimited); e.RetryAfter != 40*time.Second {
		t.Errorf("%v", e.RetryAfter)
	}
	busy.Store(false)
	if u := c.Usage(); u.Free != 0 || !u.Held.Equal(noon.Add(40*time.Second)) {
		t.Errorf("%+v", u)
	}
	clk.add(15 * time.Second) // what is longer than 30 s is told, and not waited out
	said := make(chan error, 1)
	go func() { said <- get(Background(t.Context()), c) }()
	if d := <-asleep; d != 25*time.Second {
		t.Errorf("it waits %v", d)
	}
	before := len(g.all())
	if err := get(t.Context(), c); err != nil {
		t.Errorf("the user's read: %v", err)
	}
	_ = approve(Background(t.Context()), c) // a write is never in the background
	if got := len(g.all()); got != before+2 {
		t.Errorf("%d of the user's arrived, want 2", got-before)
	}
	waitFor(t, c, 1, 0)
	clk.add(25 * time.Second)
	if err := get(t.Context(), c); err != nil { // a reply wakes who waits
		t.Error(err)
	}
	if err := <-said; err != nil {
		t.Errorf("the background's read: %v", err)
	}
}

func TestTheHeadersAreReadByTheServersClock(t *testing.T) {
	t.Parallel()
	clk := &clock{t: noon}
	server := noon.Add(3 * time.Hour)
	g := serve(t, answer(200, `{"id":345}`, "Date", server.Format(http.TimeFormat), "RateLimit-Limit", "300",
		"RateLimit-Observed", "299", "RateLimit-Remaining", "1", "RateLimit-Reset", strconv.FormatInt(server.Add(30*time.Second).Unix(), 10)))
	c := client(t, g.URL, func(o *Options) { o.Now = clk.now })
	if err := get(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	u := c.Usage()
	if wait := u.Again.Sub(noon); u.Limit != 300 || u.Free != 0 || wait < 30*time.Second || wait > 32*time.Second {
		t.Errorf("%+v, in %v", u, wait)
	}
}

// A greedy client over the wire, of a host that allows 300 a minute.
func TestOverTheWireALimitIsNeverMet(t *testing.T) {
	t.Parallel()
	for _, aligned := range []time.Duration{0, 17 * time.Second, 43 * time.Second, 59 * time.Second} {
		t.Run(aligned.String(), func(t *testing.T) {
			t.Parallel()
			clk := &clock{t: noon}
			var mu sync.Mutex
			f := &fixed{limit: 300, aligned: aligned}
			refused := 0
			g := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				mu.Lock()
				defer mu.Unlock()
				status, header := f.take(clk.now())
				if status == 429 {
					refused++
				}
				write(w, status, `{"id":345}`, append(header, "Date", clk.now().Format(http.TimeFormat))...)
			})
			var c *Client
			open := func() int {
				c.budget.mu.Lock()
				defer c.budget.mu.Unlock()
				return c.budget.all.open
			}
			c = client(t, g.URL, func(o *Options) {
				o.Now = clk.now
				o.Sleep = func(ctx context.Context, d time.Duration) error {
					for open() > 0 && ctx.Err() == nil { // an answer takes no minute
						runtime.Gosched()
					}
					clk.add(d)
					return ctx.Err()
				}
			})
			var wg sync.WaitGroup
			for range 20 {
				wg.Go(func() {
					for clk.now().Before(noon.Add(10 * time.Minute)) {
						_ = get(Background(t.Context()), c)
					}
				})
			}
			wg.Wait()
			if n := len(g.all()); refused > 0 || n < 900 {
				t.Errorf("%d of %d were refused", refused, n)
			}
		})
	}
}

func TestConnectionsAreUsedAgain(t *testing.T) {
	t.Parallel()
	came, out := make(chan string, 100), make(chan struct{})
	g := serve(t, func(w http.ResponseWriter, r *http.Request) {
		came <- r.RemoteAddr
		<-out
		write(w, 200, `{"id":345}`)
	})
	opened := map[string]bool{}
	c := client(t, g.URL)
	for range 3 {
		reads(t.Context(), t, c, firstAtOnce)
		for range firstAtOnce {
			opened[<-came] = true
		}
		for range firstAtOnce {
			out <- struct{}{}
		}
		until(t, "an end of all reads", func() bool { return nowOpen(c) == 0 })
	}
	if n := len(opened); n >= 2*firstAtOnce { // one is put back a moment after its reply was read
		t.Errorf("%d connections for %d at once", n, firstAtOnce)
	}
}

// A host that is silent is given less at once; a caller in a hurry tells nothing of
// the host.
func TestTimeoutsSlowTheBackground(t *testing.T) {
	t.Parallel()
	c := client(t, serve(t, silent).URL, func(o *Options) { o.Timeout = 30 * time.Millisecond })
	fails(t, get(Background(t.Context()), c), Timeout)
	if u := c.Usage(); u.AtOnce != firstAtOnce/2 {
		t.Errorf("%d at once after a timeout", u.AtOnce)
	}
	c = client(t, serve(t, silent).URL)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	fails(t, get(Background(ctx), c), Timeout)
	if u := c.Usage(); u.AtOnce != firstAtOnce {
		t.Errorf("%d at once after a caller's deadline", u.AtOnce)
	}
}

// TestALongHoldIsToldAndNotWaitedOut: what waits in line is told, and so is what comes.
func TestALongHoldIsToldAndNotWaitedOut(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 2, 14, 3, 0, 0, 0, time.UTC)
	b := newBudget(0, 1, func() time.Time { return now }, func(ctx context.Context, _ time.Duration) error {
		<-ctx.Done()
		return ctx.Err()
	})
	first, err := b.begin(t.Context(), true, false)
	if err != nil {
		t.Fatal(err)
	}
	told := make(chan error, 2)
	for range 2 {
		go func() {
			_, err := b.begin(t.Context(), true, false)
			told <- err
		}()
	}
	b.replied(first, http.StatusTooManyRequests, http.Header{"Retry-After": {"600"}}, func() time.Time { return now })
	first.end()
	for range 2 {
		var held heldError
		if err := <-told; !errors.As(err, &held) || held.wait != 10*time.Minute {
			t.Errorf("who waits is told %v", err)
		}
	}
	if _, err := b.begin(t.Context(), false, false); err != nil {
		t.Errorf("the user's read is told %v", err)
	}
}
