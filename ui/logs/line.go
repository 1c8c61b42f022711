package logs

import (
	"strings"
	"time"
	"unicode/utf8"

	"greenlight/api/trace"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// rows are the screen lines of one line of the log.
func (p *picture) rows(l trace.Line, picked bool) []*draw.Line {
	first := p.lead(l, picked)
	if l.Head != nil {
		return []*draw.Line{p.head(first, l)}
	}
	in := marked(inks(l), p.m.search.find)
	room := p.m.room(p.w, p.focused)
	if !p.focused {
		return []*draw.Line{p.clipped(first, in, room)}
	}
	var out []*draw.Line
	for i, row := range draw.WrapInk(in, room, p.st.ASCII) {
		if i > 0 {
			first = p.line().At(p.textAt())
		}
		out = append(out, first.Ink(row...))
	}
	return out
}

// lead is what stands before the text: the cursor, the time and the place for the
// sign of a section.
func (p *picture) lead(l trace.Line, picked bool) *draw.Line {
	out := draw.New(p.w, &p.st.Body, p.st.ASCII)
	if picked {
		out.Put(theme.Focus, "▌")
	}
	out.At(p.margin())
	if p.focused && p.m.timed && !l.Time.IsZero() {
		out.Put(theme.Muted, l.Time.In(p.now.Location()).Format(time.TimeOnly))
	}
	if l.Head == nil {
		return out.At(p.textAt())
	}
	sign := "- "
	if l.Head.Folded {
		sign = "+ "
	}
	return out.At(p.textAt()-signWidth).Put(theme.Muted, sign)
}

// clipped draws as much of inks as has room on one screen line.
func (p *picture) clipped(out *draw.Line, in []draw.Ink, room int) *draw.Line {
	in = beginning(in, 4*max(room, 1))
	rows := draw.WrapInk(in, room, p.st.ASCII)
	if len(rows) == 1 {
		return out.Ink(rows[0]...)
	}
	const dots = 2 // cells of an ellipsis in ASCII
	rows = draw.WrapInk(in, room-dots, p.st.ASCII)
	return out.Ink(rows[0]...).Put(theme.Muted, "…")
}

// beginning is the first n characters of inks: more cannot be seen.
func beginning(in []draw.Ink, n int) []draw.Ink {
	var out []draw.Ink
	for _, i := range in {
		for at := range i.Text {
			if n--; n < 0 {
				i.Text = i.Text[:at]
				return append(out, i)
			}
		}
		out = append(out, i)
	}
	return out
}

// head draws the beginning of a section: what it is, and how long it took.
func (p *picture) head(out *draw.Line, l trace.Line) *draw.Line {
	right := p.duration(l.Head)
	room := p.w - p.margin() - len(right) - 2 - out.Column()
	p.clipped(out, marked(p.headText(l), p.m.search.find), room)
	return out.Right(theme.Muted, right, p.margin())
}

// headText names a section. The script is the job itself, and goes by its name and
// its first command.
func (p *picture) headText(l trace.Line) []draw.Ink {
	title := strings.TrimSpace(l.Text())
	role := theme.Text
	if l.Head.Folded {
		role = theme.Muted
	}
	if !l.Head.Script {
		if title == "" {
			title = l.Head.Title
		}
		return []draw.Ink{{Role: role, Text: title}}
	}
	title = strings.TrimPrefix(title, "$ ")
	if l.Head.Command != "" && (title == "" || strings.HasPrefix(title, "Executing ")) {
		title = l.Head.Command
	}
	name := p.m.job.Name
	title = strings.TrimSpace(strings.TrimPrefix(title, name))
	if title != "" && name != "" {
		title = "  " + title
	}
	return []draw.Ink{{Role: theme.Strong, Text: name}, {Role: role, Text: title}}
}

// duration is how long a section took, or has taken where the job runs; empty where
// nobody knows.
func (p *picture) duration(h *trace.Head) string {
	end := h.End
	if end.IsZero() && p.m.job.FinishedAt != nil {
		end = *p.m.job.FinishedAt
	}
	if end.IsZero() && p.m.running() {
		end = p.now
	}
	if end.IsZero() || h.Start.Unix() <= 0 {
		return ""
	}
	return present.Duration(end.Sub(h.Start).Seconds())
}

// searchLine is the last line while the search is open.
func (p *picture) searchLine() *draw.Line {
	room := searchRoom(p.w)
	out := p.line().Put(theme.Focus, "/").Put(theme.Text, " ")
	return out.Fit(theme.Field, p.m.visible(room), room, draw.Clip)
}

// searchRoom is how many cells the search line has for its text.
func searchRoom(w int) int { return max(min(w-2*margin(true)-signWidth, 60), 1) }

// visible is the end of what is typed up to the cursor, and what is behind it.
func (m Model) visible(room int) string {
	before := m.search.field.Before()
	behind := strings.TrimPrefix(m.search.field.Text(), before)
	return lastCells(before, room-1) + behind
}

func lastCells(s string, room int) string {
	for s != "" && draw.Width(s) > room {
		_, n := utf8.DecodeRuneInString(s)
		s = s[n:]
	}
	return s
}

// Cursor is where the terminal's cursor belongs while the search line is open, in
// the cells of the body; false while it is not.
func (m Model) Cursor() (draw.Point, bool) {
	if !m.search.typing || m.h <= 0 {
		return draw.Point{}, false
	}
	shown := lastCells(m.search.field.Before(), searchRoom(m.w)-1)
	return draw.Point{X: margin(true) + signWidth + draw.Width(shown), Y: m.h - 1}, true
}
