package api

import (
	"testing"
	"time"
)

// zone loads a zone that the tests need.
func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	at, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestFreezeSentences(t *testing.T) {
	t.Parallel()
	berlin, newYork, tokyo, sao := zone(t, "Europe/Berlin"), zone(t, "America/New_York"), zone(t, "Asia/Tokyo"), zone(t, "America/Sao_Paulo")
	prague, chatham := zone(t, "Europe/Prague"), zone(t, "Pacific/Chatham")
	utc := func(month time.Month, day, hour, minute int) time.Time {
		return time.Date(2026, month, day, hour, minute, 0, 0, time.UTC)
	}
	// a Saturday, 03:00 in UTC
	now := utc(2, 14, 3, 0)
	in := func(place *time.Location, from, until time.Time) Freeze {
		return Freeze{From: from, Until: until, Place: place}
	}
	on := func(until time.Time) []Freeze { return []Freeze{in(berlin, now.Add(-time.Hour), until)} }
	from := func(at time.Time) []Freeze { return []Freeze{in(berlin, at, at.Add(time.Hour))} }
	const hour, none = time.Hour, ""
	tests := []struct {
		name    string
		now     time.Time
		local   *time.Location
		freezes []Freeze
		kind    Danger
		want    string
	}{
		{"none", now, berlin, nil, 0, none},
		{"on, ends today", now, berlin, on(utc(2, 14, 5, 0)), DangerFreeze, "Freeze until 06:00 CET. GitLab will not stop you."},
		{"it begins this instant", now, berlin, []Freeze{in(berlin, now, now.Add(hour))}, DangerFreeze, "Freeze until 05:00 CET. GitLab will not stop you."},
		{"it ends this instant", now, berlin, on(now), 0, none},
		{"it ends in a moment", now, berlin, on(now.Add(time.Nanosecond)), DangerFreeze, "Freeze until 04:00 CET. GitLab will not stop you."},
		{"it is over", now, berlin, on(now.Add(-time.Minute)), 0, none},
		{"on, ends tomorrow", now, berlin, on(utc(2, 15, 5, 0)), DangerFreeze, "Freeze until Sun 06:00 CET. GitLab will not stop you."},
		{"on, ends a minute after midnight there, before midnight here", utc(2, 14, 22, 0), time.UTC,
			[]Freeze{in(berlin, now, utc(2, 14, 23, 1))}, DangerFreeze, "Freeze until Sun 00:01 CET (23:01 UTC here). GitLab will not stop you."},
		{"on, ends within six days", now, berlin, on(utc(2, 20, 2, 59)), DangerFreeze, "Freeze until Fri 03:59 CET. GitLab will not stop you."},
		{"on, ends in six days: the weekday could be taken for the next", now, berlin, on(utc(2, 20, 3, 0)), DangerFreeze, "Freeze until 2026-02-20 04:00 CET. GitLab will not stop you."},
		{"on over the turn of the year", utc(12, 20, 3, 0), berlin, []Freeze{in(berlin, utc(12, 19, 0, 0), time.Date(2027, 1, 4, 7, 0, 0, 0, time.UTC))},
			DangerFreeze, "Freeze until 2027-01-04 08:00 CET. GitLab will not stop you."},

		// two clocks
		{"elsewhere on the same day", now.Add(9 * hour), newYork, []Freeze{in(berlin, now, now.Add(12*hour))},
			DangerFreeze, "Freeze until 16:00 CET (10:00 EST here). GitLab will not stop you."},
		{"elsewhere it is another day", now, newYork, on(utc(2, 14, 5, 0)), DangerFreeze, "Freeze until 06:00 CET (Sat 00:00 EST here). GitLab will not stop you."},
		{"another zone of the same clock", now, prague, on(utc(2, 14, 5, 0)), DangerFreeze, "Freeze until 06:00 CET. GitLab will not stop you."},
		{"no zone of who looks is UTC", now, nil, on(utc(2, 14, 5, 0)), DangerFreeze, "Freeze until 06:00 CET (05:00 UTC here). GitLab will not stop you."},
		{"no zone of the project is UTC", now, berlin, []Freeze{in(nil, now, utc(2, 14, 5, 0))}, DangerFreeze, "Freeze until 05:00 UTC (06:00 CET here). GitLab will not stop you."},
		{"neither zone known", now, nil, []Freeze{in(nil, now, utc(2, 14, 5, 0))}, DangerFreeze, "Freeze until 05:00 UTC. GitLab will not stop you."},
		{"a zone without a name", now, berlin, []Freeze{in(sao, now, utc(2, 14, 5, 0))}, DangerFreeze, "Freeze until 02:00 UTC-03 (06:00 CET here). GitLab will not stop you."},
		{"a zone of odd minutes", now, berlin, []Freeze{in(chatham, now, utc(2, 14, 5, 0))}, DangerFreeze, "Freeze until 18:45 UTC+1345 (06:00 CET here). GitLab will not stop you."},
		{"far east", now, berlin, []Freeze{in(tokyo, now, utc(2, 14, 16, 0))}, DangerFreeze, "Freeze until Sun 01:00 JST (17:00 CET here). GitLab will not stop you."},

		// the clocks change: 2026-03-29 in Europe, 2026-03-08 in America
		{"the end is after the clock was put forward", utc(3, 28, 21, 0), berlin, []Freeze{in(berlin, utc(3, 27, 22, 0), utc(3, 29, 5, 0))},
			DangerFreeze, "Freeze until Sun 07:00 CEST. GitLab will not stop you."},
		{"two clocks that differ by six hours on one side of the change only", utc(3, 14, 12, 0), newYork, []Freeze{in(berlin, utc(3, 14, 9, 0), utc(3, 14, 17, 0))},
			DangerFreeze, "Freeze until 18:00 CET (13:00 EDT here). GitLab will not stop you."},
		{"the clocks agree at the end though not now", utc(3, 28, 23, 30), zone(t, "Africa/Johannesburg"), []Freeze{in(berlin, utc(3, 28, 23, 0), utc(3, 29, 5, 0))},
			DangerFreeze, "Freeze until 07:00 CEST. GitLab will not stop you."},
		{"the clocks agree now, not at the end", utc(3, 28, 23, 30), zone(t, "Africa/Lagos"), []Freeze{in(berlin, utc(3, 28, 23, 0), utc(3, 29, 5, 0))},
			DangerFreeze, "Freeze until 07:00 CEST (06:00 WAT here). GitLab will not stop you."},

		// it comes
		{"it begins in a moment", now, berlin, from(now.Add(time.Nanosecond)), NoteFreeze, "Freeze from 04:00 CET on. GitLab will not stop you."},
		{"it begins in the evening", now, berlin, from(utc(2, 14, 21, 0)), NoteFreeze, "Freeze from 22:00 CET on. GitLab will not stop you."},
		{"it begins in a day", now, berlin, from(utc(2, 15, 3, 0)), NoteFreeze, "Freeze from Sun 04:00 CET on. GitLab will not stop you."},
		{"it begins in more than a day", now, berlin, from(utc(2, 15, 3, 1)), 0, none},
		{"it begins soon, elsewhere", now, newYork, from(utc(2, 14, 21, 0)), NoteFreeze, "Freeze from 22:00 CET (Sat 16:00 EST here) on. GitLab will not stop you."},

		// several
		{"two are on: the longer, first", now, berlin, append(on(now.Add(3*hour)), on(now.Add(hour))...), DangerFreeze, "Freeze until 07:00 CET. GitLab will not stop you."},
		{"two are on: the longer, last", now, berlin, append(on(now.Add(hour)), on(now.Add(3*hour))...), DangerFreeze, "Freeze until 07:00 CET. GitLab will not stop you."},
		{"one is on and one comes: what is on", now, berlin, append(on(now.Add(hour)), from(now.Add(2*hour))...), DangerFreeze, "Freeze until 05:00 CET. GitLab will not stop you."},
		{"one begins as the other ends: the end of both", now, berlin, append(on(now.Add(hour)), from(now.Add(hour))...), DangerFreeze, "Freeze until 06:00 CET. GitLab will not stop you."},
		{"one begins before the other ends", now, berlin, append(on(now.Add(hour)), from(now.Add(30*time.Minute))...), DangerFreeze, "Freeze until 05:30 CET. GitLab will not stop you."},
		{"one lies within another", now, berlin, append(on(now.Add(3*hour)), from(now.Add(hour))...), DangerFreeze, "Freeze until 07:00 CET. GitLab will not stop you."},
		{"one after another after another, in no order", now, berlin, append(append(from(now.Add(2*hour)), on(now.Add(hour))...), from(now.Add(hour))...),
			DangerFreeze, "Freeze until 07:00 CET. GitLab will not stop you."},
		{"the next ends in another zone", now, berlin, append(on(now.Add(hour)), in(tokyo, now.Add(hour), now.Add(2*hour))), DangerFreeze, "Freeze until 14:00 JST (06:00 CET here). GitLab will not stop you."},
		{"two come: the sooner, last", now, berlin, append(from(now.Add(3*hour)), from(now.Add(2*hour))...), NoteFreeze, "Freeze from 06:00 CET on. GitLab will not stop you."},
		{"two come: the sooner, first", now, berlin, append(from(now.Add(2*hour)), from(now.Add(3*hour))...), NoteFreeze, "Freeze from 06:00 CET on. GitLab will not stop you."},
		{"one is over, one comes", now, berlin, append(on(now), from(now.Add(hour))...), NoteFreeze, "Freeze from 05:00 CET on. GitLab will not stop you."},
		{"one is over, one begins this instant", now, berlin, append(on(now), from(now)...), DangerFreeze, "Freeze until 05:00 CET. GitLab will not stop you."},
	}
	for _, test := range tests {
		f := waiting(func(f *Facts) { f.Now, f.Local, f.Freezes = test.now, test.local, test.freezes })
		var got Warning
		if all := Judge(f).Warnings; len(all) == 1 {
			got = all[0]
		} else if len(all) > 1 {
			t.Errorf("%s: %d warnings", test.name, len(all))
		}
		if got.Sentence() != test.want || got.Kind != test.kind || got.Must != (test.kind == DangerFreeze && test.want != none) {
			t.Errorf("%s:\n%q %+v\n%q", test.name, got.Sentence(), got, test.want)
		}
		if got.Must && got.Deed != "Go on in spite of the freeze" {
			t.Errorf("%s: acknowledged is %q", test.name, got.Deed)
		}
	}
	t.Logf("%d cases", len(tests))
}
