package fleet

import (
	"context"
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
		asked, answered := 0, 0
		go func() { _ = h.once(first, "group 7", func() { asked++; <-first.Done() }) }()
		synctest.Wait()
		for range 3 {
			go func() {
				_ = h.once(t.Context(), "group 7", func() { asked++; answered++ })
				if answered == 0 {
					t.Error("a row went on without an answer")
				}
			}()
		}
		synctest.Wait()
		if asked != 1 {
			t.Errorf("asked %d times while one asks for all", asked)
		}
		giveUp()
		synctest.Wait()
		if answered == 0 {
			t.Error("nobody asked on")
		}
	})
}
