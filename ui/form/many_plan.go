package form

import (
	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/text"
	"greenlight/ui/draw"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// columns is where the columns of the list begin, and how wide they are. Each target
// that takes part is one line: its version and what would be done to it have columns
// of their own.
type columns struct {
	project, env, words int
	// name and place are how wide the first two are, ref and deed the last; between ref
	// and deed stands the commit, which is never cut.
	name, place, ref, deed int
	// gap stands behind the names of projects.
	gap int
	// bare says that the deed is said without its first word, for want of room.
	bare bool
}

// The narrowest columns of names.
const (
	leastName  = 12
	leastPlace = 10
	leastRef   = 7
	leastDeed  = 12
	leastHat   = 6

	// shaWidth is a short commit id, columnGap what stands between two columns at least.
	shaWidth  = 7
	columnGap = 2
)

func (m Many) columns(s *sheet.Sheet) columns {
	room := s.Room(draw.Inset)
	c := columns{project: draw.Inset + 2, gap: columnGap + 1}
	if m.phase == editing {
		c.project += 2 // a box is wider than a sign
	}
	planned, bare := false, 0
	for i, it := range m.items {
		if m.grouped(i) {
			continue
		}
		c.name = max(c.name, s.Wide(it.project()))
		c.place = max(c.place, s.Wide(it.seen.Environment.Name))
		if m.planned(it) {
			planned = true
			c.ref = max(c.ref, s.Wide(it.refName()))
			c.deed = max(c.deed, s.Wide(it.deed(s, m.act, false, longWord)))
			bare = max(bare, s.Wide(it.deed(s, m.act, true, longWord)))
		}
	}
	c.name = min(c.name, max(leastName, room/4))
	c.place = min(c.place, max(leastPlace, room/5))
	c = c.placed()
	if !planned {
		return c
	}
	return c.fitted(s.End(), bare).placed()
}

// cuts reports whether a target's names do not fit their columns.
func (c columns) cuts(s *sheet.Sheet, it item) bool {
	return s.Wide(it.project()) > c.name || s.Wide(it.seen.Environment.Name) > c.place
}

// whole are a target's names in full.
func (it item) whole() []sheet.Span {
	out := []sheet.Span{sheet.Plain(it.project() + " →")}
	if it.target.Row.Production() {
		out = append(out, sheet.In(theme.Prod, "◆"))
	}
	return append(out, sheet.Plain(it.seen.Environment.Name))
}

// placed puts the columns beside one another.
func (c columns) placed() columns {
	c.env = c.project + c.name + c.gap
	c.words = c.env + 2 + c.place + columnGap
	return c
}

// fitted narrows the columns until a line ends at end: the ref first, whose commit says
// the same, then the deed, which is bare cells wide without its first word, and names
// only where that is not enough.
func (c columns) fitted(end, bare int) columns {
	over := c.words + c.ref + 1 + shaWidth + columnGap + c.deed - end
	take := func(from *int, least int) {
		n := max(min(over, *from-least), 0)
		*from -= n
		over -= n
	}
	take(&c.gap, columnGap)
	take(&c.ref, leastRef)
	if over > 0 && bare < c.deed {
		over -= c.deed - bare
		c.deed, c.bare = bare, true
		if over < 0 { // what that gives back
			c.ref, over = c.ref-over, 0
		}
	}
	take(&c.place, leastPlace)
	take(&c.name, leastName)
	take(&c.deed, leastDeed)
	take(&c.ref, 1)
	take(&c.deed, 1)
	return c
}

// planned reports that a line says what would be done to the target.
func (m Many) planned(it item) bool { return m.phase == editing && it.skip == "" }

// refName is the ref as it is listed: empty where there is none but the commit.
func (it item) refName() string { return draw.Cut(text.Line(it.seen.Ref), longWord, draw.Middle) }

// drawPlan puts the version of a target and what would be done to it.
func (it item) drawPlan(s *sheet.Sheet, l *draw.Line, c columns, act decide.Act) {
	l.Fit(theme.Muted, it.refName(), c.ref, draw.Middle).Put(theme.Text, " ")
	l.Fit(theme.Muted, sha(&it.seen), shaWidth, draw.Clip)
	l.At(c.words + c.ref + 1 + shaWidth + columnGap)
	l.Fit(theme.Text, it.deed(s, act, c.bare, c.deed), min(c.deed, s.End()-l.Column()), draw.End)
}

// deed is what would be done to a target that takes part, in room cells: "as web-leads,
// completes" where nothing is missing after it. bare leaves out the first word.
func (it item) deed(s *sheet.Sheet, act decide.Act, bare bool, room int) string {
	lead, name, tail := "", "", ""
	switch act {
	case decide.ActApprove, decide.ActReject:
		lead, name = "as ", it.hat.Name
		if name == "" {
			lead, name = "", "as GitLab chooses"
		}
		if it.hat.Mine == api.MaybeCovered {
			tail = ", inferred"
		}
		if act == decide.ActApprove && it.target.Row.Verdict.Left <= 1 {
			tail += ", completes"
		}
	case decide.ActPlay:
		lead, name = "runs ", jobOf(&it.seen)
	case decide.ActSetStatus, decide.ActRetry, decide.ActCancel, decide.ActDelete:
		return ""
	}
	if bare {
		lead = ""
	}
	room = max(min(room-len(lead)-len(tail), widestName), leastHat)
	if s.Styles.ASCII {
		return lead + draw.CutASCII(name, room, draw.Middle) + tail
	}
	return lead + draw.Cut(name, room, draw.Middle) + tail
}
