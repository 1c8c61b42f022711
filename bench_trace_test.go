//go:build unix

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

const (
	traceSize = 50 << 20
	traceEnd  = "the very last line of the log"
)

// longTrace is a log of 50 MB as a talkative deployment writes it: times, colours
// and sections.
func longTrace() []byte {
	var b bytes.Buffer
	b.Grow(traceSize + 1<<10)
	at := time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
	for n := 0; b.Len() < traceSize; n++ {
		at = at.Add(11 * time.Millisecond)
		if n%50_000 == 0 {
			fmt.Fprintf(&b, "section_start:%d:part_%d\r\x1b[0KPart %d\n", at.Unix(), n, n)
		}
		fmt.Fprintf(&b, "%s 01O eu-west-1      \x1b[32m✓\x1b[0m replaced machine %d of 400000, healthy again after %d ms\n",
			at.Format("2006-01-02T15:04:05.000000Z"), n, 20+n%70)
	}
	fmt.Fprintf(&b, "%s 01O %s\n", at.Format("2006-01-02T15:04:05.000000Z"), traceEnd)
	return b.Bytes()
}

// A timedReader notes when its last byte was taken.
type timedReader struct {
	io.Reader
	end *atomic.Int64
}

func (r timedReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err == io.EOF || n == 0 {
		r.end.CompareAndSwap(0, time.Now().UnixNano())
	}
	return n, err
}

// BenchmarkTrace50MB opens the log of a job that wrote 50 MB: from the last byte that
// GitLab hands out to the last screen, from a key to its screen while scrolling, and
// the most memory that the program held. GitLab is in the process of the benchmark.
func BenchmarkTrace50MB(b *testing.B) {
	text := longTrace()
	g := openGitLab(b)
	job := g.whole(b, 1, "review/x-12", "x-12")
	var end atomic.Int64
	open := func() io.Reader {
		end.Store(0)
		return timedReader{bytes.NewReader(text), &end}
	}
	if err := g.SetTrace(job.Deployable.ID, open, int64(len(text))); err != nil {
		b.Fatal(err)
	}
	var last, all, page, jump, step samples
	peak := 0.0
	for b.Loop() {
		s := g.open(b, "maya", sessionOptions{Cols: benchCols, Rows: benchRows, Limit: time.Minute, AllowRunning: true}, "--project", "payments/api")
		s.ready()
		s.Send("5", "/")
		s.Type("env:review/x-12")
		s.Send("enter")
		s.WaitFor("1 shown, esc clears the filter")
		s.Send("enter")
		s.WaitFor("esc back")
		pressed := time.Now()
		s.Send("L")
		shown := s.Until("the last line", func(e *emulator) bool { return strings.Contains(e.Screen(), traceEnd) })
		all.since(pressed, shown)
		last.since(time.Unix(0, end.Load()), shown)
		s.quiet(settled)
		s.timeKeys(&page, 30, "pgup")
		s.timeKeys(&page, 10, "pgdown")
		s.timeKeys(&step, 30, "up")
		for range 5 {
			s.timeKeys(&jump, 1, "g")
			s.timeKeys(&jump, 1, "G")
		}
		s.WaitFor(traceEnd)
		peak = max(peak, s.peakMemory(b))
		s.Close()
	}
	b.ReportMetric(0, "ns/op")
	last.report(b, "last-byte-to-screen-ms")
	all.report(b, "open-ms")
	page.report(b, "page-ms")
	step.report(b, "line-ms")
	jump.report(b, "jump-ms")
	if peak > 0 {
		b.ReportMetric(peak, "peak-MB")
	}
}

// timeKeys presses a key some times, each after the screen has followed the one
// before.
func (s *story) timeKeys(took *samples, times int, key string) {
	s.tb.Helper()
	for range times {
		before := s.Screen()
		pressed := time.Now()
		s.Send(key)
		took.since(pressed, s.WaitChange(before))
	}
}

// peakMemory is the most that the program had in memory so far, in MB; 0 where the
// system does not say.
func (s *story) peakMemory(tb testing.TB) float64 {
	tb.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	m := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(text)
	if m == nil {
		return 0
	}
	kb, err := strconv.Atoi(string(m[1]))
	if err != nil {
		tb.Fatal(err)
	}
	return float64(kb) / 1024
}
