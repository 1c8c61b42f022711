// Package list is the list of deployments: what is loaded, which of it the views
// and the filter show, where the cursor stands, and how a row is drawn.
//
// A row is named by its api.Ref everywhere, so equal numbers of two projects or
// two hosts never meet. The cursor belongs to a Ref: a refresh may move, add and
// remove rows around it, but the selected row stays the selected row. It keeps its
// screen line, too, as long as there are rows for the lines above it: a list never
// begins with blank lines, which would look broken, but it may end with them. What a
// refresh put above the window is counted, not shown.
//
// Model is a value over a store that all its copies share: only the newest copy
// may be used. Sorting and filtering happen when rows, view or filter change, never
// for a cursor key and never for drawing.
package list

import (
	"iter"
	"slices"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/filter"
)

// View is a saved filter with a name: a tab.
type View struct {
	Name   string
	Filter filter.Filter
}

// MaxViews is how many views a list can have.
const MaxViews = 64

// Views are the built-in views: what is shown where nobody configured any.
func Views() []View {
	return []View{
		builtin("Waiting for you", "can:approve"),
		builtin("Blocked", "status:blocked"),
		builtin("Running", "state:running"),
		builtin("Failed", "status:failed"),
		builtin("All", ""),
		builtin("Others", "state:others"),
		builtin("To run", `state:"to run"`),
		builtin("Manual", "state:manual"),
		builtin("Outdated", "state:outdated"),
	}
}

func builtin(name, text string) View {
	f, _ := filter.Parse(text)
	return View{Name: name, Filter: f}
}

// Model is the list.
type Model struct {
	s *store
	// now is the time of the last change that could depend on it.
	now time.Time
	// view indexes the views; places remembers where the others were left.
	view   int
	places []place
	filter filter.Filter
	// shown are the rows of view and filter, in order.
	shown []*entry
	// index is the selected row in shown, -1 when there is none; offset the row on
	// the first screen line: never below 0, and beyond the last page where that keeps
	// the selected row on its line. rows is how many lines there are.
	index, offset, rows int
	// marks is how many of the shown rows are marked.
	marks int
	// anchor is the row that the user chose last. A filter may hide it while it is
	// typed; it is selected again when it comes back.
	anchor api.Ref
	// labels are those of the instances, where there are several.
	labels map[string]string
	// doubts tells the rows that are too old to be trusted; nil for none.
	doubts func(*fleet.Row) bool
	// missing tells the rows on which something was done and nobody knows what became of
	// it; nil for none.
	missing func(api.Ref) bool
	// touched is true once the user moved; loading and offline are told.
	touched, loading, offline, arriving bool
}

// place is where a view was left.
type place struct {
	kept bool
	key  key
	line int
}

// New is an empty list over views, the built-in ones when there are none. Views
// beyond MaxViews are left out.
func New(views []View) Model {
	if len(views) == 0 {
		views = Views()
	}
	views = slices.Clone(views[:min(len(views), MaxViews)])
	return Model{
		s:      newStore(views, false),
		places: make([]place, len(views)),
		index:  -1,
		rows:   1,
	}
}

// Naming makes the list say of each row by a label which instance it is on.
func (m Model) Naming(labels map[string]string) Model {
	m.labels = labels
	return m
}

// Doubting makes the list mark the rows of which old is true: nobody knows whether they
// are still so.
func (m Model) Doubting(old func(*fleet.Row) bool) Model {
	m.doubts = old
	return m
}

// Missing tells the list how to know the rows on which something was done of which nobody
// knows what became: what they show may be so no more.
func (m Model) Missing(lost func(api.Ref) bool) Model {
	m.missing = lost
	return m
}

// Replace takes what a poll read of a project: its newest page, and where there are
// more, all that are blocked or running. What such a poll would have brought and did
// not vanishes; where the project has no more than a page, that is every other row.
// Older rows that Extend brought stay as they are, together with those that have left
// the newest page since, until they would have been read again: a record that was
// deleted on the server stays until then. So does an old row that only Put brought.
// Where the newest page does not meet what was read before, all older rows vanish:
// nothing is shown with a gap in it. now is the server's time.
func (m Model) Replace(project api.ProjectRef, rows []fleet.Row, now time.Time) Model {
	m.now = now
	return m.changed(m.s.replace(project, rows, m.query()))
}

// Put takes one row that was read again, or adds it.
func (m Model) Put(row fleet.Row, now time.Time) Model {
	m.now = now
	return m.changed(m.s.put(row, m.query()))
}

// Forget drops a project that is no longer watched.
func (m Model) Forget(project api.ProjectRef) Model {
	return m.changed(m.s.forget(project, m.query()))
}

// Tick lets views and filters that ask for an age look again. It costs nothing
// where none does and while no row reaches such an age.
func (m Model) Tick(now time.Time) Model {
	m.now = now
	return m.changed(change{aged: m.s.tick(now)})
}

