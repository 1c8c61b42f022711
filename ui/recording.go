package ui

import (
	"errors"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/api/text"
	"greenlight/ui/overlay"
	"greenlight/ui/present"
	"greenlight/ui/query"
	"greenlight/ui/record"
	"greenlight/ui/status"
)

// openRecord is the card of a new record, with what was typed on the last one or,
// else, in the project and the environment of the selected row.
func (a *App) openRecord() tea.Cmd {
	a.ops++
	start := a.desk.record
	if row, ok := a.list.Selected(); ok && !start.Typed {
		start = record.Prefill{
			Project:     api.ProjectRef{Host: row.Ref.Host, ID: row.Ref.Project},
			Environment: row.Deployment.Environment.Name,
		}
	}
	m := record.New(a.ops, a.recordable(), start)
	return tea.Batch(a.push(overlay.Of(m)), a.act(m.Wants()))
}

// recordable are the projects that a deployment can be recorded in, with what is known
// of their environments.
func (a *App) recordable() []record.Project {
	type env struct {
		project api.ProjectRef
		name    string
	}
	var out []record.Project
	at, known := map[api.ProjectRef]int{}, map[env]bool{}
	for i := range a.sites {
		s := &a.sites[i]
		if a.off(s.host) != "" {
			continue
		}
		for _, p := range s.projects {
			at[p.Ref] = len(out)
			out = append(out, record.Project{Ref: p.Ref, Path: p.Path, Me: s.me.ID})
		}
	}
	of := func(ref api.Ref, name string) env {
		return env{api.ProjectRef{Host: ref.Host, ID: ref.Project}, name}
	}
	unknown := func(ref api.Ref, name string, _ api.State) bool {
		e := of(ref, name)
		_, ok := at[e.project]
		return ok && !known[e]
	}
	for row := range a.usual().Where(unknown) {
		e := of(row.Ref, row.Deployment.Environment.Name)
		i := at[e.project]
		known[e] = true
		found := record.Environment{Name: e.name, Tier: row.Tier, Live: row.Live}
		if row.Verdict.State == api.StateLive {
			found.Live = row.Deployment
		}
		out[i].Environments = append(out[i].Environments, found)
	}
	return out
}

// wants lets a card ask for what it needs after a key.
func (a *App) wants() tea.Cmd {
	top, ok := a.cards.Top()
	if !ok {
		return nil
	}
	if m, is := overlay.As[record.Model](top); is {
		return a.act(m.Wants())
	}
	if m, is := overlay.As[query.Model](top); is {
		return a.act(m.Wants())
	}
	return nil
}

// keepRecord remembers what was typed on a card that records, or on one that asks.
func (a *App) keepRecord(l overlay.Layer) {
	if m, is := overlay.As[record.Model](l); is {
		a.desk.record = m.Draft()
	}
	if m, is := overlay.As[query.Model](l); is {
		a.desk.query = m.Draft()
	}
}

// unsent names what was typed and belongs to no deployment.
func (d desk) unsent() []string {
	var names []string
	if d.record.Typed {
		names = append(names, "a new record")
	}
	return names
}

// sendRecord sends one new record.
func (a *App) sendRecord(r decide.Record) tea.Cmd {
	if why := a.off(r.Project.Host); why != "" {
		return func() tea.Msg {
			return recordedMsg{recorded: decide.Recorded{Record: r, Outcome: decide.NotSent, Err: errOff(why)}}
		}
	}
	r.Gate = decide.NewGate()
	a.recording = append(slices.Clone(a.recording), r)
	return tea.Batch(recordCmd(a.ctx, a.opt.Fleet, r), begunCmd(r.Op, r.Gate), a.startPulse())
}

// placesLoaded and commitChecked answer the card that records, and the one that asks.
func (a *App) placesLoaded(msg placesMsg) tea.Cmd {
	a.cards = a.cards.Each(func(l overlay.Layer) (overlay.Layer, bool) {
		if m, ok := overlay.As[record.Model](l); ok {
			return overlay.Of(m.Known(msg.project, msg.places, msg.err)), true
		}
		if m, ok := overlay.As[query.Model](l); ok {
			return overlay.Of(m.Known(msg.project, msg.places, msg.err)), true
		}
		return l, true
	})
	return a.tokenGone(msg.project.Host, msg.err)
}

func (a *App) commitChecked(msg commitMsg) tea.Cmd {
	a.cards = a.cards.Each(func(l overlay.Layer) (overlay.Layer, bool) {
		if m, ok := overlay.As[record.Model](l); ok {
			return overlay.Of(m.Checked(msg.name, msg.commit, msg.err)), true
		}
		return l, true
	})
	return a.tokenGone(msg.project.Host, msg.err)
}

