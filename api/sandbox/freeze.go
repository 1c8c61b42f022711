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
