package changes

import (
	"fmt"
	"math"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/uitest"
)

// huge is a comparison of so many commits and files.
func huge(commits, files int) fleet.Row {
	return briefed(func(b *fleet.Brief) {
		c := fleet.Changes{Live: live(), ReadAt: now}
		for i := range commits {
			c.Ahead = append(c.Ahead, commit(fmt.Sprintf("%07x", i), fmt.Sprintf("Change number %d of many", i), "Lin Chen", time.Duration(i)*time.Minute))
		}
		for i := range files {
			c.Files = append(c.Files, api.FileChange{NewPath: fmt.Sprintf("app/part%d/file%d.rb", i%37, i), Diff: lines(12, 7)})
		}
		b.Changes.Value = c
	})
}

// Lines that are not seen are not made: thirty times as many commits cost the same
// number of allocations, wherever the cursor is.
func TestOnlyWhatIsSeenIsMade(t *testing.T) {
	st := uitest.Full(t)
	few, many := New().WithRisks(risks).About(huge(300, 300)), New().WithRisks(risks).About(huge(10_000, 1000))
	for _, at := range []int{0, 60, math.MaxInt} {
		cost := func(m Model) float64 {
			m = m.Move(at)
			return testing.AllocsPerRun(3, func() { m.View(120, 30, true, st, now, 0) })
		}
		a, b := cost(few), cost(many)
		if b > a+50 || b > 1500 {
			t.Errorf("at %d: %v allocations for 300 commits, %v for 10 000", at, a, b)
		}
	}
}

func BenchmarkLoaded(b *testing.B) {
	r := huge(10_000, 1000)
	b.ReportAllocs()
	for b.Loop() {
		New().WithRisks(risks).Loaded(r.Brief.Changes.Value, r)
	}
}

// BenchmarkAbout is a fact that arrives while the cursor stands on the last line.
func BenchmarkAbout(b *testing.B) {
	r := huge(10_000, 1000)
	m := New().WithRisks(risks).About(r).Move(math.MaxInt)
	b.ReportAllocs()
	for b.Loop() {
		m.About(r)
	}
}

func BenchmarkView(b *testing.B) {
	m := New().WithRisks(risks).About(huge(10_000, 1000))
	st := uitest.Full(b)
	for name, at := range map[string]int{"top": 0, "middle": 5000, "end": math.MaxInt} {
		b.Run(name, func(b *testing.B) {
			m := m.Move(at)
			b.ReportAllocs()
			for b.Loop() {
				m.View(120, 30, true, st, now, 0)
			}
		})
	}
}
