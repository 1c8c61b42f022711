package sandbox

import (
	"fmt"
	"strings"
)

// command is a line of the script as the runner repeats it.
func (s *script) command(share float64, text string, values ...any) {
	s.runner(share, green+"$ "+fmt.Sprintf(text, values...)+plain)
}

// roll is a number of this job's own, below n.
func (s *script) roll(n int, salt ...int64) int {
	return pick(n, append([]int64{s.w.seed, s.job.id}, salt...)...)
}

// grouped writes 1204 as people read it.
func grouped(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d %03d", n/1000, n%1000)
}

// deploy is what a deploy job prints: a check of the migrations, which folds, then
// one region after the other, then caches with a progress. One that fails stops
// in its fourth region.
func (s *script) deploy(sha string) {
	s.command(0.11, "bin/deploy --env %q --sha %s", s.job.env.name, sha[:8])
	s.mark(0.115, "start", "migrations[collapsed=true]")
	s.out(0.115, "migrations")
	for i, name := range []string{"add_retry_at", "bound_retry_queue", "delivery_attempts"} {
		s.out(0.12+float64(i)/200, "== 2026021%d %s: nothing to do", i, name)
	}
	s.end(0.14, "migrations")
	s.out(0.14, "release %s, %d regions, one at a time", s.job.pipeline.ref, len(logRegions))
	s.out(0.145, "order   %s", strings.Join(logRegions, " "))
	length := 0.73 / float64(len(logRegions))
	for i, region := range logRegions {
		begin := 0.15 + float64(i)*length
		if i == 3 && s.fails() {
			s.giveUp(begin, region)
			return
		}
		s.region(begin, length, int64(i), region)
	}
	s.put(0.885, "01O", "warming caches   0 %", false)
	for percent := 4; percent <= 100; percent += 4 {
		share := 0.885 + 0.06*float64(percent)/100
		s.put(share, "01O", fmt.Sprintf("\r\x1b[0Kwarming caches %3d %%", percent), percent == 100)
	}
	s.out(0.95, "%s serves %s everywhere", s.job.env.name, s.job.pipeline.ref)
}

// region is how one region is taken to the new release.
func (s *script) region(begin, length float64, no int64, region string) {
	step := func(part, parts int) float64 { return begin + length*float64(part)/float64(parts) }
	connections, machines := 700+s.roll(1700, no, 'c'), 12+2*s.roll(15, no, 'm')
	s.out(step(0, 10), "%-14s drain, %s connections left", region, grouped(connections))
	s.out(step(1, 10), "%-14s %s connections left", region, grouped(connections*2/5))
	s.out(step(2, 10), "%-14s %s connections left", region, grouped(connections/11))
	s.out(step(3, 10), "%-14s drained", region)
	for i := range 4 {
		s.out(step(4+i, 10), "%-14s replace %d/%d", region, machines*(i+1)/4, machines)
	}
	if no%3 == 1 {
		s.fail(step(8, 10), "\x1b[33mwarning: 2 of %d slow to start, waiting up to 60s\x1b[0m", machines)
	}
	s.out(step(9, 10), "%-14s \x1b[32m✓\x1b[0m healthy, p99 %d ms (before %d ms)", region, 38+s.roll(9, no, 'p'), 40+s.roll(7, no, 'q'))
}

// giveUp is a region whose machines do not come up.
func (s *script) giveUp(begin float64, region string) {
	step := func(part int) float64 { return begin + (0.95-begin)*float64(part)/12 }
	s.out(step(0), "%-14s drain, 1 380 connections left", region)
	s.out(step(1), "%-14s drained", region)
	s.out(step(2), "%-14s replace 6/18", region)
	s.fail(step(3), "\x1b[33mwarning: 6 of 6 slow to start, waiting up to 60s\x1b[0m")
	for i := range 4 {
		s.fail(step(4+i), "%-14s GET /healthz: 503 Service Unavailable, try %d of 4", region, i+1)
	}
	s.fail(step(8), "\x1b[31merror: 6 of 6 not healthy after 60s\x1b[0m")
	s.fail(step(9), "  PG::UndefinedColumn: column \"retry_at\" does not exist")
	s.fail(step(10), "%-14s put back to the release before", region)
	s.fail(step(11), "\x1b[31;1mbin/deploy: %s failed, the regions after it are untouched\x1b[0m", region)
}

// check is what any other job prints.
func (s *script) check() {
	name := s.job.name
	s.command(0.11, "make %s", strings.ReplaceAll(name, " ", "-"))
	for i := range 12 {
		share := 0.13 + 0.7*float64(i)/12
		s.out(share, "%s: part %d of 12, %d done", name, i+1, 20+s.roll(60, int64(i)))
	}
	if s.roll(3, 'w') == 0 {
		s.fail(0.85, "\x1b[33mwarning: 1 slower than 5 s\x1b[0m")
	}
	if s.fails() {
		s.fail(0.88, "\x1b[31merror: expected 202, got 503\x1b[0m")
		s.fail(0.89, "  spec/%s/webhook_delivery_spec.rb:118", name)
		s.fail(0.9, "make: *** [%s] Error 1", name)
		return
	}
	s.out(0.9, "ok, %d in all", 300+s.roll(900, 'a'))
}
