package status

import (
	"strings"

	"greenlight/ui/draw"
	"greenlight/ui/keys"
	"greenlight/ui/theme"
)

// Kind says what a message tells, and so its sign and colour.
type Kind uint8

// The kinds.
const (
	// Told has no sign: why a key does nothing now.
	Told Kind = iota
	// Done: it is so, GitLab said so.
	Done
	// Started: it runs.
	Started
	// Unknown: no answer came.
	Unknown
	// Changed: nothing was sent, as it differs from what was seen.
	Changed
	// Refused: it failed; nothing has changed.
	Refused
)

// String is the name of the kind, for logs.
func (k Kind) String() string {
	switch k {
	case Told:
		return "told"
	case Done:
		return "done"
	case Started:
		return "started"
	case Unknown:
		return "unknown"
	case Changed:
		return "changed"
	case Refused:
		return "refused"
	}
	return "?"
}

// Sticks reports whether a message stays until it was read, and not only until the
// next key.
func (k Kind) Sticks() bool {
	switch k {
	case Unknown, Changed, Refused:
		return true
	case Told, Done, Started:
		return false
	}
	return false
}

// mark is the sign before a message, with its blank.
func (k Kind) mark() span {
	switch k {
	case Done:
		return span{theme.OKStrong, "✓ "}
	case Started:
		return span{theme.FocusStrong, "► "}
	case Unknown:
		return span{theme.WaitStrong, "? "}
	case Changed:
		return span{theme.BadStrong, "▲ "}
	case Refused:
		return span{theme.BadStrong, "✗ "}
	case Told:
		return span{}
	}
	return span{}
}

// Message is a result or an error in the place of the footer's left part. Hints are
// the keys that go on from there.
type Message struct {
	Kind  Kind
	Text  string
	Hints []keys.Hint
}

// Foot is the hint row with the footer below it.
type Foot struct {
	// Hint stands in the hint row: completions, "2 new above, g", "following". Wrong
	// says that it tells of a mistake.
	Hint  string
	Wrong bool
	// Lead is a sentence before the left hints, "Decisions are off."
	Lead string
	// Left are the keys of this row, the most consequential first, Right those that
	// are always there.
	Left, Right []keys.Hint
	// Message takes the place of Lead and Left; nil for none.
	Message *Message
	// Filter takes the place of everything else; nil while nobody filters.
	Filter *Filter
}

// View draws the hint row and the footer in exactly w cells each. The cursor, which
// only a filter has, is relative to them.
func (f Foot) View(w int, st *theme.Styles) (lines [2]string, cursor *draw.Point) {
	p := pen{st, w}
	indent := margin
	switch {
	case f.Filter != nil:
		indent = 2 * margin
		line, x := f.Filter.view(p, f.Right)
		lines[1], cursor = line, &draw.Point{X: x, Y: 1}
	case f.Message != nil:
		return f.message(p), nil
	default:
		lines[1] = f.keys(p)
	}
	lines[0] = p.at(indent, f.hintSpan())
	return lines, cursor
}

func (f Foot) hintSpan() span {
	if f.Wrong {
		return span{theme.Wait, f.Hint}
	}
	return span{theme.Muted, f.Hint}
}

// keys draws the hints, and leaves whole ones out from the middle while they are too
// many: the last but one of the right, then of the left, in turn. The first of the
// left and the last of the right stay longest.
func (f Foot) keys(p pen) string {
	left, right := append([]keys.Hint(nil), f.Left...), append([]keys.Hint(nil), f.Right...)
	lead := 0
	if f.Lead != "" {
		lead = p.width(f.Lead) + between
	}
	room := p.w - 2*margin
	for turn := 0; len(left)+len(right) > 1; turn++ {
		used := lead + p.hints(left)
		if len(left) > 0 && len(right) > 0 {
			used += between
		}
		if used+p.hints(right) <= room {
			break
		}
		if turn%2 == 0 && len(right) > 1 || len(left) <= 1 {
			right = without(right, 0)
		} else {
			left = without(left, 1)
		}
	}
	l := p.line().At(margin)
	if f.Lead != "" {
		p.put(l, []span{{theme.Muted, f.Lead}, {theme.Text, "   "}}, room)
	}
	p.putHints(l, left)
	if len(right) > 0 {
		l.At(p.w - margin - p.hints(right))
		p.putHints(l, right)
	}
	return l.String()
}

// without leaves out the last but one of many, and of two the one at index last.
func without(hints []keys.Hint, last int) []keys.Hint {
	i := len(hints) - 2
	if len(hints) <= 2 {
		i = min(last, len(hints)-1)
	}
	return append(hints[:i], hints[i+1:]...)
}

// hints measures hints set side by side.
func (p pen) hints(all []keys.Hint) int {
	n := 0
	for i, h := range all {
		if i > 0 {
			n += between
		}
		n += p.measure(hint(h))
	}
	return n
}

func (p pen) putHints(l *draw.Line, all []keys.Hint) {
	for i, h := range all {
		if i > 0 {
			l.At(l.Column() + between)
		}
		p.put(l, hint(h), p.w-margin-l.Column())
	}
}

// message draws a message. What is too long for the footer begins in the hint row,
// and only what two lines do not hold is cut.
func (f Foot) message(p pen) [2]string {
	m := f.Message
	mark := m.Kind.mark()
	room := p.w - 2*margin - p.width(mark.text)
	hints := p.hints(m.Hints)
	if hints > 0 {
		hints += between
	}
	if p.width(m.Text)+hints <= room {
		l := p.line().At(margin).Put(mark.role, mark.text).Put(theme.Text, m.Text)
		if hints > 0 {
			l.At(l.Column() + between)
			p.putHints(l, m.Hints)
		}
		f.rest(p, l)
		return [2]string{p.at(margin, f.hintSpan()), l.String()}
	}
	first, more := p.broken(m.Text, room, room-hints)
	top := p.line().At(margin).Put(mark.role, mark.text).Put(theme.Text, first)
	below := p.line().At(margin+p.width(mark.text)).Put(theme.Text, more)
	if hints > 0 && more != "" {
		below.At(below.Column() + between)
	}
	p.putHints(below, m.Hints)
	f.rest(p, below)
	return [2]string{top.String(), below.String()}
}

// broken sets text into two lines; what the second does not hold is cut.
func (p pen) broken(s string, first, second int) (string, string) {
	parts := p.wrap(s, first)
	return parts[0], p.cut(strings.Join(parts[1:], " "), second, draw.End)
}

// rest draws those of the right hints that a message leaves room for.
func (f Foot) rest(p pen, l *draw.Line) {
	right := append([]keys.Hint(nil), f.Right...)
	for len(right) > 0 && l.Column()+between+p.hints(right) > p.w-margin {
		right = without(right, 0)
	}
	if len(right) > 0 {
		l.At(p.w - margin - p.hints(right))
		p.putHints(l, right)
	}
}
