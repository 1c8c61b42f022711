package ui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/form"
	"greenlight/ui/overlay"
)

// wanted is one fact under way.
type wanted struct {
	ref  api.Ref
	fact fleet.Fact
}

// factPause is the least time between two questions for one fact: an answer that does
// not last must not be asked for as fast as the network is.
const factPause = 2 * time.Second

// lately is a question that was asked a moment ago.
type lately struct {
	wanted
	at time.Time
}

// askedLately reports whether a question was asked a moment ago, and notes it where not.
func (b *bench) askedLately(w wanted, now time.Time) bool {
	b.lately = slices.DeleteFunc(slices.Clone(b.lately), func(l lately) bool { return over(l.at, factPause, now) })
	if slices.ContainsFunc(b.lately, func(l lately) bool { return l.wanted == w }) {
		return true
	}
	b.lately = append(b.lately, lately{w, now})
	return false
}

// balked is a deployment that could not be read when a fact about it was asked for;
// balkPause is how long it is then left alone.
type balked struct {
	ref api.Ref
	at  time.Time
}

const balkPause = 10 * time.Second

// over reports whether a pause since a time has passed. A time in the future is one of a
// clock that was put back: nothing waits for it.
func over(since time.Time, pause time.Duration, now time.Time) bool {
	age := now.Sub(since)
	return age < 0 || age >= pause
}

// neighbours is how far above and below the selected row facts are read ahead.
const neighbours = 1

// brief asks for the facts about the deployment on which the selection rests that are
// not known, or were read too long ago; when all are there, for those of its neighbours.
func (a *App) brief() tea.Cmd {
	row, ok := a.list.Selected()
	if !ok || row.Ref != a.bench.ref || a.still != a.move || a.small() {
		return nil
	}
	asked := a.askFacts(row, fleet.Facts()...)
	if asked != nil || slices.ContainsFunc(a.bench.facts, func(w wanted) bool { return w.ref == row.Ref }) {
		return asked
	}
	var ahead []tea.Cmd
	for _, next := range a.list.Around(neighbours) {
		if waits(next) {
			ahead = append(ahead, a.askFacts(next, fleet.Facts()...))
		}
	}
	if len(a.bench.facts) == 0 {
		ahead = append(ahead, a.flags())
	}
	return tea.Batch(ahead...)
}

// flagged is for how many of those that wait for the user it is looked up, behind the
// rest, what they ship: a rollback shows in the list before the cursor is on it.
const flagged = 12

// flags asks what the next of those ships.
func (a *App) flags() tea.Cmd {
	n := 0
	for row := range a.list.Shown() {
		yours := row.Verdict.State == api.StateNeedsYou || row.Verdict.State == api.StateMaybeYou
		if n++; n > flagged || !yours {
			return nil
		}
		if cmd := a.askFacts(row, fleet.FactShips); cmd != nil {
			return cmd
		}
	}
	return nil
}

// askFacts asks for facts about a deployment, each on its own. What is under way is not
// asked twice; what ended is not decided on any more.
func (a *App) askFacts(row fleet.Row, facts ...fleet.Fact) tea.Cmd {
	s := a.site(row.Ref.Host)
	now, ahead := a.opt.Now(), row.Ref != a.looked && a.cards.Len() == 0
	if s == nil || s.phase == refused || now.Before(s.quiet) || ahead && now.Before(s.idle) || !fleet.Decidable(row.Deployment) {
		return nil
	}
	if b := a.bench.balked; b.ref == row.Ref && !over(b.at, balkPause, now) {
		return nil
	}
	var cmds []tea.Cmd
	for _, f := range facts {
		w := wanted{row.Ref, f}
		if !row.Brief.Due(f, a.opt.Now()) || slices.Contains(a.bench.facts, w) || a.bench.askedLately(w, a.opt.Now()) {
			continue
		}
		a.bench.facts = append(slices.Clip(a.bench.facts), w)
		cmds = append(cmds, factCmd(a.bench.ctx, a.opt.Fleet, a.bench.visit, row.Ref, f, ahead))
	}
	return tea.Batch(cmds...)
}

