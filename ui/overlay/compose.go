package overlay

import (
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"greenlight/ui/draw"
	"greenlight/ui/theme"
)

// beside is how many cells have to remain on each side of a card for what is there
// to be worth reading.
const beside = 10

// Place is the upper left cell of a card of cw×ch cells on a screen of w×h: in the
// middle, the footer and the hint row not counted.
func Place(w, h, cw, ch int) draw.Point {
	return draw.Point{X: max((w-cw)/2, 0), Y: max((h-2-ch+1)/2, 0)}
}

// Compose lays a card over the body, the lines of a screen w×h from its top (the
// footer need not be among them). What is beneath loses its styles; where little
// of it would remain beside the card, the rows of the card are cleared. The cursor
// is that of the whole screen, nil for none.
func Compose(body []string, b draw.Block, w, h int, st *theme.Styles) (lines []string, cursor *draw.Point) {
	at := Place(w, h, b.W, b.H)
	lines = make([]string, len(body))
	for y, line := range body {
		if at.X < beside && y >= at.Y && y < at.Y+b.H {
			line = ""
		}
		lines[y] = draw.Under(line, w, st)
	}
	// only the rows of the card go through the layers: drawing the whole screen cell
	// by cell costs more than all the rest of a frame
	from, to := min(at.Y, len(lines)), min(at.Y+b.H, len(lines))
	if from < to {
		under := lipgloss.NewLayer(strings.Join(lines[from:to], "\n"))
		card := lipgloss.NewLayer(strings.Join(b.Lines[:to-from], "\n")).X(at.X).Z(1)
		copy(lines[from:to], strings.Split(lipgloss.NewCompositor(under, card).Render(), "\n"))
	}
	if b.Cursor != nil {
		cursor = &draw.Point{X: at.X + b.Cursor.X, Y: at.Y + b.Cursor.Y}
	}
	return lines, cursor
}

// Draw lays all cards over the body, the lower one first and then as faint as the
// body. The cursor is the upper card's.
func (s Stack) Draw(body []string, w, h int, st *theme.Styles, now time.Time, pulse int) (lines []string, cursor *draw.Point) {
	lines = body
	for _, l := range s.layers {
		lines, cursor = Compose(lines, l.View(w, h, st, now, pulse), w, h, st)
	}
	return lines, cursor
}
