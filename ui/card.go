package ui

import (
	"errors"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/ui/form"
	"greenlight/ui/help"
	"greenlight/ui/keys"
	"greenlight/ui/overlay"
)

// push opens a card. It takes no key but esc until it was on the screen for a
// while: what was typed before it could be seen was not meant for it.
func (a *App) push(l overlay.Layer) tea.Cmd {
	stack, ok := a.cards.Push(l)
	if !ok {
		return nil
	}
	a.cards, a.amended = stack, time.Time{}
	return a.arm()
}

// arm begins the wait for the top card to be drawn.
func (a *App) arm() tea.Cmd {
	a.ops++
	a.arming = arming{op: a.ops, opened: a.opt.Now()}
	return armCmd(a.arming.op, armPoll)
}

// armCard lets the card take keys once it was drawn and has settled.
func (a *App) armCard(op uint64) tea.Cmd {
	if op != a.arming.op || a.arming.armed || a.small() {
		return nil // a terminal that grows again arms anew
	}
	now := a.opt.Now()
	if a.arming.drawn.IsZero() {
		if !a.opt.Drawn().After(a.arming.opened) {
			return armCmd(op, armPoll)
		}
		a.arming.drawn = now
		return armCmd(op, settle)
	}
	if now.Sub(a.arming.drawn) < settle {
		return armCmd(op, armPoll)
	}
	a.arming.armed = true
	return nil
}

// typed is when the key that is handled now was pressed, or later: a machine that stood
// still handles what was typed ahead long after it, and the card has settled by then.
func (a *App) typed() time.Time {
	if a.opt.Typed == nil {
		return a.opt.Now()
	}
	return a.opt.Typed()
}

// closeCard takes the top card away and keeps what was typed in it. A card that
// comes to light below it has to be drawn and to settle anew.
func (a *App) closeCard() tea.Cmd {
	a.keepDraft()
	a.cards = a.cards.Pop()
	if a.cards.Len() > 0 {
		return a.arm()
	}
	a.helped = api.Ref{}
	for i := range a.sites {
		if s := &a.sites[i]; s.phase == refused && !s.told {
			s.told = true
			return a.push(a.tokenCard(s))
		}
	}
	return nil
}

// decision is the top card where it is a decision.
func (a *App) decision() (form.Decision, bool) {
	top, ok := a.cards.Top()
	if !ok {
		return form.Decision{}, false
	}
	return overlay.As[form.Decision](top)
}

// readDropped reads singly what a card decides on and a listing of its project has left
// out: it may be gone, and nothing would tell the card, or only be too old for a listing.
// So it does that on which a write was lost, whatever the listing says of it.
func (a *App) readDropped(project api.ProjectRef) tea.Cmd {
	var cmds []tea.Cmd
	look := func(refs ...api.Ref) {
		for _, ref := range refs {
			if _, shown := a.row(ref); !shown && ref.Host == project.Host && ref.Project == project.ID {
				cmds = append(cmds, a.read(ref, true))
			}
		}
	}
	a.cards = a.cards.Each(func(l overlay.Layer) (overlay.Layer, bool) {
		if d, is := overlay.As[form.Decision](l); is {
			look(d.Ref())
		}
		if m, is := overlay.As[form.Many](l); is {
			look(m.Refs()...)
		}
		return l, true
	})
	for _, l := range a.lost {
		if l.ref.Host == project.Host && l.ref.Project == project.ID {
			cmds = append(cmds, a.read(l.ref, true))
		}
	}
	return tea.Batch(cmds...)
}

// keepDraft remembers the unsent comment of the top card for its target.
func (a *App) keepDraft() {
	if d, ok := a.decision(); ok && !d.Sent() {
		a.setDraft(about{ref: d.Ref(), act: d.Act()}, d.Draft())
	}
	top, ok := a.cards.Top()
	if !ok {
		return
	}
	if m, is := overlay.As[form.Many](top); is {
		a.setDraft(aboutMany(m.Act(), m.Refs()), m.Draft())
		a.toldMany(m)
	}
	a.keepRecord(top)
}