// factLoaded shows the row with what was read. An answer for an earlier look is kept by
// the fleet, and asked of it when the row is looked at again.
func (a *App) factLoaded(msg factMsg) tea.Cmd {
	if msg.visit != a.bench.visit {
		return nil
	}
	a.bench.facts = slices.DeleteFunc(slices.Clone(a.bench.facts), func(w wanted) bool { return w == wanted{msg.ref, msg.fact} })
	if msg.err != nil {
		a.bench.balked = balked{msg.ref, a.opt.Now()} // the row itself cannot be read, which its own read tells
	} else {
		if wait := retryAfter(msg.row.Brief.Err(msg.fact)); wait > 0 {
			a.quieten(msg.ref.Host, wait, msg.ahead)
		}
		a.came = append(slices.Clip(a.came), msg.row)
	}
	if more := slices.ContainsFunc(a.bench.facts, func(w wanted) bool { return w.ref == msg.ref }); !more || a.cards.Len() > 0 {
		a.showFacts()
		return tea.Batch(a.brief(), a.briefCard())
	}
	if len(a.came) == 1 {
		return gatherCmd()
	}
	return nil
}

// showFacts shows the facts that have come. The answers about one deployment come one
// after the other, and would rewrite the screen as often: where no card waits for them
// they are gathered for a moment. No key may do this: the row under the cursor could
// become another one by it, and the key would be for that one.
func (a *App) showFacts() {
	came := a.came
	a.came = nil
	for _, row := range came {
		old, shown := a.row(row.Ref)
		if !shown || old.Judged > row.Judged {
			continue // what came sooner knows more
		}
		a.put(row)
		a.refreshCard(row)
	}
}

// together is how many targets of a card of many are asked about at a time.
const together = 4

// briefCard asks for what the open card still waits for: the cursor may have left its
// row meanwhile, and the reads with it.
func (a *App) briefCard() tea.Cmd {
	top, ok := a.cards.Top()
	if !ok {
		return nil
	}
	if m, is := overlay.As[form.Many](top); is {
		var cmds []tea.Cmd
		for _, ref := range m.Wants() {
			if row, shown := a.row(ref); shown && len(a.bench.facts) < together*len(fleet.Facts()) {
				cmds = append(cmds, a.askFacts(row, fleet.Facts()...))
			}
		}
		return tea.Batch(cmds...)
	}
	d, is := overlay.As[form.Decision](top)
	if !is || d.Sending() {
		return nil
	}
	row, shown := a.row(d.Ref())
	if !shown {
		return nil
	}
	return a.askFacts(row, fleet.Facts()...)
}

// asks is all that a reader of the top card has to take in before confirming it; empty
// where it decides nothing.
func (a *App) asks() string {
	top, ok := a.cards.Top()
	if !ok {
		return ""
	}
	if m, is := overlay.As[form.Many](top); is {
		return m.Asks()
	}
	if d, is := overlay.As[form.Decision](top); is {
		return d.Asks()
	}
	return ""
}

// cardReading is what the top card still reads before it decides; empty for nothing.
func (a *App) cardReading() string {
	top, ok := a.cards.Top()
	if !ok {
		return ""
	}
	if m, is := overlay.As[form.Many](top); is {
		return m.Reading()
	}
	if d, is := overlay.As[form.Decision](top); is {
		return d.Reading()
	}
	return ""
}

// unseen reports that the top card has changed by itself and was not on the screen like
// that for a while: what is confirmed now was another card. What is typed is taken.
func (a *App) unseen() bool {
	return !a.amended.IsZero() && (a.typed().Sub(a.amended) < settle || !a.opt.Drawn().After(a.amended))
}

// cardReads reports that the top card waits for facts.
func (a *App) cardReads() bool {
	top, ok := a.cards.Top()
	if !ok || len(a.bench.facts) == 0 {
		return false
	}
	m, many := overlay.As[form.Many](top)
	d, one := overlay.As[form.Decision](top)
	return many && len(m.Wants()) > 0 || one && !d.Sending()
}
