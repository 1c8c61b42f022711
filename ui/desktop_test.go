package ui

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// loud is for rigOptions.change: everything that can be heard is.
func loud(o *Options) { o.Bell, o.Desktop = true, true }

// received is what the machine was asked for; nothing is under way any more.
func received(t *testing.T, c chan string) string {
	t.Helper()
	select {
	case got := <-c:
		return got
	default:
		t.Fatal("the machine was asked for nothing")
		return ""
	}
}

// heardNow waits until nothing is under way and returns what was written to the
// terminal besides frames since the last call.
func (r *rig) heardNow() string {
	r.t.Helper()
	r.idle(0)
	out := strings.Join(r.raw, "")
	r.raw = nil
	return out
}

func TestNothingIsHeardOfWhatWaitsAlready(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{change: loud})
	r.ready()
	r.pass(40*time.Second, time.Second, 0)
	r.keys("5 g j j j j j j j j")
	r.rested()
	if said := r.heardNow(); said != "" {
		t.Errorf("heard %q though nothing new waits", said)
	}
}

func TestWhatWaitsInTheProjectOfALinkIsNoNews(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/web"}, change: func(o *Options) {
		loud(o)
		o.Open = &Opening{Host: o.Hosts[0], Link: api.Link{Root: "http://" + o.Hosts[0], Project: "payments/api", Kind: api.LinkProject}}
	}})
	r.idle(0)
	r.beat(time.Second)
	r.ready()
	r.pass(30*time.Second, time.Second, 0)
	if n, _ := r.app.usual().Waiting(); n != 4 {
		t.Fatalf("%d wait, the test needs the three of the link's project too", n)
	}
	if said := r.heardNow(); said != "" {
		t.Errorf("heard %q", said)
	}
}

func TestWhatComesToWaitIsAnnouncedOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change       func(*Options)
		bell, notify bool
	}{
		"both":         {loud, true, true},
		"bell":         {func(o *Options) { o.Bell = true }, true, false},
		"notification": {func(o *Options) { o.Desktop = true }, false, true},
		"neither":      {func(*Options) {}, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, rigOptions{projects: oneProject, change: c.change})
			r.ready()
			// What is retried waits for approvals afresh.
			row := r.selectRow("live in production", func(row fleet.Row) bool {
				return row.Verdict.State == api.StateLive && row.Deployment.Environment.Name == "production"
			})
			r.idle(0)
			r.retryAs("ana", row)
			r.raw = nil
			r.pass(12*time.Second, time.Second, 0)
			said := r.heardNow()
			if strings.Contains(said, "\a") != (c.bell || c.notify) {
				t.Errorf("heard %q", said)
			}
			if got := strings.Contains(said, "waits for you: "+place(row)); got != c.notify {
				t.Errorf("a notification came: %v, want %v: %q", got, c.notify, said)
			}
			if n := strings.Count(said, "\x1b]777;notify;"); c.notify && n != 1 {
				t.Errorf("it was announced %d times", n)
			}
			r.pass(60*time.Second, time.Second, 0)
			if again := r.heardNow(); again != "" {
				t.Errorf("it is announced again: %q", again)
			}
		})
	}
}

