package trace

import "slices"

// Folds says which sections are folded. The zero Folds is the log as it opens: the
// runner's own sections are folded once they have ended without an error, and so
// are those that ask for it. It is a value: With returns another.
type Folds struct{ set []fold }

type fold struct {
	id     int32
	folded bool
}

// With folds or unfolds a section by its number.
func (f Folds) With(id int, folded bool) Folds {
	i, ok := slices.BinarySearchFunc(f.set, int32(id), func(x fold, id int32) int { return int(x.id) - int(id) })
	set := slices.Clone(f.set)
	if ok {
		set[i].folded = folded
		return Folds{set}
	}
	return Folds{slices.Insert(set, i, fold{int32(id), folded})}
}

// Equal reports that the same sections were folded and unfolded.
func (f Folds) Equal(g Folds) bool { return slices.Equal(f.set, g.set) }

// folded says how section id of the log is shown.
func (f Folds) folded(id int32, s section) bool {
	i, ok := slices.BinarySearchFunc(f.set, id, func(x fold, id int32) int { return int(x.id) - int(id) })
	if ok {
		return f.set[i].folded
	}
	return !s.broken && (s.collapsed || !s.open && housekeeping[s.name])
}

// gap is lines that are folded away: from is the first, to is behind the last, and
// before is how many are folded away above.
type gap struct{ from, to, before int }

// view is a log as it is folded.
type view struct {
	ix    *index
	folds Folds
	gaps  []gap
	// shown is how many lines are left.
	shown int
}

func (ix *index) fold(f Folds) view {
	v := view{ix: ix, folds: f}
	hidden, end := 0, 0
	for id, s := range ix.sections {
		to := ix.behind(s)
		if s.first < end || to <= s.first+1 || !f.folded(int32(id), s) {
			continue
		}
		v.gaps = append(v.gaps, gap{s.first + 1, to, hidden})
		hidden += to - s.first - 1
		end = to
	}
	v.shown = ix.lines - hidden
	return v
}

// row is the number of a line among those that are shown; a line that is folded
// away has that of its section's head.
func (v view) row(line int) int {
	i, _ := slices.BinarySearchFunc(v.gaps, line, func(g gap, line int) int {
		if g.from <= line {
			return -1
		}
		return 1
	})
	if i == 0 {
		return line
	}
	g := v.gaps[i-1]
	if line < g.to {
		return g.from - 1 - g.before
	}
	return line - g.before - (g.to - g.from)
}

// line is the line of a row that is shown.
func (v view) line(row int) int {
	i, _ := slices.BinarySearchFunc(v.gaps, row, func(g gap, row int) int {
		if g.from-g.before <= row {
			return -1
		}
		return 1
	})
	if i == 0 {
		return row
	}
	g := v.gaps[i-1]
	return row + g.before + g.to - g.from
}
