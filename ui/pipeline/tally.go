package pipeline

import (
	"greenlight/ui/present"
	"greenlight/ui/rows"
	"greenlight/ui/theme"
)

// tally counts the jobs by what has become of them, on a second line what has no room
// on the first.
func (p *picture) tally() []rows.Line {
	parts := p.counted()
	if tight := p.packed(parts, 2); len(tight) == 1 && len(p.packed(parts, 3)) > 1 {
		return tight
	}
	return p.packed(parts, 3)
}

func (p *picture) packed(parts [][]rows.Span, gap int) []rows.Line {
	const blanks = "   "
	var out []rows.Line
	for _, part := range parts {
		if n := len(out); n > 0 {
			last := &out[n-1]
			if p.Measure(last.Left)+gap+p.Measure(part) <= p.Inner() {
				last.Left = append(append(last.Left, rows.Span{Role: theme.Text, Text: blanks[:gap]}), part...)
				continue
			}
		}
		out = append(out, rows.Line{Flush: true, Left: part})
	}
	return out
}

// counted is "✓ 10 passed" of each class that has jobs.
func (p *picture) counted() [][]rows.Span {
	var counts [classCount]int
	for _, e := range p.m.entries {
		if !e.first {
			counts[classOf(e.Job)]++
		}
	}
	own, known := p.own()
	var out [][]rows.Span
	for c := passed; c < classCount; c++ {
		if counts[c] == 0 {
			continue
		}
		sign, role := c.sign()
		if known && classOf(own.Job) == c && counts[c] == 1 {
			sign, role = p.ownSign(own)
		}
		out = append(out, []rows.Span{{Role: role, Text: sign + " "},
			{Role: theme.Text, Text: present.Count(counts[c], false)}, {Role: theme.Muted, Text: " " + c.String()}})
	}
	return out
}
