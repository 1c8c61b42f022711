package sandbox

import (
	"time"

	"github.com/adhocore/gronx"
	graphql "github.com/graph-gophers/graphql-go"
)

type graphFreeze struct {
	Status, StartCron, EndCron string
	CronTimezone               *string
	StartTime, EndTime         *graphql.Time
}

// DeployFreezes are the freeze periods of the environment's project, evaluated,
// for Reporters. A period that cannot be evaluated is a crash of GitLab's.
// gitlab: app/graphql/types/ci/freeze_period_type.rb
func (e *graphEnvironment) DeployFreezes() (*[]graphFreeze, error) {
	out := []graphFreeze{}
	p := e.e.project
	if e.g.u == nil || !p.may(e.g.u, levelReporter) {
		return &out, nil
	}
	for _, f := range p.freezes {
		shape, err := f.evaluate(e.g.w.now)
		if err != nil {
			return nil, e.g.crash()
		}
		out = append(out, shape)
	}
	return &out, nil
}

// evaluate follows GitLab's rule: a period is active when the last start is not
// followed by an end before now. Its start is then that one, else the next; its
// end is always the next one from now.
// gitlab: app/models/ci/freeze_period.rb, app/presenters/ci/freeze_period_presenter.rb
func (f freezePeriod) evaluate(now time.Time) (graphFreeze, error) {
	shape := graphFreeze{Status: "INACTIVE", StartCron: f.start, EndCron: f.end, CronTimezone: orNull(f.zone)}
	zone, err := freezeZone(f.zone)
	if err != nil {
		return shape, err
	}
	now = now.In(zone)
	began, err := gronx.PrevTickBefore(f.start, now, false)
	if err != nil {
		return shape, err
	}
	ends, err := gronx.NextTickAfter(f.end, began, false)
	if err != nil {
		return shape, err
	}
	end, err := gronx.NextTickAfter(f.end, now, false)
	if err != nil {
		return shape, err
	}
	if !now.After(ends) {
		shape.Status = "ACTIVE"
	} else if began, err = gronx.NextTickAfter(f.start, now, false); err != nil {
		return shape, err
	}
	shape.StartTime, shape.EndTime = graphTime(began), graphTime(end)
	return shape, nil
}

// railsZones are names of time zones that Rails knows beside those of the tz
// database.
var railsZones = map[string]string{
	"Eastern Time (US & Canada)": "America/New_York", "Central Time (US & Canada)": "America/Chicago",
	"Pacific Time (US & Canada)": "America/Los_Angeles", "London": "Europe/London", "Berlin": "Europe/Berlin",
	"Amsterdam": "Europe/Amsterdam", "Prague": "Europe/Prague", "Paris": "Europe/Paris", "Mumbai": "Asia/Kolkata",
	"Beijing": "Asia/Shanghai", "Tokyo": "Asia/Tokyo", "Sydney": "Australia/Sydney",
}

func freezeZone(name string) (*time.Location, error) {
	if iana, found := railsZones[name]; found {
		name = iana
	}
	return time.LoadLocation(name)
}
