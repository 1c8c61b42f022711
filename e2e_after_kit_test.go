//go:build unix

package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"greenlight/api/sandbox"
)

// A jobOf is the job of a deployment as GitLab tells it, with what leads to it.
type jobOf struct {
	ID         int64
	IID        int64
	Status     string
	Deployable struct {
		ID       int64
		Name     string
		Status   string
		WebURL   string `json:"web_url"`
		Pipeline struct {
			ID     int64
			WebURL string `json:"web_url"`
		}
	}
	Environment struct {
		ID   int64
		Name string
	}
}

// lookup reads something as an administrator, with a request of its own.
func (g *gitlab) lookup(tb testing.TB, path string, into any) {
	tb.Helper()
	req, err := http.NewRequest(http.MethodGet, g.URL()+"/api/v4"+path, nil)
	if err != nil {
		tb.Fatal(err)
	}
	req.Header.Set("PRIVATE-TOKEN", g.Token("root"))
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if err := json.NewDecoder(res.Body).Decode(into); err != nil || res.StatusCode != http.StatusOK {
		tb.Fatalf("GET %s: %d, %v", path, res.StatusCode, err)
	}
}

// whole is a deployment with its job.
func (g *gitlab) whole(tb testing.TB, project int, env, ref string) jobOf {
	tb.Helper()
	var d jobOf
	g.lookup(tb, fmt.Sprintf("/projects/%d/deployments/%s", project, g.deployment(tb, project, env, ref).text), &d)
	return d
}

// of are the requests of one user.
func of(who string, all []sandbox.Entry) []sandbox.Entry {
	return slices.DeleteFunc(all, func(e sandbox.Entry) bool { return e.User != who })
}

// notes are the notifications that the terminal was asked to show so far, bells how
// often it rang.
func (s *story) notes() []string {
	return look(s.session, func(e *emulator) []string { return slices.Clone(e.notes) })
}

func (s *story) bells() int { return look(s.session, func(e *emulator) int { return e.bells }) }

func (s *story) titled(want string) {
	s.tb.Helper()
	s.Until(fmt.Sprintf("the title %q", want), func(e *emulator) bool { return strings.Contains(e.Title(), want) })
}

// clip waits until the terminal was asked for the n-th time to take something into
// its clipboard, and returns that.
func (s *story) clip(n int) string {
	s.tb.Helper()
	s.Until(fmt.Sprintf("copy %d to reach the terminal", n), func(e *emulator) bool { return len(e.clips) >= n })
	got := look(s.session, func(e *emulator) string { return e.clips[n-1] })
	target, payload, _ := strings.Cut(got, ";")
	data, err := base64.StdEncoding.DecodeString(payload)
	if err != nil || target != "c" {
		s.tb.Fatalf("OSC 52 carries %q: %v", got, err)
	}
	return string(data)
}

// closes presses esc and waits until a card has gone.
func (s *story) closes(card any) {
	s.tb.Helper()
	s.Send("esc")
	s.WaitGone(card)
}

// enters presses enter on a card until it is followed by something: a card takes no
// enter before it has settled, and each one too early lets it settle anew. It returns
// how often it was pressed.
func (s *story) enters(then string) (times int) {
	s.tb.Helper()
	for times = range 20 {
		s.Send("enter")
		if s.within(500*time.Millisecond, func(screen string) bool { return strings.Contains(screen, then) }) {
			return times + 1
		}
	}
	s.tb.Fatalf("the card never took enter: waited for %q", then)
	return times
}

// confirm presses enter on a card, and presses again where the screen says that the
// card has just changed, until it is followed by something.
func (s *story) confirm(then any) {
	s.tb.Helper()
	s.again("enter", then)
}

// again presses a key until it is followed by something, and only where the screen asks
// to look and to press again. It returns how often it was pressed.
func (s *story) again(key string, then any) (times int) {
	s.tb.Helper()
	done := matcher(s.tb, then)
	for times = range 20 {
		s.Send(key)
		if !s.pressAgain(done) {
			break
		}
	}
	s.WaitFor(then)
	return times + 1
}

// marking marks what a filter leaves, and waits for the number of them.
func (s *story) marking(filter string, count int) {
	s.tb.Helper()
	s.Send("5", "/", "ctrl+u")
	s.Type(filter)
	s.Send("enter")
	s.WaitFor(regexp.MustCompile(fmt.Sprintf(`\b%d shown, esc clears the filter: `, count)))
	s.Send("A")
	s.WaitFor(fmt.Sprintf("%d marked", count))
}

// unharmed fails if anything reached the terminal that no server may send there:
// sequences with effects, and characters that turn text around.
func (s *story) unharmed(tb testing.TB, also ...string) {
	tb.Helper()
	raw := s.RawOutput()
	bad := append([]string{
		"\x1b]8;", "\x1b]0;", "\x1bP", "\x1b_", "\x1b^", "\x1bc", "\x00", "\u009b", "\u009d", "\u0090",
		"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\u200e", "\u200f",
	}, also...)
	for _, b := range bad {
		if i := strings.Index(raw, b); i >= 0 {
			tb.Errorf("%q reached the terminal: …%q", b, raw[max(0, i-40):min(len(raw), i+60)])
		}
	}
	if !utf8.ValidString(raw) {
		tb.Errorf("bytes that are no text reached the terminal")
	}
}
