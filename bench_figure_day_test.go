//go:build unix

package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
	"greenlight/assets"
	"greenlight/ui"
	"greenlight/ui/theme"
)

// A hurried is the real screen over the real fleet and real HTTP, with a clock that the
// benchmark moves: what takes eight hours takes minutes.
type hurried struct {
	tb     testing.TB
	app    tea.Model
	clock  *worldClock
	ends   chan tea.Msg
	late   chan tea.Msg // of ticks, for which nobody waits
	under  int
	beat   tea.Msg // the message of the clock's beat
	frames int
	listed atomic.Int64
}

// counting counts the listings that ended.
type counting struct {
	ui.Fleet
	listed *atomic.Int64
}

func (c counting) LoadProject(ctx context.Context, ref api.ProjectRef) (fleet.Snapshot, error) {
	c.listed.Add(1)
	return c.Fleet.LoadProject(ctx, ref)
}

// hurry starts the screen on projects and groups of an instance.
func hurry(tb testing.TB, address, token string, groups []string) *hurried {
	tb.Helper()
	h := &hurried{tb: tb, clock: &worldClock{}, ends: make(chan tea.Msg, 1<<16), late: make(chan tea.Msg, 1<<16)}
	spec := fleet.Spec{Groups: groups}
	spec.Address, spec.Token = address, api.Secret(token)
	spec.Now, spec.Log, spec.UserAgent = h.clock.now, slog.New(slog.DiscardHandler), "greenlight"
	source, err := fleet.Open(spec)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(source.Client.Close)
	themes, err := theme.Load("auto", assets.Themes, func(string) ([]byte, error) { return nil, os.ErrNotExist })
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	tb.Cleanup(cancel)
	h.app = ui.New(ctx, ui.Options{
		Fleet: counting{fleet.New(h.clock.now, source), &h.listed}, Hosts: []string{source.Client.Host()},
		Now: h.clock.now, Drawn: h.clock.now, Themes: themes, Profile: colorprofile.TrueColor,
	})
	h.run(h.app.Init())
	h.send(tea.WindowSizeMsg{Width: benchCols, Height: benchRows})
	h.rest()
	for h.beat == nil {
		if msg := <-h.late; strings.HasSuffix(fmt.Sprintf("%T", msg), ".beatMsg") {
			h.beat = msg
		}
	}
	return h
}

// ticks says whether a command is a tick of Bubble Tea's, wherever that was inlined.
func ticks(cmd tea.Cmd) bool {
	return strings.Contains(runtime.FuncForPC(reflect.ValueOf(cmd).Pointer()).Name(), ".Tick.func")
}

// run runs a command beside the screen. What a tick brings is not waited for.
func (h *hurried) run(cmd tea.Cmd) {
	switch {
	case cmd == nil:
	case ticks(cmd):
		go func() { h.late <- cmd() }()
	default:
		h.under++
		go func() { h.ends <- cmd() }()
	}
}

// rhythmic says whether a message comes over and over by itself: the benchmark gives
// the beat in its place.
func rhythmic(msg tea.Msg) bool {
	name := fmt.Sprintf("%T", msg)
	return strings.HasSuffix(name, ".beatMsg") || strings.HasSuffix(name, ".pulseMsg")
}

func (h *hurried) send(msg tea.Msg) {
	var cmd tea.Cmd
	h.app, cmd = h.app.Update(msg)
	h.frames++
	_ = h.app.View()
	h.run(cmd)
}

// rest folds in what comes until nothing is under way.
func (h *hurried) rest() {
	h.tb.Helper()
	for h.under > 0 {
		select {
		case msg := <-h.ends:
			h.under--
			if batch, ok := msg.(tea.BatchMsg); ok {
				for _, cmd := range batch {
					h.run(cmd)
				}
			} else if msg != nil {
				h.send(msg)
			}
		case <-time.After(time.Minute):
			h.tb.Fatalf("%d commands never end", h.under)
		}
	}
}

// step lets the clock go on and everything happen that is due then.
func (h *hurried) step(d time.Duration) {
	h.clock.pass(d)
	h.send(h.beat)
	h.rest()
	for {
		select {
		case msg := <-h.late:
			if !rhythmic(msg) {
				h.send(msg)
				h.rest()
			}
		default:
			return
		}
	}
}

// held is what is alive once the garbage is gone.
func held() (heap float64, goroutines int) {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20), runtime.NumGoroutine()
}

// BenchmarkFigureDay is eight hours in some minutes: 10,000 beats of the real screen
// over the real fleet, with a GitLab in which deployments come and go, and somebody who
// moves about. What is alive after 1,000 beats is the baseline of what is after all.
func BenchmarkFigureDay(b *testing.B) {
	const beats, hours = 10_000, 8
	keys := []tea.KeyPressMsg{
		{Code: 'j', Text: "j"}, {Code: 'j', Text: "j"}, {Code: 'l', Text: "l"}, {Code: tea.KeyTab}, {Code: 'k', Text: "k"},
		{Code: 'G', Text: "G"}, {Code: 'h', Text: "h"}, {Code: tea.KeyTab}, {Code: 'g', Text: "g"}, {Code: 'r', Text: "r"},
	}
	w := openWorld(b, sandbox.Options{Projects: 12, Deployments: 2400, RateLimit: plenty, Journal: -1})
	var begun, ended [2]float64
	for b.Loop() {
		h := hurry(b, w.url, w.tokens[worldUser], w.groups())
		for n := 1; n <= beats; n++ {
			by := time.Duration(hours) * time.Hour / beats
			w.tell("/leap?by=" + by.String())
			h.step(by)
			if n%7 == 0 {
				h.send(keys[n/7%len(keys)])
				h.rest()
			}
			if n%1000 == 0 {
				time.Sleep(2 * time.Second) // the last ticks are over then
				h.step(0)
				heap, goroutines := held()
				b.Logf("after %5d beats: %.2f MB, %d goroutines, %d listings, %d frames", n, heap, goroutines, h.listed.Load(), h.frames)
				if ended = [2]float64{heap, float64(goroutines)}; n == 1000 {
					begun = ended
				}
			}
		}
		b.ReportMetric(float64(h.listed.Load()), "listings")
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(begun[0], "heap-1000-MB")
	b.ReportMetric(ended[0], "heap-10000-MB")
	b.ReportMetric(begun[1], "goroutines-1000")
	b.ReportMetric(ended[1], "goroutines-10000")
	told(b, "8 h: heap and goroutines after 10,000 beats", "as after 1,000", "%.1f MB and %.0f, after 1,000 %.1f MB and %.0f", ended[0], ended[1], begun[0], begun[1])
}
