package history

import (
	"greenlight/api/fleet"
	"greenlight/ui/present"
	"greenlight/ui/rows"
)

// The widths of the columns.
const (
	stateWidth = 12
	refLeast   = 9
	refMost    = 24
	shaWidth   = 7
	byLeast    = 5
	byMost     = 16
	numberMost = 8
	titleLeast = 16
	gap        = 2
	thisOne    = "this one"
)

// columns are how wide what is on a line is; 0 leaves a column out.
type columns struct {
	ref, sha, by, number, title int
	// took and age stand at the right, before the mark.
	took, age int
}

// columnsFor shares the width out: state, ref, who, age and the mark always have a
// place; the commit, the duration, the number and the title come as there is room.
func columnsFor(p rows.Pane, list []fleet.Row, age func(fleet.Row) string) columns {
	c := columns{ref: refLeast, by: byLeast, age: 3}
	wantRef, wantBy, wantTook, wantNumber := refLeast, byLeast, 0, 0
	for _, r := range list {
		d := r.Deployment
		wantRef = max(wantRef, min(p.Width(d.Ref), refMost))
		wantBy = max(wantBy, min(p.Width(present.User(d.User)), byMost))
		wantTook = max(wantTook, p.Width(took(r)))
		wantNumber = max(wantNumber, min(p.Width(present.IID(d.IID)), numberMost))
		c.age = max(c.age, p.Width(age(r)))
	}
	free := p.Inner() - stateWidth - c.ref - c.by - c.age - len(thisOne) - 4*gap
	grow := func(width *int, want int) {
		n := min(max(free, 0), want-*width)
		*width, free = *width+n, free-n
	}
	add := func(width *int, want int) {
		if want > 0 && free >= want+gap {
			*width, free = want, free-want-gap
		}
	}
	add(&c.sha, shaWidth)
	add(&c.took, wantTook)
	grow(&c.by, min(wantBy, 2*byLeast))
	grow(&c.ref, wantRef)
	grow(&c.by, wantBy)
	add(&c.number, wantNumber)
	if free >= titleLeast+gap {
		c.title = free - gap
	}
	return c
}

// took is how long the job ran; empty where it did not end.
func took(r fleet.Row) string {
	job := r.Deployment.Deployable
	if job == nil || job.Duration == nil || job.FinishedAt == nil {
		return ""
	}
	return present.Duration(*job.Duration)
}
