package ui

import (
	"strings"
	"testing"
	"time"

	"greenlight/api/fleet"
)

// slide makes another row come under the cursor without a key: somebody else
// deletes the selected deployment.
func (r *rig) slide() (old, now fleet.Row) {
	r.t.Helper()
	old = r.selected()
	r.remove(old.Ref)
	r.beat(11 * time.Second)
	r.until("the row is gone", func(a App) bool { _, ok := a.list.Row(old.Ref); return !ok })
	r.idle(0)
	now = r.selected()
	if now.Ref == old.Ref {
		r.t.Fatal("the row is still selected")
	}
	return old, now
}

const slid = "Another deployment has just come under the cursor."

func TestARowThatSlidesUnderTheCursorIsNotDecided(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"a", "X", "p", "s"} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, rigOptions{})
			r.ready()
			r.keys("1 g")
			_, now := r.slide()
			refused := func(when string) {
				t.Helper()
				r.keys(key)
				if r.app.cards.Len() > 0 || !r.shows(slid) && !strings.Contains(r.screen(), key+" ") {
					t.Fatalf("%s does something %s:\n%s", key, when, r.screen())
				}
				r.keys("esc")
			}
			refused("at once")
			r.clock.Advance(time.Minute)
			refused("while the terminal stalls")
			if key != "a" {
				return
			}
			r.sees(slid)
			r.looked()
			r.keys("a")
			if d, ok := r.app.decision(); !ok || d.Ref() != now.Ref {
				t.Fatalf("a does nothing on a row that was looked at:\n%s", r.screen())
			}
		})
	}
	t.Run("drawn too short", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{})
		r.ready()
		r.keys("1 g")
		r.slide()
		r.clock.Advance(slideRest - time.Millisecond)
		r.drawn = r.clock.Now()
		r.keys("a")
		r.sees(slid)
		if r.app.cards.Len() > 0 {
			t.Fatal("a opens a card on a row that has just come")
		}
		r.clock.Advance(time.Millisecond)
		r.keys("a")
		if r.app.cards.Len() != 1 {
			t.Fatalf("a opens no card:\n%s", r.screen())
		}
	})
	t.Run("chosen by a key", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{})
		r.ready()
		r.keys("1 g")
		r.slide()
		r.looked()
		r.keys("j k a")
		if r.app.cards.Len() != 1 {
			t.Fatalf("a opens no card on a row that was chosen:\n%s", r.screen())
		}
	})
}

func TestAZoomIsLeftWhereItsRowGoes(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{w: 80, h: 24})
	r.ready()
	r.keys("1 g")
	r.rested()
	r.keys("enter")
	r.lacks("Waiting for you")
	r.slide()
	r.sees("is gone: it was deleted")
	r.sees("Waiting for you")
}

func TestTheHelpActsOnTheRowItWasOpenedOn(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.keys("1 g")
	r.rested()
	r.keys("?")
	r.settled()
	r.typed("approve")
	r.slide()
	r.looked()
	r.keys("enter")
	r.sees("The selection has changed since the help was opened. Nothing was done.")
	if r.app.cards.Len() > 0 {
		t.Errorf("a card is open:\n%s", r.screen())
	}
}