// tokenGone pauses an instance whose token was refused; the card tells the rest.
func (a *App) tokenGone(host string, err error) tea.Cmd {
	if s := a.site(host); s != nil && tokenRefused(err) {
		return a.tokenFailed(s, err)
	}
	return nil
}

// recorded takes the end of a new record: the card says what is left to do, and
// otherwise the new deployment is shown.
func (a *App) recorded(msg recordedMsg) tea.Cmd {
	r := msg.recorded
	a.recording = slices.DeleteFunc(slices.Clone(a.recording), func(o decide.Record) bool { return o.Op == r.Record.Op })
	a.unsay(r.Record.Op)
	if errors.Is(r.Err, decide.ErrTakenBack) {
		return nil
	}
	a.hurry(r.Record.Project)
	stays := false
	a.cards = a.cards.Each(func(l overlay.Layer) (overlay.Layer, bool) {
		m, ok := overlay.As[record.Model](l)
		if !ok || m.Op() != r.Record.Op {
			return l, true
		}
		m, done := m.Answer(r)
		a.ops++
		stays = !done
		return overlay.Of(m.WithOp(a.ops)), !done
	})
	if msg.row != nil {
		a.put(*msg.row)
	}
	n := a.recordedNotice(r)
	if msg.row != nil && (r.Outcome == decide.Done || r.Outcome == decide.LostDone) {
		a.desk.record = record.Prefill{}
		a.reveal(msg.row.Ref)
	}
	if stays {
		a.note(n)
		return tea.Batch(a.arm(), a.tokenGone(r.Record.Project.Host, r.Err))
	}
	a.tell(n)
	if a.cards.Len() > 0 {
		return a.arm()
	}
	return nil
}

// recordedNotice words the end of a new record.
func (a *App) recordedNotice(r decide.Recorded) notice {
	where := a.pathOf(r.Record.Project) + " → " + text.Line(r.Record.New.Environment)
	number := ""
	if r.Deployment != nil {
		number = " " + present.IID(r.Deployment.IID)
	}
	n := notice{kind: status.Unknown, result: true, id: requestID(r.Err)}
	switch r.Outcome {
	case decide.Done:
		n.kind, n.text = status.Done, fmt.Sprintf("Recorded%s of %s as %s.", number, where, r.Record.New.Status)
		if r.Repeat {
			n.text = fmt.Sprintf("It was there already%s: GitLab made nothing new in %s.", number, where)
		}
	case decide.LostDone:
		n.kind, n.text = status.Done, fmt.Sprintf("%s. Read back: it is recorded%s, %s.", present.Unanswered(r.Err), number, where)
	case decide.LostUndone:
		n.text = present.Unanswered(r.Err) + ". Read back: nothing was recorded in " + where + ". Nothing was repeated."
	case decide.LostPending:
		n.text = present.Unanswered(r.Err) + ". Read back: nothing was recorded in " + where + ". It may still arrive."
	case decide.LostUnknown:
		n.text = present.Unanswered(r.Err) + ", and " + where + " could not be read back."
	case decide.Unverified:
		n.text = "GitLab said yes. Read back: it is not there, " + where + ". Nothing was repeated."
	case decide.NotSent, decide.Refused, decide.Changed:
		n.kind, n.text = status.Refused, sentence(r.Err)
	}
	return n
}

// openQuery is the card of GitLab's own filters.
func (a *App) openQuery() tea.Cmd {
	var inForce *fleet.Query
	if a.asking.on {
		q := a.asking.query
		q.Filter.Page, q.Filter.PerPage = 0, 0
		inForce = &q
	}
	m := query.New(a.askable(), inForce, a.now().In(a.opt.Now().Location())).WithDraft(a.desk.query)
	return tea.Batch(a.push(overlay.Of(m)), a.act(m.Wants()))
}

// askable are the projects that can be asked, that of the selected row first.
func (a *App) askable() []query.Project {
	var out []query.Project
	for _, s := range a.sites {
		for _, p := range s.projects {
			out = append(out, query.Project{Ref: p.Ref, Path: p.Path})
		}
	}
	row, ok := a.list.Selected()
	i := slices.IndexFunc(out, func(p query.Project) bool {
		return ok && p.Ref == api.ProjectRef{Host: row.Ref.Host, ID: row.Ref.Project}
	})
	if i > 0 {
		first := out[i]
		out = slices.Insert(slices.Delete(out, i, i+1), 0, first)
	}
	return out
}
