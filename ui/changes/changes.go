// Package changes draws what a deployment would change: how its commit stands to the
// live one, the files that deserve a look, the merge requests, release notes, commits
// and files between the two, and the text of a file where it is asked for.
//
// What is compared comes with Loaded, or with the brief of a row; everything else is of
// the brief. What was not read yet keeps its place, what could not be read says so there.
package changes

import (
	"slices"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/risk"
	"greenlight/ui/keys"
	"greenlight/ui/rows"
)

// Model is the body of the tab. The zero Model is a comparison that was not read.
type Model struct {
	loaded  bool
	changes fleet.Changes
	// readAt is when the comparison was read, by the local clock.
	readAt time.Time
	row    fleet.Row
	tree   tree
	risks  func([]api.FileChange) []risk.Finding
	look   []glance
	notes  notes
	// open is what is unfolded; never changed in place.
	open    []fold
	entries []entry
	at      int
	// touched is that the user has moved or unfolded something.
	touched bool
	// why is the sentence of a failure; empty for none.
	why string
	// skew is how far the server's clock is ahead of the local one.
	skew time.Duration
	// stands is how the two commits stand to each other.
	stands api.Relation
}

// New is a comparison that was not read yet.
func New() Model { return Model{} }

// WithRisks takes what finds the files that deserve a look; without it none does.
func (m Model) WithRisks(find func([]api.FileChange) []risk.Finding) Model {
	m.risks = find
	return m.found().listed()
}

// WithSkew takes how far the server's clock is ahead of the local one: facts are dated
// by the one, and drawn by the other.
func (m Model) WithSkew(ahead time.Duration) Model {
	m.skew = ahead
	return m
}

// Loaded takes what was compared, and the deployment that it is about. Cursor and
// what is unfolded stay.
func (m Model) Loaded(c fleet.Changes, row fleet.Row) Model {
	was := m.name(m.at)
	m.loaded, m.changes, m.readAt, m.why = true, c, c.ReadAt, ""
	m.tree = treeOf(c.Files)
	return m.of(row).found().refolded().listed().back(was)
}

// About takes a newer reading of the row, with what its brief knows by now. Cursor and
// what is unfolded stay. A comparison of the brief is taken where it is newer.
func (m Model) About(row fleet.Row) Model {
	if b := row.Brief; b != nil && b.Changes.Read() && (!m.loaded || b.Changes.At.After(m.readAt)) {
		m = m.Loaded(b.Changes.Value, row)
		m.readAt = b.Changes.At
		return m
	}
	was := m.name(m.at)
	return m.of(row).refolded().listed().back(was)
}

// of takes the row.
func (m Model) of(row fleet.Row) Model {
	m.row = row
	if m.row.Deployment == nil {
		m.row.Deployment = &api.Deployment{}
	}
	m.notes = m.notes.renewed(m.brief().Release.Value)
	m.stands = m.weighed()
	return m
}

// weighed is how the two commits stand to each other: as the row was judged by; a row
// that nobody decides on any more was not judged by its comparison.
func (m Model) weighed() api.Relation {
	r := m.row.Verdict.Ships.Relation
	if r == api.RelationUnread && m.loaded {
		c := m.changes
		r = api.NewShips(c.Live, m.row.Deployment, c.Ahead, c.Behind, nil, c.Timeout, c.BehindErr == "").Relation
	}
	return r
}

// found finds the risky files anew.
func (m Model) found() Model {
	m.look = nil
	if m.risks != nil && len(m.changes.Files) > 0 {
		m.look = glances(m.risks(m.changes.Files))
	}
	return m
}

// back puts the cursor where it was, by name.
func (m Model) back(was identity) Model {
	if !m.touched {
		m.at = 0 // it was put nowhere: what deserves a look may come in above
		return m
	}
	if i := slices.IndexFunc(m.entries, func(e entry) bool { return e.part == was.part && m.nameOf(e) == was }); i >= 0 {
		m.at = i
	}
	return m.Move(0)
}

// brief is what is known besides; never nil.
func (m Model) brief() *fleet.Brief {
	if m.row.Brief == nil {
		return &fleet.Brief{}
	}
	return m.row.Brief
}

// Failed takes why the comparison could not be read, in one sentence. What was read
// before stays.
func (m Model) Failed(sentence string) Model {
	m.why = sentence
	return m
}

// Count is how many commits the deployment brings; -1 while that is not known.
func (m Model) Count() int {
	if !m.loaded {
		return -1
	}
	return len(m.changes.Ahead) + m.changes.AheadMore
}

// Resize takes the size of the body, which has no effect: what is seen follows from
// the cursor.
func (m Model) Resize(_, _ int) Model { return m }

// Move moves the cursor by n lines.
func (m Model) Move(n int) Model {
	m.at = rows.Step(m.at, n, len(m.entries))
	m.touched = m.touched || n != 0
	return m
}

// Selected is the page of the commit, the merge request or the release under the
// cursor; false on a file, and where GitLab named no page.
func (m Model) Selected() (url string, ok bool) {
	e, ok := m.entry()
	if !ok {
		return "", false
	}
	switch e.part {
	case ahead:
		url = m.changes.Ahead[e.index].WebURL
	case behind:
		url = m.changes.Behind[e.index].WebURL
	case merged:
		url = m.brief().Merged.Value.Requests[e.index].WebURL
	case released:
		url = m.brief().Release.Value.Links.Self
	case risky, files:
	}
	return url, url != ""
}

// Enter unfolds below it what is under the cursor, or folds it again, from any line of
// it: the text of a file, the rest of the release notes. False where enter does nothing.
func (m Model) Enter() (Model, bool) {
	e, ok := m.entry()
	if !ok || !m.folds(e) {
		return m, false
	}
	e.line = 0
	m.touched = true
	id := m.nameOf(e)
	if i := slices.IndexFunc(m.open, func(f fold) bool { return f.id == id }); i >= 0 {
		m.open = slices.Delete(slices.Clone(m.open), i, i+1)
	} else {
		m.open = append(slices.Clip(slices.Clone(m.open)), fold{id: id, lines: m.textOf(e)})
	}
	m = m.listed()
	m.at = max(slices.Index(m.entries, e), 0)
	return m, true
}

// Hint is the hint row: there is nothing to say that the lines do not.
func (m Model) Hint() string { return "" }

// Keys are the keys of the body itself: enter where it unfolds or folds something.
func (m Model) Keys() []keys.Hint {
	e, ok := m.entry()
	if !ok || !m.folds(e) {
		return nil
	}
	e.line = 0
	verb := "diff"
	if e.part == released {
		verb = "unfold"
	}
	if m.unfolded(m.nameOf(e)) != nil {
		verb = "fold"
	}
	return []keys.Hint{{Keys: "enter", Verb: verb}}
}
