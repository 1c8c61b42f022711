//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/sandbox"
	"greenlight/api/snapshot"
)

// onAPI is the scope of a start with --project payments/api and nothing else.
const onAPI = "payments/api\x00"

// caches is where the runs of a home keep what they know of a GitLab.
func caches(home string) *snapshot.Folder {
	return snapshot.New(filepath.Join(home, ".cache", "greenlight"))
}

// hostOf is a GitLab as greenlight calls it.
func hostOf(tb testing.TB, url string) string {
	tb.Helper()
	in, err := api.ParseInstance(url)
	if err != nil {
		tb.Fatal(err)
	}
	return in.Host()
}

// saved is what was kept of payments/api at the end of a run.
func (g *gitlab) saved(tb testing.TB, home string) *snapshot.State {
	tb.Helper()
	s, err := caches(home).Read(tb.Context(), hostOf(tb, g.URL()), onAPI)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// ages makes what was kept of payments/api older.
func (g *gitlab) ages(tb testing.TB, home string, by time.Duration) {
	tb.Helper()
	s := g.saved(tb, home)
	s.SavedAt = s.SavedAt.Add(-by)
	for i := range s.Projects {
		p := &s.Projects[i]
		p.ListedAt = p.ListedAt.Add(-by)
		for j := range p.Looks {
			p.Looks[j].At = p.Looks[j].At.Add(-by)
		}
	}
	e, err := snapshot.Encode(tb.Context(), s)
	if err == nil {
		err = caches(home).Write(tb.Context(), e)
	}
	if err != nil {
		tb.Fatal(err)
	}
}

// visited is the home of a user who has looked at payments/api before.
func (g *gitlab) visited(tb testing.TB, who string) (home string) {
	tb.Helper()
	home = tb.TempDir()
	s := g.open(tb, who, sessionOptions{Home: home}, "--project", "payments/api")
	s.pick(mineAlone, "#4821")
	s.Send("esc")
	s.WaitGone("esc clears the filter")
	s.leave()
	return home
}

var oldAge = regexp.MustCompile(`(?m)payments/api .* ~\d+m`)

func TestStoryTheFirstFrameIsUseful(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	home := g.visited(t, "maya")
	g.private(t, home)
	g.ages(t, home, 3*time.Hour)
	token, address := g.Token("maya"), strings.TrimPrefix(g.URL(), "http://")
	g.Close()

	s := tell(t, g.URL(), token, sessionOptions{Home: home}, nil, "--project", "payments/api")
	s.WaitFor(oldAge)
	s.WaitFor("offline, data 3h old, retry in")
	s.choose(mineAlone, "#4821")
	s.Send("a")
	s.words("decisions are off while")
	s.shows("v2.14.0")

	g = openGitLab(t, func(o *sandbox.Options) { o.Addr = address })
	if err := g.SetRef(atoi(t, g.deployment(t, 1, "production", "v2.14.0").text), "v9.9.9"); err != nil {
		t.Fatal(err)
	}
	s.Send("esc")
	s.WaitGone("esc clears the filter")
	s.Send("r")
	s.WaitFor("v9.9.9")
	s.WaitGone(oldAge)
	s.ready()
	s.approve("ref:v9.9.9 env:production", "#4821")
	s.words("Complete: the job waits to be run.")
	one(t, "approvals", g.approvals())
	s.leave()
}

func atoi(tb testing.TB, text string) (n int64) {
	tb.Helper()
	if _, err := fmt.Sscan(text, &n); err != nil {
		tb.Fatal(err)
	}
	return n
}

// private fails unless what was kept is for its owner alone and without secrets.
func (g *gitlab) private(tb testing.TB, home string) {
	tb.Helper()
	dir := filepath.Join(home, ".cache", "greenlight")
	files, err := os.ReadDir(dir)
	if err != nil {
		tb.Fatal(err)
	}
	kept := 0
	for _, f := range files {
		info, err := f.Info()
		if err != nil {
			tb.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			tb.Errorf("%s has %v", f.Name(), info.Mode())
		}
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			tb.Fatal(err)
		}
		kept += len(data)
		for _, token := range g.tokens() {
			if bytes.Contains(data, []byte(token)) {
				tb.Errorf("%s has a token", f.Name())
			}
		}
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		tb.Errorf("the folder has %v, %v", info.Mode(), err)
	}
	if kept == 0 {
		tb.Errorf("nothing was kept")
	}
}

