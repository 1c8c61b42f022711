package palette

import (
	"strconv"
	"time"

	"github.com/rivo/uniseg"

	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

const (
	// widest is the width of the card where there is room, in cells.
	widest = 74
	// details is the column behind the titles, keysWidth what a key takes at most.
	details = 34
	// reasons is the column before which no reason begins.
	reasons   = 22
	keysWidth = 10
	// around is what a screen's height has that is no entry: the border, the search
	// with the blank lines about it, and what the screen keeps.
	around = 3 + 2 + 4
)

// View draws the card for a screen of w×h cells.
func (m Model) View(w, h int, st *theme.Styles, _ time.Time, _ int) draw.Block {
	title := "Commands"
	if m.about != "" {
		title += " for " + m.about
	}
	s := sheet.New(w, widest, st, draw.Frame{Title: title, Tag: m.tag()})
	s.Top = append(s.Top, s.Blank(sheet.Hard), m.searchRow(s), s.Blank(sheet.Hard))
	s.Bottom = append(s.Bottom, s.Blank(sheet.Hard))
	if len(m.found) == 0 {
		l := s.Line().At(draw.Inset).Put(theme.Text, "No command matches “")
		room := max(s.End()-l.Column()-2, 1)
		s.Add(sheet.Row{Line: l.Put(theme.Text, draw.Cut(m.query.Value(), room, draw.End)+"”.")})
		return s.Block(h)
	}
	rows := max(h-around, 3)
	from := max(0, min(m.pick-rows+2, len(m.found)-rows))
	for i := from; i < min(from+rows, len(m.found)); i++ {
		s.Add(m.row(s, i, from, rows))
	}
	return s.Block(h)
}

// tag is how many are found, of how many.
func (m Model) tag() string {
	all := present.Count(len(m.entries), false)
	if m.query.Value() == "" {
		return all
	}
	return present.Count(len(m.found), false) + " of " + all
}

func (m Model) searchRow(s *sheet.Sheet) sheet.Row {
	l := s.Line().At(draw.Inset).Put(theme.Focus, ":").Put(theme.Text, " ")
	cursor := sheet.Input(l, m.query, max(s.End()-l.Column()-4, 8), "type to search", true)
	return sheet.Row{Line: l, Cursor: cursor}
}

// row is one entry, or how many more there are beyond the edge.
func (m Model) row(s *sheet.Sheet, i, from, rows int) sheet.Row {
	more := func(n int, where string) sheet.Row {
		return sheet.Row{Line: s.Line().At(draw.Inset).Put(theme.Muted, "… "+strconv.Itoa(n)+" more "+where)}
	}
	switch below := len(m.found) - i; {
	case i == from && from > 0:
		return more(from+1, "above")
	case i == from+rows-1 && below > 1:
		return more(below, "below")
	}
	return sheet.Row{Line: m.entryLine(s, i), Focus: i == m.pick}
}

// entryLine draws a title with what was typed underlined, what it is about, and its
// key. Of what cannot be run the title is ghost, the reason is not.
func (m Model) entryLine(s *sheet.Sheet, i int) *draw.Line {
	f := m.found[i]
	e := m.entries[f.entry]
	l := s.Line()
	title, about := theme.Text, e.Detail
	if i == m.pick {
		title = theme.Strong
		l.Surface(&s.Styles.Selected).Put(theme.Focus, "▌")
	}
	if e.Why != "" {
		title, about = theme.Ghost, e.Why
		if i == m.pick {
			title = theme.Muted
		}
	}
	l.At(draw.Inset)
	key := s.Measured(draw.Cut(e.Key, keysWidth, draw.Clip))
	end := s.End()
	if key != "" {
		end -= s.Wide(key) + 2
	}
	split := min(details, s.W/2)
	if e.Why != "" { // a reason needs the room that the title leaves
		split = min(split, max(draw.Inset+s.Wide(m.titles[f.entry])+2, reasons))
	}
	if about == "" {
		split = end + 2
	}
	titled(l, title, cut(s, m.titles[f.entry], f.at, split-2-l.Column()))
	if about != "" {
		l.At(split).Put(theme.Muted, fitting(s, about, end-split))
	}
	if key != "" {
		bold := theme.Strong
		if e.Why != "" {
			bold = theme.Ghost
		}
		l.Right(bold, key, draw.Inset)
	}
	return l.At(l.Width()).Surface(&s.Styles.Card)
}

func fitting(s *sheet.Sheet, about string, room int) string {
	if s.Styles.ASCII {
		return draw.CutASCII(about, room, draw.End)
	}
	return draw.Cut(about, room, draw.End)
}

// letter is a character as people see one, as it will be put.
type letter struct {
	text  string
	width int
	found bool
}

// cut is a title in letters, at most room cells of them: what is too long loses its
// middle, since names differ at both ends.
func cut(s *sheet.Sheet, title string, at []int, room int) []letter {
	var all []letter
	total := 0
	for g := uniseg.NewGraphemes(title); g.Next(); {
		from, to := g.Positions()
		c := letter{text: s.Measured(g.Str()), found: false}
		c.width = draw.Width(c.text)
		for len(at) > 0 && at[0] < to {
			c.found = c.found || at[0] >= from
			at = at[1:]
		}
		total += c.width
		all = append(all, c)
	}
	if total <= room {
		return all
	}
	dots := letter{text: s.Measured("…")}
	dots.width = draw.Width(dots.text)
	left := max(room-dots.width, 0) * 2 / 5
	head, used := 0, 0
	for head < len(all) && used+all[head].width <= left {
		used += all[head].width
		head++
	}
	tail := len(all)
	used += dots.width
	for tail > head && used+all[tail-1].width <= room {
		used += all[tail-1].width
		tail--
	}
	return append(append(append([]letter{}, all[:head]...), dots), all[tail:]...)
}

// titled puts letters, those that were typed for in their own role.
func titled(l *draw.Line, role theme.Role, letters []letter) {
	for i := 0; i < len(letters); {
		from, run := i, ""
		for i < len(letters) && letters[i].found == letters[from].found {
			run += letters[i].text
			i++
		}
		as := role
		if letters[from].found {
			as = theme.Match
		}
		l.Put(as, run)
	}
}
