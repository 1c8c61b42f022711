package detail

import (
	"greenlight/api"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// state is the first line: what the deployment is to the reader, and since when. Where
// the row is old it says what was, when, and how old that is.
func (p pane) state() line {
	s := p.row.Verdict.State
	lead, rest, right := present.StateSentence(p.row, p.now)
	role := present.StateRole(s)
	if p.x.Lost != "" {
		return p.lost(right)
	}
	l := line{flush: true, left: []span{{role, present.StateSign(s) + " "}}}
	if p.unread() {
		lead, rest, role = "Not known whom it waits for", "", theme.WaitStrong
		l.left = []span{{role, "▲ "}}
	}
	if !p.stale() {
		l.left = append(l.left, span{role, lead})
		if rest != "" {
			l.left = append(l.left, span{theme.Text, "  " + rest})
		}
		l.right = said(theme.Muted, right)
		return l
	}
	at := p.x.StaleSince.In(p.now.Location()).Format("15:04")
	text := past(s, lead) + " at " + at
	if rest != "" && s != api.StateToRun {
		text += ", " + rest
	}
	l.left = append(l.left, span{theme.Muted, text})
	l.right = said(theme.Muted, present.Age(p.now.Sub(p.x.StaleSince))+" old")
	return l
}

// lost says that what it is hangs on a write of which nobody knows what became.
func (p pane) lost(right string) line {
	if p.stale() {
		right = present.Age(p.now.Sub(p.x.StaleSince)) + " old"
	}
	return line{flush: true, left: []span{{theme.WaitStrong, "? " + present.Capital(p.x.Lost) + ": unknown"}}, right: said(theme.Muted, right)}
}

// unread reports whether whom it waits for was asked for in vain.
func (p pane) unread() bool {
	return p.row.Verdict.State == api.StateReading && p.x.Unread != ""
}

// past is the lead of a state as it was when it was read; ends stay what they are.
func past(s api.State, lead string) string {
	switch s {
	case api.StateNeedsYou:
		return "Needed you"
	case api.StateMaybeYou:
		return "Probably needed you"
	case api.StateNeedsOthers:
		if lead == "Needs others" {
			return "Needed others"
		}
		return lead
	case api.StateToRun:
		return "Waited to be run"
	case api.StateRunning:
		if lead == "Queued" {
			return "Was queued"
		}
		return "Was running"
	case api.StateLive:
		return "Was live"
	case api.StateReading:
		return "Was blocked"
	case api.StateFailed, api.StateRejected, api.StateManual, api.StateOutdated, api.StateDone,
		api.StateCreated, api.StateCanceled, api.StateSkipped, api.StateOther:
		return lead
	}
	return lead
}
