// Package changes draws what a deployment would change: how its commit stands to the
// live one, the commits and the files between the two, and the text of a file where
// it is asked for.
package changes

import (
	"slices"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/keys"
	"greenlight/ui/rows"
)

// Model is the body of the tab. The zero Model is a comparison that was not read.
type Model struct {
	loaded  bool
	changes fleet.Changes
	row     fleet.Row
	files   []file
	// open are the paths of the files whose text is unfolded; never changed in place.
	open    []string
	entries []entry
	at      int
	// why is the sentence of a failure; empty for none.
	why string
}

// part is the section that an entry stands in.
type part uint8

const (
	ahead part = iota
	behind
	files
	diff
)

// entry is one line that the cursor can stand on.
type entry struct {
	part part
	// index is that of the commit or the file, line that of the line of its text.
	index, line int
}

// section is the part of an entry on the screen: the text of a file belongs to the
// files.
func (e entry) section() part {
	if e.part == diff {
		return files
	}
	return e.part
}

// New is a comparison that was not read yet.
func New() Model { return Model{} }

// Loaded takes what was compared, and the deployment that it is about. Cursor and
// unfolded files stay where they are.
func (m Model) Loaded(c fleet.Changes, row fleet.Row) Model {
	was := m.name(m.at)
	m.loaded, m.changes, m.row, m.why = true, c, row, ""
	if m.row.Deployment == nil {
		m.row.Deployment = &api.Deployment{}
	}
	m.files = filesOf(c.Files)
	m = m.listed()
	if i := slices.IndexFunc(m.entries, func(e entry) bool { return m.nameOf(e) == was }); i >= 0 {
		m.at = i
	}
	return m.Move(0)
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
	return len(m.changes.Ahead)
}

// Resize takes the size of the body, which has no effect: what is seen follows from
// the cursor.
func (m Model) Resize(_, _ int) Model { return m }

// Move moves the cursor by n lines.
func (m Model) Move(n int) Model {
	m.at = rows.Step(m.at, n, len(m.entries))
	return m
}

// Selected is the page of the commit under the cursor; false on a file, and where
// GitLab named no page.
func (m Model) Selected() (url string, ok bool) {
	c, ok := m.commit()
	return c.WebURL, ok && c.WebURL != ""
}

func (m Model) commit() (api.Commit, bool) {
	e, ok := m.entry()
	switch {
	case ok && e.part == ahead:
		return m.changes.Ahead[e.index], true
	case ok && e.part == behind:
		return m.changes.Behind[e.index], true
	}
	return api.Commit{}, false
}

// Enter unfolds the text of the file under the cursor below it, or folds it again,
// from any line of it. False where enter does nothing: on a commit, and on a file of
// which GitLab sent no text.
func (m Model) Enter() (Model, bool) {
	e, ok := m.entry()
	if !ok || e.part != files && e.part != diff || len(m.files[e.index].lines) == 0 {
		return m, false
	}
	path := m.files[e.index].NewPath
	if i := slices.Index(m.open, path); i >= 0 {
		m.open = slices.Delete(slices.Clone(m.open), i, i+1)
	} else {
		m.open = append(slices.Clip(slices.Clone(m.open)), path)
	}
	m = m.listed()
	m.at = max(slices.Index(m.entries, entry{part: files, index: e.index}), 0)
	return m, true
}

// Hint is the hint row: there is nothing to say that the lines do not.
func (m Model) Hint() string { return "" }

// Keys are the keys of the body itself: enter where it opens or folds a file.
func (m Model) Keys() []keys.Hint {
	e, ok := m.entry()
	switch {
	case !ok || e.part != files && e.part != diff || len(m.files[e.index].lines) == 0:
		return nil
	case slices.Contains(m.open, m.files[e.index].NewPath):
		return []keys.Hint{{Keys: "enter", Verb: "fold"}}
	}
	return []keys.Hint{{Keys: "enter", Verb: "diff"}}
}

func (m Model) entry() (entry, bool) {
	if m.at < 0 || m.at >= len(m.entries) {
		return entry{}, false
	}
	return m.entries[m.at], true
}

// listed lists the entries anew.
func (m Model) listed() Model {
	m.entries = nil
	add := func(p part, n int) {
		for i := range n {
			m.entries = append(m.entries, entry{part: p, index: i})
		}
	}
	add(ahead, len(m.changes.Ahead))
	add(behind, len(m.changes.Behind))
	for i, f := range m.files {
		m.entries = append(m.entries, entry{part: files, index: i})
		if !slices.Contains(m.open, f.NewPath) {
			continue
		}
		for line := range f.shown() {
			m.entries = append(m.entries, entry{part: diff, index: i, line: line})
		}
	}
	return m
}

// identity names an entry over readings.
type identity struct {
	part part
	name string
	line int
}

func (m Model) name(i int) identity {
	if i < 0 || i >= len(m.entries) {
		return identity{}
	}
	return m.nameOf(m.entries[i])
}

func (m Model) nameOf(e entry) identity {
	switch e.part {
	case ahead:
		return identity{e.part, m.changes.Ahead[e.index].ID, 0}
	case behind:
		return identity{e.part, m.changes.Behind[e.index].ID, 0}
	case files, diff:
		return identity{e.part, m.files[e.index].NewPath, e.line}
	}
	return identity{}
}
