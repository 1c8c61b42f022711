package pipeline

import (
	"slices"
	"time"
)

// union is how much time the spans cover together.
func union(spans [][2]time.Time) time.Duration {
	slices.SortFunc(spans, func(a, b [2]time.Time) int { return a[0].Compare(b[0]) })
	var sum time.Duration
	var end time.Time
	for _, s := range spans {
		from := s[0]
		if end.After(from) {
			from = end
		}
		if s[1].After(from) {
			sum += s[1].Sub(from)
			end = s[1]
		}
	}
	return sum
}
