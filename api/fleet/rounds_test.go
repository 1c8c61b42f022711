package fleet_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// gate holds every request until as many have arrived as a round has, and then lets
// them all go: what would be asked one after the other never fills a round.
type gate struct {
	mu      sync.Mutex
	rounds  []int // how many requests each has
	round   int
	arrived int
	open    chan struct{}
	paths   [][]string
}

func newGate(rounds ...int) *gate {
	return &gate{rounds: rounds, open: make(chan struct{}), paths: make([][]string, len(rounds)+1)}
}

// wait is a request's; it never holds one for longer than the test may take.
func (g *gate) wait(t *testing.T) {
	g.mu.Lock()
	if g.round == len(g.rounds) {
		g.mu.Unlock()
		t.Error("a request beyond the last round")
		return
	}
	g.arrived++
	open := g.open
	if g.arrived == g.rounds[g.round] {
		g.round, g.arrived, g.open = g.round+1, 0, make(chan struct{})
		close(open)
	}
	g.mu.Unlock()
	select {
	case <-open:
	case <-time.After(5 * time.Second):
		g.mu.Lock()
		defer g.mu.Unlock()
		t.Errorf("round %d has only %d of %v requests", g.round+1, g.arrived, g.rounds)
	}
}

// From a listed row to all that a card shows takes three round trips; the approvals of
// the merge requests come in a fourth. In each round everything is asked side by side.
func TestACardTakesThreeRounds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		scene sandbox.Scene
		// rounds are how many requests each round has. The first one: the deployment, its
		// environment, release notes, how it went here, failed jobs, guard, freezes, GraphQL,
		// and staging where the listing does not tell. The second: comparison both ways,
		// pipeline, and a membership a rule. The third: the merge requests, and a group that
		// one is not in.
		rounds []int
	}{
		{sandbox.SceneAhead, []int{8, 4, 1, 5}},
		{sandbox.SceneRollback, []int{9, 4}},
		{sandbox.SceneSame, []int{9, 2}},
		{sandbox.SceneFirst, []int{8, 2}},
		{sandbox.SceneTwoHats, []int{9, 5, 1, 5}},
		{sandbox.SceneOthers, []int{9, 4, 2, 5}},
		{sandbox.SceneManual, []int{9, 3, 1, 5}},
	}
	for _, test := range tests {
		t.Run(test.scene.String(), func(t *testing.T) {
			t.Parallel()
			d := stage(t, test.scene)
			g := newGate(test.rounds...)
			d.l.Inject(sandbox.Fault{Before: func() { g.wait(t) }})
			r := d.card()
			for _, f := range fleet.Facts() {
				if r.Brief.Pending(f) || r.Brief.Err(f) != nil {
					t.Errorf("%s: %v", f, r.Brief.Err(f))
				}
			}
			if g.round != len(test.rounds) || g.arrived > 0 {
				t.Errorf("%d rounds and %d requests of %v", g.round, g.arrived, test.rounds)
			}
			if !r.Detailed || r.Pipeline == nil || test.scene != sandbox.SceneFirst && r.Live == nil {
				t.Errorf("the card lacks something: %+v", r)
			}
			if t.Failed() {
				for _, e := range d.l.Journal() {
					t.Log(e.Method, e.Path)
				}
			}
		})
	}
}

// rounds counts by the times of a journal how many requests came one after the other:
// what arrives later than a reply could have come belongs to the next round.
func rounds(entries []sandbox.Entry, latency time.Duration) int {
	slices.SortFunc(entries, func(a, b sandbox.Entry) int { return a.At.Compare(b.At) })
	n := 0
	var began time.Time
	for _, e := range entries {
		if n == 0 || e.At.Sub(began) >= latency {
			n, began = n+1, e.At
		}
	}
	return n
}

func TestRoundsAreCounted(t *testing.T) {
	t.Parallel()
	at := func(ms int) sandbox.Entry {
		return sandbox.Entry{At: time.UnixMilli(int64(ms))}
	}
	for want, entries := range [][]sandbox.Entry{nil, {at(3), at(0), at(9)}, {at(0), at(52), at(51)}, {at(0), at(50), at(103), at(104)}} {
		if n := rounds(entries, 50*time.Millisecond); n != want {
			t.Errorf("%d rounds, want %d", n, want)
		}
	}
}

// BenchmarkCardAt50ms is from a listed row to the complete card over a warm connection,
// each reply 50 ms late: ms/card, and rounds by the sandbox's journal.
func BenchmarkCardAt50ms(b *testing.B) {
	const latency = 50 * time.Millisecond
	clock := func() time.Time { return time.Now() }
	s, err := sandbox.Start(sandbox.Options{Seed: 7, Now: clock, Quiet: true, Latency: latency, RateLimit: 1_000_000})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	in, err := api.ParseInstance(s.URL())
	if err != nil {
		b.Fatal(err)
	}
	at := s.Stage(sandbox.SceneAhead)
	total, most := 0, 0
	for b.Loop() {
		b.StopTimer()
		c, err := api.New(api.Options{Instance: in, Token: api.Secret(s.Token("maya")), UserAgent: "greenlight/test", Now: clock})
		if err != nil {
			b.Fatal(err)
		}
		f := fleet.New(clock, fleet.Source{Client: c, Projects: []string{at.ProjectPath}})
		if _, err := f.Discover(b.Context(), c.Host()); err != nil {
			b.Fatal(err)
		}
		project := api.ProjectRef{Host: c.Host(), ID: at.Project}
		if _, err := f.LoadProject(b.Context(), project); err != nil {
			b.Fatal(err)
		}
		s.ResetJournal()
		b.StartTimer()
		ref := api.Ref{Host: c.Host(), Project: at.Project, Deployment: at.Deployment}
		var work sync.WaitGroup
		work.Go(func() { _, _ = f.LoadDetail(b.Context(), ref) })
		for _, fact := range fleet.Facts() {
			work.Go(func() { _, _ = f.LoadFact(b.Context(), ref, fact) })
		}
		work.Wait()
		b.StopTimer()
		n := rounds(s.Journal(), latency)
		total, most = total+n, max(most, n)
		c.Close()
		b.StartTimer()
	}
	b.ReportMetric(float64(total)/float64(b.N), "rounds")
	b.ReportMetric(float64(most), "most-rounds")
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/card")
}
