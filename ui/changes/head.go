package changes

import (
	"fmt"
	"strings"

	"greenlight/api"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/rows"
	"greenlight/ui/theme"
)

// verdict says it in words, the loud one first. What is live itself was compared with
// the one before it.
func (p *picture) verdict() []rows.Span {
	c, base := p.m.changes, "live"
	live := p.m.row.Verdict.State == api.StateLive
	if live {
		base = "the one before"
	}
	ahead := present.Plural(len(c.Ahead)+c.AheadMore, "commit", "commits")
	say := func(first rows.Span, rest string) []rows.Span {
		return []rows.Span{first, {Role: theme.Text, Text: rest}}
	}
	switch p.m.stands {
	case api.RelationFirst:
		return p.first(live)
	case api.RelationSame:
		return say(strong("Same commit"), " as "+base)
	case api.RelationAhead:
		return say(strong("AHEAD "+ahead), " of "+base)
	case api.RelationOlder:
		return say(p.loud("OLDER"), " than "+base+" by "+present.Plural(len(c.Behind)+c.BehindMore, "commit", "commits")+p.rolledBack(live))
	case api.RelationDiverged:
		return say(p.loud("DIVERGED"), fmt.Sprintf(" from %s: %s ahead, %s behind", base, ahead, present.Count(len(c.Behind)+c.BehindMore, false)))
	case api.RelationUnrelated:
		return say(p.loud("UNRELATED"), " to "+base+": they share no history")
	case api.RelationUnknown, api.RelationUnread:
		if len(c.Ahead) > 0 {
			return say(strong("AHEAD "+ahead), " of "+base+", behind not known")
		}
		return say(strong("Not ahead"), " of "+base)
	}
	return nil
}

// rolledBack names what an older commit takes away, where it may or did.
func (p *picture) rolledBack(live bool) string {
	if p.m.changes.Live == nil {
		return ""
	}
	name := p.name(p.m.changes.Live)
	switch {
	case name != "" && p.pending():
		return ": this rolls back " + name
	case name != "" && live:
		return ": this rolled back " + name
	}
	return ""
}

func strong(s string) rows.Span { return rows.Span{Role: theme.Strong, Text: s} }

// loud is a word that warns, as long as the deployment may still be stopped.
func (p *picture) loud(word string) rows.Span {
	if p.pending() {
		return rows.Span{Role: theme.BadStrong, Text: "▲ " + word}
	}
	return rows.Span{Role: theme.Strong, Text: word}
}

func (p *picture) first(live bool) []rows.Span {
	rest := ": nothing is live"
	if live {
		rest = ": nothing was live before"
	}
	out := []rows.Span{{Role: theme.Strong, Text: "First deployment"}}
	if env := p.m.row.Deployment.Environment.Name; env != "" {
		out = append(out, rows.Span{Role: theme.Text, Text: " in " + p.Cut(env, widestRef, draw.Middle)})
	}
	return append(out, rows.Span{Role: theme.Text, Text: rest})
}

// pending reports a deployment that may yet become live.
func (p *picture) pending() bool {
	if p.m.row.Deployment == nil {
		return false
	}
	switch p.m.row.Deployment.Status {
	case api.StatusCreated, api.StatusRunning, api.StatusBlocked:
		return true
	case api.StatusSuccess, api.StatusFailed, api.StatusCanceled, api.StatusSkipped:
		return false
	default:
		return false
	}
}

// name is what people call a deployment: its ref, else its commit.
func (p *picture) name(d *api.Deployment) string {
	if d.Ref != "" && d.Ref != p.m.row.Deployment.Ref {
		return p.Cut(d.Ref, widestRef, draw.Middle)
	}
	return present.SHA(d.SHA)
}

