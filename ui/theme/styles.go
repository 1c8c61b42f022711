package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// palette is a theme in one colour profile.
type palette struct {
	colours [tokenCount]color.Color
	words   [tokenCount]string
	plain   bool
}

// Styles makes the styles of a colour profile. Without colours (NO_COLOR, a dumb
// terminal, a profile that is not known) bold, underline, reverse and faint carry
// the meaning alone; ascii is handed on for the signs.
func (t Theme) Styles(profile colorprofile.Profile, ascii bool) Styles {
	p := t.palette(profile)
	return Styles{
		Body:     newSurface(p.body(), p.flat()),
		Quiet:    newSurface(p.quiet(), p.flat()),
		Selected: newSurface(p.selected(), p.flat()),
		Card:     newSurface(p.card(), p.flat()),
		Under:    newSurface(p.under(), p.flat()),
		ASCII:    ascii,
	}
}

func (t Theme) palette(profile colorprofile.Profile) palette {
	p := palette{plain: profile < colorprofile.ANSI}
	pick := lipgloss.Complete(profile)
	for n, tok := range t.tokens {
		p.colours[n] = pick(own(tok.c16), own(tok.c256), own(tok.hex))
		if profile == colorprofile.ANSI {
			p.words[n] = tok.word
		}
	}
	if p.plain {
		p.words[tokGhost] = wordFaint
		p.words[tokSel] = wordReverse
		p.words[tokField] = wordUnderline
		p.words[tokOnChip] = wordReverse
	}
	return p
}

func own(c color.Color) color.Color {
	if c == nil {
		return lipgloss.NoColor{}
	}
	return c
}

// flat reports that there is no fill for a quiet chip or button.
func (p palette) flat() bool { return p.words[tokField] != "" || p.unset(tokField) }

func (p palette) unset(n tokenName) bool {
	_, none := p.colours[n].(lipgloss.NoColor)
	return none
}

// fore lays a token over a style as its foreground, or as the attribute that stands
// for it.
func (p palette) fore(on lipgloss.Style, n tokenName) lipgloss.Style {
	if p.words[n] != "" {
		return attribute(on, p.words[n])
	}
	if p.unset(n) {
		return on
	}
	return on.Foreground(p.colours[n])
}

// over lays a surface token under a style, with the foreground fg that has to go
// with it.
func (p palette) over(n, fg tokenName) lipgloss.Style {
	on := lipgloss.NewStyle()
	if p.words[n] != "" {
		return attribute(on, p.words[n])
	}
	if p.unset(n) {
		return p.fore(on, tokText)
	}
	return p.fore(on.Background(p.colours[n]), fg)
}

func attribute(on lipgloss.Style, word string) lipgloss.Style {
	switch word {
	case wordFaint:
		return on.Faint(true)
	case wordUnderline:
		return on.Underline(true)
	case wordReverse:
		return on.Reverse(true)
	default:
		return on
	}
}

// chip is filled with a hue: its text is onChip, bold. Where onChip is an attribute
// the hue stays the foreground and is turned around.
func (p palette) chip(hue tokenName) lipgloss.Style {
	on := lipgloss.NewStyle().Bold(true)
	if p.words[tokOnChip] != "" {
		return attribute(p.fore(on, hue), p.words[tokOnChip])
	}
	if p.unset(hue) {
		return on.Reverse(true)
	}
	return p.fore(on.Background(p.colours[hue]), tokOnChip)
}

// hues lays every role over base, whose text is already styled.
func (p palette) hues(base lipgloss.Style, muted tokenName) [roleCount]lipgloss.Style {
	var s [roleCount]lipgloss.Style
	s[Text] = base
	s[Strong] = base.Bold(true)
	s[Muted] = p.fore(base, muted)
	s[Line] = p.fore(base, tokLine)
	s[Ghost] = p.fore(base, tokGhost)
	for _, pair := range []struct {
		hue          tokenName
		role, strong Role
	}{
		{tokFocus, Focus, FocusStrong},
		{tokWait, Wait, WaitStrong},
		{tokOK, OK, OKStrong},
		{tokBad, Bad, BadStrong},
		{tokProd, Prod, ProdStrong},
	} {
		s[pair.role] = p.fore(base, pair.hue)
		s[pair.strong] = p.fore(base, pair.hue).Bold(true)
	}
	s[Match] = p.fore(base, tokFocus).Bold(true).Underline(true)
	s[ChipProd], s[ChipBad], s[ChipFocus] = p.chip(tokProd), p.chip(tokBad), p.chip(tokFocus)
	s[Field] = p.over(tokField, tokSelFg)
	s[FieldMuted] = p.over(tokField, tokSelMuted)
	if p.words[tokField] != "" {
		s[FieldMuted] = s[FieldMuted].Faint(true)
	}
	s[ChipPlain] = s[Field].Underline(false)
	return s
}

func (p palette) body() [roleCount]lipgloss.Style {
	return p.hues(p.fore(lipgloss.NewStyle(), tokText), tokMuted)
}

func (p palette) card() [roleCount]lipgloss.Style {
	return p.hues(p.over(tokCard, tokSelFg), tokMuted)
}

// selected keeps the hues only where the row has a fill: on a reversed row a hue
// would become the background of single words.
func (p palette) selected() [roleCount]lipgloss.Style {
	base := p.over(tokSel, tokSelFg)
	if p.words[tokSel] == "" {
		return p.hues(base, tokSelMuted)
	}
	var s [roleCount]lipgloss.Style
	for r := range s {
		s[r] = base
		if strong(Role(r)) {
			s[r] = base.Bold(true)
		}
	}
	s[Match] = base.Bold(true).Underline(true)
	s[Field], s[FieldMuted] = base.Underline(true), base.Underline(true)
	return s
}

// quiet mutes all but live, production and what the filter matched.
func (p palette) quiet() [roleCount]lipgloss.Style {
	s := p.body()
	for r := range s {
		switch Role(r) {
		case OK, OKStrong:
			s[r] = s[OK]
		case Prod, ProdStrong:
			s[r] = s[Prod]
		case Line, Ghost, Match, ChipProd, ChipBad, ChipFocus, ChipPlain, Field, FieldMuted:
		case Text, Strong, Muted, Focus, FocusStrong, Wait, WaitStrong, Bad, BadStrong:
			s[r] = s[Muted]
		}
	}
	return s
}

// under is what lies beneath a card: everything ghost, rules as they are.
func (p palette) under() [roleCount]lipgloss.Style {
	body := p.body()
	var s [roleCount]lipgloss.Style
	for r := range s {
		s[r] = body[Ghost]
	}
	s[Line] = body[Line]
	return s
}

// strong reports whether a role is bold by itself.
func strong(r Role) bool {
	switch r {
	case Strong, FocusStrong, WaitStrong, OKStrong, BadStrong, ProdStrong, ChipProd, ChipBad, ChipFocus:
		return true
	case Text, Muted, Line, Ghost, Focus, Wait, OK, Bad, Prod, ChipPlain, Field, FieldMuted, Match:
		return false
	default:
		return false
	}
}
