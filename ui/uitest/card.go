package uitest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"greenlight/ui/draw"
	"greenlight/ui/theme"
)

// Card is what lies over the screen.
type Card interface {
	View(w, h int, st *theme.Styles, now time.Time, pulse int) draw.Block
}

// Block is a drawn card as text; every line of it has to be as wide as the card, and the
// card has to fit a screen of w×h.
func Block(tb testing.TB, b draw.Block, w, h int) string {
	tb.Helper()
	if b.H != len(b.Lines) || b.H > h-3 || b.W > w-4 {
		tb.Errorf("the card is %d×%d with %d lines on a screen of %d×%d", b.W, b.H, len(b.Lines), w, h)
	}
	Widths(tb, b.W, b.Lines...)
	return Plain(b.Lines...)
}

// Frame is a card as text on a screen of w×h, at Now. In ASCII nothing else may be in
// it but names from outside.
func Frame(tb testing.TB, c Card, w, h int, ascii bool) string {
	tb.Helper()
	b := c.View(w, h, Styles(tb, colorprofile.TrueColor, ascii), Now, 0)
	for i, l := range b.Lines {
		plain := ansi.Strip(l)
		if ascii && !strings.Contains(plain, "支") && strings.ContainsFunc(plain, func(r rune) bool { return r < ' ' || r > '~' }) {
			tb.Errorf("line %d is not ASCII: %q", i, plain)
		}
	}
	return Block(tb, b, w, h)
}

// GoldenCard compares a card with its golden files at both sizes, NAME-80x24 and
// NAME-120x36.
func GoldenCard(tb testing.TB, name string, c Card) {
	tb.Helper()
	for _, s := range [][2]int{{80, 24}, {120, 36}} {
		Golden(tb, fmt.Sprintf("%s-%dx%d", name, s[0], s[1]), Frame(tb, c, s[0], s[1], false))
	}
}
