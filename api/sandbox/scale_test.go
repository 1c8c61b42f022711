package sandbox_test

import (
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

func large(o *sandbox.Options) { o.Projects, o.Deployments, o.Blocked = 500, 100_000, 800 }

func TestLargeWorld(t *testing.T) {
	t.Parallel()
	l := start(t, large)
	count := func(path string) int {
		n, err := strconv.Atoi(l.get("root", path).header.Get("X-Total"))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	total, blocked, waiting := 0, 0, 0
	for id := int64(1); id <= 500; id++ {
		path := fmt.Sprintf("/projects/%d/deployments?per_page=1", id)
		total += count(path)
		blocked += count(path + "&status=blocked")
		if id%50 != 0 {
			continue
		}
		for _, d := range l.rows(id, "status=blocked") {
			if l.full(d, id).Pending > 0 {
				waiting++
			}
		}
	}
	if total != 100_000 || blocked != 800 || waiting == 0 {
		t.Errorf("%d deployments, %d blocked, %d of a sample wait for approvals", total, blocked, waiting)
	}
}

// TestConcurrentUse is for the race detector, and to see that a burst of
// decisions of one person leaves one approval.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	l := start(t, loud)
	d := l.in(api, "prod-eu", "blocked")
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 10 {
				l.clock.add(time.Second)
				l.get("maya", fmt.Sprintf("/projects/%d/deployments?order_by=updated_at&sort=desc", i+1))
				l.ask("maya", "POST", at(api, d, "/approval"), object{"status": "approved"})
				l.Journal()
				if err := l.SetSelfApproval(int64(i+1), true); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if got := l.full(d, api); len(got.Approvals) != 2 || got.Pending != 1 {
		t.Errorf("%d approvals, %d pending", len(got.Approvals), got.Pending)
	}
}

func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		start(b, large).Close()
	}
}

func BenchmarkListPage(b *testing.B) {
	l := start(b, func(o *sandbox.Options) { o.Deployments, o.RateLimit, o.Journal = 100_000, 1<<30, -1 })
	for b.Loop() {
		l.get("maya", "/projects/1/deployments?order_by=id&sort=desc&per_page=100")
	}
}
