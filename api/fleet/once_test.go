package fleet

import (
	"context"
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
