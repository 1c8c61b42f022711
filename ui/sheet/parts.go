package sheet

import (
	"strings"

	"greenlight/ui/draw"
	"greenlight/ui/field"
	"greenlight/ui/theme"
)

// Button is one button of the last row.
type Button struct {
	// Role is theme.ChipPlain for one that can be reached, theme.ChipFocus or
	// theme.ChipBad for the one that Enter presses, theme.Ghost for one that cannot
	// be pressed now.
	Role  theme.Role
	Label string
	// Busy puts the pulse before the label: what it stands for is under way.
	Busy bool
}

// Note is what stands left of the buttons, cut where they leave too little room.
type Note struct {
	Role theme.Role
	Text string
	// Cut is how it is cut.
	Cut draw.CutMode
}

// between is the gap between two buttons, around what a button is wider than its
// label.
const (
	between = 2
	around  = 4
)

// Buttons is the last row of a card: a note, and the buttons at its right end.
// pulse is the frame of the moving dot.
func (s *Sheet) Buttons(n Note, pulse int, buttons ...Button) Row {
	size := -between
	for _, b := range buttons {
		size += s.Wide(b.Label) + around + between
	}
	at := s.End() - size
	l := s.Line().At(draw.Inset).Fit(n.Role, n.Text, at-draw.Inset-1, n.Cut).At(at)
	for i, b := range buttons {
		if i > 0 {
			l.Put(theme.Text, "  ")
		}
		switch {
		case b.Busy:
			l.Put(theme.Focus, draw.Pulse(pulse, s.Styles.ASCII)+" "+b.Label+"  ")
		case b.Role == theme.Ghost:
			l.Put(theme.Ghost, "  "+b.Label+"  ")
		default:
			l.Button(b.Role, b.Label)
		}
	}
	return Row{Line: l}
}

// Input puts a field, w cells wide, and returns the column of the terminal's cursor
// for Row.Cursor: 0 while the field does not have the focus. hint is shown while it
// is empty.
func Input(l *draw.Line, in field.Input, w int, hint string, here bool) int {
	end, room := l.Column()+w, w-2
	l.Put(theme.Field, " ")
	first := l.Column()
	switch {
	case in.Text() == "":
		l.Fit(theme.FieldMuted, hint, room, draw.Clip).Put(theme.Field, " ")
	case !here:
		l.Fit(theme.Field, in.Text(), room, draw.End).Put(theme.Field, " ")
	case in.IsProposed() && draw.Width(in.Text()) >= room:
		first = l.Fit(theme.Field, in.Text(), room-1, draw.End).Column()
		l.Put(theme.Field, "  ")
	default:
		head := in.Before()
		for draw.Width(head) >= room {
			head = string([]rune(head)[1:])
		}
		first = l.Put(theme.Field, head).Column()
		tail := strings.TrimPrefix(in.Text(), in.Before())
		l.Fit(theme.Field, tail, end-1-first, draw.Clip).Put(theme.Field, " ")
	}
	if !here {
		return 0
	}
	return first
}

// Radio puts the sign of one choice among several.
func Radio(l *draw.Line, on bool) {
	if on {
		l.Put(theme.FocusStrong, "(•) ")
		return
	}
	l.Put(theme.Text, "( ) ")
}

// Tick puts the sign of something that is acknowledged or left out.
func Tick(l *draw.Line, on bool) {
	if on {
		l.Put(theme.Text, "[x]")
		return
	}
	l.Put(theme.Text, "[ ]")
}
