package fleet_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
	"greenlight/api/snapshot"
)

// filled is a fleet that has listed all of a world of 10,000 deployments in 100
// projects, has read singly what waits, and saves to a store.
func filled(tb testing.TB) (*fleet.Fleet, func() *fleet.Fleet, []api.Deployment) {
	tb.Helper()
	clock := time.Date(2026, 2, 14, 3, 0, 0, 0, time.UTC)
	now := func() time.Time { return clock }
	s, err := sandbox.Start(sandbox.Options{
		Seed: 7, Now: now, Quiet: true, Projects: 100, Deployments: 10_400, Blocked: 200, RateLimit: 1 << 20,
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(s.Close)
	in, err := api.ParseInstance(s.URL())
	if err != nil {
		tb.Fatal(err)
	}
	var names []string
	for id := range 100 {
		names = append(names, fmt.Sprint(id+1))
	}
	store := snapshot.New(filepath.Join(tb.TempDir(), "greenlight"))
	make := func() *fleet.Fleet {
		c, err := api.New(api.Options{Instance: in, Token: api.Secret(s.Token("maya")), UserAgent: "greenlight/test", Now: now, Timeout: time.Minute})
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(c.Close)
		f := fleet.New(now, fleet.Source{Client: c, Projects: names})
		f.Cache(store)
		return f
	}
	f := make()
	d, err := f.Discover(tb.Context(), f.Hosts()[0])
	if err != nil {
		tb.Fatal(err)
	}
	tb.Logf("%d projects, failures %v", len(d.Projects), d.Failures)
	var rows []api.Deployment
	for _, p := range d.Projects {
		s, err := f.LoadProject(tb.Context(), p.Ref)
		if err != nil {
			tb.Fatal(err)
		}
		for _, r := range s.Rows {
			if r.Deployment.Status == api.StatusBlocked {
				if r, err = f.LoadRow(tb.Context(), r.Ref); err != nil {
					tb.Fatal(err)
				}
			}
			rows = append(rows, *r.Deployment)
		}
	}
	return f, make, rows
}

// BenchmarkRestore10000 is reading, checking, decoding and judging a snapshot; as its
// baseline encoding/json reads the same deployments, and neither checks nor judges.
func BenchmarkRestore10000(b *testing.B) {
	f, again, rows := filled(b)
	if written, err := f.Save(b.Context()); err != nil || !written {
		b.Fatal(written, err, len(rows))
	}
	path := filepath.Join(b.TempDir(), "rows.json")
	plain, err := json.Marshal(rows)
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(path, plain, 0o600); err != nil {
		b.Fatal(err)
	}
	b.Run("greenlight", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			f := again()
			b.StartTimer()
			r, err := f.Restore(b.Context(), f.Hosts()[0])
			if err != nil {
				b.Fatal(err)
			}
			n := 0
			for _, s := range r.Snapshots {
				n += len(s.Rows)
			}
			b.ReportMetric(float64(n), "rows")
		}
	})
	b.Run("json", func(b *testing.B) {
		for b.Loop() {
			plain, err := os.ReadFile(path)
			if err != nil {
				b.Fatal(err)
			}
			var got []api.Deployment
			if err := json.Unmarshal(plain, &got); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(len(got)), "rows")
		}
	})
}

var _ = fmt.Sprint
var _ = slices.Sort[[]int]
