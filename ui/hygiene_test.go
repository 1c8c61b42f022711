package ui

import (
	"testing"

	"greenlight/api"
	"greenlight/api/fleet"
)

// What is written to GitLab is true of each that it is written to.
func TestTheCommentOfASweepIsTrueOfAll(t *testing.T) {
	t.Parallel()
	row := func(id int64, live *api.Deployment) fleet.Row {
		return fleet.Row{Deployment: &api.Deployment{ID: id}, Live: live}
	}
	newer, older := &api.Deployment{ID: 9, IID: 5, Ref: "v9"}, &api.Deployment{ID: 3, IID: 2, Ref: "v3"}
	named, plain := "Outdated: v9 (#5), newer, has succeeded.", "Outdated: a newer deployment of this environment has succeeded."
	for name, c := range map[string]struct {
		rows []fleet.Row
		want string
	}{
		"newer than all":          {[]fleet.Row{row(8, newer), row(7, newer)}, named},
		"older put back":          {[]fleet.Row{row(8, older), row(7, older)}, plain},
		"newer than one only":     {[]fleet.Row{row(8, older), row(2, older)}, plain},
		"not known of the first":  {[]fleet.Row{row(8, nil), row(7, newer)}, plain},
		"not known of the second": {[]fleet.Row{row(8, newer), row(7, nil)}, plain},
	} {
		if got := sweepComment(c.rows); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
