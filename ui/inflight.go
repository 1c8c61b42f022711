package ui

import (
	"fmt"

	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/api/text"
)

// InFlight returns the writes that were under way when the program ended, with
// the rows they were about where those are known. Those that had not begun never will.
func (a App) InFlight() []Unfinished {
	var out []Unfinished
	for _, r := range a.flying {
		row, _ := a.row(r.Ref)
		out = append(out, Unfinished{Request: r, Row: row, Unsent: r.Gate.Shut()})
	}
	for _, r := range a.recording {
		out = append(out, Unfinished{Record: &r, Project: a.pathOf(r.Project), Unsent: r.Gate.Shut()})
	}
	return out
}

// Unfinished is a write that nobody waits for any more.
type Unfinished struct {
	Request decide.Request
	// Row is what it was about, zero where the row is gone.
	Row fleet.Row
	// Record is the new record that was sent, nil where it was another write, and
	// Project where to.
	Record  *decide.Record
	Project string
	// Unsent: it had not begun, and never will. Else its outcome is not known.
	Unsent bool
}

// String says what may have happened and where to look, for stderr.
func (u Unfinished) String() string {
	head := "it is not known whether GitLab took this: "
	if u.Unsent {
		head = "nothing was sent, it was still being read again: "
	}
	if u.Record != nil {
		return fmt.Sprintf("%srecord %s of %s as %s in %s on %s", head, text.Line(u.Record.New.Ref),
			text.Line(u.Record.New.Environment), u.Record.New.Status, text.Line(u.Project), text.Line(u.Record.Project.Host))
	}
	where := u.Request.Ref.String()
	if u.Row.Deployment != nil {
		where = fmt.Sprintf("%s, #%d, %s/-/environments/%d", text.Line(place(u.Row)), u.Row.Deployment.IID,
			text.Line(u.Row.ProjectURL), u.Row.Deployment.Environment.ID)
	}
	return fmt.Sprintf("%s%s %s", head, u.Request.Act, where)
}
