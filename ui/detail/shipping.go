package detail

import (
	"slices"
	"strings"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// shipping is what the deployment would change: the verdict, what is live and how the
// commit went elsewhere, and n lines for what it brings. The number of lines does
// not follow from what is known.
func (p pane) shipping(n int) []line {
	out := []line{p.headline()}
	if p.wide() {
		live, elsewhere := p.live("live ", true), p.elsewhere("")
		if p.measure(live)+2+p.measure(elsewhere) > p.room(line{}) { // which commit it is says more than since when
			live = p.live("live ", false)
		}
		out = append(out, p.apartOn(live, elsewhere))
	} else {
		out = append(out, line{left: p.live("live now ", true)}, line{left: p.elsewhere("live now ")})
	}
	return append(out, p.cargo(n)...)
}

// apartOn puts two parts at both ends of a line, the right one whole as long as there
// is room for it.
func (p pane) apartOn(left, right []span) line {
	gap := p.room(line{}) - p.measure(left) - p.measure(right)
	if gap < 2 {
		return line{left: left, right: right}
	}
	return line{left: slices.Concat(left, []span{{theme.Text, strings.Repeat(" ", gap)}}, right)}
}

// headline is the verdict in words, as much of it as there is room for before a tail.
func (p pane) headline(tail ...span) line {
	l := line{label: "Ships"}
	f := look(p, p.brief().Changes)
	switch {
	case f.pending:
		l.left = sentence(dots(min(46, max(p.room(l)-p.measure(sentence(dots(1), tail))+1, 1))), tail)
		return l
	case f.why != "":
		l.left = aged(sentence([]span{{theme.Strong, "not compared"}, {theme.Text, ": " + f.why}}, tail), f)
		return l
	}
	merged := look(p, p.brief().Merged)
	verdict := p.verdict()
	age := f.age
	if age == "" {
		age = merged.age
	}
	for _, parts := range [][][]span{
		{verdict, p.merges(merged), p.files()}, {verdict, p.merges(merged)}, {verdict},
		{p.shortVerdict(" by " + present.Plural(p.row.Verdict.Ships.Behind, "commit", "commits"))},
		{p.shortVerdict(" by " + present.Count(p.row.Verdict.Ships.Behind, false))},
	} {
		l.left = sentence(append(parts, tail)...)
		if p.measure(l.left) <= p.inner()-draw.LabelWidth {
			break
		}
	}
	l.right = p.beside(l, age)
	return l
}

// beside is what stands at the right of the verdict where it leaves room: how old it
// is, else what the release is called.
func (p pane) beside(l line, age string) []span {
	room := p.inner() - draw.LabelWidth
	words := age
	if r := p.brief().Release; words == "" && r.Read() && r.Value.Tag != "" && r.Value.Name != r.Value.Tag && r.Value.Name != "" {
		words = "release " + present.Quote(r.Value.Name)
	}
	if w := p.width(words); w > room/2 || p.measure(l.left)+2+w > room {
		return nil
	}
	return said(theme.Muted, words)
}

// verdict is how the commit stands to the live one; the short form of the summary
// names what is live, too, or leaves the rest of the sentence to the warning below it.
func (p pane) verdict() []span {
	s := p.row.Verdict.Ships
	live := present.LiveName(p.liveRow(), p.row.Deployment)
	lead, rest := present.ShipsSentence(s, live)
	switch {
	case p.told() && s.Relation == api.RelationDiverged && live != "":
		rest = " from live " + p.ref(live)
	case p.told():
		rest = ""
	case p.terse() && live != "":
		switch s.Relation {
		case api.RelationAhead:
			rest = " of live " + p.ref(live)
		case api.RelationDiverged:
			rest = " from live " + p.ref(live) + rest
		case api.RelationSame:
			rest = " " + p.ref(live)
		case api.RelationUnread, api.RelationFirst, api.RelationOlder, api.RelationUnrelated, api.RelationUnknown:
		}
	}
	out := said(theme.Strong, lead)
	if rest != "" {
		out = append(out, span{theme.Text, rest})
	}
	return out
}

// shortVerdict is for a pane that has no room for the sentence about a rollback; any
// other one is short. by is how many commits it takes back.
func (p pane) shortVerdict(by string) []span {
	s := p.row.Verdict.Ships
	live := present.LiveName(p.liveRow(), p.row.Deployment)
	if p.told() || s.Relation != api.RelationOlder || live == "" {
		return p.verdict()
	}
	return []span{{theme.Strong, "OLDER"}, {theme.Text, by + ": rolls back " + live}}
}

// told reports that the verdict is a warning of the short form, in so many words.
func (p pane) told() bool {
	return p.terse() && p.warned(api.DangerRollback, api.DangerDiverged, api.DangerUnrelated)
}

// terse reports the short form, which says everything in five lines.
func (p pane) terse() bool { return p.form == Peek && p.h < shortBelow }

// merges is "4 merge requests", where the commits come by any.
func (p pane) merges(f fact) []span {
	if s := p.row.Verdict.Ships; s.Ahead == 0 {
		return nil
	}
	switch {
	case f.pending:
		return dots(len("4 merge requests"))
	case f.why != "":
		return said(theme.Muted, "merge requests not read")
	}
	m := p.brief().Merged.Value
	n := len(m.Requests)
	switch {
	case n == 0 && m.Cut:
		return said(theme.Muted, "merge requests not known")
	case n == 0:
		return said(theme.Text, "no merge request")
	case m.Cut:
		return said(theme.Text, present.Count(n, true)+" merge requests")
	}
	return said(theme.Text, present.Plural(n, "merge request", "merge requests"))
}

func (p pane) files() []span {
	s := p.row.Verdict.Ships
	switch {
	case s.Cut:
		return said(theme.Text, present.Count(s.Files, true)+" files")
	case s.Files == 0:
		return nil
	}
	return said(theme.Text, present.Plural(s.Files, "file", "files"))
}

// liveRow is what is live in the environment; nil where nothing is, or it is not known.
func (p pane) liveRow() *api.Deployment {
	if p.row.Live != nil {
		return p.row.Live
	}
	return p.brief().Changes.Value.Live
}

// live is "live v2.13.9 · 9c01d2e for 2d", or without its age.
func (p pane) live(lead string, age bool) []span {
	live := p.liveRow()
	if live == nil {
		switch f := look(p, p.brief().Changes); {
		case f.pending:
			return dots(29)
		case f.why != "":
			return said(theme.Muted, "what is live is not known")
		}
		return said(theme.Muted, "nothing is live")
	}
	out := []span{{theme.Muted, lead}}
	out = append(out, sentence(said(theme.Text, p.ref(live.Ref)), said(theme.Text, present.SHA(live.SHA)))...)
	if at := finished(live); age && !at.IsZero() {
		out = append(out, span{theme.Muted, " for " + present.Age(p.now.Sub(at))})
	}
	return out
}

// elsewhere is how the same commit went in staging, or in another environment where
// there is none: "staging ✓ same commit for 3h". Its name is at least as wide as column,
// what stands above it.
func (p pane) elsewhere(column string) []span {
	f := look(p, p.brief().Elsewhere)
	switch {
	case f.pending:
		return dots(29)
	case f.why != "":
		return notRead("elsewhere not read", f.why)
	}
	e := p.brief().Elsewhere.Value
	i := slices.IndexFunc(e.Rows, func(r fleet.Row) bool {
		return r.Deployment != nil && slices.Contains(e.Staging, r.Deployment.Environment.Name)
	})
	switch {
	case i < 0 && len(e.Staging) > 0:
		return aged(said(theme.Muted, present.List(e.Staging, 1)+": not there, as far as read"), f)
	case i < 0 && len(e.Rows) == 0:
		return aged(said(theme.Muted, "not elsewhere, as far as read"), f)
	}
	out := p.stop(e.Rows[max(i, 0)], len(column))
	if n := len(e.Rows) - 1; n > 0 {
		out = append(out, span{theme.Muted, ", and " + present.Count(n, false) + " more"})
	}
	return aged(out, f)
}

// stop is one environment that the commit was deployed to, its name in a column.
func (p pane) stop(r fleet.Row, column int) []span {
	if r.Deployment == nil {
		return nil
	}
	name := p.cut(r.Deployment.Environment.Name, max(column-1, p.inner()/5), draw.Middle)
	name += strings.Repeat(" ", max(column-1-p.width(name), 0)) + " "
	out := []span{{theme.Muted, name}}
	at := r.Verdict.Since
	if at.IsZero() {
		at = finished(r.Deployment)
	}
	age := ""
	if !at.IsZero() {
		age = present.Age(p.now.Sub(at))
	}
	sign, role := present.StateSign(r.Verdict.State), present.StateRole(r.Verdict.State)
	if r.Deployment.Status == api.StatusSuccess {
		out = append(out, span{theme.OK, "✓ "}, span{theme.Text, "same commit"})
		switch {
		case age == "":
			return out
		case r.Verdict.State == api.StateDone:
			return append(out, span{theme.Muted, " " + age + " ago"})
		}
		return append(out, span{theme.Muted, " for " + age})
	}
	out = append(out, span{role, sign + " " + present.StateWord(r)})
	if age != "" {
		out = append(out, span{theme.Muted, " " + age})
	}
	return out
}
