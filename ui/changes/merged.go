package changes

import (
	"fmt"
	"strings"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/rows"
	"greenlight/ui/theme"
)

const (
	// mostPlaces bounds the merge requests that keep a place until they are read.
	mostPlaces = 6
	// requestLeast is what the title of a merge request needs before more is told of it.
	requestLeast = 21
)

// merges adds the merge requests by which the commits came.
func (p *picture) merges(out []rows.Line) ([]rows.Line, []rows.Span) {
	known := p.m.brief().Merged
	switch {
	case len(known.Value.Requests) == 0 && !p.m.brings():
		return out, nil
	case known.Failed():
		return p.said(out, merged, theme.Text, "merge requests: "+reason(known.Err)), nil
	case known.Pending() && (p.m.row.Brief != nil || p.pending()):
		return p.dots(out, merged, p.m.places()), nil
	case known.Pending():
		return out, nil
	}
	out = p.entries(out, merged)
	switch {
	case known.Value.Cut:
		out = p.said(out, merged, theme.Muted, "The commits reach further back than the merge requests that were looked through.")
	case len(known.Value.Requests) == 0:
		out = p.said(out, merged, theme.Muted, "no merge request found for these commits")
	}
	return out, p.old(known.At, known.Err)
}

// brings reports that there are, or may be, commits that came by merge requests.
func (m Model) brings() bool {
	switch m.stands {
	case api.RelationFirst, api.RelationSame, api.RelationOlder:
		return false
	case api.RelationUnread, api.RelationAhead, api.RelationDiverged, api.RelationUnrelated:
		return true
	case api.RelationUnknown:
		return !m.loaded || len(m.changes.Ahead) > 0
	}
	return true
}

// places is how many merge requests are likely to come: one for each merge among the
// commits.
func (m Model) places() int {
	n := 0
	for i := 0; i < len(m.changes.Ahead) && n < mostPlaces; i++ {
		if strings.HasPrefix(m.changes.Ahead[i].Title, "Merge branch ") {
			n++
		}
	}
	return max(n, 1)
}

// merge is a merge request: its title, how it was agreed to in as many words as leave
// room for the title, its author and age.
func (p *picture) merge(r fleet.MergedRequest) (left, right []rows.Span) {
	since := p.since(r.MergedAt)
	since = "  " + strings.Repeat(" ", max(p.mergedAge-p.Width(since), 0)) + since
	s, words := agreed(r), []string(nil)
	if !p.narrow() {
		since = "   " + p.Pad(present.User(r.Author), min(p.mergedBy, authorMost), draw.End) + since
		words = []string{s.full, s.mid}
	}
	words = append(words, s.short)
	room := 0
	for _, w := range words {
		right = append(s.spans(w), rows.Span{Role: theme.Muted, Text: since})
		if room = p.Text() - p.iid - 1 - between - p.Measure(right); room >= requestLeast {
			break
		}
	}
	left = []rows.Span{{Role: theme.Muted, Text: p.Pad(present.MergeRequest(r.IID), p.iid, draw.End) + " "},
		{Role: theme.Text, Text: p.Pad(r.Title, max(room, 1), draw.End) + "  "}}
	return append(left, right...), nil
}

// agreement is how a merge request was agreed to, in three lengths.
type agreement struct {
	// note says that it deserves a look.
	note             bool
	full, mid, short string
}

func (a agreement) spans(words string) []rows.Span {
	if a.note {
		return []rows.Span{{Role: theme.Wait, Text: "• " + words}}
	}
	return rows.Said(theme.Muted, words)
}

// agreed words who approved and who merged it.
func agreed(r fleet.MergedRequest) agreement {
	by := r.MergeUser
	if by == nil {
		by = r.MergedBy
	}
	a := approved(r)
	switch {
	case by != nil && r.Author != nil && by.ID == r.Author.ID:
		a.full += " · merged by its author"
		a.mid, a.short = own(a)
		a.note = true
	case by != nil:
		a.full += " · merged by " + present.User(by)
	}
	return a
}

// own says of one's own merge whether anybody else looked at it, in two lengths.
func own(a agreement) (mid, short string) {
	if a.note {
		return "own merge, " + a.mid, "own, " + a.short
	}
	return "merged by its author", "own merge"
}

// approved words the approvals alone.
func approved(r fleet.MergedRequest) agreement {
	a := r.Approvals
	switch {
	case a == nil && r.ApprovalsErr == nil: // only those of the newest are asked for
		return agreement{full: "approvals not read", mid: "approvals not read", short: "not read"}
	case a == nil:
		words := "approvals: " + reason(r.ApprovalsErr)
		return agreement{full: words, mid: words, short: "not read"}
	case a.Required != nil && *a.Required > 0:
		left := 0
		if a.Left != nil {
			left = *a.Left
		}
		given := max(*a.Required-left, 0)
		words := fmt.Sprintf("%d of %d approved", given, *a.Required)
		return agreement{note: left > 0, full: words, mid: words, short: fmt.Sprintf("%d of %d", given, *a.Required)}
	case len(a.By) == 0:
		return agreement{note: true, full: "nobody approved", mid: "nobody approved", short: "unapproved"}
	case len(a.By) == 1:
		words := "approved by " + present.User(a.By[0].User)
		return agreement{full: words, mid: words, short: "1 yes"}
	}
	words := fmt.Sprintf("%d approved", len(a.By))
	return agreement{full: words, mid: words, short: words}
}
