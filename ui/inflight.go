package ui

import (
	"fmt"

	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/api/text"
)

// InFlight returns the writes that were under way when the program ended, with
// the rows they were about where those are known.
func (a App) InFlight() []Unfinished {
	var out []Unfinished
	for _, r := range a.flying {
		row, _ := a.row(r.Ref)
		out = append(out, Unfinished{Request: r, Row: row})
	}
	for _, r := range a.recording {
		out = append(out, Unfinished{Record: &r, Project: a.pathOf(r.Project)})
	}
	return out
}

// Unfinished is a write whose outcome is not known.
type Unfinished struct {
	Request decide.Request
	// Row is what it was about, zero where the row is gone.
	Row fleet.Row
	// Record is the new record that was sent, nil where it was another write, and
	// Project where to.
	Record  *decide.Record
	Project string
}

// String says what may have happened and where to look, for stderr.
func (u Unfinished) String() string {
	const unknown = "it is not known whether GitLab took this: "
	if u.Record != nil {
		return fmt.Sprintf("%srecord %s of %s as %s in %s on %s", unknown, text.Line(u.Record.New.Ref),
			text.Line(u.Record.New.Environment), u.Record.New.Status, text.Line(u.Project), text.Line(u.Record.Project.Host))
	}
	where := u.Request.Ref.String()
	if u.Row.Deployment != nil {
		where = fmt.Sprintf("%s, #%d, %s/-/environments/%d", text.Line(place(u.Row)), u.Row.Deployment.IID,
			text.Line(u.Row.ProjectURL), u.Row.Deployment.Environment.ID)
	}
	return fmt.Sprintf("%s%s %s", unknown, u.Request.Act, where)
}
