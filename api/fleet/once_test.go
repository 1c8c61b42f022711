package fleet

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"greenlight/api"
)

// The one who asks for all is given up while others wait for the answer: one of
// them asks on.
func TestAnAnswerIsNotLostWithTheOneWhoAsked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &host{}
		first, giveUp := context.WithCancel(t.Context())
		var asked, answered atomic.Int32
		go func() { h.once(first, "group 7", func() { asked.Add(1); <-first.Done() }) }()
		synctest.Wait()
		for range 3 {
			go func() {
				h.once(t.Context(), "group 7", func() { asked.Add(1); answered.Add(1) })
				if answered.Load() == 0 {
					t.Error("a row went on without an answer")
				}
			}()
		}
		synctest.Wait()
		if asked.Load() != 1 {
			t.Errorf("asked %d times while one asks for all", asked.Load())
		}
		giveUp()
		synctest.Wait()
		if answered.Load() == 0 {
			t.Error("nobody asked on")
		}
	})
}

// Who waits for another's answer gets it, its error too, and goes when its own context
// ends.
func TestWhoWaitsForAnotherIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var f flights
		release, broken := make(chan struct{}), errors.New("broken")
		var told atomic.Int32
		ask := func(ctx context.Context) {
			if v, err := f.share(ctx, "it", func() (any, error) { <-release; return 7, broken }); v == 7 && errors.Is(err, broken) {
				told.Add(1)
			}
		}
		for range 3 {
			go ask(t.Context())
		}
		synctest.Wait()
		within, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if v, err := f.share(within, "it", func() (any, error) { t.Error("it was asked twice"); return nil, nil }); v != nil || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v, %v", v, err)
		}
		close(release)
		synctest.Wait()
		if told.Load() != 3 || len(f.under) != 0 {
			t.Errorf("%d were told, %d are under way", told.Load(), len(f.under))
		}
	})
}

// A panic of the one who asks leaves nobody waiting.
func TestAPanicLeavesNobodyWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var f flights
		release := make(chan struct{})
		go func() {
			defer func() { _ = recover() }()
			_, _ = f.share(t.Context(), "it", func() (any, error) { <-release; panic("broken") })
		}()
		synctest.Wait()
		var answer any
		go func() { answer, _ = f.share(t.Context(), "it", func() (any, error) { return 7, nil }) }()
		synctest.Wait()
		close(release)
		synctest.Wait()
		if answer != 7 {
			t.Errorf("%v", answer)
		}
	})
}

func TestReadsAreBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var under, done atomic.Int32
		release := make(chan struct{})
		work := sideOf(historyReads)
		go func() {
			for range 20 {
				work.Go(func() error { under.Add(1); <-release; done.Add(1); return nil })
			}
		}()
		synctest.Wait()
		if n := under.Load(); n != historyReads {
			t.Errorf("%d reads are under way", n)
		}
		close(release)
		synctest.Wait()
		if n := done.Load(); n != 20 {
			t.Errorf("%d of 20 were made", n)
		}
	})
}

// What is remembered of histories has a bound.
func TestHistoriesAreForgotten(t *testing.T) {
	t.Parallel()
	p := &project{past: map[int64]*look{}}
	for page := range int64(100) {
		looks := make([]*look, historyRows)
		for i := range looks[1:] {
			l := &look{}
			l.deployment.ID = page*historyRows + int64(i)
			looks[i+1] = l
		}
		p.recall(looks)
		if len(p.past) > pastRows || p.past[page*historyRows] == nil {
			t.Fatalf("after page %d %d are remembered", page, len(p.past))
		}
	}
}

// Of the approvals that GitLab sends with a rule only the deployment's own are kept.
func TestForeignApprovalsAreDropped(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 2, 14, 3, 0, 0, 0, time.UTC)
	d := api.Deployment{Approvals: []api.Approval{{CreatedAt: at}}, ApprovalSummary: &api.ApprovalSummary{Rules: []api.ApprovalRule{
		{Given: []api.Approval{{CreatedAt: at.Add(-time.Hour)}, {CreatedAt: at}, {CreatedAt: at.Add(time.Hour)}}}, {},
	}}}
	slim(&d)
	slim(&api.Deployment{})
	if given := d.ApprovalSummary.Rules[0].Given; len(given) != 1 || cap(given) > 1 || !given[0].CreatedAt.Equal(at) {
		t.Errorf("%+v", given)
	}
}
