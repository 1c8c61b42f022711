package api

import (
	"net/http"
	"sync"
	"testing"
	"time"
)

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

func TestTheServersClock(t *testing.T) {
	t.Parallel()
	clk := &clock{t: noon}
	date, age := noon.Add(90*time.Second), ""
	var took time.Duration
	g := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		clk.add(took)
		if age != "" {
			w.Header().Set("Age", age)
		}
		write(w, 200, `{"id":345}`, "Date", date.Format(http.TimeFormat))
	})
	c := client(t, g.URL, func(o *Options) { o.Now = clk.now })
	if c.Skew() != 0 || !c.ServerTime().Equal(noon) {
		t.Error("the clock is known before the first reply")
	}
	ask := func(want time.Duration) {
		t.Helper()
		if err := get(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		if got := c.Skew(); got != want {
			t.Errorf("skew %v, want %v", got, want)
		}
	}
	ask(90*time.Second + 500*time.Millisecond)
	if want := noon.Add(90*time.Second + 500*time.Millisecond); !c.ServerTime().Equal(want) {
		t.Errorf("server time %v, want %v", c.ServerTime(), want)
	}
	date = date.Add(time.Second) // as coarse as Date is: no trembling
	ask(90*time.Second + 500*time.Millisecond)
	date, took = noon, 10*time.Second // the middle of the request counts
	ask(500*time.Millisecond - 5*time.Second)
	date, took, age = noon.Add(-time.Hour), 0, "3600" // a cached reply tells nothing
	ask(500*time.Millisecond - 5*time.Second)
}
