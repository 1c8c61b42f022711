// Package detail draws the decision about one deployment: its state, who still has
// to agree, what it would replace, the job and the pipeline behind it, and on the
// floor of the pane, right above the keys, what speaks against it.
//
// It is a pure function of a row, a size and the time. A section is composed as
// lines of roles and words first; fitting the lines into the rows there are comes
// after that and knows nothing of deployments.
package detail

import (
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/intent"
	"greenlight/ui/theme"
)

// Form is the shape a decision is drawn in.
type Form uint8

// The forms.
const (
	// Peek lies below the list, its title in the hairline.
	Peek Form = iota
	// Side stands to the right of the list and has no margins of its own.
	Side
	// Zoom takes the whole window.
	Zoom
)

// String is the name of the form, for tests and logs.
func (f Form) String() string {
	switch f {
	case Peek:
		return "peek"
	case Side:
		return "side"
	case Zoom:
		return "zoom"
	}
	return "?"
}

// Extra is what a row does not know of itself.
type Extra struct {
	// Position and Total say which of the listed rows it is, counted from 1; drawn
	// in the zoomed title, and left out where Total is 0.
	Position, Total int
	// Host is the label of the row's instance where several are shown; else empty.
	Host string
	// Offline says that the instance of the row does not answer.
	Offline bool
	// StaleSince is when what is drawn was true, by the server's clock; zero while
	// the row is fresh.
	StaleSince time.Time
	// Unread is why it could not be read singly, in a sentence; empty where it was.
	Unread string
	// Lost says of which write nobody knows what became, "your approval of 03:52"; empty
	// where it was read since, or none is.
	Lost string
	// Loading says that the deployment is being read now.
	Loading bool
	// Tab is the active tab. A peek has no tabs and shows the summary whatever it is.
	Tab intent.Tab
	// Local is the local clock, by which facts say when they were read; zero where it is
	// the same as the server's.
	Local time.Time
	// Changes is the number on the tab of the changes; none is shown below 1.
	Changes int
}

const (
	shortBelow = 14
	wideFrom   = 74
)

// pane is one drawing: the row with everything that decides what it looks like.
type pane struct {
	row    fleet.Row
	form   Form
	w, h   int
	margin int
	st     *theme.Styles
	now    time.Time
	x      Extra
	// more are the sections for which there may be room, settled that none of them is
	// under way; of a decision that scrolls or has the room of a summary.
	more    []line
	settled bool
}

// View draws the row in h lines of exactly w cells. The title, and but for a peek
// the tabs and the hairline, are part of the h lines. scroll is the first line of
// the zoomed summary to be shown; what is too large is taken as MaxScroll.
func View(row fleet.Row, form Form, w, h, scroll int, st *theme.Styles, now time.Time, x Extra) []string {
	if w <= 0 || h <= 0 {
		return nil
	}
	p := newPane(row, form, w, h, st, now, x).read()
	out := p.chrome()
	if len(out) > h {
		out = out[:h]
	}
	for _, l := range p.body(h-len(out), scroll) {
		out = append(out, p.render(l))
	}
	return out
}

// MaxScroll is how many lines of the zoomed summary lie below the pane: 0 where
// everything fits, and in the other forms, which never scroll.
func MaxScroll(row fleet.Row, form Form, w, h int, st *theme.Styles, now time.Time, x Extra) int {
	if form != Zoom || w <= 0 || h <= 0 {
		return 0
	}
	p := newPane(row, form, w, h, st, now, x).read()
	_, most := p.zoomed(h-len(p.chrome()), 0)
	return most
}

func newPane(row fleet.Row, form Form, w, h int, st *theme.Styles, now time.Time, x Extra) pane {
	p := pane{row: row, form: form, w: w, h: h, st: st, now: now, x: x}
	if form != Side && w > 4 {
		p.margin = 2
	}
	if p.row.Deployment == nil {
		p.row.Deployment = &api.Deployment{}
	}
	if x.Offline && x.StaleSince.IsZero() {
		p.x.StaleSince = row.ReadAt
	}
	return p
}

// read draws the sections for which there may be room, once for all the ways to fit
// them.
func (p pane) read() pane {
	if p.open() && !p.terse() {
		p.more, p.settled = p.extras()
	}
	return p
}

// inner is the width between the margins.
func (p pane) inner() int { return p.w - 2*p.margin }

// wide reports whether there is room to join lines that belong together.
func (p pane) wide() bool { return p.inner() >= wideFrom }

// stale reports whether the row says what was, not what is.
func (p pane) stale() bool { return !p.x.StaleSince.IsZero() }

// waiting reports whether GitLab holds the deployment back.
func (p pane) waiting() bool { return p.row.Deployment.Status == api.StatusBlocked }
