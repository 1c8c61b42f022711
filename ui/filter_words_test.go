package ui

import (
	"testing"

	"greenlight/api"
	"greenlight/ui/present"
)

// Who looks for a name in a view that does not have it is told where it is, and who asks
// for a state that there is not is told which there are.
func TestAFilterThatFindsNothingSaysWhereItWould(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	all := 0
	for row := range r.app.list.All() {
		if row.Verdict.State == api.StateLive {
			all++
		}
	}
	r.keys("/")
	r.typed("state:live")
	r.keys("enter")
	r.sees("Nothing matches. esc clears the filter.")
	r.sees("5 shows " + present.Count(all, false) + " in “All”.")
	r.lacks("esc clears the filter: state:live")
	r.keys("5")
	r.sees(present.Count(all, false) + " shown, esc clears the filter: state:live")
	r.keys("/ ctrl+u")
	r.typed("state:need")
	r.sees("No state “need” is known: you, you?, others")
	r.typed("s")
	r.keys("enter")
	r.sees("No state “needs” is known: you, you?, others, to run … esc clears the filter.")
	r.lacks("in “All”.")
}
