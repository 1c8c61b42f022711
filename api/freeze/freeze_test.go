package freeze_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"greenlight/api"
	"greenlight/api/freeze"
	"greenlight/api/text"
)

func at(t testing.TB, s string) time.Time {
	t.Helper()
	when, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func one(start, end, zone string) []api.FreezePeriod {
	return []api.FreezePeriod{{ID: 7, Start: start, End: end, Zone: zone}}
}

// said is what came out, in a line: from and until, or the problem, or nothing.
func said(freezes []api.Freeze, problems []error) string {
	var out []string
	for _, f := range freezes {
		out = append(out, f.From.Format(time.RFC3339)+" "+f.Until.Format(time.RFC3339))
	}
	for _, p := range problems {
		out = append(out, p.Error())
	}
	return strings.Join(out, "; ")
}

func TestEvaluate(t *testing.T) {
	t.Parallel()
	const wed = "2026-03-04T12:00:00Z"
	for _, c := range []struct{ name, start, end, zone, now, want string }{
		{"on, over night", "0 22 * * *", "0 6 * * *", "UTC", "2026-03-04T23:30:00Z", "2026-03-04T22:00:00Z 2026-03-05T06:00:00Z"},
		{"on, after midnight", "0 22 * * *", "0 6 * * *", "UTC", "2026-03-05T05:59:59Z", "2026-03-04T22:00:00Z 2026-03-05T06:00:00Z"},
		{"at the beginning it is on", "0 22 * * *", "0 6 * * *", "UTC", "2026-03-04T22:00:00Z", "2026-03-04T22:00:00Z 2026-03-05T06:00:00Z"},
		{"half a second in", "0 22 * * *", "0 6 * * *", "UTC", "2026-03-04T22:00:00.5Z", "2026-03-04T22:00:00Z 2026-03-05T06:00:00Z"},
		{"a second before", "0 22 * * *", "0 6 * * *", "UTC", "2026-03-04T21:59:59Z", "2026-03-04T22:00:00Z 2026-03-05T06:00:00Z"},
		{"at the end it is over", "0 22 * * *", "0 6 * * *", "UTC", "2026-03-05T06:00:00Z", "2026-03-05T22:00:00Z 2026-03-06T06:00:00Z"},
		{"next", "0 22 * * *", "0 6 * * *", "UTC", wed, "2026-03-04T22:00:00Z 2026-03-05T06:00:00Z"},
		{"weekend, by names", "0 18 * * FRI", "0 6 * * mon", "Europe/Berlin", "2026-03-07T12:00:00Z", "2026-03-06T18:00:00+01:00 2026-03-09T06:00:00+01:00"},
		{"the hour is that of the zone", "0 22 * * *", "0 6 * * *", "Asia/Tokyo", "2026-03-04T14:00:00Z", "2026-03-04T22:00:00+09:00 2026-03-05T06:00:00+09:00"},
		{"a Rails zone", "0 22 * * *", "0 6 * * *", "Eastern Time (US & Canada)", wed, "2026-03-04T22:00:00-05:00 2026-03-05T06:00:00-05:00"},
		{"a distance from UTC", "0 22 * * *", "0 6 * * *", "+05:30", wed, "2026-03-04T22:00:00+05:30 2026-03-05T06:00:00+05:30"},
		{"a westerly distance", "0 22 * * *", "0 6 * * *", "-0930", wed, "2026-03-03T22:00:00-09:30 2026-03-04T06:00:00-09:30"},
		{"over the year", "0 0 20 12 *", "0 0 5 1 *", "UTC", "2026-01-01T00:00:00Z", "2025-12-20T00:00:00Z 2026-01-05T00:00:00Z"},
		{"over the year, next", "0 0 20 DEC *", "0 0 5 JAN *", "UTC", wed, "2026-12-20T00:00:00Z 2027-01-05T00:00:00Z"},
		{"blanks, tabs, zeros in front", " 00  22\t* * * ", "0 06 * * *", "UTC", wed, "2026-03-04T22:00:00Z 2026-03-05T06:00:00Z"},

		// 29 March 2026: Berlin's clocks go from 2:00 to 3:00; 25 October from 3:00 to 2:00.
		{"the clocks go on while it is on", "0 1 29 3 *", "0 4 29 3 *", "Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00+01:00 2026-03-29T04:00:00+02:00"},
		{"a beginning that the clocks leave out", "30 2 * * *", "0 6 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-30T02:30:00+02:00 2026-03-30T06:00:00+02:00"},
		{"an end that the clocks leave out", "0 22 * * *", "30 2 * * *", "Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T22:00:00+02:00 2026-03-30T02:30:00+02:00"},
		{"a beginning that comes twice: the second counts", "30 2 * * *", "0 6 * * *", "Europe/Berlin", "2026-10-25T00:45:00Z", "2026-10-25T02:30:00+01:00 2026-10-25T06:00:00+01:00"},
		{"an end that comes twice: the first counts", "0 22 * * *", "30 2 * * *", "Europe/Berlin", "2026-10-25T00:15:00Z", "2026-10-24T22:00:00+02:00 2026-10-25T02:30:00+02:00"},
		{"midnight that is left out, and the days after", "0 8 15 9 *", "0 8 16 9 *", "America/Santiago", "2026-09-01T12:00:00Z", "2026-09-15T08:00:00-03:00 2026-09-16T08:00:00-03:00"},
		{"midnight itself is left out", "0 0 * * *", "0 6 * * *", "America/Santiago", "2026-09-05T20:00:00Z", "2026-09-07T00:00:00-03:00 2026-09-07T06:00:00-03:00"},

		{"29 February, on", "0 0 29 2 *", "0 0 1 3 *", "UTC", "2028-02-29T09:00:00Z", "2028-02-29T00:00:00Z 2028-03-01T00:00:00Z"},
		{"29 February, within a year", "0 0 29 2 *", "0 0 1 3 *", "UTC", "2027-06-01T00:00:00Z", "2028-02-29T00:00:00Z 2028-03-01T00:00:00Z"},
		{"29 February, too far", "0 0 29 2 *", "0 0 1 3 *", "UTC", wed, ""},
		{"29 February, eight years away", "0 0 29 2 *", "0 0 1 3 *", "UTC", "2096-03-05T00:00:00Z", ""},
		{"29 February to 29 February", "0 0 29 2 *", "0 12 29 2 *", "UTC", "2028-02-29T11:00:00Z", "2028-02-29T00:00:00Z 2028-02-29T12:00:00Z"},

		// GitLab's own rule.
		{"of two beginnings only the last counts", "0 20,22 * * *", "0 6 * * *", "UTC", "2026-03-04T21:00:00Z", "2026-03-04T22:00:00Z 2026-03-05T06:00:00Z"},
		{"of two ends the first counts", "0 22 * * *", "0 4,6 * * *", "UTC", "2026-03-05T05:00:00Z", "2026-03-05T22:00:00Z 2026-03-06T04:00:00Z"},
		{"same beginning and end", "0 22 * * *", "0 22 * * *", "UTC", wed, ""},
		{"same, written otherwise", "0 22 * * *", "00 22 1-31 jan-dec *", "UTC", wed, ""},
		{"each minute", "* * * * *", "* * * * *", "UTC", wed, ""},
		{"each end is a beginning", "*/5 * * * *", "0 6 * * *", "UTC", wed, ""},
		{"each end is a beginning, by days", "0 0 * * *", "0 0 * * 1-5", "UTC", wed, ""},
		{"a beginning that is an end does not count", "0 0,22 * * *", "0 0,6 * * *", "UTC", "2026-03-04T00:30:00Z", ""},
		{"but the next one does", "0 0,5 * * *", "0 0,6 * * *", "UTC", "2026-03-04T00:30:00Z", "2026-03-04T05:00:00Z 2026-03-04T06:00:00Z"},
		{"nor does it when it is the next one", "0 0 * * *", "0 0,6 * * 4", "UTC", wed, ""},
		{"an end that is a beginning does not count", "0 22 * * *", "0 6,22 * * 1,5", "UTC", "2026-03-04T23:00:00Z", "2026-03-05T22:00:00Z 2026-03-06T06:00:00Z"},
		{"a beginning every minute", "* * * * *", "0 6 1 6 *", "UTC", wed, ""},
		{"a beginning every other minute", "1-59/2 * * * *", "0 6 1 6 *", "UTC", wed, "2026-06-01T05:59:00Z 2026-06-01T06:00:00Z"},

		// The dialect.
		{"@weekly", "@weekly", "@noon", "UTC", wed, "2026-03-08T00:00:00Z 2026-03-08T12:00:00Z"},
		{"@monthly to @midnight on the second", "@monthly", "0 0 2 * *", "UTC", wed, "2026-04-01T00:00:00Z 2026-04-02T00:00:00Z"},
		{"six fields begin with the second", "30 0 22 * * *", "0 6 * * *", "UTC", wed, "2026-03-04T22:00:30Z 2026-03-05T06:00:00Z"},
		{"a range that goes round", "0 22-1 * * *", "0 6 * * *", "UTC", "2026-03-04T23:30:00Z", "2026-03-05T01:00:00Z 2026-03-05T06:00:00Z"},
		{"a range of weekdays that goes round", "0 0 * * sat-sun", "0 12 * * 0", "UTC", wed, "2026-03-08T00:00:00Z 2026-03-08T12:00:00Z"},
		{"hour 24 is midnight", "0 24 * * *", "0 6 * * *", "UTC", wed, "2026-03-05T00:00:00Z 2026-03-05T06:00:00Z"},
		{"weekday 7 is Sunday", "0 0 * * 7", "0 6 * * 1", "UTC", wed, "2026-03-08T00:00:00Z 2026-03-09T06:00:00Z"},
		{"a step from a number", "0 20/2 * * *", "0 23 * * *", "UTC", wed, "2026-03-04T22:00:00Z 2026-03-04T23:00:00Z"},
		{"a step in a range", "0 8-20/6 * * *", "0 21 * * *", "UTC", wed, "2026-03-04T20:00:00Z 2026-03-04T21:00:00Z"},
		{"a day of the month or a weekday", "0 0 10 * 5", "0 6 * * *", "UTC", "2026-03-08T00:00:00Z", "2026-03-10T00:00:00Z 2026-03-10T06:00:00Z"},
		{"and of every other day too", "0 0 */2 * 5", "0 6 * * *", "UTC", wed, "2026-03-05T00:00:00Z 2026-03-05T06:00:00Z"},
		{"the last day", "0 0 L * *", "0 12 last * *", "UTC", wed, "2026-03-31T00:00:00Z 2026-03-31T12:00:00Z"},
		{"the second Monday", "0 0 * * mon#2", "0 12 * * *", "UTC", wed, "2026-03-09T00:00:00Z 2026-03-09T12:00:00Z"},
		{"the last Friday", "0 0 * * 5#L", "0 12 * * *", "UTC", wed, "2026-03-27T00:00:00Z 2026-03-27T12:00:00Z"},
		{"a step from a weekday is that day alone", "0 0 * * 4/2", "0 12 * * *", "UTC", "2026-03-06T13:00:00Z", "2026-03-12T00:00:00Z 2026-03-12T12:00:00Z"},
		{"of a star and a weekday the weekday", "0 0 * * *,1", "0 12 * * *", "UTC", wed, "2026-03-09T00:00:00Z 2026-03-09T12:00:00Z"},
		{"all weekdays by number are a list", "0 0 10 * 0-6", "0 6 * * *", "UTC", wed, "2026-03-05T00:00:00Z 2026-03-05T06:00:00Z"},
		{"commas too many", "0 ,22,, * * *", "0 6 * * *", "UTC", wed, "2026-03-04T22:00:00Z 2026-03-05T06:00:00Z"},
		{"days that one of the months lacks", "0 0 31 2,4,5 *", "0 6 31 5 *", "UTC", wed, "2026-05-31T00:00:00Z 2026-05-31T06:00:00Z"},
		{"a month without the day has no weekdays either", "0 0 30 2,3 1", "0 6 * * *", "UTC", "2026-02-01T00:00:00Z", "2026-03-02T00:00:00Z 2026-03-02T06:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			freezes, problems := freeze.Evaluate(one(c.start, c.end, c.zone), at(t, c.now))
			if got := said(freezes, problems); got != c.want {
				t.Errorf("%q to %q in %s at %s:\n got %q\nwant %q", c.start, c.end, c.zone, c.now, got, c.want)
			}
			for _, f := range freezes {
				if f.Zone != c.zone || f.Place == nil || f.From.Location() != f.Place || f.Until.Location() != f.Place {
					t.Errorf("the freeze has the zone %q and the place %v, its moments are in %v", f.Zone, f.Place, f.From.Location())
				}
			}
		})
	}
}

