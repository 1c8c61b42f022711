package detail

import (
	"time"

	"greenlight/api"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

const (
	cutName  = draw.Middle
	cutEnd   = draw.End
	refWidth = 28
)

// ships says what is live in the environment and what this deployment is to it.
func (p pane) ships() line {
	l := line{label: "Ships"}
	live, d := p.row.Live, p.row.Deployment
	switch {
	case p.row.Verdict.State == api.StateLive:
		l.left = sentence(said(theme.Strong, "this is live"))
	case live == nil && p.x.Loading && !p.row.Detailed:
		l.left = dots(46)
	case live == nil && (p.row.Verdict.State == api.StateDone || p.row.Verdict.State == api.StateOutdated):
		l.left = said(theme.Strong, "something newer is live")
	case live == nil:
		l.left = []span{{theme.Strong, "first deployment here"}, {theme.Muted, ", as far as was read"}}
	case d.ID < live.ID:
		l.left = []span{{theme.Strong, "older than live "}, {theme.Text, p.ref(live.Ref)},
			{theme.Muted, " (" + present.IID(live.IID) + ")"}}
	case d.SHA != "" && d.SHA == live.SHA:
		l.left = p.against("same commit as live ", ", for ")
	case settled(d.Status):
		l.left = p.against("live stays ", ", for ")
	default:
		l.left = p.against("replaces ", ", live for ")
	}
	return l
}

// against is "replaces v2.13.9 · 9c01d2e, live for 2d"; where that is too long the
// commit goes.
func (p pane) against(what, since string) []span {
	live := p.row.Live
	tail := ""
	if at := finished(live); !at.IsZero() {
		tail = since + present.Age(p.now.Sub(at))
	}
	sha := said(theme.Text, present.SHA(live.SHA))
	if live.SHA == p.row.Deployment.SHA {
		sha = nil
	}
	build := func(sha []span) []span {
		out := append([]span{{theme.Strong, what}}, sentence(said(theme.Text, p.ref(live.Ref)), sha)...)
		return append(out, said(theme.Muted, tail)...)
	}
	if full := build(sha); p.measure(full) <= p.inner()-draw.LabelWidth {
		return full
	}
	return build(nil)
}

// settled reports a deployment that ended without becoming live.
func settled(s api.Status) bool {
	switch s {
	case api.StatusFailed, api.StatusCanceled, api.StatusSkipped:
		return true
	case api.StatusCreated, api.StatusRunning, api.StatusSuccess, api.StatusBlocked:
		return false
	default:
		return false
	}
}

// finished is when a deployment succeeded: its job's end, which one recorded through
// the API does not have.
func finished(d *api.Deployment) time.Time {
	if d.Deployable != nil && d.Deployable.FinishedAt != nil {
		return *d.Deployable.FinishedAt
	}
	return d.UpdatedAt
}

// ref keeps a branch or tag short; what tells branches apart is often at the end.
func (p pane) ref(name string) string {
	return p.cut(name, min(refWidth, max(p.inner()/3, 8)), draw.Middle)
}
