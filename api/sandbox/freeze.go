package sandbox

import (
	"fmt"
	"time"
)

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

// buildFreezes freezes two of the told projects every day: one from before the world
// begins until three hours after it, the other in five hours.
func (w *world) buildFreezes() {
	top := w.start.Truncate(time.Hour)
	w.adjust("platform/infra/terraform-live", func(p *project) {
		w.addFreeze(p, dailyFreeze(top.Add(-2*time.Hour), top.Add(3*time.Hour), "Europe/Berlin"))
	})
	w.adjust("platform/sso", func(p *project) {
		w.addFreeze(p, dailyFreeze(top.Add(5*time.Hour), top.Add(9*time.Hour), "Europe/Berlin"))
	})
}

// dailyFreeze comes back every day. Where the machine does not know the zone, it is
// UTC's.
func dailyFreeze(from, until time.Time, zone string) Freeze {
	place, err := time.LoadLocation(zone)
	if err != nil {
		place, zone = time.UTC, "UTC"
	}
	cron := func(at time.Time) string {
		return fmt.Sprintf("%d %d * * *", at.In(place).Minute(), at.In(place).Hour())
	}
	return Freeze{Start: cron(from), End: cron(until), Zone: zone}
}
