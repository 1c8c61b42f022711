package ui

import (
	"image/color"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// A terminal that is what it was taken for changes nothing: making the styles anew takes
// as long as the first frame.
func TestStylesAreMadeOnlyForAnotherTerminal(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: three})
	styles := func(msg tea.Msg) bool {
		before := r.app.styles
		r.send(msg)
		return r.app.styles != before
	}
	same, other := r.app.profile, colorprofile.ANSI
	if same == other {
		other = colorprofile.TrueColor
	}
	for _, test := range []struct {
		name string
		msg  tea.Msg
		want bool
	}{
		{"the profile it had", tea.ColorProfileMsg{Profile: same}, false},
		{"another profile", tea.ColorProfileMsg{Profile: other}, true},
		{"dark", tea.BackgroundColorMsg{Color: color.Black}, false},
		{"light", tea.BackgroundColorMsg{Color: color.White}, true},
		{"light again", tea.BackgroundColorMsg{Color: color.White}, false},
	} {
		if got := styles(test.msg); got != test.want {
			t.Errorf("%s: made anew is %v", test.name, got)
		}
	}
}
