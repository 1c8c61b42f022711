package pipeline

import (
	"greenlight/api"
	"greenlight/ui/present"
	"greenlight/ui/rows"
	"greenlight/ui/theme"
)

// tally counts the jobs by what has become of them, on a second line what has no room
// on the first.
func (p *picture) tally() []rows.Line {
	parts := p.counted()
	if tight := p.packed(parts, 2); len(tight) == 1 && len(p.packed(parts, 3)) > 1 {
		return tight
	}
	return p.packed(parts, 3)
}

func (p *picture) packed(parts [][]rows.Span, gap int) []rows.Line {
	const blanks = "   "
	var out []rows.Line
	for _, part := range parts {
		if n := len(out); n > 0 {
			last := &out[n-1]
			if p.Measure(last.Left)+gap+p.Measure(part) <= p.Inner() {
				last.Left = append(append(last.Left, rows.Span{Role: theme.Text, Text: blanks[:gap]}), part...)
				continue
			}
		}
		out = append(out, rows.Line{Flush: true, Left: part})
	}
	return out
}

// counted is "✓ 10 passed" of each class that has jobs. The deployment's job, while it
// is held back, is no job among others: it is counted by itself, and manual only where
// the deployment is.
func (p *picture) counted() [][]rows.Span {
	var counts [classCount]int
	own, held := p.own()
	held = held && p.held(own)
	for _, e := range p.m.entries {
		if !e.first && !(held && e.ID == own.ID) {
			counts[classOf(e.Job)]++
		}
	}
	var out [][]rows.Span
	add := func(role theme.Role, sign string, n int, word string) {
		out = append(out, []rows.Span{{Role: role, Text: sign + " "},
			{Role: theme.Text, Text: present.Count(n, false)}, {Role: theme.Muted, Text: " " + word}})
	}
	for c := passed; c < classCount; c++ {
		if c == waits && held {
			sign, role := p.ownSign(own)
			add(role, sign, 1, p.ownClass())
		}
		if counts[c] > 0 {
			sign, role := c.sign()
			add(role, sign, counts[c], c.String())
		}
	}
	return out
}

// ownClass is the word behind the count of the deployment's job while it is held back:
// the deployment's own where it waits for nobody's approval.
func (p *picture) ownClass() string {
	switch s := p.m.row.Verdict.State; s {
	case api.StateToRun, api.StateManual, api.StateOutdated:
		return present.StateName(s)
	case api.StateNeedsYou, api.StateMaybeYou, api.StateNeedsOthers, api.StateReading, api.StateRunning, api.StateFailed,
		api.StateRejected, api.StateLive, api.StateDone, api.StateCreated, api.StateCanceled, api.StateSkipped, api.StateOther:
	}
	return waits.String()
}
