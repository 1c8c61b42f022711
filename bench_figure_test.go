//go:build unix

package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

// The figures of the fleet, each with its baseline beside it in the same run. GitLab
// is always in another process. One command prints them all:
//
//	go test -run '^$' -bench Figure -benchtime 1x -timeout 60m .
//
// They take wall time on purpose and nothing fails on what they say: run them on a
// machine that does nothing else. Without the long ones it takes some minutes:
//
//	go test -run '^$' -bench Figure -skip 'Steady|Sweep|Day' -benchtime 1x -timeout 60m .

// plenty is a limit of requests a minute that lets everything be read in the burst at the
// start, and thereafter as much be asked for as of an instance of that size.
const plenty = 4000

// screenFPS is how often greenlight draws at most; the bare programs do the same.
const screenFPS = "120"

// told prints one line of the table of figures.
func told(b *testing.B, what, reach, format string, args ...any) {
	b.Helper()
	b.Logf("%s | reach %s | %s", what, reach, fmt.Sprintf(format, args...))
}

// bare starts the bare list at greenlight's frame rate.
func bare(b *testing.B) *session {
	b.Helper()
	o := sessionOptions{Cols: benchCols, Rows: benchRows, AllowRunning: true}
	return startSession(b, o, bareList(b), screenFPS)
}

func anyCell(t *emulator) bool { return strings.TrimSpace(t.Screen()) != "" }

// pair is the median and the 95th of a hundred samples.
func (s samples) pair() string { return fmt.Sprintf("%.1f / %.1f", s.quantile(0.5), s.quantile(0.95)) }

// BenchmarkFigureStart is from the start of the process to the first drawn frame,
// beside a bare list, in turns.
func BenchmarkFigureStart(b *testing.B) {
	const starts = 20
	w := openWorld(b, sandbox.Options{Projects: 200, Deployments: 2000, Quiet: true, RateLimit: plenty})
	var ours, others samples
	for b.Loop() {
		for range starts {
			s := w.open(sessionOptions{})
			ours.since(s.started, s.Until("a first cell", anyCell))
			s.Close()
			s = bare(b)
			others.since(s.started, s.Until("a first cell", anyCell))
			s.Close()
		}
	}
	b.ReportMetric(0, "ns/op")
	ours.report(b, "first-ms")
	others.report(b, "bare-ms")
	ratio := ours.quantile(0.5) / others.quantile(0.5)
	b.ReportMetric(ratio, "ratio")
	told(b, "process start to first frame", "1.3 x bare", "%s ms, bare %s ms: %.2f x", ours.pair(), others.pair(), ratio)
}

// BenchmarkFigureSnapshot is from the start of the process to the rows of the last
// snapshot, ten thousand of them, while GitLab answers nothing. The snapshot is what
// a run before left behind. The second starts are of the same program without one.
func BenchmarkFigureSnapshot(b *testing.B) {
	const starts, rows = 20, 10_000
	w := openWorld(b, sandbox.Options{Projects: 100, Deployments: rows, Quiet: true, RateLimit: plenty})
	home := b.TempDir()
	s := w.open(sessionOptions{Home: home})
	s.Until("everything to be read", complete)
	s.quiet(time.Second)
	s.Send("q")
	s.WaitExit(0)
	size := folderSize(b, filepath.Join(home, ".cache"))
	if size == 0 {
		b.Skip("the run before left no snapshot behind")
	}
	w.tell("/hang?on=true")
	var drawn, frame samples
	for b.Loop() {
		for range starts {
			s := w.open(sessionOptions{Home: home})
			drawn.since(s.started, s.Until("rows", rowsShown))
			s.Close()
			s = w.open(sessionOptions{})
			frame.since(s.started, s.Until("a first cell", anyCell))
			s.Close()
		}
	}
	b.ReportMetric(0, "ns/op")
	drawn.report(b, "rows-ms")
	frame.report(b, "empty-ms")
	b.ReportMetric(float64(size)/1024, "snapshot-KB")
	told(b, "process start to the rows of the snapshot, 10,000", "60 ms", "%s ms, first frame without one %s ms, file %d KB",
		drawn.pair(), frame.pair(), size/1024)
}

// rowsShown says whether the list shows a deployment.
func rowsShown(t *emulator) bool {
	return selectedRow(t) >= 0 && strings.Contains(t.Screen(), "/")
}

