//go:build unix

package fleet_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
	"greenlight/api/snapshot"
)

// cost is the processor time of this program, all of its threads; a machine that is
// busy with something else changes it less than wall time.
func cost(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// world is a fleet that has listed a world of 10,000 deployments in 100 projects and
// has read singly what waits.
type world struct {
	// again makes a fleet of a next run.
	again func() *fleet.Fleet
	first *fleet.Fleet
	rows  []api.Deployment
}

const benchProjects = 100

func filled(b *testing.B) world {
	b.Helper()
	clock := time.Date(2026, 2, 14, 3, 0, 0, 0, time.UTC)
	now := func() time.Time { return clock }
	s, err := sandbox.Start(sandbox.Options{
		Seed: 7, Now: now, Quiet: true, Projects: benchProjects, Deployments: 10_400, Blocked: 200, RateLimit: 1 << 20,
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.Close)
	in, err := api.ParseInstance(s.URL())
	if err != nil {
		b.Fatal(err)
	}
	var names []string
	for id := range benchProjects {
		names = append(names, fmt.Sprint(id+1))
	}
	store := snapshot.New(filepath.Join(b.TempDir(), "greenlight"))
	w := world{again: func() *fleet.Fleet {
		c, err := api.New(api.Options{Instance: in, Token: api.Secret(s.Token("maya")), UserAgent: "greenlight/test", Now: now, Timeout: time.Minute})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(c.Close)
		f := fleet.New(now, fleet.Source{Client: c, Projects: names})
		f.Cache(store)
		return f
	}}
	w.first = w.again()
	w.load(b)
	return w
}

func (w *world) load(b *testing.B) {
	b.Helper()
	d, err := w.first.Discover(b.Context(), w.first.Hosts()[0])
	if err != nil {
		b.Fatal(err)
	}
	for _, p := range d.Projects {
		s, err := w.first.LoadProject(b.Context(), p.Ref)
		if err != nil {
			b.Fatal(err)
		}
		for _, r := range s.Rows {
			if r.Deployment.Status == api.StatusBlocked {
				if r, err = w.first.LoadRow(b.Context(), r.Ref); err != nil {
					b.Fatal(err)
				}
			}
			w.rows = append(w.rows, *r.Deployment)
		}
	}
}

// measure runs something many times and reports also what processor time it takes.
func measure(b *testing.B, name string, do func(b *testing.B) (rows, bytes int)) {
	b.Run(name, func(b *testing.B) {
		b.ReportAllocs()
		var rows, bytes, n int
		before := cost(b)
		for b.Loop() {
			rows, bytes = do(b)
			n++
		}
		b.ReportMetric(float64(cost(b)-before)/float64(n)/1e6, "cpu-ms")
		b.ReportMetric(float64(rows), "rows")
		b.ReportMetric(float64(bytes)/1e6, "MB-file")
	})
}

// BenchmarkRestore10000 is reading, checking, decoding and judging a snapshot; as its
// baseline encoding/json reads the same deployments from a file, and neither checks nor
// judges:
//
//	go test ./api/fleet -run '^$' -bench 10000
func BenchmarkRestore10000(b *testing.B) {
	w := filled(b)
	if written, err := w.first.Save(b.Context()); err != nil || !written {
		b.Fatal(written, err)
	}
	measure(b, "greenlight", func(b *testing.B) (rows, _ int) {
		f := w.again()
		r := everything(b, f, f.Hosts()[0])
		for _, s := range r.Snapshots {
			rows += len(s.Rows)
		}
		return rows, 0
	})
	path := filepath.Join(b.TempDir(), "rows.json")
	plain, err := json.Marshal(w.rows)
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(path, plain, 0o600); err != nil {
		b.Fatal(err)
	}
	measure(b, "json", func(b *testing.B) (rows, bytes int) {
		plain, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		var got []api.Deployment
		if err := json.Unmarshal(plain, &got); err != nil {
			b.Fatal(err)
		}
		return len(got), len(plain)
	})
}

// BenchmarkSave10000 is copying, bounding, encoding and writing a snapshot to the disk,
// and the same where nothing is new, which is what a minute costs; as their baseline
// encoding/json writes the same deployments, and waits for no disk.
func BenchmarkSave10000(b *testing.B) {
	w := filled(b)
	dir := filepath.Join(b.TempDir(), "greenlight")
	renew := func(b *testing.B, f *fleet.Fleet) {
		b.Helper()
		if _, err := f.LoadProject(b.Context(), api.ProjectRef{Host: f.Hosts()[0], ID: 1}); err != nil {
			b.Fatal(err)
		}
	}
	forget := &forgetful{Folder: snapshot.New(dir)}
	w.first.Cache(forget)
	forget.fail = true // so that there is something new each time
	measure(b, "greenlight", func(b *testing.B) (rows, bytes int) {
		if _, err := w.first.Save(b.Context()); err == nil {
			b.Fatal("it was taken for saved")
		}
		return len(w.rows), forget.size
	})
	forget.fail = false
	renew(b, w.first) // what was read singly is in the listing from now on
	if _, err := w.first.Save(b.Context()); err != nil {
		b.Fatal(err)
	}
	measure(b, "unchanged", func(b *testing.B) (rows, bytes int) {
		renew(b, w.first) // a request is part of what is measured
		if written, err := w.first.Save(b.Context()); err != nil || written {
			b.Fatal(written, err)
		}
		return len(w.rows), 0
	})
	path := filepath.Join(b.TempDir(), "rows.json")
	measure(b, "json", func(b *testing.B) (rows, bytes int) {
		plain, err := json.Marshal(w.rows)
		if err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(path, plain, 0o600); err != nil {
			b.Fatal(err)
		}
		return len(w.rows), len(plain)
	})
}

// forgetful writes, and says that it has not.
type forgetful struct {
	*snapshot.Folder
	fail bool
	size int
}

var errForgotten = errors.New("forgotten")

func (f *forgetful) Write(ctx context.Context, e *snapshot.Encoded) error {
	f.size = e.Size()
	if err := f.Folder.Write(ctx, e); err != nil || !f.fail {
		return err
	}
	return errForgotten
}
