package detail

import (
	"greenlight/api"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// summary is the whole decision in reading order, without its warnings. Who agreed
// comes second where that is what is decided on, and last, where it may still arrive
// without moving anything, once the deployment is past that.
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
		return []line{{flush: true, left: title, right: p.who("by ")}}
	}
	if p.playerShown() {
		who = sentence(who, said(theme.Muted, "played by "+p.player()))
	}
	return []line{{flush: true, left: title}, {flush: true, left: who}}
}

// who is "v2.14.0 · 3f2a91c · started by @lin".
func (p pane) who(by string) []span {
	d := p.row.Deployment
	return sentence(said(theme.Muted, p.ref(d.Ref)), said(theme.Muted, present.SHA(d.SHA)),
		said(theme.Muted, by+present.User(d.User)))
}

// playerShown reports whether the line of the starter has room for the player too.
func (p pane) playerShown() bool {
	by := p.player()
	if by == "" || p.wide() {
		return false
	}
	return p.measure(p.who("started by "))+p.width(" · played by "+by) <= p.inner()
}

// where is where it goes: the environment's own address and its tier.
func (p pane) where() []line {
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
	return []line{{kind: kindExtra}, {kind: kindExtra, label: "Where", left: sentence(parts...)}}
}