func folderSize(b *testing.B, dir string) int64 {
	b.Helper()
	var size int64
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		info, err := d.Info()
		if err == nil {
			size += info.Size()
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return size
}

// fresh is what the header says once everything was read.
var fresh = regexp.MustCompile(`\bupdated\b|\bchanges just now\b|\beach project every\b`)

// unread is what the screen says while it does not know yet all that waits: a
// project is being read, or a deployment of which nobody knows whom it waits for.
var unread = regexp.MustCompile(`\breading\b|\d of \d+ read|nothing read yet|connecting|Waiting for you [\d  ]*\+`)

// complete says whether the screen claims to be whole.
func complete(t *emulator) bool {
	screen := t.Screen()
	_, head, _ := strings.Cut(screen, "greenlight")
	head, _, _ = strings.Cut(head, "State")
	return strings.Contains(screen, "Waiting for you") && fresh.MatchString(head) && !unread.MatchString(head)
}

// BenchmarkFigureComplete is from the start of the process to the complete list of
// what waits in 200 projects, with 50 ms between a request and its answer; beside it
// a bare loop over the very requests of the first of these starts, 32 at once.
func BenchmarkFigureComplete(b *testing.B) {
	const starts, atOnce = 7, 32
	w := openWorld(b, sandbox.Options{Projects: 200, Deployments: 4000, Blocked: 30, Quiet: true, RateLimit: 100_000, Latency: 50 * time.Millisecond})
	var ours, loop samples
	var asked []sandbox.Entry
	for b.Loop() {
		for range starts {
			w.tell("/reset")
			s := w.open(sessionOptions{})
			ours.since(s.started, s.Until("the complete list", complete))
			at := len(w.asked(worldUser, ""))
			if asked == nil {
				asked = w.asked(worldUser, "")
				asked = asked[:min(at, len(asked))]
			}
			s.Close()
			loop = append(loop, w.replay(asked, atOnce))
		}
	}
	b.ReportMetric(0, "ns/op")
	ours.report(b, "complete-ms")
	loop.report(b, "loop-ms")
	b.ReportMetric(float64(len(asked)), "requests")
	ratio := ours.quantile(0.5) / loop.quantile(0.5)
	b.ReportMetric(ratio, "ratio")
	told(b, "200 projects at 50 ms to the complete list", "1.3 x a bare loop", "%s ms, %d requests, bare loop %d at once %s ms: %.2f x",
		ours.pair(), len(asked), atOnce, loop.pair(), ratio)
}

// replay asks for the same things again, as many at once as told, and returns the
// milliseconds that takes. It reads every answer and makes nothing of it.
func (w *world) replay(asked []sandbox.Entry, atOnce int) float64 {
	w.tb.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: atOnce, MaxConnsPerHost: atOnce}}
	defer client.CloseIdleConnections()
	next, fails := make(chan sandbox.Entry), make(chan error, len(asked))
	var all sync.WaitGroup
	begun := time.Now()
	for range atOnce {
		all.Go(func() {
			for e := range next {
				fails <- w.again(client, e)
			}
		})
	}
	for _, e := range asked {
		next <- e
	}
	close(next)
	all.Wait()
	took := time.Since(begun)
	for range asked {
		if err := <-fails; err != nil {
			w.tb.Fatal(err)
		}
	}
	return float64(took.Microseconds()) / 1000
}

func (w *world) again(client *http.Client, e sandbox.Entry) error {
	address := w.url + e.RawPath
	if len(e.Query) > 0 {
		address += "?" + e.Query.Encode()
	}
	req, err := http.NewRequest(e.Method, address, strings.NewReader(e.Body))
	if err != nil {
		return err
	}
	req.Header.Set("PRIVATE-TOKEN", w.tokens[worldUser])
	if e.Body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, res.Body)
	return errorsFirst(err, res.Body.Close())
}

