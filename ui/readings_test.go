package ui

import (
	"fmt"
	"testing"

	"greenlight/api"
)

func TestAReadIsUnderWayUntilItEnds(t *testing.T) {
	t.Parallel()
	const host = "gitlab.acme.dev"
	one := api.Ref{Host: host, Project: 1, Deployment: 7}
	other := api.Ref{Host: host, Project: 2, Deployment: 7}
	var r readings
	for i, step := range []struct {
		begin, end reading
		under      []reading
		over       []reading
		brief      int
	}{
		{over: []reading{{ref: one}}, end: reading{ref: one}},
		{begin: reading{ref: one}, under: []reading{{ref: one}}, over: []reading{{ref: other}, {ref: one, full: true}, {ref: one, idle: true}}, brief: 1},
		{begin: reading{ref: one}, under: []reading{{ref: one}}, brief: 1},
		{begin: reading{ref: one, full: true}, under: []reading{{ref: one}, {ref: one, full: true}}, brief: 1},
		{begin: reading{ref: other, idle: true}, under: []reading{{ref: one}, {ref: other, idle: true}}, brief: 2},
		{end: reading{ref: other}, under: []reading{{ref: other, idle: true}}, brief: 2},
		{end: reading{ref: other, idle: true}, over: []reading{{ref: other, idle: true}}, under: []reading{{ref: one}}, brief: 1},
		{end: reading{ref: one}, over: []reading{{ref: one}}, under: []reading{{ref: one, full: true}}},
		{end: reading{ref: one, full: true}, over: []reading{{ref: one, full: true}}},
	} {
		if step.begin != (reading{}) {
			r.begin(step.begin)
		}
		if step.end != (reading{}) {
			r.end(step.end)
		}
		for _, u := range step.under {
			if !r.has(u) {
				t.Errorf("step %d: %v is not under way", i, u)
			}
		}
		for _, o := range step.over {
			if r.has(o) {
				t.Errorf("step %d: %v is under way", i, o)
			}
		}
		if r.brief != step.brief {
			t.Errorf("step %d: %d are brief, want %d", i, r.brief, step.brief)
		}
	}
}

// BenchmarkReadings is what it costs that so many deployments are read singly at once:
// each begins, is looked for and ends.
func BenchmarkReadings(b *testing.B) {
	const host = "gitlab.acme.dev"
	for _, n := range []int{100, 1000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			a := &App{}
			for b.Loop() {
				for i := range n {
					a.reads.begin(reading{ref: api.Ref{Host: host, Project: 1, Deployment: int64(i)}, idle: true})
				}
				for i := range n {
					a.judges()
					a.hasRead(reading{ref: api.Ref{Host: host, Project: 1, Deployment: int64(i)}, idle: true})
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/read")
		})
	}
}