func TestWhatCannotBeEvaluatedSaysSo(t *testing.T) {
	t.Parallel()
	const cannot = "freeze period 7 could not be evaluated: "
	const noCron = ` is not a cron expression that GitLab takes`
	const beyond = ` uses a form of cron that only GitLab can evaluate`
	bad := map[string]string{
		"0 0 31 2 *": `"0 0 31 2 *" never comes`, "0 0 30-31 FEB *": `"0 0 30-31 FEB *" never comes`, "0 0 31 4,6,9,11 1": `never comes`, "0 0 * 2 1#5": `"0 0 * 2 1#5" does not come within nine years`,
		"": `""` + noCron, "garbage": `"garbage"` + noCron, "* * * *": noCron, "* * * * * * *": noCron, "60 * * * *": noCron, "* 25 * * *": noCron, "* * 0 * *": noCron,
		"* * 32 * *": noCron, "* * * 0 *": noCron, "* * * 13 *": noCron, "* * * * 8": noCron, "*/0 * * * *": noCron, "*/ * * * *": noCron, "*/+1 * * * *": noCron, "*/100 * * * *": noCron,
		"1- * * * *": noCron, "-1 * * * *": noCron, "1-2-3 * * * *": noCron, ", * * * *": noCron, "? * * * *": noCron, "* * 15W * *": noCron, "* * * FOO *": noCron, "* * * * MONDAY": noCron,
		"@reboot": noCron, "@WEEKLY": noCron, "@5minutes": noCron, "0 0 1 1 * 2026": noCron, "0 0 * * * Europe/Berlin": noCron, "* * * * 1#6": noCron, "* * * * 1#": noCron, "* * * * x#1": noCron,
		"٣ * * * *": noCron, "+5 * * * *": noCron, "0x1 * * * *": noCron, "1.5 * * * *": noCron,
		"0 0 -2 * *": beyond, "0 0 -3-L * *": beyond, "0 0 * * 1#-2": beyond, "0 0 * * mon%2": beyond, "0 0 */2& * mon": beyond, "0 10~20 * * *": beyond,
		"0 0 \x1b[2J\n* * *":                              `"0 0 * * *"` + noCron,
		strings.Repeat("1,", 40) + "1 * * * *\x00":        noCron,
		strings.Repeat("0,", 200) + "0 * * * *":           noCron,
		strings.Repeat("*", 1<<20):                        `…"` + noCron,
		strings.Repeat("x", 48):                           `"` + strings.Repeat("x", 48) + `"` + noCron,
		strings.Repeat("é", 49):                           `"` + strings.Repeat("é", 47) + `…"` + noCron,
		strings.Repeat("a ", 1<<10) + "\u202eevil \ufeff": noCron,
	}
	now := at(t, "2026-03-04T12:00:00Z")
	for expr, want := range bad {
		for side, periods := range map[string][]api.FreezePeriod{"its beginning ": one(expr, "0 6 * * *", "UTC"), "its end ": one("0 6 * * *", expr, "UTC")} {
			freezes, problems := freeze.Evaluate(periods, now)
			if len(freezes) != 0 || len(problems) != 1 {
				t.Errorf("%.40q as %sgives %s", expr, side, said(freezes, problems))
				continue
			}
			got := problems[0].Error()
			if !strings.HasPrefix(got, cannot+side) || !strings.Contains(got, want) || text.Line(got) != got || utf8.RuneCountInString(got) > 180 {
				t.Errorf("%.40q as %ssays %q, want %q in it", expr, side, got, want)
			}
		}
	}
}