// SetFilter puts a filter on top of every view. The row that the user had chosen
// stays selected while the filter shows it, and is again when it comes back.
func (m Model) SetFilter(f filter.Filter, now time.Time) Model {
	m.touched = true
	return m.refiltered(f, now)
}

// Filter is the filter on top of the views.
func (m Model) Filter() filter.Filter { return m.filter }

// Matching is how many rows of all the filter lets through, whatever the view. It asks
// each of them: for a body that shows none, not for every key.
func (m Model) Matching() int { return m.s.hays.sweep(m.filter, m.now) }

// SelectView shows a view where it was left; out of range it does nothing.
func (m Model) SelectView(i int, now time.Time) Model {
	if i < 0 || i >= len(m.s.views) || i == m.view {
		return m
	}
	m.places = slices.Clone(m.places)
	m.places[m.view] = m.here()
	m.now, m.view, m.touched = now, i, true
	m.s.tick(now)
	return m.entered(m.places[i])
}

// NextView shows the view to the right, after the last one the first.
func (m Model) NextView(now time.Time) Model {
	return m.SelectView((m.view+1)%len(m.s.views), now)
}

// PrevView shows the view to the left, before the first one the last.
func (m Model) PrevView(now time.Time) Model {
	return m.SelectView((m.view+len(m.s.views)-1)%len(m.s.views), now)
}

// ActiveView is the index of the view that is shown.
func (m Model) ActiveView() int { return m.view }

// Views are the views in order. The caller must not change them.
func (m Model) Views() []View { return m.s.views }

// Counts is how many loaded rows each view has, whatever the filter on top says.
func (m Model) Counts() []int { return slices.Clone(m.s.counts) }

// Unjudged is how many loaded rows wait for somebody, nobody knows yet for whom.
func (m Model) Unjudged() int { return m.s.unjudged }

// Selected is the row under the cursor; false when nothing is shown.
func (m Model) Selected() (fleet.Row, bool) {
	if m.index < 0 {
		return fleet.Row{}, false
	}
	return m.s.row(m.shown[m.index]), true
}

// Row finds a loaded row, shown or not.
func (m Model) Row(ref api.Ref) (fleet.Row, bool) {
	e := m.s.at(ref)
	if e == nil {
		return fleet.Row{}, false
	}
	return m.s.row(e), true
}

// Position is the number of the selected row, from 1, of how many are shown; 0 of
// 0 when nothing is.
func (m Model) Position() (i, n int) { return m.index + 1, len(m.shown) }

// Shown walks the rows of view and filter, in order.
func (m Model) Shown() iter.Seq[fleet.Row] { return m.s.walk(m.shown) }

// All walks every loaded row, in order: not for every key or frame, and where only some
// are of interest Where is many times faster.
func (m Model) All() iter.Seq[fleet.Row] { return m.s.walk(m.s.order) }

// Where walks the loaded rows that are wanted by their names, environments and states
// alone, in order.
func (m Model) Where(wanted func(ref api.Ref, env string, state api.State) bool) iter.Seq[fleet.Row] {
	return func(yield func(fleet.Row) bool) {
		for _, e := range m.s.order {
			if wanted(e.ref(), e.environment(), e.judged()) && !yield(m.s.row(e)) {
				return
			}
		}
	}
}

func (s *store) walk(entries []*entry) iter.Seq[fleet.Row] {
	return func(yield func(fleet.Row) bool) {
		for _, e := range entries {
			if !yield(s.row(e)) {
				return
			}
		}
	}
}

// Len is how many rows are loaded.
func (m Model) Len() int { return len(m.s.order) }

// NewAbove is how many rows a refresh put above the window since the user last
// was there.
func (m Model) NewAbove() int { return len(m.s.unseen) }

// SetLoading says whether the first load is still under way: places of rows to come
// are then drawn as dots, and rows that arrive above may push the first one down.
func (m Model) SetLoading(loading bool) Model {
	m.loading = loading
	return m
}

// SetArriving says that the first rows are arriving and that nobody can have read
// one: the cursor then stays on the first row, whichever that becomes, until the
// user moves it.
func (m Model) SetArriving(arriving bool) Model {
	m.arriving = arriving
	return m
}

// SetOffline drops the hues of states, which may no longer be true.
func (m Model) SetOffline(offline bool) Model {
	m.offline = offline
	return m
}

// Waiting is how many loaded rows wait for the user, and how many of those are in
// production. It costs nothing.
func (m Model) Waiting() (all, production int) { return m.s.waiting, m.s.production }

// Candidates are the values in the loaded rows, for completion; where a column has
// thousands, those of the first rows. It sorts them: ask once when the filter is
// opened.
func (m Model) Candidates() filter.Candidates { return m.s.candidates() }
