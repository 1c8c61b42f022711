package query

import (
	"strings"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
)

// Words is the one line that says what a query asks for, for the screen that shows
// its answer: "payments/api · failed · updated since 2026-02-11 · newest update
// first". Times are in their own zones. Names come out as they went in: what draws
// them cleans them.
func Words(q fleet.Query, path string) string {
	f := q.Filter
	out := []string{path}
	if f.Environment != "" {
		out = append(out, "on "+f.Environment)
	}
	if f.Status != "" {
		out = append(out, string(f.Status))
	}
	if s := span("updated", "until", f.UpdatedAfter, f.UpdatedBefore); s != "" {
		out = append(out, s)
	}
	if s := span("finished", "before", f.FinishedAfter, f.FinishedBefore); s != "" {
		out = append(out, s)
	}
	return strings.Join(append(out, ordered(f)), " · ")
}

// span is "updated since 2026-02-11", "updated 2026-02-11 to 2026-02-14".
func span(what, end string, from, to *time.Time) string {
	switch {
	case from != nil && to != nil:
		return what + " " + date(*from) + " to " + date(*to)
	case from != nil:
		return what + " since " + date(*from)
	case to != nil:
		return what + " " + end + " " + date(*to)
	}
	return ""
}

// date is a day, with the time where it is not its beginning.
func date(t time.Time) string {
	if h, m, s := t.Clock(); h == 0 && m == 0 && s == 0 {
		return t.Format(time.DateOnly)
	}
	return t.Format("2006-01-02 15:04")
}

// ordered says what comes first. GitLab sorts by id where it is asked for iid or
// created_at, and ascending where it is asked for nothing.
// gitlab: app/finders/deployments_finder.rb
func ordered(f api.DeploymentFilter) string {
	desc := f.Sort == api.Desc
	switch f.OrderBy {
	case api.OrderByUpdatedAt:
		return either(desc, "newest update first", "oldest update first")
	case api.OrderByFinishedAt:
		return either(desc, "last finished first", "first finished first")
	case api.OrderByID, api.OrderByIID, api.OrderByCreatedAt:
	}
	return either(desc, "newest first", "oldest first")
}

func either(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}
