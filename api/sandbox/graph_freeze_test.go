package sandbox_test

import (
	"fmt"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

const freezeQuery = `{ project(fullPath: "payments/api") { environment(name: "production") {
	deployFreezes { status startCron endCron cronTimezone startTime endTime } } } }`

func TestGraphFreezes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name             string
		now              time.Time
		start, end, zone string
		status           string
		from, until      string
	}{
		{"active", night, "0 23 * * 5", "0 7 * * 1", "UTC", "ACTIVE", "2026-02-13T23:00:00Z", "2026-02-16T07:00:00Z"},
		{"next", night, "0 23 * * 6", "0 7 * * 1", "UTC", "INACTIVE", "2026-02-14T23:00:00Z", "2026-02-16T07:00:00Z"},
		{"a zone of the tz database", night, "0 23 * * 5", "0 7 * * 1", "Europe/Prague", "ACTIVE", "2026-02-13T22:00:00Z", "2026-02-16T06:00:00Z"},
		{"a zone of Rails", night, "0 23 * * 5", "0 7 * * 1", "Pacific Time (US & Canada)", "INACTIVE", "2026-02-14T07:00:00Z", "2026-02-16T15:00:00Z"},
		{"in summer time", night.AddDate(0, 5, 0), "0 23 * * *", "0 7 * * *", "Europe/Prague", "ACTIVE", "2026-07-13T21:00:00Z", "2026-07-14T05:00:00Z"},
		{"at the moment it ends", night, "0 1 * * *", "0 3 * * *", "UTC", "ACTIVE", "2026-02-14T01:00:00Z", "2026-02-15T03:00:00Z"},
		{"a moment after", night.Add(time.Second), "0 1 * * *", "0 3 * * *", "UTC", "INACTIVE", "2026-02-15T01:00:00Z", "2026-02-15T03:00:00Z"},
		{"once a year", night, "0 0 24 12 *", "0 0 2 1 *", "UTC", "INACTIVE", "2026-12-24T00:00:00Z", "2027-01-02T00:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := start(t)
			l.clock.add(c.now.Sub(night))
			if err := l.SetFreezes(api, sandbox.Freeze{Start: c.start, End: c.end, Zone: c.zone}); err != nil {
				t.Fatal(err)
			}
			l.graph("rae", freezeQuery).wants(t, "project.environment.deployFreezes",
				fmt.Sprintf(`[{"status": %q, "startCron": %q, "endCron": %q, "cronTimezone": %q, "startTime": %q, "endTime": %q}]`,
					c.status, c.start, c.end, c.zone, c.from, c.until))
		})
	}
}

func TestGraphFreezesForWhom(t *testing.T) {
	t.Parallel()
	l := start(t)
	if err := l.SetVisibility(api, "public"); err != nil {
		t.Fatal(err)
	}
	if err := l.SetFreezes(api, sandbox.Freeze{Start: "0 1 * * *", End: "0 2 * * *", Zone: "UTC"}); err != nil {
		t.Fatal(err)
	}
	for _, user := range []string{"", "gus", "sam"} {
		l.graph(user, freezeQuery).wants(t, "project.environment.deployFreezes", "[]")
	}
}

func TestGraphFreezesThatCannotBeEvaluated(t *testing.T) {
	t.Parallel()
	l := start(t)
	for _, f := range []sandbox.Freeze{
		{Start: "0 0 31 2 *", End: "0 2 * * *", Zone: "UTC"}, {Start: "0 0 * * *", End: "0 0 30 2 *", Zone: "UTC"},
		{Start: "0 0 * * *", End: "0 2 * * *", Zone: "Middle/Earth"}, {Start: "often", End: "0 2 * * *", Zone: "UTC"},
	} {
		if err := l.SetFreezes(api, f); err != nil {
			t.Fatal(err)
		}
		l.want(l.askGraph("maya", freezeQuery), 500, `{"errors":[{"message":"Internal server error"}]}`)
	}
}
