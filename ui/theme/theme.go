// Package theme turns the tokens of a theme file into the styles everything is
// drawn with. Nothing outside this package names a colour.
//
// A token has four spellings (true colour, 256, 16 and none) because automatic
// down-sampling picks worse ones. Whoever sets a background sets the foreground
// too, so a wrongly guessed terminal background stays readable; the screen's own
// background is never painted.
package theme

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// Role is what a piece of text is for; it decides the style on each surface.
type Role uint8

// The roles. Strong ones are bold.
const (
	Text Role = iota
	Strong
	Muted
	Line
	Ghost
	Focus
	FocusStrong
	Wait
	WaitStrong
	OK
	OKStrong
	Bad
	BadStrong
	Prod
	ProdStrong
	// ChipProd is the filled production chip; ChipBad a filled dangerous button;
	// ChipFocus the filled button that Enter presses; ChipPlain a quiet chip or an
	// unfilled button.
	ChipProd
	ChipBad
	ChipFocus
	ChipPlain
	// Field is an input; FieldMuted a placeholder in it.
	Field
	FieldMuted
	// Match underlines what a filter matched.
	Match

	roleCount
)

// String names the role, for tests and logs.
func (r Role) String() string {
	names := [roleCount]string{
		"Text", "Strong", "Muted", "Line", "Ghost", "Focus", "FocusStrong", "Wait", "WaitStrong",
		"OK", "OKStrong", "Bad", "BadStrong", "Prod", "ProdStrong", "ChipProd", "ChipBad",
		"ChipFocus", "ChipPlain", "Field", "FieldMuted", "Match",
	}
	if r >= roleCount {
		return "Role(?)"
	}
	return names[r]
}

// Surface is a set of styles for all roles over one background. The zero Surface
// has no styles at all: plain text.
type Surface struct {
	styles   [roleCount]lipgloss.Style
	sgr      [roleCount][2]string
	brackets bool
	// blank tells the roles whose blanks look like Text's; filled a surface with a
	// background of its own.
	blank  [roleCount]bool
	filled bool
}

// Of returns the style of a role on this surface.
func (s *Surface) Of(r Role) lipgloss.Style { return s.styles[r] }

// SGR returns what switches the style of a role on and off again; both are empty
// for a style that changes nothing. Drawing uses it because Style.Render walks its
// whole text for every run.
func (s *Surface) SGR(r Role) (on, off string) { return s.sgr[r][0], s.sgr[r][1] }

// Brackets reports whether a quiet chip or button has to be drawn as "[ ]",
// because this surface has no fill for one.
func (s *Surface) Brackets() bool { return s.brackets }

// BlankAlike reports whether a blank in a role looks like one in Text.
func (s *Surface) BlankAlike(r Role) bool { return s.blank[r] }

// Filled reports whether the surface has a background of its own.
func (s *Surface) Filled() bool { return s.filled }

// sentinel stands for the text while a style's sequences are found out; one plain
// letter, so that no style treats it specially.
const sentinel = "X"

func newSurface(styles [roleCount]lipgloss.Style, brackets bool) Surface {
	s := Surface{styles: styles, brackets: brackets}
	for r := range s.styles {
		on, off, _ := strings.Cut(s.styles[r].Render(sentinel), sentinel)
		s.sgr[r] = [2]string{on, off}
		s.blank[r] = blankAlike(s.styles[r], s.styles[Text])
	}
	_, plain := s.styles[Text].GetBackground().(lipgloss.NoColor)
	s.filled = !plain
	return s
}

// Styles are the surfaces of one theme in one colour profile.
type Styles struct {
	// Body is the terminal's own background.
	Body Surface
	// Quiet is the body with everything muted: rows that need nobody. OK and Prod
	// keep their hue.
	Quiet Surface
	// Selected is the selected row, Card the surface of a card.
	Selected, Card Surface
	// Under is the body beneath a card: all ghost.
	Under Surface
	// ASCII makes every sign and rule plain ASCII.
	ASCII bool
}

// blankAlike compares what can be seen of a blank: its background, and what is
// drawn through it.
func blankAlike(a, b lipgloss.Style) bool {
	seen := func(s lipgloss.Style) [4]bool {
		return [4]bool{s.GetReverse(), s.GetUnderline(), s.GetStrikethrough(), s.GetBlink()}
	}
	return a.GetBackground() == b.GetBackground() && seen(a) == seen(b)
}