func (a *App) setDraft(t about, text string) {
	kept := make([]draft, 0, len(a.drafts)+1)
	for _, d := range a.drafts {
		if d.about != t {
			kept = append(kept, d)
		}
	}
	if text != "" {
		kept = append(kept, draft{about: t, text: text})
	}
	a.drafts = kept
}

func (a *App) draft(t about) string {
	for _, d := range a.drafts {
		if d.about == t {
			return d.text
		}
	}
	return ""
}

// quit ends the program, after a question where a comment was typed and not sent.
func (a *App) quit() tea.Cmd {
	names := a.desk.unsent()
	if len(a.drafts)+len(names) == 0 || a.asksToQuit() {
		return tea.Quit
	}
	for _, d := range a.drafts {
		row, ok := a.row(d.ref)
		switch {
		case ok:
			names = append(names, place(row))
		case d.ref == api.Ref{}:
			names = append(names, "the marked deployments")
		}
	}
	if a.cards.Len() > 1 {
		a.cards = a.cards.Pop() // there is room for one more card only over one
	}
	return a.push(overlay.Of(form.NewQuit(names)))
}

func (a *App) asksToQuit() bool {
	top, ok := a.cards.Top()
	if !ok {
		return false
	}
	_, asks := overlay.As[form.Quit](top)
	return asks
}

// messagesCard lists what fails and what was told, the newest first.
func (a *App) messagesCard() overlay.Layer {
	var failed []form.Failure
	add := func(name string, err error) { failed = addFailure(failed, name, err) }
	for _, s := range a.sites {
		add(s.host, s.failure())
		for _, f := range s.failures {
			add(f.Name, f.Err)
		}
		for _, p := range s.projects {
			add(p.Path, p.failure())
		}
	}
	var told []form.Message
	for i := len(a.notices.all) - 1; i >= 0; i-- {
		n := a.notices.all[i]
		told = append(told, form.Message{At: n.at, Text: n.text, RequestID: n.id, Bad: n.kind.Sticks()})
	}
	return overlay.Of(form.NewMessages(failed, a.traffic(), told))
}

// addFailure adds what failed; what failed for the same reason shares a line.
func addFailure(all []form.Failure, name string, err error) []form.Failure {
	if err == nil {
		return all
	}
	reason := sentence(err)
	if e := api.AsError(err); e != nil && !errors.Is(err, errSilent{}) {
		reason = e.Kind.String() + ": " + e.Next()
	}
	for i := range all {
		if all[i].Reason == reason {
			all[i].Projects = append(all[i].Projects, name)
			return all
		}
	}
	return append(all, form.Failure{Projects: []string{name}, Reason: reason, RequestID: requestID(err)})
}

// helpCard is the action table with what each key does now.
func (a *App) helpCard() overlay.Layer {
	s := a.stage()
	why := map[keys.Action]string{}
	for _, info := range keys.Table() {
		if no := refusal(info.Action, s); no != "" {
			why[info.Action] = clause(no)
		}
	}
	about := ""
	if s.ok {
		about = place(s.row)
	}
	card := help.New(about, a.keys, why)
	if own, _ := a.tabHints(); a.zoomed && len(own) > 0 {
		card = card.Here("In this tab", own)
	}
	return overlay.Of(card)
}

// clause is the first clause of a reason: all that the help has room for.
func clause(reason string) string {
	if i := strings.IndexAny(reason, ",:"); i > 0 {
		return reason[:i]
	}
	return reason
}

// tokenCard tells of a refused token and what to do about it.
func (a *App) tokenCard(s *site) overlay.Layer {
	t := form.Token{
		Kind: api.KindOf(s.err), Host: s.host, At: a.opt.Now(),
		Page: s.host + "/-/user_settings/personal_access_tokens", Source: a.opt.TokenHints[s.host].Place,
		Restart: a.opt.TokenHints[s.host].Restart,
	}
	if e := api.AsError(s.err); e != nil {
		t.Said = e.Message
	}
	if s.token != nil && s.token.ExpiresAt != nil {
		t.Until = *s.token.ExpiresAt
	}
	return overlay.Of(form.NewToken(t, a.keys))
}
