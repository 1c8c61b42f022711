package ui

import (
	"fmt"
	"testing"

	"greenlight/api/sandbox"
)

// More than a screen of rows comes back in pieces: the first with all projects, and the
// last without anybody asking for it.
func TestAllPiecesOfTheLastStateAreShown(t *testing.T) {
	t.Parallel()
	o := rigOptions{world: sandbox.Options{Projects: 12, Deployments: 1300}}
	for id := range 12 {
		o.projects = append(o.projects, fmt.Sprint(id+1))
	}
	first, s := lastRun(t, o)
	all := first.app.list.Len()
	first.gate(`.`)
	r := first.again(o, s)
	r.until("the first rows are there", func(a App) bool { return a.list.Len() > 0 })
	if n := r.app.list.Len(); n >= all {
		t.Errorf("all %d rows come at once", n)
	}
	if n := len(r.app.sites[0].projects); n != len(o.projects) {
		t.Errorf("%d projects are known with the first rows", n)
	}
	r.until("all rows are there", func(a App) bool { return a.list.Len() == all })
	r.allOld(true)
}
