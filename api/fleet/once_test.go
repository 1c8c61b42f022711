package fleet

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

// The one who asks for all is given up while others wait for the answer: one of
// them asks on.
func TestAnAnswerIsNotLostWithTheOneWhoAsked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &host{}
		first, giveUp := context.WithCancel(t.Context())
		var asked, answered atomic.Int32
		go func() { _ = h.once(first, "group 7", func() { asked.Add(1); <-first.Done() }) }()
		synctest.Wait()
		for range 3 {
			go func() {
				_ = h.once(t.Context(), "group 7", func() { asked.Add(1); answered.Add(1) })
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