func errorsFirst(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// large opens greenlight on a hundred thousand deployments in a thousand projects, and
// waits until it has them all.
func large(b *testing.B) (*world, *session) {
	b.Helper()
	w := openWorld(b, sandbox.Options{Projects: 1000, Deployments: 100_000, Quiet: true, RateLimit: plenty})
	s := w.open(sessionOptions{})
	took := s.Until("everything to be read", complete).Sub(s.started)
	rows := rowCount.FindStringSubmatch(s.Screen())
	if rows == nil {
		b.Fatalf("how many rows are there?\n%s", s.Screen())
	}
	n, _ := strconv.Atoi(strings.Join(strings.FieldsFunc(rows[1], func(r rune) bool { return r < '0' || r > '9' }), ""))
	b.Logf("%d rows were read after %.1f s with %d requests", n, took.Seconds(), len(w.asked(worldUser, "")))
	if n < 95_000 {
		b.Fatalf("%d rows were read, want a hundred thousand", n)
	}
	return w, s
}

// rowCount finds how many rows there are behind the name of their tab; thousands may
// stand apart.
var rowCount = regexp.MustCompile(`\bAll (\d+(?:\D\d{3})*)`)

// spaced are keys pressed one by one, each when the screen rests and not in step with
// its frames, and the milliseconds to the next changed screen.
func (s *session) spaced(took *samples, times int, keys ...string) {
	s.tb.Helper()
	for i := range times {
		s.quiet(apart)
		time.Sleep(time.Duration(rand.IntN(34)) * time.Millisecond)
		before := s.Screen()
		pressed := time.Now()
		s.Send(keys[i%len(keys)])
		took.since(pressed, s.WaitChange(before))
	}
}

// BenchmarkFigureKeys is from a key to the changed screen with a hundred thousand
// rows, beside a bare list of 250.
func BenchmarkFigureKeys(b *testing.B) {
	const times = 40
	_, s := large(b)
	names := []string{"move", "page", "jump", "tab", "bare"}
	took := map[string]*samples{}
	for _, n := range names {
		took[n] = &samples{}
	}
	for b.Loop() {
		s.Send("5")
		s.quiet(settled)
		s.spaced(took["move"], times, "j", "j", "j", "k")
		s.spaced(took["page"], times, "pgdown", "pgdown", "pgup")
		s.spaced(took["jump"], times, "G", "g")
		s.spaced(took["tab"], times, "tab")
		plain := bare(b)
		plain.Until("the list", listShown)
		plain.spaced(took["bare"], times, "j", "j", "j", "k")
		plain.Close()
	}
	b.ReportMetric(0, "ns/op")
	var all samples
	for _, n := range names {
		took[n].report(b, n+"-ms")
		if n != "bare" {
			all = append(all, *took[n]...)
		}
		b.Logf("%s: p50 / p95 %s ms", n, took[n].pair())
	}
	told(b, "key to changed screen at 100,000 rows", "8 / 14 ms", "%s ms, bare %s ms", all.pair(), took["bare"].pair())
}

// BenchmarkFigureFilter is from a key in the filter line to the changed screen with a
// hundred thousand rows. The match itself is measured beside, in ui/list:
//
//	go test -run '^$' -bench 'List100k/filter|One100000/filter' ./ui/list
func BenchmarkFigureFilter(b *testing.B) {
	_, s := large(b)
	var took samples
	for b.Loop() {
		s.Send("5")
		s.quiet(settled)
		for _, words := range []string{"pay", "production api", "env:staging serv", "-prod", "user:maya v2."} {
			s.Send("/")
			s.WaitFor("enter")
			s.quiet(apart)
			for _, key := range words {
				s.spaced(&took, 1, string(key))
			}
			s.spaced(&took, 3, "backspace")
			before := s.Screen()
			s.Send("esc")
			s.WaitChange(before)
			s.quiet(settled)
		}
	}
	b.ReportMetric(0, "ns/op")
	took.report(b, "filter-ms")
	told(b, "filter key to screen at 100,000 rows", "p95 25 ms", "%s ms", took.pair())
}

// BenchmarkFigureBytes is what moving by a row writes to the terminal with the detail
// open: once, until the screen rests, and for each key while it is held. Beside it the
// bare list, and what greenlight writes in a minute in which nothing happens.
func BenchmarkFigureBytes(b *testing.B) {
	const moves, held, perSecond = 30, 60, 30
	w := openWorld(b, sandbox.Options{Projects: 20, Deployments: 2000, Quiet: true, RateLimit: plenty})
	move, hold := map[string]*samples{}, map[string]*samples{}
	idle := 0
	for b.Loop() {
		for _, name := range []string{"greenlight", "bare"} {
			move[name], hold[name] = &samples{}, &samples{}
			s := bare
			if name == "greenlight" {
				s = func(b *testing.B) *session {
					s := w.open(sessionOptions{})
					s.Until("everything to be read", complete)
					s.Send("5")
					return s
				}
			}
			p := s(b)
			p.Until("a long list", listIsLong)
			p.quiet(settled)
			p.countMoves(move[name], moves)
			p.countHeld(hold[name], held, perSecond)
			if name == "greenlight" {
				p.quiet(3 * settled)
				before := look(p, (*emulator).Written)
				time.Sleep(time.Minute)
				idle = int(look(p, (*emulator).Written) - before)
			}
			p.Close()
		}
	}
	b.ReportMetric(0, "ns/op")
	for _, name := range []string{"greenlight", "bare"} {
		move[name].report(b, name+"-B/move")
		hold[name].report(b, name+"-B/key")
	}
	b.ReportMetric(float64(idle), "idle-B/min")
	told(b, "bytes for a one-row move with the detail, per key held", "1,000 median; 300", "%.0f median; %.0f; bare %.0f; %.0f; idle %d a minute",
		move["greenlight"].quantile(0.5), hold["greenlight"].quantile(0.5), move["bare"].quantile(0.5), hold["bare"].quantile(0.5), idle)
}

func (s *session) countMoves(bytes *samples, times int) {
	s.tb.Helper()
	for i := range times {
		key := "j"
		if i >= times/2 {
			key = "k"
		}
		before := look(s, (*emulator).Written)
		s.Send(key)
		s.quiet(settled)
		*bytes = append(*bytes, float64(look(s, (*emulator).Written)-before))
	}
}

func (s *session) countHeld(bytes *samples, keys, perSecond int) {
	s.tb.Helper()
	before := look(s, (*emulator).Written)
	tick := time.NewTicker(time.Second / time.Duration(perSecond))
	defer tick.Stop()
	for range keys {
		<-tick.C
		s.Send("j")
	}
	s.quiet(settled)
	*bytes = append(*bytes, float64(look(s, (*emulator).Written)-before)/float64(keys))
}

// resident is what a program has in memory, in MB, and the most it had.
func (s *session) resident(b *testing.B) (now, peak float64) {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		b.Skip("this system does not say what a process has in memory")
	}
	read := func(name string) float64 {
		m := regexp.MustCompile(name + `:\s+(\d+) kB`).FindSubmatch(text)
		if m == nil {
			return 0
		}
		kb, _ := strconv.ParseFloat(string(m[1]), 64)
		return kb / 1024
	}
	return read("VmRSS"), read("VmHWM")
}