func TestAnUnknownZoneIsNotUTC(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Mars/Base": `"Mars/Base"`, "": `""`, "Local": `"Local"`, "../../etc/passwd": `"../../etc/passwd"`, "/etc/localtime": `"/etc/localtime"`, "eastern time (us & canada)": `known here`, "Europe/Berlin\x1b[2J": `"Europe/Berlin"`,
		"+25:00": `"+25:00"`, "+05:17": `"+05:17"`, strings.Repeat("A", 300): "…", "UTC\x00": `known here`, " UTC": "known here",
	} {
		freezes, problems := freeze.Evaluate(one("0 22 * * *", "0 6 * * *", name), at(t, "2026-03-04T12:00:00Z"))
		if len(freezes) != 0 || len(problems) != 1 || !strings.Contains(problems[0].Error(), want) ||
			!strings.HasPrefix(problems[0].Error(), "freeze period 7 could not be evaluated: its zone ") || text.Line(problems[0].Error()) != problems[0].Error() {
			t.Errorf("the zone %.40q gives %s", name, said(freezes, problems))
		}
	}
}

func TestEvaluateOrdersAndKeepsOnAfterAProblem(t *testing.T) {
	t.Parallel()
	periods := []api.FreezePeriod{
		{ID: 1, Start: "0 20 * * 5", End: "0 6 * * 1", Zone: "UTC"}, {ID: 2, Start: "nonsense", End: "0 6 * * *", Zone: "UTC"}, {ID: 3, Start: "0 10 * * *", End: "0 14 * * *", Zone: "UTC"},
		{ID: 4, Start: "0 22 * * *", End: "0 6 * * *", Zone: "nowhere"}, {ID: 5, Start: "0 10 * * *", End: "0 15 * * *", Zone: "UTC"}, {ID: 6, Start: "0 0 29 2 *", End: "0 0 1 3 *", Zone: "UTC"},
	}
	freezes, problems := freeze.Evaluate(periods, at(t, "2026-03-04T12:00:00Z"))
	want := "2026-03-04T10:00:00Z 2026-03-04T15:00:00Z; 2026-03-04T10:00:00Z 2026-03-04T14:00:00Z; 2026-03-06T20:00:00Z 2026-03-09T06:00:00Z; " +
		`freeze period 2 could not be evaluated: its beginning "nonsense" is not a cron expression that GitLab takes; freeze period 4 could not be evaluated: its zone "nowhere" is not known here`
	if got := said(freezes, problems); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	freezes, problems = freeze.Evaluate(make([]api.FreezePeriod, 130), at(t, "2026-03-04T12:00:00Z"))
	if len(freezes) != 0 || len(problems) != 101 || problems[100].Error() != "30 freeze periods could not be evaluated: only the first 100 are" {
		t.Errorf("of 130 periods: %d freezes, %d problems", len(freezes), len(problems))
	}
}

