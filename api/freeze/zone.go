package freeze

import (
	"regexp"
	"strconv"
	"sync"
	"time"

	// The rules of all zones, in the program: a container of a few megabytes and most
	// Windows machines have none, and a freeze would end at another hour there.
	_ "time/tzdata"
)

// offset is a zone that is only a distance from UTC: "+09:30".
// gitlab: gem fugit, lib/fugit/cron.rb (_tz_delta)
var offset = pattern(`^([-+])([01][0-9]|2[0-4]):?(00|15|30|45)$`)

// pattern is compiled when it is first asked for: a start has no time for what may never
// be needed.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// Zone finds the place that a name of a time zone means, IANA's, Rails' or an offset;
// false for one that is not known.
func Zone(name string) (*time.Location, bool) { return zone(name) }

// zone finds the place that a period means. UTC is never the answer for a name that
// is not known: it would move the freeze by hours and say so nowhere.
func zone(name string) (*time.Location, bool) {
	if m := offset().FindStringSubmatch(name); m != nil {
		hours, _ := strconv.Atoi(m[2])
		minutes, _ := strconv.Atoi(m[3])
		seconds := (hours*60 + minutes) * 60
		if m[1] == "-" {
			seconds = -seconds
		}
		return time.FixedZone(name, seconds), true
	}
	if iana, ok := rails[name]; ok {
		name = iana
	}
	// LoadLocation takes "" for UTC and "Local" for wherever this program runs.
	if name == "" || name == "Local" || len(name) > maxZone {
		return nil, false
	}
	place, err := time.LoadLocation(name)
	return place, err == nil
}
