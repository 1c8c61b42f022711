// Package theme turns the tokens of a theme file into the styles everything is
// drawn with. Nothing outside this package names a colour.
//
// A token has four spellings (true colour, 256, 16 and none) because automatic
// down-sampling picks worse ones. Whoever sets a background sets the foreground
// too, so a wrongly guessed terminal background stays readable.
package theme

import (
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

// Surface is a set of styles for all roles over one background.
type Surface struct {
	styles [roleCount]lipgloss.Style
}

// Of returns the style of a role on this surface.
func (s *Surface) Of(r Role) lipgloss.Style { return s.styles[r] }

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
