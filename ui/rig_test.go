package ui

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
	"greenlight/assets"
	"greenlight/ui/theme"
)

// clock is a clock that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 2, 14, 3, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// rig runs the root model the way the program does, one message at a time, with
// its commands on goroutines, over the real client and a real sandbox. The ticks
// are the tests': they come when a test says so.
type rig struct {
	t      *testing.T
	app    App
	msgs   chan tea.Msg
	clock  *clock
	server *sandbox.Server
	drawn  time.Time
	quit   bool
}

// patience bounds a wait for something that should happen at once.
const patience = 20 * time.Second

type rigOptions struct {
	user     string
	projects []string
	groups   []string
	w, h     int
	change   func(*Options)
	token    string
	world    sandbox.Options
	// before changes the server before anything is asked; dead closes it.
	before func(*sandbox.Server)
	dead   bool
}

func newRig(t *testing.T, o rigOptions) *rig {
	t.Helper()
	c := newClock()
	o.world.Now, o.world.Seed, o.world.Quiet = c.Now, 1, true
	server, err := sandbox.Start(o.world)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	token := o.token
	if token == "" {
		token = server.Users()[0].Token
	}
	if o.user != "" {
		token = server.Token(o.user)
	}
	if o.before != nil {
		o.before(server)
	}
	if o.dead {
		server.Close()
	}
	instance, err := api.ParseInstance(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	// Retries wait no time: the clock stands still.
	sleep := func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	client, err := api.New(api.Options{
		Instance: instance, Token: api.Secret(token), Now: c.Now, UserAgent: "test", Sleep: sleep, Timeout: 5 * time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	read := func(string) ([]byte, error) { return nil, os.ErrNotExist }
	themes, err := theme.Load("auto", assets.Themes, read)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, msgs: make(chan tea.Msg, 4096), clock: c, server: server}
	opt := Options{
		Fleet: fleet.New(c.Now, fleet.Source{Client: client, Projects: o.projects, Groups: o.groups}),
		Hosts: []string{client.Host()}, Now: c.Now, Drawn: func() time.Time { return r.drawn },
		Themes: themes, Profile: colorprofile.TrueColor,
	}
	if o.change != nil {
		o.change(&opt)
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	r.app = New(ctx, opt)
	r.run(r.app.Init())
	if o.w == 0 {
		o.w, o.h = 120, 36
	}
	r.send(tea.WindowSizeMsg{Width: o.w, Height: o.h})
	return r
}

// run starts a command. The ticks of the screen are dropped: they would make the
// tests wait for real time.
func (r *rig) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		switch msg := cmd().(type) {
		case tea.BatchMsg:
			for _, c := range msg {
				r.run(c)
			}
		case nil, beatMsg, pulseMsg, armMsg, restedMsg, paceMsg:
		default:
			r.msgs <- msg
		}
	}()
}

func (r *rig) send(msg tea.Msg) {
	if _, ok := msg.(tea.QuitMsg); ok {
		r.quit = true
		return
	}
	m, cmd := r.app.Update(msg)
	r.app = m.(App)
	r.run(cmd)
}

// until handles what comes until the state is reached.
func (r *rig) until(what string, ok func(App) bool) {
	r.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for !ok(r.app) {
		select {
		case msg := <-r.msgs:
			r.send(msg)
		case <-deadline.C:
			r.t.Fatalf("never came to this: %s\n%s", what, r.screen())
		}
	}
}

// sees waits until the screen shows a text.
func (r *rig) sees(text string) {
	r.t.Helper()
	r.until("the screen shows "+text, func(App) bool { return strings.Contains(r.screen(), text) })
}

// lacks fails where the screen shows a text.
func (r *rig) lacks(text string) {
	r.t.Helper()
	if strings.Contains(r.screen(), text) {
		r.t.Fatalf("the screen shows %q:\n%s", text, r.screen())
	}
}

// ready waits until everything was read, what waits singly.
func (r *rig) ready() {
	r.t.Helper()
	r.until("everything is read", func(a App) bool {
		if a.reading() {
			return false
		}
		for row := range a.list.All() {
			if row.Verdict.State == api.StateReading {
				return false
			}
		}
		return true
	})
	r.looked()
}

// looked lets a person look at what is on the screen.
func (r *rig) looked() {
	r.clock.Advance(time.Second)
	r.drawn = r.clock.Now()
}

// rested lets the selection rest and waits for its detail.
func (r *rig) rested() {
	r.t.Helper()
	r.send(restedMsg{move: r.app.move})
	r.until("the detail is read", func(a App) bool {
		row, ok := a.list.Selected()
		return !ok || row.Detailed && (row.External() || row.Pipeline != nil || row.PipelineErr != "")
	})
}

// beat lets time pass and the screen look what is due.
func (r *rig) beat(d time.Duration) {
	r.clock.Advance(d)
	r.send(beatMsg{})
}

// settled lets the open card be drawn and settle.
func (r *rig) settled() {
	r.drawn = r.clock.Now().Add(time.Millisecond)
	r.clock.Advance(2 * time.Millisecond)
	r.send(armMsg{op: r.app.arming.op})
	r.clock.Advance(settle)
	r.send(armMsg{op: r.app.arming.op})
	if !r.app.arming.armed {
		r.t.Fatal("the card does not arm")
	}
}

var special = map[string]rune{
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown,
	"left": tea.KeyLeft, "right": tea.KeyRight, "space": tea.KeySpace, "backspace": tea.KeyBackspace,
}

func press(name string) tea.KeyPressMsg {
	if name == "shift+tab" {
		return tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}
	}
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(rest[0]), Mod: tea.ModCtrl}
	}
	if code, ok := special[name]; ok {
		k := tea.KeyPressMsg{Code: code}
		if name == "space" {
			k.Text = " "
		}
		return k
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// keys presses keys, named and separated by blanks.
func (r *rig) keys(names string) {
	for name := range strings.FieldsSeq(names) {
		r.send(press(name))
		r.send(paceMsg{}) // a person's keys are further apart than a stride
	}
}

// typed types a text, key by key.
func (r *rig) typed(text string) {
	for _, c := range text {
		r.send(tea.KeyPressMsg{Code: c, Text: string(c)})
	}
}

var port = regexp.MustCompile(`127\.0\.0\.1:\d{5}`)

// screen is what the screen shows, without styles.
func (r *rig) screen() string {
	var lines []string
	for l := range strings.SplitSeq(ansi.Strip(r.app.View().Content), "\n") {
		lines = append(lines, strings.TrimRight(l, " "))
	}
	return port.ReplaceAllString(strings.Join(lines, "\n"), "gitlab.acme.dev")
}

// posts counts the approvals that were sent.
func (r *rig) posts() int { return len(r.server.Requests("POST", `/approval$`)) }

// select moves to the first row for which ok holds, in the view All.
func (r *rig) selectRow(what string, ok func(fleet.Row) bool) fleet.Row {
	r.t.Helper()
	r.keys("5 g")
	for range r.app.list.Len() {
		if row, found := r.app.list.Selected(); found && ok(row) {
			r.rested()
			row, _ = r.app.list.Selected()
			return row
		}
		r.keys("j")
	}
	r.t.Fatalf("no row is %s", what)
	return fleet.Row{}
}

// remove deletes a deployment, as somebody else would.
func (r *rig) remove(ref api.Ref) {
	r.t.Helper()
	address := fmt.Sprintf("%s/api/v4/projects/%d/deployments/%d", r.server.URL(), ref.Project, ref.Deployment)
	req, err := http.NewRequest(http.MethodDelete, address, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("PRIVATE-TOKEN", r.server.Users()[0].Token)
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusNoContent {
		r.t.Fatalf("the deletion answered %s", res.Status)
	}
}
