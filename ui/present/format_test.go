package present

import (
	"math"
	"testing"
	"time"

	"greenlight/api"
)

func TestAge(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for _, c := range []struct {
		d    time.Duration
		want string
	}{
		{-time.Hour, "<1m"}, {0, "<1m"}, {59 * time.Second, "<1m"}, {time.Minute, "1m"}, {14*time.Minute + 59*time.Second, "14m"},
		{59 * time.Minute, "59m"}, {time.Hour, "1h"}, {23*time.Hour + 59*time.Minute, "23h"}, {day, "1d"}, {27 * day, "27d"},
		{28 * day, "4w"}, {56 * day, "8w"}, {693 * day, "99w"}, {729 * day, "99w"}, {730 * day, "2y"}, {80 * 365 * day, "80y"},
		{math.MaxInt64, "99y"},
	} {
		got := Age(c.d)
		if got != c.want {
			t.Errorf("Age(%v) = %q, want %q", c.d, got, c.want)
		}
		if len(got) > 3 {
			t.Errorf("Age(%v) = %q does not fit its column", c.d, got)
		}
	}
	if Since(59*time.Second) != "just now" || Since(time.Minute) != "1m" {
		t.Error("what is younger than a minute is just now")
	}
}

func TestDuration(t *testing.T) {
	t.Parallel()
	for seconds, want := range map[float64]string{
		0: "0s", -5: "0s", 0.4: "0s", 0.6: "1s", 48: "48s", 59.6: "1m00s", 60: "1m00s", 126: "2m06s", 372: "6m12s",
		3599: "59m59s", 3600: "1h00m", 3840: "1h04m", 86399: "23h59m", 86400: "1d00h", 183600: "2d03h",
		math.Inf(1): "11574d01h", math.NaN(): "0s",
	} {
		if got := Duration(seconds); got != want {
			t.Errorf("Duration(%v) = %q, want %q", seconds, got, want)
		}
	}
}

func TestClockAndDate(t *testing.T) {
	t.Parallel()
	cet := time.FixedZone("CET", 3600)
	at := time.Date(2026, 2, 14, 6, 0, 0, 0, cet)
	if Clock(at) != "06:00 CET" || Date(at) != "2026-02-14" {
		t.Errorf("%s, %s", Clock(at), Date(at))
	}
}

func TestNumbersAndNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ got, want string }{
		{SHA("3f2a91c0d4e5"), "3f2a91c"}, {SHA("3f2"), "3f2"}, {SHA(""), ""},
		{Count(0, false), "0"}, {Count(248, false), "248"}, {Count(1204, false), "1 204"}, {Count(100000, false), "100 000"},
		{Count(1234567, false), "1 234 567"}, {Count(-1204, false), "-1 204"}, {Count(1000, true), "1000+"},
		{Plural(1, "approval", "approvals"), "1 approval"}, {Plural(2, "approval", "approvals"), "2 approvals"},
		{Plural(0, "approval", "approvals"), "0 approvals"}, {Plural(1204, "commit", "commits"), "1 204 commits"},
		{IID(4821), "#4821"}, {MergeRequest(881), "!881"},
		{User(&api.User{Username: "lin"}), "@lin"}, {User(nil), "–"}, {User(&api.User{Name: "Lin"}), "–"},
		{Quote("lgtm"), "“lgtm”"},
		{List(nil, 3), ""}, {List([]string{"a"}, 3), "a"}, {List([]string{"a", "b"}, 3), "a and b"},
		{List([]string{"a", "b", "c"}, 3), "a, b and c"}, {List([]string{"a", "b", "c", "d", "e"}, 2), "a, b and 3 more"},
		{List([]string{"a", "b", "c"}, 0), "a, b and c"}, {List([]string{"a", "b"}, 1), "a and 1 more"},
		{FailureReason("script_failure"), "script failure"}, {FailureReason("ci_quota_exceeded"), "no compute minutes are left"},
		{FailureReason("a_new_reason"), "a new reason"}, {FailureReason(""), ""},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestCapital(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"": "", "a b": "A b", "Ab": "Ab", "über": "Über", "7 x": "7 x", "\xffx": "\xffx"} {
		if got := Capital(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func TestInterval(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "0s", 9500 * time.Millisecond: "10s", time.Minute: "60s", 61 * time.Second: "70s", 69 * time.Second: "70s",
		2 * time.Minute: "120s", 121 * time.Second: "3m", 10 * time.Minute: "10m", 2 * time.Hour: "120m", 121 * time.Minute: "3h",
	} {
		if got := Interval(d); got != want {
			t.Errorf("every %s is %q, want %q", d, got, want)
		}
	}
}
