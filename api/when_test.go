package api

import (
	"strings"
	"testing"
	"time"

	"greenlight/api/text"
)

func TestParseWhen(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("CET", 3600)
	now := time.Date(2026, 3, 1, 12, 30, 15, 0, zone)
	for in, want := range map[string]string{
		"2026-02-14":                "2026-02-14T00:00:00+01:00",
		" 2026-02-14 ":              "2026-02-14T00:00:00+01:00",
		"2026-02-14T03:00":          "2026-02-14T03:00:00+01:00",
		"2026-02-14 03:00":          "2026-02-14T03:00:00+01:00",
		"2026-02-14 03:00:59":       "2026-02-14T03:00:59+01:00",
		"2026-02-14t03:00:59":       "2026-02-14T03:00:59+01:00",
		"2026-02-14T03:00:00Z":      "2026-02-14T03:00:00Z",
		"2026-02-14t03:00z":         "2026-02-14T03:00:00Z",
		"2026-02-14 03:00-05:00":    "2026-02-14T03:00:00-05:00",
		"2026-02-14T03:00:00.414Z":  "2026-02-14T03:00:00.414Z",
		"2026-02-14T03:00:00+05:30": "2026-02-14T03:00:00+05:30",
		"0m":                        "2026-03-01T12:30:15+01:00",
		"30m":                       "2026-03-01T12:00:15+01:00",
		"2h":                        "2026-03-01T10:30:15+01:00",
		"3d":                        "2026-02-26T12:30:15+01:00",
		"1w":                        "2026-02-22T12:30:15+01:00",
		"048h":                      "2026-02-27T12:30:15+01:00",
	} {
		got, err := ParseWhen(in, now)
		if err != nil || got.Format(time.RFC3339Nano) != want {
			t.Errorf("%q is %v, %v; want %s", in, got.Format(time.RFC3339Nano), err, want)
		}
	}
	for in, says := range map[string]string{
		"": "is empty", "  ": "is empty", "h": "is no time", "-2h": "is no time", "2 h": "is no time", "2y": "is no time", "1.5h": "is no time",
		"yesterday": "write 2026-02-14", "2026-02-30": "is no time", "2026-13-01": "is no time", "14.02.2026": "is no time", "2026-02-14T25:00": "is no time",
		"9999999w": "too long ago", "99999999999999999999999d": "too long ago", "\x1b[2J": "is no time", "２h": "is no time",
	} {
		got, err := ParseWhen(in, now)
		if err == nil || !strings.Contains(err.Error(), says) || !got.IsZero() {
			t.Errorf("%q is %v, %v; want something about %q", in, got, err, says)
		}
	}
}

func FuzzParseWhen(f *testing.F) {
	for _, s := range []string{"2026-02-14", "2026-02-14 03:00+01:00", "3d", "99999999999w", "\xffh", "0001-01-01", "9999-12-31T23:59:59.999999999-23:59"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at, err := ParseWhen(s, noon)
		if err != nil {
			if text.Line(err.Error()) != err.Error() {
				t.Fatalf("%q", err)
			}
			return
		}
		if _, relative := ago(strings.TrimSpace(s)); relative && (at.After(noon) || at.Before(noon.Add(-maxAgo))) {
			t.Fatalf("%q is %v", s, at)
		}
	})
}