// An expression must not keep the card waiting on which somebody decides.
func TestNoPeriodTakesLong(t *testing.T) {
	t.Parallel()
	worst := []api.FreezePeriod{}
	for _, p := range [][2]string{
		{"* * * * *", "0 6 1 6 *"}, {"0 6 1 6 *", "* * * * *"}, {"*/2 * * * *", "*/3 * * * *"}, {"* * * * * *", "1-59 * * * * *"}, {"0 0 29 2 *", "59 23 29 2 *"}, {"0 0 31 2 *", "* * * * *"},
		{"0 0 * * *", "0 0 * * 0-5"}, {"0 0 * 2 1#5", "* * * * *"}, {"0 0 1 * 1", "0 0 1 * 1,2"}, {"* * 1 1 1", "* * 1 1 *"}, {"0 0 29 2 1#5", "0 0 29 2 1#L"}, {strings.Repeat("1,", 110) + "1 * * * *", "* * * * *"},
	} {
		for _, zone := range []string{"UTC", "Africa/Casablanca", "America/Santiago", "Antarctica/Troll"} {
			worst = append(worst, one(p[0], p[1], zone)...)
		}
	}
	for range 60 {
		worst = append(worst, one("* * 1 1 1", "* * 1 1 1,2", "Africa/Casablanca")...)
	}
	start := time.Now()
	freeze.Evaluate(worst, at(t, "2026-03-04T12:00:00Z"))
	if took := time.Since(start); took > 4*time.Second {
		t.Errorf("%d periods took %s", len(worst), took)
	}
}

