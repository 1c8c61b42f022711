//go:build unix

package main

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// The benchmarks run the real program on its demo world, 120x36, and beside it
// a program that is Bubble Tea and nothing else:
//
//	go test -run '^$' -bench .
//
// They take wall time on purpose, so run them on a machine that does nothing
// else. Times count from just before a key is written (or the program started)
// to the moment the bytes were read; the emulator works afterwards. p50 and p95
// are over the samples of one iteration; -benchtime 3x repeats them.

const (
	benchCols, benchRows = 120, 36
	settled              = 400 * time.Millisecond // the detail follows when the movement rests
)

// A contender is a program that the benchmarks start.
type contender struct {
	name string
	path func(testing.TB) string
	args []string
	keys []string // lead to a list longer than the screen
}

var contenders = []contender{
	{"greenlight", greenlight, []string{"--demo"}, []string{"5"}},
	{"bare", bareList, nil, nil},
}

func bareList(tb testing.TB) string {
	tb.Helper()
	path, err := buildProgram("./testdata/barelist", "barelist")
	if err != nil {
		tb.Fatal(err)
	}
	return path
}

func (c contender) start(b *testing.B, path string) *session {
	b.Helper()
	return startSession(b, sessionOptions{Cols: benchCols, Rows: benchRows, AllowRunning: true}, path, c.args...)
}

// BenchmarkStart measures from the start of the process to the first cell that
// is not blank, and to the list.
func BenchmarkStart(b *testing.B) {
	eachContender(b, func(b *testing.B, c contender, path string) {
		const starts = 20
		var first, list samples
		for b.Loop() {
			for range starts {
				s := c.start(b, path)
				first.since(s.started, s.Until("a first cell", func(t *emulator) bool { return strings.TrimSpace(t.Screen()) != "" }))
				list.since(s.started, s.Until("the list", listShown))
				s.Close()
			}
		}
		first.report(b, "first-ms")
		list.report(b, "list-ms")
	})
}

// BenchmarkMove measures moving the selection by one row beside the open
// detail: until the selection is seen elsewhere, and all bytes until the
// screen rests.
func BenchmarkMove(b *testing.B) {
	eachContender(b, func(b *testing.B, c contender, path string) {
		const moves = 20
		var latency, bytes samples
		s := c.ready(b, path)
		for b.Loop() {
			for i := range moves {
				key := "j"
				if i >= moves/2 {
					key = "k"
				}
				// Not in step with the renderer's frame clock.
				time.Sleep(time.Duration(rand.IntN(34)) * time.Millisecond)
				row, before := look(s, selectedRow), look(s, (*emulator).Written)
				pressed := time.Now()
				s.Send(key)
				latency.since(pressed, s.Until("the selection to move", func(t *emulator) bool { return selectedRow(t) != row }))
				s.quiet(settled)
				bytes = append(bytes, float64(look(s, (*emulator).Written)-before))
			}
		}
		latency.report(b, "key-ms")
		bytes.report(b, "B/move")
	})
}

// BenchmarkHold measures the bytes a key costs while j is held.
func BenchmarkHold(b *testing.B) {
	eachContender(b, func(b *testing.B, c contender, path string) {
		const keys, perSecond = 40, 30
		var bytes samples
		s := c.ready(b, path)
		for b.Loop() {
			before := look(s, (*emulator).Written)
			tick := time.NewTicker(time.Second / perSecond)
			for range keys {
				<-tick.C
				s.Send("j")
			}
			tick.Stop()
			s.quiet(settled)
			bytes = append(bytes, float64(look(s, (*emulator).Written)-before)/keys)
		}
		bytes.report(b, "B/key")
	})
}

func eachContender(b *testing.B, f func(*testing.B, contender, string)) {
	for _, c := range contenders {
		b.Run(c.name, func(b *testing.B) {
			path := c.path(b)
			f(b, c, path)
			b.ReportMetric(0, "ns/op") // the time of the whole story says nothing
		})
	}
}

// ready starts a program and waits until its longest list rests.
func (c contender) ready(b *testing.B, path string) *session {
	b.Helper()
	s := c.start(b, path)
	s.Until("the list", listShown)
	s.Send(c.keys...)
	s.Until("a long list", listIsLong)
	s.quiet(settled)
	return s
}

func listShown(t *emulator) bool {
	_, _, head := t.Find("State")
	return head && selectedRow(t) >= 0
}

// listIsLong says whether more rows are shown than one benchmark moves.
func listIsLong(t *emulator) bool {
	rows := 0
	for y := range t.h {
		if c := t.Cell(2, y); c.Text > " " {
			rows++
		}
	}
	return rows >= 30 && selectedRow(t) >= 0
}

// selectedRow is the row that the selection's mark is on, or -1.
func selectedRow(t *emulator) int {
	for y := range t.h {
		if t.Cell(0, y).Text == "▌" {
			return y
		}
	}
	return -1
}

// quiet waits until nothing came for a while.
func (s *session) quiet(d time.Duration) {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		select {
		case <-changed:
		case <-time.After(d):
			return
		}
	}
}

// samples are measurements of one kind.
type samples []float64

// since adds the milliseconds between two moments.
func (s *samples) since(from, to time.Time) {
	*s = append(*s, float64(to.Sub(from).Microseconds())/1000)
}

func (s samples) report(b *testing.B, unit string) {
	b.ReportMetric(s.quantile(0.5), unit+"-p50")
	b.ReportMetric(s.quantile(0.95), unit+"-p95")
}

// quantile is the smallest sample that at least the share q of all samples do
// not exceed.
func (s samples) quantile(q float64) float64 {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	i := int(q * float64(len(sorted)))
	if float64(i) == q*float64(len(sorted)) && i > 0 {
		i--
	}
	return sorted[min(i, len(sorted)-1)]
}

func TestQuantile(t *testing.T) {
	t.Parallel()
	var s samples
	if got := s.quantile(0.5); got != 0 {
		t.Errorf("of nothing: %v", got)
	}
	for _, v := range []float64{20, 10, 40, 30} {
		s = append(s, v)
	}
	for q, want := range map[float64]float64{0: 10, 0.25: 10, 0.5: 20, 0.51: 30, 0.95: 40, 1: 40} {
		if got := s.quantile(q); got != want {
			t.Errorf("quantile %v is %v, want %v", q, got, want)
		}
	}
}
