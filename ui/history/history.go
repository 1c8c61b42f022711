// Package history draws what happened in a deployment's environment: one deployment
// a line, the newest first, and below it who agreed or refused and why.
package history

import (
	"slices"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/keys"
	"greenlight/ui/rows"
)

// Model is the body of the tab. The zero Model is a history that was not read.
type Model struct {
	loaded bool
	rows   []fleet.Row
	next   int
	// total is how many deployments there are in all, -1 where that is not known.
	total int
	// this is the deployment whose history it is.
	this api.Ref
	// why is the sentence of a failure; empty for none.
	why  string
	at   int
	h    int
	seen bool // the cursor has been where it begins
}

// New is a history that was not read yet.
func New() Model { return Model{} }

// About takes the deployment whose history it is.
func (m Model) About(ref api.Ref) Model {
	m.this = ref
	return m.begin()
}

// Loaded takes the first page. What was read of the pages after it stays, unless the
// first page has nothing in common with what was read before; the cursor stays with
// its deployment, and begins at the deployment whose history it is.
func (m Model) Loaded(p fleet.Page) Model {
	was, had := m.Selected()
	older, next := m.after(p)
	m.loaded, m.rows, m.next, m.total, m.why = true, merged(p.Rows, older), next, p.Total, ""
	if !m.seen {
		return m.begin()
	}
	if i := m.index(was.Ref); had && i >= 0 {
		m.at = i
	}
	return m.Move(0)
}

// after is what is known beyond a new first page, and the page that comes then.
func (m Model) after(p fleet.Page) ([]fleet.Row, int) {
	if len(p.Rows) == 0 || p.Next == 0 {
		return nil, p.Next
	}
	i := m.index(p.Rows[len(p.Rows)-1].Ref)
	if i < 0 || i == len(m.rows)-1 {
		return nil, p.Next
	}
	return m.rows[i+1:], m.next
}

// Append takes the page after the last one. Deployments that came meanwhile push
// others to a later page: what is there already is not shown twice.
func (m Model) Append(p fleet.Page) Model {
	m.loaded, m.rows, m.next, m.why = true, merged(m.rows, p.Rows), p.Next, ""
	if p.Total >= 0 {
		m.total = p.Total
	}
	return m.begin()
}

// Failed takes why a page could not be read, in one sentence. What was read before
// stays.
func (m Model) Failed(sentence string) Model {
	m.why = sentence
	return m
}

// NearEnd reports whether the next page will soon be wanted: the cursor is less than
// a screen away from the last deployment, and there are more.
func (m Model) NearEnd() bool {
	return m.loaded && m.next > 0 && len(m.rows)-m.at <= max(m.h/2, 5)
}

// Next is the number of the page after the last one that was read, 0 for none.
func (m Model) Next() int { return m.next }

// Resize takes the size of the body.
func (m Model) Resize(_, h int) Model {
	m.h = h
	return m
}

// Move moves the cursor by n deployments.
func (m Model) Move(n int) Model {
	m.at = rows.Step(m.at, n, len(m.rows))
	return m
}

// Selected is the deployment under the cursor.
func (m Model) Selected() (fleet.Row, bool) {
	if m.at < 0 || m.at >= len(m.rows) {
		return fleet.Row{}, false
	}
	return m.rows[m.at], true
}

// Hint is the hint row: there is nothing to say that the lines do not.
func (m Model) Hint() string { return "" }

// Keys are the keys of the body itself: none.
func (m Model) Keys() []keys.Hint { return nil }

// begin puts the cursor on the deployment whose history it is, once it is there.
func (m Model) begin() Model {
	if i := m.index(m.this); i >= 0 && !m.seen {
		m.at, m.seen = i, true
	}
	return m.Move(0)
}

func (m Model) index(ref api.Ref) int {
	return slices.IndexFunc(m.rows, func(r fleet.Row) bool { return r.Ref == ref })
}

// merged is both lists without what has no deployment or stands in the first already.
func merged(first, then []fleet.Row) []fleet.Row {
	out := make([]fleet.Row, 0, len(first)+len(then))
	known := map[api.Ref]bool{}
	for _, list := range [][]fleet.Row{first, then} {
		for _, r := range list {
			if r.Deployment != nil && !known[r.Ref] {
				known[r.Ref] = true
				out = append(out, r)
			}
		}
	}
	return out
}