// retryAs retries the job of a deployment, as somebody else does.
func (r *rig) retryAs(user string, row fleet.Row) {
	r.t.Helper()
	address := fmt.Sprintf("%s/api/v4/projects/%d/jobs/%d/retry", r.server.URL(), row.Ref.Project, row.Deployment.Deployable.ID)
	req, err := http.NewRequest(http.MethodPost, address, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("PRIVATE-TOKEN", r.server.Token(user))
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusCreated {
		r.t.Fatalf("the retry answered %s", res.Status)
	}
}

func TestAWatchedDeploymentIsToldToItsEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/web"}, change: loud})
	r.ready()
	row := r.selectRow("running", withJob(api.StateRunning))
	if err := r.server.SetEnvironmentName(row.Ref.Deployment, "evil\x1b]0;x\x07;\u202ename"); err != nil {
		t.Fatal(err)
	}
	r.keys("w")
	r.sees("Watching")
	r.raw = nil
	if err := r.server.SetJobStatus(row.Deployment.Deployable.ID, "success"); err != nil {
		t.Fatal(err)
	}
	r.pass(4*time.Second, time.Second, 0)
	said := r.heardNow()
	if n := strings.Count(said, "]777;notify;greenlight;"); n != 1 {
		t.Fatalf("its end is announced %d times: %q", n, said)
	}
	body := said[strings.Index(said, "]777;notify;greenlight;")+len("]777;notify;greenlight;"):]
	body = body[:strings.Index(body, "\a")]
	if !strings.Contains(body, "name") || strings.ContainsAny(body, "\x1b;\u202e") {
		t.Errorf("the notification is %q", body)
	}
	for _, bad := range []string{"\x1b]0;", "\u202e"} {
		if strings.Contains(said, bad) {
			t.Errorf("%q reaches the terminal: %q", bad, said)
		}
	}
	if got := r.app.View().WindowTitle; !strings.HasPrefix(got, "greenlight: ") || strings.ContainsAny(got, "\x1b\a\u202e") || !strings.Contains(got, "live") {
		t.Errorf("the title is %q, want how it ended", got)
	}
	r.keys("j")
	if got := r.app.View().WindowTitle; strings.Contains(got, "live") {
		t.Errorf("after a key the title is still %q", got)
	}
	r.pass(20*time.Second, time.Second, 0)
	if again := r.heardNow(); again != "" {
		t.Errorf("the end is announced again: %q", again)
	}
}

func TestASecondPressStopsWatching(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/web"}, change: loud})
	r.ready()
	row := r.selectRow("running", withJob(api.StateRunning))
	r.keys("w w")
	r.sees("No longer watched: " + place(row))
	r.raw = nil
	if err := r.server.SetJobStatus(row.Deployment.Deployable.ID, "success"); err != nil {
		t.Fatal(err)
	}
	r.pass(15*time.Second, time.Second, 0)
	if said := r.heardNow(); said != "" {
		t.Errorf("heard %q of what is no longer watched", said)
	}
	r.keys("w")
	r.sees("it has ended")
}

func TestAWatchOnWhatWaitsEndsWithItsRecord(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: oneProject, change: loud})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.keys("w")
	r.sees("Watching")
	r.remove(row.Ref)
	r.pass(6*time.Second, time.Second, 0)
	r.sees("is gone: it was deleted")
	r.server.ResetJournal()
	r.pass(30*time.Second, time.Second, 0)
	if n := r.wire("GET", only(row)); n > 0 {
		t.Errorf("what is gone is asked for %d times", n)
	}
}

func TestTheTitleSaysHowManyWait(t *testing.T) {
	t.Parallel()
	title := func(r *rig) string { return r.app.View().WindowTitle }
	t.Run("some", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{projects: oneProject})
		r.ready()
		if got := title(r); got != "greenlight: 3 wait for you" {
			t.Errorf("%q", got)
		}
	})
	t.Run("one", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{projects: []string{"payments/web"}})
		r.ready()
		if got := title(r); got != "greenlight: 1 waits for you" {
			t.Errorf("%q", got)
		}
	})
	t.Run("none", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{projects: []string{"data/billing"}})
		r.ready()
		if got := title(r); got != "greenlight: nothing waits for you" {
			t.Errorf("%q", got)
		}
	})
	t.Run("while it is read", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{projects: oneProject, before: func(s *sandbox.Server) {
			s.Inject(sandbox.Fault{Path: `/deployments$`, Hang: true})
		}})
		r.until("the projects are known", func(a App) bool { return len(a.sites[0].projects) == 1 })
		if got := title(r); got != "greenlight" {
			t.Errorf("%q", got)
		}
	})
	t.Run("while who may approve is read", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{projects: oneProject, before: func(s *sandbox.Server) {
			s.Inject(sandbox.Fault{Path: `/deployments/\d+$`, Hang: true})
		}})
		r.until("the listing is there", func(a App) bool { return a.list.Len() > 0 })
		if got := title(r); strings.Contains(got, "nothing waits") {
			t.Errorf("%q, which is not known", got)
		}
	})
	t.Run("nobody answers", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{projects: oneProject, dead: true})
		r.sees("could not be read")
		if got := title(r); strings.Contains(got, "nothing waits") {
			t.Errorf("%q, which is not known", got)
		}
	})
}

