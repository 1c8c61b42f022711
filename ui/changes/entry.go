package changes

import (
	"slices"
	"sort"

	"greenlight/api"
)

// part is the section that an entry stands in.
type part uint8

const (
	risky part = iota
	merged
	released
	ahead
	behind
	files
)

// entry is one line that the cursor can stand on.
type entry struct {
	part part
	// index is that of the commit, the file and so on in its list. line is 0 for itself,
	// and from 1 that of what is unfolded below it.
	index, line int
}

// identity names an entry over readings.
type identity struct {
	part part
	name string
	line int
}

// fold is what is unfolded below an entry.
type fold struct {
	id    identity
	lines []string
}

func (m Model) entry() (entry, bool) {
	if m.at < 0 || m.at >= len(m.entries) {
		return entry{}, false
	}
	return m.entries[m.at], true
}

// listed lists the entries anew.
func (m Model) listed() Model {
	merges := m.brief().Merged.Value.Requests
	m.entries = make([]entry, 0, len(m.look)+len(merges)+len(m.changes.Ahead)+len(m.changes.Behind)+len(m.tree.files)+1)
	add := func(p part, n int) {
		for i := range n {
			m.entries = append(m.entries, entry{part: p, index: i})
			if len(m.open) == 0 {
				continue
			}
			for line := range m.unfolded(m.nameOf(entry{part: p, index: i})) {
				m.entries = append(m.entries, entry{part: p, index: i, line: line + 1})
			}
		}
	}
	add(risky, min(len(m.look), mostRisks))
	add(merged, len(merges))
	if m.brief().Release.Value.Tag != "" {
		add(released, 1)
	}
	add(ahead, len(m.changes.Ahead))
	add(behind, len(m.changes.Behind))
	add(files, len(m.tree.files))
	return m
}

func (m Model) name(i int) identity {
	if i < 0 || i >= len(m.entries) {
		return identity{}
	}
	return m.nameOf(m.entries[i])
}

func (m Model) nameOf(e entry) identity {
	id := identity{part: e.part, line: e.line}
	switch e.part {
	case risky:
		id.name = m.look[e.index].Name + "\x00" + pathOf(m.look[e.index].File)
	case merged:
		id.name = m.brief().Merged.Value.Requests[e.index].WebURL
	case released:
		id.name = m.brief().Release.Value.Tag
	case ahead:
		id.name = m.changes.Ahead[e.index].ID
	case behind:
		id.name = m.changes.Behind[e.index].ID
	case files:
		id.name = m.tree.files[e.index].NewPath
	}
	return id
}

// change is the file of an entry; false where it is none.
func (m Model) change(e entry) (api.FileChange, bool) {
	switch e.part {
	case risky:
		return m.look[e.index].File, true
	case files:
		return m.tree.files[e.index].FileChange, true
	case merged, released, ahead, behind:
	}
	return api.FileChange{}, false
}

// folds reports whether there is something to unfold below an entry.
func (m Model) folds(e entry) bool {
	if f, ok := m.change(e); ok {
		return f.Diff != ""
	}
	return e.part == released && len(m.notes.lines) > previewed
}

// textOf is what an entry unfolds to.
func (m Model) textOf(e entry) []string {
	if f, ok := m.change(e); ok {
		lines := textLines(f.Diff)
		return lines[:min(len(lines), mostLines)]
	}
	return m.notes.lines
}

// unfolded are the lines below what id names; nil where it is folded.
func (m Model) unfolded(id identity) []string {
	for _, f := range m.open {
		if f.id == id {
			return f.lines
		}
	}
	return nil
}

// refolded reads anew what is unfolded, as the texts may have changed; what is gone
// folds.
func (m Model) refolded() Model {
	if len(m.open) == 0 {
		return m
	}
	was := m.open
	m.open = nil
	m = m.listed()
	for _, e := range m.entries {
		id := m.nameOf(e)
		if slices.ContainsFunc(was, func(f fold) bool { return f.id == id }) && m.folds(e) {
			m.open = append(m.open, fold{id: id, lines: m.textOf(e)})
		}
	}
	return m
}

// span is where the entries of a part begin and end: they stand in the order of the
// parts.
func (m Model) span(of part) (from, to int) {
	begin := func(p part) int {
		return sort.Search(len(m.entries), func(i int) bool { return m.entries[i].part >= p })
	}
	return begin(of), begin(of + 1)
}