// BenchmarkFigureMemory is what the program has in memory with a thousand rows and with
// a hundred thousand, half a minute after all were read, beside a bare list of 250.
func BenchmarkFigureMemory(b *testing.B) {
	rest := 30 * time.Second
	var plain, small, most, peak float64
	for b.Loop() {
		p := bare(b)
		p.Until("the list", listShown)
		w := openWorld(b, sandbox.Options{Projects: 10, Deployments: 1000, Quiet: true, RateLimit: plenty})
		few := w.open(sessionOptions{})
		few.Until("everything to be read", complete)
		_, many := large(b)
		many.Send("5")
		for range 6 {
			time.Sleep(rest / 6)
			now, high := many.resident(b)
			b.Logf("100,000 rows: %.0f MB, at most %.0f MB", now, high)
			most, peak = max(most, now), high
		}
		plain, _ = p.resident(b)
		small, _ = few.resident(b)
		p.Close()
		few.Close()
		many.Close()
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(plain, "bare-MB")
	b.ReportMetric(small, "1000-MB")
	b.ReportMetric(most, "100000-MB")
	b.ReportMetric(peak, "100000-peak-MB")
	told(b, "resident memory with 1,000 / 100,000 rows", "40 / 120 MB", "%.0f / %.0f MB, at most %.0f MB, bare %.0f MB", small, most, peak, plain)
}

// BenchmarkFigureIdle is what the program takes of a processor while it shows 200
// projects in which nothing happens and nobody touches a key, beside a bare list over
// the same half minute.
func BenchmarkFigureIdle(b *testing.B) {
	const over = 30 * time.Second
	var ours, others float64
	requests := 0
	w := openWorld(b, sandbox.Options{Projects: 200, Deployments: 4000, Quiet: true, RateLimit: plenty})
	for b.Loop() {
		s, p := w.open(sessionOptions{}), bare(b)
		s.Until("everything to be read", complete)
		p.Until("the list", listShown)
		s.quiet(settled)
		time.Sleep(5 * time.Second)
		w.tell("/reset")
		begun, a, c := time.Now(), s.processor(b), p.processor(b)
		time.Sleep(over)
		a, c = s.processor(b)-a, p.processor(b)-c
		took := time.Since(begun).Seconds()
		ours, others = 100*a/took, 100*c/took
		requests = len(w.asked(worldUser, ""))
		s.Close()
		p.Close()
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ours, "cpu-%")
	b.ReportMetric(others, "bare-cpu-%")
	b.ReportMetric(float64(requests)*60/over.Seconds(), "requests/min")
	told(b, "idle processor with 200 projects", "bare + 0.7 points", "%.2f %%, bare %.2f %%: %+.2f, with %d requests in %s", ours, others, ours-others, requests, over)
}

// processor is the seconds of a processor that a program took so far.
func (s *session) processor(b *testing.B) float64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		b.Skip("this system does not say what a process takes")
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	const user, system, perSecond = 11, 12, 100 // of proc(5), behind the name; USER_HZ
	u, _ := strconv.ParseFloat(fields[user], 64)
	k, _ := strconv.ParseFloat(fields[system], 64)
	return (u + k) / perSecond
}
