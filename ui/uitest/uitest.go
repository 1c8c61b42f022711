// Package uitest is the kit that the tests of the ui parts share: the styles they draw
// with, the keys they press, the hour it is, and the golden files they compare with.
//
// Only tests import it. It knows no part by name: a card or a tab is whatever has the
// methods of one. What it stands on itself (draw, theme, keys, intent) is tested without
// it, or the imports would go in a circle.
package uitest

import (
	"os"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"greenlight/ui/theme"
)

// Now is the hour of the tests, three in the night. NowCET is that hour in a zone of
// its own, for what shows times as they come.
var (
	Now    = time.Date(2026, 2, 14, 3, 0, 0, 0, time.UTC)
	NowCET = time.Date(2026, 2, 14, 3, 0, 0, 0, time.FixedZone("CET", 3600))
)

// dark is the theme of the tests, read once. A test runs in the folder of its package,
// and those that use the kit lie two below the root.
var dark = sync.OnceValues(func() (theme.Theme, error) {
	data, err := os.ReadFile("../../assets/themes/dark.toml")
	if err != nil {
		return theme.Theme{}, err
	}
	return theme.Parse("dark", data)
})

// Styles are the styles of the dark theme on a terminal of that profile, drawn in ASCII
// or not.
func Styles(tb testing.TB, profile colorprofile.Profile, ascii bool) *theme.Styles {
	tb.Helper()
	th, err := dark()
	if err != nil {
		tb.Fatal(err)
	}
	st := th.Styles(profile, ascii)
	return &st
}

// Full are the styles of a terminal that can do everything.
func Full(tb testing.TB) *theme.Styles {
	tb.Helper()
	return Styles(tb, colorprofile.TrueColor, false)
}
