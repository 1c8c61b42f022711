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

// relation is how a deployment's commit stands to the one it is compared with.
type relation uint8

const (
	first relation = iota
	same
	newer
	older
	diverged
	unknown
)

func (m Model) relation() relation {
	c := m.changes
	switch {
	case c.Live == nil:
		return first
	case c.Live.SHA == m.row.Deployment.SHA:
		return same
	case len(c.Ahead) > 0 && len(c.Behind) > 0:
		return diverged
	case len(c.Ahead) > 0:
		return newer
	case len(c.Behind) > 0:
		return older
	}
	return unknown
}

// verdict says it in words, the loud one first. What is live itself was compared with
// the one before it.
func (p *picture) verdict() []rows.Span {
	c, base := p.m.changes, "live"
	live := p.m.row.Verdict.State == api.StateLive
	if live {
		base = "the one before"
	}
	ahead := present.Plural(len(c.Ahead), "commit", "commits")
	switch p.m.relation() {
	case first:
		return p.first(live)
	case same:
		return []rows.Span{{Role: theme.Strong, Text: "Same commit"}, {Role: theme.Text, Text: " as " + base}}
	case newer:
		return []rows.Span{{Role: theme.Strong, Text: "AHEAD " + ahead}, {Role: theme.Text, Text: " of " + base}}
	case older:
		text := " than " + base + " by " + present.Plural(len(c.Behind), "commit", "commits")
		if name := p.name(c.Live); name != "" && p.pending() {
			text += ": this rolls back " + name
		} else if name != "" && live {
			text += ": this rolled back " + name
		}
		return []rows.Span{p.loud("OLDER"), {Role: theme.Text, Text: text}}
	case diverged:
		return []rows.Span{p.loud("DIVERGED"), {Role: theme.Text, Text: fmt.Sprintf(" from %s: %s ahead, %s behind", base, ahead, present.Count(len(c.Behind), false))}}
	case unknown:
		return []rows.Span{{Role: theme.Strong, Text: "Not ahead"}, {Role: theme.Text, Text: " of " + base}}
	}
	return nil
}

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
	if live == nil || p.m.relation() == same {
		return now
	}
	return append(append(end(theme.Muted, live), rows.Span{Role: theme.Muted, Text: "  →  "}), now...)
}

// size is "31 files   +412 −96", as far as it was read.
func (p *picture) size() []rows.Span {
	n := len(p.m.files)
	if n == 0 {
		return nil
	}
	added, removed := 0, 0
	for _, f := range p.m.files {
		added, removed = added+f.added, removed+f.removed
	}
	word := " files"
	if n == 1 && !p.m.changes.Timeout {
		word = " file"
	}
	out := []rows.Span{{Role: theme.Text, Text: present.Count(n, p.m.changes.Timeout) + word + "   "}}
	return append(out, rows.Span{Role: theme.OK, Text: "+" + present.Count(added, false)},
		rows.Span{Role: theme.Bad, Text: " −" + present.Count(removed, false)})
}

// head is the verdict, what was compared, and what is not known of it.
func (p *picture) head() []rows.Line {
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
	return append(out, rows.Blank())
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
	c := p.m.changes
	if c.BehindErr != "" {
		out = append(out, "What live has besides is not known: "+c.BehindErr)
	}
	if c.Timeout {
		out = append(out, "GitLab cut the comparison short: there are more files than these.")
	}
	missing := 0
	for _, f := range p.m.files {
		if f.untold() {
			missing++
		}
	}
	if missing > 0 {
		out = append(out, "The lines of "+present.Plural(missing, "file", "files")+" are not counted: too much text.")
	}
	if p.m.relation() == older && len(p.m.files) == 0 {
		out = append(out, "Which files change back is not read.")
	}
	return out
}
