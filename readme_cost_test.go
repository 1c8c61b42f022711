package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"greenlight/api/schedule"
)

// costTable is the README's table of what the steady state costs, made by the arithmetic
// that makes the rhythm. All lists are long, which costs more than short ones. A pulse takes a request for each hundred projects where their
// environments have a handful of names; one project in twenty is hot and one deployment
// waits in each of these.
func costTable() string {
	var b strings.Builder
	b.WriteString("| projects | GraphQL answers: requests a minute | seen within | in a new environment | REST alone: requests a minute | seen within | REST alone, 300 a minute allowed | seen within |\n")
	b.WriteString("|---|---|---|---|---|---|---|---|\n")
	for _, n := range []int{10, 50, 200, 500, 1000, 2000, 5000} {
		fmt.Fprintf(&b, "| %d |", n)
		for _, c := range []struct {
			pulse, ceiling int
		}{{(n + 99) / 100, 600}, {0, 600}, {0, 90}} {
			var quiet, some schedule.Load
			quiet = schedule.Load{Projects: n, Long: n, Pulse: c.pulse, Refresh: 10 * time.Second, Ceiling: c.ceiling}
			some = quiet
			some.Hot, some.Waiting = max(n/20, 1), max(n/20, 1)
			calm, busy := schedule.Of(quiet), schedule.Of(some)
			fmt.Fprintf(&b, " %d (%d) | %s (%s) |", calm.PerMinute(quiet), busy.PerMinute(some), short(calm.Seen()), short(busy.Seen()))
			if c.pulse > 0 {
				fmt.Fprintf(&b, " %s (%s) |", short(calm.Quiet), short(busy.Quiet))
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// short is a time in seconds below two minutes, else in minutes, rounded up.
func short(d time.Duration) string {
	if d <= 2*time.Minute {
		return fmt.Sprintf("%d s", (d+time.Second-1)/time.Second)
	}
	return fmt.Sprintf("%d min", (d+time.Minute-1)/time.Minute)
}

func TestReadmeHasTheTableOfCosts(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(readme), "<!-- cost -->\n")
	got, _, closed := strings.Cut(rest, "<!-- /cost -->")
	if !ok || !closed {
		t.Fatal("README.md has no section between <!-- cost --> and <!-- /cost -->")
	}
	if want := costTable(); got != want {
		t.Errorf("the table of costs in README.md is stale; put this between the marks:\n%s", want)
	}
}