func FuzzEvaluate(f *testing.F) {
	for _, s := range []string{"0 22 * * *", "0 0 31 2 *", "0 0 29 2 *", "@weekly", "* * * * * *", "*/7 1-5/2 L JAN-MAR mon#2", "0 0 */2 * 1", "nonsense", "1,2,,3 0 1-31 * 6-2"} {
		f.Add(s, "0 6 * * *", "Europe/Berlin", int64(1772625600))
		f.Add("0 6 * * 1", s, "Eastern Time (US & Canada)", int64(-1))
	}
	f.Fuzz(func(t *testing.T, start, end, zone string, seconds int64) {
		now := time.Unix(seconds, 0)
		freezes, problems := freeze.Evaluate(one(start, end, zone), now)
		if len(freezes)+len(problems) > 1 {
			t.Fatalf("one period gives %s", said(freezes, problems))
		}
		for _, p := range problems {
			if got := p.Error(); text.Line(got) != got || utf8.RuneCountInString(got) > 200 {
				t.Errorf("a problem is not one line that may be shown: %q", got)
			}
		}
		for _, x := range freezes {
			if !x.From.Before(x.Until) || !x.Until.After(now) || x.From.After(now.Add(366*24*time.Hour)) || x.Zone != zone {
				t.Errorf("at %s there is a freeze from %s until %s", now, x.From, x.Until)
			}
		}
	})
}
