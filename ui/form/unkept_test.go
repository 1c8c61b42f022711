package form

import (
	"errors"
	"fmt"
	"testing"

	"greenlight/api/decide"
	"greenlight/ui/intent"
	"greenlight/ui/uitest"
)

var errFull = errors.New("write journal.jsonl: no space left on device")

// A write whose outcome the journal could not take keeps its card open to say so, however
// it ended; the comment that GitLab has is no draft all the same.
func TestAnOutcomeThatWasNotKeptIsTold(t *testing.T) {
	t.Parallel()
	const says = "Noted as sent; the journal could not take the outcome: write journal.jsonl: no space left on device."
	for o := decide.Done; o <= decide.Unverified; o++ {
		sent := drive(approval(blocked(), Policy{}, "words"), "enter")
		d, closes := sent.Answer(decide.Result{Request: decide.Request{Op: 1}, Outcome: o, Unkept: errFull, Err: errors.New("EOF")})
		out := plainCard(t, d, 80, 24, false)
		if closes || !contains(flat(out), says) {
			t.Errorf("outcome %d: the card closes %v and says\n%s", o, closes, out)
		}
		if d.Dirty() != (o != decide.Done && o != decide.LostDone) {
			t.Errorf("outcome %d: dirty is %v", o, d.Dirty())
		}
		if _, got := uitest.Wishes(d, "esc"); len(got) != 1 || got[0] != (intent.Close{}) {
			t.Errorf("outcome %d: esc asked for %#v", o, got)
		}
		kept, closes := sent.Answer(decide.Result{Request: decide.Request{Op: 1}, Outcome: o, Err: errors.New("EOF")})
		if closes != (o == decide.Done) || contains(plainCard(t, kept, 80, 24, false), "journal") {
			t.Errorf("outcome %d, kept: the card closes %v", o, closes)
		}
	}
	m, _ := confirmed(t, NewMany(decide.ActApprove, targets(blocked(), web()), "w"))
	m, next := answers(t, m, decide.Result{Outcome: decide.Done, Now: after(blocked(), 1), Unkept: errFull})
	if out := plainCard(t, m, 80, 24, false); len(next) != 1 || !contains(flat(out), says) {
		t.Errorf("of many it sent %d more and says\n%s", len(next), out)
	}
}

// What could not be noted was not sent, and the card says why.
func TestWhatCouldNotBeNotedWasNotSent(t *testing.T) {
	t.Parallel()
	why := fmt.Errorf("nothing was sent, for it could not be noted: %w", errFull)
	out := plainCard(t, withAnswer(approval(blocked(), Policy{}, "words"), decide.Result{Outcome: decide.NotSent, Err: why}), 80, 24, false)
	for _, want := range []string{"✗ Nothing was sent.", "Why It could not be noted: write journal.jsonl: no space left on device.", "words"} {
		if !contains(flat(out), want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
}

func TestUnkeptLooksAsDesigned(t *testing.T) {
	t.Parallel()
	d := drive(approval(blocked(), Policy{}, "Fixes INC-2231, agreed with @ines"), "enter")
	done, _ := d.Answer(decide.Result{Request: decide.Request{Op: 1}, Outcome: decide.Done, Unkept: errFull})
	for _, size := range [][2]int{{80, 24}, {120, 36}} {
		uitest.Golden(t, fmt.Sprintf("unkept-%dx%d", size[0], size[1]), plainCard(t, done, size[0], size[1], false))
	}
}