// Where GitLab takes the connection and says nothing, the last state is shown all the same.
func TestStoryTheFirstFrameOfAGitLabThatHangs(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	home := g.visited(t, "maya")
	g.ages(t, home, 3*time.Hour)
	g.Inject(sandbox.Fault{Path: `.`, Hang: true})
	s := g.open(t, "maya", sessionOptions{Home: home}, "--project", "payments/api")
	s.WaitFor(oldAge)
	s.WaitFor("3h old, reading 0 of 1")
	s.choose(mineAlone, "#4821")
	s.Send("a")
	s.words("it is still being asked who you are on")
	s.WaitFor("no answer yet, data 3h old   ! why")
	s.messages("no answer yet: it is being waited for")
	s.closes("─ Messages ─")
	none(t, "writes", g.writes())
	s.leave()
}

// What must not be used is told in one sentence, and replaced at the end.
func TestStorySpoiledSnapshots(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	home := g.visited(t, "maya")
	path := func(home string) string { return caches(home).Path(hostOf(t, g.URL()), onAPI) }
	good, err := os.ReadFile(path(home))
	if err != nil {
		t.Fatal(err)
	}
	other := openGitLab(t)
	foreign, err := os.ReadFile(caches(other.visited(t, "maya")).Path(hostOf(t, other.URL()), onAPI))
	if err != nil {
		t.Fatal(err)
	}
	flipped, newer := bytes.Clone(good), bytes.Clone(good)
	flipped[len(flipped)*2/3] ^= 0x40
	newer[8]++
	for name, c := range map[string]struct {
		file []byte
		said string
	}{
		"corrupt": {flipped, "it is damaged"},
		"cut":     {good[:len(good)/2], "its end is missing"},
		"empty":   {nil, "it is empty"},
		"newer":   {newer, "a newer greenlight wrote it"},
		"foreign": {foreign, "it is of another GitLab or of other projects"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			at := path(home)
			if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(at, c.file, 0o600); err != nil {
				t.Fatal(err)
			}
			s := g.open(t, "maya", sessionOptions{Home: home}, "--project", "payments/api")
			s.ready()
			s.WaitFor("payments/api")
			s.messages("is not used: " + c.said + "; the next save replaces it")
			s.closes("─ Messages ─")
			s.leave()
			if n := len(g.saved(t, home).Projects); n != 1 {
				t.Errorf("%d projects were kept at the end", n)
			}
		})
	}
}

func TestStoryKilledRuns(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	clean := t.TempDir()
	known := g.visited(t, "maya")
	kill := func(home string) {
		t.Helper()
		s := g.open(t, "maya", sessionOptions{Home: home}, "--project", "payments/api")
		s.ready()
		s.Signal(syscall.SIGKILL)
		s.WaitExit(137)
	}
	for range 3 {
		kill(known)
		kill(clean)
	}
	token := g.Token("maya")
	g.Close()
	s := tell(t, g.URL(), token, sessionOptions{Home: known}, nil, "--project", "payments/api")
	s.WaitFor(regexp.MustCompile(`(?m)^▌.* payments/api`))
	s.WaitFor("offline, data")
	s.leave()
	s = tell(t, g.URL(), token, sessionOptions{Home: clean}, nil, "--project", "payments/api")
	s.WaitFor("could not be read.")
	s.leave()
}

// What one account has seen is not shown to another once it is known who asks.
func TestStoryTheSnapshotOfAnother(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	home := g.visited(t, "maya")
	gate := make(chan struct{})
	open := sync.OnceFunc(func() { close(gate) })
	t.Cleanup(open)
	g.Inject(sandbox.Fault{Path: `/user$`, Before: func() { <-gate }})
	g.Inject(sandbox.Fault{Path: `/deployments|/graphql`, Hang: true})
	s := g.open(t, "lin", sessionOptions{Home: home}, "--project", "payments/api")
	s.WaitFor(regexp.MustCompile(`(?m)^▌.* payments/api`))
	s.Send("a")
	s.words("it is still being asked who you are on")
	open()
	s.WaitFor("@lin")
	s.WaitGone("payments/api")
	none(t, "writes", g.writes())
	s.leave()
	if me := g.saved(t, home).Me.Username; me != "maya" && me != "lin" {
		t.Errorf("it is of %q", me)
	}
}
