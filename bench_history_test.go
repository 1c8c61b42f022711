//go:build unix

package main

import (
	"strings"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

// apart is more than the program spaces the frames of a held key by.
const apart = 100 * time.Millisecond

// BenchmarkHistory pages through a project with 100,000 deployments, of which GitLab
// gives a hundred at a time and no total: from the start to the list, and from each
// page key to the screen that follows it, with the reading of older pages in it where
// the user would wait for one. What Update and View take of it is measured in ui.
func BenchmarkHistory(b *testing.B) {
	const pages = 150
	g := openGitLab(b, func(o *sandbox.Options) { o.Projects, o.Deployments, o.Blocked, o.RateLimit = 1, 100_000, 7, 1<<30 })
	var list, down, up, line samples
	listings := 0
	for b.Loop() {
		g.ResetJournal()
		s := g.open(b, "maya", sessionOptions{Cols: benchCols, Rows: benchRows, AllowRunning: true}, "--project", "payments/api")
		list.since(s.started, s.Until("the list", listShown))
		s.ready()
		s.Send("5", "/")
		s.Type("project:payments/api")
		s.Send("enter")
		s.WaitFor("esc clears the filter")
		s.quiet(settled)
		s.timeKeys(&down, pages, "pgdown")
		listings = max(listings, len(g.Requests("GET", `/projects/1/deployments$`)))
		s.timeKeys(&up, pages/2, "pgup")
		for range 20 {
			s.quiet(apart)
			s.timeKeys(&line, 1, "down")
		}
		if !strings.Contains(s.Screen(), "payments/api") {
			b.Fatalf("no deployment is shown any more:\n%s", s.Screen())
		}
		s.Close()
	}
	b.ReportMetric(0, "ns/op")
	list.report(b, "list-ms")
	for unit, took := range map[string]samples{"page-down-ms": down, "page-up-ms": up, "line-ms": line} {
		took.report(b, unit)
		b.ReportMetric(took.quantile(0.99), unit+"-p99")
	}
	b.ReportMetric(float64(listings), "listings")
}
