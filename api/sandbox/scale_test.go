package sandbox_test

import (
	"fmt"
	"strconv"
	"strings"
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

// crowded is a world with all its deployments in one project.
func crowded(o *sandbox.Options) {
	o.Projects, o.Deployments, o.RateLimit, o.Journal = 1, 100_000, 1<<30, -1
}

// TestOneProjectHoldsAHundredThousand walks into the depth of one list: pages are
// whole, in order and without gaps wherever one looks, and nobody counts them.
func TestOneProjectHoldsAHundredThousand(t *testing.T) {
	t.Parallel()
	l := start(t, crowded)
	const path = "/projects/1/deployments?per_page=100&order_by=id&sort=desc&page="
	page := func(no int) ([]row, answer) {
		a := l.get("maya", path+strconv.Itoa(no))
		return decode[[]row](l, a, 200), a
	}
	first, _ := page(1)
	for _, no := range []int{1, 2, 500, 999, 1000} {
		rows, a := page(no)
		if len(rows) != 100 {
			t.Fatalf("page %d has %d rows", no, len(rows))
		}
		for i, d := range rows {
			if want := first[0].ID - int64((no-1)*100+i); d.ID != want {
				t.Fatalf("row %d of page %d is %d, want %d", i, no, d.ID, want)
			}
		}
		if a.header.Get("X-Total") != "" || a.header.Get("X-Total-Pages") != "" || strings.Contains(a.header.Get("Link"), `rel="last"`) {
			t.Errorf("page %d is counted: %v", no, a.header)
		}
		if more := a.header.Get("X-Next-Page") != ""; more != (no < 1000) {
			t.Errorf("page %d leads to %q", no, a.header.Get("X-Next-Page"))
		}
	}
	if rows, _ := page(1001); len(rows) != 0 {
		t.Errorf("behind the end are %d", len(rows))
	}
	for _, query := range []string{"status=success", "environment=production", "order_by=updated_at", "order_by=finished_at&status=success"} {
		if rows := decode[[]row](l, l.get("maya", "/projects/1/deployments?per_page=100&page=60&"+query), 200); len(rows) != 100 {
			t.Errorf("page 60 of %s has %d rows", query, len(rows))
		}
	}
}

func BenchmarkStartOneProject(b *testing.B) {
	for b.Loop() {
		start(b, crowded).Close()
	}
}

func BenchmarkDeepPages(b *testing.B) {
	for name, query := range map[string]string{
		"plain": "order_by=id&sort=desc", "status": "status=success", "environment": "environment=production&sort=desc",
		"updated": "order_by=updated_at&sort=desc", "finished": "order_by=finished_at&status=success",
	} {
		b.Run(name, func(b *testing.B) {
			l := start(b, crowded)
			for b.Loop() {
				l.get("maya", "/projects/1/deployments?per_page=100&page=100&"+query)
			}
		})
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
