package record

import (
	"time"

	"greenlight/api"
	"greenlight/api/text"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// projectNote says that what stands there names no project, unless it is being typed
// and may still become one.
func (m Model) projectNote() sheet.Span {
	_, ok := m.project()
	typing := m.focus == fieldProject && m.in[inProject].Any()
	switch {
	case len(m.projects) == 0:
		return sheet.In(theme.Wait, "none was read yet")
	case ok || m.value(inProject) == "" || typing:
		return sheet.Span{}
	}
	return sheet.In(theme.Bad, "✗ no such project")
}

// environmentNote is what is known of the environment, or why it is not known what
// there is. A tier is never guessed aloud where the environments were not read, but
// for production's.
func (m Model) environmentNote(s *sheet.Sheet, pulse int) sheet.Span {
	e, there := m.environment()
	err := first(m.err, m.places.EnvironmentsErr)
	tier, role := string(m.tier()), theme.Muted
	if m.production() {
		tier, role = "◆ production", theme.Prod
	}
	switch {
	case !m.lookedAt():
		return sheet.Span{}
	case err != nil && (!there || m.focus == fieldEnvironment):
		return notRead(err)
	case m.fresh() && m.focus == fieldEnvironment && m.in[inEnvironment].Any():
		return sheet.Span{} // it may still become one of those below
	case m.fresh() && m.production():
		return sheet.In(role, "new · "+tier)
	case m.fresh():
		return sheet.In(theme.Wait, "new · tier "+tier)
	case m.production(), there && e.Tier != api.TierUnknown:
		return sheet.In(role, tier)
	case !m.known:
		return reading(s, pulse)
	}
	return sheet.Span{}
}

// refNote is what the ref is, or why it is not known what there is.
func (m Model) refNote(s *sheet.Sheet, pulse int) sheet.Span {
	r, ok := m.ref()
	branches, tags := m.places.BranchesErr, m.places.TagsErr
	switch {
	case ok:
		return sheet.In(theme.Muted, kind(r))
	case !m.lookedAt():
		return sheet.Span{}
	case m.err != nil:
		return notRead(m.err)
	case branches != nil && tags != nil:
		return notRead(branches)
	case branches != nil:
		return sheet.In(theme.Wait, "branches: "+api.AsError(branches).Reason())
	case tags != nil:
		return sheet.In(theme.Wait, "tags: "+api.AsError(tags).Reason())
	case !m.known:
		return reading(s, pulse)
	}
	return sheet.Span{}
}

func notRead(err error) sheet.Span {
	return sheet.In(theme.Wait, "not read: "+api.AsError(err).Reason())
}

func reading(s *sheet.Sheet, pulse int) sheet.Span {
	return sheet.In(theme.Muted, draw.Pulse(pulse, s.Styles.ASCII)+" reading")
}

// checkRow is what the project says of the commit, blank while it says nothing: the
// rows below keep their place.
func (m Model) checkRow(s *sheet.Sheet, now time.Time, pulse int) sheet.Row {
	l := s.Line().At(sheet.Values)
	if _, refused := m.errors[fieldSHA]; refused || !m.current() {
		return s.Blank(sheet.Inside)
	}
	p, _ := m.project()
	room := func() int { return max(s.End()-l.Column(), 0) }
	switch {
	case m.check.waits > 0:
		l.Put(theme.Focus, draw.Pulse(pulse, s.Styles.ASCII)).Put(theme.Muted, " reading the commit")
	case m.missing():
		l.Put(theme.Bad, "✗ ")
		l.Fit(theme.Bad, p.Path+" has no such commit", room(), draw.End)
	case m.check.err != nil:
		l.Put(theme.Wait, "• ")
		l.Fit(theme.Muted, "not checked: "+api.AsError(m.check.err).Reason(), room(), draw.End)
	default:
		about := commitLine(m.check.commit, m.check.name, now)
		l.Put(theme.OK, "✓ ")
		l.Fit(theme.Text, m.check.commit.Title, min(room()-s.Wide(about), s.Wide(text.Line(m.check.commit.Title))), draw.End)
		l.Put(theme.Muted, draw.Cut(about, room(), draw.End))
	}
	return sheet.Row{Line: l}
}

// commitLine is who made a commit and when; its short name where it was found by
// another.
func commitLine(c api.Commit, name string, now time.Time) string {
	out := ""
	if c.ID != name {
		out = " · " + present.SHA(c.ID)
	}
	if author := text.Line(c.AuthorName); author != "" {
		out += " · " + draw.Cut(author, 16, draw.End)
	}
	if c.CreatedAt != nil {
		out += " " + present.Age(now.Sub(*c.CreatedAt))
	}
	return out
}
