//go:build unix

package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

// transports are the two ways in which an instance can be asked.
var transports = []struct {
	name  string
	graph string
}{{"graphql", "true"}, {"rest", "false"}}

// BenchmarkFigureSteady is what 200 projects cost in which nothing happens, over three
// minutes of real time after the first, and how long a new blocked deployment takes to the
// screen: where nothing happened before, and where one waits already.
func BenchmarkFigureSteady(b *testing.B) {
	for _, way := range transports {
		b.Run(way.name, func(b *testing.B) {
			const minutes, news, quiet = 3, 3, 60
			w := openWorld(b, sandbox.Options{Projects: 212, Deployments: 4000, Quiet: true})
			// The first twelve projects have a life of their own.
			w.top = slices.DeleteFunc(w.groups(), func(g string) bool { return !strings.HasPrefix(g, "services") })
			w.tell("/graphql?on=" + way.graph)
			var inHot, inQuiet samples
			var perMinute float64
			most := 0
			for b.Loop() {
				s := w.open(sessionOptions{Limit: 6 * time.Minute})
				took := s.Until("everything to be read", complete).Sub(s.started)
				b.Logf("complete after %.1f s with %d requests: %s", took.Seconds(), len(w.asked(worldUser, "")), s.head())
				time.Sleep(time.Minute)
				w.tell("/reset")
				time.Sleep(minutes * time.Minute)
				asked := w.asked(worldUser, "")
				perMinute, most = float64(len(asked))/minutes, mostInAMinute(asked)
				b.Logf("%.0f requests a minute, at most %d: %s: %s", perMinute, most, kinds(asked), s.head())
				for n := range news {
					time.Sleep(time.Duration(rand.IntN(10_000)) * time.Millisecond)
					inQuiet = append(inQuiet, w.sighted(s, quiet+40*n))
					b.Logf("in a quiet project after %.1f s: %s", inQuiet[n], s.head())
				}
				for n := range news {
					inHot = append(inHot, w.sighted(s, quiet+40*n))
					b.Logf("in one that is hot by now after %.1f s", inHot[n])
				}
				s.Close()
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(perMinute, "requests/min")
			b.ReportMetric(float64(most), "most-in-a-minute")
			b.ReportMetric(inHot.quantile(1), "hot-s-max")
			b.ReportMetric(inQuiet.quantile(1), "quiet-s-max")
			reach := "60 a minute, 15 s, 60 s"
			if way.graph == "false" {
				reach = "260 a minute or 4 min"
			}
			told(b, "200 quiet projects by "+way.name, reach, "%.0f a minute (at most %d), hot %s s, quiet %s s",
				perMinute, most, inHot.pair(), inQuiet.pair())
		})
	}
}

// head is the line of the screen that says how things stand.
func (s *session) head() string {
	for line := range strings.SplitSeq(s.Screen(), "\n") {
		if strings.Contains(line, "greenlight") {
			return strings.Join(strings.Fields(line), " ")
		}
	}
	return ""
}

// blocked finds how many blocked deployments there are behind the name of their tab.
var blocked = regexp.MustCompile(`\bBlocked (\d+)`)

// sighted makes a new blocked deployment and returns the seconds until the screen
// knows of it.
func (w *world) sighted(s *session, project int) float64 {
	w.tb.Helper()
	count := func(t *emulator) string {
		if m := blocked.FindStringSubmatch(t.Screen()); m != nil {
			return m[1]
		}
		return ""
	}
	before := look(s, count)
	begun := time.Now()
	w.block(project)
	return s.Until("a new blocked deployment", func(t *emulator) bool { return count(t) != before }).Sub(begun).Seconds()
}

// mostInAMinute is the highest number of requests in any 60 seconds.
func mostInAMinute(asked []sandbox.Entry) int {
	most, from := 0, 0
	for i := range asked {
		for asked[i].At.Sub(asked[from].At) >= time.Minute {
			from++
		}
		most = max(most, i-from+1)
	}
	return most
}

var numbers = regexp.MustCompile(`/\d+`)

// kinds counts requests by their paths without numbers, the most frequent first.
func kinds(asked []sandbox.Entry) string {
	count := map[string]int{}
	for _, e := range asked {
		kind := numbers.ReplaceAllString(strings.TrimPrefix(e.Path, "/api"), "/1")
		for _, name := range []string{"status", "updated_after", "order_by"} {
			if e.Query.Has(name) {
				kind += "?" + name
				break
			}
		}
		count[kind]++
		if e.Status == http.StatusNotModified {
			count["unchanged"]++
		}
	}
	var out []string
	for kind, n := range count {
		out = append(out, fmt.Sprintf("%6d %s", n, kind))
	}
	slices.Sort(out)
	slices.Reverse(out)
	return strings.Join(strings.Fields(strings.Join(out, ", ")), " ")
}

// BenchmarkFigureSweep is 500 projects on a host that allows 300 requests a minute: how
// long the first reading of all of them takes, how long a project goes without being
// read after that, and what it makes of the limit.
func BenchmarkFigureSweep(b *testing.B) {
	for _, way := range transports {
		b.Run(way.name, func(b *testing.B) {
			const projects, limit, after = 500, 300, 7
			w := openWorld(b, sandbox.Options{Projects: projects, Deployments: 5000, Blocked: 10, Quiet: true, RateLimit: limit})
			w.tell("/graphql?on=" + way.graph)
			var first, gap time.Duration
			var asked []sandbox.Entry
			refused, read := 0, 0
			for b.Loop() {
				s := w.open(sessionOptions{Limit: 20 * time.Minute})
				stop := s.every(15*time.Second, func() { b.Log(s.head()) })
				first = s.Until("everything to be read", complete).Sub(s.started)
				b.Logf("complete after %.0f s", first.Seconds())
				time.Sleep(after * time.Minute)
				stop()
				asked = w.asked(worldUser, "")
				gap, read = longestGap(asked, s.started.Add(first))
				refused = 0
				for _, e := range asked {
					if e.Status == http.StatusTooManyRequests {
						refused++
					}
				}
				b.Log(kinds(asked))
				s.Close()
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(first.Seconds(), "first-s")
			b.ReportMetric(gap.Seconds(), "longest-unread-s")
			b.ReportMetric(float64(refused), "429s")
			b.ReportMetric(float64(mostInAMinute(asked)), "most-in-a-minute")
			told(b, "500 projects at 300 a minute by "+way.name, "no 429, a sweep in 6 min", "%d refused, first sweep %.0f s, after that %d projects listed in %d min, the longest %.0f s apart; most in a minute %d",
				refused, first.Seconds(), read, after, gap.Seconds(), mostInAMinute(asked))
		})
	}
}

// every does something over and over until it is stopped.
func (s *session) every(d time.Duration, do func()) (stop func()) {
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(d)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				do()
			case <-end:
				return
			}
		}
	}()
	return func() { close(end); <-ended }
}

var listed = regexp.MustCompile(`^/api/v4/projects/(\d+)/deployments$`)

// longestGap is the longest time between two listings of one project of which the
// second came after a moment, and how many projects were listed after it.
func longestGap(asked []sandbox.Entry, after time.Time) (longest time.Duration, projects int) {
	last, again := map[string]time.Time{}, map[string]bool{}
	for _, e := range asked {
		m := listed.FindStringSubmatch(e.Path)
		if m == nil {
			continue
		}
		if before, ok := last[m[1]]; ok && e.At.After(after) {
			longest, again[m[1]] = max(longest, e.At.Sub(before)), true
		}
		last[m[1]] = e.At
	}
	return longest, len(again)
}
