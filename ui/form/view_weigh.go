package form

import (
	"slices"
	"strings"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// widestRef bounds what is live in the line that says what it would change.
const widestRef = 24

// drawWarnings lists the dangers, then the notes, last what could not be read.
func (d Decision) drawWarnings(s *sheet.Sheet) {
	var notes, unread []api.Warning
	var risks []api.Warning
	for _, w := range d.row().Verdict.Warnings {
		switch {
		case w.Must:
		case w.Kind == api.NoteRisk:
			risks = append(risks, w)
		case w.Kind == api.NoteUnread:
			unread = append(unread, w)
		default:
			notes = append(notes, w)
		}
	}
	for _, w := range d.dangers {
		s.Add(s.Signed(theme.BadStrong, "▲", sheet.In(theme.BadStrong, w.Word), sheet.Plain(w.Text))...)
	}
	notes = slices.Concat(summed(risks, d.row().Verdict.Ships), notes, unread)
	for _, w := range notes {
		s.Add(s.Signed(theme.Wait, "•", sheet.In(theme.Wait, w.Word), sheet.Plain(w.Text))...)
	}
	if len(d.dangers)+len(notes) > 0 {
		s.Add(s.Blank(sheet.Between))
	}
}

// summed puts several kinds of files on one line: the tab of the changes names them, and
// the dangers need the room. A rollback takes away what it touches.
func summed(risks []api.Warning, s api.Ships) []api.Warning {
	if len(risks) < 2 {
		return risks
	}
	word := "Look at"
	if s.Relation == api.RelationOlder {
		word = "Takes back"
	}
	kinds := make([]string, len(risks))
	for i, w := range risks {
		kinds[i] = small(w.Word)
	}
	return []api.Warning{{Kind: api.NoteRisk, Word: word, Text: strings.Join(kinds, ", ")}}
}

// drawShips says what it would change, and below that what is still looked for, or that
// nothing speaks against it.
func (d Decision) drawShips(s *sheet.Sheet, now time.Time, pulse int) {
	if d.phase == editing && d.weighs() && fleet.Decidable(&d.seen) && d.row().Brief.Pending(fleet.FactShips) {
		l := s.Line().Label(draw.Inset, "Ships", false).Put(theme.Focus, draw.Pulse(pulse, s.Styles.ASCII))
		s.Add(sheet.Row{Line: l.Put(theme.Text, " ").Fit(theme.Muted, "comparing with "+d.live(now), s.End()-l.Column(), draw.End)})
	} else {
		s.Add(s.Labelled("Ships", d.fitted(s, d.ships(now), d.shipped(now))...)...)
	}
	d.drawSearch(s, pulse)
}

// looking names what may yet speak against it, or for somebody.
func (d Decision) looking() string {
	if d.Reading() == "" {
		return ""
	}
	var out []string
	b := d.row().Brief
	if b.Pending(fleet.FactShips) {
		out = append(out, "rollbacks")
	}
	if b.Pending(fleet.FactFreezes) {
		out = append(out, "freezes")
	}
	if b.Pending(fleet.FactInsight) {
		out = append(out, "who may approve")
	}
	return strings.Join(out, ", ")
}

// ships is how the commit stands to the live one.
func (d Decision) ships(now time.Time) []sheet.Span {
	v := d.row().Verdict.Ships
	live := d.liveName()
	switch v.Relation {
	case api.RelationAhead:
		return []sheet.Span{sheet.Strong("AHEAD " + present.Count(v.Ahead, false)), sheet.Plain("of " + live)}
	case api.RelationOlder:
		lead := sheet.In(theme.BadStrong, "OLDER")
		if d.warned(api.DangerRollback) {
			return []sheet.Span{lead} // the rest stands above
		}
		return []sheet.Span{lead, sheet.Plain("than " + live + " by " + present.Plural(v.Behind, "commit", "commits"))}
	case api.RelationDiverged:
		return []sheet.Span{sheet.Strong("AHEAD " + present.Count(v.Ahead, false)), sheet.Plain("·"),
			sheet.In(theme.BadStrong, "BEHIND "+present.Count(v.Behind, false)), sheet.Plain("of " + live)}
	case api.RelationUnrelated:
		return []sheet.Span{sheet.In(theme.BadStrong, "UNRELATED"), sheet.Plain("history to " + live)}
	case api.RelationSame:
		return []sheet.Span{sheet.Strong("same commit"), sheet.Plain("as " + live)}
	case api.RelationUnknown:
		lead, rest := present.ShipsSentence(v, "")
		return []sheet.Span{sheet.Strong(lead), sheet.Plain("of " + live + rest)}
	case api.RelationFirst:
		return []sheet.Span{sheet.Strong("first deployment here,"), sheet.Plain("as far as was read")}
	case api.RelationUnread:
	}
	return d.uncompared(now)
}

// uncompared is for a deployment whose commit was not compared with the live one.
func (d Decision) uncompared(now time.Time) []sheet.Span {
	why := d.row().Brief.Err(fleet.FactShips)
	switch {
	case why != nil:
		return []sheet.Span{sheet.Strong("not compared:"), sheet.Plain(fleet.Reason(why) + " · " + d.live(now))}
	case d.row().Live == nil:
		return []sheet.Span{sheet.Plain("first deployment here, as far as was read")}
	case d.older():
		return []sheet.Span{sheet.In(theme.BadStrong, "older"), sheet.Plain("than " + d.live(now))}
	}
	return []sheet.Span{sheet.Plain("replaces " + d.live(now))}
}

// shipped are the numbers beside that, the most telling first.
func (d Decision) shipped(now time.Time) []sheet.Span {
	v := d.row().Verdict.Ships
	switch v.Relation {
	case api.RelationUnread, api.RelationFirst:
		return nil
	case api.RelationSame, api.RelationAhead, api.RelationOlder, api.RelationDiverged, api.RelationUnrelated, api.RelationUnknown:
	}
	var out []sheet.Span
	if merged := d.merged(); v.Ahead > 0 && merged != "" {
		out = append(out, sheet.Plain("· "+merged))
	}
	switch {
	case v.Cut:
		out = append(out, sheet.Plain("· "+present.Count(v.Files, true)+" files"))
	case v.Files > 0:
		out = append(out, sheet.Plain("· "+present.Plural(v.Files, "file", "files")))
	}
	if age := d.liveAge(now); age != "" {
		out = append(out, sheet.In(theme.Muted, "· live "+age))
	}
	return out
}

// merged counts the merge requests that its commits came by; dots where they are still
// to come, nothing where they could not be read.
func (d Decision) merged() string {
	b := d.row().Brief
	if b == nil || b.Merged.Failed() {
		return ""
	}
	m := b.Merged.Value
	switch n := len(m.Requests); {
	case b.Merged.Pending():
		return strings.Repeat("·", len("4 merge requests"))
	case m.Cut && n == 0:
		return ""
	case m.Cut:
		return present.Count(n, true) + " merge requests"
	case n == 0:
		return "no merge request"
	default:
		return present.Plural(n, "merge request", "merge requests")
	}
}

// fitted is a sentence with as many of its tails as its line has room for.
func (d Decision) fitted(s *sheet.Sheet, lead []sheet.Span, tails []sheet.Span) []sheet.Span {
	used := -1
	for _, x := range lead {
		used += 1 + s.Wide(x.Text)
	}
	for _, tail := range tails {
		used += 1 + s.Wide(tail.Text)
		if used > s.Room(sheet.Values) {
			break
		}
		lead = append(lead, tail)
	}
	return lead
}

// live is "live v2.13.9 · 9c01d2e for 2d".
func (d Decision) live(now time.Time) string {
	live := d.row().Live
	if live == nil {
		return "what is live"
	}
	return "live " + d.liveLine(live, now)
}

// liveName is "live v2.13.9", or by its commit where both are of one ref.
func (d Decision) liveName() string {
	live := d.row().Live
	if live == nil {
		return "what is live"
	}
	return "live " + draw.Cut(present.LiveName(live, &d.seen), widestRef, draw.Middle)
}

// liveLine is "v2.13.9 · 9c01d2e for 2d".
func (d Decision) liveLine(live *api.Deployment, now time.Time) string {
	out := draw.Cut(version(live), widestRef, draw.Middle) + " · " + sha(live)
	if end := live.FinishedAt(); !end.IsZero() {
		out += " for " + present.Age(now.Sub(end))
	}
	return out
}

// liveAge is for how long the live deployment has been so; empty where that is not known.
func (d Decision) liveAge(now time.Time) string {
	live := d.row().Live
	if live == nil || live.FinishedAt().IsZero() {
		return ""
	}
	return "for " + present.Age(now.Sub(live.FinishedAt()))
}

// older reports that something newer has succeeded here.
func (d Decision) older() bool { return d.warned(api.DangerOlder) }

// warned reports that a danger stands on the card.
func (d Decision) warned(kind api.Danger) bool {
	return slices.ContainsFunc(d.row().Verdict.Warnings, func(w api.Warning) bool { return w.Kind == kind })
}
