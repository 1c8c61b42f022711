// Package field is one line of text being edited: the comment of a card, the
// filter, the search of the help. The editing itself is Bubbles' textinput; what
// is added is that a copy is a copy, that what is put in is cleaned, and that the
// cursor never stands inside a grapheme.
package field

import (
	"strings"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/rivo/uniseg"

	"greenlight/api/text"
)

// Input is one line of text being edited. It is a plain value: the widget that
// edits it shares memory between copies, so one is made for each key.
type Input struct {
	text string
	// pos is the cursor, in characters from the start.
	pos int
	// limit is the most characters it takes, 0 for no limit.
	limit int
	// cut is true when the last insertion did not fit whole.
	cut bool
	// proposed is true until a key edits what was put in for somebody to read.
	proposed bool
}

// New holds s, as much of it as the limit allows, with the cursor at its end.
func New(s string, limit int) Input { return Input{limit: limit}.Insert(s) }

// Proposed is the input as something to be read first: until a key edits it, it is
// shown from its beginning.
func (in Input) Proposed() Input {
	in.proposed = true
	return in
}

// IsProposed reports that no key has edited what was proposed.
func (in Input) IsProposed() bool { return in.proposed }

// Count is the length in characters, as GitLab counts them.
func (in Input) Count() int { return utf8.RuneCountInString(in.text) }

// Text is what stands in it, blanks at its ends included.
func (in Input) Text() string { return in.text }

// Position is the cursor, in characters from the start.
func (in Input) Position() int { return in.pos }

// Cut reports whether the last insertion did not fit whole.
func (in Input) Cut() bool { return in.cut }

// Value is the text as it is sent.
func (in Input) Value() string { return strings.TrimSpace(in.text) }

// Before is the text left of the cursor.
func (in Input) Before() string { return string([]rune(in.text)[:in.pos]) }

// Key types or edits.
func (in Input) Key(k tea.KeyPressMsg) Input {
	if k.Text != "" && k.Mod&(tea.ModCtrl|tea.ModAlt|tea.ModSuper|tea.ModMeta) == 0 {
		return in.Insert(k.Text)
	}
	w := textinput.New()
	w.SetVirtualCursor(false)
	w.KeyMap.Paste = key.NewBinding(key.WithDisabled()) // it would read the clipboard
	w.SetValue(in.text)
	w.SetCursor(in.pos)
	w.Focus()
	k.Text = ""
	w, _ = w.Update(k)
	forward := w.Position() > in.pos
	in.text, in.cut, in.proposed = w.Value(), false, false
	in.pos = snap(in.text, w.Position(), forward)
	return in
}

// Insert puts s at the cursor: cleaned, on one line, as much as still fits, whole
// graphemes only.
func (in Input) Insert(s string) Input {
	runes := []rune(in.text)
	head, tail := string(runes[:in.pos]), string(runes[in.pos:])
	s = washed(head, s, tail)
	fit := s
	if in.limit > 0 {
		fit = fitting(s, in.limit-len(runes))
	}
	in.cut, in.proposed = fit != s, false
	in.text = head + fit + tail
	in.pos += utf8.RuneCountInString(fit)
	return in
}

// washed makes s safe to stand between head and tail. What it would join is left
// alone where the whole is clean: a mark typed after its letter is one.
func washed(head, s, tail string) string {
	const stop = "." // blanks at the end of a line would be trimmed
	if whole := head + s + tail + stop; text.Line(whole) == whole {
		return s
	}
	return strings.TrimSuffix(text.Line(s+stop), stop)
}

// fitting is the longest beginning of s, in whole graphemes, of at most room
// characters.
func fitting(s string, room int) string {
	used, end := 0, 0
	for g := uniseg.NewGraphemes(s); g.Next(); {
		used += len(g.Runes())
		if used > room {
			break
		}
		_, end = g.Positions()
	}
	return s[:end]
}

// snap moves a cursor that stands inside a grapheme out of it.
func snap(s string, pos int, forward bool) int {
	at := 0
	for g := uniseg.NewGraphemes(s); g.Next(); {
		n := len(g.Runes())
		if pos > at && pos < at+n {
			if forward {
				return at + n
			}
			return at
		}
		at += n
	}
	return pos
}
