package list

// Span is the place of a column: its first cell and how many it has. A column that
// is not shown has none.
type Span struct{ Start, Width int }

// Shown reports whether there is room for the column.
func (s Span) Shown() bool { return s.Width > 0 }

// Grid is the place of every column. Env includes the two cells of the production
// sign before the name.
type Grid struct{ State, Env, Project, Ref, Title, By, Age, Flag Span }

// column names a column of the grid, in the order of the screen.
type column uint8

const (
	colState column = iota
	colEnv
	colProject
	colRef
	colTitle
	colBy
	colAge
	colFlag
	columnCount
)

// The widths of the columns in cells.
var (
	minima = [columnCount]int{12, 13, 14, 8, 24, 5, 3, 1}
	ideals = [columnCount]int{12, 18, 24, 14, 60, 8, 3, 1}
)

const (
	// margin is where text begins: gutter and mark are before it.
	margin = 2
	// gap stands between columns, flagGap before the flag.
	gap, flagGap = 2, 1
	// signWidth is the production sign with its blank.
	signWidth = 2
)

// Columns places the columns in a list of width cells. They come in the order of
// their importance while their minima fit, then grow; what is left stands before
// Age, so the right edge never moves. A list narrower than 53 cells is clipped.
func Columns(width int) Grid {
	w := minima
	w[colRef], w[colTitle], w[colBy] = 0, 0, 0
	room := width - margin - 1
	slack := room - used(w)
	for _, c := range []column{colRef, colBy, colTitle} {
		need := minima[c] + gap
		if need > slack {
			break
		}
		w[c] = minima[c]
		slack -= need
	}
	grow(&w, slack)
	return placed(w, max(room, used(w)))
}

// used is how many cells the columns take with the gaps between them.
func used(w [columnCount]int) int {
	sum := w[colState]
	for c := colEnv; c < columnCount; c++ {
		switch {
		case w[c] == 0:
		case c == colFlag:
			sum += flagGap + w[c]
		default:
			sum += gap + w[c]
		}
	}
	return sum
}

// grow hands out what the minima leave.
func grow(w *[columnCount]int, slack int) {
	steps := []struct {
		col column
		by  int
	}{
		{colProject, 2}, {colEnv, 3}, {colTitle, 8}, {colProject, 4}, {colRef, 4}, {colBy, 2}, {colTitle, 20},
		{colProject, 99}, {colEnv, 99}, {colBy, 99}, {colRef, 99}, {colTitle, 99},
	}
	for _, s := range steps {
		if w[s.col] == 0 {
			continue
		}
		by := min(s.by, slack, ideals[s.col]-w[s.col])
		w[s.col] += by
		slack -= by
	}
}

// placed puts the columns from the left, Age and flag from the right.
func placed(w [columnCount]int, room int) Grid {
	var at [columnCount]Span
	x := margin
	for c := colState; c < colAge; c++ {
		if w[c] > 0 {
			at[c] = Span{x, w[c]}
			x += w[c] + gap
		}
	}
	end := margin + room
	at[colFlag] = Span{end - w[colFlag], w[colFlag]}
	at[colAge] = Span{at[colFlag].Start - flagGap - w[colAge], w[colAge]}
	return Grid{
		State: at[colState], Env: at[colEnv], Project: at[colProject], Ref: at[colRef],
		Title: at[colTitle], By: at[colBy], Age: at[colAge], Flag: at[colFlag],
	}
}
