package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/fleet"
)

// wanted is one fact under way.
type wanted struct {
	ref  api.Ref
	fact fleet.Fact
}

// neighbours is how far above and below the selected row facts are read ahead.
const neighbours = 1

// brief asks for the facts about the selected deployment that are not known, or were
// read too long ago; when all are there, for those of its neighbours.
func (a *App) brief() tea.Cmd {
	row, ok := a.list.Selected()
	if !ok || row.Ref != a.bench.ref || a.small() {
		return nil
	}
	asked := a.askFacts(row)
	if asked != nil || slices.ContainsFunc(a.bench.facts, func(w wanted) bool { return w.ref == row.Ref }) {
		return asked
	}
	var ahead []tea.Cmd
	for _, next := range a.list.Around(neighbours) {
		if waits(next) {
			ahead = append(ahead, a.askFacts(next))
		}
	}
	return tea.Batch(ahead...)
}

// askFacts asks for the facts about a deployment, each on its own. What is under way
// is not asked twice; what ended is not decided on any more.
func (a *App) askFacts(row fleet.Row) tea.Cmd {
	s := a.site(row.Ref.Host)
	if s == nil || s.phase == refused || a.opt.Now().Before(s.quiet) || !fleet.Decidable(row.Deployment) {
		return nil
	}
	var cmds []tea.Cmd
	for _, f := range fleet.Facts() {
		w := wanted{row.Ref, f}
		if !row.Brief.Due(f, a.opt.Now()) || slices.Contains(a.bench.facts, w) {
			continue
		}
		a.bench.facts = append(slices.Clip(a.bench.facts), w)
		cmds = append(cmds, factCmd(a.bench.ctx, a.opt.Fleet, a.bench.visit, row.Ref, f))
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
		return nil // the row itself cannot be read, which its own read tells
	}
	if _, shown := a.row(msg.ref); !shown {
		return nil
	}
	a.put(msg.row)
	return tea.Batch(a.refreshCard(msg.row), a.brief())
}

// briefCard asks for what the open card still waits for: the cursor may have left its
// row meanwhile, and the reads with it.
func (a *App) briefCard() tea.Cmd {
	d, ok := a.decision()
	if !ok || d.Sending() {
		return nil
	}
	row, shown := a.row(d.Ref())
	if !shown {
		return nil
	}
	return a.askFacts(row)
}
