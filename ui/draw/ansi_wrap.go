package draw

import (
	"strings"

	"greenlight/api/trace"
	"greenlight/ui/theme"
)

// Ink is text in a role or, where the role is Text, in a style of the log's own.
type Ink struct {
	Role theme.Role
	Own  trace.Style
	Text string
}

// Ink writes inks one after the other.
func (l *Line) Ink(inks ...Ink) *Line {
	for _, i := range inks {
		if i.Role != theme.Text {
			l.Put(i.Role, i.Text)
			continue
		}
		l.Ansi(i.Own, i.Text)
	}
	return l
}

// WrapInk parts inks into rows of at most w cells: behind a blank where there is one
// in the second half of the row, else anywhere. Blanks are kept, as columns of a log
// are made of them. No ink is one empty row.
func WrapInk(inks []Ink, w int, ascii bool) [][]Ink {
	w = max(w, 2)
	f := folder{w: w}
	for _, i := range inks {
		i.Text = wash(i.Text, ascii)
		f.take(i)
	}
	return append(f.rows, f.row)
}

// folder fills rows with inks.
type folder struct {
	w, used int
	rows    [][]Ink
	row     []Ink
}

func (f *folder) take(i Ink) {
	for i.Text != "" {
		first, rest := part(i.Text, f.w-f.used)
		if rest == "" {
			i.Text = first
			f.row, f.used = append(f.row, i), f.used+width(first)
			return
		}
		if cut := strings.LastIndexByte(first, ' ') + 1; cut > 0 && f.used+cut > f.w/2 && rest[0] != ' ' {
			first, rest = first[:cut], first[cut:]+rest
		}
		if first != "" {
			f.row = append(f.row, Ink{i.Role, i.Own, first})
		}
		f.rows, f.row, f.used = append(f.rows, f.row), nil, 0
		i.Text = rest
	}
}
