package detail

import (
	"slices"
	"strconv"

	"greenlight/api"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// short is the decision in five lines: state with the count, title, and one line each
// for approvals, what ships, and the pipeline, or in four with the last two joined.
func (p pane) short(joined bool) []line {
	state := p.state()
	v := p.row.Verdict
	if !p.stale() && v.Left > 0 && pending(v.State) {
		approvals := present.Plural(v.Left, "more approval", "more approvals")
		counted := slices.Concat(state.left, []span{{theme.Muted, " · "}, {theme.Strong, approvals + " needed"}})
		if p.measure(counted) <= p.room(state) {
			state.left = counted
		}
	}
	out := append([]line{state, p.shortTitle()}, p.shortApprovals()...)
	if p.row.External() {
		return append(out, p.shortShips(), line{label: "Job", left: said(theme.Text, noJob)})
	}
	pipe := p.pipelineLine()
	if joined {
		return append(out, p.shortShips(p.pipelineEnd()...))
	}
	if !p.warned(api.DangerPipeline, api.NoteJob) {
		pipe.left = sentence(pipe.left, p.failed())
	}
	return append(out, p.shortShips(), pipe)
}

// shortShips is what it ships, with a tail.
func (p pane) shortShips(tail ...span) line {
	if p.open() {
		return p.headline(tail...)
	}
	l := p.ships()
	l.left = sentence(l.left, tail)
	return l
}

// pipelineEnd is "pipeline ✓ passed".
func (p pane) pipelineEnd() []span {
	l, _ := p.pipeline()
	return append(said(theme.Muted, "pipeline "), l.left[0])
}

// warned reports a warning of one of some kinds.
func (p pane) warned(kinds ...api.Danger) bool {
	return slices.ContainsFunc(p.row.Verdict.Warnings, func(w api.Warning) bool { return slices.Contains(kinds, w.Kind) })
}

// pending reports the states in which approvals are missing.
func pending(s api.State) bool {
	switch s {
	case api.StateNeedsYou, api.StateMaybeYou, api.StateNeedsOthers:
		return true
	case api.StateToRun, api.StateRunning, api.StateFailed, api.StateRejected, api.StateManual, api.StateOutdated,
		api.StateLive, api.StateDone, api.StateCreated, api.StateCanceled, api.StateSkipped, api.StateOther,
		api.StateReading:
		return false
	}
	return false
}

// shortTitle is what is deployed and by whom: it stays whatever there is to warn of. A
// long title leaves room for what is deployed.
func (p pane) shortTitle() line {
	l := line{flush: true}
	who := p.who("")
	title := p.row.Title()
	if title == "" {
		l.left = who
		return l
	}
	room := p.inner() - p.measure(who) - 2
	l.left = append([]span{{theme.Strong, p.cut(title, max(room, p.inner()/3), cutEnd)}, {theme.Muted, "  "}}, who...)
	return l
}

// shortApprovals is all rules on one line. A blocked deployment keeps the line even
// where nothing guards it, so that what is below stays where it is.
func (p pane) shortApprovals() []line {
	l := line{label: "Approvals"}
	v := p.row.Verdict
	switch {
	case v.State == api.StateReading:
		l.left = dots(38)
		return []line{l}
	case len(v.Rules) == 0 && v.RejectedBy != nil:
		l.left = []span{{theme.Bad, "✗ "}, {theme.Text, p.decider(*v.RejectedBy)}}
		return []line{l}
	case len(v.Rules) == 0 && p.waiting():
		return []line{{kind: kindBlank}}
	case len(v.Rules) == 0:
		return nil
	}
	l.left = p.fitRules(v.Rules, p.room(l))
	return []line{l}
}

// fitRules sets rules side by side: all of them in their order, or, where there is no
// room, the open ones first and a count of those left out.
func (p pane) fitRules(rules []api.RuleProgress, room int) []span {
	all := p.sideBySide(rules)
	if p.measure(all) <= room {
		return all
	}
	ordered := p.openFirst(rules)
	for n := len(ordered) - 1; n > 0; n-- {
		some := append(p.sideBySide(ordered[:n]), span{theme.Muted, "   +" + strconv.Itoa(len(ordered)-n)})
		if p.measure(some) <= room {
			return some
		}
	}
	return p.sideBySide(ordered[:1])
}

func (p pane) sideBySide(rules []api.RuleProgress) []span {
	var out []span
	for i, r := range rules {
		if i > 0 {
			out = append(out, span{theme.Text, "   "})
		}
		out = append(out, p.shortRule(r)...)
	}
	return out
}

// openFirst orders rules: open to the caller, open to others, met.
func (p pane) openFirst(rules []api.RuleProgress) []api.RuleProgress {
	var mine, open, met []api.RuleProgress
	for _, r := range rules {
		switch {
		case p.yours(r) != api.NotCovered:
			mine = append(mine, r)
		case r.Left > 0:
			open = append(open, r)
		default:
			met = append(met, r)
		}
	}
	return append(append(mine, open...), met...)
}

// shortRule is "■ security-group 0/2 ← you".
func (p pane) shortRule(r api.RuleProgress) []span {
	sign, role := p.ruleSign(r)
	name := p.cut(r.Name, nameWidth, cutName)
	if arrow := p.arrow(r); arrow != "" {
		return []span{{role, sign + " " + name + " " + ruleCount(r) + " " + arrow}}
	}
	return []span{{role, sign + " "}, {theme.Text, name}, {theme.Muted, " " + ruleCount(r)}}
}
