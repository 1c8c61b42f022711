package logs

import (
	"strings"
	"time"

	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

const (
	// timeWidth is the clock time with the gap behind it, signWidth the sign of a
	// section with its blank.
	timeWidth = 11
	signWidth = 2
)

// picture is one drawing.
type picture struct {
	m       Model
	w, h    int
	focused bool
	st      *theme.Styles
	now     time.Time
	pulse   int
	out     []string
}

// View draws the body in h lines of w cells. Focused is the zoomed form, with
// margins, times and a cursor, where long lines are wrapped; beside the list they
// are cut, and the end of the log is shown. now is the server's time.
func (m Model) View(w, h int, focused bool, st *theme.Styles, now time.Time, pulse int) []string {
	m.w, m.h, m.ascii = w, h, st.ASCII
	if !focused {
		m.follow, m.search.typing = true, false
	}
	p := &picture{m: m, w: w, h: h, focused: focused, st: st, now: now, pulse: pulse}
	switch {
	case m.absent != "":
		p.says("", theme.Muted, m.absent)
	case !m.told && m.why != "":
		p.says("✗ ", theme.Bad, m.why)
	case !m.told:
		p.dots()
	default:
		p.m = m.held()
		p.title()
		p.problem()
		p.body()
	}
	return p.done()
}

// done fills what is left with blank lines; the search line is the last.
func (p *picture) done() []string {
	for len(p.out) < p.h {
		p.add(p.line())
	}
	p.out = p.out[:max(p.h, 0)]
	if p.m.search.typing && p.h > 0 {
		p.out[p.h-1] = p.searchLine().String()
	}
	return p.out
}

func (p *picture) add(l *draw.Line) { p.out = append(p.out, l.String()) }

func (p *picture) line() *draw.Line { return draw.New(p.w, &p.st.Body, p.st.ASCII).At(p.margin()) }

func (p *picture) margin() int { return margin(p.focused) }

func margin(focused bool) int {
	if focused {
		return 2
	}
	return 0
}

// says is a sentence in the place of a log.
func (p *picture) says(sign string, role theme.Role, sentence string) {
	for i, row := range p.wrap(sentence, p.w-2*p.margin()-len([]rune(sign))) {
		l := p.line()
		if i == 0 {
			l.Put(role, sign)
		}
		l.At(p.margin() + len([]rune(sign)))
		if sign != "" {
			role = theme.Text
		}
		p.add(l.Put(role, row))
	}
}

func (p *picture) wrap(s string, w int) []string {
	if p.st.ASCII {
		return draw.WrapASCII(s, w)
	}
	return draw.Wrap(s, w)
}

// dots hold the places of what is being read.
func (p *picture) dots() {
	for _, n := range []int{44, 0, 30, 46, 38, 24, 42, 34} {
		p.add(p.line().Put(theme.Line, strings.Repeat("·", min(n, max(p.w-2*p.margin(), 0)))))
	}
}

// title is the job and how it stands.
func (p *picture) title() {
	s := stateOf(p.m.job.Status)
	right := ""
	if p.m.got && p.m.win.Total > 0 {
		right = present.Plural(p.m.win.Total, "line", "lines")
	}
	l := p.line().Put(s.role, s.sign+" ").Put(s.strong, s.word).Put(theme.Text, "  ")
	end := p.w - p.margin() - len(right) - 2
	name := p.cut(p.m.job.Name, end-l.Column())
	l.Put(theme.Text, name)
	rest := circumstances(p.m.job, place(p.m.job), p.now)
	if draw.Width(rest) > end-l.Column() { // where it runs is what matters least
		rest = circumstances(p.m.job, "", p.now)
	}
	l.Put(theme.Muted, p.cut(rest, end-l.Column()))
	p.add(l.Right(theme.Muted, right, p.margin()))
}

func (p *picture) cut(s string, room int) string {
	if p.st.ASCII {
		return draw.CutASCII(s, room, draw.End)
	}
	return draw.Cut(s, room, draw.End)
}

// problem is the line below the title: blank, or why the log could not be read
// again.
func (p *picture) problem() {
	l := p.line()
	if p.m.why != "" {
		l.Put(theme.Bad, "✗ ").Put(theme.Text, p.cut(p.m.why, p.w-2*p.margin()-2))
	}
	p.add(l)
}

// body is the part of the log that is on the screen.
func (p *picture) body() {
	m := p.m
	if !m.got || m.win.Rows == 0 {
		if s := m.silence(); s != "" && !m.asking {
			p.says("", theme.Muted, s)
		} else if s != "" || m.bytes > 0 {
			p.dots()
		}
		return
	}
	top, skip := p.place()
	room := m.body()
	for row := top; room > 0; row++ {
		l, ok := m.at(row)
		if !ok {
			break
		}
		rows := p.rows(l, !m.follow && p.focused && row == m.cursor)
		rows = rows[min(skip, len(rows)):]
		rows = rows[:min(room, len(rows))]
		for _, r := range rows {
			p.add(r)
		}
		room, skip = room-len(rows), 0
	}
	if m.follow && m.running() {
		p.add(p.line().At(p.textAt()).Put(theme.Focus, draw.Pulse(p.pulse, p.st.ASCII)))
	}
}

// place is where the screen begins. Beside the list every line takes one row.
func (p *picture) place() (top, skip int) {
	if p.focused {
		return p.m.place()
	}
	w := p.m.win
	return max(w.From+len(w.Lines)-p.m.body(), w.From), 0
}

// textAt is the column in which the text of the log begins.
func (p *picture) textAt() int { return p.m.textAt(p.focused) }

func (m Model) textAt(focused bool) int {
	at := margin(focused) + signWidth
	if focused && m.timed {
		at += timeWidth
	}
	return at
}

// room is how many cells the text of a line has.
func (m Model) room(w int, focused bool) int { return w - m.textAt(focused) - margin(focused) }
