package detail

import (
	"fmt"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// cargo is what comes with the deployment in exactly n lines: its merge requests,
// else its commits, and what it would take away.
func (p pane) cargo(n int) []line {
	if n == 0 {
		return nil
	}
	out := make([]line, 0, n)
	changes, merged := look(p, p.brief().Changes), look(p, p.brief().Merged)
	if p.moves() && (changes.pending || merged.pending) {
		for i := range n {
			out = append(out, line{left: dots(34 - 4*(i%3))})
		}
		return out
	}
	items := p.items(merged)
	if over := len(items) - n; over > 0 {
		words := present.Count(over+1, p.brief().Merged.Value.Cut) + " more, d"
		items = append(items[:n-1], func() line { return line{left: said(theme.Muted, words)} })
	}
	for _, item := range items {
		out = append(out, item())
	}
	return append(out, make([]line, n-len(out))...)
}

// moves reports whether the deployment changes anything, as far as is known.
func (p pane) moves() bool {
	if !p.brief().Changes.Read() {
		return true
	}
	s := p.row.Verdict.Ships
	return s.Ahead > 0
}

// items are what it brings and takes away, each to be drawn where there is room: a
// comparison may have thousands of commits.
func (p pane) items(merged fact) []func() line {
	var out []func() line
	c := p.brief().Changes.Value
	requests := p.brief().Merged.Value.Requests
	if merged.why != "" && len(c.Ahead) > 0 {
		out = append(out, func() line { return line{left: notRead("merge requests not read", merged.why)} })
	}
	for i := range requests {
		out = append(out, func() line { return p.request(requests[i]) })
	}
	if len(requests) == 0 {
		for i := range c.Ahead {
			out = append(out, func() line { return p.commit("", c.Ahead[i]) })
		}
	}
	for i := range c.Behind {
		out = append(out, func() line { return p.commit("− ", c.Behind[i]) })
	}
	return out
}

// request is "!881 Retry webhooks with jitter", with who wrote it and, where there is
// room, how many agreed.
func (p pane) request(m fleet.MergedRequest) line {
	l := line{left: []span{{theme.Muted, present.MergeRequest(m.IID) + " "}, {theme.Text, m.Title}}}
	if p.wide() && m.Approvals != nil {
		l.right = agreed(*m.Approvals)
	}
	l.right = append(l.right, span{theme.Muted, present.User(m.Author)})
	return l
}

// agreed is how many approved a merge request, in the words of the tab of the changes.
func agreed(a api.MergeRequestApprovals) []span {
	n := len(a.By)
	switch {
	case a.Required != nil && *a.Required > 0 && a.Left != nil:
		role := theme.Muted
		if *a.Left > 0 {
			role = theme.Wait
		}
		return said(role, fmt.Sprintf("%d of %d approved  ", max(*a.Required-*a.Left, 0), *a.Required))
	case n > 0:
		return said(theme.Muted, fmt.Sprintf("%d approved  ", n))
	}
	return said(theme.Wait, "not approved  ")
}

// commit is "3f2a91c Retry webhooks with jitter" with its age, and its author where there
// is room.
func (p pane) commit(sign string, c api.Commit) line {
	id := c.ID
	if id == "" {
		id = c.ShortID
	}
	l := line{left: []span{{theme.Muted, sign + present.SHA(id) + " "}, {theme.Text, c.Title}}}
	if p.wide() {
		l.right = said(theme.Muted, c.AuthorName)
	}
	if c.CreatedAt != nil {
		l.right = append(l.right, span{theme.Muted, "  " + fmt.Sprintf("%3s", present.Age(p.now.Sub(*c.CreatedAt)))})
	}
	return l
}
