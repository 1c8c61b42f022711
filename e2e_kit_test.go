//go:build unix

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

// worldClock is the real time moved on by a test: what takes a minute in the
// world then takes none in the story.
type worldClock struct{ ahead atomic.Int64 }

func (c *worldClock) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

func (c *worldClock) pass(d time.Duration) { c.ahead.Add(int64(d)) }

// A gitlab is the embedded GitLab of one story, over real HTTP.
type gitlab struct {
	*sandbox.Server
	clock *worldClock
}

// openGitLab starts a GitLab in which nothing happens by itself.
func openGitLab(tb testing.TB, adjust ...func(*sandbox.Options)) *gitlab {
	tb.Helper()
	c := &worldClock{}
	o := sandbox.Options{Seed: 1, Now: c.now, Quiet: true}
	for _, change := range adjust {
		change(&o)
	}
	server, err := sandbox.Start(o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(server.Close)
	return &gitlab{server, c}
}

// approvals are the requests that would approve or reject.
func (g *gitlab) approvals() []sandbox.Entry { return g.Requests("POST", `/approval$`) }

// writes are all requests that could change anything.
func (g *gitlab) writes() []sandbox.Entry {
	var out []sandbox.Entry
	for _, e := range g.Journal() {
		question := e.Path == "/api/graphql" && !strings.Contains(e.Body, "mutation")
		if e.Method != "GET" && e.Method != "HEAD" && !question {
			out = append(out, e)
		}
	}
	return out
}

func (g *gitlab) tokens() []string {
	var out []string
	for _, u := range g.Users() {
		out = append(out, u.Token)
	}
	return out
}

// A story is one user at one terminal. What it must never show is known from its
// start and checked at its end.
type story struct {
	*session
	secrets []string
}

// open starts greenlight for a user on a GitLab, in a terminal of its own.
func (g *gitlab) open(tb testing.TB, who string, o sessionOptions, args ...string) *story {
	tb.Helper()
	token := g.Token(who)
	if token == "" {
		tb.Fatalf("nobody is called %q", who)
	}
	return tell(tb, g.URL(), token, o, g.tokens(), args...)
}

// tell starts greenlight with a token on an address.
func tell(tb testing.TB, url, token string, o sessionOptions, secrets []string, args ...string) *story {
	tb.Helper()
	o.Env = append(o.Env, "GREENLIGHT_TOKEN="+token)
	s := startSession(tb, o, greenlight(tb), append([]string{"--host", url}, args...)...)
	return &story{s, append(secrets, token)}
}

// leave quits as users do and checks what every story promises at its end.
func (s *story) leave() {
	s.tb.Helper()
	s.Send("q")
	s.gone(0)
}

// gone waits for the end: the terminal is as it was, and no token was shown.
func (s *story) gone(code int) {
	s.tb.Helper()
	s.WaitExit(code)
	s.Restored()
	for _, token := range s.secrets {
		if strings.Contains(s.RawOutput(), token) || strings.Contains(s.Stderr(), token) {
			s.tb.Errorf("a token was shown: %s…", token[:9])
		}
	}
}

// within waits a moment for a condition and says whether it came.
func (s *story) within(limit time.Duration, ok func(screen string) bool) bool {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	for {
		s.mu.Lock()
		done, changed := ok(s.term.Screen()), s.changed
		s.mu.Unlock()
		if done {
			return true
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		}
	}
}

// settle presses a harmless key until the screen says what it says once a card
// takes keys: a card takes none before it was drawn and has been seen. A key that a
// slow machine has yet to answer is not pressed twice: two tabs go past what is sought.
func (s *story) settle(key string, want *regexp.Regexp) {
	s.tb.Helper()
	for range 30 {
		before := place(s.Screen())
		s.Send(key)
		s.within(time.Second, func(screen string) bool { return want.MatchString(screen) || place(screen) != before })
		if want.MatchString(s.Screen()) {
			return
		}
	}
	s.tb.Fatalf("the card never took %s: waited for %q", key, want)
}

// place is where keys act, as the screen shows it: the marked lines, what is chosen,
// what has been typed, and what the footer offers.
func place(screen string) string {
	var at strings.Builder
	for line := range strings.SplitSeq(screen, "\n") {
		if strings.ContainsAny(line, "▌•") || strings.Contains(line, "/255") {
			at.WriteString(line)
		}
	}
	return at.String() + screen[strings.LastIndex(strings.TrimRight(screen, "\n "), "\n")+1:]
}

// settleComment waits until the comment of a card can be typed, and leaves it
// empty.
func (s *story) settleComment() {
	s.tb.Helper()
	s.settle("x", regexp.MustCompile(`\b[1-9]\d*/255`))
	s.Send("ctrl+u")
	s.WaitFor(regexp.MustCompile(`\b0/255`))
}

// settleButtons waits until the buttons of a card can be moved between, and
// leaves the cursor on the right one.
func (s *story) settleButtons(verb string) {
	s.tb.Helper()
	s.settle("left", regexp.MustCompile(`enter cancel`))
	s.Send("right")
	s.WaitFor("enter " + verb)
}

// enterVerb is what the footer says that enter does.
var enterVerb = regexp.MustCompile(`(?m)^.*\benter ([a-z ]+?)  `)

// asksAgain reports that the card has changed by itself, and asks for another look.
func asksAgain(screen string) bool { return strings.Contains(screen, "Look, then press again.") }

// opens presses a key that opens a card, and once more where the row was still being read.
func (s *story) opens(key, title string) {
	s.tb.Helper()
	early := func(screen string) bool { return strings.Contains(screen, "it is still being read") }
	for range 20 {
		s.Send(key)
		s.within(waitLimit, func(screen string) bool { return strings.Contains(screen, title) || early(screen) })
		if !early(s.Screen()) {
			break
		}
		s.within(300*time.Millisecond, func(screen string) bool { return !early(screen) })
	}
	s.WaitFor(title)
}

// awaits reports that enter came too early: the card is still reading.
func awaits(screen string) bool { return awaitsPattern.MatchString(screen) }

var awaitsPattern = regexp.MustCompile(`(Approve|Run) waits for [^.]+\.`)

// pressAgain waits until what was pressed is answered, and reports that it has to be
// pressed once more: the card was still reading, or has changed by itself.
func (s *story) pressAgain(done func(screen string) bool) bool {
	s.tb.Helper()
	s.within(3*time.Second, func(screen string) bool { return done(screen) || asksAgain(screen) || awaits(screen) })
	if awaits(s.Screen()) {
		s.within(waitLimit, func(screen string) bool { return !awaits(screen) })
		return true
	}
	s.within(300*time.Millisecond, func(screen string) bool { return done(screen) || !asksAgain(screen) })
	screen := s.Screen()
	return !done(screen) && asksAgain(screen)
}

// enter presses the button that enter presses, and once more where the card has just
// changed by itself and asks for another look.
func (s *story) enter() {
	s.tb.Helper()
	verb := enterVerb.FindString(s.Screen())
	for range 20 {
		s.Send("enter")
		if !s.pressAgain(func(screen string) bool { return !asksAgain(screen) && enterVerb.FindString(screen) != verb }) {
			return
		}
	}
	s.tb.Fatal("the card never stops changing")
}

// button goes to a button of a card by what the footer says that enter does: a card that
// comes to ask something else leaves its button by itself.
func (s *story) button(verb string) {
	s.tb.Helper()
	here := regexp.MustCompile(`\benter ` + verb + `\b`)
	for range 40 {
		screen := s.Screen()
		if here.MatchString(screen) {
			if !s.within(200*time.Millisecond, func(screen string) bool { return !here.MatchString(screen) }) {
				return
			}
			continue
		}
		key, before := "tab", enterVerb.FindString(screen)
		if strings.Contains(screen, "enter cancel") {
			key = "right"
		}
		s.Send(key)
		s.within(time.Second, func(screen string) bool { return enterVerb.FindString(screen) != before })
	}
	s.tb.Fatalf("the card has no button to %s", verb)
}

// presses goes to a button of a card and presses it, and does so again where the card
// has changed by itself just then.
func (s *story) presses(verb string, then any) {
	s.tb.Helper()
	done := matcher(s.tb, then)
	for range 10 {
		s.button(verb)
		s.Send("enter")
		s.within(waitLimit, func(screen string) bool {
			return done(screen) || asksAgain(screen) || strings.Contains(screen, "enter cancel")
		})
		if done(s.Screen()) {
			return
		}
		s.within(300*time.Millisecond, func(screen string) bool { return done(screen) || !asksAgain(screen) })
	}
	s.WaitFor(then)
}

// ready waits until everything was read.
func (s *story) ready() {
	s.tb.Helper()
	s.WaitFor("just now")
}

// pick waits until everything was read and chooses a deployment.
func (s *story) pick(filter, number string) {
	s.tb.Helper()
	s.ready()
	s.choose(filter, number)
}

// choose selects the one deployment that a filter finds among all and waits for
// its detail.
func (s *story) choose(filter, number string) {
	s.tb.Helper()
	s.Send("5", "/", "ctrl+u")
	s.Type(filter)
	s.Send("enter")
	s.WaitFor(regexp.MustCompile(`\b1 shown, esc clears the filter: ` + regexp.QuoteMeta(filter)))
	s.WaitFor(regexp.MustCompile(`(?m) ` + number + ` [─-]+$`))
}

// shows fails unless the screen has the text now.
func (s *story) shows(texts ...string) {
	s.tb.Helper()
	screen := s.Screen()
	for _, text := range texts {
		if !strings.Contains(screen, text) {
			s.tb.Errorf("the screen lacks %q", text)
		}
	}
}

// words waits for a sentence wherever the screen breaks it into lines.
func (s *story) words(text string) {
	s.tb.Helper()
	want := strings.Join(strings.Fields(text), " ")
	s.Until(fmt.Sprintf("the words %q", text), func(t *emulator) bool {
		return strings.Contains(unbroken(t.Screen()), want)
	})
}

// unbroken is the text of a screen without frames and line breaks.
func unbroken(screen string) string {
	bare := strings.NewReplacer("║", " ", "│", " ", "▌", " ", "|", " ").Replace(screen)
	return strings.Join(strings.Fields(bare), " ")
}

// one fails unless exactly one request was made, and returns it.
func one(tb testing.TB, what string, found []sandbox.Entry) sandbox.Entry {
	tb.Helper()
	if len(found) != 1 {
		tb.Fatalf("%d %s reached GitLab, want exactly one: %+v", len(found), what, found)
	}
	return found[0]
}

// none fails if any request was made.
func none(tb testing.TB, what string, found []sandbox.Entry) {
	tb.Helper()
	if len(found) != 0 {
		tb.Errorf("%d %s reached GitLab, want none: %+v", len(found), what, found)
	}
}

// A finished program is one that ran without a terminal.
type finished struct {
	stdout, stderr string
	code           int
}

// runPiped runs greenlight with its output in pipes.
func runPiped(tb testing.TB, env []string, args ...string) finished {
	tb.Helper()
	program := greenlight(tb) // the first one builds it, which is not the program's time
	ctx, cancel := context.WithTimeout(context.Background(), waitLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir, cmd.Env = tb.TempDir(), append(cleanEnv(tb, tb.TempDir()), env...)
	var out, errOut strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		tb.Fatal(err)
	}
	return finished{out.String(), errOut.String(), cmd.ProcessState.ExitCode()}
}

// configure writes a configuration into a new home and returns that.
func configure(tb testing.TB, text string) (home, file string) {
	tb.Helper()
	home = tb.TempDir()
	file = filepath.Join(home, ".config", "greenlight", "config.toml")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
	return home, file
}

// freeAddress is an address on which nobody listens.
func freeAddress(tb testing.TB) string {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// found is a deployment as GitLab tells it.
type found struct {
	number              int64
	text, shown, status string
}

// deployment finds the newest deployment of a ref in an environment, asked as an
// administrator with a request of its own.
func (g *gitlab) deployment(tb testing.TB, project int, env, ref string) found {
	tb.Helper()
	req, err := http.NewRequest(http.MethodGet, fmt.Sprintf("%s/api/v4/projects/%d/deployments?per_page=100&sort=desc&environment=%s", g.URL(), project, env), nil)
	if err != nil {
		tb.Fatal(err)
	}
	req.Header.Set("PRIVATE-TOKEN", g.Token("root"))
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	var rows []struct {
		ID, IID     int64
		Ref, Status string
	}
	if err := json.NewDecoder(res.Body).Decode(&rows); err != nil {
		tb.Fatal(err)
	}
	for _, r := range rows {
		if r.Ref == ref {
			return found{r.ID, strconv.FormatInt(r.ID, 10), strconv.FormatInt(r.IID, 10), r.Status}
		}
	}
	tb.Fatalf("project %d has no deployment of %s to %s", project, ref, env)
	return found{}
}