// ends are both commits, "v2.13.9 · 9c01d2e  →  v2.14.0 · 3f2a91c".
func (p *picture) ends() []rows.Span {
	end := func(r theme.Role, d *api.Deployment) []rows.Span {
		return rows.Sentence(rows.Said(r, p.Cut(d.Ref, widestRef, draw.Middle)), rows.Said(r, present.SHA(d.SHA)))
	}
	now := end(theme.Text, p.m.row.Deployment)
	live := p.m.changes.Live
	if live == nil || p.m.stands == api.RelationSame {
		return now
	}
	return append(append(end(theme.Muted, live), rows.Span{Role: theme.Muted, Text: "  →  "}), now...)
}

// size is "31 files   +412 −96", as far as it was read.
func (p *picture) size() []rows.Span {
	t, cut := p.m.tree, p.m.changes.Timeout
	n := len(t.files)
	if n == 0 {
		return nil
	}
	word := " files"
	if n == 1 && !cut {
		word = " file"
	}
	out := []rows.Span{{Role: theme.Text, Text: present.Count(n, cut) + word + "   "}}
	return append(out, rows.Span{Role: theme.OK, Text: "+" + present.Count(t.added, false)},
		rows.Span{Role: theme.Bad, Text: " −" + present.Count(t.removed, false)})
}

// head is the verdict, what was compared, and what is not known of it.
func (p *picture) head() []rows.Line {
	switch {
	case p.reading():
		return []rows.Line{{Flush: true, Left: rows.Dots(min(44, p.Inner()))}, rows.Blank()}
	case !p.m.loaded:
		return append(p.Failure(p.failure()), rows.Blank())
	}
	left, ends, right := p.verdict(), p.ends(), p.size()
	joined := append(append(left[:len(left):len(left)], rows.Span{Role: theme.Text, Text: "   "}), ends...)
	fits := func(left, right []rows.Span) bool { return p.Measure(left)+p.Measure(right)+2 <= p.Inner() }
	var out []rows.Line
	switch {
	case fits(joined, right):
		out = []rows.Line{{Flush: true, Left: joined, Right: right}}
	case fits(left, right):
		out = []rows.Line{{Flush: true, Left: left, Right: right}, {Flush: true, Left: ends}}
	case fits(ends, right):
		out = append(p.sentence(left), rows.Line{Flush: true, Left: ends, Right: right})
	default:
		out = append(p.sentence(left), rows.Line{Flush: true, Left: ends}, rows.Line{Flush: true, Left: right})
	}
	if p.m.why != "" {
		out = append(out, p.Failure(p.m.why)...)
	}
	for _, s := range p.unsaid() {
		out = append(out, p.Told(rows.Span{Role: theme.Wait, Text: "• "}, theme.Muted, s)...)
	}
	gap, known := rows.Blank(), p.m.brief().Changes
	if !known.At.Equal(p.m.readAt) {
		known.Err = nil // it is about an older reading than this one
	}
	gap.Right = p.old(p.m.readAt, known.Err)
	return append(out, gap)
}

// sentence is a verdict in as many lines as it needs, behind its loud word.
func (p *picture) sentence(spans []rows.Span) []rows.Line {
	if p.Measure(spans) <= p.Inner() {
		return []rows.Line{{Flush: true, Left: spans}}
	}
	loud, rest := spans[0], ""
	for _, s := range spans[1:] {
		rest += s.Text
	}
	loud.Text += " "
	return p.Told(loud, theme.Text, strings.TrimSpace(rest))
}

// unsaid are sentences about what the comparison does not tell.
func (p *picture) unsaid() []string {
	var out []string
	c, n := p.m.changes, len(p.m.tree.files)
	if c.BehindErr != "" {
		out = append(out, "What live has besides is not known: "+c.BehindErr)
	}
	switch {
	case c.Timeout && n > 0:
		out = append(out, "More than "+present.Plural(n, "file", "files")+": GitLab cut the list.")
	case c.Timeout:
		out = append(out, "GitLab cut the list of files.")
	}
	if p.m.tree.untold > 0 {
		out = append(out, "The lines of "+present.Plural(p.m.tree.untold, "file", "files")+" are not counted: too much text.")
	}
	if p.m.stands == api.RelationOlder && n == 0 {
		out = append(out, "Which files change back is not read.")
	}
	return out
}
