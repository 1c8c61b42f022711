package form

import (
	"strings"

	"greenlight/api/fleet"
	"greenlight/ui/draw"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// sought is what is looked through for what may speak against a deployment, besides what
// a decision waits for.
type sought struct {
	fact fleet.Fact
	// word names it in a list; production says that it tells of production alone.
	word       string
	production bool
}

func soughts() []sought {
	return []sought{
		{fleet.FactJobs, "failed jobs", false},
		{fleet.FactElsewhere, "staging", true},
		{fleet.FactMerged, "merge requests", false},
		{fleet.FactGuard, "ref protection", true},
	}
}

// search names what of a row is still looked through, and what could not be read. What
// the comparison and the freezes lack is among the warnings.
func search(row fleet.Row) (pending, unread []string) {
	b := row.Brief
	for _, x := range soughts() {
		switch {
		case x.production && !row.Production():
		case b.Pending(x.fact):
			pending = append(pending, x.word)
		case b.Err(x.fact) != nil:
			unread = append(unread, x.word)
		}
	}
	if b == nil {
		return pending, nil
	}
	for _, m := range b.Merged.Value.Requests {
		if m.ApprovalsErr != nil {
			unread = append(unread, "approvals of merge requests")
			break
		}
	}
	if row.Verdict.Ships.Cut {
		unread = append(unread, "some files")
	}
	return pending, unread
}

// drawSearch says what is still looked for and what could not be, or that nothing speaks
// against it: that only where all was read that could.
func (d Decision) drawSearch(s *sheet.Sheet, pulse int) {
	if !d.weighs() {
		return
	}
	row, looking, found := d.row(), d.looking(), len(d.row().Verdict.Warnings) > 0
	pending, unread := search(row)
	if d.phase != editing || !fleet.Decidable(&d.seen) {
		pending, unread = nil, append(pending, unread...) // nobody reads it any more
	}
	l := s.Line().Label(draw.Inset, "Warnings", false)
	put := func(role theme.Role, sign, words string) {
		l.Put(role, sign).Put(theme.Text, " ").Fit(theme.Muted, words, s.End()-l.Column(), draw.End)
		s.Add(sheet.Row{Line: l})
	}
	lead := ""
	if !found {
		lead = "none found so far · "
	}
	switch {
	case looking != "":
		put(theme.Focus, draw.Pulse(pulse, s.Styles.ASCII), "looking for "+looking)
	case row.Brief == nil && !found:
		s.Add(sheet.Row{Line: l.Put(theme.Muted, "not looked for")})
	case len(pending) > 0:
		put(theme.Focus, draw.Pulse(pulse, s.Styles.ASCII), lead+"looking for "+strings.Join(pending, ", "))
	case len(unread) > 0 && row.Brief != nil:
		if !found {
			lead = "none found · "
		}
		s.Add(s.Labelled("Warnings", sheet.In(theme.Wait, "•"), sheet.In(theme.Muted, lead+"not read: "+strings.Join(unread, ", ")))...)
	case !found && !row.Brief.ReadAt(fleet.FactShips).IsZero() && !row.Brief.ReadAt(fleet.FactFreezes).IsZero():
		s.Add(sheet.Row{Line: l.Put(theme.OK, "✓").Put(theme.Text, " none found")})
	case !found:
		s.Add(sheet.Row{Line: l.Put(theme.Muted, "not looked for")})
	}
}
