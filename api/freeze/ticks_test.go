package freeze

import (
	"testing"
	"time"
)

// comes tells by the sets alone, without the library, whether a moment is a tick.
func comes(c cron, at time.Time) bool {
	in := func(kind, v int) bool {
		for _, x := range c[kind].values {
			if x == v {
				return true
			}
		}
		return c[kind].all
	}
	day := in(monthday, at.Day()) && in(weekday, int(at.Weekday()))
	if !c[monthday].all && !c[weekday].all {
		day = in(monthday, at.Day()) || in(weekday, int(at.Weekday()))
	}
	return in(second, at.Second()) && in(minute, at.Minute()) && in(hour, at.Hour()) && day && in(month, int(at.Month()))
}

// Each tick must be found from before and from behind, around the changes of the
// clocks and where midnight is left out: every minute is looked at.
func TestTicksAreThoseOfAScanOfEveryMinute(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zone, from string
		days       int
	}{
		{"Europe/Berlin", "2026-03-26", 6}, {"Europe/Berlin", "2026-10-22", 6}, {"America/Santiago", "2026-09-03", 14}, {"America/Santiago", "2026-04-02", 6}, {"Africa/Casablanca", "2026-02-13", 40},
		{"Australia/Lord_Howe", "2026-10-01", 6}, {"Antarctica/Troll", "2026-03-26", 6}, {"Pacific/Apia", "2011-12-27", 8}, {"UTC", "2028-02-01", 62}, {"Asia/Beirut", "2026-03-26", 6},
	} {
		place, ok := zone(c.zone)
		if !ok {
			t.Fatalf("no zone %s", c.zone)
		}
		from, err := time.ParseInLocation(time.DateOnly, c.from, place)
		if err != nil {
			t.Fatal(err)
		}
		for _, expr := range []string{
			"0 0 * * *", "30 2 * * *", "*/30 1-3 * * *", "15,45 0-2 * * 1", "0 8 15 * *", "0 0 1,29-31 * 0", "59 23 * * 6", "0 22-1 */3 * *", "0 12 * 2-4,10 3", "30 23,0 29 2 *", "7 * * * *", "5/20 3 10-20/3 * 5-1",
		} {
			scan(t, expr, place, from, c.days)
		}
	}
}

func scan(t *testing.T, expr string, place *time.Location, from time.Time, days int) {
	t.Helper()
	c, err := parse(expr)
	if err != nil {
		t.Fatalf("%s: %v", expr, err)
	}
	q := ticks{expr: c.String(), place: place}
	var last time.Time
	for at := from; at.Before(from.AddDate(0, 0, days)); at = at.Add(time.Minute) {
		if !comes(c, at) {
			continue
		}
		if !q.has(at) || q.has(at.Add(time.Second)) {
			t.Fatalf("%q in %s: %s is no tick, or the next second is one", expr, place, at)
		}
		if !last.IsZero() {
			neighbours(t, q, last, at)
		}
		last = at
	}
}

// neighbours tells the two ticks from whatever lies between them.
func neighbours(t *testing.T, q ticks, a, b time.Time) {
	t.Helper()
	if next, ok := q.next(a); !ok || !next.Equal(b) {
		t.Fatalf("%q in %s: after %s comes %s (%t), want %s", q.expr, q.place, a, next, ok, b)
	}
	if previous, ok := q.previous(b, false); !ok || !previous.Equal(a) {
		t.Fatalf("%q in %s: before %s comes %s (%t), want %s", q.expr, q.place, b, previous, ok, a)
	}
	if same, ok := q.previous(b.Add(time.Second/2), true); !ok || !same.Equal(b) {
		t.Fatalf("%q in %s: at %s comes %s (%t)", q.expr, q.place, b, same, ok)
	}
}

func TestEveryNameOfRailsIsAPlace(t *testing.T) {
	t.Parallel()
	if len(rails) < 150 {
		t.Errorf("there are %d names", len(rails))
	}
	for name, iana := range rails {
		place, ok := zone(name)
		if !ok || place.String() != iana {
			t.Errorf("%q is %v (%t), want %s", name, place, ok, iana)
		}
	}
}
