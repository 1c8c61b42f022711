package sandbox

import "time"

// freezePeriod is a stretch of time that comes back by two cron expressions of
// five fields. GitLab only sets CI_DEPLOY_FREEZE in jobs by it: it stops nobody.
// gitlab: app/models/ci/freeze_period.rb
type freezePeriod struct {
	id               int64
	start, end, zone string
	created          time.Time
}

// addFreeze gives a project one more freeze period.
func (w *world) addFreeze(p *project, f Freeze) {
	w.nextFreeze++
	p.freezes = append(p.freezes, freezePeriod{id: w.nextFreeze, start: f.Start, end: f.End, zone: f.Zone, created: w.now})
}

// dailyFreeze comes back every day. Where the machine does not know the zone, it is
// UTC's.
func dailyFreeze(from, until time.Time, zone string) Freeze {
	place, err := time.LoadLocation(zone)
	if err != nil {
		place, zone = time.UTC, "UTC"
	}
	return Freeze{Start: from.In(place).Format("4 15 * * *"), End: until.In(place).Format("4 15 * * *"), Zone: zone}
}
