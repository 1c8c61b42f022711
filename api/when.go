package api

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// whenHelp is how a time is written, for errors.
const whenHelp = "write 2026-02-14, 2026-02-14 03:00, or 2h, 3d, 1w for that long ago"

// maxAgo is the longest time ago; GitLab is younger.
const maxAgo = 100 * 365 * 24 * time.Hour

// ParseWhen reads a point in time as people write one in a filter: a date, a date
// and a time with a T or a blank between, RFC 3339, or how long ago it was, as 30m,
// 2h, 3d or 1w; a day is 24 hours. What names no zone is in that of now.
func ParseWhen(s string, now time.Time) (time.Time, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return time.Time{}, errors.New("the time is empty; " + whenHelp)
	}
	if d, ok := ago(s); ok {
		if d > maxAgo {
			return time.Time{}, fmt.Errorf("%s is too long ago; %s", printable(s), whenHelp)
		}
		return now.Add(-d), nil
	}
	for _, layout := range []string{
		time.DateOnly, "2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04", time.DateTime,
		time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04Z07:00",
	} {
		t, err := time.ParseInLocation(layout, strings.ToUpper(s), now.Location())
		if year := t.UTC().Year(); err == nil && year >= 0 && year <= 9999 {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time; %s", printable(s), whenHelp)
}

// ago reads a number and a unit. What is longer than maxAgo is something longer
// than maxAgo.
func ago(s string) (time.Duration, bool) {
	unit := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}[s[len(s)-1]]
	digits := s[:len(s)-1]
	if unit == 0 || digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n > int64(maxAgo/unit) {
		return maxAgo + 1, true
	}
	return time.Duration(n) * unit, true
}
