//go:build unix

package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// A deployment that runs by itself: nobody's approval, nobody's key.
const runningByItself = "env:qa status:running"

func TestStoryWatchToTheEnd(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", sessionOptions{}, "--project", "platform/infra/terraform-live")
	d := g.deployment(t, 11, "qa", "main")
	s.titled("greenlight: 1 waits for you")
	s.pick(runningByItself, "#"+d.shown)
	s.Send("w")
	s.words("Watching platform/infra/terraform-live → qa #" + d.shown)
	if s.bells() != 0 || len(s.notes()) != 0 {
		t.Errorf("it rang before anything happened: %d bells, %q", s.bells(), s.notes())
	}
	// A second press stops it, a third begins again.
	s.Send("w")
	s.words("No longer watched: platform/infra/terraform-live → qa.")
	s.Send("w")
	s.words("Watching platform/infra/terraform-live → qa")

	g.clock.pass(20 * time.Minute)
	const end = "platform/infra/terraform-live → qa is live: main"
	s.WaitFor(end)
	s.titled("greenlight: " + end)
	s.Until("the bell", func(e *emulator) bool { return e.bells == 1 })
	notes := s.notes()
	if len(notes) != 2 || !slices.ContainsFunc(notes, func(n string) bool { return strings.HasPrefix(n, end) }) ||
		!slices.ContainsFunc(notes, func(n string) bool { return strings.HasPrefix(n, "notify;greenlight;"+end) }) {
		t.Errorf("notified %q, want the end by OSC 9 and by OSC 777", notes)
	}
	raw := s.RawOutput()
	for _, want := range []string{"\x1b]9;" + end, "\x1b]777;notify;greenlight;" + end} {
		if strings.Count(raw, want) != 1 {
			t.Errorf("%q was sent %d times, want once", want, strings.Count(raw, want))
		}
	}
	// Whoever is back sees how many wait again.
	s.Send("j")
	s.titled("greenlight: 1 waits for you")
	none(t, "writes", g.writes())
	s.leave()
	if n := s.bells(); n != 1 {
		t.Errorf("it rang %d times, want once", n)
	}
}

func TestStoryWatchInSilence(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	home, _ := configure(t, fmt.Sprintf("[profiles.here]\nhost = %q\nprojects = [\"platform/infra/terraform-live\"]\n\n[notify]\nbell = false\ndesktop = false\n", g.URL()))
	s := &story{startSession(t, sessionOptions{Home: home, Env: []string{"GREENLIGHT_TOKEN=" + g.Token("maya")}}, greenlight(t)), g.tokens()}
	s.pick(runningByItself, "#"+g.deployment(t, 11, "qa", "main").shown)
	s.Send("w")
	s.words("Watching platform/infra/terraform-live → qa")
	g.clock.pass(20 * time.Minute)
	s.titled("→ qa is live: main")
	s.leave()
	if s.bells() != 0 || len(s.notes()) != 0 {
		t.Errorf("in spite of the configuration: %d bells, %q", s.bells(), s.notes())
	}
}

// What comes to wait for the user is heard once; what waited already is no news.
func TestStoryNewWaitIsHeard(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	d := g.deployment(t, 1, "production", "v2.14.0")
	if err := g.SetStatus(d.number, "created"); err != nil {
		t.Fatal(err)
	}
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api")
	s.ready()
	s.titled("greenlight: 2 wait for you")
	if s.bells() != 0 {
		t.Errorf("what waited already rang %d times", s.bells())
	}
	if err := g.SetStatus(d.number, "blocked"); err != nil {
		t.Fatal(err)
	}
	s.Send("r")
	s.titled("greenlight: 3 wait for you")
	s.Until("the bell", func(e *emulator) bool { return e.bells == 1 })
	s.Send("r")
	s.ready()
	s.leave()
	if notes := s.notes(); s.bells() != 1 || len(notes) != 2 || notes[0] != "waits for you: payments/api → production" {
		t.Errorf("%d bells, notified %q", s.bells(), notes)
	}
}
