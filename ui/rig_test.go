package ui

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"runtime"
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
	"greenlight/ui/form"
	"greenlight/ui/overlay"
	"greenlight/ui/present"
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
// its commands on goroutines, over the real client and real sandboxes. The ticks
// are the tests': they come when a test says so.
type rig struct {
	t     *testing.T
	app   App
	clock *clock
	// server is the first of servers, hosts are theirs; tokens are what reading a
	// token anew finds.
	server  *sandbox.Server
	servers []*sandbox.Server
	hosts   []string
	mu      sync.Mutex
	tokens  map[string]string
	drawn   time.Time
	// ends is where commands end, under how many are under way.
	ends  chan tea.Msg
	under int
	// arms lets the ticks of arming come by themselves.
	arms bool
	// asked are the messages to the terminal, by their types.
	asked []string
	// raw is what was written to the terminal besides frames, clip what was put into
	// its clipboard.
	raw, clip []string
	quit      bool
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
	// also are further instances: of them all but w, h, change and arms counts.
	also []rigOptions
	arms bool
}

func newRig(t *testing.T, o rigOptions) *rig {
	t.Helper()
	c := newClock()
	r := &rig{t: t, clock: c, ends: make(chan tea.Msg, 4096), tokens: map[string]string{}, arms: o.arms}
	var sources []fleet.Source
	for _, one := range append([]rigOptions{o}, o.also...) {
		sources = append(sources, r.source(one))
	}
	read := func(string) ([]byte, error) { return nil, os.ErrNotExist }
	themes, err := theme.Load("auto", assets.Themes, read)
	if err != nil {
		t.Fatal(err)
	}
	r.server = r.servers[0]
	opt := Options{
		Fleet: fleet.New(c.Now, sources...),
		Hosts: r.hosts, Now: c.Now, Drawn: func() time.Time { return r.drawn },
		Themes: themes, Profile: colorprofile.TrueColor,
	}
	if o.change != nil {
		o.change(&opt)
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	r.app = New(ctx, opt)
	r.app.labels = present.HostLabels(names[:len(r.hosts)])
	for i, h := range r.hosts { // ports differ from run to run
		if r.app.labels != nil {
			r.app.labels[h] = r.app.labels[names[i]]
		}
	}
	r.run(r.app.Init())
	if o.w == 0 {
		o.w, o.h = 120, 36
	}
	r.send(tea.WindowSizeMsg{Width: o.w, Height: o.h})
	return r
}

// source starts one more GitLab and a client for it.
func (r *rig) source(o rigOptions) fleet.Source {
	r.t.Helper()
	o.world.Now, o.world.Seed, o.world.Quiet = r.clock.Now, 1, true
	server, err := sandbox.Start(o.world)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(server.Close)
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
		r.t.Fatal(err)
	}
	// Retries wait no time: the clock stands still.
	sleep := func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	client, err := api.New(api.Options{
		Instance: instance, Token: api.Secret(token), Now: r.clock.Now, UserAgent: "test", Sleep: sleep, Timeout: patience,
	})
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(client.Close)
	host := client.Host()
	r.tokens[host] = token
	r.servers, r.hosts = append(r.servers, server), append(r.hosts, host)
	again := func(context.Context) (api.Secret, error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		return api.Secret(r.tokens[host]), nil
	}
	return fleet.Source{Client: client, Projects: o.projects, Groups: o.groups, Token: again}
}

// ticks are the names of what makes the commands that only wait for a time.
var ticks = regexp.MustCompile(`ui\.(beat|pulse|rest|pace|arm)Cmd|\.Tick\.`)

// run starts a command. The ticks of the screen are dropped: they would make the
// tests wait for real time.
func (r *rig) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	name := runtime.FuncForPC(reflect.ValueOf(cmd).Pointer()).Name()
	if ticks.MatchString(name) && !(r.arms && strings.Contains(name, "arm")) {
		return
	}
	r.under++
	go func() { r.ends <- cmd() }()
}

// end folds in what a command ended with.
func (r *rig) end(msg tea.Msg) {
	r.under--
	switch msg := msg.(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			r.run(c)
		}
	case nil, beatMsg, pulseMsg, restedMsg, paceMsg:
	case discoveredMsg, projectLoadedMsg, rowLoadedMsg, factMsg, gatheredMsg, lookedAgainMsg, begunMsg, decidedMsg, tokenReadMsg, armMsg,
		changesMsg, pipelineMsg, historyMsg, logMsg, windowMsg, askedMsg, olderMsg, placesMsg, commitMsg, recordedMsg,
		tiersLoadedMsg, pulsedMsg, restoredMsg, savedMsg, wokenMsg, mergesMsg, foundMsg, browsedMsg, journalMsg, handedMsg, copiedMsg:
		r.send(msg)
	default:
		kind := fmt.Sprintf("%T", msg)
		r.asked = append(r.asked, kind)
		switch raw, ok := msg.(tea.RawMsg); {
		case ok:
			r.raw = append(r.raw, fmt.Sprint(raw.Msg))
		case strings.Contains(kind, "lipboard"):
			r.clip = append(r.clip, fmt.Sprint(msg))
		}
		_, r.quit = msg.(tea.QuitMsg)
	}
}

func (r *rig) send(msg tea.Msg) {
	m, cmd := r.app.Update(msg)
	r.app = m.(App)
	r.run(cmd)
}

// until handles what comes until the state is reached.
func (r *rig) until(what string, ok func(App) bool) {
	r.t.Helper()
	deadline, again := time.NewTimer(patience), time.NewTicker(2*time.Millisecond)
	defer deadline.Stop()
	defer again.Stop()
	for !ok(r.app) {
		select {
		case <-again.C: // what a server sees changes without a message
		case msg := <-r.ends:
			r.end(msg)
		case <-deadline.C:
			r.t.Fatalf("never came to this: %s\n%s", what, r.screen())
		}
	}
}

