package detail

import (
	"slices"

	"greenlight/api"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// summary is what is told of a deployment that ended, in reading order, without its
// warnings. Who agreed comes last, where it may still arrive without moving anything,
// but for one that was rejected.
func (p pane) summary() []line {
	out := append([]line{p.state()}, p.subject()...)
	section := func(lines []line) {
		if len(lines) > 0 {
			out = append(append(out, blank()), lines...)
		}
	}
	if p.deciding() {
		section(p.approvals())
	}
	section([]line{p.ships()})
	section(p.work())
	out = append(out, p.where()...)
	if !p.deciding() {
		section(p.approvals())
	}
	return out
}

// decision is the whole of what is decided by, in reading order, without its warnings,
// with n lines for what it brings. Who agreed comes second where that is what is
// decided on.
func (p pane) decision(n int) []line {
	out := append([]line{p.state()}, p.subject()...)
	section := func(lines []line) {
		if len(lines) > 0 {
			out = append(append(out, blank()), lines...)
		}
	}
	if p.deciding() {
		section(p.approvals())
	}
	section(p.shipping(n))
	section(p.work())
	if !p.deciding() {
		section(p.approvals())
	}
	return append(out, p.more...)
}

// deciding reports whether approvals are what holds the deployment or ended it.
func (p pane) deciding() bool {
	return p.waiting() || p.row.Verdict.State == api.StateRejected
}

// subject is the commit's title and what is deployed by whom, on one line or two.
func (p pane) subject() []line {
	title := said(theme.Strong, p.row.Title())
	if len(title) == 0 {
		title = said(theme.Muted, "no commit title")
	}
	who := p.who("started by ")
	if p.wide() {
		right := p.guarded("by ")
		if w := p.measure(right); w > p.inner()/2 || p.measure(title)+2+w > p.inner() {
			right = p.who("by ")
		}
		return []line{{flush: true, left: title, right: right}}
	}
	if p.playerShown() {
		who = sentence(who, said(theme.Muted, "played by "+p.player()))
	} else if guarded := p.guarded("started by "); p.measure(guarded) <= p.inner() {
		who = guarded
	}
	return []line{{flush: true, left: title}, {flush: true, left: who}}
}

// who is "v2.14.0 · 3f2a91c · started by @lin".
func (p pane) who(by string) []span {
	d := p.row.Deployment
	return sentence(said(theme.Muted, p.ref(d.Ref)), said(theme.Muted, present.SHA(d.SHA)),
		said(theme.Muted, by+present.User(d.User)))
}

// guarded is who with what protects the branch or the tag, as far as that is known:
// "main, protected · 3f2a91c · started by @lin".
func (p pane) guarded(by string) []span {
	g := p.brief().Guard
	if !g.Read() {
		return p.who(by)
	}
	out := p.who(by)
	if p.row.Deployment.Ref == "" {
		return out
	}
	word := ", unprotected"
	if g.Value.Protected {
		word = ", protected"
	}
	out = slices.Clone(out)
	out[0].text += word
	return out
}

// playerShown reports whether the line of the starter has room for the player too.
func (p pane) playerShown() bool {
	by := p.player()
	if by == "" || p.wide() {
		return false
	}
	return p.measure(p.who("started by "))+p.width(" · played by "+by) <= p.inner()
}

// locality is where as one of the sections for which there may be room.
func (p pane) locality() extra {
	return extra{label: "Where", lines: []line{{left: p.address()}}}
}

// where is where it goes.
func (p pane) where() []line {
	return []line{{kind: kindExtra}, {kind: kindExtra, label: "Where", left: p.address()}}
}

// address is the environment's own address and its tier.
func (p pane) address() []span {
	var parts [][]span
	if u := p.row.Deployment.Environment.ExternalURL; u != nil {
		parts = append(parts, said(theme.Text, *u))
	}
	switch {
	case p.row.Tier == api.TierUnknown:
		parts = append(parts, said(theme.Muted, "tier not read"))
	case !p.row.Production() || len(parts) == 0: // the chip in the title says production
		parts = append(parts, said(theme.Muted, string(p.row.Tier)+" tier"))
	}
	return sentence(parts...)
}