func TestOnlyWebPagesAreOpened(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ url, says string }{
		"script":             {"javascript:alert(1)", "Not opened"},
		"file":               {"file:///etc/passwd", "Not opened"},
		"script with a host": {"javascript://acme.dev/%0aalert(1)", "Not opened"},
		"file of a host":     {"file://acme.dev/etc/passwd", "Not opened"},
		"another protocol":   {"ssh://acme.dev/", "Not opened"},
		"option":             {"--help", "Not opened"},
		"no host":            {"https:///x", "Not opened"},
		"control":            {"https://acme.dev/\x1b]0;x\x07", "Not opened"},
		"turned":             {"https://acme.dev/\u202egpj.exe", "Not opened"},
		"newline":            {"https://acme.dev/\nrm -rf", "Not opened"},
		"none":               {"", "There is no page to open."},
		"a page":             {"https://acme.dev/x?y=1#z", "Opening https://acme.dev/x?y=1#z"},
		"plain one":          {"http://acme.dev:8080/x", "Opening http://acme.dev:8080/x"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opened := make(chan string, 2)
			r := newRig(t, rigOptions{projects: []string{"payments/web"}, change: func(o *Options) {
				o.Browse = func(url string) error { opened <- url; return nil }
			}})
			r.ready()
			r.run(r.app.openURL(c.url))
			r.sees(c.says)
			r.idle(0)
			close(opened)
			var got []string
			for u := range opened {
				got = append(got, u)
			}
			if want := strings.HasPrefix(c.says, "Opening"); want != (len(got) == 1) || want && got[0] != c.url {
				t.Errorf("opened %q", got)
			}
			if len(r.clip) > 0 {
				t.Errorf("copied %q", r.clip)
			}
		})
	}
}

func TestOpenShowsTheDeploymentsPage(t *testing.T) {
	t.Parallel()
	opened := make(chan string, 2)
	r := newRig(t, rigOptions{projects: oneProject, change: func(o *Options) {
		o.Browse = func(url string) error { opened <- url; return nil }
	}})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.keys("o")
	r.idle(0)
	want := row.ProjectURL + "/-/environments/" + itoa(int(row.Deployment.Environment.ID)) + "/deployments/" + itoa(int(row.Deployment.IID))
	if got := received(t, opened); got != want {
		t.Errorf("opened %s, want %s", got, want)
	}
	r.noWrite("opening a page")
}

func TestWhereNoBrowserStartsTheAddressIsCopied(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*Options){
		"it fails": func(o *Options) { o.Browse = func(string) error { return errors.New("no browser was found") } },
		"none":     func(o *Options) { o.Browse = nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, rigOptions{projects: oneProject, change: change})
			r.ready()
			row := r.selectRow("mine alone", onlyMine)
			r.keys("o")
			r.idle(0)
			if len(r.clip) != 1 || r.clip[0] != pageURL(row) {
				t.Errorf("the clipboard has %q, want %s", r.clip, pageURL(row))
			}
			if name == "none" {
				r.sees("The address was sent to the terminal's clipboard.")
				return
			}
			r.sees("No browser was found. Copied instead:")
		})
	}
}

func TestTheCopyMenu(t *testing.T) {
	t.Parallel()
	local := make(chan string, 8)
	r := newRig(t, rigOptions{projects: oneProject, change: func(o *Options) {
		o.Clip = func(text string) error { local <- text; return nil }
	}})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	for key, want := range map[string]string{"u": pageURL(row), "s": row.Deployment.SHA, "r": row.Deployment.Ref} {
		r.clip = nil
		r.keys("y")
		r.settled()
		r.keys(key)
		r.sees("is in the clipboard.")
		r.idle(0)
		if len(r.clip) != 1 || r.clip[0] != want {
			t.Errorf("%s put %q into the terminal's clipboard, want %s", key, r.clip, want)
		}
		if got := received(t, local); got != want {
			t.Errorf("%s put %q into this machine's clipboard", key, got)
		}
		if r.app.cards.Len() > 0 {
			t.Fatalf("%s leaves the menu open", key)
		}
	}
	r.keys("y")
	r.settled()
	r.keys("c")
	r.idle(0)
	if card := received(t, local); !strings.Contains(card, "\n") || !strings.Contains(card, row.Project) || !strings.Contains(card, pageURL(row)) {
		t.Errorf("the Markdown is %q", card)
	}
}
