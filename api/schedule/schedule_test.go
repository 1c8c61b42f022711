package schedule_test

import (
	"testing"
	"time"

	"greenlight/api/schedule"
)

const refresh = 10 * time.Second

// TestRhythm holds the promises: requests a minute, and how soon what is new is seen.
func TestRhythm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		load schedule.Load
		most int // requests a minute
		seen time.Duration
		hot  time.Duration
	}{
		{"one project", schedule.Load{Projects: 1, Pulse: 1, Ceiling: 600}, 12, refresh, refresh},
		{"12 quiet", schedule.Load{Projects: 12, Pulse: 1, Ceiling: 600}, 50, refresh, refresh},
		{"200 quiet", schedule.Load{Projects: 200, Pulse: 2, Ceiling: 600}, 50, refresh, refresh},
		{"200 quiet, 8 a pulse", schedule.Load{Projects: 200, Pulse: 8, Ceiling: 600}, 50, 20 * time.Second, refresh},
		{"200 quiet, no GraphQL", schedule.Load{Projects: 200, Ceiling: 600}, 210, time.Minute, refresh},
		{"200, 20 of them hot", schedule.Load{Projects: 200, Hot: 20, Waiting: 20, Pulse: 2, Ceiling: 600}, 245, refresh, refresh},
		{"all of 200 hot", schedule.Load{Projects: 200, Hot: 200, Waiting: 60, Pulse: 2, Ceiling: 600}, 310, refresh, 60 * time.Second},
		{"500 at 300 a minute", schedule.Load{Projects: 500, Ceiling: 90}, 90, 6 * time.Minute, refresh},
		{"500 at 300 a minute, GraphQL", schedule.Load{Projects: 500, Pulse: 5, Ceiling: 90}, 60, 25 * time.Second, refresh},
		{"5,000 quiet", schedule.Load{Projects: 5000, Pulse: 60, Ceiling: 600}, 375, 2 * time.Minute, refresh},
		{"5,000 quiet, no GraphQL", schedule.Load{Projects: 5000, Ceiling: 600}, 220, 27 * time.Minute, refresh},
		{"200 quiet, long lists", schedule.Load{Projects: 200, Long: 200, Pulse: 2, Ceiling: 600}, 50, refresh, refresh},
		{"200 quiet, long lists, no GraphQL", schedule.Load{Projects: 200, Long: 200, Ceiling: 600}, 260, time.Minute, refresh},
		{"500 at 300 a minute, long lists", schedule.Load{Projects: 500, Long: 500, Ceiling: 90}, 90, 6 * time.Minute, refresh},
		{"500 at 300 a minute, long lists, GraphQL", schedule.Load{Projects: 500, Long: 500, Pulse: 5, Ceiling: 90}, 66, 25 * time.Second, refresh},
		{"5,000 quiet, long lists, no GraphQL", schedule.Load{Projects: 5000, Long: 5000, Ceiling: 600}, 260, 27 * time.Minute, refresh},
		{"500 named at 300 a minute, GraphQL", schedule.Load{Projects: 500, Names: 86, Pulse: 5, Ceiling: 90}, 60, 25 * time.Second, refresh},
		{"200 named", schedule.Load{Projects: 200, Names: 36, Ceiling: 600}, 214, time.Minute, refresh},
		{"a ceiling of nothing", schedule.Load{Projects: 3, Hot: 1, Waiting: 1, Pulse: 1, Ceiling: 0}, 2, 10 * time.Minute, 4 * time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.load.Refresh = refresh
			r := schedule.Of(c.load)
			if got := r.PerMinute(c.load); got > c.most {
				t.Errorf("%d requests a minute, want at most %d: %+v", got, c.most, r)
			}
			if got := r.Seen(); got > c.seen {
				t.Errorf("something new is seen after %s, want at most %s: %+v", got, c.seen, r)
			}
			if r.Hot > c.hot {
				t.Errorf("hot projects are read every %s, want at most %s", r.Hot, c.hot)
			}
		})
	}
}

// TestNothingExceedsTheCeilingOrIsForgotten goes through loads of all sizes.
func TestNothingExceedsTheCeilingOrIsForgotten(t *testing.T) {
	t.Parallel()
	for _, ceiling := range []int{18, 30, 90, 300, 600, 3000} {
		for _, projects := range []int{0, 1, 7, 50, 333, 5000} {
			for _, pulse := range []int{0, (projects + 99) / 100, (projects + 9) / 10} {
				for hot := 0; hot <= projects; hot += max(projects/4, 1) {
					l := schedule.Load{Projects: projects, Hot: hot, Long: max(projects-hot/2, 0), Deaf: projects / 3, Waiting: 2 * hot, Pulse: pulse, Names: projects / 6, Refresh: refresh, Ceiling: ceiling}
					r := schedule.Of(l)
					if got := r.PerMinute(l); got > ceiling {
						t.Errorf("%+v: %d requests a minute by %+v", l, got, r)
					}
					if r.Whole < schedule.WholeLife || r.Whole > 20*24*time.Hour {
						t.Errorf("%+v: all of a list is read every %s", l, r.Whole)
					}
					for _, every := range []time.Duration{r.Hot, r.Quiet, r.Deaf, r.Waiting, r.Names} {
						if every < refresh || every > 48*time.Hour {
							t.Errorf("%+v: read every %s", l, every)
						}
					}
				}
			}
		}
	}
}