// idle waits until no command is under way, but for so many that the servers leave
// without an answer.
func (r *rig) idle(hanging int) {
	r.t.Helper()
	r.until(fmt.Sprintf("only %d commands are under way", hanging), func(App) bool {
		return r.under == hanging && (hanging == 0 || r.unanswered() >= hanging)
	})
}

// unanswered counts the requests that hang.
func (r *rig) unanswered() int {
	n := 0
	for _, s := range r.servers {
		for _, e := range s.Journal() {
			if e.Status == 0 {
				n++
			}
		}
	}
	return n
}

// shows reports whether the screen shows a text, broken into lines or not.
func (r *rig) shows(text string) bool {
	s := r.screen()
	return strings.Contains(s, text) || strings.Contains(strings.Join(strings.Fields(s), " "), text)
}

// sees waits until the screen shows a text.
func (r *rig) sees(text string) {
	r.t.Helper()
	r.until("the screen shows "+text, func(App) bool { return r.shows(text) })
}

// lacks fails where the screen shows a text.
func (r *rig) lacks(text string) {
	r.t.Helper()
	if r.shows(text) {
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

// rested lets the selection rest and waits for its detail, with the facts about it and
// its neighbours.
func (r *rig) rested() {
	r.t.Helper()
	r.send(restedMsg{move: r.app.move})
	r.until("the detail is read", func(a App) bool {
		row, ok := a.list.Selected()
		read := !ok || row.Detailed && (row.External() || row.Pipeline != nil || row.PipelineErr != "")
		return read && len(a.bench.facts) == 0
	})
}

// beat lets time pass and the screen look what is due.
func (r *rig) beat(d time.Duration) {
	r.clock.Advance(d)
	r.send(beatMsg{})
}

// known waits until the card on top waits for no fact, unless the server is silent.
func (r *rig) known() {
	r.t.Helper()
	r.until("the facts are known", func(a App) bool {
		if d, ok := a.decision(); ok {
			return len(a.bench.facts) == 0 && strings.HasPrefix(d.Asks(), "\n")
		}
		top, _ := a.cards.Top()
		m, ok := overlay.As[form.Many](top)
		return !ok || len(a.bench.facts) == 0 && len(m.Wants()) == 0
	})
}

// settled lets the open card be drawn and settle, with the facts that it waits for.
func (r *rig) settled() {
	r.t.Helper()
	r.known()
	r.still()
}

// still lets the open card be drawn and settle, whatever it waits for.
func (r *rig) still() {
	r.t.Helper()
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
	"home": tea.KeyHome, "end": tea.KeyEnd, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
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

// names stand for the hosts on the screen, whose ports differ from run to run.
var names = []string{"gitlab.acme.dev", "gitlab.beta.dev"}

// screen is what the screen shows, without styles.
func (r *rig) screen() string {
	var lines []string
	for l := range strings.SplitSeq(ansi.Strip(r.app.View().Content), "\n") {
		lines = append(lines, strings.TrimRight(l, " "))
	}
	out := strings.Join(lines, "\n")
	for i, host := range r.hosts {
		out = strings.ReplaceAll(out, host, names[i])
	}
	return out
}

// header is the first line of the screen.
func (r *rig) header() string { return strings.SplitN(r.screen(), "\n", 2)[0] }

// posts counts the approvals that were sent.
func (r *rig) posts() int { return len(r.server.Requests("POST", `/approval$`)) }

// selectRow moves to the first row for which ok holds, in the view All, and rests
// there.
func (r *rig) selectRow(what string, ok func(fleet.Row) bool) fleet.Row {
	r.t.Helper()
	r.moveTo(what, ok)
	r.rested()
	return r.selected()
}

// moveTo is selectRow without the rest.
func (r *rig) moveTo(what string, ok func(fleet.Row) bool) fleet.Row {
	r.t.Helper()
	r.keys("5 g")
	for range r.app.list.Len() {
		if row, found := r.app.list.Selected(); found && ok(row) {
			return row
		}
		r.keys("j")
	}
	r.t.Fatalf("no row is %s", what)
	return fleet.Row{}
}

// selected is the row under the cursor.
func (r *rig) selected() fleet.Row {
	r.t.Helper()
	row, ok := r.app.list.Selected()
	if !ok {
		r.t.Fatalf("no row is selected:\n%s", r.screen())
	}
	return row
}

// wire counts the requests that a server got since the last call of reset.
func (r *rig) wire(method, path string) int { return len(r.server.Requests(method, path)) }

// asks reports a question by GraphQL, which is a POST and changes nothing.
func asks(e sandbox.Entry) bool {
	return e.Path == "/api/graphql" && !strings.Contains(e.Body, "mutation")
}

// noWrite fails where anything but reads arrived anywhere.
func (r *rig) noWrite(when string) {
	r.t.Helper()
	r.idle(0)
	for i, s := range r.servers {
		for _, e := range s.Journal() {
			if e.Method != http.MethodGet && !asks(e) {
				r.t.Fatalf("%s: %s %s arrived at %s", when, e.Method, e.Path, names[i])
			}
		}
	}
}

// pass lets time pass, beat by beat, and everything that falls due end.
func (r *rig) pass(d, step time.Duration, hanging int) {
	r.t.Helper()
	for ; d > 0; d -= step {
		r.beat(step)
		r.idle(hanging)
	}
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

// containsBody reports that a request carries a text.
func containsBody(e sandbox.Entry, text string) bool { return strings.Contains(e.Body, text) }
